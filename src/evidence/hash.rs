//! Digests: parsed once, at the door, so that whatever is shown or copied is hex of the right length.

use std::{fmt, str::FromStr};

use crate::hex;

/// A digest of `BYTES` bytes; prints as lowercase hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest<const BYTES: usize>([u8; BYTES]);

/// MD5, RFC 1321.
pub type Md5 = Digest<16>;
/// SHA-1, FIPS 180-4. Also the thumbprint of a signer's certificate.
pub type Sha1 = Digest<20>;
/// SHA-256, FIPS 180-4.
pub type Sha256 = Digest<32>;

/// A digest that names a file, of whichever kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnyHash {
    /// SHA-256.
    Sha256(Sha256),
    /// SHA-1.
    Sha1(Sha1),
    /// MD5.
    Md5(Md5),
}

/// The text is not a digest of the wanted length in hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADigest;

impl<const BYTES: usize> FromStr for Digest<BYTES> {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let mut bytes = [0; BYTES];
        read(text.as_bytes(), &mut bytes)?;
        Ok(Digest(bytes))
    }
}

/// One body for all lengths.
fn read(text: &[u8], bytes: &mut [u8]) -> Result<(), NotADigest> {
    if text.len() != 2 * bytes.len() {
        return Err(NotADigest);
    }
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = hex::byte(pair).ok_or(NotADigest)?;
    }
    Ok(())
}

impl<const BYTES: usize> fmt::Display for Digest<BYTES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(&self.0, f)
    }
}

fn write(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = String::with_capacity(2 * bytes.len());
    bytes.iter().for_each(|byte| text.extend(hex::digits(*byte)));
    f.write_str(&text)
}

impl<const BYTES: usize> fmt::Debug for Digest<BYTES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for AnyHash {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let sha1 = |_| text.parse().map(AnyHash::Sha1);
        let md5 = |_| text.parse().map(AnyHash::Md5);
        text.parse().map(AnyHash::Sha256).or_else(sha1).or_else(md5)
    }
}

impl fmt::Display for AnyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AnyHash::Sha256(hash) => hash.fmt(f),
            AnyHash::Sha1(hash) => hash.fmt(f),
            AnyHash::Md5(hash) => hash.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_case_hex_prints_lower_case() {
        let md5: Md5 = "8D5B7CC9A832E21D22503057E1FEC8E9".parse().expect("a digest");
        assert_eq!(md5.to_string(), "8d5b7cc9a832e21d22503057e1fec8e9");
    }

    #[test]
    fn other_lengths_and_other_characters_are_refused() {
        for text in [
            "",
            "8d5b",
            "8d5b7cc9a832e21d22503057e1fec8eg",
            "8d5b7cc9a832e21d22503057e1fec8e9 ",
            "８d5b7cc9a832e21d22503057e1fec8e9",
        ] {
            assert_eq!(text.parse::<Md5>(), Err(NotADigest), "{text}");
        }
    }
}
