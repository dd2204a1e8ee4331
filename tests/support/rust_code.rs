//! Our own code, read as tokens, so that a word in a comment or a sentence counts for nothing.
#![allow(dead_code, unreachable_pub, reason = "each test crate uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A file below `src/`.
pub struct Source {
    /// From `src/` on, with `/`.
    pub path: String,
    /// How many modules lie between it and the root of the crate, itself included.
    pub depth: usize,
    /// Its code.
    pub tokens: TokenStream,
}

/// All files below `src/` but the roots of library and program, each with the module that it belongs to.
pub fn sources() -> Vec<(String, Source)> {
    let folder = root().join("src");
    let mut sources = Vec::new();
    for path in rust_files(&folder) {
        let relative = path.strip_prefix(&folder).expect("a file below src").with_extension("");
        let mut parts: Vec<String> =
            relative.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        let name = format!("{}.rs", parts.join("/"));
        if parts.last().is_some_and(|last| last == "mod") {
            parts.pop();
        }
        if parts != ["lib"] && parts != ["main"] {
            sources.push((parts[0].clone(), Source { path: name, depth: parts.len(), tokens: tokens(&path) }));
        }
    }
    sources
}

pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Identifiers and literals, in order, out of all braces. Comments are no tokens; doc comments are one literal each.
pub fn words(tokens: &TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    for token in tokens.clone() {
        match token {
            TokenTree::Group(group) => words.extend(self::words(&group.stream())),
            TokenTree::Ident(word) => words.push(word.to_string()),
            TokenTree::Literal(literal) => words.push(literal.to_string()),
            TokenTree::Punct(_) => {}
        }
    }
    words
}

pub fn tokens(path: &Path) -> TokenStream {
    read(path).parse().unwrap_or_else(|error| panic!("{} is no Rust: {error}", path.display()))
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All literals, as they are written.
pub fn literals(tokens: TokenStream) -> Vec<String> {
    let literals = |token| match token {
        TokenTree::Group(group) => literals(group.stream()),
        TokenTree::Literal(literal) => vec![literal.to_string()],
        TokenTree::Ident(_) | TokenTree::Punct(_) => Vec::new(),
    };
    tokens.into_iter().flat_map(literals).collect()
}

/// Without attributes, doc comments among them, and without tests.
pub fn product_code(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let after = |punct: char| matches!(kept.last(), Some(TokenTree::Punct(last)) if last.as_char() == punct);
        let of_tests = matches!(kept.last(), Some(TokenTree::Ident(last)) if last == "tests");
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket && (after('#') || after('!')) => {
                // What a macro is called with is code.
                let macro_call = matches!(kept.iter().rev().nth(1), Some(TokenTree::Ident(_)));
                if macro_call {
                    kept.push(TokenTree::Group(Group::new(Delimiter::Bracket, product_code(group.stream()))));
                }
            }
            TokenTree::Group(group) if of_tests && group.delimiter() == Delimiter::Brace => {}
            TokenTree::Group(group) => {
                kept.push(TokenTree::Group(Group::new(group.delimiter(), product_code(group.stream()))));
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => kept.push(token),
        }
    }
    kept.into_iter().collect()
}
