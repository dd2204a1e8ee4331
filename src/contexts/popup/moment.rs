//! A moment as people tell it.

use yew::Html;

use crate::{
    contexts::element::{element, text},
    time::Timestamp,
    words::numbers,
};

/// A moment as its age, exact on hover and, by the style sheet, on focus.
pub(super) fn time(moment: Timestamp, now: Timestamp) -> Html {
    let attributes = [("datetime", &*moment.to_iso8601()), ("title", &moment.utc_text()), ("tabindex", "0")];
    element("time", &attributes, [text(&numbers::ago(now, moment))])
}
