//! Proof Key for Code Exchange, RFC 7636: only who asked for the code can redeem it.

use sha2::{Digest, Sha256};

use super::base64::url_safe;
use crate::secret::secret;

secret!(
    /// The secret half: 43 characters from 32 random bytes, kept in session storage until the code is back.
    ///
    /// There is one of each, so it cannot be cloned.
    #[derive(PartialEq, Eq)]
    CodeVerifier
);

/// The public half: base64url of the SHA-256 of the verifier, method `S256`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeChallenge(String);

impl CodeVerifier {
    /// A verifier from the randomness given, RFC 7636 section 4.1.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        CodeVerifier(url_safe(&bytes))
    }

    /// The verifier that a pending record kept, if it can be one.
    pub(super) fn stored(text: &str) -> Option<Self> {
        let well_formed = text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        well_formed.then(|| CodeVerifier(text.to_owned()))
    }

    /// What the authorization request shows of it, RFC 7636 section 4.2.
    pub fn challenge(&self) -> CodeChallenge {
        CodeChallenge(url_safe(&Sha256::digest(&self.0)))
    }
}

impl CodeChallenge {
    /// The 43 characters of `code_challenge`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_challenge_is_the_one_of_rfc_7636_appendix_b() {
        let octets = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
            240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let verifier = CodeVerifier::from_random(octets);
        assert_eq!(verifier.secret(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(verifier.challenge().as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_stored_text_that_is_no_verifier_is_refused() {
        for text in ["", "dBjftJeZ4CVP", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXkA"] {
            assert_eq!(CodeVerifier::stored(text), None, "{text}");
        }
        // Of the right length, in bytes, and with a character that none has.
        for text in ["dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjX=", "ｄBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEj"] {
            assert_eq!(text.len(), 43);
            assert_eq!(CodeVerifier::stored(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn verifier_and_challenge_have_43_characters_each_and_differ(bytes: [u8; 32]) {
            let verifier = CodeVerifier::from_random(bytes);
            prop_assert_eq!(verifier.secret().len(), 43);
            let challenge = verifier.challenge();
            prop_assert_eq!(challenge.as_str().len(), 43);
            prop_assert_ne!(verifier.secret(), challenge.as_str());
            prop_assert_eq!(format!("{verifier:?}"), "CodeVerifier([redacted])");
            prop_assert_eq!(CodeVerifier::stored(verifier.secret()), Some(verifier));
        }
    }
}
