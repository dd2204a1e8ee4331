//! The words of the options page.

use super::{
    catalogue::{Text, counted, messages, number, said, text},
    failure,
    sign_in::Notice,
};
use crate::{
    cloud::{Cloud, Region},
    display::made_visible,
    failure::{Failure, Reason},
    limits::quota::{PER_HOUR, PER_MINUTE, Remaining},
    settings::OtherTenants,
};

messages! { "options":
    title,
    tenants, no_tenant, new_tenant, tenant_id, tenant_id_hint, client_id, client_id_hint, name, name_hint,
    cloud_field, cloud_hint, region_field, region_hint, save, test, edit, show, remove, make_default, discard, cancel,
    add_tenant, undo, default, unsaved, tenant_listed, overruled,
    registration, registration_explained, redirect_uri, redirect_uri_hint, copy_redirect_uri, redirect_uri_copied,
    how_to_register, step_register, step_platform, step_permission, step_consent, step_copy,
    signing_in, permission_present, permission_absent, asking, waiting, api_reached, test_steps, sign_in_failed,
    test_succeeded,
    preferences, cache_minutes, cache_minutes_hint, minutes_wrong, other_tenants_field, other_tenants_hint,
    prefetch, prefetch_hint, pivots, pivots_hint, more_portals, more_portals_hint, portal_refused,
    known_good_title, known_good_explained, list, list_hint, edit_list, save_list, copy_list, download_list, left_out,
    accounts, nobody, accounts_explained, sign_out, signed_out, pasted,
    diagnostics, diagnostics_explained, copy_diagnostics, diagnostics_copied,
    version, browser, chromium, extension_id, permissions, hosts, last_test_label, troubles_label, calls_left_label,
    policy_faults, saved, removed_told, reference, copy_reference, copied,
}

/// How long something took that came to nothing.
pub fn took(milliseconds: u64) -> String {
    said("options_took", &[&number(milliseconds)])
}

/// Asks the browser to open a portal.
pub fn allow_portal(host: &str) -> String {
    said("options_allow_portal", &[host])
}

/// It is open.
pub fn portal_allowed(host: &str) -> String {
    said("options_portal_allowed", &[host])
}

/// How long the list is.
pub fn known_good(count: usize) -> String {
    match count {
        0 => text("options_list_empty").to_owned(),
        count => counted("options_list_length", count as u64, &[]),
    }
}

/// How long the organisation's is.
pub fn known_good_of_policy(count: usize) -> String {
    counted("options_policy_list_length", count as u64, &[])
}

/// A word of a list that is no hash.
pub fn no_hash(line: usize, word: &str) -> String {
    /// A line may be a megabyte.
    const SHOWN: usize = 80;
    let shown: String = word.chars().take(SHOWN).collect();
    said("options_no_hash", &[&number(line as u64), &made_visible(&shown)])
}

/// The rest of them.
pub fn more_no_hashes(count: usize) -> String {
    counted("options_more_no_hashes", count as u64, &[])
}

/// Over a form with faults.
pub fn not_saved(count: usize) -> String {
    counted("options_not_saved", count as u64, &[])
}

/// Beside `Undo`. `tenant` is its name.
pub fn removed(tenant: &str) -> String {
    said("options_removed", &[tenant])
}

/// Name of a tenant's own button.
pub fn name_of(button: &str, tenant: &str) -> String {
    [button, " ", tenant].concat()
}

/// A finished step. `account` is its name.
pub fn signed_in_as(account: &str) -> String {
    said("options_signed_in_as", &[account])
}

/// The sign-in succeeded and Defender answered as it should.
pub fn works(account: &str) -> String {
    said("options_works", &[account])
}

/// The hosts of a cloud were not permitted.
pub fn hosts_refused(cloud: Cloud) -> Notice {
    Notice {
        sentence: said("options_hosts_refused", &[self::cloud(cloud)]),
        remedy: text("options_allow_hosts").to_owned(),
    }
}

/// Storage did not take a change.
pub fn not_stored() -> Notice {
    Notice { sentence: text("options_not_stored").to_owned(), remedy: text("options_check_disk").to_owned() }
}

/// Why the test did not get its answer. `tenant` is the tenant's name.
pub fn test_failed(failed: &Failure, tenant: &str) -> Notice {
    let reason = &failed.reason;
    match reason {
        // Defender's own 404 is the success of the test, and nothing that it knows is asked for.
        Reason::AlertUnknown => other_server(404),
        Reason::Refused { status: 200, .. } => other_server(200),
        Reason::AccessDenied => Notice {
            sentence: text("options_account_refused").to_owned(),
            remedy: text("options_ask_for_role").to_owned(),
        },
        Reason::Throttled { .. } => {
            Notice { sentence: failure::sentence(reason), remedy: text("options_test_later").to_owned() }
        }
        Reason::SignInNeeded
        | Reason::SignIn(_)
        | Reason::TokenRefused { .. }
        | Reason::PastedTokenEnded
        | Reason::Challenged(_)
        | Reason::PermissionMissing(_)
        | Reason::Refused { .. }
        | Reason::ServerFailed { .. }
        | Reason::Unreachable
        | Reason::TimedOut
        | Reason::TooLarge
        | Reason::TooLargeToKeep
        | Reason::NotStored
        | Reason::Unreadable(_) => {
            Notice { sentence: failure::sentence(reason), remedy: failure::remedy(failed, tenant) }
        }
    }
}

fn other_server(status: u16) -> Notice {
    Notice {
        sentence: said("options_other_server", &[&status.to_string()]),
        remedy: text("options_check_cloud").to_owned(),
    }
}

/// What a cloud is called.
pub fn cloud(cloud: Cloud) -> &'static Text {
    text(match cloud {
        Cloud::Commercial => "options_commercial",
        Cloud::Gcc => "options_gcc",
        Cloud::GccHigh => "options_gcc_high",
        Cloud::Dod => "options_dod",
    })
}

/// What a region is called.
pub fn region(region: Region) -> &'static Text {
    text(match region {
        Region::Default => "options_region_default",
        Region::Us => "options_region_us",
        Region::Eu => "options_region_eu",
        Region::Uk => "options_region_uk",
        Region::Au => "options_region_au",
        Region::Swa => "options_region_swa",
        Region::Ina => "options_region_ina",
        Region::Aea => "options_region_aea",
    })
}

/// What happens with alerts of other tenants.
pub fn other_tenants(choice: OtherTenants) -> &'static Text {
    text(match choice {
        OtherTenants::Ask => "options_other_tenants_ask",
        OtherTenants::Forbid => "options_other_tenants_forbid",
    })
}

/// "tenant 2, gcc: 100 of 100 this minute, 1500 of 1500 this hour". `number` counts from 1: no name, no id.
pub fn calls_left(number: usize, cloud: Cloud, left: Remaining) -> String {
    let counts = [number, left.minute, PER_MINUTE, left.hour, PER_HOUR].map(|count| count.to_string());
    let [number, minute, per_minute, hour, per_hour] = counts.each_ref().map(String::as_str);
    said("options_calls_left", &[number, cloud.as_str(), minute, per_minute, hour, per_hour])
}

/// How the last test ended, with Microsoft's number or correlation id for it.
pub fn last_test(sentence: &str, reference: Option<&str>) -> String {
    match reference {
        Some(reference) => [sentence, " ", reference].concat(),
        None => sentence.to_owned(),
    }
}
