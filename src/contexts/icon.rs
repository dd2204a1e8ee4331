//! The icons of the cards and notices: shapes that differ without their colour.

use yew::Html;

use crate::contexts::element::element;

/// An icon of 16 by 16 units, in the colour of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Icon {
    /// A shield with an exclamation mark: a threat is named.
    Threat,
    /// A triangle: look closer.
    Caution,
    /// A sheet: a file of which nothing is said.
    File,
    /// A disc with a check.
    Valid,
    /// A disc with a cross.
    NotValid,
    /// A ring that is struck through: nothing valid is there.
    None,
    /// A ring with a dash: nothing was reported.
    Unknown,
}

/// Draws an icon; the words beside it carry the meaning, so it is hidden from assistive technology.
pub fn icon(icon: Icon, class: &'static str) -> Html {
    let shape = match icon {
        Icon::Threat => "M8 1 2 3v4.5c0 3.6 2.4 6.3 6 7.5 3.6-1.2 6-3.9 6-7.5V3zm-.8 3.4h1.6v4.7H7.2zm0 6h1.6V12H7.2z",
        Icon::Caution => "M8 1.3.6 14.4h14.8zm-.8 4.5h1.6v4.4H7.2zm0 5.6h1.6V13H7.2z",
        Icon::File => "M3.5 1h5.9L13 4.6V15H3.5zm1.2 1.2v11.6h7.1V5.4H8.6V2.2zm5.1.7v1.3h1.3z",
        Icon::Valid => "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm-1 10L3.9 7.9 5 6.8l2 2 4-4 1.1 1.1z",
        Icon::NotValid => {
            "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM5.7 4.6 8 6.9l2.3-2.3 1.1 1.1L9.1 8l2.3 2.3-1.1 1.1L8 9.1l-2.3 2.3-1.1-1.1L6.9 8 4.6 5.7z"
        }
        Icon::None => {
            "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.4a5.6 5.6 0 0 1 3.4 1.2l-7.8 7.8A5.6 5.6 0 0 1 8 2.4zm4.4 2.2A5.6 5.6 0 0 1 4.6 12.4z"
        }
        Icon::Unknown => {
            "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.4a5.6 5.6 0 1 1 0 11.2A5.6 5.6 0 0 1 8 2.4zM5 7.3h6v1.4H5z"
        }
    };
    let path = element("path", &[("fill-rule", "evenodd"), ("d", shape)], []);
    let class = ["icon ", class].concat();
    element("svg", &[("class", &class), ("viewBox", "0 0 16 16"), ("aria-hidden", "true")], [path])
}
