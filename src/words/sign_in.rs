//! The words of signing in: what went wrong, and what to do about it.

use crate::{
    auth::{
        client::Registration,
        failure::{ConsentFault, FailureClass, Grant, Reference, SetupFault, SignInFailure, StateFault},
        pasted::{OtherApi, PastedTokenFault, PastedTokenNote},
    },
    display::made_visible,
    time::Timestamp,
};

/// What an analyst reads of a failure: a sentence, then the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub sentence: String,
    /// What to do about it.
    pub remedy: String,
}

impl Notice {
    fn new(sentence: impl Into<String>, remedy: impl Into<String>) -> Self {
        Notice { sentence: sentence.into(), remedy: remedy.into() }
    }
}

const SIGN_IN_AGAIN: &str = "Sign in again.";
const TRY_AGAIN: &str = "Try again in a moment.";

/// A sign-in or a renewal that came to nothing, with the registration that it used.
pub fn failure(failure: &SignInFailure, registration: &Registration) -> Notice {
    let Registration { tenant, client, redirect_uri, .. } = registration;
    match &failure.class {
        FailureClass::Cancelled => Notice::new(
            "Sign-in was cancelled.",
            format!(
                "Sign in again. If the window showed an error or asked for an administrator's approval: check that \
                 the redirect URI {redirect_uri} and the client id {client} are registered in tenant {tenant}, or \
                 ask your administrator about consent and Conditional Access."
            ),
        ),
        FailureClass::Interrupted => {
            Notice::new("Sign-in was interrupted: the browser stopped the extension before it ended.", SIGN_IN_AGAIN)
        }
        FailureClass::AlreadyOpen => Notice::new(
            "A sign-in window is open already.",
            "Finish signing in there, or close that window and sign in again. If you see none, it is still loading.",
        ),
        FailureClass::InteractionRequired { .. } => {
            Notice::new("Microsoft asks you to sign in again.", "Sign in; what was found so far is kept.")
        }
        FailureClass::GrantDead(Grant::Code) => Notice::new("Microsoft did not accept this sign-in.", SIGN_IN_AGAIN),
        FailureClass::GrantDead(Grant::RefreshToken) => {
            Notice::new("Your sign-in has ended. It lasts 24 hours, less if your organisation says so.", SIGN_IN_AGAIN)
        }
        FailureClass::PolicyBlock => Notice::new(
            "A policy of your organisation blocks this sign-in.",
            format!(
                "Ask your administrator whether Conditional Access, the state of this device or a missing assignment \
                 to the application {client} is the reason."
            ),
        ),
        FailureClass::Consent(ConsentFault::Needed) => Notice::new(
            "Nobody has allowed the application to read files of Defender for you yet.",
            format!(
                "Sign in and accept the permission. If that asks for an administrator: have consent granted to the \
                 application {client} in tenant {tenant}."
            ),
        ),
        FailureClass::Consent(ConsentFault::AdministratorNeeded) => Notice::new(
            "The application needs an administrator's consent.",
            format!(
                "Ask an administrator of tenant {tenant} to grant consent to File.Read.All for the application {client}."
            ),
        ),
        FailureClass::Consent(ConsentFault::Declined) => Notice::new(
            "The permission was declined.",
            "Sign in again and accept it, or ask your administrator to grant it.",
        ),
        FailureClass::Setup(fault) => setup(*fault, registration),
        FailureClass::Transient { retry_after: Some(seconds) } => Notice::new(
            "Microsoft's sign-in service is busy.",
            if *seconds < 60 {
                TRY_AGAIN.to_owned()
            } else {
                format!("Try again in {}.", minutes(u64::from(*seconds).div_ceil(60)))
            },
        ),
        FailureClass::Transient { retry_after: None } => {
            Notice::new("Microsoft's sign-in service did not answer in time.", TRY_AGAIN)
        }
        FailureClass::ClientLoop => Notice::new(
            "Microsoft saw too many sign-in requests of this browser.",
            "Wait a minute, then sign in again. If it happens again, send the diagnostics to your administrator.",
        ),
        FailureClass::WrongAccount => Notice::new(
            format!("This account does not belong to tenant {tenant}, or none is signed in."),
            "Sign in with another account.",
        ),
        FailureClass::State(StateFault::Missing | StateFault::Other) => Notice::new(
            "The answer of the sign-in page does not belong to this sign-in, so it was not used.",
            SIGN_IN_AGAIN,
        ),
        FailureClass::State(StateFault::Used) => {
            Notice::new("This sign-in was answered before, so the second answer was not used.", SIGN_IN_AGAIN)
        }
        FailureClass::State(StateFault::Late) => {
            Notice::new("Signing in took more than ten minutes, so the answer was not used.", SIGN_IN_AGAIN)
        }
        FailureClass::OtherRedirect => Notice::new(
            "The sign-in page led to another address than the redirect URI.",
            format!("Check that the application {client} has exactly the redirect URI {redirect_uri}."),
        ),
        FailureClass::Contradictory => {
            Notice::new("The answer of the sign-in page contradicts itself, so it was not used.", SIGN_IN_AGAIN)
        }
        FailureClass::NonceMismatch => {
            Notice::new("The tokens do not belong to this sign-in, so they were not used.", SIGN_IN_AGAIN)
        }
        FailureClass::ClientMismatch => Notice::new(
            "The tokens are for another application, so they were not used.",
            format!("Check the client id {client} in the options."),
        ),
        FailureClass::TenantMismatch => Notice::new(
            format!("The tokens are for another tenant than {tenant}, so they were not used."),
            "Sign in with an account of that tenant, or check the tenant id in the options.",
        ),
        FailureClass::AccountMismatch => Notice::new(
            "The renewal brought the tokens of another account, so they were not used.",
            "Sign in with the account that you want to use.",
        ),
        FailureClass::Unreachable => Notice::new(
            "Microsoft's sign-in service cannot be reached: network or policy.",
            format!("Check that this browser reaches {}, then try again.", sign_in_host(registration)),
        ),
        FailureClass::Unreadable { status: Some(status) } => Notice::new(
            format!(
                "The sign-in service answered with something else than tokens (HTTP {status}); perhaps a proxy did."
            ),
            "Try again, on another network if you can.",
        ),
        FailureClass::Unreadable { status: None } => {
            Notice::new("The answer of the sign-in page cannot be read.", "Try again, on another network if you can.")
        }
        FailureClass::StorageFull => Notice::new(
            "The browser's session storage is full, so the sign-in could not be kept.",
            "Close other alerts' panels or restart the browser, then sign in again.",
        ),
        FailureClass::TenantForbidden => Notice::new(
            format!("Your organisation's policy allows no tenant but those in the settings, so not {tenant}."),
            "Ask your administrator to add it, if you are to work there.",
        ),
        FailureClass::Unexplained => {
            Notice::new("Sign-in failed for a reason that this version does not know.", SIGN_IN_AGAIN)
        }
    }
}

fn setup(fault: SetupFault, registration: &Registration) -> Notice {
    let Registration { cloud, tenant, client, redirect_uri } = registration;
    match fault {
        SetupFault::RedirectUri => Notice::new(
            "The redirect URI is not registered.",
            format!(
                "Add {redirect_uri} to the application {client}, platform single-page application. It differs \
                 between browser stores."
            ),
        ),
        SetupFault::NotSinglePage => Notice::new(
            "The redirect URI is registered for another kind of application.",
            format!("Move {redirect_uri} to the platform single-page application of the application {client}."),
        ),
        SetupFault::UnknownApplication => Notice::new(
            format!("Tenant {tenant} does not know the application {client}."),
            "Check the tenant id and the client id in the options. Each cloud has its own registration.",
        ),
        SetupFault::Tenant => Notice::new(
            format!("There is no tenant {tenant} in the cloud {cloud}, or it does not take this application."),
            "Check the tenant id and the cloud in the options.",
        ),
        SetupFault::NoDefender => Notice::new(
            format!("Tenant {tenant} has no Microsoft Defender for Endpoint."),
            "Check the tenant id and the cloud in the options.",
        ),
        SetupFault::PermissionNotAdded => Notice::new(
            "The app registration lacks the permission.",
            format!(
                "Add the delegated permission File.Read.All of WindowsDefenderATP to the application {client}. For \
                 file names add Alert.Read."
            ),
        ),
        SetupFault::PageNotLoaded => Notice::new(
            "The sign-in page could not be loaded.",
            format!(
                "Check that the application {client} in tenant {tenant} has exactly the redirect URI {redirect_uri}, \
                 and that this network lets {} through.",
                sign_in_host(registration)
            ),
        ),
        SetupFault::RequestRefused => Notice::new(
            "Microsoft calls the sign-in request invalid.",
            format!(
                "Compare with the app registration: tenant {tenant}, client id {client}, redirect URI {redirect_uri} \
                 of the platform single-page application."
            ),
        ),
    }
}

/// What Microsoft's support asks for, in one line; `None` if Microsoft named nothing.
pub fn reference(reference: &Reference) -> Option<String> {
    let parts: Vec<String> = [
        reference.number.map(|number| format!("AADSTS{number}")),
        reference.error.clone(),
        reference.correlation_id.as_ref().map(|id| format!("correlation id {id}")),
        reference.trace_id.as_ref().map(|id| format!("trace id {id}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A pasted text that is of no use.
pub fn pasted_token_fault(fault: &PastedTokenFault, now: Timestamp) -> Notice {
    const DEFENDER_TOKEN: &str = "Paste a token for https://api.securitycenter.microsoft.com, or the audience of your cloud, with File.Read.All.";
    match fault {
        PastedTokenFault::NotAToken => Notice::new("This is not an access token.", DEFENDER_TOKEN),
        PastedTokenFault::OtherAudience { audience, api } => {
            let whose = match api {
                OtherApi::Graph => "This token is for Microsoft Graph",
                OtherApi::Xdr => "This token is for the Defender XDR API (incidents and hunting)",
                OtherApi::PortalSuggestion => {
                    "This token comes from a scope that some portal screens suggest; Defender does not accept it"
                }
                OtherApi::Unknown => "This token is for another API",
            };
            Notice::new(format!("{whose}: its audience is {}.", shortened(audience)), DEFENDER_TOKEN)
        }
        PastedTokenFault::ApplicationToken => {
            Notice::new("This is an application token.", "Sign in as yourself, or paste a token of your own account.")
        }
        PastedTokenFault::MissingScope { found } if found.is_empty() => {
            Notice::new("This token has no permission at all.", DEFENDER_TOKEN)
        }
        PastedTokenFault::MissingScope { found } => Notice::new(
            format!("This token lacks the permission File.Read.All; it has {}.", shortened(found)),
            DEFENDER_TOKEN,
        ),
        PastedTokenFault::Expired { at } => Notice::new(
            match now.since(*at).as_secs() / 60 {
                0 => "This token has just expired.".to_owned(),
                passed @ 1..120 => format!("This token expired {} ago.", minutes(passed)),
                _ => format!("This token expired at {}.", at.utc_text()),
            },
            "Paste a new one. If it is new, check the clock of this computer.",
        ),
        PastedTokenFault::NoTenant => Notice::new("This token names no tenant.", DEFENDER_TOKEN),
    }
}

/// What an analyst should know of a pasted token that passes.
pub fn pasted_token_note(note: PastedTokenNote) -> String {
    match note {
        PastedTokenNote::UserImpersonation => {
            "This token has user_impersonation instead of File.Read.All: what it opens depends on your role.".to_owned()
        }
        PastedTokenNote::NotYetValid { from } => {
            format!("This token counts from {} on, or the clock of this computer is behind.", from.utc_text())
        }
    }
}

fn sign_in_host(registration: &Registration) -> &'static str {
    registration.cloud.authority().trim_start_matches("https://")
}

fn minutes(count: u64) -> String {
    if count == 1 { "1 minute".to_owned() } else { format!("{count} minutes") }
}

/// A claim is somebody else's text: enough of it to recognise it by.
fn shortened(claim: &str) -> String {
    const LONGEST: usize = 120;
    match claim.char_indices().nth(LONGEST) {
        Some((end, _)) => [&made_visible(&claim[..end]), "…"].concat(),
        None => made_visible(claim),
    }
}
