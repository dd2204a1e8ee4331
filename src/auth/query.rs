//! The parameters of an address: `application/x-www-form-urlencoded`, as Entra reads and writes it.

use crate::hex::{digits, percent_decoded};

/// Appends `name=value` to an address that ends with its path or with a parameter.
pub(super) fn append(address: &mut String, name: &str, value: &str) {
    address.push(if address.contains('?') { '&' } else { '?' });
    address.push_str(name);
    address.push('=');
    percent_encode(address, value);
}

/// The parameters of a query or fragment, decoded, in their order.
pub(super) fn parameters(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

fn percent_encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            // The unreserved characters of RFC 3986 section 2.3.
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out.extend(digits(byte).map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
}

/// A space may be written as `+`.
fn decoded(text: &str) -> String {
    percent_decoded(&text.replace('+', " ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn everything_but_the_unreserved_characters_is_escaped() {
        let mut address = "https://login.example/authorize".to_owned();
        append(&mut address, "a", "Az09-._~");
        append(&mut address, "b", "x y&z=1#?/:+%é");
        assert_eq!(address, "https://login.example/authorize?a=Az09-._~&b=x%20y%26z%3D1%23%3F%2F%3A%2B%25%C3%A9");
    }

    #[test]
    fn a_plus_is_a_space_and_a_broken_escape_stays_as_it_is() {
        let read = |text: &str| parameters(text);
        assert_eq!(
            read("error_description=User+declined%3a+%zz%4&flag&&=x"),
            [
                ("error_description".to_owned(), "User declined: %zz%4".to_owned()),
                ("flag".to_owned(), String::new()),
                (String::new(), "x".to_owned()),
            ]
        );
        assert!(parameters("").is_empty());
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back(name in "[a-z_]{1,12}", value in any::<String>()) {
            let mut address = String::new();
            append(&mut address, &name, &value);
            prop_assert!(address.is_ascii());
            prop_assert_eq!(parameters(&address[1..]), [(name, value)]);
        }

        #[test]
        fn garbage_is_read_without_a_panic(text in any::<String>()) {
            parameters(&text);
        }
    }
}
