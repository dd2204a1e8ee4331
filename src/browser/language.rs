//! `chrome.i18n` and `Intl`: the catalogue in the language that the browser chose, and how that language writes numbers.

use std::cell::OnceCell;

use js_sys::{BigInt, JsString};
use wasm_bindgen::prelude::*;

use super::value::object;
use crate::words::{
    english::English,
    language::{Language, Numbers, Unit},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getMessage)]
    fn get_message(name: &str, places: &[JsString]) -> String;
    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getUILanguage)]
    fn ui_language() -> String;

    type NumberFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, js_name = NumberFormat)]
    fn new_number_format(language: &str, options: &JsValue) -> NumberFormat;
    #[wasm_bindgen(method)]
    fn format(this: &NumberFormat, number: &JsValue) -> String;

    type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl, js_name = PluralRules)]
    fn new_plural_rules(language: &str) -> PluralRules;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, count: f64) -> String;

    type RelativeTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, js_name = RelativeTimeFormat)]
    fn new_relative_time_format(language: &str) -> RelativeTimeFormat;
    #[wasm_bindgen(method, js_name = format)]
    fn format_age(this: &RelativeTimeFormat, count: f64, unit: &str) -> String;
}

/// The catalogue, and the numbers of its language.
#[derive(Default)]
pub struct Catalogue {
    numbers: OnceCell<Box<dyn Numbers>>,
}

impl Language for Catalogue {
    fn message(&self, name: &str) -> String {
        // The browser fills `$1` itself. Given `$1` for `$1` it hands out the message as it stands.
        const PLACES: [&str; 9] = ["$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9"];
        get_message(name, &PLACES.map(JsString::from))
    }

    fn numbers(&self) -> &dyn Numbers {
        &**self.numbers.get_or_init(|| numbers_of(&language_of(&self.message("language"), &ui_language())))
    }
}

/// The language that numbers are written in: the catalogue's, in the variety that the browser speaks, if it speaks it.
fn language_of(catalogue: &str, browser: &str) -> String {
    let family = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    if family(catalogue) == family(browser) { browser } else { catalogue }.to_owned()
}

/// English by hand, where `Intl` would say the same; see [`English`].
fn numbers_of(language: &str) -> Box<dyn Numbers> {
    match language {
        "en" | "en-US" | "en-GB" => Box::new(English),
        _ => Box::new(Intl::new(language)),
    }
}

/// Numbers as the browser writes them in a language. Each format is made once: it takes longer than many numbers.
pub struct Intl {
    language: String,
    whole: OnceCell<NumberFormat>,
    decimals: [OnceCell<NumberFormat>; 3],
    plural: OnceCell<PluralRules>,
    age: OnceCell<RelativeTimeFormat>,
}

impl Intl {
    /// The language by its BCP 47 tag.
    pub fn new(language: &str) -> Intl {
        Intl {
            language: language.to_owned(),
            whole: OnceCell::new(),
            decimals: Default::default(),
            plural: OnceCell::new(),
            age: OnceCell::new(),
        }
    }

    fn decimal_format(&self, digits: u8) -> NumberFormat {
        let options = object(&[
            ("minimumFractionDigits", digits.into()),
            ("maximumFractionDigits", digits.into()),
            ("useGrouping", false.into()),
        ]);
        NumberFormat::new_number_format(&self.language, &options)
    }
}

impl Numbers for Intl {
    fn number(&self, number: u64) -> String {
        let format = self.whole.get_or_init(|| NumberFormat::new_number_format(&self.language, &JsValue::UNDEFINED));
        format.format(&BigInt::from(number))
    }

    fn decimal(&self, number: f64, digits: u8) -> String {
        let number = number.into();
        match self.decimals.get(usize::from(digits)) {
            Some(format) => format.get_or_init(|| self.decimal_format(digits)).format(&number),
            None => self.decimal_format(digits).format(&number),
        }
    }

    fn plural(&self, count: u64) -> String {
        self.plural.get_or_init(|| PluralRules::new_plural_rules(&self.language)).select(count as f64)
    }

    fn ago(&self, count: u32, unit: Unit) -> String {
        let format = self.age.get_or_init(|| RelativeTimeFormat::new_relative_time_format(&self.language));
        format.format_age(-f64::from(count), unit.name())
    }
}
