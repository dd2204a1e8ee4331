//! Whether a sign-in without a window is worth a try: for an account that is remembered, until Entra says no.

use crate::{
    auth::{directory::Directory, failure::FailureClass},
    capabilities::{Area, Store},
    protocol::SignInOutcome,
    sign_in,
};

/// Whether somebody signed in there before, and Entra has not refused to do it unseen in this browser session.
pub async fn is_due(store: &impl Store, directory: &Directory) -> bool {
    let refused = store.read_one(Area::Session, &refusal_key(directory)).await;
    refused.is_none() && sign_in::is_remembered(store, directory).await
}

/// Notes how a sign-in ended: a popup that is opened again and again must not ask Entra each time.
pub async fn note(store: &impl Store, directory: &Directory, outcome: &SignInOutcome) {
    let key = refusal_key(directory);
    match outcome {
        SignInOutcome::SignedIn => store.remove(Area::Session, &[&key]).await,
        // Policy is asked anew each time, and Entra is not.
        SignInOutcome::Failed(failure)
            if failure.class.may_pass() || failure.class == FailureClass::TenantForbidden => {}
        // A full storage costs one more try.
        SignInOutcome::Failed(_) => drop(store.write(Area::Session, &key, "refused").await),
    }
}

fn refusal_key(directory: &Directory) -> String {
    ["silent sign-in refused ", directory.tenant.0.as_str(), " ", directory.client.0.as_str()].concat()
}
