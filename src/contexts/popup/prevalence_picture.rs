//! Prevalence and age of a file as a picture of two logarithmic scales, in geometry alone: the page's policy refuses
//! `style` attributes.

use crate::{
    contexts::element::{element, leaf},
    evidence::prevalence::Band,
    evidence::prevalence::Prevalence,
    time::Timestamp,
    words::card as words,
};
use yew::Html;

/// Length of both scales, in the picture's units.
const LENGTH: u32 = 72;
/// Prevalence is drawn from 1 to 2^24, about 16 million devices.
const PREVALENCE_DOUBLINGS: u32 = 24;
/// Age is drawn from today to 2^13 days, about 22 years.
const AGE_DOUBLINGS: u32 = 13;

/// Draws what is known of both; nothing at all where neither is.
pub fn prevalence_picture(
    prevalence: Option<Prevalence>,
    first_seen: Option<Timestamp>,
    last_seen: Option<Timestamp>,
    now: Timestamp,
) -> Html {
    let times = first_seen.or(last_seen).zip(last_seen.or(first_seen));
    if prevalence.is_none() && times.is_none() {
        return Html::default();
    }
    let path = |class, d: &str| element("path", &[("class", class), ("d", d)], []);
    let mut parts = vec![leaf("title", "", words::picture()), path("scale", &scales())];
    if let Some(prevalence) = prevalence {
        let class = match prevalence.band() {
            Band::Rare => "bar rare",
            Band::Uncommon => "bar uncommon",
            Band::Common => "bar common",
        };
        parts.push(path(class, &bar(prevalence)));
    }
    if let Some((first, last)) = times {
        parts.push(path("span", &span(days(now, first), days(now, last))));
    }
    element("svg", &[("class", "picture"), ("viewBox", "0 0 72 22"), ("aria-hidden", "true")], parts)
}

/// Devices of the organisation above, and worldwide below, on one scale.
pub fn organisation_picture(devices: Option<u64>, worldwide: Option<Prevalence>) -> Html {
    let bar =
        |devices: u64, top: &str| ["M0 ", top, "h", &along(devices, PREVALENCE_DOUBLINGS).max(2).to_string()].concat();
    let path = |class, d: &str| element("path", &[("class", class), ("d", d)], []);
    let mut parts = vec![leaf("title", "", words::organisation_picture())];
    parts.extend(devices.filter(|devices| *devices > 0).map(|devices| path("bar", &bar(devices, "5"))));
    parts.extend(worldwide.map(|prevalence| path("bar common", &bar(prevalence.0, "14"))));
    parts.push(path("scale", "M0 20h72"));
    element("svg", &[("class", "picture"), ("viewBox", "0 0 72 22"), ("aria-hidden", "true")], parts)
}

/// Both scales with their marks: 50 and 1,000 devices above, 30 days below.
fn scales() -> String {
    let [fifty, thousand] = [50, 1_000].map(|devices| along(devices, PREVALENCE_DOUBLINGS).to_string());
    let month = (LENGTH - along(31, AGE_DOUBLINGS)).to_string();
    ["M0 10h72M", &fifty, " 0v11M", &thousand, " 0v11M0 18.5h72M", &month, " 15v7"].concat()
}

/// A bar from the left, never too short to be seen.
fn bar(prevalence: Prevalence) -> String {
    let length = along(prevalence.0, PREVALENCE_DOUBLINGS).max(2);
    ["M0 6h", &length.to_string()].concat()
}

/// A line from the first to the last observation, now at the right.
fn span(first: u64, last: u64) -> String {
    let [first, last] = [first, last].map(|days| LENGTH - along(days.saturating_add(1), AGE_DOUBLINGS));
    let (left, right) = (first.min(last).min(LENGTH - 3), first.max(last));
    ["M", &left.to_string(), " 18.5h", &right.saturating_sub(left).max(3).to_string()].concat()
}

fn days(now: Timestamp, then: Timestamp) -> u64 {
    now.since(then).as_secs() / 86_400
}

/// Where a number from 1 to 2^`doublings` lies on a logarithmic scale from 0 to [`LENGTH`]. Between powers of two the
/// scale is straight, which is off by less than a unit and needs no floating point.
fn along(number: u64, doublings: u32) -> u32 {
    let number = number.clamp(1, 1 << doublings);
    let power = number.ilog2();
    let rest = ((number - (1 << power)) * u64::from(LENGTH)) >> power;
    (power * LENGTH + rest as u32) / doublings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_runs_from_one_to_its_last_doubling_and_stops_there() {
        for (devices, unit) in [(0, 0), (1, 0), (50, 16), (1_000, 29), (1_316_463, 60), (1 << 24, 72), (u64::MAX, 72)] {
            assert_eq!(along(devices, PREVALENCE_DOUBLINGS), unit, "{devices}");
        }
    }

    #[test]
    fn a_single_device_is_still_a_visible_bar() {
        assert_eq!(bar(Prevalence(1)), "M0 6h2");
    }

    #[test]
    fn a_file_of_today_ends_at_the_right() {
        assert_eq!(span(0, 0), "M69 18.5h3");
        assert_eq!(span(u64::MAX, 0), "M0 18.5h72");
    }

    #[test]
    fn swapped_observations_are_drawn_the_right_way_round() {
        assert_eq!(span(1, 400), span(400, 1));
    }
}
