//! The call ledger: never over Microsoft's limits, never shut for ever, whatever the clock and the server do.

use std::time::Duration;

use hashcard::{
    auth::{client::ClientId, tenant::TenantId},
    cloud::Cloud,
    limits::quota::{Ledger, Permit, Remaining, Throttled, storage_key},
    time::Timestamp,
};
use proptest::prelude::*;

/// 2026-01-01T00:00:00Z.
const START: Timestamp = Timestamp(1_767_225_600_000);

fn seconds(seconds: u64) -> Timestamp {
    START.plus(Duration::from_secs(seconds))
}

fn spend(ledger: &mut Ledger, calls: usize, now: Timestamp) {
    for _ in 0..calls {
        assert_eq!(ledger.permit(now), Permit::Granted);
    }
}

#[test]
fn the_hundred_and_first_call_of_a_minute_waits_until_the_first_one_surely_left_the_window() {
    let mut ledger = Ledger::default();
    spend(&mut ledger, 1, START);
    spend(&mut ledger, 99, seconds(30));
    assert_eq!(ledger.permit(seconds(40)), Permit::NotBefore(seconds(61)));
    assert_eq!(ledger.remaining(seconds(40)), Remaining { minute: 0, hour: 1_400 });
    assert_eq!(ledger.permit(seconds(61)), Permit::Granted);
    assert_eq!(ledger.permit(seconds(61)), Permit::NotBefore(seconds(91)));
}

#[test]
fn a_refused_call_takes_no_permit() {
    let mut ledger = Ledger::default();
    spend(&mut ledger, 100, START);
    let before = ledger.clone();
    assert_eq!(ledger.blocked(seconds(1)), Some(seconds(61)));
    assert_eq!(ledger.blocked(seconds(61)), None);
    assert_eq!(ledger.permit(seconds(1)), Permit::NotBefore(seconds(61)));
    assert_eq!(ledger, before);
}

#[test]
fn the_hour_holds_even_though_the_minute_has_room() {
    let mut ledger = Ledger::default();
    for minute in 0..15 {
        spend(&mut ledger, 100, seconds(minute * 61));
    }
    let now = seconds(20 * 60);
    assert_eq!(ledger.remaining(now), Remaining { minute: 100, hour: 0 });
    assert_eq!(ledger.permit(now), Permit::NotBefore(seconds(3_601)));
    assert_eq!(ledger.permit(seconds(3_601)), Permit::Granted);
}

#[test]
fn retry_after_is_read_as_seconds_or_as_a_date_and_everything_else_is_a_minute() {
    let minute = 60;
    for (retry_after, wait) in [
        (Some("17"), 17),
        (Some(" 17 "), 17),
        (Some("0"), 1),
        (Some("3601"), 3_600),
        (Some("99999999999999999999999"), 3_600),
        (Some("Thu, 01 Jan 2026 00:00:42 GMT"), 42),
        (Some("Fri, 02 Jan 2026 00:00:00 GMT"), 3_600),
        (Some("Wed, 31 Dec 2025 23:59:59 GMT"), minute),
        (Some("-5"), minute),
        (Some("1.5"), minute),
        (Some(""), minute),
        (Some("soon"), minute),
        (None, minute),
    ] {
        let mut ledger = Ledger::default();
        spend(&mut ledger, 1, START);
        let expected = Throttled { until: seconds(wait), quota_left: true };
        assert_eq!(ledger.throttled(START, retry_after), expected, "{retry_after:?}");
        assert_eq!(ledger.permit(START), Permit::NotBefore(seconds(wait)), "{retry_after:?}");
        assert_eq!(ledger.permit(seconds(wait)), Permit::Granted, "{retry_after:?}");
    }
}

#[test]
fn a_429_with_our_own_permits_spent_blames_nobody_and_waits_for_the_window() {
    let mut ledger = Ledger::default();
    spend(&mut ledger, 100, START);
    assert_eq!(ledger.throttled(START, Some("5")), Throttled { until: seconds(61), quota_left: false });
}

#[test]
fn a_second_429_never_shortens_the_wait() {
    let mut ledger = Ledger::default();
    ledger.throttled(START, Some("600"));
    assert_eq!(ledger.throttled(seconds(1), Some("5")).until, seconds(600));
}

#[test]
fn a_clock_that_was_set_back_by_a_year_costs_a_window_at_most() {
    let mut ledger = Ledger::default();
    spend(&mut ledger, 100, START);
    ledger.throttled(START, Some("3600"));
    let back = Timestamp(START.0 - 365 * 86_400_000);
    let hour = back.plus(Duration::from_secs(3_600));
    assert_eq!(ledger.permit(back), Permit::NotBefore(hour));
    assert_eq!(ledger.permit(hour), Permit::Granted);
}

#[test]
fn a_ledger_survives_session_storage() {
    let mut ledger = Ledger::default();
    for minute in 0..15 {
        spend(&mut ledger, 100, seconds(minute * 61));
    }
    ledger.throttled(seconds(900), Some("60"));
    let json = ledger.to_json();
    assert!(json.len() < 22_000, "{} bytes", json.len());
    assert_eq!(Ledger::from_json(&json), Some(ledger));
}

#[test]
fn garbage_in_session_storage_is_no_ledger() {
    for json in ["", "null", "[]", "{}", "{\"calls\":7}", "{\"calls\":[\"x\"]}", "{\"calls\":[1.5]}", "{\"calls\":[1]"]
    {
        assert_eq!(Ledger::from_json(json), None, "{json}");
    }
}

#[test]
fn a_stored_ledger_out_of_order_or_too_long_is_put_right() {
    let calls: Vec<i64> = (0..5_000).rev().map(|at| START.0 + at).collect();
    let mut ledger = Ledger::from_json(&format!("{{\"calls\":{calls:?}}}")).expect("a ledger");
    let last = Timestamp(START.0 + 4_999);
    assert_eq!(ledger.remaining(last), Remaining { minute: 0, hour: 0 });
    assert!(ledger.to_json().len() < 22_000);
    assert_eq!(ledger.permit(last), Permit::NotBefore(Timestamp(START.0 + 3_500).plus(Duration::from_secs(3_601))));
}

#[test]
fn each_cloud_tenant_and_client_has_its_own_ledger() {
    let one = "11111111-1111-4111-8111-111111111111";
    let two = "22222222-2222-4222-8222-222222222222";
    let key = |cloud, tenant: &str, client: &str| {
        storage_key(cloud, &TenantId(tenant.parse().expect("a GUID")), &ClientId(client.parse().expect("a GUID")))
    };
    assert_eq!(key(Cloud::GccHigh, one, two), format!("ledger/gcc-high/{one}/{two}"));
    let keys = [
        key(Cloud::Commercial, one, two),
        key(Cloud::Commercial, two, one),
        key(Cloud::Gcc, one, two),
        key(Cloud::Dod, one, two),
        key(Cloud::Commercial, one, one),
    ];
    for (at, key) in keys.iter().enumerate() {
        assert!(!keys[..at].contains(key), "{key}");
    }
}

/// What may happen between two bursts of calls.
#[derive(Clone, Copy, Debug)]
enum Event {
    Pause,
    ClockSetBack { by: i64 },
    Throttled { seconds: u32 },
    Stored,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => Just(Event::Pause),
        1 => (0..7_200_000_i64).prop_map(|by| Event::ClockSetBack { by }),
        1 => (0..5_000_u32).prop_map(|seconds| Event::Throttled { seconds }),
        1 => Just(Event::Stored),
    ]
}

fn no_window_holds_more_than(limit: usize, window: i64, calls: &[i64]) -> bool {
    calls.iter().zip(calls.iter().skip(limit)).all(|(first, over)| over - first >= window)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_sixty_seconds_hold_more_than_a_hundred_calls_and_no_hour_more_than_fifteen_hundred(
        bursts in prop::collection::vec((0..90_000_i64, 0..220_usize, event()), 1..160)
    ) {
        let mut ledger = Ledger::default();
        let (mut real, mut clock_error) = (START.0, 0);
        let mut granted = Vec::new();
        for (pause, calls, event) in bursts {
            real += pause;
            match event {
                Event::Pause => {}
                Event::ClockSetBack { by } => clock_error -= by,
                Event::Throttled { seconds } => {
                    ledger.throttled(Timestamp(real + clock_error), Some(&seconds.to_string()));
                }
                Event::Stored => ledger = Ledger::from_json(&ledger.to_json()).expect("a ledger"),
            }
            for _ in 0..calls {
                let now = Timestamp(real + clock_error);
                match ledger.permit(now) {
                    Permit::Granted => granted.push(real),
                    Permit::NotBefore(until) => {
                        prop_assert!(until > now && until.since(now) <= Duration::from_secs(3_601));
                        // Nobody waits twice for one call when nobody else calls.
                        let left = ledger.clone().permit(until);
                        prop_assert_eq!(left, Permit::Granted);
                        break;
                    }
                }
            }
        }
        prop_assert!(no_window_holds_more_than(100, 60_000, &granted));
        prop_assert!(no_window_holds_more_than(1_500, 3_600_000, &granted));
    }

    #[test]
    fn waiting_as_told_spends_the_quota_and_no_more(calls in 1_400..3_200_usize) {
        let mut ledger = Ledger::default();
        let mut now = START;
        let mut granted = Vec::new();
        while granted.len() < calls {
            match ledger.permit(now) {
                Permit::Granted => granted.push(now.0),
                Permit::NotBefore(until) => now = until,
            }
        }
        prop_assert!(no_window_holds_more_than(100, 60_000, &granted));
        prop_assert!(no_window_holds_more_than(1_500, 3_600_000, &granted));
        // 1,500 an hour, each block within its first quarter of an hour.
        prop_assert!(now.since(START) <= Duration::from_secs((calls as u64 / 1_500) * 3_601 + 15 * 61));
    }
}
