//! Why there is no token, by what a person can do about it.
//!
//! Microsoft asks clients to branch on `error` and `suberror`, since descriptions and AADSTS numbers change. A number
//! is used where `error` alone cannot tell, and one that is not known here changes nothing. Tokens, codes and
//! descriptions never get in.

mod entra_error;

use self::entra_error::{EntraError, LOOP_DETECTED, identifier, identifier_after, number_in, number_of, word};
use super::{challenge::Claims, jwt};
use crate::{
    http::{FetchError, HttpResponse, pause},
    json::{Json, record},
    time::Timestamp,
};

/// A sign-in or a renewal that came to nothing. Stored without secrets, for the popup that is opened afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInFailure {
    /// What it comes down to.
    pub class: FailureClass,
    /// What Microsoft's support asks for.
    pub reference: Reference,
    /// Whether file names were asked for as well: [`super::scope::Scope::AlertRead`].
    pub with_names: bool,
}

/// What a failure comes down to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailureClass {
    /// The analyst closed the window; perhaps because it showed an error of Microsoft's that never reaches us.
    Cancelled,
    /// The browser stopped the extension while the window was open.
    Interrupted,
    /// A sign-in window is open already.
    AlreadyOpen,
    /// Nothing goes without a person at the sign-in page.
    InteractionRequired {
        /// What the next request must repeat.
        claims: Option<Claims>,
    },
    /// The code or the refresh token is not accepted any more.
    GrantDead(Grant),
    /// Conditional Access, the device, or no assignment to the application.
    PolicyBlock,
    /// The permission has not been granted.
    Consent(ConsentFault),
    /// The app registration, the tenant or the cloud do not fit together.
    Setup(SetupFault),
    /// May pass by itself.
    Transient {
        /// Seconds that Entra asked to wait, an hour at most.
        retry_after: Option<u32>,
    },
    /// AADSTS50196: Entra saw the same request too often.
    ClientLoop,
    /// The account is none of this tenant's, or none is signed in.
    WrongAccount,
    /// The redirect does not belong to the sign-in under way.
    State(StateFault),
    /// The window ended at another address than the redirect URI.
    OtherRedirect,
    /// The redirect says two things at once, such as a code and an error.
    Contradictory,
    /// The id token was made for another request.
    NonceMismatch,
    /// The id token was made for another application.
    ClientMismatch,
    /// The id token is of another tenant than asked for.
    TenantMismatch,
    /// A renewal brought the tokens of another account.
    AccountMismatch,
    /// No connection to the sign-in host: the network, or a policy.
    Unreachable,
    /// An answer that is none of Entra's.
    Unreadable {
        /// The HTTP status, if there was one.
        status: Option<u16>,
    },
    /// The browser's session storage did not take the sign-in.
    StorageFull,
    /// Policy allows no tenant but those in the settings.
    TenantForbidden,
    /// A reason that this version does not know.
    Unexplained,
}

/// What was presented to the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// An authorization code: begin anew, never send the same one again.
    Code,
    /// A refresh token: drop it, try one silent sign-in.
    RefreshToken,
}

/// Whose consent is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentFault {
    /// The analyst's or an administrator's.
    Needed,
    /// An administrator's.
    AdministratorNeeded,
    /// The analyst declined, or the request was denied.
    Declined,
}

/// What is wrong with the set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupFault {
    /// The redirect URI is not registered.
    RedirectUri,
    /// The redirect URI is registered, but not as that of a single-page application.
    NotSinglePage,
    /// The tenant does not know the client id.
    UnknownApplication,
    /// No such tenant in this cloud.
    Tenant,
    /// The tenant has no Defender for Endpoint.
    NoDefender,
    /// The app registration does not list the permission.
    PermissionNotAdded,
    /// A page on the way answered with an HTTP error, which closes the window: often the redirect URI.
    PageNotLoaded,
    /// Entra calls the request invalid.
    RequestRefused,
}

/// How the state of a redirect fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateFault {
    /// There is none.
    Missing,
    /// It is another sign-in's.
    Other,
    /// No sign-in is under way: it was answered before.
    Used,
    /// It came more than ten minutes after the window was asked for.
    Late,
}

/// What Microsoft's support asks for, and an administrator searches the sign-in log for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// The AADSTS number.
    pub number: Option<u32>,
    /// `error`, a word such as `invalid_grant`.
    pub error: Option<String>,
    /// GUID of the sign-in.
    pub correlation_id: Option<String>,
    /// GUID of the request.
    pub trace_id: Option<String>,
}

record!(struct SignInFailure { class, reference, with_names });
record!(struct Reference { number, error, correlation_id, trace_id });
record!(enum FailureClass {
    Cancelled,
    Interrupted,
    AlreadyOpen,
    InteractionRequired { claims },
    GrantDead(grant),
    PolicyBlock,
    Consent(fault),
    Setup(fault),
    Transient { retry_after },
    ClientLoop,
    WrongAccount,
    State(fault),
    OtherRedirect,
    Contradictory,
    NonceMismatch,
    ClientMismatch,
    TenantMismatch,
    AccountMismatch,
    Unreachable,
    Unreadable { status },
    StorageFull,
    TenantForbidden,
    Unexplained,
});
record!(
    enum Grant {
        Code,
        RefreshToken,
    }
);
record!(
    enum ConsentFault {
        Needed,
        AdministratorNeeded,
        Declined,
    }
);
record!(
    enum SetupFault {
        RedirectUri,
        NotSinglePage,
        UnknownApplication,
        Tenant,
        NoDefender,
        PermissionNotAdded,
        PageNotLoaded,
        RequestRefused,
    }
);
record!(
    enum StateFault {
        Missing,
        Other,
        Used,
        Late,
    }
);

impl From<FailureClass> for SignInFailure {
    fn from(class: FailureClass) -> Self {
        SignInFailure { class, reference: Reference::default(), with_names: false }
    }
}

impl From<FetchError> for SignInFailure {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Unreachable => FailureClass::Unreachable,
            FetchError::TimedOut => FailureClass::Transient { retry_after: None },
            FetchError::TooLarge => FailureClass::Unreadable { status: None },
        }
        .into()
    }
}

impl SignInFailure {
    /// The message with which the browser ended the sign-in window. The texts were measured in Chromium 156.
    pub fn window_closed(message: &str) -> Self {
        const TEXTS: [(&str, FailureClass); 6] = [
            ("The user did not approve access", FailureClass::Cancelled),
            ("Authorization page could not be loaded", FailureClass::Setup(SetupFault::PageNotLoaded)),
            ("User interaction required", FailureClass::InteractionRequired { claims: None }),
            ("Authorization page load timed out", FailureClass::Transient { retry_after: None }),
            ("Only one web auth flow is allowed", FailureClass::AlreadyOpen),
            ("The auth url has an invalid scheme", FailureClass::Setup(SetupFault::RequestRefused)),
        ];
        let known = TEXTS.into_iter().find(|(text, _)| message.contains(text));
        known.map_or(FailureClass::Unexplained, |(_, class)| class).into()
    }

    /// The parameters `error` and `error_description` of a redirect.
    pub(super) fn of_authorization(error: &str, description: &str) -> Self {
        let reference = Reference {
            number: number_in(description),
            error: word(error),
            correlation_id: identifier_after(description, "Correlation ID:"),
            trace_id: identifier_after(description, "Trace ID:"),
        };
        let said = EntraError { error, suberror: "", grant: Grant::Code, claims: None, retry_after: None };
        let class = said.class(reference.number).unwrap_or(FailureClass::Unexplained);
        SignInFailure { class, reference, with_names: false }
    }

    /// An answer of the token endpoint that holds no token.
    pub(super) fn of_token_endpoint(response: &HttpResponse, grant: Grant, now: Timestamp) -> Self {
        let body = Json::parse(&response.body).unwrap_or_default();
        let description = body["error_description"].as_str().unwrap_or_default();
        let reference = Reference {
            number: number_of(&body["error_codes"]).or_else(|| number_in(description)),
            error: body["error"].as_str().and_then(word),
            correlation_id: body["correlation_id"].as_str().and_then(identifier),
            trace_id: body["trace_id"].as_str().and_then(identifier),
        };
        let said = EntraError {
            error: body["error"].as_str().unwrap_or_default(),
            suberror: body["suberror"].as_str().unwrap_or_default(),
            grant,
            claims: jwt::text(&body, "claims").and_then(|claims| Claims::parse(&claims).ok()),
            retry_after: response.retry_after.as_deref().map(|text| pause(text, now).as_secs() as u32),
        };
        let transient = FailureClass::Transient { retry_after: said.retry_after };
        let class = match (response.status, reference.number) {
            (429, number) if number != Some(LOOP_DETECTED) => transient,
            (status, number) => said.class(number).unwrap_or(match status {
                500..=599 => transient,
                _ if reference.error.is_some() => FailureClass::Unexplained,
                _ => FailureClass::Unreadable { status: Some(status) },
            }),
        };
        SignInFailure { class, reference, with_names: false }
    }

    /// How many seconds no request may go to Entra, whoever asks.
    pub fn cool_down(&self) -> Option<u32> {
        if self.class == FailureClass::ClientLoop {
            // The pause that MSAL keeps as well; without it Entra goes on refusing.
            return Some(60);
        }
        if let FailureClass::Transient { retry_after } = self.class { retry_after } else { None }
    }
}

impl FailureClass {
    /// Whether the same request may go through later, without anybody doing anything about it.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            FailureClass::Transient { .. }
                | FailureClass::ClientLoop
                | FailureClass::Unreachable
                | FailureClass::Unreadable { .. }
                | FailureClass::Interrupted
                | FailureClass::AlreadyOpen
        )
    }

    /// Whether nothing is wrong but that somebody has to sign in.
    pub fn is_mended_by_a_person(&self) -> bool {
        matches!(
            self,
            FailureClass::InteractionRequired { .. } | FailureClass::GrantDead(_) | FailureClass::WrongAccount
        )
    }

    /// Whether the tokens would be somebody else's, or for something else.
    pub fn is_of_another(&self) -> bool {
        matches!(
            self,
            FailureClass::WrongAccount
                | FailureClass::TenantMismatch
                | FailureClass::AccountMismatch
                | FailureClass::ClientMismatch
        )
    }
}
