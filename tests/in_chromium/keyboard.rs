//! Everything by keyboard: where Tab leads, that the focus is seen, and the card's menu without a pointer.

use serde_json::json;

use crate::{
    desk::{Desk, Outcome},
    support::{
        chromium::{CdpError, Name, Page},
        tenant::alerts,
    },
};

async fn cards(desk: &Desk) -> Result<Page, CdpError> {
    let tab = desk.open_alert(alerts::ONE_SIGNED_FILE).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(1, "article", Name::starting("File ")).await?;
    Ok(popup)
}

#[tokio::test]
async fn tab_leads_through_the_popup_in_reading_order_and_the_focus_is_always_seen() -> Outcome {
    let Some(desk) = Desk::new("order of Tab").await? else { return Ok(()) };
    let popup = cards(&desk).await?;
    popup.evaluate("document.activeElement.blur()").await?;
    let outlined = "(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)\
                    (getComputedStyle(document.activeElement))";
    for expected in [
        "Refresh",
        "Keys",
        "Filter files",
        "Order",
        "Export",
        "Copy all SHA-256",
        "Copy all SHA-1",
        "Copy all MD5",
        "Copy as ticket text",
        "File dcd71ef5fff4…",
        "Copy SHA-256",
        "Copy SHA-1",
        "Copy MD5",
        "Copy signer certificate hash",
    ] {
        popup.press("Tab").await?;
        assert_eq!(popup.focused_name().await?, expected);
        assert_eq!(popup.evaluate(outlined).await?, json!(true), "the focus on `{expected}` is not seen");
    }
    let mut after = Vec::new();
    while after.last().is_none_or(|name| name != "Options") && after.len() < 12 {
        popup.press("Tab").await?;
        after.push(popup.focused_name().await?);
    }
    assert!(after.ends_with(&["Sign out".into(), "Open side panel".into(), "Options".into()]), "{after:?}");
    Ok(())
}

#[tokio::test]
async fn the_menu_key_and_shift_f10_open_the_cards_menu_and_escape_closes_it_alone() -> Outcome {
    let Some(desk) = Desk::new("menu by keyboard").await? else { return Ok(()) };
    let popup = cards(&desk).await?;
    for key in ["Shift+F10", "ContextMenu"] {
        let button = popup.get_by_role("button", "Copy MD5").await?;
        button.focus().await?;
        popup.press(key).await?;
        let menu = popup.get_by_role("menu", Name::Any).await?;
        popup.wait_until("document.activeElement.role === 'menuitem'").await?;
        assert_eq!(popup.focused_name().await?, "Copy MD5", "{key}: the hash that has the focus comes first");
        let area = menu.bounding_box().await?;
        assert!(area.x >= 0.0 && area.y >= 0.0, "{area:?}");
        popup.press("Escape").await?;
        popup.wait_until_none("menu", Name::Any).await?;
        assert!(popup.is_open(), "Escape closed the popup");
        assert_eq!(popup.focused_name().await?, "Copy MD5", "{key}: the focus went elsewhere");
    }
    Ok(())
}

#[tokio::test]
async fn arrows_home_and_end_move_in_the_menu_and_enter_copies() -> Outcome {
    let Some(desk) = Desk::new("arrows").await? else { return Ok(()) };
    let popup = cards(&desk).await?;
    popup.get_by_role("article", Name::starting("File ")).await?.focus().await?;
    popup.press("Shift+F10").await?;
    popup.get_by_role("menu", Name::Any).await?;
    popup.wait_until("document.activeElement.role === 'menuitem'").await?;
    for (key, name) in [
        ("ArrowDown", "Copy SHA-1"),
        ("ArrowUp", "Copy SHA-256"),
        ("ArrowUp", "Copy as ticket text"),
        ("ArrowDown", "Copy SHA-256"),
        ("End", "Copy as ticket text"),
        ("Home", "Copy SHA-256"),
        ("ArrowDown", "Copy SHA-1"),
    ] {
        popup.press(key).await?;
        assert_eq!(popup.focused_name().await?, name, "after {key}");
    }
    popup.press("Enter").await?;
    popup.wait_for_words("status", "SHA-1 copied").await?;
    assert_eq!(popup.clipboard().await?, "f2a00fd2f2de1be0214b8529f1e9f67096c1aa70");
    assert_eq!(popup.focused_name().await?, "File dcd71ef5fff4…", "the focus went elsewhere");
    Ok(())
}

#[tokio::test]
async fn a_hash_is_copied_by_enter_and_space_on_its_button() -> Outcome {
    let Some(desk) = Desk::new("copy by keyboard").await? else { return Ok(()) };
    let popup = cards(&desk).await?;
    popup.get_by_role("button", "Copy SHA-1").await?.press("Enter").await?;
    popup.wait_for_words("status", "SHA-1 copied").await?;
    popup.get_by_role("button", "Copy MD5").await?.press("Space").await?;
    popup.wait_for_words("status", "MD5 copied").await?;
    assert_eq!(popup.clipboard().await?, "8d5b7cc9a832e21d22503057e1fec8e9");
    Ok(())
}

async fn fourteen_cards(desk: &Desk) -> Result<Page, CdpError> {
    let tab = desk.open_alert(alerts::FOURTEEN_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All Alert.Read").await?;
    popup.get_by_role("button", Name::starting("9 known good")).await?.click().await?;
    popup.wait_for_count(14, "article", Name::starting("File ")).await?;
    popup.wait_until("document.querySelector('article .name') !== null").await?;
    Ok(popup)
}

const PLACE: &str = "document.activeElement.getAttribute('data-at')";

#[tokio::test]
async fn arrows_home_and_end_lead_from_card_to_card() -> Outcome {
    let Some(desk) = Desk::new("cards by keyboard").await? else { return Ok(()) };
    let popup = fourteen_cards(&desk).await?;
    popup.evaluate("document.activeElement.blur()").await?;
    for (key, place) in [
        ("ArrowDown", "0"),
        ("ArrowDown", "1"),
        ("PageDown", "2"),
        ("ArrowUp", "1"),
        ("End", "13"),
        ("ArrowDown", "13"),
        ("Home", "0"),
        ("ArrowUp", "0"),
    ] {
        popup.press(key).await?;
        assert_eq!(popup.evaluate(PLACE).await?, json!(place), "after {key}");
    }
    // From a button of a card, too; and in a field the arrows are the field's.
    popup.press("Tab").await?;
    popup.press("ArrowDown").await?;
    assert_eq!(popup.evaluate(PLACE).await?, json!("1"));
    popup.press("/").await?;
    assert_eq!(popup.focused_name().await?, "Filter files");
    popup.type_text("c/?").await?;
    popup.press("End").await?;
    assert_eq!(popup.get_by_role("searchbox", "Filter files").await?.value().await?, "c/?");
    assert_eq!(popup.get_all_by_role("dialog", Name::Any).await?.len(), 0);
    Ok(())
}

#[tokio::test]
async fn end_reaches_the_last_of_very_many_cards() -> Outcome {
    let Some(desk) = Desk::new("end of a long list").await? else { return Ok(()) };
    let tab = desk.open_alert(&alerts::generated(1_000, 0)).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_until("document.querySelector('article') !== null").await?;
    popup.evaluate("document.querySelector('article').focus()").await?;
    popup.press("End").await?;
    popup.wait_until(&format!("Number({PLACE}) === document.activeElement.ariaSetSize - 1")).await?;
    popup.press("Home").await?;
    popup.wait_until(&format!("{PLACE} === '0'")).await?;
    Ok(())
}

#[tokio::test]
async fn c_copies_the_cards_best_hash_and_enter_unfolds_its_places() -> Outcome {
    let Some(desk) = Desk::new("c and Enter").await? else { return Ok(()) };
    let popup = fourteen_cards(&desk).await?;
    popup.evaluate("document.querySelector('article').focus()").await?;
    popup.press("c").await?;
    popup.wait_for_words("status", "SHA-256 copied").await?;
    let hash = popup.evaluate("document.activeElement.querySelector('[data-copy=sha256]').textContent").await?;
    assert_eq!(json!(popup.clipboard().await?), hash);
    // The browser's own keys stay the browser's.
    popup.set_clipboard("what lay there before").await?;
    popup.press("Control+c").await?;
    assert_eq!(popup.clipboard().await?, "what lay there before");
    let folded = "document.querySelector('article:has(details)')";
    if popup.evaluate(&format!("{folded} === null")).await? == json!(false) {
        popup.evaluate(&format!("{folded}.focus()")).await?;
        popup.press("Enter").await?;
        popup.wait_until(&format!("{folded}.querySelector('details').open")).await?;
        popup.press("Enter").await?;
        popup.wait_until(&format!("!{folded}.querySelector('details').open")).await?;
    }
    Ok(())
}

#[tokio::test]
async fn space_selects_control_a_selects_what_is_shown_and_escape_clears() -> Outcome {
    let Some(desk) = Desk::new("selection by keyboard").await? else { return Ok(()) };
    let popup = fourteen_cards(&desk).await?;
    let count = "document.querySelector('.selection').textContent";
    popup.evaluate("document.querySelector('article').focus()").await?;
    popup.press("Space").await?;
    popup.wait_until(&format!("{count} === '1 selected'")).await?;
    let checked = "document.activeElement.querySelector('[role=checkbox]').getAttribute('aria-checked')";
    assert_eq!(popup.evaluate(checked).await?, json!("true"));
    popup.press("Space").await?;
    popup.wait_until(&format!("{count} === ''")).await?;
    popup.press("Control+a").await?;
    popup.wait_until(&format!("{count} === '14 selected'")).await?;
    assert_eq!(popup.evaluate("getSelection().isCollapsed").await?, json!(true), "the text was selected, too");
    // What is open closes first.
    popup.get_by_role("button", "Export").await?.press("Enter").await?;
    popup.get_by_role("combobox", "Format").await?.focus().await?;
    popup.press("Escape").await?;
    popup.wait_until_none("button", "Download").await?;
    popup.wait_until("document.activeElement.textContent === 'Export'").await?;
    assert_eq!(popup.evaluate(count).await?, json!("14 selected"));
    popup.press("Escape").await?;
    popup.wait_until(&format!("{count} === ''")).await?;
    assert!(popup.is_open(), "Escape closed the popup");
    Ok(())
}

#[tokio::test]
async fn a_question_mark_lists_the_keys_as_the_browser_has_them() -> Outcome {
    let Some(desk) = Desk::new("list of keys").await? else { return Ok(()) };
    let popup = cards(&desk).await?;
    popup.evaluate("document.querySelector('article').focus()").await?;
    popup.press("?").await?;
    let list = popup.get_by_role("dialog", "Keys").await?;
    assert_eq!(popup.focused_name().await?, "Close");
    let text = list.text().await?;
    let shortcuts = popup.evaluate("chrome.commands.getAll()").await?;
    for shortcut in shortcuts.as_array().into_iter().flatten() {
        let keys = shortcut["shortcut"].as_str().unwrap_or_default();
        assert!(text.contains(if keys.is_empty() { "not set" } else { keys }), "`{keys}` is not in {text}");
    }
    for words in ["Open Hashcard", "Copy all SHA-256", "select all files shown"] {
        assert!(text.contains(words), "`{words}` is not in {text}");
    }
    popup.press("Escape").await?;
    popup.wait_until_none("dialog", Name::Any).await?;
    assert!(popup.is_open(), "Escape closed the popup");
    popup.get_by_role("button", "Keys").await?.click().await?;
    popup.get_by_role("dialog", "Keys").await?.get_by_role("button", "Close").await?.click().await?;
    popup.wait_until_none("dialog", Name::Any).await?;
    popup.get_by_role("button", "Keys").await?.click().await?;
    popup.get_by_role("button", "Change in the browser").await?.click().await?;
    desk.browser.wait_for_target("the page of shortcuts", |target| target.url.contains("extensions/shortcuts")).await?;
    Ok(())
}
