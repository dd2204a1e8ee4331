//! The words of the options page.

use crate::{
    defender::cloud::{Cloud, Region},
    display::{grouped, made_visible},
    failure::Reason,
    policy::quota::{PER_HOUR, PER_MINUTE, Remaining},
    settings::OtherTenants,
    words::{failure, sign_in::Notice},
};

/// How diagnostics call a browser that is not Edge: Chrome and Chromium give the same name.
pub const CHROME: &str = "Chrome or Chromium";

/// Title of the page.
pub const TITLE: &str = "Hashcard options";

/// Title of a section.
pub const TENANTS: &str = "Tenants";
/// Under it while there is none.
pub const NO_TENANT: &str = "Enter the tenant whose alerts you work on, and the app registration to sign in with.";
/// Title of a new tenant's form.
pub const NEW_TENANT: &str = "New tenant";
/// Field.
pub const TENANT_ID: &str = "Tenant id";
/// Under it.
pub const TENANT_ID_HINT: &str = "Directory (tenant) ID of the app registration.";
/// Field.
pub const CLIENT_ID: &str = "Client id";
/// Under it.
pub const CLIENT_ID_HINT: &str = "Application (client) ID of the app registration.";
/// Field.
pub const NAME: &str = "Name";
/// Under it.
pub const NAME_HINT: &str = "What you call the tenant; may stay empty.";
/// Field.
pub const CLOUD: &str = "Cloud";
/// Under it.
pub const CLOUD_HINT: &str = "A government cloud asks for its hosts once.";
/// Field.
pub const REGION: &str = "Region of the API";
/// Under it.
pub const REGION_HINT: &str = "Default works for every tenant; a region can answer faster.";
/// Button.
pub const SAVE: &str = "Save";
/// Button.
pub const TEST: &str = "Test";
/// Button.
pub const EDIT: &str = "Edit";
/// Button, where policy decides the tenants.
pub const SHOW: &str = "Show";
/// Button.
pub const REMOVE: &str = "Remove";
/// Button.
pub const MAKE_DEFAULT: &str = "Make default";
/// Button: what was typed goes.
pub const DISCARD: &str = "Discard changes";
/// Button: a new tenant is not added.
pub const CANCEL: &str = "Cancel";
/// Button.
pub const ADD_TENANT: &str = "Add tenant";
/// Button.
pub const UNDO: &str = "Undo";
/// Mark of the first tenant.
pub const DEFAULT: &str = "Default";
/// Mark of a tenant with typed text that is not saved.
pub const UNSAVED: &str = "Not saved";
/// Beside the tenant id of another entry.
pub const TENANT_LISTED: &str = "This tenant is listed already. Edit that entry instead.";
/// Over typed text that policy overrules.
pub const OVERRULED: &str = "Your organisation's policy decides the tenants now. What you had typed is not used:";

/// Title of a section.
pub const REGISTRATION: &str = "App registration";
/// Under it.
pub const REGISTRATION_EXPLAINED: &str =
    "Hashcard signs in as you, through an app registration of your organisation. It needs no client secret.";
/// Field.
pub const REDIRECT_URI: &str = "Redirect URI";
/// Under it.
pub const REDIRECT_URI_HINT: &str =
    "Register exactly this. It differs between the stores of Edge and Chrome: add one for each that you use.";
/// Button.
pub const COPY_REDIRECT_URI: &str = "Copy redirect URI";
/// Told after it.
pub const REDIRECT_URI_COPIED: &str = "Redirect URI copied";
/// Opens the steps.
pub const HOW_TO_REGISTER: &str = "How to register it";
/// A step.
pub const STEP_REGISTER: &str = "In the Microsoft Entra admin center open App registrations, New registration. Name it, accounts in this directory only.";
/// A step; the redirect URI follows.
pub const STEP_PLATFORM: &str =
    "Under Authentication, Add a platform, Single-page application, enter the redirect URI ";
/// A step.
pub const STEP_PERMISSION: &str = "Under API permissions, Add a permission, APIs my organization uses, choose WindowsDefenderATP, Delegated permissions, File.Read.All. Add Alert.Read if cards shall show file names.";
/// A step.
pub const STEP_CONSENT: &str = "Grant admin consent for your organisation, where you can.";
/// A step.
pub const STEP_COPY: &str =
    "From Overview, copy Directory (tenant) ID and Application (client) ID into the fields above, then Test.";

/// While the sign-in window is open.
pub const SIGNING_IN: &str = "Signing in: finish it in the window that opened";
/// A finished step.
pub const PERMISSION_PRESENT: &str = "Permission File.Read.All is there";
/// A failed step.
pub const PERMISSION_ABSENT: &str = "Permission File.Read.All is missing";
/// While the call is out.
pub const ASKING: &str = "Asking Defender";
/// While the API's limits are used up.
pub const WAITING: &str = "Defender's limit of calls is used up; the test goes on by itself";
/// A finished step.
pub const API_REACHED: &str = "Defender answered";
/// Name of the list of steps.
pub const TEST_STEPS: &str = "Steps of the test";
/// In the diagnostics.
pub const SIGN_IN_FAILED: &str = "Sign-in failed.";
/// Told when a test has succeeded.
pub const TEST_SUCCEEDED: &str = "The test succeeded";

/// Title of a section.
pub const PREFERENCES: &str = "Preferences";
/// Field.
pub const CACHE_MINUTES: &str = "Minutes an answer stays fresh";
/// Under it.
pub const CACHE_MINUTES_HINT: &str = "Then it is asked for again. 0 asks every time, 5 is usual.";
/// Beside minutes that cannot be kept.
pub const MINUTES_WRONG: &str = "Enter a whole number from 0 to 1440.";
/// Field.
pub const OTHER_TENANTS: &str = "Alerts of tenants that are not listed";
/// Under it.
pub const OTHER_TENANTS_HINT: &str = "Anybody can write a link that names a tenant.";
/// Box to tick.
pub const PREFETCH: &str = "Look up the alert on screen before the popup opens";
/// Under it.
pub const PREFETCH_HINT: &str = "Costs one call for each alert page that stays open in front for 1.5 seconds, while less than half of the limit is used. Links are never looked up.";

/// Over the pages that a card can link to.
pub const PIVOTS: &str = "Links on each card";
/// Under them.
pub const PIVOTS_HINT: &str = "Opened by a click only. The service then learns the file's hash, and that you asked.";

/// Title of a section.
pub const KNOWN_GOOD: &str = "Known-good files";
/// Under it.
pub const KNOWN_GOOD_EXPLAINED: &str = "Files on this list fold into one line on the cards, as validly signed and common files do. \
     A file that Defender names a threat or has detected never folds.";
/// Field.
pub const LIST: &str = "Hashes";
/// Under it.
pub const LIST_HINT: &str = "SHA-256, SHA-1 and MD5 in any order, one a line. What follows # in a line is not kept.";
/// Button.
pub const EDIT_LIST: &str = "Edit list";
/// Button.
pub const SAVE_LIST: &str = "Save list";
/// Button.
pub const COPY_LIST: &str = "Copy list";
/// Button.
pub const DOWNLOAD_LIST: &str = "Download list";
/// Over what of a list is no hash.
pub const LEFT_OUT: &str = "Saved without what is no hash:";

/// How long the list is.
pub fn known_good(count: usize) -> String {
    match count {
        0 => "There is no hash on your list.".to_owned(),
        1 => "There is 1 hash on your list.".to_owned(),
        count => ["There are ", &grouped(count as u64), " hashes on your list."].concat(),
    }
}

/// How long the organisation's is.
pub fn known_good_of_policy(count: usize) -> String {
    ["Your organisation's list has ", &grouped(count as u64), " more."].concat()
}

/// A word of a list that is no hash.
pub fn no_hash(line: usize, word: &str) -> String {
    /// A line may be a megabyte.
    const SHOWN: usize = 80;
    let shown: String = word.chars().take(SHOWN).collect();
    ["Line ", &grouped(line as u64), ": ", &made_visible(&shown)].concat()
}

/// The rest of them.
pub fn more_no_hashes(count: usize) -> String {
    ["and ", &grouped(count as u64), " more"].concat()
}

/// Title of a section.
pub const ACCOUNTS: &str = "Accounts";
/// Under it while there is none.
pub const NOBODY: &str = "Nobody is signed in.";
/// Under it while there is somebody.
pub const ACCOUNTS_EXPLAINED: &str = "Signing out happens here only: tokens and kept answers go at once.";
/// Button.
pub const SIGN_OUT: &str = "Sign out";
/// Told after it.
pub const SIGNED_OUT: &str = "Signed out";
/// After the account of a pasted token.
pub const PASTED: &str = "pasted token";

/// Title of a section.
pub const DIAGNOSTICS: &str = "Diagnostics";
/// Under it.
pub const DIAGNOSTICS_EXPLAINED: &str = "For whoever helps you. Names no person, alert or token.";
/// Button.
pub const COPY_DIAGNOSTICS: &str = "Copy diagnostics";
/// Told after it.
pub const DIAGNOSTICS_COPIED: &str = "Diagnostics copied";
/// A row.
pub const VERSION: &str = "Hashcard";
/// A row.
pub const BROWSER: &str = "Browser";
/// A row.
pub const EXTENSION_ID: &str = "Extension id";
/// A row.
pub const PERMISSIONS: &str = "Permissions";
/// A row.
pub const HOSTS: &str = "Hosts";
/// A row.
pub const LAST_TEST: &str = "Last test";
/// A row.
pub const CALLS_LEFT: &str = "Calls left";

/// Title of the notice about a policy that is wrong in parts.
pub const POLICY_FAULTS: &str = "Parts of your organisation's policy cannot be used. Show this to your administrator:";
/// Told after a change.
pub const SAVED: &str = "Saved";
/// Told after a tenant went.
pub const REMOVED: &str = "Removed";
/// Before a correlation id or Microsoft's error number.
pub const REFERENCE: &str = "For Microsoft's support: ";
/// Button.
pub const COPY_REFERENCE: &str = "Copy correlation id";
/// Told after it.
pub const COPIED: &str = "Copied";

/// Over a form with faults.
pub fn not_saved(count: usize) -> String {
    match count {
        1 => "Not saved: 1 field needs another look.".to_owned(),
        _ => format!("Not saved: {count} fields need another look."),
    }
}

/// Beside `Undo`. `tenant` is its name.
pub fn removed(tenant: &str) -> String {
    format!("{tenant} is removed.")
}

/// Name of a tenant's own button.
pub fn name_of(button: &str, tenant: &str) -> String {
    [button, " ", tenant].concat()
}

/// A finished step. `account` is its name.
pub fn signed_in_as(account: &str) -> String {
    format!("Signed in as {account}")
}

/// The sign-in succeeded and Defender answered as it should.
pub fn works(account: &str) -> String {
    format!("Works: signed in as {account}, Defender answered.")
}

/// The hosts of a cloud were not permitted.
pub fn hosts_refused(cloud: Cloud) -> Notice {
    Notice {
        sentence: format!("Hashcard may not reach the hosts of {}.", self::cloud(cloud)),
        remedy: "Save again and allow it. If the browser does not ask, your organisation's policy blocks these hosts: ask your administrator.".to_owned(),
    }
}

/// Storage did not take a change.
pub fn not_stored() -> Notice {
    Notice {
        sentence: "The browser did not store this.".to_owned(),
        remedy: "Check whether the disk is full, then save again.".to_owned(),
    }
}

/// Why the test did not get its answer. `tenant` is the tenant's name.
pub fn test_failed(reason: &Reason, tenant: &str) -> Notice {
    match reason {
        // Defender's own 404 is the success of the test, and nothing that it knows is asked for.
        Reason::AlertUnknown => other_server(404),
        Reason::Refused { status: 200, .. } => other_server(200),
        Reason::AccessDenied => Notice {
            sentence: "Signed in, but Defender refuses this account.".to_owned(),
            remedy: "Ask your Defender administrator for the role permission View Data.".to_owned(),
        },
        Reason::Throttled { .. } => {
            Notice { sentence: failure::sentence(reason), remedy: "Test again in a few minutes.".to_owned() }
        }
        Reason::SignInNeeded
        | Reason::SignIn(_)
        | Reason::TokenRefused
        | Reason::Challenged(_)
        | Reason::PermissionMissing(_)
        | Reason::Refused { .. }
        | Reason::ServerFailed { .. }
        | Reason::Unreachable
        | Reason::TimedOut
        | Reason::TooLarge
        | Reason::NotStored
        | Reason::Unreadable(_) => {
            Notice { sentence: failure::sentence(reason), remedy: failure::remedy(reason, tenant) }
        }
    }
}

fn other_server(status: u16) -> Notice {
    Notice {
        sentence: format!("Something else than Defender answered (HTTP {status})."),
        remedy: "Check the cloud and the region. If they are right, a proxy may have answered: try another network."
            .to_owned(),
    }
}

/// What a cloud is called.
pub fn cloud(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Commercial => "Commercial",
        Cloud::Gcc => "US Government GCC",
        Cloud::GccHigh => "US Government GCC High",
        Cloud::Dod => "US Department of Defense",
    }
}

/// What a region is called.
pub fn region(region: Region) -> &'static str {
    match region {
        Region::Default => "Default",
        Region::Us => "United States",
        Region::Eu => "Europe",
        Region::Uk => "United Kingdom",
        Region::Au => "Australia",
        Region::Swa => "Switzerland",
        Region::Ina => "India",
        Region::Aea => "United Arab Emirates",
    }
}

/// What happens with alerts of other tenants.
pub fn other_tenants(choice: OtherTenants) -> &'static str {
    match choice {
        OtherTenants::Ask => "Ask before that tenant is used",
        OtherTenants::Forbid => "Never look them up",
    }
}

/// "tenant 2, gcc: 100 of 100 this minute, 1500 of 1500 this hour". `number` counts from 1: no name, no id.
pub fn calls_left(number: usize, cloud: Cloud, left: Remaining) -> String {
    format!(
        "tenant {number}, {cloud}: {} of {PER_MINUTE} this minute, {} of {PER_HOUR} this hour",
        left.minute, left.hour
    )
}

/// How the last test ended, with Microsoft's number or correlation id for it.
pub fn last_test(sentence: &str, reference: Option<&str>) -> String {
    match reference {
        Some(reference) => [sentence, " ", reference].concat(),
        None => sentence.to_owned(),
    }
}
