//! What is said about settings: why one is locked, and what is wrong with a value.

use super::catalogue::{Text, messages, said, text};
use crate::{
    display::made_visible,
    settings::{Expected, FieldReason, PolicyFault},
};

messages! { "settings": locked }

/// Beside a field that cannot be read.
pub fn field_reason(reason: FieldReason) -> &'static Text {
    text(match reason {
        FieldReason::Missing => "settings_missing",
        FieldReason::AnyTenant => "settings_any_tenant",
        FieldReason::DomainName => "settings_domain_name",
        FieldReason::NotAGuid => "settings_not_a_guid",
        FieldReason::SameAsTenantId => "settings_same_as_tenant_id",
        FieldReason::UnknownCloud => "settings_unknown_cloud",
        FieldReason::UnknownRegion => "settings_unknown_region",
        FieldReason::CommercialOnly => "settings_commercial_only",
    })
}

/// "`cacheMinutes` is `-5` and was left out. Enter a whole number from 0 to 1440."
pub fn policy_fault(fault: &PolicyFault) -> String {
    let found = made_visible(&fault.found);
    let what = match (fault.key.is_empty(), found.is_empty()) {
        (true, _) => text("settings_unreadable").to_owned(),
        (false, true) => said("settings_entry_left_out", &[&fault.key]),
        (false, false) if fault.expected.costs_its_entry() => {
            said("settings_entry_of_value_left_out", &[&fault.key, &found])
        }
        (false, false) => said("settings_value_left_out", &[&fault.key, &found]),
    };
    [&*what, expected(fault.expected)].join(" ")
}

fn expected(expected: Expected) -> &'static Text {
    text(match expected {
        Expected::Object => "settings_enter_object",
        Expected::List => "settings_enter_list",
        Expected::Text => "settings_enter_text",
        Expected::Flag => "settings_enter_flag",
        Expected::Minutes => "settings_enter_minutes",
        Expected::OtherTenants => "settings_enter_other_tenants",
        Expected::Pivot => "settings_enter_pivot",
        Expected::Hash => "settings_enter_hash",
        Expected::NewTenant => "settings_one_entry",
        Expected::Field(FieldReason::Missing) => "settings_copy_id",
        Expected::Field(reason) => return field_reason(reason),
    })
}
