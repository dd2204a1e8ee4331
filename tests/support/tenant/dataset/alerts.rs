//! The alerts that tests name. `tests/fixtures/tenant` has their content and all the others.

pub use super::generated::alert_id as generated;

/// Six files in one alert: two named HackTool with a signature that is not valid, three scripts without a
/// signature, one Microsoft file. Incident [`INCIDENT`].
pub const SIX_FILES: &str = "da637551227677560813_-961444813";
/// The documented example: one validly signed Microsoft file.
pub const ONE_SIGNED_FILE: &str = "da637472900382838869_1364969609";
/// No files at all. Incident [`INCIDENT`].
pub const NO_FILES: &str = "da638911420071330215_410287731";
/// Fourteen files, nine of them validly signed and common. Incident [`INCIDENT`].
pub const FOURTEEN_FILES: &str = "da638912663518840127_-1207714502";
/// Shares three files with [`SIX_FILES`]. Incident [`INCIDENT`].
pub const OVERLAPPING: &str = "da638911502264107743_1693300981";
/// Linked by the portal, unknown to the API (404). Incident [`INCIDENT`].
pub const EXPIRED: &str = "da638702118845203316_88124459";
/// On a device of another group (403). Incident [`INCIDENT`].
pub const OTHER_DEVICE_GROUP: &str = "da638911538890021764_-330918274";
/// Markup, bidi controls, formulas, invisible characters and endless names in every field.
pub const HOSTILE_STRINGS: &str = "da638913001177452938_1450926617";
/// Lives in Fabrikam.
pub const OF_FABRIKAM: &str = "ed638912190043381872_-77120934";
/// An alert that was never there.
pub const UNKNOWN: &str = "da630000000000000001_1";

/// The incident with alerts of every fate: shown, empty, refused, gone.
pub const INCIDENT: u32 = 4711;
/// The incident with 500 generated alerts.
pub const LARGE_INCIDENT: u32 = 4712;
