//! A plain HTTPS client for tests: one request, one connection, trust in exactly one certificate.

use std::io;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// A request on its way.
#[derive(Clone, Debug)]
pub struct Request {
    method: &'static str,
    host: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers in their order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// As much of the body as arrived.
    pub body: Vec<u8>,
}

impl Request {
    /// A GET of an `https://` address.
    pub fn get(url: &str) -> Request {
        Request::new("GET", url)
    }

    /// A POST of a form, already encoded.
    pub fn post(url: &str, form: String) -> Request {
        let request = Request { body: form, ..Request::new("POST", url) };
        request.header("content-type", "application/x-www-form-urlencoded")
    }

    /// The same request with one more header.
    pub fn header(mut self, name: &str, value: &str) -> Request {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Any other method.
    pub fn new(method: &'static str, url: &str) -> Request {
        let rest = url.strip_prefix("https://").unwrap_or_else(|| panic!("`{url}` is no https address"));
        let (host, target) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, target) = (host.to_owned(), format!("/{target}"));
        Request { method, host, target, headers: Vec::new(), body: String::new() }
    }

    /// Sends the request to 127.0.0.1:`port`, whatever its host, and reads until the connection ends.
    pub async fn send(self, port: u16, trusted_certificate: Vec<u8>) -> io::Result<Reply> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from(trusted_certificate)).map_err(io::Error::other)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(self.host.clone()).map_err(io::Error::other)?;
        let connection = TcpStream::connect(("127.0.0.1", port)).await?;
        let mut connection = TlsConnector::from(Arc::new(config)).connect(name, connection).await?;
        // HTTP/1.0 has no chunks: the body is what comes until the end.
        let mut head = format!("{} {} HTTP/1.0\r\nhost: {}\r\n", self.method, self.target, self.host);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let whole = format!("{head}content-length: {}\r\n\r\n{}", self.body.len(), self.body);
        connection.write_all(whole.as_bytes()).await?;
        let mut answer = Vec::new();
        let end = connection.read_to_end(&mut answer).await;
        // An end without a farewell is how a broken connection looks; what arrived before it counts.
        match end {
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof || answer.is_empty() => Err(error),
            Ok(_) | Err(_) => Reply::parse(&answer),
        }
    }
}

impl Reply {
    /// The first header of that name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every header of that name.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON. Panics with the body when it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in `{}`", self.text()))
    }

    fn parse(answer: &[u8]) -> io::Result<Reply> {
        let no_reply = || io::Error::new(io::ErrorKind::UnexpectedEof, "the connection ended before a reply");
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").ok_or_else(no_reply)?;
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
        let pairs = lines.filter_map(|line| line.split_once(": "));
        Ok(Reply {
            status: status.ok_or_else(no_reply)?,
            headers: pairs.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
            body: answer[end + 4..].to_vec(),
        })
    }
}
