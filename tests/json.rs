//! The reader of JSON beside the reference that everybody uses.

#![cfg(not(target_arch = "wasm32"))]

use hashcard::json::{Json, NotJson};
use proptest::prelude::*;

proptest! {
    #[test]
    fn whatever_the_reference_reads_is_read_and_the_rest_is_refused(text in r#"[\[\]{}:,"a\\u0-9.eE+\- nltrfs]{0,24}"#) {
        match serde_json::from_str::<serde_json::Value>(&text) {
            Ok(_) => prop_assert!(Json::read(&text).is_ok(), "{}", text),
            // It refuses half surrogates and huge numbers, too.
            Err(_) if text.contains("\\u") || text.contains(['e', 'E']) => {}
            Err(error) if error.is_eof() => prop_assert_eq!(Json::read(&text), Err(NotJson::Truncated)),
            Err(_) => prop_assert_eq!(Json::read(&text), Err(NotJson::Malformed)),
        }
    }

    #[test]
    fn a_tree_is_read_as_the_reference_wrote_it(texts in proptest::collection::vec(".*", 0..5), number: i64, fraction in -1e6..1e6_f64) {
        let written = serde_json::json!({ "texts": texts, "number": number, "fraction": fraction }).to_string();
        let json = Json::read(&written).expect("JSON");
        let read: Vec<&str> = json["texts"].as_list().expect("a list").iter().filter_map(Json::as_str).collect();
        prop_assert_eq!(read, texts);
        prop_assert_eq!(json["number"].as_i64(), Some(number));
        let Json::Fraction(read) = json["fraction"] else { panic!("{} is no fraction", json["fraction"]) };
        prop_assert!((read - fraction).abs() <= fraction.abs() * 1e-12, "{} is not {}", read, fraction);
    }
}

#[test]
fn an_exponent_at_the_end_of_its_type_is_a_very_small_number() {
    for text in ["1.55e-2147483647", "1.55e-2147483648", "0.1e-99999999999999999999"] {
        assert!(
            matches!(Json::read(text), Ok(Json::Fraction(number)) if number.abs() < 1e-300)
                || Json::read(text) == Ok(Json::Nothing),
            "{text}"
        );
    }
}

#[test]
fn rows_are_handed_over_one_by_one_and_of_a_repeated_name_the_last_ones_hold() {
    fn rows(text: &str) -> (Vec<Json>, Result<Json, NotJson>) {
        let mut rows = Vec::new();
        let rest = Json::read_rows(text, "value", &mut |row| match row {
            None => rows.clear(),
            Some(row) => rows.push(row),
        });
        (rows, rest)
    }
    let whole = |numbers: &[i64]| numbers.iter().copied().map(Json::Whole).collect::<Vec<_>>();
    for (text, expected) in [
        ("[1, 2]", &[1, 2][..]),
        (r#"{"value":[1],"next":"x"}"#, &[1]),
        (r#"{"value":[1],"value":[2,3]}"#, &[2, 3]),
        (r#"{"value":[1],"value":[]}"#, &[]),
        (r#"{"in":{"value":[1]}}"#, &[]),
        ("[]", &[]),
    ] {
        let (found, rest) = rows(text);
        assert_eq!((found, rest.is_ok()), (whole(expected), true), "{text}");
    }
    assert_eq!(
        rows(r#"{"value":[1],"next":"x"}"#).1.map(|rest| rest["next"].as_str().map(str::to_owned)),
        Ok(Some("x".to_owned()))
    );
    assert_eq!(rows(r#"{"value":[[1],{"value":[2]}]}"#).0.len(), 2);
    assert_eq!(rows("[1, 2").1, Err(NotJson::Truncated));
    assert_eq!(rows(r#"{"value":[1,]}"#).1, Err(NotJson::Malformed));
}
