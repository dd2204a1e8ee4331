//! Elements that hold nothing but a text. Each one in `html!` costs 350 bytes of wasm, each one here 50.

use yew::prelude::*;

/// An element of this tag and class around a text; no class where `class` is empty.
pub fn leaf(tag: &'static str, class: &'static str, text: impl AsRef<str>) -> Html {
    around(tag, class, text.as_ref())
}

fn around(tag: &'static str, class: &'static str, text: &str) -> Html {
    let class = (!class.is_empty()).then_some(class);
    html! { <@{tag} {class}>{ text.to_owned() }</@> }
}
