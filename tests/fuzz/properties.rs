//! What holds for any bytes whatever, one function per door: the fuzzers search for bytes that break it, and
//! `tests/fuzz_corpus.rs` replays what they found.

use hashcard::{
    alert_id::AlertId,
    auth::{
        authorization::redirected,
        challenge::{self, Claims},
        client::ClientId,
        directory::Directory,
        pasted,
        pending::{PendingSignIn, Randomness, SignInRequest},
        scope::Scope,
        session::Session,
        tenant::TenantId,
        token,
    },
    cloud::{Cloud, Region},
    copy_request::CopyRequest,
    defender::{
        request::{self, NextLink},
        response,
    },
    evidence::{self, File, hash_kind::HashKind},
    export::{csv, hashes, indicators, json, kql, markdown, stix, ticket},
    http::HttpResponse,
    job::Job,
    json::{Json, Recorded},
    portal::{self, PageAlerts, PortalUrl},
    protocol::{RawSender, Request, Sender},
    secret::AccessToken,
    settings::{Choices, KnownGood},
    time::Timestamp,
};

/// A door, and what holds behind it.
pub(crate) type Property = fn(&[u8]);

/// Every door, by the name of its corpus.
pub(crate) const ALL: [(&str, Property); 7] = [
    ("alert_id", alert_id),
    ("portal_url", portal_url),
    ("defender_answer", defender_answer),
    ("token", token),
    ("redirect", redirect),
    ("message", message),
    ("copy", copy),
];

const NOW: Timestamp = Timestamp(1_769_460_000_000);
const OUR_ID: &str = "ondoelgghipnfkmgcgccpafjpgekcnhc";
/// 32 bytes of 7 in base64url: the state of [`pending`].
const STATE: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
const REDIRECT_URI: &str = "https://ondoelgghipnfkmgcgccpafjpgekcnhc.chromiumapp.org/";

/// An id that was read is its own text, and stays inside one segment of a path.
pub(crate) fn alert_id(bytes: &[u8]) {
    let text = &String::from_utf8_lossy(bytes);
    if let Ok(id) = AlertId::parse(text) {
        check_id(&id);
    }
    if let Some(pasted) = portal::pasted(text) {
        check_id(&pasted.alert);
    }
}

fn check_id(id: &AlertId) {
    let text = id.as_str();
    assert!((6..=128).contains(&text.len()), "{text}");
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')), "{text}");
    assert_eq!(AlertId::parse(text).as_ref(), Ok(id));
    let _ = (id.product().name(), id.created());
    let request = request::files(Cloud::Commercial, Region::Default, id, AccessToken::new("token".to_owned()));
    assert_eq!(request.url, format!("https://api.securitycenter.microsoft.com/api/alerts/{text}/files"));
}

/// A page's alerts are found on the portal's own hosts alone, each once, and the link written for them leads back.
pub(crate) fn portal_url(bytes: &[u8]) {
    let text = &String::from_utf8_lossy(bytes);
    if let Some(url) = PortalUrl::parse(text)
        && let Some(id) = &url.alert
    {
        check_id(id);
        let link = portal::alert_link(Cloud::Commercial, id, url.tenant.as_ref());
        let back = PortalUrl::parse(&link).expect("our own link is a portal's");
        assert_eq!((back.alert.as_ref(), &back.tenant), (Some(id), &url.tenant), "{link}");
    }
    if let Some(mut page) = PageAlerts::of("https://security.microsoft.com/incidents/12") {
        page.add_links(text.lines());
        page.add_links(text.lines());
        assert!(page.linked.len() <= PageAlerts::MOST_LINKED);
        for (place, linked) in page.linked.iter().enumerate() {
            check_id(&linked.id);
            assert!(page.linked[..place].iter().all(|earlier| earlier.id != linked.id), "{} twice", linked.id);
        }
        assert_eq!(PageAlerts::from_record(&page.to_record()), Some(page));
    }
}

/// Whatever answers: files or a reason, a next page on a host of the same cloud only, and no row that says nothing.
pub(crate) fn defender_answer(bytes: &[u8]) {
    let body = &String::from_utf8_lossy(bytes);
    let asked = id("da637472900382838869_1364969609");
    if let Ok(page) = response::files(body, &asked, Cloud::Commercial) {
        for file in &page.files {
            assert_eq!(file.alerts, std::slice::from_ref(&asked));
        }
        if let Some(Ok(next)) = &page.next {
            check_link(next);
        }
        let merged = evidence::merge(page.files.clone());
        assert!(merged.len() <= page.files.len());
    }
    if let Ok(alert) = response::alert(body, &asked) {
        let mut files = Vec::new();
        let unmatched = evidence::join(&mut files, &alert).len();
        assert!(unmatched <= alert.evidence.len());
    }
    let _ = response::file_statistics(body);
    let _ = response::error(body);
    if let Ok(next) = NextLink::parse(body, Cloud::Commercial) {
        check_link(&next);
    }
}

fn check_link(next: &NextLink) {
    let rest = next.as_str().strip_prefix("https://").expect("https");
    let (host, path) = rest.split_once('/').expect("a path");
    assert!(host.ends_with("securitycenter.microsoft.com") || host.ends_with("security.microsoft.com"), "{host}");
    assert!(path.starts_with("api/"), "{path}");
}

/// A pasted token is a token or a fault; a token endpoint's answer is a session or a failure; a challenge is bounded.
pub(crate) fn token(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    if let Ok(token) = pasted::read(text, NOW) {
        let session = token.session;
        assert_eq!(Session::from_json(&session.to_json()), Some(session));
    }
    for status in [200, 400, 429, 502] {
        let answer = HttpResponse { status, body: text.to_owned(), ..HttpResponse::default() };
        if let Ok(session) = token::redeemed(&answer, &pending(), NOW) {
            assert_eq!(Session::from_json(&session.to_json()), Some(session));
        }
    }
    if let Some(Ok(claims)) = challenge::claims(text) {
        assert_eq!(Claims::parse(claims.as_str()), Ok(claims));
    }
}

/// A code comes only from our own redirect URI with the state of the sign-in under way.
pub(crate) fn redirect(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    let pending = pending();
    for address in [text.to_owned(), format!("{REDIRECT_URI}#{text}"), format!("{REDIRECT_URI}#state={STATE}&{text}")] {
        let code = redirected(&address, REDIRECT_URI, Some(&pending), NOW);
        if code.is_ok() {
            assert!(address.starts_with(REDIRECT_URI) && address.contains(STATE), "{address}");
            assert!(redirected(&address, REDIRECT_URI, None, NOW).is_err(), "used twice: {address}");
            assert!(redirected(&address, REDIRECT_URI, Some(&pending), Timestamp(NOW.0 + 601_000)).is_err());
        }
    }
}

/// Whoever sends whatever: a stranger may send nothing, a content script reports alone; stored records read back.
pub(crate) fn message(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    let (choices, _) = Choices::read(text);
    assert_eq!(Choices::read(&choices.to_json()).0, choices, "what was kept reads back");
    let Some(json) = Json::parse(text) else { return };
    // Fractions are rounded to thousandths once; after that nothing is lost any more.
    let written = json.to_string();
    assert_eq!(Json::parse(&written).map(|json| json.to_string()), Some(written));
    let sender = Sender::of(RawSender::read(&json), OUR_ID, &format!("chrome-extension://{OUR_ID}"));
    let Some(request) = Request::from_record(&json) else { return };
    assert!(!Sender::Stranger.may_send(&request));
    if !matches!(sender, Sender::OurPage) {
        assert!(!sender.may_send(&request) || matches!(request, Request::Page(_)));
    }
    let _ = Job::from_record(&json).map(|job| (job.settled(), job.finished()));
    let _ = CopyRequest::from_record(&json);
}

/// A hash list is hex alone; a ticket has no control character but its own line feeds, and no line of a value's making.
pub(crate) fn copy(bytes: &[u8]) {
    let body = &String::from_utf8_lossy(bytes);
    let asked = id("da637472900382838869_1364969609");
    let Ok(page) = response::files(body, &asked, Cloud::Commercial) else { return };
    let alert = response::alert(body, &asked).ok();
    let files = match &alert {
        Some(alert) => evidence::complete(page.files, alert),
        None => page.files,
    };
    let files: Vec<&File> = files.iter().collect();
    for kind in HashKind::ALL {
        let list = hashes::list(kind, &files);
        assert_eq!(list.text.lines().count(), list.copied);
        for line in list.text.lines() {
            assert!(matches!(line.len(), 32 | 40 | 64), "{line}");
            assert!(line.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{line}");
        }
    }
    let link = portal::alert_link(Cloud::Commercial, &asked, None);
    let source = ticket::AlertSource { id: asked, alert: alert.as_ref(), link, as_of: NOW };
    let sources = [source];
    check_exports(&sources, &files);
    let text = ticket::ticket(&sources, &files);
    for line in text.lines() {
        assert!(!line.chars().any(|letter| letter.is_control()), "{line:?}");
        assert!(!line.trim_start().starts_with(['=', '+', '@']), "{line:?}");
    }
    let known = KnownGood::read(body);
    assert!(known.0.hashes().iter().all(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit())));
}

/// Every format of the exports holds its own form, whatever the files say.
fn check_exports(sources: &[ticket::AlertSource], files: &[&File]) {
    let columns = cells(&csv::csv(sources, &[])).first().map_or(0, Vec::len);
    for row in cells(&csv::csv(sources, files)) {
        assert_eq!(row.len(), columns, "{row:?}");
        for cell in row {
            for part in cell.split([',', ';']) {
                let begins = part.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
                assert!(!begins.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "a formula: {cell:?}");
            }
        }
    }
    for json in [json::json(sources, files), stix::bundle(files, [7; 16])] {
        assert!(Json::parse(&json).is_some(), "{json}");
    }
    for line in markdown::markdown(files).lines() {
        assert!(line.starts_with('|') && line.ends_with('|'), "{line:?}");
    }
    for part in indicators::indicators(sources, files, true, &|_| false).parts {
        assert!(cells(&part).len() <= 501);
    }
    let query = kql::query(files).text;
    let quoted = query.split('"').skip(1).step_by(2);
    assert!(quoted.into_iter().all(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit())), "{query}");
}

/// The cells of a table as RFC 4180 has it.
fn cells(table: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = table.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell).trim_end_matches('\r').to_owned());
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

fn id(text: &str) -> AlertId {
    AlertId::parse(text).expect("an alert id")
}

fn pending() -> PendingSignIn {
    let guid = "11111111-1111-4111-8111-111111111111";
    let directory = Directory {
        cloud: Cloud::Commercial,
        region: Region::Default,
        tenant: TenantId(guid.parse().expect("a GUID")),
        client: ClientId(guid.parse().expect("a GUID")),
    };
    let wanted = SignInRequest { directory, scopes: Scope::FILES.to_vec(), claims: None };
    let randomness = Randomness { state: [7; 32], verifier: [8; 32], nonce: [9; 32] };
    PendingSignIn::begin(wanted, &randomness, NOW)
}
