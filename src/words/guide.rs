//! The words of the guide through the set-up.

/// Title of a section.
pub const TITLE: &str = "Set up Hashcard";
/// Under it.
pub const EXPLAINED: &str = "Four steps, once. Each shows here how far it is.";
/// A step.
pub const REGISTER: &str = "Register Hashcard in Entra.";
/// Under it.
pub const REGISTER_HOW: &str = "Or ask whoever manages Entra for the ids of a registration that is there.";
/// Under it.
pub const REGISTERED: &str = "Entra knows the registration.";
/// Under it.
pub const NOT_REGISTERED: &str = "Entra refused it; what to change stands under the test.";
/// A step.
pub const IDS: &str = "Paste tenant id and client id, and save them.";
/// Under it.
pub const IDS_HOW: &str = "They stand in the registration's Overview.";
/// Under it.
pub const IDS_READY: &str = "Both read as ids. Not saved yet.";
/// Under it.
pub const IDS_WRONG: &str = "What is wrong stands beside the field.";
/// Under it.
pub const IDS_SAVED: &str = "Saved.";
/// A step.
pub const TEST: &str = "Test them.";
/// Under it.
pub const TEST_HOW: &str = "You sign in, and Defender is asked for the files of an alert that cannot exist.";
/// Under it.
pub const TEST_RUNS: &str = "Under way.";
/// Under it.
pub const TEST_FAILED: &str = "Not yet; what to do stands under the test.";
/// Under it.
pub const TEST_WORKS: &str = "Works.";
/// A step.
pub const BUTTON: &str = "Pin Hashcard's button to the toolbar.";
/// Under it.
pub const PIN_HOW: &str = "Open the extensions menu of the toolbar and click the pin beside Hashcard.";
/// Under it.
pub const PINNED: &str = "It is there. Open an alert in the portal and click it.";
