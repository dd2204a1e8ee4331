//! The words of lookups that failed: what happened, then what to do about it.

use super::{
    catalogue::{Text, said, text},
    sign_in::shortened,
};
use crate::{
    auth::scope::Scope,
    defender::response::Unreadable,
    failure::{Challenge, Failure, Reason},
};

/// What happened.
pub fn sentence(reason: &Reason) -> String {
    let name = match reason {
        Reason::PermissionMissing(scope) => return said("failure_permission_missing", &[scope.name()]),
        Reason::Refused { status, code: Some(code) } => {
            return said("failure_refused_with_code", &[code, &status.to_string()]);
        }
        Reason::Refused { status, code: None } => return said("failure_refused", &[&status.to_string()]),
        Reason::ServerFailed { status } => return said("failure_server_failed", &[&status.to_string()]),
        Reason::SignInNeeded => "failure_sign_in_needed",
        Reason::SignIn(_) => "failure_not_renewed",
        Reason::TokenRefused { pasted, audience } => {
            let mut said = text(if *pasted { "failure_pasted_refused" } else { "failure_token_refused" }).to_owned();
            if let Some(audience) = audience {
                said.extend([" ", &self::said("failure_audience", &[&shortened(audience)])]);
            }
            return said;
        }
        Reason::PastedTokenEnded => "failure_pasted_ended",
        Reason::Challenged(Challenge::Claims(_)) => "failure_challenged",
        Reason::Challenged(Challenge::Malformed) => "failure_challenge_malformed",
        Reason::Challenged(Challenge::Again) => "failure_challenged_again",
        Reason::AccessDenied => "failure_access_denied",
        Reason::AlertUnknown => "failure_alert_unknown",
        Reason::Throttled { shared: true, .. } => "failure_throttled_shared",
        Reason::Throttled { shared: false, .. } => "failure_throttled",
        Reason::Unreachable => "failure_unreachable",
        Reason::TimedOut => "failure_timed_out",
        Reason::TooLarge => "failure_too_large",
        Reason::TooLargeToKeep => "failure_too_large_to_keep",
        Reason::NotStored => "failure_not_stored",
        Reason::Unreadable(Unreadable::Empty) => "failure_empty",
        Reason::Unreadable(Unreadable::Html) => "failure_html",
        Reason::Unreadable(Unreadable::Truncated) => "failure_truncated",
        Reason::Unreadable(Unreadable::NotJson | Unreadable::WrongShape) => "failure_not_defenders",
    };
    text(name).to_owned()
}

/// What happened to a question about one file.
pub fn of_file(failure: &Failure) -> String {
    if failure.reason == Reason::AccessDenied {
        return text("failure_file_denied").to_owned();
    }
    if failure.reason == Reason::AlertUnknown {
        return text("failure_file_unknown").to_owned();
    }
    sentence(&failure.reason)
}

/// What to do about it. `tenant` is the tenant's name.
pub fn remedy(failure: &Failure, tenant: &str) -> String {
    let has_id = failure.correlation.is_some();
    let name = match &failure.reason {
        Reason::SignInNeeded | Reason::SignIn(_) => "failure_sign_in_again",
        Reason::TokenRefused { pasted: false, .. } => "failure_check_cloud",
        Reason::TokenRefused { pasted: true, .. } => "failure_paste_for_cloud",
        Reason::PastedTokenEnded => "failure_paste_new",
        Reason::Challenged(Challenge::Claims(_)) => "failure_prove_more",
        Reason::Challenged(Challenge::Malformed) => "failure_sign_in_or_support",
        Reason::Challenged(Challenge::Again) => "failure_ask_which_policy",
        Reason::PermissionMissing(Scope::AlertRead) => "failure_grant_alert_read",
        Reason::PermissionMissing(Scope::FileReadAll | Scope::UserImpersonation) => "failure_have_permission_added",
        Reason::AccessDenied => "failure_ask_for_role",
        Reason::AlertUnknown => "failure_where_alert_may_be",
        Reason::Throttled { .. } => "failure_calls_again",
        Reason::Refused { .. } if has_id => "failure_try_or_support",
        Reason::Refused { .. } => "failure_try_or_tell",
        Reason::ServerFailed { .. } if has_id => "failure_wait_or_support",
        Reason::ServerFailed { .. } => "failure_wait_or_tell",
        Reason::Unreachable => "failure_check_connection",
        Reason::TooLarge | Reason::TooLargeToKeep => "failure_open_in_portal",
        Reason::NotStored => "failure_make_room",
        Reason::Unreadable(Unreadable::Html) => "failure_check_proxy",
        Reason::TimedOut
        | Reason::Unreadable(
            Unreadable::Empty | Unreadable::Truncated | Unreadable::NotJson | Unreadable::WrongShape,
        ) => "failure_try_again",
    };
    said(name, &[tenant])
}

/// Above what happened, where cards have no names although they may be read.
pub fn no_names() -> &'static Text {
    text("failure_no_names")
}
