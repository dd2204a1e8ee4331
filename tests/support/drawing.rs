//! What a page draws, as the text of its elements, without a browser.

use yew::{Html, Properties, component};

#[derive(Clone, PartialEq, Properties)]
struct DrawnProps {
    html: Html,
}

#[component]
fn Drawn(props: &DrawnProps) -> Html {
    props.html.clone()
}

/// Writes it down.
pub async fn written(html: Html) -> String {
    yew::LocalServerRenderer::<Drawn>::with_props(DrawnProps { html }).hydratable(false).render().await
}
