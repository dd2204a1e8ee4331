//! The browser's menu from installation to update: when it is made, where it shows, and what it leaves alone.

use serde_json::{Value, json};

use crate::{
    desk::{Desk, Outcome},
    support::{
        chromium::{CdpError, Name, Worker},
        tenant::alerts,
    },
};

const ITEMS: [&str; 4] = ["copy-all-sha256", "copy-all-sha1", "copy-all-md5", "copy-ticket-text"];

/// The items that are there. The browser lists them to nobody, but making one anew is an error.
async fn items(worker: &Worker) -> Result<Vec<String>, CdpError> {
    let mut there = Vec::new();
    for item in ITEMS {
        let script = format!("chrome.contextMenus.update('{item}', {{}}).then(() => true, () => false)");
        if worker.evaluate(&script).await? == Value::Bool(true) {
            there.push(item.to_owned());
        }
    }
    Ok(there)
}

/// Waits until the items that are there are these: they are made while the worker starts.
async fn has_items(desk: &Desk, expected: &[&str]) -> Outcome {
    let deadline = std::time::Instant::now() + crate::support::chromium::PATIENCE;
    loop {
        let there = items(&desk.browser.wake_worker().await?).await?;
        if there == expected {
            return Ok(());
        }
        if std::time::Instant::now() > deadline {
            return Err(format!("the menu has {there:?}, expected {expected:?}").into());
        }
    }
}

/// Check D-08: a worker that starts again makes nothing, an update makes all of it anew.
#[tokio::test]
async fn the_menu_is_made_at_installation_and_update_and_not_by_a_new_worker() -> Outcome {
    let Some(desk) = Desk::new("when the menu is made").await? else { return Ok(()) };
    let remove = "chrome.contextMenus.remove('copy-all-md5')";
    let left = [ITEMS[0], ITEMS[1], ITEMS[3]];
    has_items(&desk, &ITEMS).await?;
    desk.browser.wake_worker().await?.evaluate(remove).await?;
    has_items(&desk, &left).await?;
    desk.reload_extension().await?;
    has_items(&desk, &ITEMS).await?;
    desk.browser.wake_worker().await?.evaluate(remove).await?;
    for _ in 0..3 {
        desk.browser.wake_worker().await?.kill().await?;
        let worker = desk.browser.wake_worker().await?;
        // The worker has heard an event and done its work.
        worker.evaluate("chrome.tabs.onRemoved.dispatch(0, {})").await?;
        has_items(&desk, &left).await?;
    }
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// Check D-08: what the browser is asked for at an update, to the letter. It hides items by these patterns.
#[tokio::test]
async fn the_menu_shows_on_portals_alone() -> Outcome {
    let Some(desk) = Desk::new("where the menu shows").await? else { return Ok(()) };
    has_items(&desk, &ITEMS).await?;
    let worker = desk.browser.wake_worker().await?;
    let script = "(async () => {
        const made = [];
        chrome.contextMenus.removeAll = async () => { made.push('removed'); };
        chrome.contextMenus.create = item => { made.push(item); };
        chrome.runtime.onInstalled.dispatch({ reason: 'update' });
        const start = performance.now();
        while (made.length < 5 && performance.now() - start < 10000) await new Promise(done => setTimeout(done, 10));
        return made;
    })()";
    let made = worker.evaluate(script).await?;
    let made = made.as_array().ok_or("no list")?;
    assert_eq!(made[0], json!("removed"), "what was there before goes first");
    let ids: Vec<_> = made[1..].iter().map(|item| item["id"].as_str().unwrap_or_default()).collect();
    assert_eq!(ids, ITEMS);
    for item in &made[1..] {
        assert_eq!(item["contexts"], json!(["page", "link", "selection", "editable"]), "wherever a page is clicked");
        let portals = item["documentUrlPatterns"].as_array().ok_or("no patterns")?;
        assert!(!portals.is_empty());
        for portal in portals {
            let portal = portal.as_str().unwrap_or_default();
            let host = portal.strip_prefix("https://").and_then(|rest| rest.strip_suffix("/*")).unwrap_or_default();
            let known = host == "security.apps.mil"
                || ["security.microsoft.com", "security.microsoft.us"].iter().any(|end| host.ends_with(end));
            assert!(known && !host.contains('*'), "`{portal}` is no portal");
        }
    }
    Ok(())
}

/// Check D-08: whatever is selected, the copy is of the alert, and nothing of the selection is kept.
#[tokio::test]
async fn what_is_selected_when_the_menu_is_used_changes_nothing() -> Outcome {
    let Some(desk) = Desk::new("a selection").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.close().await?;
    for selected in
        ["canary ".repeat(15_000), "canary\r\n\ncanary\u{2028}".to_owned(), "canary\u{202e}\u{0}<b>".to_owned()]
    {
        tab.bring_to_front().await?;
        let worker = desk.browser.wake_worker().await?;
        let click = json!({
            "menuItemId": "copy-all-sha1", "pageUrl": tab.url().await?, "editable": false, "selectionText": selected,
            "linkText": selected, "srcUrl": selected,
        });
        let script = format!(
            "chrome.tabs.query({{ active: true, lastFocusedWindow: true }})
                 .then(([tab]) => chrome.contextMenus.onClicked.dispatch({click}, tab))"
        );
        worker.evaluate(&script).await?;
        let popup = desk.browser.wait_for_page("the popup", |target| target.url.ends_with("/popup.html")).await?;
        popup.wait_for_words("status", "6 SHA-1 copied").await?;
        assert!(popup.clipboard().await?.starts_with("565ca4d6"));
        assert!(!popup.text().await?.contains("canary"));
        popup.close().await?;
        for area in ["session", "local"] {
            let stored = desk.browser.wake_worker().await?.evaluate(&format!("chrome.storage.{area}.get()")).await?;
            assert!(!stored.to_string().contains("canary"), "{area}");
        }
    }
    assert_eq!(desk.tenant.api_calls().len(), 1);
    desk.browser.expect_no_complaints()?;
    Ok(())
}
