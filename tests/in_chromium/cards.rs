//! What a card says, in which order cards come, and that nothing from outside is more than text.

use serde_json::json;

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::{CdpError, Name, PATIENCE, Page},
        tenant::alerts,
    },
};

/// A popup with the cards of an alert, names included.
async fn cards_of(desk: &Desk, alert: &str) -> Result<Page, CdpError> {
    let tab = desk.open_alert(alert).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All Alert.Read").await?;
    popup.wait_until("document.querySelector('h1 bdi') !== null").await?;
    popup.wait_until("document.querySelector('article, .empty') !== null").await?;
    Ok(popup)
}

/// The visible text of each card, in order, its lines joined by a space.
async fn texts(popup: &Page) -> Result<Vec<String>, CdpError> {
    // A card that is not scrolled to has no rendered text yet.
    popup.evaluate("document.styleSheets[0].insertRule('.card.card { content-visibility: visible }')").await?;
    let mut texts = Vec::new();
    for card in popup.get_all_by_role("article", Name::starting("File ")).await? {
        texts.push(card.text().await?.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    Ok(texts)
}

#[tokio::test]
async fn a_card_says_verdict_signature_hashes_prevalence_and_age() -> Outcome {
    let Some(desk) = Desk::new("a card says it all").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::SIX_FILES).await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    says(&popup, "6 files · 2 threats · 2 signatures not valid").await?;
    let cards = texts(&popup).await?;
    for words in [
        "HackTool:MSIL/AutoKms",
        "AutoKMS.exe",
        "Detected",
        "C:\\Program Files\\KMSpico",
        "ws-mira.contoso.com",
        "Signature not valid · signer not named",
        "SHA-256 599a4a3f31a5d2c2d0de1b26358053da0f6c70",
        "SHA-1 565ca4d6",
        "MD5 9d1df4",
        "Signer cert 6e219e",
        "29 worldwide · rare",
        "723 KB · PE",
        "First seen 6 years ago, last 6 years ago",
    ] {
        assert!(cards[0].contains(words), "`{words}` is not on the card `{}`", cards[0]);
    }
    for words in [
        "No threat named",
        "Signature valid · Microsoft Windows · issued by Microsoft Windows Production PCA 2011",
        "Claims to be from Microsoft Corporation · Product Microsoft® Windows® Operating System",
        "1,316,463 worldwide · common",
        "229 KB",
    ] {
        assert!(cards[5].contains(words), "`{words}` is not on the card `{}`", cards[5]);
    }
    for (at, card) in cards.iter().enumerate() {
        for blunder in ["null", "undefined", "NaN", "Invalid"] {
            assert!(!card.contains(blunder), "card {at} says `{blunder}`: {card}");
        }
    }
    let rare = popup.evaluate("document.querySelector('article .picture .bar').getAttribute('class')").await?;
    assert_eq!(rare, json!("bar rare"));
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn every_row_of_the_signature_table_has_its_own_words() -> Outcome {
    let Some(desk) = Desk::new("signature table").await? else { return Ok(()) };
    let popup = cards_of(&desk, &desk.tenant.alert("every-signature-state")).await?;
    popup.wait_for_count(7, "article", Name::starting("File ")).await?;
    let cards = texts(&popup).await?;
    for (hash, state) in [
        ("28dda3c239f4", "Signature valid · Microsoft Windows"),
        ("462ff166c480", "Signature not valid · Microsoft Windows"),
        ("46df717aee16", "Signed, validity not reported · Microsoft Windows"),
        ("db1f36cf0620", "Signed, validity not reported · Microsoft Windows"),
        ("af9f976ba4c9", "No valid signature"),
        ("7c68df81c557", "No signer reported"),
        ("7e738a84ce57", "Reported valid, signer not named"),
    ] {
        let card = cards.iter().find(|card| card.contains(hash)).expect("a card for each row");
        assert!(card.contains(state), "`{state}` is not on the card `{card}`");
    }
    let unclear = popup.evaluate("document.querySelector('.state[title]').title").await?;
    assert_eq!(unclear, json!("Defender does not say whether unsigned or invalid"));
    Ok(())
}

#[tokio::test]
async fn the_worst_file_comes_first_unless_another_order_is_chosen_and_a_filter_narrows() -> Outcome {
    let Some(desk) = Desk::new("order and filter").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::SIX_FILES).await?;
    let check = async |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| format!("File {name}")).collect();
        assert_eq!(popup.names_by_role("article").await?, names);
        Ok::<_, CdpError>(())
    };
    let (worst, scripts) = (["AutoKMS.exe", "KMSELDI.exe"], ["silent.vbs", "AutoKMS_task.xml", "activate.cmd"]);
    check(&[&worst[..], &scripts, &["schtasks.exe"]].concat()).await?;
    let order = popup.get_by_role("combobox", "Order").await?;
    order.choose("Largest first").await?;
    popup.wait_until("document.querySelectorAll('article')[1].ariaLabel === 'File schtasks.exe'").await?;
    check(&["AutoKMS.exe", "schtasks.exe", "KMSELDI.exe", "silent.vbs", "activate.cmd", "AutoKMS_task.xml"]).await?;
    order.choose("Rarest first").await?;
    popup.wait_until("document.querySelector('article').ariaLabel === 'File silent.vbs'").await?;
    order.choose("Most suspicious first").await?;
    let filter = popup.get_by_role("searchbox", "Filter files").await?;
    for (text, found) in [("hacktool", 2), ("SILENT", 1), ("microsoft windows", 1), ("cf45e4d56e6c", 1), ("ws-mira", 6)]
    {
        filter.fill(text).await?;
        popup.wait_for_count(found, "article", Name::starting("File ")).await?;
    }
    filter.fill("no such thing").await?;
    says(&popup, "None of the 6 files matches.").await?;
    filter.fill("").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    assert_eq!(desk.tenant.api_calls().len(), 2, "files and alert, once each");
    Ok(())
}

#[tokio::test]
async fn an_alert_without_files_says_so_and_is_no_error() -> Outcome {
    let Some(desk) = Desk::new("no files").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::NO_FILES).await?;
    says(&popup, "This alert has no files.").await?;
    assert_eq!(popup.get_all_by_role("alert", Name::Any).await?.len(), 0);
    assert_eq!(popup.get_all_by_role("button", Name::starting("Copy")).await?.len(), 0);
    Ok(())
}

#[tokio::test]
async fn an_age_is_exact_on_hover_and_on_focus() -> Outcome {
    let Some(desk) = Desk::new("exact times").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::ONE_SIGNED_FILE).await?;
    popup.wait_until("document.querySelector('article time') !== null").await?;
    let title = popup.evaluate("document.querySelector('article time').title").await?;
    assert_eq!(title, json!("2019-03-23 23:54:06 UTC"));
    popup.press("Tab").await?;
    let shown = popup
        .evaluate(
            "document.querySelector('article time').focus(),
             getComputedStyle(document.querySelector('article time'), '::after').content",
        )
        .await?;
    assert_eq!(shown, json!("\"2019-03-23 23:54:06 UTC\""));
    Ok(())
}

/// Checks E-01 and E-02.
#[tokio::test]
async fn hostile_strings_are_text_and_what_is_hidden_in_them_shows() -> Outcome {
    let Some(desk) = Desk::new("hostile strings").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::HOSTILE_STRINGS).await?;
    popup.wait_for_count(8, "article", Name::starting("File ")).await?;
    let text = popup.text().await?;
    for words in ["<img src=x onerror=alert(1)>", "<script>alert(1)</script>.exe", "\"><svg onload=alert(1)>", "U+202E"]
    {
        assert!(text.contains(words), "`{words}` is not in the text of the page");
    }
    assert!(!text.contains('\u{202e}'), "an override of the writing direction reaches the page as itself");
    let foreign = "#hashcard :is(script, img, iframe, object, a:not(.pivots > a), style, link, b, i, [onload], [onerror], [style])";
    let count = popup.evaluate(&format!("document.querySelectorAll('{foreign}').length")).await?;
    assert_eq!(count, json!(0), "elements that Hashcard does not draw");
    popup.get_by_role("article", Name::starting("File annual<U+202E>fdp.exe")).await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn ten_thousand_files_are_a_feed_of_which_a_part_is_drawn() -> Outcome {
    let Some(desk) = Desk::new("ten thousand files").await? else { return Ok(()) };
    let tab = desk.open_alert(&alerts::generated(10_000, 1)).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.get_by_role_within(4 * PATIENCE, "feed", Name::Any).await?;
    says(&popup, "10,000 files").await?;
    let drawn = "document.querySelectorAll('article').length";
    let at_first = popup.evaluate(drawn).await?.as_u64().unwrap_or_default();
    assert!((1..=200).contains(&at_first), "{at_first} cards are drawn at first");
    let place = "document.querySelector('article').getAttribute('aria-posinset')";
    assert_eq!(popup.evaluate(place).await?, json!("1"));
    popup.evaluate("scrollTo(0, document.documentElement.scrollHeight)").await?;
    // The known-good ones are folded.
    let end =
        "(last => last && last.ariaPosInSet === last.ariaSetSize)([...document.querySelectorAll('article')].at(-1))";
    popup.wait_until(end).await?;
    popup.wait_until(&format!("{drawn} <= 200")).await?;
    let last = popup.evaluate("[...document.querySelectorAll('article')].at(-1).ariaSetSize").await?;
    let last: u32 = last.as_str().unwrap_or_default().parse()?;
    let folded = popup.evaluate("parseInt(document.querySelector('.fold').textContent.replace(',', ''))").await?;
    assert_eq!(json!(10_000 - last), folded, "cards and folded files are all files");
    popup.evaluate("scrollTo(0, 0)").await?;
    popup.wait_until(&format!("{place} === '1'")).await?;
    popup.evaluate("document.querySelector('article').focus()").await?;
    let focused = "document.activeElement.getAttribute('aria-posinset')";
    for (key, place) in [("PageDown", "2"), ("PageDown", "3"), ("PageUp", "2"), ("PageUp", "1")] {
        popup.press(key).await?;
        popup.wait_until(&format!("{focused} === '{place}'")).await?;
    }
    let cards_passed = "document.activeElement.closest('article')?.getAttribute('aria-posinset') > 2";
    for _ in 0..40 {
        if popup.evaluate(cards_passed).await? == json!(true) {
            return Ok(());
        }
        popup.press("Tab").await?;
    }
    Err("40 times Tab did not lead to the third card".into())
}
