//! A bundle of STIX 2.1 with a `file` object for each file: facts that were observed, not a judgement.
//!
//! The same file gets the same id wherever it is exported (section 2.9: version 5 of RFC 4122 over the properties that
//! name it), so a second import adds nothing.

use std::collections::HashSet;

use super::sha1::sha1;
use crate::{
    evidence::{File, hash_kind::HashKind},
    hex,
    json::Json,
};

/// The namespace of STIX, 00abedb4-aa42-466c-9c01-fed23315a9b7.
const NAMESPACE: [u8; 16] =
    [0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c, 0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7];

/// The files, each once, in the order shown; those with neither a hash nor a name cannot be told of. A bundle's own id is
/// made of `random`: it is another one each time.
pub fn bundle(files: &[&File], random: [u8; 16]) -> String {
    let mut objects: Vec<Json> = Vec::new();
    let mut ids = HashSet::new();
    for (id, object) in files.iter().filter_map(|file| object(file)) {
        if ids.insert(id) {
            objects.push(object);
        }
    }
    let mut bundle = vec![field("type", "bundle"), field("id", &["bundle--", &uuid(4, random)].concat())];
    // A list without objects is no list to STIX.
    if !objects.is_empty() {
        bundle.push(("objects".to_owned(), Json::List(objects)));
    }
    let mut text = Json::Object(bundle).to_string();
    text.push('\n');
    text
}

/// Whether a bundle can tell of a file: by a hash or a name.
pub fn tells_of(file: &File) -> bool {
    file.name().is_some() || HashKind::ALL.iter().any(|kind| kind.of(file).is_some())
}

fn object(file: &File) -> Option<(String, Json)> {
    let mut hashes: Vec<(String, Json)> = Vec::new();
    // What names the object: the first of the hashes in this order, then the name.
    let mut naming = "{".to_owned();
    for (kind, name) in [(HashKind::Md5, "MD5"), (HashKind::Sha1, "SHA-1"), (HashKind::Sha256, "SHA-256")] {
        let Some(hash) = kind.of(file) else { continue };
        if hashes.is_empty() {
            naming = ["{\"hashes\":{\"", name, "\":\"", &hash, "\"}"].concat();
        }
        hashes.push(field(name, &hash));
    }
    let name = file.name();
    if let Some(name) = name {
        naming.push_str(if hashes.is_empty() { "" } else { "," });
        naming.push_str("\"name\":");
        canonical(name, &mut naming);
    } else if hashes.is_empty() {
        return None;
    }
    naming.push('}');
    let digest = sha1(&[&NAMESPACE, naming.as_bytes()].concat());
    let mut beginning = [0; 16];
    beginning.copy_from_slice(&digest[..16]);
    let id = ["file--", &uuid(5, beginning)].concat();
    let mut fields = vec![field("type", "file"), field("spec_version", "2.1"), field("id", &id)];
    if !hashes.is_empty() {
        fields.push(("hashes".to_owned(), Json::Object(hashes)));
    }
    if let Some(size) = file.size.and_then(|size| i64::try_from(size).ok()) {
        fields.push(("size".to_owned(), Json::Whole(size)));
    }
    fields.extend(name.map(|name| field("name", name)));
    Some((id, Json::Object(fields)))
}

fn field(name: &str, value: &str) -> (String, Json) {
    (name.to_owned(), Json::from(value))
}

/// Adds a text as RFC 8785 writes it, over which ids are made.
fn canonical(text: &str, written: &mut String) {
    written.push('"');
    for letter in text.chars() {
        let short = match letter {
            '"' | '\\' => letter,
            '\u{8}' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\u{C}' => 'f',
            '\r' => 'r',
            '\0'..='\u{1F}' => {
                written.push_str("\\u00");
                written.extend(hex::digits(letter as u8));
                continue;
            }
            _ => {
                written.push(letter);
                continue;
            }
        };
        written.extend(['\\', short]);
    }
    written.push('"');
}

/// An identifier of RFC 4122, of this version: 4 is random, 5 a digest's beginning.
fn uuid(version: u8, bytes: [u8; 16]) -> String {
    let mut uuid = String::with_capacity(36);
    for (at, byte) in bytes.into_iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            uuid.push('-');
        }
        let byte = match at {
            6 => byte & 0x0F | version << 4,
            8 => byte & 0x3F | 0x80,
            _ => byte,
        };
        uuid.extend(hex::digits(byte));
    }
    uuid
}
