//! JSON as one small tree, and how our own types become records and messages in it.
//!
//! Derived serde code is written anew for every type and every format: for the records and messages of Hashcard it came
//! to 200 KB of wasm. Here one tree is read and written, and a type tells its fields by [`record!`].

mod reader;

use std::{fmt, ops::Index};

/// Any JSON.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Json {
    /// `null`, or not there.
    #[default]
    Nothing,
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// Any other number. No record has one; a policy may, and is told that it is wrong.
    Fraction(f64),
    /// A text.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in order; of a repeated name the last value holds.
    Object(Vec<(String, Json)>),
}

/// Why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotJson {
    /// It ends before its value does.
    Truncated,
    /// It breaks the grammar.
    Malformed,
}

/// What can lie in a record or travel in a message.
pub trait Recorded: Sized {
    /// As JSON that [`Recorded::from_record`] reads.
    fn to_record(&self) -> Json;

    /// Out of JSON; `None` for anything that [`Recorded::to_record`] does not write.
    fn from_record(record: &Json) -> Option<Self>;
}

/// Makes a type [`Recorded`]: a structure as an object of its fields, an enum as a list of the variant's name and what
/// the variant holds.
macro_rules! record {
    (struct $type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::json::Recorded for $type {
            fn to_record(&self) -> $crate::json::Json {
                $crate::json::Json::object([$((stringify!($field), self.$field.to_record())),*])
            }

            fn from_record(record: &$crate::json::Json) -> Option<Self> {
                Some($type { $($field: record.field(stringify!($field))?),* })
            }
        }
    };
    (enum $type:ident { $($variant:ident $(($value:ident))? $({ $($field:ident),* })?),* $(,)? }) => {
        impl $crate::json::Recorded for $type {
            fn to_record(&self) -> $crate::json::Json {
                match self {
                    $($type::$variant $(($value))? $({ $($field),* })? => $crate::json::Json::variant(
                        stringify!($variant),
                        [$($value.to_record())? $($($field.to_record()),*)?],
                    ),)*
                }
            }

            fn from_record(record: &$crate::json::Json) -> Option<Self> {
                let (name, mut held) = record.as_variant()?;
                $(if name == stringify!($variant) {
                    return Some($type::$variant
                        $(({ let $value = held.next()?; $crate::json::Recorded::from_record($value)? }))?
                        $({ $($field: $crate::json::Recorded::from_record(held.next()?)?),* })?
                    );
                })*
                let _ = &mut held;
                None
            }
        }
    };
}
pub(crate) use record;

impl Json {
    /// Reads a text; `None` for anything that is not JSON.
    pub fn parse(text: &str) -> Option<Json> {
        Json::read(text).ok()
    }

    /// Reads a text, or tells why it is not JSON.
    pub fn read(text: &str) -> Result<Json, NotJson> {
        reader::read(text)
    }

    /// As [`Json::read`], and the items of a list go to `row` one by one: thousands of them are never there as trees
    /// together. The list is the whole text, or stands under `name` in it, and is empty in what is returned. `None`
    /// comes when the list begins; of a repeated name the last one holds.
    pub fn read_rows(text: &str, name: &str, row: &mut dyn FnMut(Option<Json>)) -> Result<Json, NotJson> {
        reader::read_rows(text, Some(reader::Rows { under: name, take: row }))
    }

    /// An object of these fields.
    pub fn object<const FIELDS: usize>(mut fields: [(&str, Json); FIELDS]) -> Json {
        // One body for all lengths.
        Json::object_of(&mut fields)
    }

    fn object_of(fields: &mut [(&str, Json)]) -> Json {
        Json::Object(fields.iter_mut().map(|(name, value)| ((*name).to_owned(), std::mem::take(value))).collect())
    }

    /// A variant of an enum and what it holds, as [`record!`] writes it.
    pub fn variant<const HELD: usize>(name: &str, mut held: [Json; HELD]) -> Json {
        Json::variant_of(name, &mut held)
    }

    fn variant_of(name: &str, held: &mut [Json]) -> Json {
        let mut list = vec![Json::from(name)];
        list.extend(held.iter_mut().map(std::mem::take));
        Json::List(list)
    }

    /// What [`Json::variant`] was made of.
    pub fn as_variant(&self) -> Option<(&str, std::slice::Iter<'_, Json>)> {
        let (name, held) = self.as_list()?.split_first()?;
        Some((name.as_str()?, held.iter()))
    }

    /// The field of an object, read as its type.
    pub fn field<T: Recorded>(&self, name: &str) -> Option<T> {
        T::from_record(&self[name])
    }

    /// A text.
    pub fn as_str(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    /// A whole number.
    pub fn as_i64(&self) -> Option<i64> {
        if let Json::Whole(number) = self { Some(*number) } else { None }
    }

    /// `true` or `false`.
    pub fn as_bool(&self) -> Option<bool> {
        if let Json::Flag(flag) = self { Some(*flag) } else { None }
    }

    /// The items of an array.
    pub fn as_list(&self) -> Option<&[Json]> {
        if let Json::List(items) = self { Some(items) } else { None }
    }

    /// The fields of an object.
    pub fn as_object(&self) -> Option<&[(String, Json)]> {
        if let Json::Object(fields) = self { Some(fields) } else { None }
    }
}

/// The value of a field, or [`Json::Nothing`] where there is none.
impl Index<&str> for Json {
    type Output = Json;

    // Read in a hundred places, each of which would have its copy.
    #[inline(never)]
    fn index(&self, name: &str) -> &Json {
        let fields = self.as_object().unwrap_or_default();
        fields.iter().rfind(|(found, _)| found == name).map_or(&Json::Nothing, |(_, value)| value)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_owned())
    }
}

/// The text of the JSON, without spaces.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}

impl Json {
    fn write(&self, text: &mut String) {
        match self {
            Json::Nothing => text.push_str("null"),
            Json::Flag(flag) => text.push_str(if *flag { "true" } else { "false" }),
            Json::Whole(number) => text.push_str(&number.to_string()),
            Json::Fraction(number) => text.push_str(&thousandths(*number)),
            Json::Text(content) => write_text(content, text),
            Json::List(items) => {
                text.push('[');
                for (at, item) in items.iter().enumerate() {
                    text.push_str(if at == 0 { "" } else { "," });
                    item.write(text);
                }
                text.push(']');
            }
            Json::Object(fields) => {
                text.push('{');
                for (at, (name, value)) in fields.iter().enumerate() {
                    text.push_str(if at == 0 { "" } else { "," });
                    write_text(name, text);
                    text.push(':');
                    value.write(text);
                }
                text.push('}');
            }
        }
    }
}

/// In quotes, with the escapes that RFC 8259 section 7 demands.
fn write_text(content: &str, text: &mut String) {
    text.push('"');
    let mut written = 0;
    for (at, byte) in content.bytes().enumerate() {
        if byte < b' ' || byte == b'"' || byte == b'\\' {
            text.push_str(&content[written..at]);
            text.push_str("\\u00");
            text.extend(crate::hex::digits(byte));
            written = at + 1;
        }
    }
    text.push_str(&content[written..]);
    text.push('"');
}

/// A fraction rounded to thousandths: the formatting of doubles alone costs 25 KB.
fn thousandths(number: f64) -> String {
    /// 2^42: doubles from here on lie further apart than thousandths.
    const WITHOUT_THOUSANDTHS: f64 = 4_398_046_511_104.0;
    if number.abs() >= WITHOUT_THOUSANDTHS {
        return (number.round() as i64).to_string();
    }
    // Rounded, not cut: 8.008 is a little less than it looks, and would shrink each time it is written.
    let thousandths = (number * 1_000.0).round() as i64;
    let sign = if thousandths < 0 { "-" } else { "" };
    let (whole, rest) = (thousandths.unsigned_abs() / 1_000, thousandths.unsigned_abs() % 1_000);
    let text = format!("{sign}{whole}.{rest:03}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Recorded for bool {
    fn to_record(&self) -> Json {
        Json::Flag(*self)
    }

    fn from_record(record: &Json) -> Option<Self> {
        record.as_bool()
    }
}

macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        impl Recorded for $type {
            fn to_record(&self) -> Json {
                // Lengths and ids of the browser are far below; the most that a record can tell is told.
                Json::Whole(i64::try_from(*self).unwrap_or(i64::MAX))
            }

            fn from_record(record: &Json) -> Option<Self> {
                <$type>::try_from(record.as_i64()?).ok()
            }
        }
    )*};
}

whole_numbers!(u16, u32, u64, usize, i32, i64);

impl Recorded for String {
    fn to_record(&self) -> Json {
        Json::from(self.as_str())
    }

    fn from_record(record: &Json) -> Option<Self> {
        record.as_str().map(str::to_owned)
    }
}

impl<T: Recorded> Recorded for Option<T> {
    fn to_record(&self) -> Json {
        self.as_ref().map_or(Json::Nothing, T::to_record)
    }

    fn from_record(record: &Json) -> Option<Self> {
        if *record == Json::Nothing { Some(None) } else { T::from_record(record).map(Some) }
    }
}

impl<T: Recorded> Recorded for Vec<T> {
    fn to_record(&self) -> Json {
        Json::List(self.iter().map(T::to_record).collect())
    }

    fn from_record(record: &Json) -> Option<Self> {
        let mut items = Vec::new();
        for item in record.as_list()? {
            items.push(T::from_record(item)?);
        }
        Some(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Way {
        Here,
        Far { miles: u32, by: Option<String> },
        Back(bool),
    }

    record!(enum Way { Here, Far { miles, by }, Back(whether) });

    #[derive(Debug, PartialEq)]
    struct Trip {
        ways: Vec<Way>,
        year: i64,
    }

    record!(struct Trip { ways, year });

    #[test]
    fn a_record_reads_as_it_was_written() {
        let far = Way::Far { miles: 7, by: Some("\"foot\"\n".to_owned()) };
        let trip = Trip { ways: vec![Way::Here, far, Way::Far { miles: 0, by: None }, Way::Back(true)], year: -44 };
        let text = trip.to_record().to_string();
        assert_eq!(
            text,
            r#"{"ways":[["Here"],["Far",7,"\u0022foot\u0022\u000a"],["Far",0,null],["Back",true]],"year":-44}"#
        );
        assert_eq!(Json::parse(&text).as_ref().and_then(Trip::from_record), Some(trip));
    }

    #[test]
    fn what_no_record_looks_like_is_none() {
        for text in [
            "null",
            "[]",
            "{}",
            r#"{"ways":[]}"#,
            r#"{"ways":7,"year":1}"#,
            r#"{"ways":[["There"]],"year":1}"#,
            r#"{"ways":[["Far",7]],"year":1}"#,
            r#"{"ways":[["Far",-1,null]],"year":1}"#,
            r#"{"ways":[["Back","true"]],"year":1}"#,
            r#"{"ways":[[]],"year":1}"#,
            r#"{"ways":[],"year":1.5}"#,
            r#"{"ways":[],"year":1e3}"#,
        ] {
            assert_eq!(Trip::from_record(&Json::parse(text).expect("JSON")), None, "{text}");
        }
        for text in ["", "{", "nul", "[1,]", "{1:2}", "{} {}"] {
            assert_eq!(Json::parse(text), None, "{text}");
        }
    }

    #[test]
    fn of_a_repeated_name_the_last_value_holds() {
        let json = Json::parse(r#"{"a":1,"a":2,"b":3}"#).expect("JSON");
        assert_eq!(json["a"], Json::Whole(2));
        assert_eq!(json["c"]["d"], Json::Nothing);
    }

    #[test]
    fn a_fraction_is_told_in_thousandths() {
        for (number, told) in [(2.5, "2.5"), (-0.125, "-0.125"), (3.0, "3"), (0.0004, "0"), (10.0, "10")] {
            assert_eq!(thousandths(number), told);
        }
    }
}
