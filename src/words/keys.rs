//! The list of keys.

/// Button and title.
pub const KEYS: &str = "Keys";
/// What stands on the button.
pub const QUESTION_MARK: &str = "?";
/// Above the keys that work here.
pub const HERE: &str = "In Hashcard";
/// Above the browser's shortcuts.
pub const ANYWHERE: &str = "Anywhere in the browser";
/// The command that the manifest has no description for.
pub const OPEN: &str = "Open Hashcard";
/// A command without a shortcut.
pub const NOT_SET: &str = "not set";
/// Button.
pub const CHANGE: &str = "Change in the browser";
/// Button.
pub const CLOSE: &str = "Close";

/// Keys, and what they do.
pub const LIST: [(&str, &str); 11] = [
    ("↑ ↓", "previous and next card"),
    ("Home End", "first and last card"),
    ("Enter", "show or hide a card's other places"),
    ("c", "copy the card's SHA-256, else SHA-1 or MD5"),
    ("Shift+F10", "the card's menu"),
    ("Space", "select the card"),
    ("Shift+Space", "select up to this card"),
    ("Ctrl+A", "select all files shown"),
    ("/", "filter"),
    ("?", "this list"),
    ("Esc", "close what is open, clear the selection"),
];
