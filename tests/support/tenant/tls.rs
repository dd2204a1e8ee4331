//! The server's key and certificate: made at start, valid for every host it plays, trusted by key.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::PublicKeyData as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
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

    /// What the TLS listener needs. Hosts in `impostors` show a certificate that nobody trusts.
    pub fn acceptor(&self, impostors: Impostors) -> tokio_rustls::TlsAcceptor {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let certificates = Certificates { own: self.certified(), foreign: Identity::new().certified(), impostors };
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the protocol versions of the ring provider")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(certificates));
        tokio_rustls::TlsAcceptor::from(Arc::new(config))
    }

    fn certified(&self) -> Arc<CertifiedKey> {
        let key = rustls::crypto::ring::sign::any_supported_type(&self.key).expect("a key that ring can use");
        Arc::new(CertifiedKey::new(vec![self.certificate.clone()], key))
    }
}

/// The hosts behind which somebody else sits: a proxy that nobody installed the root of, an attacker.
#[derive(Clone, Debug, Default)]
pub struct Impostors(Arc<Mutex<BTreeSet<String>>>);

impl Impostors {
    /// From the next connection on, somebody else answers for `host`.
    pub fn add(&self, host: &str) {
        self.hosts().insert(host.to_owned());
    }

    /// From the next connection on, everybody is who they say.
    pub fn clear(&self) {
        self.hosts().clear();
    }

    fn hosts(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().expect("no handshake panics while it holds the impostors")
    }
}

#[derive(Debug)]
struct Certificates {
    own: Arc<CertifiedKey>,
    foreign: Arc<CertifiedKey>,
    impostors: Impostors,
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let foreign = hello.server_name().is_some_and(|host| self.impostors.hosts().contains(host));
        Some(Arc::clone(if foreign { &self.foreign } else { &self.own }))
    }
}
