//! Which alert is on screen: what the address names, what the page links, what is pasted, and whom a link may not fool.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    desk::{Desk, Outcome, dist, says},
    support::{
        chromium::{CdpError, Chromium, LaunchOptions, Name, Page},
        tenant::{Action, Answer, CLIENT, CONTOSO, FABRIKAM, Fault, GOVERNMENT_CLIENT, LITWARE, alerts},
    },
};

/// What the portal's script does: the address changes, the page is drawn anew.
async fn go(tab: &Page, how: &str, address: &str) -> Result<(), CdpError> {
    tab.evaluate(&format!("history.{how}(null, '', '{address}')")).await.map(drop)
}

/// Measured, not asserted: a busy machine is no fault of the product. The aim is 200 ms.
fn measured(what: &str, took: Duration) {
    eprintln!("{what}: {} ms", took.as_millis());
}

async fn rows(popup: &Page) -> Result<usize, CdpError> {
    let list = popup.get_by_role("list", "Alerts on this page").await?;
    Ok(list.get_all_by_role("button", "Show files").await?.len())
}

/// D-04
#[tokio::test]
async fn badge_and_popup_follow_every_way_a_single_page_portal_moves() -> Outcome {
    let Some(desk) = Desk::new("a single-page portal").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    measured("badge after opening", desk.badge_says("6").await?);
    go(&tab, "pushState", &format!("/alerts/{}", alerts::ONE_SIGNED_FILE)).await?;
    measured("badge after pushState", desk.badge_says("1").await?);
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, alerts::ONE_SIGNED_FILE).await?;
    popup.close().await?;
    go(&tab, "replaceState", "/machines").await?;
    measured("badge after replaceState", desk.badge_says("").await?);
    go(&tab, "pushState", &format!("/alerts/{}", alerts::NO_FILES)).await?;
    measured("badge after pushState", desk.badge_says("6").await?);
    tab.evaluate("history.back()").await?;
    measured("badge after going back", desk.badge_says("").await?);
    tab.evaluate("history.forward()").await?;
    desk.badge_says("6").await?;
    tab.evaluate("location.hash = 'evidence'").await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, alerts::NO_FILES).await?;
    popup.close().await?;
    desk.badge_says("6").await?;
    tab.reload().await?;
    measured("badge after reload", desk.badge_says("6").await?);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// D-04
#[tokio::test]
async fn a_page_that_comes_back_from_the_back_forward_cache_reports_again() -> Outcome {
    let Some(desk) = Desk::new("the back-forward cache").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    desk.badge_says("6").await?;
    tab.evaluate("globalThis.isTheSameDocument = true").await?;
    tab.navigate("https://evil.example/").await?;
    desk.badge_says("").await?;
    tab.evaluate("history.back()").await?;
    measured("badge after coming back", desk.badge_says("6").await?);
    tab.wait_until("location.host === 'security.microsoft.com'").await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, alerts::SIX_FILES).await?;
    eprintln!("from the cache: {}", tab.evaluate("globalThis.isTheSameDocument === true").await?);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn where_the_popup_may_not_open_the_badge_says_that_something_waits_until_it_is_seen() -> Outcome {
    let Some(desk) = Desk::new("a refused popup").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    desk.start_with_token(&tab, "File.Read.All").await?.close().await?;
    desk.badge_says("6").await?;
    // A click in a window that is closed by now.
    let click = "chrome.tabs.query({ active: true, lastFocusedWindow: true }).then(([tab]) => {
        chrome.contextMenus.onClicked.dispatch(
            { menuItemId: 'copy-all-sha256', pageUrl: tab.url, editable: false }, { ...tab, windowId: 999999 });
    })";
    desk.browser.wake_worker().await?.evaluate(click).await?;
    desk.badge_says("!").await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_for_words("status", "copied").await?;
    assert_eq!(popup.clipboard().await?.lines().count(), 6);
    desk.badge_says("6").await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// D-04
#[tokio::test]
async fn two_tabs_have_a_badge_and_a_popup_each() -> Outcome {
    let Some(desk) = Desk::new("two tabs").await? else { return Ok(()) };
    let first = desk.open_alert(alerts::SIX_FILES).await?;
    desk.badge_says("6").await?;
    let second = desk.open_alert(alerts::ONE_SIGNED_FILE).await?;
    desk.badge_says("1").await?;
    let popup = desk.browser.open_popup(&second).await?;
    says(&popup, alerts::ONE_SIGNED_FILE).await?;
    popup.close().await?;
    let popup = desk.browser.open_popup(&first).await?;
    says(&popup, alerts::SIX_FILES).await?;
    desk.badge_says("6").await?;
    Ok(())
}

#[tokio::test]
async fn links_of_the_page_before_are_not_counted_for_the_next_one() -> Outcome {
    let Some(desk) = Desk::new("links of the page before").await? else { return Ok(()) };
    let tab = desk.browser.open_tab("https://security.microsoft.com/alerts").await?;
    desk.badge_says_more_than(10).await?;
    go(&tab, "pushState", &format!("/alerts/{}", alerts::ONE_SIGNED_FILE)).await?;
    desk.badge_says("1").await?;
    says(&tab, "Alert details").await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(1, "article", Name::starting("File ")).await?;
    assert!(!popup.text().await?.contains("more alert"), "{}", popup.text().await?);
    desk.badge_says("1").await?;
    Ok(())
}

#[tokio::test]
async fn a_link_that_is_drawn_later_counts_and_the_open_popup_shows_it() -> Outcome {
    let Some(desk) = Desk::new("links drawn later").await? else { return Ok(()) };
    let tab = desk.browser.open_tab("https://security.microsoft.com/blank").await?;
    desk.badge_says("").await?;
    desk.know_contoso().await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "This page has no alert").await?;
    for (count, folder, id) in [(1, "alerts", alerts::SIX_FILES), (2, "ALERTS", alerts::NO_FILES)] {
        let draw =
            format!("document.body.append(Object.assign(document.createElement('a'), {{ href: '/{folder}/{id}' }}))");
        tab.evaluate(&draw).await?;
        measured("badge after a new link", desk.badge_says(&count.to_string()).await?);
        popup.wait_for_count(count, "button", "Show files").await?;
    }
    tab.evaluate(&format!("document.querySelector('a').href = '/alerts/{}'", alerts::EXPIRED)).await?;
    desk.badge_says("3").await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn rows_of_a_windowed_grid_add_up_while_it_is_scrolled() -> Outcome {
    let Some(desk) = Desk::new("windowed grids").await? else { return Ok(()) };
    desk.know_contoso().await?;
    let incident = format!("https://security.microsoft.com/incident2/{}/overview", alerts::LARGE_INCIDENT);
    let tab = desk.browser.open_tab(&incident).await?;
    tab.get_by_role("grid", "Alerts of this incident").await?;
    desk.badge_says_more_than(5).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "Found on the part of the page drawn so far").await?;
    let before = rows(&popup).await?;
    tab.evaluate("document.querySelector('.view').scrollTo(0, 4000)").await?;
    desk.badge_says_more_than(before).await?;
    tab.evaluate("document.querySelector('.view').scrollTo(0, 8000)").await?;
    desk.badge_says_more_than(before + 10).await?;
    popup.wait_until(&format!("document.querySelectorAll('li').length > {}", before + 10)).await?;
    let drawn = tab.evaluate("document.querySelectorAll('.row a').length").await?.as_u64().unwrap_or_default();
    assert!(rows(&popup).await? > usize::try_from(drawn)?, "more than the grid draws at any moment");
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn of_ten_thousand_links_five_hundred_are_taken() -> Outcome {
    let Some(desk) = Desk::new("10,000 links").await? else { return Ok(()) };
    desk.know_contoso().await?;
    let tab = desk.browser.open_tab("https://security.microsoft.com/links/10000").await?;
    measured("badge after 10,000 links", desk.badge_says("500").await?);
    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_until("document.querySelectorAll('li').length === 500").await?;
    assert!(popup.text().await?.contains("500 alerts on this page"));
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// B-12: after an update the old content script is quiet and the new one reports.
#[tokio::test]
async fn an_extension_reloaded_under_an_open_tab_goes_on_reporting() -> Outcome {
    let Some(desk) = Desk::new("reload under an open tab").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    desk.badge_says("6").await?;
    desk.reload_extension().await?;
    measured("badge after the reload", desk.badge_says("6").await?);
    go(&tab, "pushState", &format!("/alerts/{}", alerts::ONE_SIGNED_FILE)).await?;
    desk.badge_says("1").await?;
    tab.evaluate("document.body.append(document.createElement('p'))").await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, alerts::ONE_SIGNED_FILE).await?;
    let told: Vec<String> = desk.browser.messages().iter().map(|message| message.text.clone()).collect();
    assert!(!told.iter().any(|text| text.contains("context invalidated")), "{told:?}");
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn the_alert_of_the_address_opens_at_once_and_the_others_are_one_line() -> Outcome {
    let Some(desk) = Desk::new("the alert of the address").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    desk.badge_says("6").await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.get_by_role("button", "5 more alerts on this page").await?.click().await?;
    assert_eq!(rows(&popup).await?, 5);
    assert_eq!(desk.tenant.api_calls().len(), 1, "a list costs nothing");
    Ok(())
}

#[tokio::test]
async fn a_page_without_an_alert_of_its_own_starts_with_the_list_of_those_it_links() -> Outcome {
    let Some(desk) = Desk::new("the list of alerts").await? else { return Ok(()) };
    desk.know_contoso().await?;
    let incident = format!("https://security.microsoft.com/incident2/{}/overview", alerts::INCIDENT);
    let tab = desk.browser.open_tab(&incident).await?;
    desk.badge_says("6").await?;
    let popup = desk.browser.open_popup(&tab).await?;
    assert_eq!(rows(&popup).await?, 6);
    let list = popup.get_by_role("list", "Alerts on this page").await?;
    let items = list.get_all_by_role("listitem", Name::Any).await?;
    let mut wanted = None;
    for item in items {
        if item.text().await?.contains(alerts::SIX_FILES) {
            wanted = Some(item);
        }
    }
    let wanted = wanted.ok_or("no row for the alert with six files")?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new(), "nothing is asked before a click");
    wanted.get_by_role("button", "Show files").await?.click().await?;
    desk.sign_in(&popup).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_alert_of_another_product_is_named_and_costs_no_call_without_a_click() -> Outcome {
    let Some(desk) = Desk::new("other products").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::NO_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    says(&popup, "This alert has no files").await?;
    popup.close().await?;
    desk.tenant.forget_requests();
    for (prefix, name) in [("fa", "Defender for Office 365"), ("aa", "Defender for Identity"), ("sn", "Sentinel")] {
        go(&tab, "pushState", &format!("/alerts/{prefix}637551227677560813_1")).await?;
        let popup = desk.browser.open_popup(&tab).await?;
        says(&popup, name).await?;
        says(&popup, "Defender for Endpoint alerts only").await?;
        popup.close().await?;
    }
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("button", "Try anyway").await?.click().await?;
    popup.wait_for_words("alert", "does not know this alert").await?;
    assert_eq!(desk.tenant.api_calls().len(), 1);
    Ok(())
}

#[tokio::test]
async fn beside_a_ticket_system_an_id_or_link_can_be_pasted() -> Outcome {
    let Some(desk) = Desk::new("pasted ids").await? else { return Ok(()) };
    let portal = desk.open_alert(alerts::NO_FILES).await?;
    let popup = desk.start_with_token(&portal, "File.Read.All").await?;
    says(&popup, "This alert has no files").await?;
    popup.close().await?;
    let tickets = desk.browser.open_tab("https://evil.example/ticket/4711").await?;
    // The alert that was pasted before is there again, and beside it the field for the next one.
    for (pasted, files) in [
        (alerts::SIX_FILES.to_owned(), 6),
        (format!("https://security.microsoft.com/alerts/{}?tid={CONTOSO}", alerts::ONE_SIGNED_FILE), 1),
        (format!("see hxxps://security[.]microsoft[.]com/alerts/{} please", alerts::FOURTEEN_FILES), 5),
    ] {
        let popup = desk.browser.open_popup(&tickets).await?;
        if files == 6 {
            says(&popup, "This tab is not the Defender portal").await?;
        }
        popup.get_by_role("textbox", "Alert id or link").await?.fill(&pasted).await?;
        popup.get_by_role("button", "Look up").await?.click().await?;
        popup.wait_for_count(files, "article", Name::starting("File ")).await?;
        popup.close().await?;
    }
    let popup = desk.browser.open_popup(&tickets).await?;
    let field = popup.get_by_role("textbox", "Alert id or link").await?;
    field.fill("please look at this").await?;
    field.press("Enter").await?;
    popup.wait_for_words("alert", "No alert id in that").await?;
    assert_eq!(desk.tenant.api_calls().len(), 4);
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn the_tenant_in_the_link_decides_whose_token_is_used() -> Outcome {
    let Some(desk) = Desk::new("the tenant in the link").await? else { return Ok(()) };
    desk.know(&json!({ "tenants": [
        { "tenantId": CONTOSO, "name": "Contoso", "clientId": CLIENT },
        { "tenantId": FABRIKAM, "name": "Fabrikam", "clientId": CLIENT },
    ] }))
    .await?;
    let tab = desk.browser.open_tab(&desk.tenant.alert_page(alerts::OF_FABRIKAM)).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "your account in Fabrikam").await?;
    desk.sign_in(&popup).await?;
    popup.wait_until("document.querySelectorAll('article').length > 0").await?;
    assert!(desk.tenant.token_requests()[0].path.contains(FABRIKAM));
    popup.close().await?;
    for tid in ["", "?tid=", "?tid=fab21ca0-6d41", "?tid=no-tenant-at-all"] {
        go(&tab, "pushState", &format!("/alerts/{}{tid}", alerts::SIX_FILES)).await?;
        let popup = desk.browser.open_popup(&tab).await?;
        says(&popup, "your account in Contoso").await?;
        popup.close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_tenant_that_is_not_in_the_settings_is_asked_nothing_before_a_click() -> Outcome {
    let Some(desk) = Desk::new("unknown tenants").await? else { return Ok(()) };
    desk.know_contoso().await?;
    let tab = desk.browser.open_tab(&desk.tenant.alert_page(alerts::OF_FABRIKAM)).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "This link names another tenant").await?;
    says(&popup, FABRIKAM).await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    popup.get_by_role("button", "Use this tenant").await?.click().await?;
    popup.get_by_role("button", "Sign in").await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new(), "that was no click on `Sign in`");
    desk.sign_in(&popup).await?;
    popup.wait_until("document.querySelectorAll('article').length > 0").await?;
    assert!(desk.tenant.token_requests()[0].path.contains(FABRIKAM));
    popup.close().await?;

    desk.know(&json!({
        "tenants": [{ "tenantId": CONTOSO, "clientId": CLIENT }],
        "otherTenants": "forbid",
    }))
    .await?;
    desk.tenant.forget_requests();
    go(&tab, "pushState", &format!("/alerts/{}?tid={LITWARE}", alerts::SIX_FILES)).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "policy allows no other").await?;
    assert_eq!(popup.get_all_by_role("button", "Use this tenant").await?.len(), 0);
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_portal_of_another_cloud_than_the_tenants_is_said_and_nothing_is_asked() -> Outcome {
    let Some(desk) = Desk::new("portal and cloud disagree").await? else { return Ok(()) };
    desk.know(&json!({
        "tenants": [{ "tenantId": LITWARE, "name": "Litware", "cloud": "gcc-high", "clientId": GOVERNMENT_CLIENT }],
    }))
    .await?;
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "This portal belongs to another cloud").await?;
    says(&popup, "security.microsoft.us").await?;
    assert_eq!(popup.get_all_by_role("button", "Sign in").await?.len(), 0);
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    Ok(())
}

/// D-05, D-06: the same page with and without the extension has the same document and the same globals, under a
/// policy that forbids everything.
#[tokio::test]
async fn the_portal_cannot_see_the_content_script() -> Outcome {
    let Some(desk) = Desk::new("what the portal sees").await? else { return Ok(()) };
    let look = "JSON.stringify([document.documentElement.outerHTML, Object.getOwnPropertyNames(window).sort(), \
                typeof chrome?.runtime?.sendMessage])";
    let with = desk.open_alert(alerts::SIX_FILES).await?;
    says(&with, "Alert details").await?;
    desk.badge_says("6").await?;
    let options = LaunchOptions { arguments: desk.tenant.chromium_arguments(), ..LaunchOptions::default() };
    let bare = Chromium::launch(options).await?;
    let without = bare.open_tab(&with.url().await?).await?;
    says(&without, "Alert details").await?;
    assert_eq!(with.evaluate(look).await?, without.evaluate(look).await?);
    let violated = desk.browser.messages().into_iter().filter(|message| message.text.contains("Content Security"));
    assert_eq!(violated.count(), 0);
    Ok(())
}

/// D-05
#[tokio::test]
async fn the_content_script_runs_in_the_top_frame_of_the_portal_and_nowhere_else() -> Outcome {
    let Some(desk) = Desk::new("frames and hosts").await? else { return Ok(()) };
    let framed = format!("https://security.microsoft.com/alerts/{}", alerts::SIX_FILES);
    let html = |body: &str| Answer {
        status: 200,
        headers: vec![("content-type", "text/html".to_owned())],
        body: format!("<!doctype html><title>Page</title>{body}").into_bytes(),
    };
    let page = html(&format!("<iframe src='{framed}'></iframe>"));
    desk.tenant.fault(Fault::host("evil.example", Action::Respond(page)).on_path("/frames"));
    // The portal itself refuses to be framed.
    let link = html(&format!("<a href='/alerts/{}'>An alert</a>", alerts::NO_FILES));
    desk.tenant.fault(Fault::host("security.microsoft.com", Action::Respond(link)).on_path("/alerts/"));
    desk.browser.open_tab("https://evil.example/frames").await?;
    desk.tenant.wait_for_request(Duration::from_secs(10), |request| request.host == "security.microsoft.com").await;
    let id = desk.browser.extension_id().to_owned();
    let login =
        desk.browser.open_tab("https://login.microsoftonline.com/alerts/da637551227677560813_-961444813").await?;
    let inside = login.evaluate_as_content_script(&id, "1");
    assert!(tokio::time::timeout(Duration::from_secs(3), inside).await.is_err(), "no script of ours on sign-in pages");
    let worker = desk.browser.wake_worker().await?;
    let keys = worker.evaluate("chrome.storage.session.getKeys()").await?;
    assert!(!keys.to_string().contains("page "), "{keys}");
    Ok(())
}

/// D-03
#[tokio::test]
async fn a_content_script_that_lies_about_its_address_loses() -> Outcome {
    let Some(desk) = Desk::new("a lying content script").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::ONE_SIGNED_FILE).await?;
    desk.badge_says("1").await?;
    let lie = json!({
        "type": "page",
        "url": format!("https://security.microsoft.com/alerts/{}", alerts::SIX_FILES),
        "links": [format!("/alerts/{}", alerts::NO_FILES), format!("/alerts/{}", alerts::EXPIRED)],
    });
    let id = desk.browser.extension_id().to_owned();
    let worker = desk.browser.wake_worker().await?;
    let listen = "globalThis.kept = [];
        chrome.storage.session.onChanged.addListener(changes => kept.push(JSON.stringify(changes)))";
    worker.evaluate(listen).await?;
    tab.evaluate_as_content_script(&id, &format!("chrome.runtime.sendMessage({lie})")).await?;
    // All that was ever kept: the honest script's next report would hide what the lie did.
    let pages = worker.evaluate("kept").await?.to_string();
    for claimed in [alerts::SIX_FILES, alerts::NO_FILES, alerts::EXPIRED] {
        assert!(!pages.contains(claimed), "{pages}");
    }
    desk.badge_says("1").await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(1, "article", Name::starting("File ")).await?;
    assert!(!popup.text().await?.contains("more alert"));
    assert!(desk.tenant.api_calls()[0].path.contains(alerts::ONE_SIGNED_FILE));
    Ok(())
}

/// D-01, D-02
#[tokio::test]
async fn forged_and_malformed_messages_are_refused_and_the_worker_lives() -> Outcome {
    let Some(desk) = Desk::new("forged messages").await? else { return Ok(()) };
    desk.know_contoso().await?;
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    desk.badge_says("6").await?;
    let id = desk.browser.extension_id().to_owned();
    let directory = json!({ "cloud": "commercial", "region": "default", "tenant": CONTOSO, "client": CLIENT });
    let sign_in = json!({
        "type": "sign-in", "directory": directory, "access": "files", "account": "usual", "asked_in": "page",
    });
    let silently = json!({ "type": "sign-in-silently", "directory": directory });
    let look_up = json!({ "type": "look-up", "tab": 1, "alert": alerts::SIX_FILES });
    for forged in [&sign_in, &silently, &look_up] {
        let answer = tab.evaluate_as_content_script(&id, &format!("chrome.runtime.sendMessage({forged})")).await?;
        assert_eq!(answer, Value::Null, "{forged}");
    }
    let options = desk.browser.open_extension_page("options.html").await?;
    // Our own pages are answered: there is no such job.
    let answer = options.evaluate(&format!("chrome.runtime.sendMessage({look_up})")).await?;
    assert!(answer.to_string().contains("AlertUnknown"), "{answer}");
    let page = json!({ "type": "page", "url": "https://security.microsoft.com/", "links": [] });
    for odd in [
        page.to_string(),
        "{}".to_owned(),
        "null".to_owned(),
        "7".to_owned(),
        "'sign-in'".to_owned(),
        "[]".to_owned(),
        "{ type: 'no-such-thing' }".to_owned(),
        "{ type: 'sign-in' }".to_owned(),
        "{ type: 'sign-in', directory: 7, access: [], account: {}, asked_in: null }".to_owned(),
        "JSON.parse('{\"type\":\"page\",\"__proto__\":{\"url\":\"x\"},\"constructor\":{},\"links\":{}}')".to_owned(),
        "{ type: 'sign-in', directory: 'x'.repeat(10_000_000) }".to_owned(),
    ] {
        assert_eq!(options.evaluate(&format!("chrome.runtime.sendMessage({odd})")).await?, Value::Null, "{odd:.80}");
    }
    tab.bring_to_front().await?;
    let huge = "chrome.runtime.sendMessage({ type: 'page', url: location.href, links: Array(5000).fill('/alerts/x'.repeat(300)) })";
    assert_eq!(tab.evaluate_as_content_script(&id, huge).await?, Value::Null);
    desk.badge_says("6").await?;
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new(), "no window, no silent flow, no call");
    assert_eq!(
        tab.evaluate("typeof chrome?.runtime?.sendMessage").await?,
        "undefined",
        "a web page has no door at all"
    );
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// D-07
#[tokio::test]
async fn a_page_that_probes_for_the_extension_finds_nothing() -> Outcome {
    let Some(desk) = Desk::new("probing pages").await? else { return Ok(()) };
    let tab = desk.browser.open_tab("https://evil.example/").await?;
    let origin = desk.browser.extension_origin();
    let mut files: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(dist())? {
        files.push(entry?.file_name().to_string_lossy().into_owned());
    }
    files.push("icons/16.png".to_owned());
    assert!(files.len() > 8, "{files:?}");
    for file in files {
        let probe = format!(
            "(async () => {{
                 const address = '{origin}/{file}';
                 const loaded = name => new Promise(done => {{
                     const probe = Object.assign(document.createElement(name), {{ onload: () => done(name), onerror: () => done('') }});
                     probe[name === 'link' ? 'href' : 'src'] = address;
                     if (name === 'link') probe.rel = 'stylesheet';
                     document.body.append(probe);
                 }});
                 const fetched = await fetch(address).then(() => 'fetch', () => '');
                 return [fetched, await loaded('img'), await loaded('script'), await loaded('link')].join('');
             }})()"
        );
        assert_eq!(tab.evaluate(&probe).await?, "", "{file}");
    }
    let frame = format!(
        "new Promise(done => {{
             const frame = Object.assign(document.createElement('iframe'), {{ src: '{origin}/popup.html' }});
             frame.onload = () => {{ try {{ done(String(frame.contentWindow.location)); }} catch (error) {{ done('blocked'); }} }};
             document.body.append(frame);
         }})"
    );
    assert_eq!(tab.evaluate(&frame).await?, "blocked");
    let before = desk.browser.targets().len();
    // Later, for the opener does not answer while its window is being refused.
    let open = format!("void setTimeout(() => window.open('{origin}/popup.html'))");
    tab.evaluate_with_gesture(&open).await?;
    let deadline = Instant::now() + Duration::from_secs(10);
    while desk.browser.targets().len() <= before && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!desk.browser.targets().iter().any(|target| target.url.contains("popup.html")), "no page of ours opens");
    Ok(())
}

#[tokio::test]
async fn the_alerts_of_a_tenant_without_a_session_offer_the_sign_in_there() -> Outcome {
    let Some(desk) = Desk::new("list of another tenant").await? else { return Ok(()) };
    desk.know(&json!({ "tenants": [
        { "tenantId": CONTOSO, "name": "Contoso", "clientId": CLIENT },
        { "tenantId": FABRIKAM, "name": "Fabrikam", "clientId": CLIENT },
    ] }))
    .await?;
    let contoso = desk.browser.open_tab(&desk.tenant.alert_page(alerts::SIX_FILES)).await?;
    let popup = desk.start_with_token(&contoso, "File.Read.All").await?;
    popup.close().await?;
    let tab = desk.browser.open_tab(&format!("https://security.microsoft.com/links/3?tid={FABRIKAM}")).await?;
    desk.badge_says("3").await?;
    let popup = desk.browser.open_popup(&tab).await?;
    says(&popup, "With your account in Fabrikam").await?;
    popup.get_by_role("button", "Sign in").await?;
    assert_eq!(popup.get_all_by_role("button", "All files").await?.len(), 0);
    desk.sign_in(&popup).await?;
    popup.get_by_role("button", "All files").await?;
    Ok(())
}
