//! The cards of one alert, and of the sample.

use std::rc::Rc;

use yew::{Callback, Html, virtual_dom::VChild};

use super::ways_on::{look_up_another, more_alerts};
use crate::{
    auth::{directory::Directory, pasted::PastedTokenNote, scope::Scope},
    contexts::{
        element::{EventKind, element, leaf, on, on_click, several, text},
        foreign_text::foreign_text,
        popup::{
            controls::{button, quiet_button},
            file_list::{FileList, FileListProps},
            intent::Intent,
            notices,
            quota_wait::QuotaWait,
            sample,
            state::{Action, Cards, Focus, Progress, State},
        },
    },
    decision::Wanted,
    display::made_visible,
    evidence::{File, alert::Alert},
    failure::Failure,
    portal::incident_link,
    protocol::{Access, AccountChoice},
    sign_in::Source,
    time::Timestamp,
    viewer::Viewer,
    words::{catalogue::Text, popup as words, sign_in::pasted_token_note},
};

/// The class of what is said under the cards.
pub(super) const REMARK: &str = "quiet remark";

pub(super) fn cards(state: &State, wanted: &Wanted, viewer: &Viewer, intend: &Callback<Intent>) -> Html {
    let cards = state.cards_of(viewer, &wanted.alert);
    let progress = cards.map_or(Progress::Calling, |cards| cards.progress);
    let failure = cards.and_then(|cards| cards.failure.as_ref());
    let failed = |failure| {
        let notice = notices::failure(failure, viewer, state, intend);
        element("fieldset", &[("class", "around"), ("disabled", disabled(progress))], [notice])
    };
    let files = match cards.and_then(|cards| Some((cards, cards.files.as_ref()?))) {
        Some((cards, files)) => several([
            file_list(state, files, None, intend),
            several(remarks(cards).iter().map(|remark| leaf("p", REMARK, remark)).collect::<Vec<_>>()),
            token_remark(state),
            match failure {
                // One thing at a time, and no two buttons of one name.
                Some(_) => Html::default(),
                None => names(state, viewer, cards.names.wait, cards.names.failure.as_ref(), intend),
            },
        ]),
        None if progress != Progress::Idle => skeleton(),
        None => Html::default(),
    };
    let parts = [
        head(state, wanted, viewer, cards, intend),
        progress_line(progress, state.now),
        failure.map(failed).unwrap_or_default(),
        files,
        look_up_another(state, intend),
        more_alerts(state, intend),
    ];
    cards_of_alert(Some(progress != Progress::Idle), parts)
}

/// While a call waits for the limits no button makes another: it goes out by itself.
fn disabled(progress: Progress) -> &'static str {
    if matches!(progress, Progress::WaitingUntil(_)) { "disabled" } else { "" }
}

/// The section around cards. `busy` says whether more will come, as ARIA has it.
pub(super) fn cards_of_alert(busy: Option<bool>, parts: impl Into<Vec<Html>>) -> Html {
    let busy = busy.map_or_else(String::new, |busy| busy.to_string());
    element("section", &[("class", "cards-of-alert"), ("aria-busy", &*busy)], parts)
}

/// What the alert is called, how severe, whose and how old what is known of it.
fn head(state: &State, wanted: &Wanted, viewer: &Viewer, cards: Option<&Cards>, intend: &Callback<Intent>) -> Html {
    let alert = cards.and_then(|cards| cards.names.alert.as_deref());
    let id = leaf("span", "id", wanted.alert.as_str());
    let mut about = Vec::new();
    if let Some(severity) = alert.and_then(|alert| alert.severity.as_deref()) {
        about.push(severity_badge(severity));
    }
    let title = match alert.and_then(|alert| alert.title.as_deref()) {
        Some(title) => {
            about.push(id);
            foreign_text(title)
        }
        None => id,
    };
    about.extend(tenant_of(state, viewer));
    if let Some(at) = cards.and_then(|cards| cards.at) {
        about.push(leaf("span", "age", crate::words::numbers::ago(state.now, at)));
    }
    let progress = cards.map_or(Progress::Idle, |cards| cards.progress);
    let attributes = [("type", "button"), ("class", "subtle"), ("disabled", disabled(progress))];
    let refresh = element("button", &attributes, [text(words::refresh())]);
    about.push(on(EventKind::Click, on_click(intend, Intent::Refresh), refresh));
    let title = element("h1", &[("title", wanted.alert.as_str())], [title]);
    let more = alert.map(|alert| about_alert(alert, viewer)).unwrap_or_default();
    element("header", &[], [title, element("p", &[("class", "about")], about), more])
}

/// The tenant, where the settings know it. Another one is told once, beside the account.
pub(super) fn tenant_of(state: &State, viewer: &Viewer) -> Option<Html> {
    let tenant = state.facts.settings.tenant(&viewer.directory.tenant)?;
    Some(leaf("span", "tenant", made_visible(tenant.label())))
}

/// The threat's family, how far the alert is, and the incident that it belongs to, whose page opens by a click.
fn about_alert(alert: &Alert, viewer: &Viewer) -> Html {
    let Alert { threat_family, status, incident, .. } = alert;
    let mut parts: Vec<Html> = [threat_family, status].into_iter().flatten().map(|said| foreign_text(said)).collect();
    if let Some(incident) = incident {
        let Directory { cloud, tenant, .. } = &viewer.directory;
        let address = incident_link(*cloud, *incident, tenant);
        let attributes = [("href", &*address), ("target", "_blank"), ("rel", "noopener noreferrer")];
        parts.push(element("a", &attributes, [text(&words::incident(*incident))]));
    }
    if parts.is_empty() { Html::default() } else { element("p", &[("class", "about more-about")], parts) }
}

/// Where cards will stand.
pub(super) fn skeleton() -> Html {
    let line = || element("div", &[], []);
    element("div", &[("class", "skeleton"), ("aria-hidden", "true")], [line(), line(), line()])
}

pub(super) fn sample(state: &State, intend: &Callback<Intent>) -> Html {
    let about = [leaf("span", "sample", words::sample()), text(words::sample_source())];
    let about = element("p", &[("class", "about")], about);
    let back = button(words::back(), intend, Intent::Dispatch(Action::Look(Focus::Page)));
    let parts = [
        element("header", &[], [leaf("h1", "", words::sample_title()), about]),
        file_list(state, &sample::files(), None, intend),
        element("p", &[("class", "more")], [back]),
    ];
    cards_of_alert(None, parts)
}

/// Summary, tools and cards.
pub(super) fn file_list(
    state: &State,
    files: &Rc<Vec<Rc<File>>>,
    alerts: Option<usize>,
    intend: &Callback<Intent>,
) -> Html {
    let props = FileListProps {
        files: Rc::clone(files),
        filter: state.filter.clone(),
        order: state.order,
        now: state.minute(),
        second: if state.tools.asked.waiting().is_some() { state.now } else { state.minute() },
        alerts_in_job: alerts,
        copied: state.toast.as_ref().and_then(|toast| toast.copied),
        selection: state.tools.selected.clone(),
        export: state.tools.export,
        settings: Rc::clone(&state.facts.settings),
        known_good: Rc::clone(&state.known_good),
        unfolded: state.tools.unfolded,
        portal: state.portal(),
        asked: (state.tools.asked.clone(), state.tools.asking),
        intend: intend.clone(),
    };
    VChild::<FileList>::new(props, None).into()
}

/// How severe an alert is, in Defender's words.
pub(super) fn severity_badge(severity: &str) -> Html {
    element("span", &[("class", severity_class(severity))], [foreign_text(severity)])
}

/// Defender's own words decide the colour, in whichever case they come; others get none.
fn severity_class(severity: &str) -> &'static str {
    let classes = [
        ("high", "severity high"),
        ("medium", "severity medium"),
        ("low", "severity low"),
        ("informational", "severity informational"),
    ];
    classes.into_iter().find(|(word, _)| severity.eq_ignore_ascii_case(word)).map_or("severity", |(_, class)| class)
}

pub(super) fn progress_line(progress: Progress, now: Timestamp) -> Html {
    match progress {
        Progress::Idle => Html::default(),
        Progress::Calling => progress_bar(words::looking_up()),
        Progress::WaitingUntil(until) => leaf("p", "waiting", words::waiting(until.since(now).as_secs() + 1)),
    }
}

pub(super) fn progress_bar(name: &str) -> Html {
    element("div", &[("class", "progress"), ("role", "progressbar"), ("aria-label", name)], [])
}

fn remarks(cards: &Cards) -> Vec<String> {
    let incomplete = cards.incomplete.map(words::incomplete);
    let mut remarks: Vec<String> =
        [incomplete, words::keeping(cards.keeping)].into_iter().flatten().map(Text::to_owned).collect();
    if cards.skipped_rows > 0 {
        remarks.push(words::skipped_rows(cards.skipped_rows));
    }
    remarks
}

/// What an analyst should know of a pasted token, as long as it is used.
fn token_remark(state: &State) -> Html {
    match state.session().filter(|session| session.source == Source::Pasted) {
        Some(session) if !session.scopes.contains(&Scope::FileReadAll) => {
            leaf("p", REMARK, pasted_token_note(PastedTokenNote::UserImpersonation))
        }
        Some(_) | None => Html::default(),
    }
}

/// What mends a lookup, where it was the one of the names: only they are tried again, and who signs in may read them.
fn for_names(intent: Intent) -> Intent {
    if let Intent::SignIn(directory, _, account) = intent {
        return Intent::SignIn(directory, Access::FilesAndNames, account);
    }
    if matches!(intent, Intent::Refresh) { Intent::TryNames } else { intent }
}

/// Why there are no names, and what brings them.
pub(super) fn names(
    state: &State,
    viewer: &Viewer,
    wait: Option<QuotaWait>,
    failure: Option<&Failure>,
    intend: &Callback<Intent>,
) -> Html {
    if let Some(wait) = wait {
        return leaf("p", "waiting", words::names_wait(&wait.said(state.now)));
    }
    if let Some(failure) = failure {
        return notices::no_names(failure, viewer, state, &intend.reform(for_names));
    }
    if state.may_read_names(viewer) {
        return Html::default();
    }
    let offer = (words::names_offer(), words::show_names());
    element("p", &[("class", REMARK)], without_alert_read(state, viewer, offer, words::names_need_token(), intend))
}

/// What the token at hand does not open without `Alert.Read`, and how it opens: `offer` is what is said and the button
/// for whoever signs in, `need` what is said to whoever pasted a token.
pub(super) fn without_alert_read(
    state: &State,
    viewer: &Viewer,
    offer: (&'static Text, &'static Text),
    need: &'static Text,
    intend: &Callback<Intent>,
) -> [Html; 3] {
    let ((said, name), intent) = if state.uses_pasted_token() {
        let enter = Intent::Dispatch(Action::Look(Focus::TokenEntry(None)));
        ((need, words::use_an_access_token()), enter)
    } else {
        let sign_in = Intent::SignIn(viewer.directory.clone(), Access::FilesAndNames, AccountChoice::Usual);
        (offer, sign_in)
    };
    [text(said), text(" "), quiet_button(name, "", intend, intent)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        auth::{client::ClientId, tenant::TenantId},
        cloud::{Cloud, Region},
    };

    #[test]
    fn who_signs_in_to_mend_names_may_read_them_afterwards() {
        let client = ClientId("22222222-2222-4222-8222-222222222222".parse().expect("a GUID"));
        let tenant = TenantId("11111111-1111-4111-8111-111111111111".parse().expect("a GUID"));
        let directory = Directory { cloud: Cloud::Commercial, region: Region::Default, tenant, client };
        let sign_in = for_names(Intent::SignIn(directory, Access::Files, AccountChoice::Usual));
        assert!(matches!(sign_in, Intent::SignIn(_, Access::FilesAndNames, AccountChoice::Usual)));
        assert!(matches!(for_names(Intent::Refresh), Intent::TryNames));
        assert!(matches!(for_names(Intent::SignOut), Intent::SignOut));
    }
}
