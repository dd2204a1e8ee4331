//! The service worker: the sign-in window, the browser's context menu, the badge. It remembers nothing between events.

use futures_util::future::join3;
use wasm_bindgen::JsValue;

use crate::{
    auth::directory::Directory,
    browser::{Browser, action, context_menus, permissions, runtime, scripting, storage, tabs, value},
    capabilities::{Clock, Lock},
    configuration,
    contexts::badge,
    copy_request::CopyRequest,
    formats::CopyFormat,
    job::{self, Job},
    json::Recorded,
    last_view, pages,
    portal::{PageAlerts, PortalHost},
    prefetch,
    protocol::{AskedIn, PageReport, RawSender, Request, Sender, SignInOutcome},
    sign_in, silent_sign_in,
    time::Timestamp,
    troubles, words,
};

/// Links on which the context menu shows; Rust decides afterwards whether they name an alert.
const ALERT_LINKS: &[&str] = &["https://*/alert*", "https://*/*alertId=*"];

/// Answers a message. `null` for whatever is not in the protocol, or not from whom it should be.
pub async fn answer(message: JsValue, sender: JsValue) -> JsValue {
    let sender = Sender::of(RawSender::read(&value::read(&sender)), &runtime::id(), &runtime::origin());
    let Some(request) = Request::from_record(&value::read(&message)) else { return JsValue::NULL };
    if !sender.may_send(&request) {
        return JsValue::NULL;
    }
    match (request, sender) {
        (Request::Page(report), Sender::ContentScript { tab, url }) => {
            page_reported(tab, &url, &report).await;
            read_catalogue();
            // The message stays open meanwhile, which keeps the worker alive.
            prefetch::look_up(&Browser, tab, &url, async || tabs::is_in_front(tab, &url).await).await;
            JsValue::NULL
        }
        (Request::SignIn(request), _) => {
            let (asked_in, directory) = (request.asked_in, request.directory.clone());
            let since = Browser.now();
            let outcome = sign_in::in_window(&Browser, request).await;
            note(&directory, &outcome, since).await;
            show_outcome(asked_in).await;
            reply(&outcome)
        }
        (Request::SignInSilently(request), _) => {
            let directory = request.directory.clone();
            let since = Browser.now();
            let outcome = sign_in::silently(&Browser, request).await;
            note(&directory, &outcome, since).await;
            reply(&outcome)
        }
        (Request::LookUp(request), _) => value::written(&job::look_up_for_page(&Browser, &request).await.to_record()),
        (Request::Page(_), Sender::OurPage | Sender::Stranger) => JsValue::NULL,
    }
}

/// Has the browser read the catalogue, which takes it 5 to 20 ms for the first message of a process: the popup over this
/// page will say many, and shares the process.
fn read_catalogue() {
    let _ = words::catalogue::text("language");
}

/// Notes how a sign-in ended: for the next one without a window, and for the diagnostics.
async fn note(directory: &Directory, outcome: &SignInOutcome, since: Timestamp) {
    silent_sign_in::note(&Browser, directory, outcome).await;
    if let SignInOutcome::Failed(failure) = outcome {
        troubles::note_sign_in(&Browser, failure, since).await;
    }
}

fn reply(outcome: &SignInOutcome) -> JsValue {
    value::written(&outcome.to_record())
}

async fn page_reported(tab: i32, tab_url: &str, report: &PageReport) {
    // One after the other, badge included: of two reports the later one stays. The record has a lock of its own.
    let _alone = Browser.lock(&format!("badge {tab}")).await;
    // A full storage loses links, not the alert of the address: the popup reads that from the tab itself.
    let page = match pages::report(&Browser, tab, tab_url, report).await {
        Ok(page) => page,
        Err(_) => PageAlerts::of(tab_url),
    };
    badge::count(tab, page.map_or(0, |page| page.count())).await;
}

/// The popup closed when the sign-in window took the focus, so it is opened again with the outcome.
async fn show_outcome(asked_in: AskedIn) {
    match asked_in {
        AskedIn::Popup { window } => {
            // It stays open when Entra signs in without asking anything: then no window takes the focus.
            if !runtime::popup_is_open().await {
                open_popup(Some(window)).await;
            }
        }
        AskedIn::Page => {}
    }
}

/// Opens the popup, or lets the badge say that something waits there.
///
/// The window needs a moment to get the focus back from the sign-in window; without it the popup is refused.
async fn open_popup(window: Option<i32>) {
    const TRIES: u32 = 10;
    const PAUSE: std::time::Duration = std::time::Duration::from_millis(150);
    for _ in 0..TRIES {
        if action::open_popup(window).await.is_ok() {
            return;
        }
        Browser.sleep(PAUSE).await;
    }
    badge::wait().await;
}

/// Handles an event that the worker's script has forwarded.
pub async fn on_event(name: &str, details: js_sys::Array) {
    match name {
        "installed" => {
            installed().await;
            configuration::follow_policy(&Browser).await;
        }
        "startup" => {
            prepared().await;
            // The first page finds what policy says, if it opens later than the browser tells it.
            configuration::follow_policy(&Browser).await;
        }
        "context-menu" => {
            if let Some(click) = context_menus::MenuClick::read(&value::read(&details.get(0))) {
                let window = tabs::Tab::read(&value::read(&details.get(1))).map(|tab| tab.window_id);
                menu_clicked(click, window).await;
            }
        }
        "command" => {
            let window = tabs::Tab::read(&value::read(&details.get(1)));
            if let (Some(format), Some(tab)) =
                (details.get(0).as_string().and_then(|id| CopyFormat::of_id(&id)), window)
            {
                let page = tab.url.unwrap_or_default();
                copy(format, page.clone(), page, Some(tab.window_id)).await;
            }
        }
        "tab-removed" => {
            if let Some(tab) = details.get(0).as_f64() {
                let tab = tab as i32;
                join3(pages::forget(&Browser, tab), Job::forget(&Browser, tab), last_view::forget(&Browser, tab)).await;
                prefetch::forget(&Browser, tab).await;
            }
        }
        "permissions-added" => {
            let added: Vec<String> = value::read(&details.get(0)).field("origins").unwrap_or_default();
            let registered = register_optional_portals().await;
            // They were open before, and are registered for what they load next; what was permitted earlier reports already.
            let new: Vec<&str> =
                registered.iter().filter(|portal| added.contains(portal)).map(String::as_str).collect();
            if !new.is_empty() {
                run_content_script(&new).await;
            }
        }
        other => log(&format!("no such event: `{other}`")),
    }
}

/// What holds for the life of an installation, and what an update may have changed.
async fn installed() {
    prepared().await;
    register_optional_portals().await;
    let items: Vec<_> = CopyFormat::ALL
        .iter()
        .map(|format| context_menus::MenuItem {
            id: format.id(),
            title: words::copy::format_name(*format),
            // The browser counts a selection and a field as no part of the page. What is selected stays unread.
            contexts: &["page", "link", "selection", "editable"],
            document_url_patterns: badge::PORTALS,
            target_url_patterns: ALERT_LINKS,
        })
        .collect();
    if let Err(error) = context_menus::replace(&items).await {
        log(&error);
    }
    // Tabs that were open before the installation have no content script, after an update an orphaned one.
    run_content_script(badge::PORTALS).await;
}

/// Runs the content script in the open tabs of these portals.
async fn run_content_script(portals: &[&str]) {
    for tab in tabs::with_address(portals).await {
        if let Some(id) = tab.id {
            scripting::run_content_script(id).await;
        }
    }
}

async fn prepared() {
    if storage::close_local_to_content_scripts().await.is_err() {
        log("storage.local stays open to content scripts; it holds settings only");
    }
    badge::prepare().await;
}

/// The patterns of the optional portals that are permitted, on which the content script runs from now on.
async fn register_optional_portals() -> Vec<String> {
    let mut patterns = Vec::new();
    // The manifest has the first.
    for pattern in &PortalHost::PATTERNS[1..] {
        if permissions::granted(&[pattern.strip_suffix("/*").unwrap_or(pattern)]).await {
            patterns.push((*pattern).to_owned());
        }
    }
    if let Err(error) = scripting::register_for(&patterns).await {
        log(&error);
    }
    patterns
}

async fn menu_clicked(click: context_menus::MenuClick, window: Option<i32>) {
    let Some(format) = CopyFormat::of_id(&click.menu_item_id) else { return };
    let page = click.page_url.unwrap_or_default();
    // On a selection or in a field the menu shows on every link; one that is no alert's is as the page around it.
    let link = click.link_url.filter(|link| link.contains("alert"));
    copy(format, link.unwrap_or_else(|| page.clone()), page, window).await;
}

/// Leaves the wish in session storage and opens the popup, which looks up, copies and says so.
async fn copy(format: CopyFormat, address: String, page: String, window: Option<i32>) {
    let request = CopyRequest { format, address, page, asked_at: Browser.now() };
    if request.write(&Browser).await.is_err() {
        log("session storage is full: the copy cannot wait for the popup");
    }
    open_popup(window).await;
}

fn log(text: &str) {
    web_sys::console::warn_1(&text.into());
}
