//! What the code says, held against what stands in the catalogue of each language.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use proc_macro2::{TokenStream, TokenTree};
use rust_code::{Source, literals, product_code, read, root, sources, words};

#[path = "support/rust_code.rs"]
mod rust_code;

/// A sentence that nobody says any more would be translated for nothing.
#[test]
fn every_sentence_is_said_somewhere() {
    let (catalogue, rest): (Vec<_>, Vec<_>) = sources().into_iter().partition(|(name, _)| name == "words");
    let of = |files: &[(String, Source)]| -> Vec<String> {
        files.iter().flat_map(|(_, file)| words(&product_code(file.tokens.clone()))).collect()
    };
    let (within, outside) = (of(&catalogue), of(&rest));
    let listed: Vec<String> =
        catalogue.iter().flat_map(|(_, file)| listed_messages(&file.tokens)).map(|(_, name)| name).collect();
    let named = within.windows(2).filter(|pair| pair[0] == "const" || pair[0] == "fn").map(|pair| &pair[1]);
    let unsaid = named
        .chain(&listed)
        // Of the trait `Deref`, which calls it without its name.
        .filter(|name| *name != "deref")
        .filter(|name| !outside.contains(name) && within.iter().filter(|word| word == name).count() == 1)
        .collect::<Vec<_>>();
    assert_eq!(unsaid, [""; 0]);
}

/// No string is missing, and none left over.
#[test]
fn every_language_has_every_message_that_the_code_asks_for_and_no_other() {
    let manifest = read(&root().join("extension/manifest.json"));
    let of_manifest = manifest.split("__MSG_").skip(1).map(|rest| rest.split("__").next().unwrap_or_default());
    let of_manifest: BTreeSet<String> = of_manifest.map(str::to_owned).collect();
    assert_eq!(of_manifest.len(), 3);
    let asked = messages_asked_for();
    assert!(asked.len() > 400, "only {} messages were found in the code", asked.len());
    for (language, messages) in catalogues() {
        let has = |name: &String| messages.contains_key(name) || messages.contains_key(&format!("{name}_other"));
        let missing = asked.iter().chain(&of_manifest).filter(|name| !has(name)).collect::<Vec<_>>();
        assert_eq!(missing, [""; 0], "missing in {language}");
        let is_asked =
            |name: &String| asked.contains(name) || asked.contains(without_plural(name)) || of_manifest.contains(name);
        let left_over = messages.keys().filter(|name| !is_asked(name)).collect::<Vec<_>>();
        assert_eq!(left_over, [""; 0], "left over in {language}");
    }
}

/// The values that English names, each language names; `$` stands for nothing else, for the browser would eat it.
#[test]
fn every_language_puts_in_what_english_puts_in() {
    let values = |message: &str| -> BTreeSet<char> {
        message.match_indices('$').map(|(at, _)| message[at + 1..].chars().next().unwrap_or('$')).collect()
    };
    let catalogues = catalogues();
    let english = |name: &str| {
        catalogues["en"].get(name).or_else(|| catalogues["en"].get(&format!("{}_other", without_plural(name))))
    };
    for (language, messages) in &catalogues {
        assert!(messages["language"].eq_ignore_ascii_case(&language.replace('_', "-")), "{language}");
        assert!(["ltr", "rtl"].contains(&&*messages["direction"]), "{language}");
        assert!(messages["description"].chars().count() <= 132, "{language}: stores take 132 characters");
        for (name, message) in messages {
            let found = values(message);
            assert!(found.iter().all(|value| ('1'..='9').contains(value)), "{language}: {name}: {message}");
            let known = values(english(name).unwrap_or_else(|| panic!("{language}: {name} is not English")));
            let more = found.difference(&known).collect::<Vec<_>>();
            assert!(more.is_empty(), "{language}: {name} has {more:?} besides");
            // A plural of one number may say it in words: `one file`.
            let less = known.difference(&found).filter(|value| name == without_plural(name) || **value != '1');
            assert_eq!(less.collect::<Vec<_>>(), Vec::<&char>::new(), "{language}: {name}");
        }
    }
}

/// What the lists of `messages!` name: the part of the catalogue, and a function for each message.
fn listed_messages(tokens: &TokenStream) -> Vec<(String, String)> {
    let mut listed = Vec::new();
    let trees: Vec<_> = tokens.clone().into_iter().collect();
    for three in trees.windows(3) {
        let [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Group(list)] = three else { continue };
        if name == "messages" {
            let list = words(&list.stream());
            let part = list[0].trim_matches('"').to_owned();
            listed.extend(list[1..].iter().map(|name| (part.clone(), name.clone())));
        }
    }
    listed
}

/// The messages that the code asks the catalogue for: those of the lists, and what the functions of `words` name.
fn messages_asked_for() -> BTreeSet<String> {
    let files: Vec<_> = sources().into_iter().filter(|(name, _)| name == "words" || name == "entry").collect();
    let parts: BTreeSet<String> =
        files.iter().flat_map(|(_, file)| listed_messages(&file.tokens)).map(|(part, _)| part).collect();
    let is_message = |name: &str| {
        let of_a_part = |part: &str| name.strip_prefix(part).is_some_and(|rest| rest.starts_with('_'));
        ["failure", "sign_in", "numbers"].into_iter().chain(parts.iter().map(String::as_str)).any(of_a_part)
            || ["language", "direction"].contains(&name)
    };
    let mut asked = BTreeSet::new();
    for (_, file) in &files {
        asked.extend(listed_messages(&file.tokens).into_iter().map(|(part, name)| format!("{part}_{name}")));
        let literals = literals(product_code(file.tokens.clone())).into_iter();
        asked.extend(literals.map(|name| name.trim_matches('"').to_owned()).filter(|name| is_message(name)));
    }
    asked
}

/// Every language of `extension/_locales`, by the name of its folder.
fn catalogues() -> BTreeMap<String, BTreeMap<String, String>> {
    let folder = root().join("extension/_locales");
    let languages = std::fs::read_dir(folder).expect("languages").map(|entry| entry.expect("a folder").path());
    let message = |(name, entry): (String, serde_json::Value)| {
        let text = entry["message"].as_str().unwrap_or_else(|| panic!("`{name}` has no message"));
        (name, text.to_owned())
    };
    let catalogue = |folder: PathBuf| {
        let text = read(&folder.join("messages.json"));
        let entries: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text).expect("a catalogue");
        assert_eq!(text.matches("\"message\":").count(), entries.len(), "a name that stands twice");
        let language = folder.file_name().expect("a name").to_string_lossy().into_owned();
        (language, entries.into_iter().map(message).collect())
    };
    languages.map(catalogue).collect()
}

/// A message's name without the plural that it is of.
fn without_plural(name: &str) -> &str {
    let plurals = ["_zero", "_one", "_two", "_few", "_many", "_other"];
    plurals.iter().find_map(|plural| name.strip_suffix(plural)).unwrap_or(name)
}
