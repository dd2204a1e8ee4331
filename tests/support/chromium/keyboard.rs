//! Keys by the names that the platform gives them, as DevTools wants them pressed.

use serde_json::{Value, json};

/// Presses and releases a key, written as `Enter`, `Shift+F10`, `Control+c`: the two events in order.
///
/// # Panics
///
/// On a name that is neither a modifier, a key of the table below nor a single character: a slip in the test.
pub(super) fn key_events(chord: &str) -> [Value; 2] {
    // A plus sign at the end is the key itself: `Control++`.
    let (modifiers, key) = match chord.strip_suffix('+').filter(|rest| rest.is_empty() || rest.ends_with('+')) {
        Some(rest) => (rest.trim_end_matches('+'), "+"),
        None => chord.rsplit_once('+').unwrap_or(("", chord)),
    };
    let modifiers = modifiers.split('+').filter(|name| !name.is_empty()).fold(0, |bits, name| bits | modifier(name));
    let Key { key, code, number, text } = Key::named(key);
    let text = if modifiers & !SHIFT == 0 { text } else { String::new() };
    let kind = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
    let event = |kind: &str, text: &str| {
        json!({
            "type": kind, "key": key, "code": code, "text": text, "unmodifiedText": text, "modifiers": modifiers,
            "windowsVirtualKeyCode": number, "nativeVirtualKeyCode": number,
        })
    };
    [event(kind, &text), event("keyUp", "")]
}

pub(super) const SHIFT: u8 = 8;

/// The protocol's bit for a modifier.
fn modifier(name: &str) -> u8 {
    match name {
        "Alt" => 1,
        "Control" => 2,
        "Meta" => 4,
        "Shift" => SHIFT,
        unknown => panic!("`{unknown}` is no modifier, expected Alt, Control, Meta or Shift"),
    }
}

struct Key {
    key: String,
    code: String,
    /// The Windows virtual key code, which `keydown` shows as `keyCode`.
    number: u32,
    /// What the key types.
    text: String,
}

impl Key {
    fn named(name: &str) -> Self {
        let (number, text) = match name {
            "Backspace" => (8, ""),
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            "Space" | " " => return Self { key: " ".into(), code: "Space".into(), number: 32, text: " ".into() },
            "PageUp" => (33, ""),
            "PageDown" => (34, ""),
            "End" => (35, ""),
            "Home" => (36, ""),
            "ArrowLeft" => (37, ""),
            "ArrowUp" => (38, ""),
            "ArrowRight" => (39, ""),
            "ArrowDown" => (40, ""),
            "Delete" => (46, ""),
            "ContextMenu" => (93, ""),
            "F10" => (121, ""),
            _ => return Self::character(name),
        };
        Self { key: name.into(), code: name.into(), number, text: text.into() }
    }

    fn character(name: &str) -> Self {
        let mut characters = name.chars();
        let (Some(character), None) = (characters.next(), characters.next()) else {
            panic!("`{name}` is no key, expected a single character or a name of the key table");
        };
        let upper = character.to_ascii_uppercase();
        let code = match upper {
            'A'..='Z' => format!("Key{upper}"),
            '0'..='9' => format!("Digit{upper}"),
            '/' => "Slash".into(),
            '.' => "Period".into(),
            _ => String::new(),
        };
        let number = match upper {
            'A'..='Z' | '0'..='9' => u32::from(upper),
            '/' => 191,
            '.' => 190,
            _ => 0,
        };
        Self { key: name.into(), code, number, text: name.into() }
    }
}
