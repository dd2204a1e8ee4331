//! One file, told of in several places: in the rows of several alerts, and in the evidence of an alert.

use std::collections::{HashMap, HashSet};

use crate::{alert_id::AlertId, sorting::sorted};

use super::{
    File, Hashes,
    alert::{Alert, FileEvidence, Sighting},
    hash::AnyHash,
    hash_kind::best,
};

/// Tells the files where the alert's evidence saw them, by SHA-256 or SHA-1, and returns the evidence that is of none
/// of them: some has a name and no hash.
pub fn join<'a>(files: &mut [File], alert: &'a Alert) -> Vec<&'a FileEvidence> {
    let mut index = Index::default();
    for (position, item) in alert.evidence.iter().enumerate() {
        index.insert(&item.hashes, position);
    }
    let mut joined = vec![false; alert.evidence.len()];
    for file in files {
        let matching = index.same_file(&file.hashes, |position| &alert.evidence[position].hashes);
        see(&mut file.sightings, matching.iter().map(|&position| &alert.evidence[position].sighting));
        for position in matching {
            joined[position] = true;
        }
    }
    alert.evidence.iter().zip(joined).filter(|(_, joined)| !joined).map(|(item, _)| item).collect()
}

/// The files as the alert's evidence completes them: each told where it was seen, and after them those that only the
/// evidence knows, each once. What an earlier completion told makes room for what this one tells.
pub fn complete(mut files: Vec<File>, alert: &Alert) -> Vec<File> {
    files.retain(|file| !file.only_in_evidence);
    files.iter_mut().for_each(|file| file.sightings.clear());
    let only_in_evidence = |item: &FileEvidence| File {
        hashes: item.hashes,
        sightings: vec![item.sighting.clone()],
        alerts: vec![alert.id.clone()],
        only_in_evidence: true,
        ..File::default()
    };
    let unlisted = join(&mut files, alert).into_iter().map(only_in_evidence).collect();
    files.extend(merge(unlisted));
    files
}

/// Makes one file of all that surely are the same, in the order in which each was first met.
///
/// Alerts and sightings are united; of the other facts the first that is known holds, for prevalence and last sight move
/// between two calls.
pub fn merge(files: Vec<File>) -> Vec<File> {
    let mut index = Index::default();
    let mut merged: Vec<Option<File>> = Vec::with_capacity(files.len());
    for mut file in files {
        // Two rows of one hash each can turn out to be one file by a third that has both: all go to the first place.
        let mut place = merged.len();
        loop {
            let mut candidates = index.same_file(&file.hashes, |position| hashes(&merged[position]));
            candidates.extend(place_of(&file).and_then(|key| index.0.get(&key)).into_iter().flatten());
            let Some(&first) = candidates.first() else { break };
            let Some(mut known) = merged.get_mut(first).and_then(Option::take) else { break };
            // The older of the two keeps its facts.
            if first < place {
                known.absorb(file);
                file = known;
                place = first;
            } else {
                file.absorb(known);
            }
        }
        index.insert(&file.hashes, place);
        if let Some(key) = place_of(&file) {
            index.0.insert(key, vec![place]);
        }
        match merged.get_mut(place) {
            Some(slot) => *slot = Some(file),
            None => merged.push(Some(file)),
        }
    }
    merged.into_iter().flatten().collect()
}

/// The same, of rows that are most likely one file each: what tells whether two are the same takes no memory worth
/// mentioning, and merging 10,000 files takes 11 MB.
pub fn merge_if_repeated(files: Vec<File>) -> Vec<File> {
    let hashes = sorted(files.iter().flat_map(|file| file.hashes.known()).collect());
    if hashes.windows(2).any(|pair| pair[0] == pair[1]) { merge(files) } else { files }
}

/// The hashes at a place; none where the file moved to an earlier one.
fn hashes(slot: &Option<File>) -> &Hashes {
    const NONE: &Hashes = &Hashes { sha256: None, sha1: None, md5: None };
    slot.as_ref().map_or(NONE, |file| &file.hashes)
}

/// The files, of which those without anything of their own know their place: nothing else tells them apart.
pub fn placed(mut files: Vec<File>) -> Vec<File> {
    for (place, file) in files.iter_mut().enumerate().filter(|(_, file)| !file.hashes.any()) {
        file.place = place;
    }
    files
}

impl File {
    /// What it is told apart by: its strongest hash, else the place where evidence saw it. `None` where two such files
    /// may be one or two.
    pub fn identity(&self) -> Option<String> {
        if let Some((_, hash)) = best(self) {
            return Some(hash);
        }
        let Sighting { name: Some(name), folder: Some(folder), device, .. } = self.sightings.first()? else {
            return None;
        };
        // By its alert where no device is named. The lengths keep one text from passing for two.
        let (kind, there) = match device {
            Some(device) => ("device", device.as_str()),
            None => ("alert", self.alerts.first().map_or("", AlertId::as_str)),
        };
        let (named, in_folder) = (name.len().to_string(), folder.len().to_string());
        Some([kind, " ", &named, " ", &in_folder, " ", name, folder, there].concat())
    }

    /// Takes over what `other` knows of the same file.
    fn absorb(&mut self, other: File) {
        let File {
            hashes,
            verdict,
            signature,
            publisher,
            product,
            prevalence,
            first_seen,
            last_seen,
            in_organisation,
            size,
            file_type,
            portable_executable,
            sightings,
            alerts,
            only_in_evidence,
            place: _,
        } = other;
        fill(&mut self.hashes.sha256, hashes.sha256);
        fill(&mut self.hashes.sha1, hashes.sha1);
        fill(&mut self.hashes.md5, hashes.md5);
        // A determination speaks of its threat: they stay together.
        if self.verdict.threat.is_none() && (verdict.threat.is_some() || self.verdict.determination.is_none()) {
            self.verdict = verdict;
        }
        fill(&mut self.signature.signer, signature.signer);
        fill(&mut self.signature.issuer, signature.issuer);
        fill(&mut self.signature.certificate, signature.certificate);
        self.signature.certificate_unreadable |= signature.certificate_unreadable;
        self.signature.certificate_unreadable &= self.signature.certificate.is_none();
        fill(&mut self.signature.reported_valid, signature.reported_valid);
        fill(&mut self.publisher, publisher);
        fill(&mut self.product, product);
        fill(&mut self.prevalence, prevalence);
        fill(&mut self.first_seen, first_seen);
        fill(&mut self.last_seen, last_seen);
        fill(&mut self.in_organisation, in_organisation);
        fill(&mut self.size, size);
        fill(&mut self.file_type, file_type);
        fill(&mut self.portable_executable, portable_executable);
        see(&mut self.sightings, &sightings);
        let mut met: HashSet<&AlertId> = self.alerts.iter().collect();
        let new: Vec<AlertId> = alerts.iter().filter(|id| met.insert(id)).cloned().collect();
        self.alerts.extend(new);
        self.only_in_evidence &= only_in_evidence;
    }
}

fn fill<T>(known: &mut Option<T>, other: Option<T>) {
    if known.is_none() {
        *known = other;
    }
}

/// Adds each place once. Evidence of a process repeats that of its file and has no detection status: one place has as
/// many sightings as it has statuses.
fn see<'a>(known: &mut Vec<Sighting>, more: impl IntoIterator<Item = &'a Sighting>) {
    let place_of = |seen: &Sighting| Key::Place(Sighting { detection: None, ..seen.clone() });
    let mut index = Index::default();
    for (position, seen) in known.iter().enumerate() {
        index.0.entry(place_of(seen)).or_default().push(position);
    }
    for seen in more {
        let same_place = index.0.entry(place_of(seen)).or_default();
        if seen.detection.is_none() && !same_place.is_empty()
            || same_place.iter().any(|&position| known[position].detection == seen.detection)
        {
            continue;
        }
        match same_place.iter().find(|&&position| known[position].detection.is_none()) {
            Some(&position) => known[position].detection.clone_from(&seen.detection),
            None => {
                same_place.push(known.len());
                known.push(seen.clone());
            }
        }
    }
}

/// Places by hash, so that ten thousand files are not compared with each other.
#[derive(Default)]
struct Index(HashMap<Key, Vec<usize>>);

#[derive(PartialEq, Eq, Hash)]
enum Key {
    Hash(AnyHash),
    /// A file without any hash, by its identity.
    Unhashed(String),
    /// Where a file was seen, whatever became of it there.
    Place(Sighting),
}

/// By what evidence without a hash is told to be of one file.
fn place_of(file: &File) -> Option<Key> {
    if file.hashes.any() { None } else { file.identity().map(Key::Unhashed) }
}

impl Index {
    fn insert(&mut self, hashes: &Hashes, place: usize) {
        for key in keys(hashes) {
            let places = self.0.entry(key).or_default();
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }

    /// Where surely the same file is, in order and each place once.
    fn same_file<'a>(&self, hashes: &Hashes, at: impl Fn(usize) -> &'a Hashes) -> Vec<usize> {
        let mut same = Vec::new();
        for &place in keys(hashes).filter_map(|key| self.0.get(&key)).flatten() {
            if at(place).same_file(hashes)
                && let Err(next) = same.binary_search(&place)
            {
                same.insert(next, place);
            }
        }
        same
    }
}

fn keys(hashes: &Hashes) -> impl Iterator<Item = Key> {
    hashes.known().map(Key::Hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        alert_id::AlertId,
        evidence::{alert::Sighting, prevalence::Prevalence, verdict::Verdict},
    };

    fn id(number: u8) -> AlertId {
        AlertId::parse(&format!("da63747290038283886{number}_1364969609")).expect("an alert id")
    }

    fn hashes(sha256: u8, sha1: u8, md5: u8) -> Hashes {
        fn digest<T: std::str::FromStr>(number: u8, length: usize) -> Option<T> {
            (number > 0).then(|| format!("{number:02x}").repeat(length).parse().ok().expect("a digest"))
        }
        Hashes { sha256: digest(sha256, 32), sha1: digest(sha1, 20), md5: digest(md5, 16) }
    }

    fn file(sha256: u8, sha1: u8, md5: u8, alert: u8) -> File {
        File { hashes: hashes(sha256, sha1, md5), alerts: vec![id(alert)], ..File::default() }
    }

    fn sighting(name: &str) -> Sighting {
        Sighting { name: Some(name.to_owned()), ..Sighting::default() }
    }

    fn alert(evidence: &[(Hashes, &str)]) -> Alert {
        Alert {
            evidence: evidence
                .iter()
                .map(|&(hashes, name)| FileEvidence { hashes, sighting: sighting(name) })
                .collect(),
            ..Alert::unread(id(1))
        }
    }

    #[test]
    fn evidence_joins_by_either_hash_and_each_sighting_once() {
        let mut files = vec![file(1, 2, 3, 1), file(4, 0, 0, 1), file(0, 5, 0, 1), file(6, 7, 0, 1)];
        let alert = alert(&[
            (hashes(1, 2, 0), "both.exe"),
            (hashes(0, 2, 0), "sha1.exe"),
            (hashes(1, 0, 0), "sha256.exe"),
            (hashes(1, 2, 0), "both.exe"),
            (hashes(4, 9, 0), "b.exe"),
            (hashes(9, 5, 0), "c.exe"),
            // The SHA-256 differs: another file, whatever the SHA-1 says.
            (hashes(8, 7, 0), "collision.exe"),
            (hashes(0, 0, 0), "SB.xsl"),
        ]);
        let unmatched = join(&mut files, &alert);
        let names: Vec<Vec<&str>> =
            files.iter().map(|file| file.sightings.iter().flat_map(|seen| seen.name.as_deref()).collect()).collect();
        assert_eq!(names, [vec!["both.exe", "sha1.exe", "sha256.exe"], vec!["b.exe"], vec!["c.exe"], vec![]]);
        assert_eq!(unmatched, [&alert.evidence[6], &alert.evidence[7]]);

        let once = files.clone();
        join(&mut files, &alert);
        assert_eq!(files, once, "joining twice adds nothing");
    }

    #[test]
    fn files_that_only_the_evidence_knows_come_after_the_others_each_once() {
        let files = vec![file(1, 2, 3, 1)];
        let mut alert = alert(&[
            (hashes(1, 2, 0), "listed.exe"),
            (hashes(7, 0, 0), "unlisted.exe"),
            (hashes(7, 8, 0), "again.exe"),
            (hashes(0, 0, 0), "SB.xsl"),
            (hashes(0, 0, 0), "SB.xsl"),
            (hashes(0, 0, 0), "SB.xsl"),
        ]);
        for (item, folder) in alert.evidence.iter_mut().skip(3).zip(["C:\\a", "C:\\a", "C:\\b"]) {
            item.sighting.folder = Some(folder.to_owned());
        }
        let completed = complete(files, &alert);
        let told: Vec<(Option<&str>, bool)> =
            completed.iter().map(|file| (file.name(), file.only_in_evidence)).collect();
        let expected =
            [(Some("listed.exe"), false), (Some("unlisted.exe"), true), (Some("SB.xsl"), true), (Some("SB.xsl"), true)];
        assert_eq!(told, expected);
        assert_eq!(completed[1].hashes, hashes(7, 8, 0));
        assert_eq!(completed[3].alerts, [id(1)]);
        assert_eq!(complete(completed.clone(), &alert), completed, "the same evidence again changes nothing");
    }

    #[test]
    fn newer_evidence_takes_the_place_of_older() {
        let detected = |status: &str| {
            let mut alert = alert(&[(hashes(1, 2, 0), "a.exe")]);
            alert.evidence[0].sighting.detection = Some(status.to_owned());
            alert
        };
        let files = complete(vec![file(1, 2, 3, 1)], &detected("Detected"));
        let files = complete(files, &detected("Prevented"));
        assert_eq!(files[0].sightings, [detected("Prevented").evidence[0].sighting.clone()]);
    }

    #[test]
    fn evidence_without_a_status_is_no_further_sighting_of_its_place() {
        let seen = |name: &str, detection: Option<&str>| Sighting {
            detection: detection.map(str::to_owned),
            ..sighting(name)
        };
        for (evidence, told) in [
            (vec![seen("a", None), seen("a", Some("Prevented"))], vec![seen("a", Some("Prevented"))]),
            (vec![seen("a", Some("Prevented")), seen("a", None)], vec![seen("a", Some("Prevented"))]),
            (vec![seen("a", None), seen("b", Some("Detected"))], vec![seen("a", None), seen("b", Some("Detected"))]),
            (
                vec![seen("a", Some("Detected")), seen("a", Some("Prevented")), seen("a", Some("Detected"))],
                vec![seen("a", Some("Detected")), seen("a", Some("Prevented"))],
            ),
        ] {
            let mut known = Vec::new();
            see(&mut known, &evidence);
            assert_eq!(known, told, "{evidence:?}");
        }
    }

    #[test]
    fn two_rows_of_one_file_both_learn_their_name() {
        let mut files = vec![file(1, 0, 0, 1), file(1, 0, 0, 1)];
        assert!(join(&mut files, &alert(&[(hashes(1, 0, 0), "a.exe")])).is_empty());
        assert!(files.iter().all(|file| file.name() == Some("a.exe")));
    }

    #[test]
    fn files_of_several_alerts_are_one_file_that_names_its_alerts() {
        let merged = merge(vec![file(1, 2, 3, 1), file(4, 5, 6, 1), file(0, 2, 3, 2), file(1, 2, 3, 1)]);
        assert_eq!(merged.len(), 2);
        assert_eq!(merged[0].alerts, [id(1), id(2)]);
        assert_eq!(merged[1].alerts, [id(1)]);
    }

    #[test]
    fn a_third_row_can_show_that_two_rows_are_one_file() {
        let merged = merge(vec![file(1, 0, 0, 1), file(0, 0, 3, 2), file(9, 9, 9, 2), file(1, 2, 3, 3)]);
        assert_eq!(merged.len(), 2);
        assert_eq!(merged[0].hashes, hashes(1, 2, 3));
        assert_eq!(merged[0].alerts.len(), 3);
    }

    #[test]
    fn what_is_not_surely_the_same_stays_apart() {
        for (first, second) in [
            (file(1, 2, 3, 1), file(9, 2, 3, 2)),
            (file(0, 2, 3, 1), file(0, 9, 3, 2)),
            (file(1, 0, 0, 1), file(0, 2, 0, 2)),
            (file(0, 0, 0, 1), file(0, 0, 0, 1)),
        ] {
            assert_eq!(merge(vec![first.clone(), second.clone()]), [first, second]);
        }
    }

    #[test]
    fn later_facts_fill_missing_ones_and_replace_none() {
        let known = Verdict { determination: Some("Unknown".to_owned()), threat: None };
        let threat = Verdict { determination: Some("Pua".to_owned()), threat: Some("PUA:Win32/FusionCore".to_owned()) };
        let mut first = File { verdict: known.clone(), prevalence: Some(Prevalence(29)), ..file(1, 0, 0, 1) };
        first.signature.certificate_unreadable = true;
        let mut second = File { verdict: threat.clone(), prevalence: Some(Prevalence(30)), ..file(1, 0, 0, 2) };
        second.signature.certificate = hashes(0, 7, 0).sha1;
        second.signature.reported_valid = Some(false);
        second.size = Some(0);
        let third = File { verdict: known, sightings: vec![sighting("a.exe")], ..file(1, 0, 0, 2) };

        let [merged] = merge(vec![first, second, third]).try_into().expect("one file");
        assert_eq!(merged.verdict, threat);
        assert_eq!(merged.prevalence, Some(Prevalence(29)));
        assert_eq!(merged.size, Some(0));
        assert_eq!(merged.signature.certificate, hashes(0, 7, 0).sha1);
        assert!(!merged.signature.certificate_unreadable);
        assert_eq!(merged.signature.reported_valid, Some(false));
        assert_eq!(merged.name(), Some("a.exe"));
        assert_eq!(merged.alerts, [id(1), id(2)]);
    }
}
