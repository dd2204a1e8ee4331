//! The browser's own menu on portal pages and links: the popup opens, looks up, copies and says so.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::{CdpError, Display, LaunchOptions, Name, PATIENCE, Page, PointerButton, WindowSize},
        tenant::{Action, FABRIKAM, Fault, Gate, RecordedRequest, alerts},
    },
};

/// Gives the worker the event of a click on its menu, and the popup that it opens.
async fn choose(desk: &Desk, tab: &Page, item: &str, link: Option<&str>) -> Result<Page, CdpError> {
    click(desk, tab, item, link).await?;
    desk.browser.wait_for_page("the popup", |target| target.url.ends_with("/popup.html")).await
}

async fn click(desk: &Desk, tab: &Page, item: &str, link: Option<&str>) -> Result<(), CdpError> {
    tab.bring_to_front().await?;
    let worker = desk.browser.wake_worker().await?;
    let mut click = json!({ "menuItemId": item, "pageUrl": tab.url().await?, "editable": false });
    if let Some(link) = link {
        click["linkUrl"] = json!(link);
    }
    let script = format!(
        "chrome.tabs.query({{ active: true, lastFocusedWindow: true }})
             .then(([tab]) => chrome.contextMenus.onClicked.dispatch({click}, tab))"
    );
    worker.evaluate(&script).await.map(drop)
}

/// A desk with a token, and a tab at the six files.
async fn signed_in(desk: &Desk) -> Result<Page, CdpError> {
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.close().await?;
    Ok(tab)
}

#[tokio::test]
async fn each_item_copies_for_the_whole_alert_of_the_page() -> Outcome {
    let Some(desk) = Desk::new("menu on the page").await? else { return Ok(()) };
    let tab = signed_in(&desk).await?;
    for (item, said, begins) in [
        ("copy-all-sha256", "6 SHA-256 copied", "599a4a3f31a5"),
        ("copy-all-sha1", "6 SHA-1 copied", "565ca4d6"),
        ("copy-all-md5", "6 MD5 copied", "9d1df4"),
        ("copy-ticket-text", "Ticket text of 6 files copied", "Alert id: da637551227677560813_-961444813"),
    ] {
        let popup = choose(&desk, &tab, item, None).await?;
        popup.wait_for_words("status", said).await?;
        let copied = popup.clipboard().await?;
        assert!(copied.starts_with(begins), "{item}: `{copied}`");
        assert!(!copied.ends_with('\n'), "{item} ends with a newline");
        popup.close().await?;
    }
    assert_eq!(desk.tenant.api_calls().len(), 1);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn on_a_link_the_copy_is_of_the_links_alert() -> Outcome {
    let Some(desk) = Desk::new("menu on a link").await? else { return Ok(()) };
    let tab = signed_in(&desk).await?;
    let link = format!("https://security.microsoft.com/alerts/{}", alerts::ONE_SIGNED_FILE);
    let popup = choose(&desk, &tab, "copy-all-sha1", Some(&link)).await?;
    popup.wait_for_words("status", "1 SHA-1 copied").await?;
    assert_eq!(popup.clipboard().await?, "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70");
    popup.close().await?;
    // With text selected the menu is on every link: one to a device is as the page around it.
    let device = "https://security.microsoft.com/machines/7";
    let popup = choose(&desk, &tab, "copy-all-sha1", Some(device)).await?;
    popup.wait_for_words("status", "6 SHA-1 copied").await?;
    Ok(())
}

#[tokio::test]
async fn on_a_link_that_names_no_tenant_the_copy_is_of_the_pages_tenant() -> Outcome {
    let Some(desk) = Desk::new("menu on a link of another tenant's page").await? else { return Ok(()) };
    signed_in(&desk).await?;
    desk.tenant.forget_requests();
    let page = format!("https://security.microsoft.com/incident2/{}/overview?tid={FABRIKAM}", alerts::INCIDENT);
    let tab = desk.browser.open_tab(&page).await?;
    let link = format!("https://security.microsoft.com/alerts/{}", alerts::ONE_SIGNED_FILE);
    let popup = choose(&desk, &tab, "copy-all-sha1", Some(&link)).await?;
    popup.get_by_role("heading", "Your token is for another tenant").await?;
    says(&popup, FABRIKAM).await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    Ok(())
}

/// Check D-08.
#[tokio::test]
async fn the_menu_is_made_once_and_outlives_the_worker() -> Outcome {
    let Some(desk) = Desk::new("menu of a new worker").await? else { return Ok(()) };
    let tab = signed_in(&desk).await?;
    desk.browser.worker().await?.kill().await?;
    let worker = desk.browser.wake_worker().await?;
    // Making an item anew is an error while it is there.
    let there = "new Promise(resolve => chrome.contextMenus.create(
        { id: 'copy-all-md5', title: 'again' }, () => resolve(chrome.runtime.lastError?.message ?? 'made anew')))";
    let answer = worker.evaluate(there).await?;
    assert!(answer.as_str().is_some_and(|message| message.contains("duplicate id")), "{answer}");
    let popup = choose(&desk, &tab, "copy-all-md5", None).await?;
    popup.wait_for_words("status", "6 MD5 copied").await?;
    Ok(())
}

#[tokio::test]
async fn where_the_popup_may_not_open_the_badge_tells_and_the_copy_waits_for_the_next_click() -> Outcome {
    let Some(desk) = Desk::new("popup refused").await? else { return Ok(()) };
    let tab = signed_in(&desk).await?;
    tab.bring_to_front().await?;
    let worker = desk.browser.wake_worker().await?;
    worker.evaluate("chrome.action.openPopup = () => Promise.reject(new Error('no window has the focus'))").await?;
    click(&desk, &tab, "copy-all-sha256", None).await?;
    let badge = "(async () => {
        for (let tries = 0; tries < 200; tries++) {
            const text = await chrome.action.getBadgeText({});
            if (text === '!') return text;
            await new Promise(resolve => setTimeout(resolve, 50));
        }
        return 'nothing';
    })()";
    assert_eq!(worker.evaluate(badge).await?, json!("!"));
    worker.evaluate("delete chrome.action.openPopup").await.ok();
    worker.kill().await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_for_words("status", "6 SHA-256 copied").await?;
    let worker = desk.browser.wake_worker().await?;
    assert_eq!(worker.evaluate("chrome.action.getBadgeText({})").await?, json!(""));
    Ok(())
}

#[tokio::test]
async fn a_copy_asked_for_before_signing_in_comes_with_the_cards() -> Outcome {
    let Some(desk) = Desk::new("copy before sign-in").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = choose(&desk, &tab, "copy-all-sha256", None).await?;
    desk.paste_token(&popup, "File.Read.All").await?;
    popup.wait_for_words("status", "6 SHA-256 copied").await?;
    Ok(())
}

#[tokio::test]
async fn a_copy_of_a_links_alert_asked_for_before_signing_in_is_of_that_alert() -> Outcome {
    let Some(desk) = Desk::new("copy of a link before sign-in").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let link = format!("https://security.microsoft.com/alerts/{}", alerts::ONE_SIGNED_FILE);
    let popup = choose(&desk, &tab, "copy-all-sha1", Some(&link)).await?;
    desk.paste_token(&popup, "File.Read.All").await?;
    popup.wait_for_words("status", "1 SHA-1 copied").await?;
    assert_eq!(popup.clipboard().await?, "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70");
    Ok(())
}

#[tokio::test]
async fn a_copy_of_stale_cards_waits_for_the_new_ones() -> Outcome {
    let Some(desk) = Desk::new("copy of stale cards").await? else { return Ok(()) };
    let tab = signed_in(&desk).await?;
    let worker = desk.browser.wake_worker().await?;
    // Ten minutes older than it is: an answer is kept as its moment, its length, its text.
    let aged = "chrome.storage.session.get().then(all => Promise.all(Object.entries(all)
        .filter(([key]) => key.startsWith('answer '))
        .map(([key, value]) => chrome.storage.session.set(
            { [key]: value.replace(/\\d{13}/, now => String(now - 600000)) }))))";
    worker.evaluate(aged).await?;
    desk.tenant.forget_requests();
    let gate = Gate::closed();
    desk.tenant.fault(Fault::api(Action::Hold(gate.clone())));
    let popup = choose(&desk, &tab, "copy-all-sha1", None).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    let is_call = |request: &RecordedRequest| request.path.ends_with("/files");
    desk.tenant.wait_for_request(PATIENCE, is_call).await.ok_or("no call")?;
    assert!(!popup.text().await?.contains("copied"), "{}", popup.text().await?);
    gate.open();
    popup.wait_for_words("status", "6 SHA-1 copied").await?;
    Ok(())
}

#[tokio::test]
async fn the_real_menu_of_a_real_window_copies() -> Outcome {
    let screen = WindowSize { width: 1280, height: 900 };
    let Some(display) = Display::start_or_skip("the real menu", screen)? else { return Ok(()) };
    let appearance = display.appearance();
    let window = WindowSize { width: 1200, height: 800 };
    let Some(desk) = Desk::with("the real menu", |options| LaunchOptions { appearance, window, ..options }).await?
    else {
        return Ok(());
    };
    let tab = signed_in(&desk).await?;
    tab.bring_to_front().await?;
    let select = "getSelection().selectAllChildren(document.querySelector('h1'))";
    // No DevTools target shows a native menu: keys are pressed until they meet it. `h` opens Hashcard's part; with text
    // selected it is some other item's, too, and Hashcard's part is the last but one. Return takes its first item.
    for (selected, keys) in [("", &["h", "Return"][..]), (select, &["Up", "Up", "Right", "Return"])] {
        tab.evaluate(selected).await?;
        let title = tab
            .evaluate(
                "(b => [b.x + b.width / 2, b.y + b.height / 2])(document.querySelector('h1').getBoundingClientRect())",
            )
            .await?;
        let [x, y] = [0, 1].map(|at| title[at].as_f64().unwrap_or_default());
        let (x, y) = tab.on_screen(x, y).await?;
        display.click(PointerButton::Right, x, y)?;
        let started = Instant::now();
        let popup = loop {
            for key in keys {
                display.key(key)?;
            }
            let popup = desk.browser.wait_for_page("the popup", |target| target.url.ends_with("/popup.html"));
            match tokio::time::timeout(Duration::from_secs(1), popup).await {
                Ok(popup) => break popup?,
                Err(_) if started.elapsed() < 2 * PATIENCE => {}
                Err(_) => return Err("no key led through the menu to the popup".into()),
            }
        };
        popup.wait_for_words("status", "6 SHA-256 copied").await?;
        assert_eq!(popup.clipboard().await?.split('\n').count(), 6);
        popup.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn on_a_page_without_an_alert_nothing_is_copied_and_it_is_said() -> Outcome {
    let Some(desk) = Desk::new("menu without an alert").await? else { return Ok(()) };
    signed_in(&desk).await?;
    let address = format!("https://security.microsoft.com/incident2/{}/overview", alerts::INCIDENT);
    let tab = desk.browser.open_tab(&address).await?;
    let popup = choose(&desk, &tab, "copy-all-sha256", None).await?;
    popup.wait_for_words("status", "Nothing was copied: there are no files here.").await?;
    Ok(())
}
