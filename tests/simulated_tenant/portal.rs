//! The portal's pages, and how a browser is led to them.

use super::support::https::Request;
use super::support::tenant::*;
use super::{sent, start};

#[tokio::test]
async fn every_portal_address_is_the_same_strict_application() {
    let tenant = start();
    for host in ["security.microsoft.com", "mto.security.microsoft.com", "security.microsoft.us", "security.apps.mil"] {
        let page = sent(&tenant, Request::get(&format!("https://{host}/alerts/{}", alerts::SIX_FILES))).await;
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(policy.contains("require-trusted-types-for 'script'"), "{policy}");
        assert!(!page.text().contains("<style") && !page.text().contains("style="), "nothing inline");
        assert_eq!(page.status, 200);
    }
}

#[tokio::test]
async fn the_pages_get_their_rows_from_the_same_alerts_as_the_api() {
    let tenant = start();
    let data = async |path: &str| {
        sent(&tenant, Request::get(&format!("https://security.microsoft.com/portal-data/{path}"))).await.json()
    };
    let alert = data(&format!("alert/{}", alerts::SIX_FILES)).await;
    assert_eq!(alert["severity"], "Medium");
    assert_eq!(alert["related"].as_array().map(Vec::len), Some(5));
    assert_eq!(data("incident/4711").await["alerts"].as_array().map(Vec::len), Some(6));
    assert_eq!(data("incident/4712").await["alerts"].as_array().map(Vec::len), Some(500));
    assert_eq!(data("queue").await.as_array().map(Vec::len), Some(500));
    assert_eq!(data("links/1000").await.as_array().map(Vec::len), Some(1000));
    assert!(data(&format!("alert/{}", alerts::UNKNOWN)).await.is_null());
}

#[test]
fn chromium_is_led_here_by_every_production_name_and_nowhere_else() {
    let tenant = start();
    let [rules, trust] = tenant.chromium_arguments_without(&["security.microsoft.us"]).try_into().expect("two");
    let port = tenant.port();
    assert!(rules.starts_with("--host-resolver-rules=MAP security.microsoft.us ~NOTFOUND, "), "{rules}");
    for host in ["login.microsoftonline.com", "api.securitycenter.microsoft.com", "*.chromiumapp.org", "evil.example"] {
        assert!(rules.contains(&format!("MAP {host} 127.0.0.1:{port}, ")), "{host} in {rules}");
    }
    assert!(rules.ends_with("MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"), "{rules}");
    assert!(trust.starts_with("--ignore-certificate-errors-spki-list="), "{trust}");
}

#[test]
fn a_link_to_an_alert_names_its_tenant() {
    let tenant = start();
    let expected = format!("https://security.microsoft.com/alerts/{}?tid={FABRIKAM}", alerts::OF_FABRIKAM);
    assert_eq!(tenant.alert_page(alerts::OF_FABRIKAM), expected);
}
