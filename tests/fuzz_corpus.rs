//! What the fuzzers found interesting, once more at every run: no panic, and what holds for any bytes holds for these.

#[path = "fuzz/properties.rs"]
mod properties;

use std::{fs, path::Path};

use proptest::prelude::*;

#[test]
fn every_saved_input_keeps_its_property() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    for (name, property) in properties::ALL {
        let inputs = fs::read_dir(corpus.join(name)).unwrap_or_else(|error| panic!("corpus of `{name}`: {error}"));
        let mut replayed = 0;
        for input in inputs {
            let input = input.expect("an entry of the folder").path();
            property(&fs::read(&input).expect("a readable input"));
            replayed += 1;
        }
        assert!(replayed >= 10, "`{name}` has {replayed} saved inputs");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn every_property_holds_for_arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2048)) {
        for (_, property) in properties::ALL {
            property(&bytes);
        }
    }

    #[test]
    fn every_property_holds_for_arbitrary_text(text in "[ -~\\n\u{80}-\u{ffff}]{0,512}") {
        for (_, property) in properties::ALL {
            property(text.as_bytes());
        }
    }
}
