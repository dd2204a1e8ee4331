//! The server's key and certificate: made at start, valid for every host it plays, trusted by key.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::PublicKeyData as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest as _, Sha256};

use super::hosts;

/// A fresh key with its self-signed certificate.
pub struct Identity {
    /// The certificate, DER.
    pub certificate: CertificateDer<'static>,
    /// Base64 of the SHA-256 of the public key's SPKI, as Chromium's allow list wants it.
    pub key_pin: String,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    /// A new identity for all hosts.
    pub fn new() -> Identity {
        let names: Vec<String> = hosts::all().into_iter().map(str::to_owned).collect();
        let made = rcgen::generate_simple_self_signed(names).expect("host names that fit a certificate");
        let key_info = made.signing_key.subject_public_key_info();
        Identity {
            certificate: made.cert.der().clone(),
            key_pin: STANDARD.encode(Sha256::digest(key_info)),
            key: PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a PKCS #8 key"),
        }
    }

    /// What the TLS listener needs.
    pub fn acceptor(&self) -> tokio_rustls::TlsAcceptor {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the protocol versions of the ring provider")
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.clone()], self.key.clone_key())
            .expect("a certificate that fits its key");
        tokio_rustls::TlsAcceptor::from(Arc::new(config))
    }
}
