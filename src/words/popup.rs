//! The words of the popup and side panel, outside the cards.

use std::time::Duration;

use super::{
    card::{COMMA, SEPARATOR},
    catalogue::{Text, counted, messages, number, said, text},
    numbers,
};
use crate::{
    cloud::{Cloud, Region},
    defender::response::Incomplete,
    evidence::triage::{Order, Summary},
    joining::joined,
    limits::{
        freshness::Keeping,
        quota::{PER_HOUR, PER_MINUTE, Remaining},
    },
};

messages! { "popup":
    welcome, welcome_explained, sign_in, sign_in_explained, use_an_access_token, use_a_token_explained, see_a_sample,
    sample_explained, token_title, token_explained, token_field, use_token, back,
    all_files, alerts_on_this_page, drawn_so_far, list_all, list_all_explained, list_offer, allow_list, list_needs_token, try_one_again,
    no_alert_on_page, not_the_portal, show_files, alert_id_or_link, look_up, not_an_alert, try_anyway,
    other_product_explained, use_this_tenant, strange_tenant, other_tenants_token_title, other_cloud_title,
    sign_in_to_see, signing_in, sign_in_window_open, pick_account,
    refresh, looking_up, names_offer, names_need_token, show_names, no_files, filter_files, order_field, cancel, go_on, ask_again,
    no_longer_kept_remedy, try_again, sample_title, sample, sample_source, sign_out, not_signed_in,
    open_hosts, hosts_title, hosts_refused, more_portals, open_side_panel, options, copied, storage_full, correlation, reference, copy_correlation,
}

/// Why nothing was copied, with the browser's words.
pub fn not_copied(error: &str) -> String {
    said("popup_not_copied", &[error])
}

/// Why nothing was saved, with the browser's words.
pub fn not_saved(error: &str) -> String {
    said("popup_not_saved", &[error])
}

/// The tenant of a pasted token.
pub fn pasted(tenant: &str) -> String {
    said("popup_pasted", &[tenant])
}

/// At first run on an alert page.
pub fn waiting_for_sign_in(alert: &str) -> String {
    said("popup_waiting_for_sign_in", &[alert])
}

/// Title of the page's alerts.
pub fn alerts_found(count: usize) -> String {
    match count {
        0 => text("popup_look_up_an_alert").to_owned(),
        _ => counted("popup_alerts_found", count as u64, &[]),
    }
}

/// How long an alert has been there.
pub fn created(ago: &str) -> String {
    said("popup_created", &[ago])
}

/// Other alerts beside the one on screen.
pub fn more_alerts(count: usize) -> String {
    counted("popup_more_alerts", count as u64, &[])
}

/// Alerts whose files cannot be had together with those of the others.
pub fn left_out(count: usize) -> String {
    counted("popup_left_out", count as u64, &[])
}

/// Title of an alert that this API does not serve.
pub fn other_product(product: Option<&str>) -> String {
    match product {
        Some(product) => said("popup_alert_of_product", &[product]),
        None => text("popup_not_endpoint").to_owned(),
    }
}

/// Before the first token request for a tenant that a link names.
pub fn strange_tenant_explained(tenant: &str) -> String {
    said("popup_strange_tenant_explained", &[tenant])
}

/// The same where policy forbids it.
pub fn tenant_forbidden(tenant: &str) -> String {
    said("popup_tenant_forbidden", &[tenant])
}

/// The pasted token is another tenant's.
pub fn other_tenants_token(wanted: &str, token: &str) -> String {
    said("popup_other_tenants_token", &[wanted, token])
}

/// Before a government cloud's hosts are asked for.
pub fn hosts_explained(cloud: Cloud) -> String {
    let host = cloud.api_base(Region::Default).trim_start_matches("https://");
    said("popup_hosts_explained", &[super::options::cloud(cloud), host])
}

/// Portal and tenant disagree.
pub fn other_cloud(tenant: &str, portal: &str) -> String {
    said("popup_other_cloud", &[tenant, portal])
}

/// Under the sign-in question.
pub fn sign_in_to(tenant: &str) -> String {
    said("popup_sign_in_to", &[tenant])
}

/// Countdown.
pub fn waiting(seconds: u64) -> String {
    let tens = if seconds % 60 < 10 { ":0" } else { ":" };
    let left = [&(seconds / 60).to_string(), tens, &(seconds % 60).to_string()].concat();
    said("popup_waiting", &[&left])
}

/// The same for the names of files; `waiting` is [`waiting`], and why where that is known.
pub fn names_wait(waiting: &str) -> String {
    said("popup_names_wait", &[waiting])
}

/// Why there may be more files.
pub fn incomplete(reason: Incomplete) -> &'static Text {
    text(match reason {
        Incomplete::LinkRefused => "popup_link_refused",
        Incomplete::Loop => "popup_pages_in_a_circle",
        Incomplete::TooManyPages => "popup_too_many_pages",
    })
}

/// What became of an answer that could not be kept.
pub fn keeping(keeping: Keeping) -> Option<&'static Text> {
    match keeping {
        Keeping::Kept => None,
        Keeping::TooLarge => Some(text("popup_too_large_to_keep")),
        Keeping::NotStored => Some(text("popup_answer_not_stored")),
    }
}

/// Rows that were no files.
pub fn skipped_rows(count: usize) -> String {
    counted("popup_skipped_rows", count as u64, &[])
}

/// `6 files · 1 threat · 1 signature not valid`.
pub fn summary(summary: &Summary) -> String {
    let found = [
        ("popup_threats", summary.threats),
        ("popup_not_valid", summary.not_valid),
        ("popup_no_valid_signature", summary.no_valid_signature),
        ("popup_rare", summary.rare),
        ("popup_only_in_evidence", summary.only_in_evidence),
    ];
    let mut parts = vec![counted("export_files", summary.files as u64, &[])];
    parts.extend(
        found.into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| counted(name, count as u64, &[])),
    );
    joined(&parts, SEPARATOR)
}

/// The filter leaves nothing.
pub fn nothing_matches(files: usize) -> String {
    counted("popup_nothing_matches", files as u64, &[])
}

/// Names of the orders.
pub fn order(order: Order) -> &'static Text {
    text(match order {
        Order::Triage => "popup_by_suspicion",
        Order::Prevalence => "popup_by_rarity",
        Order::FirstSeen => "popup_by_first_seen",
        Order::Name => "popup_by_name",
        Order::Size => "popup_by_size",
    })
}

/// Title of a job.
pub fn job_title(alerts: usize) -> String {
    counted("popup_job_title", alerts as u64, &[])
}

/// The way to a job that was left.
pub fn back_to_job(alerts: usize) -> String {
    counted("popup_back_to_job", alerts as u64, &[])
}

/// How far a job is.
pub fn job_progress(settled: usize, alerts: usize) -> String {
    counted("popup_job_progress", alerts as u64, &[&number(settled as u64)])
}

/// How far a job was when it was cancelled.
pub fn job_stopped(settled: usize, alerts: usize) -> String {
    counted("popup_job_stopped", alerts as u64, &[&number(settled as u64)])
}

/// Alerts of a job whose answers had to make room for later ones.
pub fn no_longer_kept(count: usize) -> String {
    counted("popup_no_longer_kept", count as u64, &[])
}

/// Alerts of a job whose files could not be had.
pub fn failed_alerts(count: usize) -> String {
    counted("popup_failed_alerts", count as u64, &[])
}

/// Alerts of a job whose evidence was not read.
pub fn without_names(count: usize) -> String {
    counted("popup_without_names", count as u64, &[])
}

/// The line that stands for files that need no look: `4 known good · Microsoft Windows, Contoso Ltd`.
pub fn folded(count: usize, signers: &[&str]) -> String {
    /// More names would be a paragraph; the cards have them.
    const NAMED: usize = 3;
    let mut told = counted("popup_folded", count as u64, &[]);
    if !signers.is_empty() {
        told.push_str(SEPARATOR);
        told.push_str(&signers[..signers.len().min(NAMED)].join(COMMA));
    }
    if signers.len() > NAMED {
        told.push_str(", …");
    }
    told
}

/// The same line, once they are shown.
pub fn unfolded(count: usize) -> String {
    counted("popup_unfolded", count as u64, &[])
}

/// Which list it is: the incident's own, and how many alerts only the page links.
pub fn all_of_incident(count: usize, incident: u64, incomplete: bool, on_page_only: usize) -> String {
    let name = if incomplete { "popup_first_of_incident" } else { "popup_all_of_incident" };
    let mut told = counted(name, count as u64, &[&incident.to_string()]);
    if on_page_only > 0 {
        told.push_str(&counted("popup_more_on_page", on_page_only as u64, &[]));
    }
    told
}

/// The button that asks about all files shown: `In your organisation: ask for all 14, one call each`.
pub fn ask_all(count: usize) -> String {
    counted("popup_ask_all", count as u64, &[])
}

/// How far that is.
pub fn asking(done: usize, all: usize) -> String {
    counted("popup_asking", all as u64, &[&number(done as u64)])
}

/// The link to an incident's page.
pub fn incident(number: u64) -> String {
    said("popup_incident", &[&number.to_string()])
}

/// What all files of a list cost: calls, and either how many are left or how long it takes.
pub fn cost(calls: usize, left: Remaining, wait: Duration) -> String {
    if wait > Duration::ZERO {
        return counted("popup_cost_in_time", calls as u64, &[&numbers::minutes(wait.as_secs().div_ceil(60))]);
    }
    let (name, left, of) = if left.hour < left.minute {
        ("popup_cost_of_hour", left.hour, PER_HOUR)
    } else {
        ("popup_cost_of_minute", left.minute, PER_MINUTE)
    };
    counted(name, calls as u64, &[&number(left as u64), &number(of as u64)])
}
