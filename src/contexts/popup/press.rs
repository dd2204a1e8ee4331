//! Which presses on a card copy a hash and which open its menu: never one that selects text.

/// A point in CSS pixels of the viewport.
pub type Point = (i32, i32);

/// Whether any text of the page is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selected {
    /// Nothing is: the selection is empty or a caret.
    Nothing,
    /// Something is.
    Text,
}

/// How the pointer went down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    /// Where.
    pub at: Point,
    /// What was selected by then. On a Mac the right button selects the word under it before its menu is asked for.
    pub selected: Selected,
}

/// Further than this is a drag, not a click with an unsteady hand.
const CLICK_PIXELS: u32 = 4;

/// Whether a click on a hash's value copies it: `pressed` to `released` is no drag, and nothing was selected by it.
/// A click without a press comes from a keyboard or an assistive technology.
pub fn click_copies(pressed: Option<Press>, released: Point, now_selected: Selected) -> bool {
    let still = pressed.is_none_or(|press| {
        press.at.0.abs_diff(released.0) <= CLICK_PIXELS && press.at.1.abs_diff(released.1) <= CLICK_PIXELS
    });
    still && now_selected == Selected::Nothing
}

/// Whether the card's own menu opens; with text selected the browser's does. `pressed` is the press of the right
/// button, `None` when the menu was asked for by a key.
pub fn menu_opens(pressed: Option<Press>, now_selected: Selected) -> bool {
    pressed.map_or(now_selected, |press| press.selected) == Selected::Nothing
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOWN: Option<Press> = Some(Press { at: (100, 50), selected: Selected::Nothing });

    #[test]
    fn a_click_with_an_unsteady_hand_copies() {
        assert!(click_copies(DOWN, (103, 48), Selected::Nothing));
    }

    #[test]
    fn a_drag_never_copies() {
        assert!(!click_copies(DOWN, (140, 50), Selected::Text));
        assert!(!click_copies(DOWN, (140, 50), Selected::Nothing), "a drag that selected nothing");
        assert!(!click_copies(DOWN, (100, 80), Selected::Nothing), "a drag downwards");
    }

    #[test]
    fn a_double_click_that_selects_the_hash_does_not_copy_it_again() {
        assert!(!click_copies(DOWN, (100, 50), Selected::Text));
    }

    #[test]
    fn a_click_of_an_assistive_technology_copies() {
        assert!(click_copies(None, (0, 0), Selected::Nothing));
    }

    #[test]
    fn with_text_selected_the_menu_is_the_browsers() {
        assert!(!menu_opens(Some(Press { at: (1, 1), selected: Selected::Text }), Selected::Text));
        assert!(!menu_opens(None, Selected::Text), "asked for by a key");
    }

    #[test]
    fn a_word_that_the_right_button_itself_selected_does_not_hide_our_menu() {
        assert!(menu_opens(DOWN, Selected::Text));
    }
}
