//! Who may send what: messages as a forger would send them.

#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_browser.rs"]
mod fake_browser;
#[allow(dead_code, unreachable_pub, reason = "several test crates use it and each a part of it")]
#[path = "support/fake_entra.rs"]
mod fake_entra;

use fake_browser::FakeBrowser;
use fake_entra::{TENANT, directory};
use futures_util::future::join;
use hashcard::{
    alert_id::AlertId,
    json::{Json, Recorded},
    pages,
    portal::PageAlerts,
    protocol::{Access, AccountChoice, AskedIn, LookUp, PageReport, RawSender, Request, Sender, SignIn, SilentSignIn},
};
use serde_json::{Value, json};

const OUR_ID: &str = "ondoelgghipnfkmgcgccpafjpgekcnhc";
const OUR_ORIGIN: &str = "chrome-extension://ondoelgghipnfkmgcgccpafjpgekcnhc";
const PORTAL: &str = "https://security.microsoft.com";
const INCIDENT: &str = "https://security.microsoft.com/incident2/9/overview?tid=11111111-1111-4111-8111-111111111111";

fn sender(json: Value) -> Sender {
    let raw = RawSender::read(&Json::parse(&json.to_string()).expect("JSON"));
    Sender::of(raw, OUR_ID, OUR_ORIGIN)
}

/// A request as our own pages write it.
fn written(request: &Request) -> Value {
    serde_json::from_str(&request.to_record().to_string()).expect("JSON")
}

fn page() -> Value {
    json!({ "type": "page", "url": INCIDENT, "links": ["/alerts/da637472900382838869_1"] })
}

fn sign_in() -> Value {
    written(&Request::SignIn(SignIn {
        directory: directory(TENANT),
        access: Access::Files,
        account: AccountChoice::Usual,
        claims: None,
        asked_in: AskedIn::Popup { window: 7 },
    }))
}

fn silently() -> Value {
    written(&Request::SignInSilently(SilentSignIn { directory: directory(TENANT) }))
}

fn look_up() -> Value {
    let alert = AlertId::parse("da637472900382838869_1").expect("an alert id");
    written(&Request::LookUp(LookUp { tab: 3, alert: Some(alert) }))
}

fn request(json: &Value) -> Option<Request> {
    Request::from_record(&Json::parse(&json.to_string()).expect("JSON"))
}

/// Check D-01.
#[test]
fn the_table_of_senders_holds_against_forgers() {
    let portal_tab = json!({ "id": 3, "url": INCIDENT });
    // Who, and whether a page report, a sign-in, a silent sign-in and a lookup are taken from there.
    let table: [(&str, Value, [bool; 4]); 18] = [
        ("the popup", json!({ "id": OUR_ID, "origin": OUR_ORIGIN }), [false, true, true, true]),
        ("the side panel", json!({ "id": OUR_ID, "origin": OUR_ORIGIN, "frameId": 0 }), [false, true, true, true]),
        (
            "the options page in a tab",
            json!({ "id": OUR_ID, "origin": OUR_ORIGIN, "frameId": 0, "tab": { "id": 9, "url": "chrome-extension://x/options.html" } }),
            [false, true, true, true],
        ),
        (
            "the content script",
            json!({ "id": OUR_ID, "origin": PORTAL, "frameId": 0, "tab": portal_tab }),
            [true, false, false, false],
        ),
        (
            "the content script of a sub-frame",
            json!({ "id": OUR_ID, "origin": PORTAL, "frameId": 4, "tab": portal_tab }),
            [false; 4],
        ),
        ("a content script without a frame", json!({ "id": OUR_ID, "origin": PORTAL, "tab": portal_tab }), [false; 4]),
        ("a content script without a tab", json!({ "id": OUR_ID, "origin": PORTAL, "frameId": 0 }), [false; 4]),
        (
            "a content script in a tab without an address",
            json!({ "id": OUR_ID, "origin": PORTAL, "frameId": 0, "tab": { "id": 3 } }),
            [false; 4],
        ),
        (
            "a content script on another site",
            json!({ "id": OUR_ID, "origin": "https://evil.example", "frameId": 0, "tab": portal_tab }),
            [false; 4],
        ),
        (
            "a content script on a host that only begins like a portal",
            json!({ "id": OUR_ID, "origin": "https://security.microsoft.com.evil.example", "frameId": 0, "tab": portal_tab }),
            [false; 4],
        ),
        (
            "a content script on the portal without TLS",
            json!({ "id": OUR_ID, "origin": "http://security.microsoft.com", "frameId": 0, "tab": portal_tab }),
            [false; 4],
        ),
        (
            "a content script on a retired portal",
            json!({ "id": OUR_ID, "origin": "https://securitycenter.windows.com", "frameId": 0, "tab": portal_tab }),
            [false; 4],
        ),
        (
            "another extension that names our origin",
            json!({ "id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "origin": OUR_ORIGIN }),
            [false; 4],
        ),
        (
            "another extension",
            json!({ "id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "origin": "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }),
            [false; 4],
        ),
        ("a web page", json!({ "origin": PORTAL, "frameId": 0, "tab": portal_tab }), [false; 4]),
        ("a sandboxed page of ours", json!({ "id": OUR_ID, "origin": "null", "frameId": 0 }), [false; 4]),
        ("nobody", json!({}), [false; 4]),
        (
            "types that a browser does not send",
            json!({ "id": OUR_ID, "origin": [OUR_ORIGIN], "frameId": "0" }),
            [false; 4],
        ),
    ];
    let requests = [page(), sign_in(), silently(), look_up()].map(|json| request(&json).expect("a request"));
    for (who, raw, expected) in table {
        let sender = sender(raw);
        let found = [0, 1, 2, 3].map(|at| sender.may_send(&requests[at]));
        assert_eq!(found, expected, "{who}: {sender:?}");
    }
}

/// Check D-03.
#[test]
fn the_address_of_a_content_script_is_its_tabs_whatever_it_says() {
    let raw = json!({
        "id": OUR_ID, "origin": PORTAL, "frameId": 0, "url": "https://security.microsoft.com/alerts/da1_1",
        "tab": { "id": 3, "url": INCIDENT, "title": "ignored" },
    });
    assert_eq!(sender(raw), Sender::ContentScript { tab: 3, url: INCIDENT.to_owned() });
}

/// Check D-02.
#[test]
fn what_is_not_in_the_protocol_is_no_request() {
    for good in [page(), sign_in(), silently(), look_up()] {
        assert!(request(&good).is_some(), "{good}");
        for name in good.as_object().expect("an object").keys() {
            let mut less = good.clone();
            less.as_object_mut().expect("an object").remove(name);
            // A sign-in that no challenge asked for carries no claims; a job's list of names is of no one alert.
            let may_be_missing = name == "claims" || name == "alert";
            assert_eq!(request(&less).is_some(), may_be_missing, "without `{name}`: {less}");
            for wrong in [json!(null), json!(7), json!([]), json!({}), json!("x"), json!({ "__proto__": {} })] {
                let mut changed = good.clone();
                changed[name] = wrong;
                // Any text is an address to compare, and a page may have no links.
                let harmless = (name == "url" && changed[name].is_string())
                    || (name == "links" && changed[name].as_array().is_some())
                    // Any number is a tab: whether it has a job its record says.
                    || (name == "tab" && changed[name].is_number())
                    || (may_be_missing && changed[name].is_null());
                assert_eq!(request(&changed).is_some(), harmless, "{changed}");
            }
        }
        for extra in ["__proto__", "constructor", "toString", "token"] {
            let mut more = good.clone();
            more[extra] = json!({ "type": "sign-in" });
            assert_eq!(request(&more), request(&good), "`{extra}` changes nothing");
        }
    }
    for other in ["", "Page", "sign_in", "SignIn", "sign-out", "__proto__", "constructor"] {
        let mut unknown = silently();
        unknown["type"] = json!(other);
        assert_eq!(request(&unknown), None, "`{other}`");
    }
    for nothing in [json!(null), json!([]), json!(""), json!(1), json!({ "type": ["page"] })] {
        assert_eq!(request(&nothing), None, "{nothing}");
    }
    let mut foreign = sign_in();
    foreign["directory"]["cloud"] = json!("https://evil.example");
    assert_eq!(request(&foreign), None);
    let mut path = sign_in();
    path["directory"]["tenant"] = json!("../../common");
    assert_eq!(request(&path), None);
}

/// Check D-02.
#[tokio::test]
async fn ten_megabytes_of_links_are_read_and_bounded() {
    let browser = FakeBrowser::new();
    let links: Vec<String> =
        (0..200_000).map(|at| format!("/alerts/da637472900382838869_{at}?tid=x#yyyyyyyyy")).collect();
    let report = PageReport { url: INCIDENT.to_owned(), links };
    let page = pages::report(&browser, 3, INCIDENT, &report).await.expect("room").expect("a portal page");
    assert_eq!(page.count(), PageAlerts::MOST_LINKED);
    assert!(browser.session()[&pages::key(3)].len() < 100_000);
}

// What becomes of a page report.

fn report(url: &str, numbers: &[u32]) -> PageReport {
    let links = numbers.iter().map(|number| format!("/alerts/da637472900382838869_{number}")).collect();
    PageReport { url: url.to_owned(), links }
}

fn found(page: &Option<PageAlerts>) -> Vec<AlertId> {
    page.as_ref().map_or_else(Vec::new, |page| page.linked.iter().map(|linked| linked.id.clone()).collect())
}

fn ids(numbers: &[u32]) -> Vec<AlertId> {
    let id = |number| AlertId::parse(&format!("da637472900382838869_{number}")).expect("an alert id");
    numbers.iter().map(id).collect()
}

#[tokio::test]
async fn links_add_up_while_a_page_is_scrolled() {
    let browser = FakeBrowser::new();
    pages::report(&browser, 3, INCIDENT, &report(INCIDENT, &[1, 2])).await.expect("room");
    let page = pages::report(&browser, 3, INCIDENT, &report(INCIDENT, &[2, 3])).await.expect("room");
    assert_eq!(found(&page), ids(&[1, 2, 3]));
    assert_eq!(pages::read(&browser, 3, INCIDENT).await, page);
    assert_eq!(found(&pages::read(&browser, 4, INCIDENT).await), [], "another tab");
}

#[tokio::test]
async fn two_reports_at_once_lose_nothing() {
    let browser = FakeBrowser::new();
    let (first, second) = (report(INCIDENT, &[1]), report(INCIDENT, &[2]));
    let (one, two) =
        join(pages::report(&browser, 3, INCIDENT, &first), pages::report(&browser, 3, INCIDENT, &second)).await;
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(found(&pages::read(&browser, 3, INCIDENT).await), ids(&[1, 2]));
}

/// Check D-03.
#[tokio::test]
async fn a_report_about_another_address_adds_no_links() {
    let browser = FakeBrowser::new();
    let elsewhere = "https://security.microsoft.com/incident2/10/overview";
    let page = pages::report(&browser, 3, INCIDENT, &report(elsewhere, &[1])).await.expect("room");
    assert_eq!(found(&page), []);
    let with_fragment = format!("{INCIDENT}#part");
    let page = pages::report(&browser, 3, &with_fragment, &report(INCIDENT, &[2])).await.expect("room");
    assert_eq!(found(&page), ids(&[2]), "a fragment is no other page");
    let named = "https://security.microsoft.com/alerts/da637472900382838869_7";
    let page = pages::report(&browser, 3, INCIDENT, &report(named, &[])).await.expect("room").expect("a page");
    assert_eq!(page.named, None, "the alert of a page is the one that its tab's address names");
}

#[tokio::test]
async fn links_of_the_page_before_are_forgotten_and_so_are_closed_tabs() {
    let browser = FakeBrowser::new();
    pages::report(&browser, 3, INCIDENT, &report(INCIDENT, &[1])).await.expect("room");
    let next = INCIDENT.replace("/9/", "/10/");
    assert_eq!(found(&pages::read(&browser, 3, &next).await), [], "before the page's first report");
    let page = pages::report(&browser, 3, &next, &report(&next, &[2])).await.expect("room");
    assert_eq!(found(&page), ids(&[2]));
    assert_eq!(pages::report(&browser, 3, "https://evil.example/", &report(&next, &[3])).await, Ok(None));
    assert!(browser.session().is_empty());
    assert_eq!(pages::read(&browser, 3, "https://evil.example/").await, None);
    pages::report(&browser, 3, INCIDENT, &report(INCIDENT, &[1])).await.expect("room");
    pages::forget(&browser, 3).await;
    assert!(browser.session().is_empty());
}

/// Check B-15.
#[tokio::test]
async fn a_page_is_read_from_its_address_when_the_storage_is_full_or_garbage() {
    let browser = FakeBrowser::new();
    browser.put_session(&pages::key(3), "[]");
    let named = "https://security.microsoft.com/alerts/da637472900382838869_7";
    let page = pages::read(&browser, 3, named).await.expect("a page");
    assert_eq!(page.named, ids(&[7]).pop());
    browser.fill_session_storage();
    pages::report(&browser, 3, named, &report(named, &[1])).await.expect_err("full");
}
