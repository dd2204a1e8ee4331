//! What is said about settings: why one is locked, and what is wrong with a value.

use crate::settings::{Expected, FieldReason, PolicyFault};

/// Beside a setting that policy decides.
pub const LOCKED: &str = "Set by your organisation's policy. Ask your administrator to change it.";

/// Beside a field that cannot be read.
pub fn field_reason(reason: FieldReason) -> &'static str {
    match reason {
        FieldReason::Missing => "This is missing. Copy it from the app registration's overview page.",
        FieldReason::AnyTenant => {
            "This stands for any tenant. Enter the GUID of one: Directory (tenant) ID on the app registration's overview page."
        }
        FieldReason::DomainName => {
            "A domain name can move to another tenant. Enter the GUID: Directory (tenant) ID on the app registration's overview page."
        }
        FieldReason::NotAGuid => {
            "This is not a GUID. Enter 32 hexadecimal digits with hyphens, as 00000000-0000-0000-0000-000000000000."
        }
        FieldReason::SameAsTenantId => {
            "This is the tenant id. Enter the Application (client) ID, which stands above it on the overview page."
        }
        FieldReason::UnknownCloud => "There is no such cloud. Choose commercial, gcc, gcc-high or dod.",
        FieldReason::UnknownRegion => "There is no such region. Choose default, us, eu, uk, au, swa, ina or aea.",
        FieldReason::CommercialOnly => "Only the commercial cloud has regions. Choose default.",
    }
}

/// "`cacheMinutes` is `-5` and was left out. Enter a whole number from 0 to 1440."
pub fn policy_fault(fault: &PolicyFault) -> String {
    let found = crate::display::made_visible(&fault.found);
    let what = match (fault.key.is_empty(), found.is_empty()) {
        (true, _) => "The settings cannot be read and were left out.".to_owned(),
        (false, true) => format!("`{}` is missing, so its entry was left out.", fault.key),
        (false, false) => format!("`{}` is `{found}` and was left out.", fault.key),
    };
    [&what, expected(fault.expected)].join(" ")
}

fn expected(expected: Expected) -> &'static str {
    match expected {
        Expected::Object => "Enter a JSON object.",
        Expected::List => "Enter a list.",
        Expected::Text => "Enter a text.",
        Expected::Flag => "Enter true or false.",
        Expected::Minutes => "Enter a whole number from 0 to 1440.",
        Expected::OtherTenants => "Enter ask or forbid.",
        Expected::Pivot => "Enter defender, virustotal, malwarebazaar or hybrid-analysis.",
        Expected::Hash => "Enter a SHA-256, SHA-1 or MD5 in hexadecimal digits.",
        Expected::NewTenant => "Keep one entry for each tenant.",
        Expected::Field(FieldReason::Missing) => "Copy it from the app registration's overview page.",
        Expected::Field(reason) => field_reason(reason),
    }
}
