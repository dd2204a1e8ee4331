//! What Entra tells of a failure: its words and numbers, and the class they mean.

use super::{ConsentFault, FailureClass, Grant, SetupFault};
use crate::{auth::challenge::Claims, hex::is_guid, json::Json};

/// AADSTS50196: heeded whatever `error` says, since asking on makes it worse.
pub(super) const LOOP_DETECTED: u32 = 50196;

/// What Entra told beside the number.
pub(super) struct EntraError<'a> {
    pub(super) error: &'a str,
    pub(super) suberror: &'a str,
    pub(super) grant: Grant,
    pub(super) claims: Option<Claims>,
    pub(super) retry_after: Option<u32>,
}

impl EntraError<'_> {
    /// The class, where `error` or the number is known.
    pub(super) fn class(&self, number: Option<u32>) -> Option<FailureClass> {
        if number == Some(LOOP_DETECTED) {
            return Some(FailureClass::ClientLoop);
        }
        let interaction = || FailureClass::InteractionRequired { claims: self.claims.clone() };
        let by_error = match self.error {
            "login_required" => return Some(interaction()),
            "temporarily_unavailable" | "server_error" => {
                return Some(FailureClass::Transient { retry_after: self.retry_after });
            }
            "interaction_required" | "consent_required" | "bad_token" => Some(interaction()),
            // The list of MSAL, which calls for a person as well.
            "invalid_grant"
                if matches!(
                    self.suberror,
                    "message_only"
                        | "additional_action"
                        | "basic_action"
                        | "user_password_expired"
                        | "consent_required"
                        | "bad_token"
                ) =>
            {
                Some(interaction())
            }
            "invalid_grant" => Some(FailureClass::GrantDead(self.grant)),
            "access_denied" => Some(FailureClass::Consent(ConsentFault::Declined)),
            "unauthorized_client" => Some(FailureClass::Setup(SetupFault::UnknownApplication)),
            "invalid_client" => Some(FailureClass::Setup(SetupFault::NotSinglePage)),
            "invalid_resource" => Some(FailureClass::Setup(SetupFault::NoDefender)),
            "invalid_scope" => Some(FailureClass::Setup(SetupFault::PermissionNotAdded)),
            "invalid_request" | "unsupported_response_type" | "unsupported_grant_type" => {
                Some(FailureClass::Setup(SetupFault::RequestRefused))
            }
            _ => None,
        };
        number.and_then(|number| self.finer(number)).or(by_error)
    }

    /// What a number tells beyond `error`; <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>.
    fn finer(&self, number: u32) -> Option<FailureClass> {
        Some(match number {
            53000 | 53001 | 53003 | 53011 | 530032 | 50097 | 50105 => FailureClass::PolicyBlock,
            65001 => FailureClass::Consent(ConsentFault::Needed),
            90094 | 90095 => FailureClass::Consent(ConsentFault::AdministratorNeeded),
            65004 => FailureClass::Consent(ConsentFault::Declined),
            50011 => FailureClass::Setup(SetupFault::RedirectUri),
            700016 => FailureClass::Setup(SetupFault::UnknownApplication),
            7000218 | 9002326 | 9002327 => FailureClass::Setup(SetupFault::NotSinglePage),
            90002 | 90038 | 50194 => FailureClass::Setup(SetupFault::Tenant),
            500011 | 650052 => FailureClass::Setup(SetupFault::NoDefender),
            650057 => FailureClass::Setup(SetupFault::PermissionNotAdded),
            900144 | 9002313 => FailureClass::Setup(SetupFault::RequestRefused),
            50033 | 90006 | 90024 | 90033 | 90090 => FailureClass::Transient { retry_after: self.retry_after },
            50020 | 50034 | 50058 | 16000 => FailureClass::WrongAccount,
            _ => return None,
        })
    }
}

/// `error_codes` is a list; its first number is what the description begins with.
pub(super) fn number_of(error_codes: &Json) -> Option<u32> {
    let number = error_codes.as_list().and_then(<[Json]>::first).unwrap_or(error_codes);
    number.as_i64().and_then(|number| u32::try_from(number).ok())
}

/// The number that a redirect tells in its description alone.
pub(super) fn number_in(description: &str) -> Option<u32> {
    let (_, after) = description.split_once("AADSTS")?;
    let digits = after.find(|character: char| !character.is_ascii_digit()).map_or(after, |end| &after[..end]);
    digits.parse().ok()
}

pub(super) fn identifier_after(description: &str, label: &str) -> Option<String> {
    let (_, after) = description.split_once(label)?;
    identifier(after.split_whitespace().next()?)
}

/// A GUID as Entra sends it. Nothing else is kept, so that no answer can place a text of its own.
pub(super) fn identifier(text: &str) -> Option<String> {
    is_guid(text).then(|| text.to_owned())
}

/// An OAuth error word; a longer text is none.
pub(super) fn word(text: &str) -> Option<String> {
    let well_formed = (1..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    well_formed.then(|| text.to_owned())
}
