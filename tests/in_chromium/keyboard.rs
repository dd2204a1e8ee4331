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
        "Filter files",
        "Order",
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
