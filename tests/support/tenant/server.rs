//! The one listener: TLS, the record, the faults, and who answers for which host.

use std::convert::Infallible;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use futures_util::{StreamExt as _, stream};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use super::api::limits::CallLedger;
use super::api::paging::Paging;
use super::clock::Clock;
use super::dataset::Dataset;
use super::entra::state::EntraState;
use super::faults::{Action, Answer, Faults};
use super::hosts::{self, Role};
use super::quirks::Quirks;
use super::record::{Journal, RecordedRequest};
use super::scenario::Scenario;
use super::tls::{Identity, Impostors};
use super::{api, entra, portal};

/// A running server; dropping it stops the server.
pub struct Running {
    /// The port on 127.0.0.1.
    pub port: u16,
    /// The key and certificate.
    pub identity: Identity,
    /// The hosts that show a certificate of somebody else.
    pub impostors: Impostors,
    /// What the server knows.
    pub world: Arc<World>,
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

/// Everything that the server knows, shared by its connections and the handle in the test.
pub struct World {
    /// What time it is here.
    pub clock: Clock,
    /// What arrived.
    pub journal: Journal,
    /// What goes wrong next.
    pub faults: Faults,
    /// How Entra deviates.
    pub quirks: Quirks,
    /// The alerts and their files.
    pub dataset: Dataset,
    /// What makes this server's tokens and codes its own.
    pub secret: [u8; 32],
    scenario: Mutex<Scenario>,
    entra: Mutex<EntraState>,
    limits: Mutex<CallLedger>,
    paging: Mutex<Paging>,
}

impl World {
    /// The tenants, accounts and applications.
    pub fn scenario(&self) -> MutexGuard<'_, Scenario> {
        self.scenario.lock().expect("no request panics while it holds the scenario")
    }

    /// Sessions, codes and refresh tokens.
    pub fn entra(&self) -> MutexGuard<'_, EntraState> {
        self.entra.lock().expect("no request panics while it holds Entra's state")
    }

    /// The calls counted against the limits.
    pub fn limits(&self) -> MutexGuard<'_, CallLedger> {
        self.limits.lock().expect("no request panics while it holds the limits")
    }

    /// How the files of an alert are paged.
    pub fn paging(&self) -> MutexGuard<'_, Paging> {
        self.paging.lock().expect("no request panics while it holds the paging")
    }
}

impl Running {
    /// Listens on a random free port and answers from a thread of its own.
    pub fn start(scenario: Scenario) -> Running {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port on the loopback interface");
        listener.set_nonblocking(true).expect("a listener that can be polled");
        let port = listener.local_addr().expect("the address of a bound listener").port();
        let identity = Identity::new();
        let impostors = Impostors::default();
        let acceptor = identity.acceptor(impostors.clone());
        let world = Arc::new(World {
            clock: Clock::start(),
            journal: Journal::default(),
            faults: Faults::default(),
            quirks: Quirks::default(),
            dataset: Dataset::read(),
            secret: Sha256::digest(RandomState::new().hash_one(port).to_le_bytes()).into(),
            scenario: Mutex::new(scenario),
            entra: Mutex::default(),
            limits: Mutex::default(),
            paging: Mutex::default(),
        });
        let stop = Arc::new(Notify::new());
        let thread = std::thread::spawn({
            let (world, stop) = (Arc::clone(&world), Arc::clone(&stop));
            move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.expect("a runtime for the server").block_on(async {
                    tokio::select! {
                        () = stop.notified() => {}
                        never = accept(listener, acceptor, world) => match never {},
                    }
                });
            }
        });
        Running { port, identity, impostors, world, stop, thread: Some(thread) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.notify_one();
        if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join)
            && !std::thread::panicking()
        {
            std::panic::resume_unwind(panic);
        }
    }
}

/// The connection is to be closed without an answer.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("closed by a scripted fault")
    }
}

impl std::error::Error for Closed {}

async fn accept(listener: std::net::TcpListener, acceptor: tokio_rustls::TlsAcceptor, world: Arc<World>) -> Infallible {
    let listener = TcpListener::from_std(listener).expect("a listener that the runtime can poll");
    loop {
        // A client that went away before it was accepted is its own affair.
        let Ok((connection, _)) = listener.accept().await else { continue };
        let (acceptor, world) = (acceptor.clone(), Arc::clone(&world));
        tokio::spawn(async move {
            // Browsers open connections that they never use and break off handshakes; neither is a request.
            let Ok(connection) = acceptor.accept(connection).await else { return };
            let service = service_fn(move |request| serve(Arc::clone(&world), request));
            let served =
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(connection), service).await;
            // A broken connection is what `Close` and `Truncate` ask for, and what browsers do at their end.
            drop(served);
        });
    }
}

async fn serve(world: Arc<World>, request: hyper::Request<Incoming>) -> Result<Response<Body>, Closed> {
    let request = record(&world, request).await?;
    world.journal.add(request.clone());
    let mut response = match world.faults.take(&request) {
        None => answer(&world, &request),
        Some(Action::Respond(made_up)) => made_up_response(made_up),
        Some(Action::Delay(duration)) => {
            tokio::time::sleep(duration).await;
            answer(&world, &request)
        }
        Some(Action::Hold(gate)) => {
            gate.opened().await;
            answer(&world, &request)
        }
        Some(Action::Hang) => std::future::pending().await,
        Some(Action::Close) => return Err(Closed),
        Some(Action::Truncate) => truncated(answer(&world, &request)).await,
        Some(Action::Trickle(pause)) => trickled(answer(&world, &request), pause).await,
        Some(Action::Endless(length)) => endless(length),
        Some(Action::SignInError { error, number }) => {
            entra::authorize::send_back_error(&world, &request, error, number)
        }
    };
    // By the server's clock, which a test may have moved: clients estimate their own skew from it.
    let date = HeaderValue::from_str(&world.clock.now().to_http_date()).expect("a date of ASCII letters");
    response.headers_mut().insert(header::DATE, date);
    Ok(response)
}

async fn record(world: &World, request: hyper::Request<Incoming>) -> Result<RecordedRequest, Closed> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(Body::new(body), 64 << 20).await.map_err(|_| Closed)?;
    let headers: Vec<(String, String)> = head
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let host = headers.iter().find(|(name, _)| name == "host").map_or("", |(_, value)| value.as_str());
    Ok(RecordedRequest {
        at: world.clock.now().0,
        method: head.method.as_str().to_owned(),
        host: host.split(':').next().unwrap_or_default().to_ascii_lowercase(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers,
        body: body.to_vec(),
    })
}

fn answer(world: &World, request: &RecordedRequest) -> Response<Body> {
    match hosts::role(&request.host) {
        Role::Portal => portal::answer(world, request),
        Role::SignIn(authority) => entra::answer(world, authority, request),
        Role::Api(family) => api::answer(world, family, request),
        Role::Bystander => page(StatusCode::OK, NOBODY),
    }
}

/// Names an icon, so that the browser asks for nothing more.
const NOBODY: &str = r#"<!DOCTYPE html><title>Nobody</title><link rel="icon" href="data:,">"#;

/// An HTML page with that status.
pub fn page(status: StatusCode, html: &str) -> Response<Body> {
    respond(status, "text/html; charset=utf-8", html.to_owned())
}

/// A body of that content type with that status.
pub fn respond(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

fn made_up_response(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body.clone()));
    *response.status_mut() = answer.status_code();
    for (name, value) in &answer.headers {
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header value without control characters");
        response.headers_mut().append(*name, value);
    }
    response
}

async fn whole_body(response: Response<Body>) -> (axum::http::response::Parts, Bytes) {
    let (head, body) = response.into_parts();
    (head, axum::body::to_bytes(body, usize::MAX).await.expect("a body that stands in memory"))
}

async fn truncated(response: Response<Body>) -> Response<Body> {
    let (mut head, body) = whole_body(response).await;
    head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    let half = body.slice(..body.len() / 2);
    // The pause lets the first half leave before the connection breaks.
    let breaks = async {
        tokio::task::yield_now().await;
        Err(io::Error::other(Closed))
    };
    let pieces = stream::once(async { Ok(half) }).chain(stream::once(breaks));
    Response::from_parts(head, Body::from_stream(pieces))
}

async fn trickled(response: Response<Body>, pause: Duration) -> Response<Body> {
    let (head, body) = whole_body(response).await;
    let bytes = stream::unfold(0, move |position| {
        let byte = body.get(position..=position).map(Bytes::copy_from_slice);
        async move {
            let byte = byte?;
            tokio::time::sleep(pause).await;
            Some((Ok::<_, Infallible>(byte), position + 1))
        }
    });
    Response::from_parts(head, Body::from_stream(bytes))
}

fn endless(length: u64) -> Response<Body> {
    const ROW: &[u8] = br#"{"sha1":"f2a00fd2f2de1be0214b8529f1e9f67096c1aa70","determinationType":"Unknown"},"#;
    let start = Bytes::from_static(br#"{"value":["#);
    let row_length = u64::try_from(ROW.len()).expect("a short row");
    let rows = (0..length / row_length).map(|_| Bytes::from_static(ROW));
    let pieces = std::iter::once(start).chain(rows).map(Ok::<_, Infallible>);
    respond(StatusCode::OK, "application/json", Body::from_stream(stream::iter(pieces)))
}
