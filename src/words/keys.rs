//! The list of keys.

use super::catalogue::{Text, messages, text};

messages! { "keys":
    keys, question_mark, here, anywhere, open, not_set, change, close,
}

/// Keys, and what they do.
pub fn list() -> [(&'static Text, &'static Text); 11] {
    [
        ("keys_arrows", "keys_arrows_do"),
        ("keys_ends", "keys_ends_do"),
        ("keys_enter", "keys_enter_does"),
        ("keys_c", "keys_c_does"),
        ("keys_menu", "keys_menu_does"),
        ("keys_space", "keys_space_does"),
        ("keys_shift_space", "keys_shift_space_does"),
        ("keys_select_all", "keys_select_all_does"),
        ("keys_slash", "keys_slash_does"),
        ("keys_help", "keys_help_does"),
        ("keys_escape", "keys_escape_does"),
    ]
    .map(|(keys, does)| (text(keys), text(does)))
}
