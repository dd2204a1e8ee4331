//! What an administrator decides: there from the start, late, wrong in parts, changed while the browser runs.
//!
//! A policy counts for every browser on the machine, so these tests are a program of their own and write nothing
//! outside of `CI=true`.
#![cfg(not(target_arch = "wasm32"))]

mod support;

#[path = "in_chromium/desk.rs"]
#[expect(dead_code, reason = "the desk of all browser tests; these need a part of it")]
mod desk;

use std::{error::Error, time::Duration};

use serde_json::{Value, json};

use desk::{Desk, Outcome, dist, says};
use support::{
    chromium::{Brand, ManagedPolicy, Name, PolicyError, browser_or_skip, extension_id_of, skip},
    tenant::{CLIENT, CONTOSO, FABRIKAM, alerts},
};

/// Browsers notice a changed policy within seconds.
const NOTICED: Duration = Duration::from_secs(40);

fn brand(test: &str) -> Option<Brand> {
    browser_or_skip(test).map(|browser| browser.brand)
}

/// The policy, or `None` on a machine that is somebody's own.
async fn policy(test: &str, settings: &Value) -> Result<Option<ManagedPolicy>, Box<dyn Error>> {
    let Some(brand) = brand(test) else { return Ok(None) };
    in_place(test, ManagedPolicy::for_extension(brand, &extension_id_of(&dist())?, settings).await)
}

fn in_place(test: &str, outcome: Result<ManagedPolicy, PolicyError>) -> Result<Option<ManagedPolicy>, Box<dyn Error>> {
    match outcome {
        Err(elsewhere @ (PolicyError::NotContinuousIntegration | PolicyError::NotLinux)) => {
            skip(test, &elsewhere);
            Ok(None)
        }
        outcome => Ok(Some(outcome?)),
    }
}

#[tokio::test]
async fn a_policy_brings_the_tenant_and_locks_its_fields() -> Outcome {
    let test = "a policy with a tenant";
    let settings = json!({ "tenantId": CONTOSO, "clientId": CLIENT, "otherTenants": "forbid" });
    let Some(_policy) = policy(test, &settings).await? else { return Ok(()) };
    let Some(desk) = Desk::new(test).await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role_within(NOTICED, "button", "Use another account").await?;
    desk.sign_in(&popup).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.close().await?;
    tab.evaluate(&format!("history.pushState(null, '', '/alerts/{}?tid={FABRIKAM}')", alerts::OF_FABRIKAM)).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "policy allows no other").await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    says(&options, "Set by your organisation's policy").await?;
    says(&options, CONTOSO).await?;
    let open = options.get_all_by_role("textbox", "Tenant id").await?;
    for field in open {
        assert_eq!(field.run("function() { return this.readOnly || this.disabled }").await?, true);
    }
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// F-04: the browser tells its policy seconds after it has started. Until then nobody is asked for anything.
#[tokio::test]
async fn a_browser_that_has_just_started_asks_nobody_whom_its_policy_forbids() -> Outcome {
    let test = "a policy that forbids from the first second";
    let settings = json!({ "tenantId": CONTOSO, "clientId": CLIENT });
    let Some(policy) = policy(test, &settings).await? else { return Ok(()) };
    let Some(desk) = Desk::new(test).await? else { return Ok(()) };
    let id = desk.browser.extension_id().to_owned();
    // A first start, in a profile that knows no policy yet.
    let seen = seen_of_a_strange_tenant(&desk).await?;
    assert!(seen.iter().all(|text| !text.contains("See a sample")), "a policy that is there is not missed: {seen:?}");
    // A later one, in a profile that knows an older policy than the one of now.
    policy.replace_for_extension(&id, &json!({ "tenantId": CONTOSO, "clientId": CLIENT, "otherTenants": "forbid" }))?;
    let desk = desk.restarted().await?;
    let forged = json!({
        "type": "sign-in", "access": ["Files"], "account": ["Usual"], "asked_in": ["Page"],
        "directory": { "cloud": "commercial", "region": "default", "tenant": FABRIKAM, "client": CLIENT },
    });
    let options = desk.browser.open_extension_page("options.html").await?;
    let answer = options.evaluate(&format!("chrome.runtime.sendMessage({forged})")).await?.to_string();
    assert!(answer.contains("TenantForbidden"), "{answer}");
    let tab = desk.browser.open_tab(&desk.tenant.alert_page(alerts::OF_FABRIKAM)).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "policy allows no other").await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// Every text that the popup shows over an alert of Fabrikam, until it asks whether that tenant is meant.
async fn seen_of_a_strange_tenant(desk: &Desk) -> Result<Vec<String>, Box<dyn Error>> {
    let tab = desk.browser.open_tab(&desk.tenant.alert_page(alerts::OF_FABRIKAM)).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    let watch = "globalThis.seen = [document.body.innerText];
        new MutationObserver(() => seen.push(document.body.innerText))
            .observe(document, { subtree: true, childList: true, characterData: true })";
    popup.evaluate(&format!("{{ {watch} }}")).await?;
    popup.get_by_role_within(NOTICED, "button", "Use this tenant").await?;
    let seen = popup.evaluate("seen").await?;
    popup.close().await?;
    Ok(seen.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect())
}

/// F-04: it comes seconds after the first start, and a page that is open then follows.
#[tokio::test]
async fn a_policy_that_comes_late_changes_and_goes_is_followed_by_open_pages() -> Outcome {
    let test = "a policy that comes late";
    let Some(policy) = policy(test, &json!({})).await? else { return Ok(()) };
    let Some(desk) = Desk::new(test).await? else { return Ok(()) };
    let id = desk.browser.extension_id().to_owned();
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("button", "See a sample").await?;
    says(&popup, "Which file is the bad one").await?;
    let tenant = |name: &str| json!({ "tenants": [{ "tenantId": CONTOSO, "name": name, "clientId": CLIENT }] });
    policy.replace_for_extension(&id, &tenant("Contoso"))?;
    popup.get_by_role_within(NOTICED, "heading", "Sign in to see this alert's files").await?;
    says(&popup, "your account in Contoso").await?;
    policy.replace_for_extension(&id, &tenant("Contoso Europe"))?;
    popup.wait_until_within(NOTICED, "document.body.innerText.includes('Contoso Europe')").await?;
    policy.replace_for_extension(&id, &json!({}))?;
    popup.wait_until_within(NOTICED, "document.body.innerText.includes('Which file is the bad one')").await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// F-04: one wrong key costs that key.
#[tokio::test]
async fn a_policy_that_is_wrong_in_parts_holds_in_the_rest_and_the_options_tell() -> Outcome {
    let test = "a policy that is wrong in parts";
    let settings = json!({
        "tenants": [
            { "tenantId": CONTOSO, "name": "Contoso", "clientId": CLIENT },
            { "tenantId": "contoso.com", "clientId": CLIENT },
            { "tenantId": FABRIKAM, "clientId": CLIENT, "cloud": "mars" },
        ],
        "otherTenants": "perhaps",
        "cacheMinutes": "five",
        "pivots": 7,
        "noSuchKey": true,
    });
    let Some(_policy) = policy(test, &settings).await? else { return Ok(()) };
    let Some(desk) = Desk::new(test).await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_until_within(NOTICED, "document.body.innerText.includes('your account in Contoso')").await?;
    popup.close().await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    says(&options, "Parts of your organisation's policy cannot be used").await?;
    for wrong in ["contoso.com", "mars", "perhaps"] {
        says(&options, wrong).await?;
    }
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// F-05: `permissions.contains` still says yes there.
#[tokio::test]
async fn an_api_host_that_policy_blocks_is_told_as_network_or_policy() -> Outcome {
    let test = "a blocked API host";
    let Some(brand) = brand(test) else { return Ok(()) };
    let blocked = json!({ "ExtensionSettings": {
        extension_id_of(&dist())?: { "runtime_blocked_hosts": ["https://api.securitycenter.microsoft.com"] },
    } });
    let Some(_policy) = in_place(test, ManagedPolicy::write(brand, &blocked).await)? else { return Ok(()) };
    let Some(desk) = Desk::new(test).await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    let told = popup.wait_for_words("alert", "cannot be reached: network or policy").await?;
    assert!(told.contains("ask whether policy blocks the API's host"), "{told}");
    for call in desk.tenant.api_calls() {
        assert_eq!(call.header("authorization"), None, "at most the browser's own question goes out: {}", call.method);
    }
    Ok(())
}
