//! One alert, as exports and copies name it.

use hashcard::{alert_id::AlertId, evidence::alert::Alert, export::ticket::AlertSource, time::Timestamp};

pub(crate) const LINK: &str =
    "https://security.microsoft.com/alerts/da637551227677560813_-961444813?tid=11111111-1111-4111-8111-111111111111";
/// 2026-01-26T20:40:00Z.
pub(crate) const NOW: Timestamp = Timestamp(1_769_460_000_000);

pub(crate) fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

pub(crate) fn alert_id() -> AlertId {
    AlertId::parse("da637551227677560813_-961444813").expect("an alert id")
}

pub(crate) fn alert() -> Alert {
    Alert {
        id: alert_id(),
        title: text("'AutoKms' hacktool was detected"),
        severity: text("Low"),
        status: text("New"),
        category: text("Malware"),
        threat_family: text("AutoKms"),
        incident: Some(1_126_093),
        device: text("ws-042.contoso.com"),
        created: Some(Timestamp(1_769_459_637_722)),
        evidence: Vec::new(),
    }
}

/// What the files of one alert come from.
pub(crate) fn source(alert: Option<&Alert>) -> [AlertSource<'_>; 1] {
    [AlertSource { id: alert_id(), alert, link: LINK.to_owned(), as_of: NOW }]
}
