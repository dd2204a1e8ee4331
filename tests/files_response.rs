//! The answer to `GET /api/alerts/{id}/files`: every recorded shape, every variation, and whatever a network makes of it.

use hashcard::{
    alert_id::AlertId,
    cloud::Cloud,
    defender::{
        request::RefusedLink,
        response::{FilesPage, Unreadable, file_statistics, files},
    },
    evidence::{
        File,
        prevalence::{Band, Prevalence},
        signature::SignatureState,
    },
    time::Timestamp,
};
use proptest::prelude::*;

fn alert_id() -> AlertId {
    AlertId::parse("da637472900382838869_1364969609").expect("an alert id")
}

fn read(body: &str) -> Result<FilesPage, Unreadable> {
    files(body, &alert_id(), Cloud::Commercial)
}

fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/responses/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).expect(&path)
}

fn page(name: &str) -> FilesPage {
    read(&fixture(name)).expect(name)
}

/// The files of a fixture whose rows are all objects and that has no further page.
fn rows(name: &str) -> Vec<File> {
    let FilesPage { files, next, skipped_rows } = page(name);
    assert_eq!((next, skipped_rows), (None, 0), "{name}");
    assert!(files.iter().all(|file| file.alerts == [alert_id()]), "{name}");
    files
}

fn only(name: &str) -> File {
    let [file] = rows(name).try_into().expect(name);
    file
}

fn states(name: &str) -> Vec<SignatureState> {
    rows(name).iter().map(|file| file.signature.state()).collect()
}

fn texts<'a>(files: &'a [File], text: impl Fn(&'a File) -> &'a Option<String>) -> Vec<&'a str> {
    files.iter().map(|file| text(file).as_deref().unwrap_or("-")).collect()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn at(text: &str) -> Option<Timestamp> {
    Some(Timestamp::parse_iso8601(text).expect(text))
}

mod recorded_shapes {
    use super::*;

    #[test]
    fn s01_the_documented_answer_is_read_whole() {
        let file = only("s01-documented.json");
        let hashes = file.hashes;
        assert_eq!(
            hashes.sha256.expect("sha256").to_string(),
            "dcd71ef5fff4362a9f64cf3f96f14f2b11d6f428f3badbedcb9ff3361e7079aa"
        );
        assert_eq!(hashes.sha1.expect("sha1").to_string(), "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70");
        assert_eq!(hashes.md5.expect("md5").to_string(), "8d5b7cc9a832e21d22503057e1fec8e9");
        assert_eq!(file.verdict.determination, some("Unknown"));
        assert_eq!(file.verdict.threat, None);
        assert_eq!(file.signature.signer, some("Microsoft Corporation"));
        assert_eq!(file.signature.issuer, some("Microsoft Code Signing PCA"));
        assert_eq!(
            file.signature.certificate.expect("signerHash").to_string(),
            "9dc17888b5cfad98b3cb35c1994e96227f061675"
        );
        assert_eq!(file.signature.state(), SignatureState::Valid);
        assert_eq!(file.publisher, some("Microsoft Corporation"));
        assert_eq!(file.product, some("Microsoft© Windows© Operating System"));
        assert_eq!(file.prevalence, Some(Prevalence(29)));
        assert_eq!(file.first_seen, at("2019-03-23T23:54:06.013Z"));
        assert_eq!(file.last_seen, at("2019-04-23T00:43:20.048Z"));
        assert_eq!(file.size, Some(113_984));
        assert_eq!(file.file_type, None);
        assert_eq!(file.portable_executable, Some(true));
        assert!(file.sightings.is_empty());
    }

    #[test]
    fn s02_a_single_file_is_one_row_and_md5_may_be_missing() {
        let file = only("s02-single-file-without-md5.json");
        assert!(file.hashes.sha1.is_some() && file.hashes.sha256.is_some() && file.hashes.md5.is_none());
        assert_eq!(file.file_type, some("APP"));
        assert_eq!(file.verdict.determination, some("Pua"));
        assert_eq!(file.verdict.threat, some("PUA:Win32/FusionCore"));
        assert_eq!(file.signature.state(), SignatureState::NotValid);
        assert_eq!(file.publisher, some("Fabrikam Mobile Co., Ltd."));
    }

    #[test]
    fn s03_threats_are_named_beside_the_type_unknown() {
        let files = rows("s03-threat-beside-unknown-in-six-files.json");
        assert_eq!(files.len(), 6);
        for file in &files {
            assert_eq!(file.verdict.determination, some("Unknown"));
            let threat = file.verdict.threat.as_deref().expect("a threat");
            assert!(threat.to_lowercase().ends_with("/autokms"), "{threat}");
            assert_eq!((&file.signature.signer, &file.signature.issuer), (&None, &None));
            // Portable executables have a certificate hash and no signer; the others have neither.
            let state = match file.portable_executable.expect("isPeFile") {
                true => SignatureState::NotValid,
                false => SignatureState::NoSignerReported,
            };
            assert_eq!(file.signature.state(), state);
        }
        assert_eq!(files[0].first_seen, files[3].first_seen);
    }

    #[test]
    fn s04_values_move_between_two_calls_and_the_file_stays_the_same() {
        let before = only("s04-values-moved-since-the-call-before.json");
        let after = rows("s03-threat-beside-unknown-in-six-files.json").remove(1);
        assert!(before.hashes.same_file(&after.hashes));
        assert_eq!((before.prevalence, after.prevalence), (Some(Prevalence(437)), Some(Prevalence(488))));
        assert!(before.last_seen < after.last_seen);
    }

    #[test]
    fn s05_six_and_seven_fraction_digits_are_the_same_moment() {
        let files = rows("s05-six-and-seven-fraction-digits-in-one-answer.json");
        assert_eq!(files[0].first_seen, at("2019-11-12T04:41:48.608Z"));
        assert_eq!(files[0].first_seen, files[1].first_seen);
        assert_eq!(files[0].prevalence.map(Prevalence::band), Some(Band::Common));
        assert!(files.iter().all(|file| file.signature.state() == SignatureState::Valid));
    }

    #[test]
    fn s06_an_unsigned_script_has_nulls_and_an_empty_determination() {
        let file = only("s06-single-file-with-nulls-and-an-empty-determination.json");
        assert_eq!(file.signature.state(), SignatureState::NoSignerReported);
        assert_eq!(file.verdict.threat, None);
        assert_eq!((file.publisher, file.product, file.file_type), (None, None, None));
        assert_eq!(file.portable_executable, Some(false));
    }

    #[test]
    fn s07_an_empty_file_has_a_size() {
        let file = only("s07-empty-file-with-a-signer-and-epoch-times.json");
        assert_eq!(file.size, Some(0));
        assert_eq!(file.first_seen, Some(Timestamp(0)));
        assert_eq!(file.hashes.md5.expect("md5").to_string(), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(file.portable_executable, Some(false));
        assert_eq!(file.signature.state(), SignatureState::Valid);
    }

    #[test]
    fn s08_and_s09_what_is_no_hash_is_never_shown_as_one() {
        for name in [
            "s08-hashes-replaced-by-short-strings.json",
            "s09-twelve-keys-no-fraction-and-hashes-that-are-not-hex.json",
        ] {
            let file = only(name);
            assert!(!file.hashes.any(), "{name}");
            assert_eq!(file.verdict.threat, None, "{name}");
            assert_eq!(file.signature.state(), SignatureState::Valid, "{name}");
        }
    }

    #[test]
    fn s10_empty_texts_are_unknown() {
        let file = only("s10-empty-texts-for-what-is-unknown.json");
        assert_eq!((&file.file_type, &file.publisher, &file.verdict.threat), (&None, &None, &None));
        assert_eq!(file.product, some("Windows Operating System"));
    }

    #[test]
    fn s11_an_emulators_nulls_are_unknown() {
        let file = only("s11-an-emulators-nulls.json");
        assert_eq!((file.hashes.md5, file.size, file.prevalence), (None, None, Some(Prevalence(1))));
        assert_eq!(file.signature.state(), SignatureState::NoSignerReported);
    }
}

mod variations {
    use super::*;

    #[test]
    fn absent_null_empty_and_blank_are_the_same() {
        for file in rows("every-key-absent-null-and-empty.json") {
            assert_eq!(file, File { alerts: vec![alert_id()], ..File::default() });
        }
    }

    #[test]
    fn validity_has_three_states_with_and_without_a_signer() {
        assert_eq!(
            states("validity-true-false-null-and-absent.json"),
            [
                SignatureState::Valid,
                SignatureState::NotValid,
                SignatureState::ValidityNotReported,
                SignatureState::ValidityNotReported,
                SignatureState::ValidSignerNotNamed,
                SignatureState::NoValidSignature,
                SignatureState::NoSignerReported,
                SignatureState::NoSignerReported,
            ]
        );
    }

    #[test]
    fn a_certificate_hash_or_an_issuer_says_that_there_is_a_signer() {
        assert_eq!(
            states("certificate-hash-without-signer.json"),
            [SignatureState::NotValid, SignatureState::ValidityNotReported, SignatureState::ValidityNotReported]
        );
    }

    #[test]
    fn a_certificate_hash_that_is_not_hex_is_not_shown_and_still_says_that_there_is_a_signer() {
        let files = rows("certificate-hash-that-is-not-hex.json");
        assert!(files.iter().all(|file| file.signature.certificate.is_none()));
        assert!(files.iter().all(|file| file.signature.certificate_unreadable));
        assert_eq!(
            states("certificate-hash-that-is-not-hex.json"),
            [SignatureState::NotValid, SignatureState::ValidityNotReported]
        );
    }

    #[test]
    fn what_is_not_portable_executable_may_be_signed() {
        let name = "signer-on-what-is-not-portable-executable.json";
        assert!(rows(name).iter().all(|file| file.portable_executable == Some(false)));
        assert_eq!(states(name), [SignatureState::Valid, SignatureState::NoSignerReported]);
    }

    #[test]
    fn any_hash_may_be_missing() {
        let known: Vec<[bool; 3]> = rows("missing-hashes.json")
            .iter()
            .map(|file| [file.hashes.sha256.is_some(), file.hashes.sha1.is_some(), file.hashes.md5.is_some()])
            .collect();
        assert_eq!(known, [[true, false, false], [false, true, false], [false, false, true], [false; 3]]);
    }

    #[test]
    fn hashes_in_upper_case_are_the_documented_file() {
        assert_eq!(only("upper-case-hashes.json").hashes, only("s01-documented.json").hashes);
    }

    #[test]
    fn every_form_of_time_is_read() {
        let files = rows("fraction-digits-and-numeric-offsets.json");
        assert_eq!(files.len(), 11);
        for file in files {
            let seconds = file.first_seen.map(|seen| seen.0.div_euclid(1_000));
            assert_eq!(seconds, Some(1_553_385_246));
            assert_eq!(file.first_seen, file.last_seen);
        }
    }

    #[test]
    fn what_is_no_time_is_unknown() {
        for file in rows("times-that-are-none.json") {
            assert_eq!((file.first_seen, file.last_seen), (None, None));
        }
    }

    #[test]
    fn product_names_keep_their_script() {
        assert_eq!(
            texts(&rows("non-ascii-product-names.json"), |file| &file.product),
            ["Microsoft® Windows® Operating System", "ウイルスバスター", "مايكروسوفت", "😀"]
        );
    }

    #[test]
    fn html_entities_are_decoded_once_and_only_where_they_were_seen() {
        let files = rows("html-entities.json");
        assert_eq!(
            texts(&files, |file| &file.product),
            ["Microsoft© Windows© Operating System", "&lt;script&gt;", "O'Reilly & Sons", "-"]
        );
        assert_eq!(
            texts(&files, |file| &file.publisher),
            ["AT&T, Inc.", "<img src=x onerror=alert(1)>", "®\"\u{fffd}&unknown;&", "-"]
        );
        assert_eq!(texts(&files, |file| &file.signature.signer)[3], "A&amp;B");
        assert_eq!(texts(&files, |file| &file.signature.issuer)[3], "&lt;CA&gt;");
    }

    #[test]
    fn counts_are_read_from_every_kind_of_number() {
        let files = rows("numbers-of-every-kind.json");
        let sizes: Vec<Option<u64>> = files.iter().map(|file| file.size).collect();
        // More than a signed number of 64 bits holds; nothing that Defender counts comes near.
        const TOLD_AS_MOST: u64 = i64::MAX as u64;
        let known = [0, 4_294_967_296, 9_007_199_254_740_993, TOLD_AS_MOST, 1_000, 29, 29, 113_984, 29];
        assert_eq!(sizes[..known.len()], known.map(Some));
        assert_eq!(sizes[known.len()..], [None; 11]);
        assert!(files.iter().all(|file| file.prevalence == file.size.map(Prevalence)));
    }

    #[test]
    fn booleans_are_read_from_text() {
        let flags: Vec<Option<bool>> =
            rows("booleans-as-text.json").iter().map(|file| file.signature.reported_valid).collect();
        assert_eq!(flags, [Some(true), Some(true), Some(false), None, None, None, None, None]);
        assert!(rows("booleans-as-text.json").iter().zip(flags).all(|(file, flag)| file.portable_executable == flag));
    }

    #[test]
    fn a_value_of_a_wrong_type_is_unknown_and_hides_nothing_else() {
        let [first, second] = rows("wrong-types.json").try_into().expect("two files");
        let hashes = first.hashes;
        assert!(hashes.sha256.is_some() && hashes.sha1.is_some() && hashes.md5.is_some());
        assert_eq!(first, File { hashes, alerts: vec![alert_id()], ..File::default() });
        assert!(!second.hashes.any());
        assert_eq!(second.signature.signer, some("Contoso"));
    }

    #[test]
    fn of_a_repeated_key_the_last_value_holds() {
        let file = only("keys-repeated-in-one-row.json");
        assert_eq!(file.signature.signer, some("last"));
        assert_eq!(file.size, None);
        assert!(!file.signature.certificate_unreadable);
        assert_eq!(only("value-repeated.json").size, Some(2));
    }

    #[test]
    fn a_row_that_is_no_object_is_counted_and_hides_no_file() {
        let page = page("rows-that-are-no-objects.json");
        assert_eq!((page.files.len(), page.skipped_rows), (2, 7));
    }

    #[test]
    fn half_a_surrogate_pair_costs_one_character_and_not_the_answer() {
        let [first, second] = rows("lone-surrogates.json").try_into().expect("two files");
        assert_eq!(first.product, some("a\u{fffd}b"));
        assert_eq!(first.publisher, some("\u{fffd}"));
        assert_eq!(first.signature.signer, some("😀"));
        assert_eq!(first.signature.issuer, some("\\ud800"));
        assert_eq!(second.verdict.threat, some("\u{fffd}"));
    }

    #[test]
    fn the_word_null_is_neither_a_verdict_nor_a_name() {
        let file = only("word-null-for-none.json");
        assert_eq!((&file.verdict.determination, &file.verdict.threat, &file.file_type), (&None, &None, &None));
        assert_eq!((file.signature.signer, file.publisher), (None, None));
    }

    #[test]
    fn a_text_that_is_too_long_for_a_card_is_cut_visibly() {
        let signer = "ß".repeat(10_000);
        let page = read(&format!(r#"[{{"signer":"{signer}","filePublisher":"&amp;{signer}"}}]"#)).expect("a page");
        let cut = |first: &str| some(&format!("{first}{}…", "ß".repeat(2_000 - first.len())));
        assert_eq!(page.files[0].signature.signer, cut(""));
        assert_eq!(page.files[0].publisher, cut("&"));
    }
}

mod around_the_rows {
    use super::*;

    #[test]
    fn no_files_is_an_answer() {
        for name in ["no-files.json", "value-null.json"] {
            assert_eq!(page(name), FilesPage::default(), "{name}");
        }
        assert_eq!(read("[]"), Ok(FilesPage::default()));
    }

    #[test]
    fn rows_are_found_bare_and_after_a_byte_order_mark() {
        for name in ["rows-without-an-object-around.json", "byte-order-mark.json"] {
            assert!(only(name).hashes.any(), "{name}");
        }
    }

    #[test]
    fn the_next_page_is_followed_in_the_same_cloud_alone() {
        let next = |name, cloud| files(&fixture(name), &alert_id(), cloud).expect(name).next.expect("a next page");
        let link = next("next-page.json", Cloud::Commercial).expect("an address of the API");
        assert_eq!(
            link.as_str(),
            "https://us.api.security.microsoft.com/api/alerts/da637472900382838869_1364969609/files?$skip=1"
        );
        assert_eq!(next("next-page.json", Cloud::Gcc), Err(RefusedLink::OtherHost));
        assert_eq!(next("next-page-on-another-host.json", Cloud::Commercial), Err(RefusedLink::OtherHost));
    }

    #[test]
    fn each_kind_of_broken_answer_is_told_apart() {
        let truncated = fixture("truncated.json");
        let page_of_a_proxy = fixture("page-of-a-proxy.html");
        for (body, unreadable) in [
            ("", Unreadable::Empty),
            (" \r\n\t", Unreadable::Empty),
            ("\u{feff}", Unreadable::Empty),
            (page_of_a_proxy.as_str(), Unreadable::Html),
            ("\u{feff}<?xml version=\"1.0\"?>", Unreadable::Html),
            (truncated.as_str(), Unreadable::Truncated),
            ("{", Unreadable::Truncated),
            (r#"{"value":[{"sha1":"abc"#, Unreadable::Truncated),
            (r#"{"value":[{"signer":"\ud800"},"#, Unreadable::Truncated),
            ("upstream connect error", Unreadable::NotJson),
            (r#"{"value":[]} {"value":[]}"#, Unreadable::NotJson),
            (r#"{"value":[],}"#, Unreadable::NotJson),
            ("{'value':[]}", Unreadable::NotJson),
            ("[1,2", Unreadable::Truncated),
            ("{}", Unreadable::WrongShape),
            ("null", Unreadable::WrongShape),
            ("true", Unreadable::WrongShape),
            ("7", Unreadable::WrongShape),
            (r#""text""#, Unreadable::WrongShape),
            (r#"{"value":{}}"#, Unreadable::WrongShape),
            (r#"{"value":"text"}"#, Unreadable::WrongShape),
            (r#"{"value":0}"#, Unreadable::WrongShape),
            (r#"{"error":{"code":"NotFound","message":"","target":""}}"#, Unreadable::WrongShape),
        ] {
            assert_eq!(read(body), Err(unreadable), "{body}");
        }
    }

    #[test]
    fn every_cut_of_an_answer_is_truncated() {
        let whole = fixture("s01-documented.json");
        let whole = whole.trim_end();
        for (end, _) in whole.char_indices().skip(1) {
            assert_eq!(read(&whole[..end]), Err(Unreadable::Truncated), "{}", &whole[..end]);
        }
    }

    /// Check C-07.
    #[test]
    fn json_of_any_depth_is_no_crash() {
        let depth = 200_000;
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let objects = format!("{}null{}", r#"{"value":"#.repeat(depth), "}".repeat(depth));
        assert_eq!(read(&nested).map(|page| page.skipped_rows), Ok(1));
        assert_eq!(read(&objects), Err(Unreadable::WrongShape));
        assert_eq!(read(&"[".repeat(depth)), Err(Unreadable::Truncated));
        let in_a_field = format!(r#"{{"value":[{{"signer":{nested},"other":{objects},"size":1}}]}}"#);
        assert_eq!(read(&in_a_field).expect("a page").files[0].size, Some(1));
    }

    /// Check C-07.
    #[test]
    fn a_hundred_thousand_rows_are_read() {
        let row = r#"{"sha1":"f2a00fd2f2de1be0214b8529f1e9f67096c1aa70","size":1,"signer":"Contoso"},"#;
        let body = format!(r#"{{"value":[{}null]}}"#, row.repeat(100_000));
        let page = read(&body).expect("a page");
        assert_eq!((page.files.len(), page.skipped_rows), (100_000, 1));
    }
}

mod statistics {
    use super::*;

    #[test]
    fn the_number_of_devices_is_taken_before_its_text() {
        let known = file_statistics(&fixture("statistics-in-both-spellings.json")).expect("statistics");
        assert_eq!(known.devices, Some(438));
        assert_eq!(known.first_seen, at("2019-02-03T04:05:06Z"));
        assert_eq!(known.last_seen, None);
        assert_eq!(known.names, ["setup.exe", "setup (1).exe"]);
    }

    #[test]
    fn the_text_does_where_there_is_no_number() {
        let known = file_statistics(&fixture("statistics-only-as-text.json")).expect("statistics");
        assert_eq!((known.devices, known.names), (Some(437), vec![]));
    }

    #[test]
    fn an_answer_that_names_no_file_is_none() {
        assert_eq!(file_statistics("{}"), Err(Unreadable::WrongShape));
        assert_eq!(file_statistics("[]"), Err(Unreadable::WrongShape));
        assert_eq!(file_statistics(""), Err(Unreadable::Empty));
    }
}

proptest! {
    #[test]
    fn no_body_panics(body in "[\\[\\]{}\",:\\\\ud8fnulltr0-9e.+-]{0,60}|\\PC{0,60}") {
        let _ = read(&body);
        let _ = read(&format!(r#"{{"value":[{{"signer":"{body}","size":{body}}}]}}"#));
    }

    #[test]
    fn every_text_arrives_as_it_was_sent(text in "\\PC{1,40}") {
        let json = serde_json::json!([{ "signer": text }]).to_string();
        let expected = (!text.trim().is_empty()).then_some(text);
        prop_assert_eq!(&read(&json).expect("a page").files[0].signature.signer, &expected);
    }
}
