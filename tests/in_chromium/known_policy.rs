//! What policy said last is on screen before the browser tells what it says now, and then that is.

use serde_json::json;

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::{CdpError, Name, Page},
        tenant::{AccessClaims, CLIENT, CONTOSO, FABRIKAM, alerts},
    },
};

/// Loads a page anew, in which the browser tells policy only when the test does: by `tellPolicy`.
async fn reload_before_policy_is_told(page: &Page) -> Result<(), CdpError> {
    let late = "chrome.storage.managed.get = () => new Promise(tell => { globalThis.tellPolicy = tell; })";
    page.session().call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": late })).await?;
    page.reload().await
}

async fn tell_policy(page: &Page, policy: &serde_json::Value) -> Result<(), CdpError> {
    page.wait_until("globalThis.tellPolicy !== undefined").await?;
    page.evaluate(&format!("tellPolicy({policy})")).await.map(drop)
}

/// F-04: the browser takes seconds to tell its policy whenever it starts.
#[tokio::test]
async fn kept_cards_do_not_wait_for_policy_and_follow_it_when_it_comes() -> Outcome {
    let Some(desk) = Desk::new("cards before policy").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    reload_before_policy_is_told(&popup).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    let tenant = json!([{ "tenantId": CONTOSO, "name": "Contoso by policy", "clientId": CLIENT }]);
    tell_policy(&popup, &json!({ "tenants": tenant })).await?;
    says(&popup, "Contoso by policy").await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// What policy forbids is over at once, also for who has signed in before.
#[tokio::test]
async fn a_tenant_that_policy_comes_to_forbid_is_gone_from_the_screen() -> Outcome {
    let Some(desk) = Desk::new("a forbidden tenant").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    reload_before_policy_is_told(&popup).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    let tenant = json!([{ "tenantId": FABRIKAM, "name": "Fabrikam", "clientId": CLIENT }]);
    tell_policy(&popup, &json!({ "tenants": tenant, "otherTenants": "forbid" })).await?;
    popup.wait_until_none("article", Name::starting("File ")).await?;
    says(&popup, "Not signed in").await?;
    popup.get_by_role("button", "Use an access token").await?.click().await?;
    let token = desk.tenant.mint_access_token(&AccessClaims::default());
    popup.get_by_role("textbox", "Access token").await?.fill(&token).await?;
    popup.get_by_role("button", "Use token").await?.click().await?;
    popup.wait_for_words("alert", "which is not in your settings").await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// F-04: what policy decides is locked as soon as it is known, and open again when the policy is gone.
#[tokio::test]
async fn options_do_not_wait_for_policy_and_lock_what_it_decides_when_it_comes() -> Outcome {
    let Some(desk) = Desk::new("options before policy").await? else { return Ok(()) };
    let page = desk.browser.open_extension_page("options.html").await?;
    page.get_by_role("textbox", "Tenant id").await?;
    let tenant = json!({ "tenantId": CONTOSO, "clientId": CLIENT });
    let locked = "document.querySelector('#tenant-id')?.readOnly || document.querySelector('#tenant-id')?.disabled
        || !document.querySelector('#tenant-id')";
    for (policy, is_locked) in [(tenant, true), (json!({}), false)] {
        reload_before_policy_is_told(&page).await?;
        let before = !is_locked;
        page.wait_until(&format!("document.querySelector('h1') && !!({locked}) === {before}")).await?;
        tell_policy(&page, &policy).await?;
        page.wait_until(&format!("!!({locked}) === {is_locked}")).await?;
        let reason = page.text().await?.contains("Set by your organisation's policy");
        assert_eq!(reason, is_locked);
    }
    desk.browser.expect_no_complaints()?;
    Ok(())
}
