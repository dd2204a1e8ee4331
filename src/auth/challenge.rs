//! A claims challenge: a 401 that says which claims the next token must carry.
//!
//! What it says is not trusted. It is bounded, and it goes nowhere but into the sign-in request.

use super::jwt::json_object;
use crate::json::{Json, Recorded};

/// Longest base64 that is read, in bytes. Real challenges have about 100.
const LONGEST: usize = 4096;

/// The parameter `claims` of an authorization request, OpenID Connect Core section 5.5: a JSON object with the
/// members `access_token` and `id_token` at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims(String);

/// The challenge asks for claims in a way that cannot be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MalformedChallenge {
    /// It names no claims.
    Missing,
    /// More than 4096 bytes.
    TooLong,
    /// Not base64 of a JSON object with the members `access_token` and `id_token` alone.
    NotClaims,
}

impl Claims {
    /// Reads the JSON text of the parameter, as the token endpoint sends it beside an error.
    pub fn parse(json: &str) -> Result<Self, MalformedChallenge> {
        if json.len() > LONGEST {
            return Err(MalformedChallenge::TooLong);
        }
        Json::parse(json).and_then(|json| Claims::read(&json)).ok_or(MalformedChallenge::NotClaims)
    }

    /// The JSON text, without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn read(value: &Json) -> Option<Self> {
        let members = value.as_object()?;
        let known = |(name, member): &(String, Json)| {
            matches!(name.as_str(), "access_token" | "id_token") && matches!(member, Json::Object(_) | Json::Nothing)
        };
        (!members.is_empty() && members.iter().all(known)).then(|| Claims(value.to_string()))
    }
}

impl Recorded for Claims {
    fn to_record(&self) -> Json {
        self.as_str().into()
    }

    fn from_record(record: &Json) -> Option<Self> {
        Claims::parse(record.as_str()?).ok()
    }
}

/// The claims that a `WWW-Authenticate` header asks for; `None` when it asks for none.
///
/// Several challenges may share the header, their parameters in any order, RFC 9110 section 11.6.1.
pub fn claims(www_authenticate: &str) -> Option<Result<Claims, MalformedChallenge>> {
    let challenge = challenges(www_authenticate).into_iter().find(|challenge| {
        challenge.scheme.eq_ignore_ascii_case("bearer") && challenge.parameter("error") == Some("insufficient_claims")
    })?;
    Some(match challenge.parameter("claims") {
        None => Err(MalformedChallenge::Missing),
        Some(base64) if base64.len() > LONGEST => Err(MalformedChallenge::TooLong),
        Some(base64) => json_object(base64).and_then(|json| Claims::read(&json)).ok_or(MalformedChallenge::NotClaims),
    })
}

struct Challenge<'a> {
    scheme: &'a str,
    parameters: Vec<(&'a str, String)>,
}

impl Challenge<'_> {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

fn challenges(header: &str) -> Vec<Challenge<'_>> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = header.trim_start_matches(SEPARATORS);
    while !rest.is_empty() {
        let (name, after) = rest.split_at(rest.find(ENDS_A_NAME).unwrap_or(rest.len()));
        match after.trim_start_matches(SPACES).strip_prefix('=') {
            Some(value) => {
                let (value, after) = parameter_value(value.trim_start_matches(SPACES));
                if let Some(challenge) = challenges.last_mut() {
                    challenge.parameters.push((name, value));
                }
                rest = after;
            }
            None => {
                challenges.push(Challenge { scheme: name, parameters: Vec::new() });
                rest = after;
            }
        }
        // A stray quotation mark or anything else that begins no name is stepped over.
        rest = rest.trim_start_matches(SEPARATORS).trim_start_matches('"').trim_start_matches(SEPARATORS);
    }
    challenges
}

const SPACES: [char; 2] = [' ', '\t'];
const SEPARATORS: [char; 3] = [' ', '\t', ','];
const ENDS_A_NAME: [char; 5] = [' ', '\t', ',', '=', '"'];

/// A token or a quoted string, and what follows it.
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        // Unquoted base64 may end with `=`, so that only a separator ends the value.
        let (value, after) = text.split_at(text.find(SEPARATORS).unwrap_or(text.len()));
        return (value.to_owned(), after);
    };
    let mut value = String::new();
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    (value, characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WANTED: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#;
    const BASE64: &str = "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNjA0MTA2NjUxIn19fQ==";

    fn challenge(claims: &str) -> String {
        format!(
            r#"Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="{claims}""#
        )
    }

    fn check(header: &str, expected: Option<Result<&str, MalformedChallenge>>) {
        let found = claims(header);
        let found = found.as_ref().map(|found| found.as_ref().map(Claims::as_str).map_err(|fault| *fault));
        assert_eq!(found, expected, "{header}");
    }

    #[test]
    fn the_documented_challenge_is_read() {
        check(&challenge(BASE64), Some(Ok(WANTED)));
    }

    #[test]
    fn padding_alphabet_order_case_and_quotes_may_differ() {
        check(&challenge(BASE64.trim_end_matches('=')), Some(Ok(WANTED)));
        check(&format!(r#"bearer CLAIMS="{BASE64}" , Error=insufficient_claims"#), Some(Ok(WANTED)));
        check(&format!("Bearer claims={BASE64},error=insufficient_claims"), Some(Ok(WANTED)));
        // `{"id_token":{"a":"??>>"}}` has a `/` or a `_` in base64, by its alphabet.
        let other = r#"{"id_token":{"a":"??>>"}}"#;
        check(&challenge("eyJpZF90b2tlbiI6eyJhIjoiPz8-PiJ9fQ"), Some(Ok(other)));
        check(&challenge("eyJpZF90b2tlbiI6eyJhIjoiPz8+PiJ9fQ=="), Some(Ok(other)));
    }

    #[test]
    fn the_right_one_of_several_challenges_is_read() {
        let bearer = challenge(BASE64);
        check(&format!(r#"PoP realm="a, Bearer b", nonce="x", {bearer}"#), Some(Ok(WANTED)));
        check(&format!(r#"Negotiate abc==, {bearer}, Basic realm="claims=\"none\"""#), Some(Ok(WANTED)));
        check(&format!(r#"Bearer error="invalid_token", {bearer}"#), Some(Ok(WANTED)));
        check(&format!(r#"PoP error="insufficient_claims", claims="{BASE64}""#), None);
    }

    #[test]
    fn a_header_without_a_claims_challenge_asks_for_nothing() {
        check("", None);
        check("Bearer", None);
        check(r#"Bearer error="invalid_token", error_description="The token has expired""#, None);
        check(&format!(r#"Bearer error="invalid_token", claims="{BASE64}""#), None);
        check(r#"Bearer error_description="error=\"insufficient_claims\"""#, None);
    }

    #[test]
    fn a_challenge_that_cannot_be_passed_on_is_malformed() {
        use MalformedChallenge::{Missing, NotClaims, TooLong};
        check(r#"Bearer error="insufficient_claims""#, Some(Err(Missing)));
        check(&challenge(""), Some(Err(NotClaims)));
        check(&challenge("%%%"), Some(Err(NotClaims)));
        check(&challenge("bm90IGpzb24"), Some(Err(NotClaims)));
        check(&challenge("e30"), Some(Err(NotClaims))); // {}
        check(&challenge("W10"), Some(Err(NotClaims))); // []
        check(&challenge("eyJ1c2VyaW5mbyI6e319"), Some(Err(NotClaims))); // {"userinfo":{}}
        check(&challenge("eyJhY2Nlc3NfdG9rZW4iOiJ4In0"), Some(Err(NotClaims))); // {"access_token":"x"}
        check(&challenge(&"A".repeat(4097)), Some(Err(TooLong)));
        check(&challenge(&"A".repeat(1_000_000)), Some(Err(TooLong)));
    }

    proptest! {
        #[test]
        fn no_header_panics_or_hangs(header in any::<String>(), inner in r#"[ ,="\\a-z]{0,40}"#) {
            claims(&header);
            claims(&inner);
            claims(&challenge(&inner));
        }
    }
}
