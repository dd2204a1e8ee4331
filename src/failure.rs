//! Why a lookup has no new answer, told by what a person can do about it.

use crate::{
    auth::{
        challenge::Claims,
        failure::{FailureClass, SignInFailure},
        scope::Scope,
    },
    defender::response::Unreadable,
    json::record,
    time::Timestamp,
};

/// What stopped a lookup. The words for it are in [`crate::words::failure`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened.
    pub reason: Reason,
    /// Defender's correlation id (`error.target`), for Microsoft's support.
    pub correlation: Option<String>,
}

/// What happened, as finely as the remedies differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nobody is signed in to this tenant, or the sign-in has run out.
    SignInNeeded,
    /// Signing in again did not work.
    SignIn(SignInFailure),
    /// 401 twice, the second time with a fresh token; once where nothing renews it.
    TokenRefused {
        /// Whether somebody pasted it.
        pasted: bool,
        /// Whom it was made for, as far as it can be read: claim `aud`.
        audience: Option<String>,
    },
    /// A token that somebody had pasted has ended.
    PastedTokenEnded,
    /// 401 with a claims challenge: the token must prove more.
    Challenged(Challenge),
    /// 403, and the token lacks the permission named here.
    PermissionMissing(Scope),
    /// 403 with the permission in the token: the analyst's role or device groups.
    AccessDenied,
    /// 404: unknown, older than the retention period, or outside the analyst's device groups.
    AlertUnknown,
    /// 429.
    Throttled {
        /// When the next call may go out.
        until: Timestamp,
        /// Whether our own ledger had permits left, so that somebody else uses the same quota.
        shared: bool,
    },
    /// Another 4xx: Defender did not accept the request.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Defender's `error.code`.
        code: Option<String>,
    },
    /// 5xx, also after two retries.
    ServerFailed {
        /// The HTTP status.
        status: u16,
    },
    /// No connection, also after two retries: network or policy, the browser does not tell which.
    Unreachable,
    /// No answer in time, also after two retries.
    TimedOut,
    /// More bytes than are read.
    TooLarge,
    /// An answer that was read, but is larger than what is kept of one for a page of several.
    TooLargeToKeep,
    /// The browser's session storage did not take the answer.
    NotStored,
    /// An answer, but not one of Defender's.
    Unreadable(Unreadable),
}

/// What Defender asks the next token to prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// These claims; a sign-in with them is worth a click.
    Claims(Claims),
    /// Something that cannot be passed on.
    Malformed,
    /// More, right after a sign-in with what it had asked for: another one would end here again.
    Again,
}

record!(
    enum Challenge {
        Claims(claims),
        Malformed,
        Again,
    }
);
record!(struct Failure { reason, correlation });
record!(enum Reason {
    SignInNeeded,
    SignIn(failure),
    TokenRefused { pasted, audience },
    PastedTokenEnded,
    Challenged(challenge),
    PermissionMissing(scope),
    AccessDenied,
    AlertUnknown,
    Throttled { until, shared },
    Refused { status, code },
    ServerFailed { status },
    Unreachable,
    TimedOut,
    TooLarge,
    TooLargeToKeep,
    NotStored,
    Unreadable(why),
});

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        Failure { reason, correlation: None }
    }
}

impl Failure {
    /// Whether the other alerts of a job would fail in the same way.
    pub fn stops_a_job(&self) -> bool {
        match self.reason {
            Reason::SignInNeeded
            | Reason::SignIn(_)
            | Reason::TokenRefused { .. }
            | Reason::PastedTokenEnded
            | Reason::Challenged(_)
            | Reason::PermissionMissing(_)
            | Reason::Throttled { .. }
            | Reason::NotStored
            | Reason::Unreachable => true,
            Reason::AccessDenied
            | Reason::AlertUnknown
            | Reason::Refused { .. }
            | Reason::ServerFailed { .. }
            | Reason::TimedOut
            | Reason::TooLarge
            | Reason::TooLargeToKeep
            | Reason::Unreadable(_) => false,
        }
    }

    /// Whether a new sign-in may mend this.
    pub fn may_be_mended_by_sign_in(&self) -> bool {
        match self.reason {
            Reason::SignInNeeded
            | Reason::SignIn(_)
            | Reason::TokenRefused { .. }
            | Reason::PastedTokenEnded
            | Reason::Challenged(Challenge::Claims(_) | Challenge::Malformed)
            | Reason::PermissionMissing(_) => true,
            Reason::Challenged(Challenge::Again)
            | Reason::AccessDenied
            | Reason::AlertUnknown
            | Reason::Throttled { .. }
            | Reason::Refused { .. }
            | Reason::ServerFailed { .. }
            | Reason::Unreachable
            | Reason::TimedOut
            | Reason::TooLarge
            | Reason::TooLargeToKeep
            | Reason::NotStored
            | Reason::Unreadable(_) => false,
        }
    }

    /// What the sign-in that mends this must carry.
    pub fn claims(&self) -> Option<&Claims> {
        if let Reason::Challenged(Challenge::Claims(claims)) = &self.reason {
            return Some(claims);
        }
        let Reason::SignIn(SignInFailure { class: FailureClass::InteractionRequired { claims }, .. }) = &self.reason
        else {
            return None;
        };
        claims.as_ref()
    }
}
