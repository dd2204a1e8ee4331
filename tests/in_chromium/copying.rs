//! Copies inside the popup: what exactly lies on the clipboard, and which gestures put it there.

use serde_json::json;

use crate::{
    desk::{Desk, Outcome},
    support::{
        chromium::{CdpError, Name, Page},
        tenant::alerts,
    },
};

const WORST: &str = "599a4a3f31a5";
const BEFORE: &str = "what lay there before";

async fn cards_of(desk: &Desk, alert: &str, scopes: &str) -> Result<Page, CdpError> {
    let tab = desk.open_alert(alert).await?;
    let popup = desk.start_with_token(&tab, scopes).await?;
    popup.wait_until("document.querySelector('article') !== null").await?;
    popup.set_clipboard(BEFORE).await?;
    Ok(popup)
}

/// The values of one kind of hash on the page, in the order of the cards.
async fn hashes_shown(popup: &Page, key: &str) -> Result<Vec<String>, CdpError> {
    let script = format!("[...document.querySelectorAll('.hash[data-copy={key}]')].map(cell => cell.textContent)");
    let shown = popup.evaluate(&script).await?;
    Ok(shown.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect())
}

fn is_lowercase_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[tokio::test]
async fn each_button_copies_its_one_hash_and_says_so() -> Outcome {
    let Some(desk) = Desk::new("copy one").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::SIX_FILES, "File.Read.All").await?;
    let card = popup.get_by_role("article", Name::starting("File 599a")).await?;
    for (button, key, said) in [
        ("Copy SHA-256", "sha256", "SHA-256 copied"),
        ("Copy SHA-1", "sha1", "SHA-1 copied"),
        ("Copy MD5", "md5", "MD5 copied"),
        ("Copy signer certificate hash", "certificate", "Signer certificate hash copied"),
    ] {
        card.get_by_role("button", button).await?.click().await?;
        popup.wait_for_words("status", said).await?;
        let copied = popup.clipboard().await?;
        assert_eq!(Some(&copied), hashes_shown(&popup, key).await?.first(), "{button}");
        assert!(is_lowercase_hex(&copied), "`{copied}`");
    }
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn a_click_on_the_hash_itself_copies_and_a_drag_over_it_never_does() -> Outcome {
    let Some(desk) = Desk::new("click and drag").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::SIX_FILES, "File.Read.All").await?;
    let cell = "document.querySelector('.hash[data-copy=sha256]')";
    let place =
        popup.evaluate(&format!("(b => [b.x, b.y, b.width, b.height])({cell}.getBoundingClientRect())")).await?;
    let [x, y, width, height] = [0, 1, 2, 3].map(|at| place[at].as_f64().unwrap_or_default());
    let middle = y + height / 2.0;
    let pointer = async |kind: &str, x: f64| {
        let button = json!({ "type": kind, "x": x, "y": middle, "button": "left", "buttons": 1, "clickCount": 1 });
        popup.session().call("Input.dispatchMouseEvent", button).await
    };
    popup.move_pointer(x + 2.0, middle).await?;
    pointer("mousePressed", x + 2.0).await?;
    for step in 1..=4 {
        pointer("mouseMoved", x + width * f64::from(step) / 5.0).await?;
    }
    pointer("mouseReleased", x + width * 0.8).await?;
    let selected = popup.evaluate("getSelection().toString()").await?;
    assert!(selected.as_str().is_some_and(|text| text.len() > 10), "selected {selected}");
    assert_eq!(popup.clipboard().await?, BEFORE, "a drag copied");
    // A click elsewhere takes the selection away, the next one on the hash copies it.
    popup.evaluate("getSelection().removeAllRanges()").await?;
    pointer("mousePressed", x + 20.0).await?;
    pointer("mouseReleased", x + 20.0).await?;
    popup.wait_for_words("status", "SHA-256 copied").await?;
    assert!(popup.clipboard().await?.starts_with(WORST));
    Ok(())
}

#[tokio::test]
async fn the_whole_hash_is_selected_where_only_a_part_of_it_fits() -> Outcome {
    let Some(desk) = Desk::new("whole hash").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::SIX_FILES, "File.Read.All").await?;
    popup.evaluate("getSelection().selectAllChildren(document.querySelector('.hash[data-copy=sha256]'))").await?;
    let selected = popup.evaluate("getSelection().toString()").await?;
    assert_eq!(selected.as_str().map(str::len), Some(64), "selected {selected}");
    Ok(())
}

#[tokio::test]
async fn with_text_selected_the_menu_is_the_browsers_else_ours() -> Outcome {
    let Some(desk) = Desk::new("whose menu").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::SIX_FILES, "File.Read.All").await?;
    // Asked at the window, after Hashcard's own listeners; then the browser's menu is kept from opening.
    popup
        .evaluate(
            "addEventListener('contextmenu', event => {
                 window.prevented = event.defaultPrevented;
                 event.preventDefault();
             })",
        )
        .await?;
    let cell = popup.get_all_by_role("article", Name::starting("File ")).await?.remove(0);
    popup.evaluate("getSelection().selectAllChildren(document.querySelector('article .hash'))").await?;
    cell.right_click().await?;
    popup.wait_until("window.prevented === false").await?;
    assert_eq!(popup.get_all_by_role("menu", Name::Any).await?.len(), 0);
    popup.evaluate("getSelection().removeAllRanges()").await?;
    cell.right_click().await?;
    popup.get_by_role("menu", Name::Any).await?;
    assert_eq!(popup.evaluate("window.prevented").await?, json!(true));
    Ok(())
}

#[tokio::test]
async fn a_cards_menu_begins_with_the_hash_under_the_pointer() -> Outcome {
    let Some(desk) = Desk::new("menu of a card").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::SIX_FILES, "File.Read.All").await?;
    let card = popup.get_by_role("article", Name::starting("File 599a")).await?;
    card.get_by_role("button", "Copy SHA-1").await?.right_click().await?;
    let menu = popup.get_by_role("menu", Name::Any).await?;
    let expected = [
        "Copy SHA-1",
        "Copy SHA-256",
        "Copy MD5",
        "Copy signer certificate hash",
        "Copy this file as ticket text",
        "Copy all SHA-256",
        "Copy all SHA-1",
        "Copy all MD5",
        "Copy all signer certificate hashes",
        "Copy as ticket text",
    ];
    assert_eq!(menu.names_by_role("menuitem").await?, expected);
    menu.get_by_role("menuitem", "Copy MD5").await?.click().await?;
    popup.wait_for_words("status", "MD5 copied").await?;
    assert_eq!(Some(&popup.clipboard().await?), hashes_shown(&popup, "md5").await?.first());
    popup.wait_until_none("menu", Name::Any).await?;
    // The certificate's hash is what a card without a signer does not have.
    let card = popup.get_by_role("article", Name::starting("File 3ee0852c8d67")).await?;
    card.get_by_role("button", "Copy SHA-256").await?.right_click().await?;
    let menu = popup.get_by_role("menu", Name::Any).await?;
    assert!(!menu.names_by_role("menuitem").await?.contains(&"Copy signer certificate hash".to_owned()));
    menu.get_by_role("menuitem", "Copy this file as ticket text").await?.click().await?;
    popup.wait_for_words("status", "Ticket text of 1 file copied").await?;
    let ticket = popup.clipboard().await?;
    assert!(ticket.contains("3ee0852c8d67") && !ticket.contains(WORST), "{ticket}");
    Ok(())
}

#[tokio::test]
async fn the_menu_fits_into_a_popup_with_a_single_card() -> Outcome {
    let Some(desk) = Desk::new("menu of a single card").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::ONE_SIGNED_FILE, "File.Read.All").await?;
    let button = popup.get_by_role("button", "Copy signer certificate hash").await?;
    button.right_click().await?;
    let menu = popup.get_by_role("menu", Name::Any).await?;
    let area = menu.bounding_box().await?;
    let size = popup.evaluate("[innerWidth, innerHeight]").await?;
    let [width, height] = [0, 1].map(|at| size[at].as_f64().unwrap_or_default());
    assert!(area.x >= 0.0 && area.x + area.width <= width, "{area:?} in {width} × {height}");
    assert!(area.y >= 0.0 && area.y + area.height <= height, "{area:?} in {width} × {height}");
    popup.press("End").await?;
    popup.wait_until("document.activeElement.textContent === 'Copy as ticket text'").await?;
    let last = "document.activeElement.getBoundingClientRect().bottom <= innerHeight";
    assert_eq!(popup.evaluate(last).await?, json!(true), "the last item is out of reach");
    Ok(())
}

#[tokio::test]
async fn page_wide_copies_are_exact_and_as_shown() -> Outcome {
    let Some(desk) = Desk::new("copy all").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::SIX_FILES, "File.Read.All Alert.Read").await?;
    popup.wait_until("document.querySelector('h1 bdi') !== null").await?;
    for (button, key, said) in [
        ("Copy all SHA-256", "sha256", "6 SHA-256 copied"),
        ("Copy all SHA-1", "sha1", "6 SHA-1 copied"),
        ("Copy all MD5", "md5", "6 MD5 copied"),
    ] {
        popup.get_by_role("button", button).await?.click().await?;
        popup.wait_for_words("status", said).await?;
        assert_eq!(popup.clipboard().await?, hashes_shown(&popup, key).await?.join("\n"), "{button}");
    }
    popup.get_by_role("searchbox", "Filter files").await?.fill("hacktool").await?;
    popup.wait_for_count(2, "article", Name::starting("File ")).await?;
    popup.get_by_role("button", "Copy all SHA-256").await?.click().await?;
    popup.wait_for_words("status", "2 SHA-256 copied").await?;
    let copied = popup.clipboard().await?;
    assert_eq!(copied.split('\n').map(str::len).collect::<Vec<_>>(), [64, 64]);
    popup.get_by_role("searchbox", "Filter files").await?.fill("").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    popup.get_by_role("button", "Copy as ticket text").await?.click().await?;
    popup.wait_for_words("status", "Ticket text of 6 files copied").await?;
    let ticket = popup.clipboard().await?;
    for words in [
        "Alert: An active 'AutoKMS' hacktool was detected\n",
        "Severity: Medium\n",
        "Device: ws-mira.contoso.com\n",
        "File 1 of 6: AutoKMS.exe\n",
        "Threat: HackTool:MSIL/AutoKms",
        "?tid=72f1c0de-3a5b-4c8e-9d10-5ec0fc047050\n",
    ] {
        assert!(ticket.contains(words), "`{words}` is not in {ticket}");
    }
    Ok(())
}

#[tokio::test]
async fn a_list_has_no_hash_twice_and_the_toast_counts_what_is_missing() -> Outcome {
    let Some(desk) = Desk::new("counts").await? else { return Ok(()) };
    let popup = cards_of(&desk, &desk.tenant.alert("md5-absent"), "File.Read.All").await?;
    popup.get_by_role("button", "Copy all MD5").await?.click().await?;
    let said = popup.wait_for_words("status", "MD5").await?;
    let shown = hashes_shown(&popup, "md5").await?;
    let cards = popup.names_by_role("article").await?.len();
    assert!(shown.len() < cards, "every file has an MD5");
    if shown.is_empty() {
        assert_eq!(popup.clipboard().await?, BEFORE);
        assert!(said.starts_with("No MD5 to copy"), "{said}");
    } else {
        assert_eq!(popup.clipboard().await?, shown.join("\n"));
        assert!(said.contains("none"), "{said}");
    }
    popup.close().await?;
    let tab = desk.open_alert(&desk.tenant.alert("same-file-twice")).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_until("document.querySelector('article') !== null").await?;
    popup.get_by_role("button", "Copy all SHA-256").await?.click().await?;
    popup.wait_for_words("status", "SHA-256 copied").await?;
    let copied = popup.clipboard().await?;
    let lines: Vec<&str> = copied.split('\n').collect();
    let mut once = lines.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), lines.len(), "{copied}");
    assert!(lines.iter().all(|line| line.len() == 64 && is_lowercase_hex(line)), "{copied}");
    Ok(())
}
