//! The grammar of JSON, RFC 8259. What it allows and leaves open hides nothing of an answer: half a surrogate pair is
//! U+FFFD, a number that no type holds is nothing, and so is what lies too deep.

use super::{Json, NotJson};

/// What lies deeper counts as nothing: no record is that deep, and no stack overflows.
const DEEPEST: u8 = 64;

/// Reads one value and nothing after it.
pub(super) fn read(text: &str) -> Result<Json, NotJson> {
    read_rows(text, None)
}

/// The same; `rows` takes the items of one list out of it.
pub(super) fn read_rows(text: &str, rows: Option<Rows<'_>>) -> Result<Json, NotJson> {
    let mut reader = Reader { text, at: 0, rows };
    let json = match reader.token()? {
        b'[' => reader.rows(DEEPEST - 1)?,
        _ => reader.value(DEEPEST)?,
    };
    match reader.token() {
        Err(_) => Ok(json),
        Ok(_) => Err(NotJson::Malformed),
    }
}

/// Where rows stand besides a list that is the whole text, and who takes them: `None` when a list begins.
pub(super) struct Rows<'r> {
    pub(super) under: &'r str,
    pub(super) take: &'r mut dyn FnMut(Option<Json>),
}

struct Reader<'t, 'r> {
    text: &'t str,
    at: usize,
    rows: Option<Rows<'r>>,
}

impl<'t> Reader<'t, '_> {
    fn value(&mut self, levels_left: u8) -> Result<Json, NotJson> {
        match self.token()? {
            b'{' | b'[' if levels_left == 0 => self.skip(),
            b'{' => self.object(levels_left - 1),
            b'[' => self.list(levels_left - 1),
            b'"' => self.text().map(Json::Text),
            b'-' | b'0'..=b'9' => self.number(),
            b'n' => self.word("null", Json::Nothing),
            b't' => self.word("true", Json::Flag(true)),
            b'f' => self.word("false", Json::Flag(false)),
            _ => Err(NotJson::Malformed),
        }
    }

    fn object(&mut self, levels_left: u8) -> Result<Json, NotJson> {
        let mut fields = Vec::new();
        let mut ended = self.is_empty(b'}')?;
        while !ended {
            if self.token()? != b'"' {
                return Err(NotJson::Malformed);
            }
            let name = self.text()?;
            if self.token()? != b':' {
                return Err(NotJson::Malformed);
            }
            self.at += 1;
            let at_the_top = levels_left == DEEPEST - 1;
            let are_rows = at_the_top && self.rows.as_ref().is_some_and(|rows| rows.under == name);
            let value = match self.token()? {
                b'[' if are_rows => self.rows(levels_left - 1)?,
                _ => self.value(levels_left)?,
            };
            fields.push((name, value));
            ended = self.ends(b'}')?;
        }
        Ok(Json::Object(fields))
    }

    fn list(&mut self, levels_left: u8) -> Result<Json, NotJson> {
        let mut items = Vec::new();
        let mut ended = self.is_empty(b']')?;
        while !ended {
            items.push(self.value(levels_left)?);
            ended = self.ends(b']')?;
        }
        Ok(Json::List(items))
    }

    /// A list whose items are handed over one by one; an empty one stands in its place.
    fn rows(&mut self, levels_left: u8) -> Result<Json, NotJson> {
        let Some(rows) = self.rows.take() else { return self.list(levels_left) };
        (rows.take)(None);
        let mut ended = self.is_empty(b']')?;
        while !ended {
            (rows.take)(Some(self.value(levels_left)?));
            ended = self.ends(b']')?;
        }
        self.rows = Some(rows);
        Ok(Json::List(Vec::new()))
    }

    /// Whether the opening bracket here is followed by the closing one.
    fn is_empty(&mut self, closing: u8) -> Result<bool, NotJson> {
        self.at += 1;
        let empty = self.token()? == closing;
        self.at += usize::from(empty);
        Ok(empty)
    }

    /// Whether an item is followed by the closing bracket, and not by a comma.
    fn ends(&mut self, closing: u8) -> Result<bool, NotJson> {
        let token = self.token()?;
        self.at += 1;
        match token {
            b',' => Ok(false),
            _ if token == closing => Ok(true),
            _ => Err(NotJson::Malformed),
        }
    }

    /// Passes over an object or an array of any depth, without a look at what is in it.
    fn skip(&mut self) -> Result<Json, NotJson> {
        let mut open = 0_usize;
        loop {
            match self.token()? {
                b'"' => {
                    self.text()?;
                    continue;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Ok(Json::Nothing);
            }
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, NotJson> {
        let rest = &self.text.as_bytes()[self.at..];
        if rest.starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(value);
        }
        Err(if word.as_bytes().starts_with(rest) { NotJson::Truncated } else { NotJson::Malformed })
    }

    fn text(&mut self) -> Result<String, NotJson> {
        let mut text = String::new();
        self.at += 1;
        let mut read_from = self.at;
        loop {
            match self.byte()? {
                end @ (b'"' | b'\\') => {
                    text.push_str(&self.text[read_from..self.at]);
                    self.at += 1;
                    if end == b'"' {
                        return Ok(text);
                    }
                    text.push(self.escaped()?);
                    read_from = self.at;
                }
                ..b' ' => return Err(NotJson::Malformed),
                _ => self.at += 1,
            }
        }
    }

    /// The character that stands after a backslash.
    fn escaped(&mut self) -> Result<char, NotJson> {
        let byte = self.byte()?;
        self.at += 1;
        match byte {
            b'"' | b'\\' | b'/' => Ok(char::from(byte)),
            b'b' => Ok('\u{8}'),
            b'f' => Ok('\u{c}'),
            b'n' => Ok('\n'),
            b'r' => Ok('\r'),
            b't' => Ok('\t'),
            b'u' => self.by_code_units(),
            _ => Err(NotJson::Malformed),
        }
    }

    fn by_code_units(&mut self) -> Result<char, NotJson> {
        let unit = self.code_unit()?;
        if let 0xd800..=0xdbff = unit
            && self.text.as_bytes()[self.at..].starts_with(b"\\u")
        {
            let alone = self.at;
            self.at += 2;
            let low = self.code_unit()?;
            if let 0xdc00..=0xdfff = low {
                let character = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = alone;
        }
        Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn code_unit(&mut self) -> Result<u32, NotJson> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + char::from(self.byte()?).to_digit(16).ok_or(NotJson::Malformed)?;
            self.at += 1;
        }
        Ok(unit)
    }

    fn number(&mut self) -> Result<Json, NotJson> {
        let start = self.at;
        self.at += usize::from(self.is_next(b"-"));
        let whole = self.digits()?;
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(NotJson::Malformed);
        }
        let (mut fraction, mut exponent) = ("", 0);
        if self.is_next(b".") {
            self.at += 1;
            fraction = self.digits()?;
        }
        if self.is_next(b"eE") {
            self.at += 1;
            let negative = self.is_next(b"-");
            self.at += usize::from(self.is_next(b"+-"));
            let digits = self.digits()?;
            // Beyond every double, as far as it counts.
            exponent = digits.parse::<i32>().unwrap_or(i32::from(i16::MAX));
            exponent = if negative { -exponent } else { exponent };
        }
        if let Ok(number) = self.text[start..self.at].parse() {
            return Ok(Json::Whole(number));
        }
        if self.text[start..self.at].parse::<u64>().is_ok() {
            // Larger than any moment or count.
            return Ok(Json::Whole(i64::MAX));
        }
        let digits = whole.bytes().chain(fraction.bytes());
        let mut number = digits.fold(0.0, |number, digit| number * 10.0 + f64::from(digit - b'0'));
        exponent = exponent.saturating_sub(fraction.len() as i32);
        for _ in 0..exponent.unsigned_abs().min(700) {
            number = if exponent < 0 { number / 10.0 } else { number * 10.0 };
        }
        let number = if self.text[start..].starts_with('-') { -number } else { number };
        Ok(if number.is_finite() { Json::Fraction(number) } else { Json::Nothing })
    }

    /// Digits, at least one.
    fn digits(&mut self) -> Result<&'t str, NotJson> {
        let start = self.at;
        if !self.byte()?.is_ascii_digit() {
            return Err(NotJson::Malformed);
        }
        while self.byte().is_ok_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(&self.text[start..self.at])
    }

    fn is_next(&self, bytes: &[u8]) -> bool {
        self.byte().is_ok_and(|byte| bytes.contains(&byte))
    }

    /// The next byte that is no space.
    fn token(&mut self) -> Result<u8, NotJson> {
        while self.is_next(b" \t\n\r") {
            self.at += 1;
        }
        self.byte()
    }

    fn byte(&self) -> Result<u8, NotJson> {
        self.text.as_bytes().get(self.at).copied().ok_or(NotJson::Truncated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, json: Json) {
        assert_eq!(read(text), Ok(json), "{text}");
    }

    #[test]
    fn every_escape_is_its_character() {
        reads(r#" "\"\\\/\b\f\n\r\t\u00e9\ud83d\uDE00é" "#, Json::from("\"\\/\u{8}\u{c}\n\r\té😀é"));
    }

    #[test]
    fn half_a_surrogate_pair_is_the_replacement_character() {
        for (text, character) in [
            (r#""\ud800""#, "\u{fffd}"),
            (r#""\udC00a""#, "\u{fffd}a"),
            (r#""\ud800\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
            (r#""\ud800\u0041é""#, "\u{fffd}Aé"),
            (r#""\\ud800""#, "\\ud800"),
        ] {
            reads(text, Json::from(character));
        }
    }

    #[test]
    fn numbers_are_whole_or_fractions_or_more_than_any_type_holds() {
        for (text, number) in [
            ("0", Json::Whole(0)),
            ("-12", Json::Whole(-12)),
            ("9223372036854775807", Json::Whole(i64::MAX)),
            ("18446744073709551615", Json::Whole(i64::MAX)),
            ("18446744073709551616", Json::Fraction(18_446_744_073_709_551_616.0)),
            ("2.5", Json::Fraction(2.5)),
            ("-0.125", Json::Fraction(-0.125)),
            ("1e3", Json::Fraction(1_000.0)),
            ("25E-1", Json::Fraction(2.5)),
            ("1e999", Json::Nothing),
            ("-1E+400", Json::Nothing),
            ("1e99999999999", Json::Nothing),
            (&"9".repeat(400), Json::Nothing),
        ] {
            reads(text, number);
        }
    }

    #[test]
    fn what_lies_too_deep_is_nothing_and_hides_nothing_else() {
        let deep = ["[".repeat(100_000), "\"]\"".to_owned(), "]".repeat(100_000)].concat();
        let json = read(&format!(r#"{{"deep":{deep},"beside":1}}"#)).expect("JSON");
        assert_eq!(json["beside"], Json::Whole(1));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "nul!",
            "[1,]",
            "[,1]",
            "{1:2}",
            "{} {}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "01",
            "-a",
            "1.a",
            "1ea",
            "\"\u{1}\"",
            r#""\x""#,
            r#""\u12g4""#,
            "'a'",
            "[1}",
            "\u{feff}1",
            "+1",
            ".5",
            "tru e",
        ] {
            assert_eq!(read(text), Err(NotJson::Malformed), "{text}");
        }
    }

    #[test]
    fn every_beginning_of_json_is_cut_off() {
        let whole = r#"{"a":[1.5e-3,true,"\u00e9\n"],"b":null}"#;
        for end in 0..whole.len() {
            assert_eq!(read(&whole[..end]), Err(NotJson::Truncated), "{}", &whole[..end]);
        }
    }
}
