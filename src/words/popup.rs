//! The words of the popup and side panel, outside the cards.

use std::time::Duration;

use crate::{
    defender::response::Incomplete,
    display::grouped,
    evidence::triage::{Order, Summary},
    policy::{
        freshness::Keeping,
        quota::{PER_HOUR, PER_MINUTE, Remaining},
    },
};

/// First run.
pub const WELCOME: &str = "Which file is the bad one, who signed it, and what is its hash?";
/// First run.
pub const WELCOME_EXPLAINED: &str = "Hashcard shows the files of the Defender alert on screen as hash and signer cards. It reads them with your own sign-in; nothing goes anywhere else.";
/// Button.
pub const SIGN_IN: &str = "Sign in";
/// Under it at first run.
pub const SIGN_IN_EXPLAINED: &str = "With your organisation's app registration. Set it up once in the options.";
/// Button.
pub const USE_AN_ACCESS_TOKEN: &str = "Use an access token";
/// Under it.
pub const USE_A_TOKEN_EXPLAINED: &str = "For a first look without an app registration.";
/// Button.
pub const SEE_A_SAMPLE: &str = "See a sample";
/// Under it.
pub const SAMPLE_EXPLAINED: &str = "The example of Microsoft's documentation as a card.";
/// Title of the field for a token.
pub const TOKEN_TITLE: &str = "Use an access token";
/// Under it.
pub const TOKEN_EXPLAINED: &str =
    "A delegated token for the Defender API with File.Read.All. It stays in memory until the browser closes.";
/// Field.
pub const TOKEN_FIELD: &str = "Access token";
/// Button.
pub const USE_TOKEN: &str = "Use token";
/// Button.
pub const BACK: &str = "Back";
/// Button.
pub const ALL_FILES: &str = "All files";
/// Name of the list.
pub const ALERTS_ON_THIS_PAGE: &str = "Alerts on this page";
/// Under the list's title.
pub const DRAWN_SO_FAR: &str = "Found on the part of the page drawn so far. Scroll the page for more.";
/// Button on the page of an incident.
pub const LIST_ALL: &str = "List all alerts of the incident";
/// Beside it.
pub const LIST_ALL_EXPLAINED: &str = "from Defender, one call";
/// Offer of the list where it may not be read yet.
pub const LIST_OFFER: &str = "All alerts of the incident need the permission Alert.Read. ";
/// Button.
pub const ALLOW_LIST: &str = "Allow the list";
/// Button beside one alert whose files could not be had.
pub const TRY_ONE_AGAIN: &str = "Try this alert again";
/// A portal page that links no alert.
pub const NO_ALERT_ON_PAGE: &str = "This page has no alert. Open one, or look one up here.";
/// A page that is not the portal.
pub const NOT_THE_PORTAL: &str = "This tab is not the Defender portal. Paste an alert id or link to look it up.";
/// Button.
pub const SHOW_FILES: &str = "Show files";
/// Field.
pub const ALERT_ID_OR_LINK: &str = "Alert id or link";
/// Button.
pub const LOOK_UP: &str = "Look up";
/// Answer to text without an alert.
pub const NOT_AN_ALERT: &str =
    "No alert id in that. Paste an id such as da637551227677560813_-961444813, or the alert's address.";
/// Button.
pub const TRY_ANYWAY: &str = "Try anyway";
/// Under an alert of another product.
pub const OTHER_PRODUCT_EXPLAINED: &str =
    "This API has files of Defender for Endpoint alerts only. Nothing was asked; trying anyway costs one call.";
/// Button.
pub const USE_THIS_TENANT: &str = "Use this tenant";
/// Title of a question.
pub const STRANGE_TENANT: &str = "This link names another tenant";
/// Title of a question.
pub const OTHER_TENANTS_TOKEN: &str = "Your token is for another tenant";
/// Title of a question.
pub const OTHER_CLOUD: &str = "This portal belongs to another cloud";
/// Title of the sign-in question.
pub const SIGN_IN_TO_SEE: &str = "Sign in to see this alert's files";
/// Name of progress while no window is needed.
pub const SIGNING_IN: &str = "Signing in";
/// While the window is open.
pub const SIGN_IN_WINDOW_OPEN: &str = "The sign-in window is open.";
/// Button.
pub const PICK_ACCOUNT: &str = "Use another account";
/// Button.
pub const REFRESH: &str = "Refresh";
/// Name of progress.
pub const LOOKING_UP: &str = "Looking up files";
/// Offer of names.
pub const NAMES_OFFER: &str = "Names and paths need the permission Alert.Read. ";
/// Button.
pub const SHOW_NAMES: &str = "Show file names";
/// An alert without files.
pub const NO_FILES: &str = "This alert has no files.";
/// Search field.
pub const FILTER_FILES: &str = "Filter files";
/// Selection.
pub const ORDER: &str = "Order";
/// Button.
pub const CANCEL: &str = "Cancel";
/// Button of a job that was cancelled.
pub const CONTINUE: &str = "Continue";
/// Button.
pub const ASK_AGAIN: &str = "Ask again";
/// Beside it.
pub const NO_LONGER_KEPT_REMEDY: &str = "Asking again costs one call per alert.";
/// Button.
pub const TRY_AGAIN: &str = "Try again";
/// Title of the sample.
pub const SAMPLE_TITLE: &str = "What a card looks like";
/// Mark of the sample.
pub const SAMPLE: &str = "Sample";
/// Where it comes from.
pub const SAMPLE_SOURCE: &str = "Microsoft's documented example, no data of yours";
/// After the account of a pasted token.
pub const PASTED: &str = " (pasted token)";
/// Button.
pub const SIGN_OUT: &str = "Sign out";
/// Footer.
pub const NOT_SIGNED_IN: &str = "Not signed in";
/// Button.
pub const OPEN_SIDE_PANEL: &str = "Open side panel";
/// Button.
pub const OPTIONS: &str = "Options";
/// Toast.
pub const COPIED: &str = "Copied";
/// Toast.
pub const STORAGE_FULL: &str = "The browser's session storage is full: nothing was kept.";
/// Before a correlation id.
pub const CORRELATION: &str = "Correlation id ";
/// Before Microsoft's error number and ids of a sign-in.
pub const REFERENCE: &str = "For Microsoft's support: ";
/// Button.
pub const COPY_CORRELATION: &str = "Copy correlation id";

/// Why nothing was copied, with the browser's words.
pub fn not_copied(error: &str) -> String {
    format!("Not copied: {error}")
}

/// Why nothing was saved, with the browser's words.
pub fn not_saved(error: &str) -> String {
    ["Not saved: ", error].concat()
}

/// At first run on an alert page.
pub fn waiting_for_sign_in(alert: &str) -> String {
    format!("Alert {alert} is on screen.")
}

/// Title of the page's alerts.
pub fn alerts_found(count: usize) -> String {
    match count {
        0 => "Look up an alert".to_owned(),
        1 => "1 alert on this page".to_owned(),
        _ => format!("{count} alerts on this page"),
    }
}

/// How long an alert has been there.
pub fn created(ago: &str) -> String {
    ["created ", ago].concat()
}

/// Other alerts beside the one on screen.
pub fn more_alerts(count: usize) -> String {
    match count {
        1 => "1 more alert on this page".to_owned(),
        _ => format!("{count} more alerts on this page"),
    }
}

/// Title of an alert that this API does not serve.
pub fn other_product(product: Option<&str>) -> String {
    match product {
        Some(product) => format!("{product} alert"),
        None => "Not a Defender for Endpoint alert".to_owned(),
    }
}

/// Before the first token request for a tenant that a link names.
pub fn strange_tenant_explained(tenant: &str) -> String {
    format!(
        "Tenant {tenant} is not in your settings. Anybody can write a link, so nothing was asked of it yet. Use it only if you know it."
    )
}

/// The same where policy forbids it.
pub fn tenant_forbidden(tenant: &str) -> String {
    format!(
        "Tenant {tenant} is not in your settings, and your organisation's policy allows no other. Ask who manages Hashcard to add it."
    )
}

/// The pasted token is another tenant's.
pub fn other_tenants_token(wanted: &str, token: &str) -> String {
    format!("The alert lives in tenant {wanted}, the token is for {token}. Paste a token for the alert's tenant.")
}

/// Portal and tenant disagree.
pub fn other_cloud(tenant: &str, portal: &str) -> String {
    format!(
        "The settings put {tenant} into a cloud whose portal is {portal}. Nothing was asked. Open the alert there, or correct the tenant's cloud in the options."
    )
}

/// Under the sign-in question.
pub fn sign_in_to(tenant: &str) -> String {
    format!("With your account in {tenant}. A window opens; the cards come by themselves.")
}

/// Countdown.
pub fn waiting(seconds: u64) -> String {
    format!("Defender's limit of calls is used up. Next call in {}:{:02}.", seconds / 60, seconds % 60)
}

/// Why there may be more files.
pub fn incomplete(reason: Incomplete) -> &'static str {
    match reason {
        Incomplete::LinkRefused => {
            "There are more files, but the link to them leads outside Defender's API and was not followed."
        }
        Incomplete::Loop => "There may be more files: Defender's pages lead in a circle.",
        Incomplete::TooManyPages => "There are more files than Hashcard reads.",
    }
}

/// What became of an answer that could not be kept.
pub fn keeping(keeping: Keeping) -> Option<&'static str> {
    match keeping {
        Keeping::Kept => None,
        Keeping::TooLarge => Some("This answer is over 2 MB and is not kept: the next opening asks again."),
        Keeping::NotStored => Some("The browser's session storage is full: the next opening asks again."),
    }
}

/// Rows that were no files.
pub fn skipped_rows(count: usize) -> String {
    match count {
        1 => "1 row of Defender's answer was not a file.".to_owned(),
        _ => format!("{count} rows of Defender's answer were not files."),
    }
}

/// `6 files · 1 threat · 1 signature not valid`.
pub fn summary(summary: &Summary) -> String {
    let mut parts = vec![counted(summary.files, "file", "files")];
    let mut add = |count: usize, one, many| {
        if count > 0 {
            parts.push(counted(count, one, many));
        }
    };
    add(summary.threats, "threat", "threats");
    add(summary.not_valid, "signature not valid", "signatures not valid");
    add(summary.no_valid_signature, "without valid signature", "without valid signature");
    add(summary.rare, "rare", "rare");
    add(summary.only_in_evidence, "only in the evidence", "only in the evidence");
    parts.join(" · ")
}

fn counted(count: usize, one: &str, many: &str) -> String {
    let number = grouped(count as u64);
    format!("{number} {}", if count == 1 { one } else { many })
}

/// The filter leaves nothing.
pub fn nothing_matches(files: usize) -> String {
    format!("None of the {} matches.", counted(files, "file", "files"))
}

/// Names of the orders.
pub fn order(order: Order) -> &'static str {
    match order {
        Order::Triage => "Most suspicious first",
        Order::Prevalence => "Rarest first",
        Order::FirstSeen => "Newest first",
        Order::Name => "By name",
        Order::Size => "Largest first",
    }
}

/// Title of a job.
pub fn job_title(alerts: usize) -> String {
    format!("Files of {}", counted(alerts, "alert", "alerts"))
}

/// How far a job is.
pub fn job_progress(settled: usize, alerts: usize) -> String {
    format!("{settled} of {alerts} alerts")
}

/// How far a job was when it was cancelled.
pub fn job_stopped(settled: usize, alerts: usize) -> String {
    ["Stopped at ", &job_progress(settled, alerts)].concat()
}

/// Alerts of a job whose answers had to make room for later ones.
pub fn no_longer_kept(count: usize) -> String {
    let alerts = counted(count, "alert", "alerts");
    ["The files of ", &alerts, " are not shown: 4 MB of answers are kept, and these had to make room."].concat()
}

/// Alerts of a job whose files could not be had.
pub fn failed_alerts(count: usize) -> String {
    match count {
        1 => "The files of 1 alert could not be had".to_owned(),
        _ => format!("The files of {count} alerts could not be had"),
    }
}

/// The line that stands for files that need no look: `4 known good · Microsoft Windows, Contoso Ltd`.
pub fn folded(count: usize, signers: &[&str]) -> String {
    /// More names would be a paragraph; the cards have them.
    const NAMED: usize = 3;
    let mut said = grouped(count as u64) + " known good";
    if !signers.is_empty() {
        said.push_str(" · ");
        said.push_str(&signers[..signers.len().min(NAMED)].join(", "));
    }
    if signers.len() > NAMED {
        said.push_str(", …");
    }
    said
}

/// The same line, once they are shown.
pub fn unfolded(count: usize) -> String {
    ["Fold ", &grouped(count as u64), " known good"].concat()
}

/// Which list it is: the incident's own, and how many alerts only the page links.
pub fn all_of_incident(count: usize, incident: u64, incomplete: bool, on_page_only: usize) -> String {
    let alerts = counted(count, "alert", "alerts");
    let all = if incomplete { "The first " } else { "All " };
    let more = if on_page_only == 0 { String::new() } else { format!(" {on_page_only} more on the page only.") };
    [all, &alerts, " of incident ", &incident.to_string(), ", from Defender.", &more].concat()
}

/// The button that asks about all files shown: `In your organisation: ask for all 14, one call each`.
pub fn ask_all(count: usize) -> String {
    ["In your organisation: ask for all ", &grouped(count as u64), ", one call each"].concat()
}

/// How far that is.
pub fn asking(done: usize, all: usize) -> String {
    ["In your organisation: ", &grouped(done as u64), " of ", &grouped(all as u64)].concat()
}

/// The link to an incident's page.
pub fn incident(number: u64) -> String {
    ["Incident ", &number.to_string()].concat()
}

/// What all files of a list cost: calls, and either how many are left or how long it takes.
pub fn cost(calls: usize, left: Remaining, wait: Duration) -> String {
    let calls = counted(calls, "call", "calls");
    if wait > Duration::ZERO {
        let minutes = counted(wait.as_secs().div_ceil(60) as usize, "minute", "minutes");
        return [&calls, " at most, about ", &minutes].concat();
    }
    let (left, of, window) =
        if left.hour < left.minute { (left.hour, PER_HOUR, "hour") } else { (left.minute, PER_MINUTE, "minute") };
    let (left, of) = (grouped(left as u64), grouped(of as u64));
    [&calls, " at most; ", &left, " of ", &of, " left this ", window].concat()
}
