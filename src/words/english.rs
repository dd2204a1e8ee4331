//! English: how it writes numbers and ages.
//!
//! By hand, because the browser's `Intl` takes 16 to 70 ms of the first card to make its first format
//! (docs/decisions.md); `tests/wasm_browser.rs` holds this to it. Where there is no browser, it speaks the catalogue too.

use super::language::{Language, Numbers, Unit};

/// English.
#[derive(Clone, Copy, Debug)]
pub struct English;

impl Language for English {
    // The catalogue is the browser's; until that is spoken, a message is its name.
    #[cfg(target_arch = "wasm32")]
    fn message(&self, name: &str) -> String {
        name.to_owned()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn message(&self, name: &str) -> String {
        use crate::json::Json;
        use std::sync::LazyLock;

        static CATALOGUE: LazyLock<Json> = LazyLock::new(|| {
            Json::parse(include_str!("../../extension/_locales/en/messages.json")).unwrap_or_default()
        });
        CATALOGUE[name]["message"].as_str().unwrap_or_default().to_owned()
    }

    fn numbers(&self) -> &dyn Numbers {
        self
    }
}

impl Numbers for English {
    fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        grouped
    }

    fn decimal(&self, number: f64, digits: u8) -> String {
        let scale = 10_u64.pow(u32::from(digits));
        let scaled = (number * scale as f64).round() as u64;
        let whole = (scaled / scale).to_string();
        if digits == 0 {
            return whole;
        }
        // The leading one keeps the zeros.
        let behind = (scale + scaled % scale).to_string();
        [&whole, ".", &behind[1..]].concat()
    }

    fn plural(&self, count: u64) -> String {
        if count == 1 { "one" } else { "other" }.to_owned()
    }

    fn ago(&self, count: u32, unit: Unit) -> String {
        let end = if count == 1 { " ago" } else { "s ago" };
        [&self.number(u64::from(count)), " ", unit.name(), end].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [(0, "0"), (29, "29"), (999, "999"), (1_000, "1,000"), (1_316_463, "1,316,463")] {
            assert_eq!(English.number(number), text);
        }
        assert_eq!(English.number(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn digits_behind_the_point_are_kept() {
        for (number, digits, text) in
            [(2.28, 2, "2.28"), (1.0, 2, "1.00"), (1.05, 2, "1.05"), (22.9, 1, "22.9"), (723.0, 0, "723")]
        {
            assert_eq!(English.decimal(number, digits), text);
        }
    }
}
