//! Which files a filter box leaves.

use super::{File, Hashes, hash::Digest};
use crate::letter_case::lowercase;

impl File {
    /// Whether any of its text has `filter` in it, whatever the letter case: hashes, names, folders, devices, signer,
    /// issuer, publisher, product, verdict, type, alerts, and what else is `said` of it. Blank ends of the filter do not
    /// count; nothing left matches all.
    pub fn matches<'a, Said>(&self, filter: &str, said: impl FnOnce(&File) -> Said) -> bool
    where
        Said: IntoIterator<Item = &'a str>,
    {
        let filter = lowercase(filter.trim());
        filter.is_empty()
            || self.hashes_contain(&filter)
            || self.texts().any(|text| contains(text, &filter))
            || said(self).into_iter().any(|text| contains(text, &filter))
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let facts = [
            &self.verdict.threat,
            &self.verdict.determination,
            &self.signature.signer,
            &self.signature.issuer,
            &self.publisher,
            &self.product,
            &self.file_type,
        ];
        let sightings = self
            .sightings
            .iter()
            .flat_map(|sighting| [&sighting.name, &sighting.folder, &sighting.detection, &sighting.device]);
        let alerts = self.alerts.iter().map(|alert| alert.as_str());
        facts.into_iter().chain(sightings).filter_map(Option::as_deref).chain(alerts)
    }

    fn hashes_contain(&self, filter: &str) -> bool {
        // Ten thousand files have forty thousand hashes; most filters are no hex and need none of them printed.
        if !filter.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return false;
        }
        let Hashes { sha256, sha1, md5 } = self.hashes;
        prints(sha256, filter)
            || prints(sha1, filter)
            || prints(md5, filter)
            || prints(self.signature.certificate, filter)
    }
}

fn prints<const BYTES: usize>(digest: Option<Digest<BYTES>>, filter: &str) -> bool {
    filter.len() <= 2 * BYTES && digest.is_some_and(|digest| digest.to_string().contains(filter))
}

fn contains(text: &str, filter: &str) -> bool {
    if text.is_ascii() {
        let length = filter.len();
        length <= text.len() && text.as_bytes().windows(length).any(|part| part.eq_ignore_ascii_case(filter.as_bytes()))
    } else {
        lowercase(text).contains(filter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        alert_id::AlertId,
        evidence::{alert::Sighting, signature::Signature, verdict::Verdict},
    };

    fn check(filter: &str, expected: bool) {
        let some = |text: &str| Some(text.to_owned());
        let file = File {
            hashes: Hashes {
                sha256: "dcd71ef5fff4362a9f64cf3f96f14f2b11d6f428f3badbedcb9ff3361e7079aa".parse().ok(),
                sha1: "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70".parse().ok(),
                md5: "8d5b7cc9a832e21d22503057e1fec8e9".parse().ok(),
            },
            verdict: Verdict { determination: some("Unknown"), threat: some("HackTool:MSIL/AutoKms") },
            signature: Signature {
                signer: some("Größe Software GmbH"),
                issuer: some("Microsoft Code Signing PCA"),
                certificate: "9dc17888b5cfad98b3cb35c1994e96227f061675".parse().ok(),
                ..Signature::default()
            },
            publisher: some("Contoso, Inc."),
            product: some("Microsoft© Windows©"),
            file_type: some("APP"),
            sightings: vec![Sighting {
                name: some("AutoKMS.exe"),
                folder: some("C:\\Windows\\AutoKMS"),
                detection: some("Prevented"),
                device: some("temp123.contoso.com"),
            }],
            alerts: vec![AlertId::parse("da637472900382838869_1364969609").expect("an alert id")],
            ..File::default()
        };
        assert_eq!(file.matches(filter, |_| ["Signature not valid"]), expected, "{filter}");
    }

    #[test]
    fn every_text_of_a_file_can_be_found_in_any_letter_case() {
        for filter in [
            "",
            "  ",
            "DCD71EF5",
            "1aa70",
            "8d5b7cc9a832e21d22503057e1fec8e9 ",
            "9dc17888B5CFAD98b3cb35c1994e96227f061675",
            "hacktool:msil/autokms",
            "unknown",
            "GRÖẞE SOFT",
            "größe soft",
            "signing pca",
            "contoso, inc",
            "windows©",
            "app",
            "autokms.EXE",
            "c:\\windows\\",
            "prevented",
            "TEMP123",
            "da637472900382838869_1364969609",
            "NOT valid",
        ] {
            check(filter, true);
        }
    }

    #[test]
    fn what_a_file_does_not_say_is_not_found() {
        for filter in ["dcd71ef5 f2a00", "null", "none", "AutoKMS.exeC:", "9dc17888b5cfad98b3cb35c1994e96227f0616750"] {
            check(filter, false);
        }
    }
}
