//! What analysts paste out of tickets, mails, chats and exports: an alert id or link with anything around it.

use std::borrow::Cow;

use crate::{alert_id::AlertId, auth::tenant::TenantId, hex::percent_decoded};

use super::{Address, PortalHost, strip_prefix_ignoring_case};

/// An alert named in typed or pasted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// The alert.
    pub alert: AlertId,
    /// The tenant, if the text was a link that names one.
    pub tenant: Option<TenantId>,
    /// The portal, if the text was a link.
    pub host: Option<PortalHost>,
}

/// Finds the first alert in a text: an id or a link, alone or in a sentence, quoted, escaped, encoded or defanged.
///
/// An id and a link to the same alert (`[da…](https://…)`) count as one, with the link's tenant. A text that is a
/// single word may be any id that [`AlertId::parse`] takes; among other words only an unmistakable one is taken.
/// A link to a host that is not the portal is never searched for ids.
pub fn pasted(text: &str) -> Option<Pasted> {
    let text = unescaped(text);
    let mut bare: Option<Pasted> = None;
    for chunk in text.split(ends_a_chunk) {
        for found in in_chunk(chunk) {
            match &bare {
                None if found.host.is_some() => return Some(found),
                None => bare = Some(found),
                Some(id) if found.host.is_some() && id.alert.is_same(&found.alert) => return Some(found),
                Some(_) => {}
            }
        }
    }
    bare.or_else(|| {
        let word = text.trim_matches(|end: char| !end.is_ascii_alphanumeric());
        if word.contains('/') || word.contains(char::is_whitespace) {
            return None;
        }
        AlertId::parse(word).ok().map(id_alone)
    })
}

fn id_alone(alert: AlertId) -> Pasted {
    Pasted { alert, tenant: None, host: None }
}

/// What never stands inside a link.
fn ends_a_chunk(next: char) -> bool {
    next.is_whitespace() || next.is_control() || matches!(next, '"' | '<' | '>' | '`')
}

/// What may stand inside a link but not inside an id or a link without its scheme.
fn ends_a_word(next: char) -> bool {
    !next.is_ascii() || ends_a_chunk(next) || matches!(next, '\'' | '{' | '}' | '|' | '(' | ')' | '[' | ']' | ',' | ';')
}

fn in_chunk(chunk: &str) -> Vec<Pasted> {
    let chunk = with_slashes(chunk);
    let (words, link) = chunk.split_at(start_of_link(&chunk).unwrap_or(chunk.len()));
    // In `example.org/?u=https://…` the link is a part of another one.
    if !link.is_empty() && words.contains('/') {
        return Vec::new();
    }
    words.split(ends_a_word).filter_map(in_word).chain(in_link(link)).collect()
}

/// A link that was encoded as a whole, once or twice, has no slash of its own.
fn with_slashes(chunk: &str) -> Cow<'_, str> {
    let mut chunk = Cow::Borrowed(chunk);
    for _ in 0..2 {
        if chunk.contains('%') && !chunk.contains('/') {
            chunk = Cow::Owned(percent_decoded(&chunk).into_owned());
        }
    }
    chunk
}

fn start_of_link(chunk: &str) -> Option<usize> {
    chunk.match_indices("://").find_map(|(colon, _)| {
        let before = chunk.as_bytes().get(..colon)?;
        ["https", "http"].into_iter().find_map(|scheme| {
            let start = colon.checked_sub(scheme.len())?;
            before.get(start..)?.eq_ignore_ascii_case(scheme.as_bytes()).then_some(start)
        })
    })
}

fn in_link(link: &str) -> Option<Pasted> {
    let address = link.trim_end_matches(|end: char| !end.is_ascii_alphanumeric() && end != '/');
    match Address::parse(address) {
        Some(address) => in_address(address),
        None => in_address(Address::parse(&wrapped_link(address)?)?),
    }
}

/// The link inside a Safe Link, as which Outlook shows every link of a mail.
/// <https://learn.microsoft.com/en-us/defender-office-365/safe-links-about>
fn wrapped_link(address: &str) -> Option<Cow<'_, str>> {
    const WRAPPERS: [&str; 2] = [".safelinks.protection.outlook.com", ".safelinks.protection.office365.us"];
    let rest = strip_prefix_ignoring_case(address, "https://")?;
    let (host, tail) = rest.split_once('/')?;
    let host = host.to_ascii_lowercase();
    let is_wrapper = WRAPPERS.into_iter().any(|wrapper| {
        host.strip_suffix(wrapper)
            .is_some_and(|region| !region.is_empty() && region.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    });
    let (_page, query) = tail.split_once('?')?;
    let link = query.split('&').find_map(|pair| pair.strip_prefix("url="))?;
    is_wrapper.then(|| percent_decoded(link))
}

fn in_address(address: Address<'_>) -> Option<Pasted> {
    Some(Pasted { alert: address.alert()?, tenant: address.tenant(), host: Some(address.host) })
}

fn in_word(word: &str) -> Option<Pasted> {
    let word = word.trim_matches(|end: char| !end.is_ascii_alphanumeric() && end != '/');
    // The base64 behind an exported id may hold slashes.
    if let Some(id) = unmistakable_id(word) {
        return Some(id_alone(id));
    }
    if !word.contains('/') {
        return word.split([':', '=', '&']).find_map(unmistakable_id).map(id_alone);
    }
    if let Some(address) = Address::parse(word) {
        return in_address(address);
    }
    // A path alone, `/alerts/da…?tid=…`: the host lent to it for reading is not the text's.
    let is_path = word.split('/').next().is_some_and(|first| !first.contains(['.', ':']));
    if !is_path || word.starts_with("//") {
        return None;
    }
    in_address(Address::at(PortalHost::Commercial, word)).map(|found| Pasted { host: None, ..found })
}

fn unmistakable_id(text: &str) -> Option<AlertId> {
    let text = text.trim_matches(|end: char| !end.is_ascii_alphanumeric());
    AlertId::parse(text).ok().filter(AlertId::is_unmistakable)
}

/// Takes back what JSON, HTML, text programs and careful colleagues do to links.
fn unescaped(text: &str) -> String {
    /// Defanged and HTML forms, all of which begin with one of `[({&h`.
    const WRITTEN_FOR: [(&str, &str); 11] = [
        ("[.]", "."),
        ("(.)", "."),
        ("{.}", "."),
        ("[dot]", "."),
        ("(dot)", "."),
        ("{dot}", "."),
        ("[://]", "://"),
        ("[:]", ":"),
        ("[/]", "/"),
        ("&amp;", "&"),
        ("hxxp", "http"),
    ];
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let (written, after) = match next {
            '\\' => unescaped_backslashes(rest),
            '[' | '(' | '{' | '&' | 'h' | 'H' => WRITTEN_FOR
                .into_iter()
                .find_map(|(written, meant)| Some((Some(meant), strip_prefix_ignoring_case(rest, written)?)))
                .unwrap_or((None, rest)),
            // Text programs turn the minus of an id into a dash of their own.
            '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => (Some("-"), &rest[next.len_utf8()..]),
            // Invisible characters, which chat programs put into long words.
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
                (Some(""), &rest[next.len_utf8()..])
            }
            _ => (None, rest),
        };
        rest = match written {
            Some(written) => {
                plain.push_str(written);
                after
            }
            None => {
                plain.push(next);
                &rest[next.len_utf8()..]
            }
        };
    }
    plain
}

/// `\/`, also escaped twice, and the `\u0026` that .NET writes for `&`; other backslashes stay, as one.
fn unescaped_backslashes(text: &str) -> (Option<&'static str>, &str) {
    const UNICODE: [(&str, &str); 6] =
        [("u0026", "&"), ("u002f", "/"), ("u003d", "="), ("u0027", "'"), ("u003c", "<"), ("u003e", ">")];
    let rest = text.trim_start_matches('\\');
    if let Some(after) = rest.strip_prefix('/') {
        return (Some("/"), after);
    }
    UNICODE
        .into_iter()
        .find_map(|(written, meant)| Some((Some(meant), strip_prefix_ignoring_case(rest, written)?)))
        .unwrap_or((Some("\\"), rest))
}
