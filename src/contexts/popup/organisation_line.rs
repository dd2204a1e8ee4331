//! The line of a card that tells how the organisation knows its file.

use yew::Html;

use super::{moment::time, prevalence_picture::organisation_picture, tools::Told};
use crate::{
    contexts::{
        element::{element, leaf, several, text, woven},
        foreign_text::{Run, classed_foreign_text},
    },
    evidence::File,
    failure::Failure,
    lookup::Answer,
    time::Timestamp,
    words::{card as words, popup},
};

/// The attribute of a button that copies a text which is no hash: the text.
pub(super) const TEXT: &str = "data-text";

/// How the organisation knows the file, as far as that was asked.
///
/// `now` is the moment that ages are told from, `second` the one of countdowns.
pub(super) fn organisation(file: &File, told: Option<&Told>, now: Timestamp, second: Timestamp) -> Html {
    let Some(told) = told else { return Html::default() };
    let (class, mut said) = match told {
        Told::Asking => ("quiet", vec![text(words::asking())]),
        Told::Waits(wait) => ("quiet", vec![text(&wait.said(second))]),
        Told::Failed(failure) => ("caution", not_told(failure)),
        Told::Known(Answer { value: None, .. }) => ("", vec![text(words::not_in_organisation())]),
        Told::Known(Answer { value: Some(known), .. }) => {
            let mut said = vec![organisation_picture(known.devices, file.prevalence)];
            said.push(leaf("strong", "", words::organisation_devices(known.devices)));
            for (word, moment) in [(words::first_seen(), known.first_seen), (words::last_seen(), known.last_seen)] {
                if let Some(moment) = moment {
                    said.push(text(words::SEPARATOR));
                    said.extend(woven(word, [time(moment, now)]));
                }
            }
            let mut names = Vec::new();
            for name in known.names.iter().take(MOST_NAMES) {
                let comma = text(if names.is_empty() { "" } else { words::COMMA });
                names.extend([comma, classed_foreign_text(name, Run::LeftToRight, "")]);
            }
            if !names.is_empty() {
                said.push(text(words::SEPARATOR));
                said.extend(woven(words::known_as(), [several(names)]));
            }
            ("", said)
        }
    };
    // Minutes are told of an answer from before this one.
    if let Told::Known(Answer { at, .. }) = told
        && *at < now
    {
        said.push(text(words::SEPARATOR));
        said.extend(woven(words::asked(), [time(*at, now)]));
    }
    // What did not come is said at once, also where it is not seen.
    let role = if matches!(told, Told::Failed(_)) { "alert" } else { "" };
    let attributes = [("class", &*["organisation ", class].concat()), ("role", role)];
    element("p", &attributes, [leaf("span", "label", words::in_organisation()), element("span", &[], said)])
}

/// Why there is no answer, and what Microsoft's support asks for.
fn not_told(failure: &Failure) -> Vec<Html> {
    let mut said = vec![text(&crate::words::failure::of_file(failure))];
    if let Some(id) = &failure.correlation {
        let name = popup::copy_correlation();
        let attributes = [("type", "button"), ("class", "copy"), ("aria-label", &**name), ("title", name), (TEXT, id)];
        said.push(text(" "));
        said.extend(woven(popup::correlation(), [leaf("code", "", id)]));
        said.push(element("button", &attributes, []));
    }
    said
}

/// So many of the names that a file goes by are told.
const MOST_NAMES: usize = 3;
