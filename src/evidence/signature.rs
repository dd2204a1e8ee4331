//! Who signed a file, and what Defender says of that: one truth table.

use super::hash::Sha1;

/// What the alert-files answer tells of a file's signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// The certificate's subject; may be missing beside a hash or an issuer.
    pub signer: Option<String>,
    /// Who issued the certificate.
    pub issuer: Option<String>,
    /// Thumbprint of the signer's certificate.
    pub certificate: Option<Sha1>,
    /// Something stood in `signerHash` that is no digest: it still says that there is a signer.
    pub certificate_unreadable: bool,
    /// Defender's `isValidCertificate`.
    pub reported_valid: Option<bool>,
}

/// The six states that a card can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureState {
    /// Signed, and Defender reports the certificate valid.
    Valid,
    /// Signed, and Defender reports the certificate not valid.
    NotValid,
    /// Signed; Defender says nothing of validity.
    ValidityNotReported,
    /// No signer named and reported not valid: unsigned or invalid, Defender does not say which.
    NoValidSignature,
    /// No signer, and nothing said of validity.
    NoSignerReported,
    /// Reported valid, yet no signer is named.
    ValidSignerNotNamed,
}

impl Signature {
    /// Whether any of signer, issuer and certificate hash was reported.
    pub fn names_a_signer(&self) -> bool {
        self.signer.is_some() || self.issuer.is_some() || self.certificate.is_some() || self.certificate_unreadable
    }

    /// The truth table of the product.
    pub fn state(&self) -> SignatureState {
        match (self.names_a_signer(), self.reported_valid) {
            (true, Some(true)) => SignatureState::Valid,
            (true, Some(false)) => SignatureState::NotValid,
            (true, None) => SignatureState::ValidityNotReported,
            (false, Some(false)) => SignatureState::NoValidSignature,
            (false, None) => SignatureState::NoSignerReported,
            (false, Some(true)) => SignatureState::ValidSignerNotNamed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_truth_table_holds_row_by_row() {
        let signers: [(&str, Signature); 5] = [
            ("signer", Signature { signer: Some("Contoso".to_owned()), ..Signature::default() }),
            ("issuer", Signature { issuer: Some("Contoso CA".to_owned()), ..Signature::default() }),
            (
                "signerHash",
                Signature {
                    certificate: "9dc17888b5cfad98b3cb35c1994e96227f061675".parse().ok(),
                    ..Signature::default()
                },
            ),
            ("unreadable signerHash", Signature { certificate_unreadable: true, ..Signature::default() }),
            ("none", Signature::default()),
        ];
        // | S | `isValidCertificate` | state on the card |
        for (signed, reported_valid, state) in [
            (true, Some(true), SignatureState::Valid),
            (true, Some(false), SignatureState::NotValid),
            (true, None, SignatureState::ValidityNotReported),
            (false, Some(false), SignatureState::NoValidSignature),
            (false, None, SignatureState::NoSignerReported),
            (false, Some(true), SignatureState::ValidSignerNotNamed),
        ] {
            for (name, signature) in signers.iter().filter(|(name, _)| (*name != "none") == signed) {
                let signature = Signature { reported_valid, ..signature.clone() };
                assert_eq!(signature.state(), state, "{name}, {reported_valid:?}");
            }
        }
    }
}
