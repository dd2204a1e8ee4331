//! The words of signing in: what went wrong, and what to do about it.

use super::{
    catalogue::{messages, said, text},
    numbers::minutes,
};
use crate::{
    auth::{
        authorization,
        client::Registration,
        failure::{ConsentFault, FailureClass, Grant, Reference, SetupFault, SignInFailure, StateFault},
        pasted::{OtherApi, PastedTokenFault, PastedTokenNote},
        scope::Scope,
    },
    display::made_visible,
    joining::joined,
    time::Timestamp,
};

messages! { "sign_in": consent_page, copy_consent_page }

/// What an analyst reads of a failure: a sentence, then the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub sentence: String,
    /// What to do about it.
    pub remedy: String,
}

/// A sign-in or a renewal that came to nothing, with the registration that it used.
pub fn failure(failure: &SignInFailure, registration: &Registration) -> Notice {
    let (sentence, remedy) = messages_of(&failure.class);
    let Registration { cloud, tenant, client, redirect_uri } = registration;
    let host = cloud.authority().trim_start_matches("https://");
    let (tenant, client, mut http_status) = (tenant.to_string(), client.to_string(), String::new());
    if let FailureClass::Unreadable { status: Some(status) } = failure.class {
        http_status = status.to_string();
    }
    // Of a token that opens names more than names may be refused, which the next sign-in finds out.
    let permission = if failure.with_names { Scope::AlertRead } else { Scope::FileReadAll };
    // The order that the catalogue knows: tenant, client, redirect URI, cloud, host of the sign-in, status, permission.
    let values = [&*tenant, &*client, redirect_uri, cloud.as_str(), host, &*http_status, permission.name()];
    let mut remedy = said(remedy, &values);
    if matches!(failure.class, FailureClass::Setup(_)) {
        remedy.extend([" ", &said("sign_in_in_use", &values)]);
    }
    if let FailureClass::Transient { retry_after: Some(seconds @ 60..) } = failure.class {
        remedy = said("sign_in_try_again_in", &[&minutes(u64::from(seconds).div_ceil(60))]);
    }
    Notice { sentence: said(sentence, &values), remedy }
}

/// The page on which an administrator grants what a failed sign-in lacked.
pub fn page_for_consent(failure: &SignInFailure, registration: &Registration) -> Option<String> {
    let scopes = if failure.with_names { Scope::FILES_AND_NAMES } else { Scope::FILES };
    matches!(failure.class, FailureClass::Consent(_)).then(|| authorization::admin_consent(registration, scopes))
}

/// The names of a failure's sentence and remedy.
fn messages_of(class: &FailureClass) -> (&'static str, &'static str) {
    match class {
        FailureClass::Cancelled => ("sign_in_cancelled", "sign_in_check_window"),
        FailureClass::Interrupted => ("sign_in_interrupted", "sign_in_again"),
        FailureClass::AlreadyOpen => ("sign_in_already_open", "sign_in_finish_there"),
        FailureClass::InteractionRequired { .. } => ("sign_in_interaction_required", "sign_in_what_is_kept"),
        FailureClass::GrantDead(Grant::Code) => ("sign_in_not_accepted", "sign_in_again"),
        FailureClass::GrantDead(Grant::RefreshToken) => ("sign_in_ended", "sign_in_again"),
        FailureClass::PolicyBlock => ("sign_in_policy_block", "sign_in_ask_which_policy"),
        FailureClass::Consent(ConsentFault::Needed) => ("sign_in_consent_needed", "sign_in_accept"),
        FailureClass::Consent(ConsentFault::AdministratorNeeded) => {
            ("sign_in_admin_consent", "sign_in_ask_for_consent")
        }
        FailureClass::Consent(ConsentFault::Declined) => ("sign_in_declined", "sign_in_accept_or_ask"),
        FailureClass::Setup(fault) => setup(*fault),
        FailureClass::Transient { retry_after: Some(_) } => ("sign_in_busy", "sign_in_in_a_moment"),
        FailureClass::Transient { retry_after: None } => ("sign_in_no_answer", "sign_in_in_a_moment"),
        FailureClass::ClientLoop => ("sign_in_loop", "sign_in_wait_a_minute"),
        FailureClass::WrongAccount => ("sign_in_wrong_account", "sign_in_other_account"),
        FailureClass::State(StateFault::Missing | StateFault::Other) => ("sign_in_state_other", "sign_in_again"),
        FailureClass::State(StateFault::Used) => ("sign_in_state_used", "sign_in_again"),
        FailureClass::State(StateFault::Late) => ("sign_in_state_late", "sign_in_again"),
        FailureClass::OtherRedirect => ("sign_in_other_redirect", "sign_in_check_redirect"),
        FailureClass::Contradictory => ("sign_in_contradictory", "sign_in_again"),
        FailureClass::NonceMismatch => ("sign_in_nonce", "sign_in_again"),
        FailureClass::ClientMismatch => ("sign_in_other_client", "sign_in_check_client"),
        FailureClass::TenantMismatch => ("sign_in_other_tenant", "sign_in_account_of_tenant"),
        FailureClass::AccountMismatch => ("sign_in_account_changed", "sign_in_account_to_use"),
        FailureClass::Unreachable => ("sign_in_unreachable", "sign_in_check_host"),
        FailureClass::Unreadable { status: Some(_) } => ("sign_in_no_tokens", "sign_in_other_network"),
        FailureClass::Unreadable { status: None } => ("sign_in_unreadable", "sign_in_other_network"),
        FailureClass::StorageFull => ("sign_in_storage_full", "sign_in_make_room"),
        FailureClass::TenantForbidden => ("sign_in_tenant_forbidden", "sign_in_ask_to_add"),
        FailureClass::Unexplained => ("sign_in_unexplained", "sign_in_again"),
    }
}

fn setup(fault: SetupFault) -> (&'static str, &'static str) {
    match fault {
        SetupFault::RedirectUri => ("sign_in_redirect_missing", "sign_in_add_redirect"),
        SetupFault::NotSinglePage => ("sign_in_redirect_kind", "sign_in_move_redirect"),
        SetupFault::UnknownApplication => ("sign_in_unknown_application", "sign_in_check_ids"),
        SetupFault::Tenant => ("sign_in_unknown_tenant", "sign_in_check_tenant"),
        SetupFault::NoDefender => ("sign_in_no_defender", "sign_in_check_tenant"),
        SetupFault::PermissionNotAdded => ("sign_in_permission_missing", "sign_in_add_permission"),
        SetupFault::PageNotLoaded => ("sign_in_page_not_loaded", "sign_in_check_page"),
        SetupFault::RequestRefused => ("sign_in_request_refused", "sign_in_compare"),
    }
}

/// What Microsoft's support asks for, in one line; `None` if Microsoft named nothing.
pub fn reference(reference: &Reference) -> Option<String> {
    let parts: Vec<String> = [
        reference.number.map(|number| format!("AADSTS{number}")),
        reference.error.clone(),
        reference.correlation_id.as_ref().map(|id| said("sign_in_correlation_id", &[id])),
        reference.trace_id.as_ref().map(|id| said("sign_in_trace_id", &[id])),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| joined(&parts, ", "))
}

/// A pasted text that is of no use.
pub fn pasted_token_fault(fault: &PastedTokenFault, now: Timestamp) -> Notice {
    let remedy = match fault {
        PastedTokenFault::ApplicationToken => "sign_in_paste_your_own",
        PastedTokenFault::Expired { .. } => "sign_in_paste_new",
        PastedTokenFault::OtherTenant { .. } => "sign_in_paste_for_tenant",
        PastedTokenFault::TenantForbidden { .. } => "sign_in_ask_to_add",
        PastedTokenFault::NotAToken
        | PastedTokenFault::OtherAudience { .. }
        | PastedTokenFault::MissingScope { .. }
        | PastedTokenFault::NoTenant => "sign_in_paste_for_defender",
    };
    let sentence = match fault {
        PastedTokenFault::NotAToken => text("sign_in_no_token").to_owned(),
        PastedTokenFault::OtherAudience { audience, api } => {
            let name = match api {
                OtherApi::Graph => "sign_in_token_for_graph",
                OtherApi::Xdr => "sign_in_token_for_xdr",
                OtherApi::PortalSuggestion => "sign_in_token_for_portal",
                OtherApi::Unknown => "sign_in_token_for_other",
            };
            said(name, &[&shortened(audience)])
        }
        PastedTokenFault::ApplicationToken => text("sign_in_application_token").to_owned(),
        PastedTokenFault::MissingScope { found } if found.is_empty() => text("sign_in_no_permission").to_owned(),
        PastedTokenFault::MissingScope { found } => said("sign_in_other_permission", &[&shortened(found)]),
        PastedTokenFault::Expired { at } => match now.since(*at).as_secs() / 60 {
            0 => text("sign_in_just_expired").to_owned(),
            passed @ 1..120 => said("sign_in_expired", &[&minutes(passed)]),
            _ => said("sign_in_expired_at", &[&at.utc_text()]),
        },
        PastedTokenFault::NoTenant => text("sign_in_token_without_tenant").to_owned(),
        PastedTokenFault::OtherTenant { wanted, token } => {
            said("sign_in_token_of_other_tenant", &[&wanted.to_string(), &token.to_string()])
        }
        PastedTokenFault::TenantForbidden { token } => said("sign_in_token_forbidden", &[&token.to_string()]),
    };
    Notice { sentence, remedy: text(remedy).to_owned() }
}

/// What an analyst should know of a pasted token that passes.
pub fn pasted_token_note(note: PastedTokenNote) -> String {
    match note {
        PastedTokenNote::UserImpersonation => text("sign_in_user_impersonation").to_owned(),
        PastedTokenNote::NotYetValid { from } => said("sign_in_not_yet_valid", &[&from.utc_text()]),
    }
}

/// A claim is somebody else's text: enough of it to recognise it by.
pub(super) fn shortened(claim: &str) -> String {
    const LONGEST: usize = 120;
    match claim.char_indices().nth(LONGEST) {
        Some((end, _)) => [&made_visible(&claim[..end]), "…"].concat(),
        None => made_visible(claim),
    }
}
