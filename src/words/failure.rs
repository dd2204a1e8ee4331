//! The words of lookups that failed: what happened, then what to do about it.

use crate::{
    auth::scope::Scope,
    defender::response::Unreadable,
    failure::{Challenge, Failure, Reason},
};

/// What happened.
pub fn sentence(reason: &Reason) -> String {
    match reason {
        Reason::SignInNeeded => "You are not signed in any more.".to_owned(),
        Reason::SignIn(_) => "Your sign-in could not be renewed.".to_owned(),
        Reason::TokenRefused => "Defender refused your token, also after it was renewed.".to_owned(),
        Reason::Challenged(Challenge::Claims(_)) => {
            "Defender asks you to prove more than your sign-in has proved so far.".to_owned()
        }
        Reason::Challenged(Challenge::Malformed) => {
            "Defender asks for another sign-in in a way that cannot be passed on.".to_owned()
        }
        Reason::Challenged(Challenge::Again) => {
            "Defender asks again for what your new sign-in has just proved.".to_owned()
        }
        Reason::PermissionMissing(scope) => format!("Your sign-in lacks the permission {}.", scope.name()),
        Reason::AccessDenied => "Defender does not let you see this alert.".to_owned(),
        Reason::AlertUnknown => "Defender does not know this alert.".to_owned(),
        Reason::Throttled { shared: true, .. } => {
            "Defender's limit of calls is used up, by others too: they share this quota.".to_owned()
        }
        Reason::Throttled { shared: false, .. } => "Defender's limit of calls is used up.".to_owned(),
        Reason::Refused { status, code } => match code {
            Some(code) => format!("Defender refused the request: {code} (HTTP {status})."),
            None => format!("Defender refused the request (HTTP {status})."),
        },
        Reason::ServerFailed { status } => {
            format!("Defender failed (HTTP {status}), also after two more tries.")
        }
        Reason::Unreachable => "Defender cannot be reached: network or policy.".to_owned(),
        Reason::TimedOut => "Defender did not answer in time.".to_owned(),
        Reason::TooLarge => "Defender's answer is larger than Hashcard reads.".to_owned(),
        Reason::NotStored => "The browser's session storage is full.".to_owned(),
        Reason::Unreadable(Unreadable::Empty) => "The answer was empty.".to_owned(),
        Reason::Unreadable(Unreadable::Html) => {
            "A web page came instead of Defender's answer, perhaps from a proxy.".to_owned()
        }
        Reason::Unreadable(Unreadable::Truncated) => "The answer broke off in the middle.".to_owned(),
        Reason::Unreadable(Unreadable::NotJson | Unreadable::WrongShape) => {
            "The answer is not one that Defender gives.".to_owned()
        }
    }
}

/// What to do about it. `tenant` is the tenant's name.
pub fn remedy(reason: &Reason, tenant: &str) -> String {
    match reason {
        Reason::SignInNeeded | Reason::SignIn(_) => format!("Sign in to {tenant} again."),
        Reason::TokenRefused => {
            format!("Sign in to {tenant} again. If that does not help, the cloud in the options may be another than the tenant's.")
        }
        Reason::Challenged(Challenge::Claims(_)) => {
            format!("Sign in to {tenant}; Microsoft asks there for what is missing, such as a second factor.")
        }
        Reason::Challenged(Challenge::Malformed) => {
            format!("Sign in to {tenant} again. If that does not help, give Microsoft's support the correlation id.")
        }
        Reason::Challenged(Challenge::Again) => {
            format!("Ask an administrator of {tenant} which Conditional Access policy this sign-in does not meet.")
        }
        Reason::PermissionMissing(Scope::AlertRead) => {
            "Sign in once more to grant it. Without it, files have no names.".to_owned()
        }
        Reason::PermissionMissing(Scope::FileReadAll | Scope::UserImpersonation) => {
            "Ask whoever manages the app registration to add it and to grant consent, then sign in again.".to_owned()
        }
        Reason::AccessDenied => {
            "Ask your Defender administrator for the role permission View Data, and for access to the device group of the alert's device.".to_owned()
        }
        Reason::AlertUnknown => format!(
            "It may be older than the retention period of {tenant}, on a device outside your device groups, or of another tenant."
        ),
        Reason::Throttled { .. } => "Hashcard calls again by itself when Defender allows it.".to_owned(),
        Reason::Refused { .. } => "Try again. If it stays, give Microsoft's support the correlation id.".to_owned(),
        Reason::ServerFailed { .. } => {
            "Try again in a while. If it stays, give Microsoft's support the correlation id.".to_owned()
        }
        Reason::Unreachable => {
            "Check the connection; on a managed browser ask whether policy blocks the API's host. Then try again.".to_owned()
        }
        Reason::TimedOut => "Try again.".to_owned(),
        Reason::TooLarge => "Open the alert in the portal instead.".to_owned(),
        Reason::NotStored => "Close other alerts' panels or restart the browser, then try again.".to_owned(),
        Reason::Unreadable(Unreadable::Html) => {
            "Sign in to the network or ask who runs the proxy, then try again.".to_owned()
        }
        Reason::Unreadable(
            Unreadable::Empty | Unreadable::Truncated | Unreadable::NotJson | Unreadable::WrongShape,
        ) => "Try again.".to_owned(),
    }
}

/// Why cards have no names although they may be read.
pub fn no_names(failure: &Failure) -> String {
    format!("File names could not be read: {}", sentence(&failure.reason))
}
