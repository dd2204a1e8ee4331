//! The export: as what, of which files, to the clipboard, the downloads folder and the portal.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use flate2::read::GzDecoder;
use hashcard::auth::base64;
use serde_json::json;

use crate::{
    desk::{Desk, Outcome},
    support::{
        chromium::{CdpError, Name, PATIENCE, Page},
        tenant::{CONTOSO, alerts},
    },
};

const SCOPES: &str = "File.Read.All Alert.Read";

async fn cards_of(desk: &Desk, alert: &str) -> Result<Page, CdpError> {
    let tab = desk.open_alert(alert).await?;
    let popup = desk.start_with_token(&tab, SCOPES).await?;
    popup.wait_until("document.querySelector('article .name') !== null").await?;
    Ok(popup)
}

async fn choose(popup: &Page, format: &str) -> Result<(), CdpError> {
    popup.get_by_role("combobox", "Format").await?.choose(format).await
}

async fn copied(popup: &Page, format: &str, told: &str) -> Result<String, CdpError> {
    choose(popup, format).await?;
    popup.get_by_role("button", "Copy").await?.click().await?;
    popup.wait_for_words("status", told).await?;
    popup.clipboard().await
}

/// The file that comes into a folder under this name, once it is whole.
async fn saved(folder: &Path, name: &str) -> String {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Ok(text) = fs::read_to_string(folder.join(name)).map_err(drop)
            && !text.is_empty()
        {
            return text;
        }
        assert!(Instant::now() < deadline, "`{name}` did not come; there are {:?}", names(folder));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn names(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

#[tokio::test]
async fn every_format_is_copied_and_saved() -> Outcome {
    let Some(desk) = Desk::new("formats").await? else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    desk.browser.download_into(folder.path()).await?;
    let popup = cards_of(&desk, alerts::SIX_FILES).await?;
    popup.get_by_role("button", "Export").await?.click().await?;
    for (format, told, ending, beginning) in [
        ("CSV, every fact", "CSV of 6 files copied", ".csv", "sha256,sha1,md5,"),
        ("JSON, every fact", "JSON of 6 files copied", ".json", "[\n{\"sha256\":"),
        ("Markdown table", "Markdown table of 6 files copied", ".md", "| File | Threat |"),
        ("Ticket text", "Ticket text of 6 files copied", ".txt", "Alert: An active"),
        ("List of SHA-1", "6 SHA-1 copied", "-sha1.txt", ""),
        ("Defender indicators", "Defender indicators of", "-indicators.csv", "indicatorType,indicatorValue,action,"),
        ("Hunting query (KQL)", "Hunting query (KQL) of 6 files copied", ".kql", "let sha1s = dynamic([\""),
        ("STIX 2.1 bundle", "STIX 2.1 bundle of 6 files copied", "-stix.json", "{\"type\":\"bundle\""),
    ] {
        let copied = copied(&popup, format, told).await?;
        assert!(copied.starts_with(beginning) && copied.len() > 200, "{format}: {copied:.300}");
        let name = format!("hashcard-{}{ending}", alerts::SIX_FILES);
        popup.get_by_role("button", "Download").await?.click().await?;
        popup.wait_for_words("status", &format!("Saved {name}")).await?;
        let saved = saved(folder.path(), &name).await;
        let without_mark = saved.strip_prefix('\u{FEFF}');
        assert_eq!(without_mark.is_some(), format == "CSV, every fact", "{format}: Excel needs the mark, nothing else");
        if format != "STIX 2.1 bundle" {
            // Windows gives its own ends of lines to what is read from its clipboard.
            assert_eq!(without_mark.unwrap_or(&saved).replace("\r\n", "\n"), copied.replace("\r\n", "\n"), "{format}");
        }
    }
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn a_range_is_selected_with_shift_by_pointer_and_by_keys() -> Outcome {
    let Some(desk) = Desk::new("ranges").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::SIX_FILES).await?;
    let boxes = popup.get_all_by_role("checkbox", Name::starting("Select ")).await?;
    let selected = "[...document.querySelectorAll('[role=checkbox]')].map(box => box.ariaChecked === 'true')";
    let is = |wanted: [bool; 6]| format!("JSON.stringify({selected}) === '{}'", json!(wanted));
    boxes[1].click().await?;
    // As after a click on a card's words.
    popup.evaluate("getSelection().collapse(document.querySelector('article .hash').firstChild, 0)").await?;
    boxes[3].shift_click().await?;
    popup.wait_until(&is([false, true, true, true, false, false])).await?;
    // With text selected our own menu would not come.
    assert_eq!(popup.evaluate("getSelection().isCollapsed").await?, json!(true), "text was selected, too");
    popup.get_by_role("button", "Clear selection").await?.click().await?;
    popup.wait_until(&is([false; 6])).await?;
    popup.evaluate("document.querySelectorAll('article')[5].focus()").await?;
    popup.press("Space").await?;
    popup.press("ArrowUp").await?;
    popup.press("ArrowUp").await?;
    popup.press("Shift+Space").await?;
    popup.wait_until(&is([false, false, false, true, true, true])).await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn what_was_selected_is_exported_whatever_the_filter_hides() -> Outcome {
    let Some(desk) = Desk::new("scopes").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::SIX_FILES).await?;
    let boxes = popup.get_all_by_role("checkbox", Name::starting("Select ")).await?;
    assert_eq!(boxes.len(), 6);
    boxes[1].click().await?;
    popup.get_by_role("button", "Clear selection").await?;
    // With Control anywhere on a card, also on its hash, which is not copied then.
    popup.set_clipboard("what lay there before").await?;
    let hash = "document.querySelectorAll('article')[3].querySelector('.hash')";
    let click = "new MouseEvent('click', { bubbles: true, ctrlKey: true })";
    popup.evaluate(&format!("{hash}.dispatchEvent({click})")).await?;
    popup.wait_until("document.querySelector('.selection').textContent === '2 selected'").await?;
    assert_eq!(popup.clipboard().await?, "what lay there before");
    let of = async |at: usize| {
        let script =
            format!("document.querySelectorAll('article')[{at}].querySelector('[data-copy=sha1]').textContent");
        popup.evaluate(&script).await
    };
    let wanted = [of(1).await?, of(3).await?];
    popup.get_by_role("searchbox", "Filter files").await?.fill("nothing has this").await?;
    popup.wait_until_none("article", Name::Any).await?;
    popup.get_by_role("button", "Export").await?.click().await?;
    let list = copied(&popup, "List of SHA-1", "2 SHA-1 copied").await?;
    assert_eq!(list.lines().collect::<Vec<_>>(), wanted.each_ref().map(|hash| hash.as_str().unwrap_or_default()));
    popup.get_by_role("combobox", "Files").await?.choose("All 6").await?;
    copied(&popup, "List of SHA-1", "6 SHA-1 copied").await?;
    popup.get_by_role("combobox", "Files").await?.choose("Shown 0").await?;
    popup.get_by_role("button", "Copy").await?.click().await?;
    popup.wait_for_words("alert", "Nothing was exported").await?;
    popup.get_by_role("button", "Clear selection").await?.click().await?;
    popup.wait_until_none("button", "Clear selection").await?;
    popup.get_by_role("searchbox", "Filter files").await?.fill("").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    assert_eq!(popup.evaluate("document.querySelectorAll('.card.selected').length").await?, 0);
    Ok(())
}

#[tokio::test]
async fn indicators_leave_known_good_files_out_unless_they_are_ticked() -> Outcome {
    let Some(desk) = Desk::new("indicators").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::FOURTEEN_FILES).await?;
    popup.get_by_role("button", "Export").await?.click().await?;
    let rows = |text: &str| text.lines().count() - 1;
    let few = copied(&popup, "Defender indicators", "9 known-good left out").await?;
    assert_eq!(rows(&few), 5);
    assert!(few.lines().skip(1).all(|row| row.contains(",Audit,") && row.ends_with(",True")), "{few}");
    popup.get_by_role("checkbox", "Known-good files too").await?.click().await?;
    let all = copied(&popup, "Defender indicators", "of 14 files").await?;
    assert_eq!(rows(&all), 14);
    popup.get_by_role("button", "Export").await?.click().await?;
    popup.wait_until_none("button", "Download").await?;
    popup.close().await?;
    let popup = cards_of_another(&desk, &desk.tenant.alert("not-pe-with-and-without-signer")).await?;
    popup.get_by_role("button", "Export").await?.click().await?;
    choose(&popup, "Defender indicators").await?;
    popup.wait_until("document.querySelector('.export').innerText.includes('portable executables (PE) only')").await?;
    Ok(())
}

async fn cards_of_another(desk: &Desk, alert: &str) -> Result<Page, CdpError> {
    let tab = desk.open_alert(alert).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_until("document.querySelector('article') !== null").await?;
    Ok(popup)
}

#[tokio::test]
async fn more_indicators_than_an_import_takes_become_several_files() -> Outcome {
    let Some(desk) = Desk::new("many indicators").await? else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    desk.browser.download_into(folder.path()).await?;
    let alert = alerts::generated(1_400, 0);
    let popup = cards_of(&desk, &alert).await?;
    popup.get_by_role("button", "Export").await?.click().await?;
    choose(&popup, "Defender indicators").await?;
    popup.get_by_role("checkbox", "Known-good files too").await?.click().await?;
    popup.get_by_role("button", "Copy").await?.click().await?;
    popup.wait_for_words("alert", "the portal imports 500 indicators at a time").await?;
    popup.get_by_role("button", "Download").await?.click().await?;
    let told = popup.wait_for_words("status", "Saved").await?;
    assert!(told.ends_with("-indicators-1.csv and 2 more"), "{told}");
    let mut rows = 0;
    for number in 1..=3 {
        let part = saved(folder.path(), &format!("hashcard-{alert}-indicators-{number}.csv")).await;
        assert!(part.starts_with("indicatorType,") && part.lines().count() <= 501, "{part:.200}");
        rows += part.lines().count() - 1;
    }
    assert!(rows > 1_000, "{rows}");
    Ok(())
}

#[tokio::test]
async fn a_query_opens_in_the_hunting_page_of_the_alerts_tenant() -> Outcome {
    let Some(desk) = Desk::new("hunting").await? else { return Ok(()) };
    let popup = cards_of(&desk, alerts::SIX_FILES).await?;
    popup.get_by_role("button", "Export").await?.click().await?;
    let query = copied(&popup, "Hunting query (KQL)", "copied").await?;
    popup.get_by_role("button", "Hunt in the portal").await?.click().await?;
    let page = desk.browser.wait_for_page("the portal", |target| target.url.contains("/hunting?query=")).await?;
    let url = page.url().await?;
    let rest = url.strip_prefix("https://security.microsoft.com/hunting?query=").expect("the commercial portal");
    let (packed, rest) = rest.split_once('&').expect("more parameters");
    assert_eq!(rest, format!("timeRangeId=month&tid={CONTOSO}"));
    let mut bytes = Vec::new();
    GzDecoder::new(&*base64::decoded(packed).expect("base64")).read_to_end(&mut bytes)?;
    let units: Vec<u16> = bytes.chunks(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    assert_eq!(String::from_utf16(&units)?, query.replace("\r\n", "\n"));
    Ok(())
}

#[tokio::test]
async fn a_query_that_is_too_long_for_a_link_is_copied_instead() -> Outcome {
    let Some(desk) = Desk::new("long query").await? else { return Ok(()) };
    let popup = cards_of(&desk, &alerts::generated(300, 0)).await?;
    popup.set_clipboard("what lay there before").await?;
    popup.get_by_role("button", "Export").await?.click().await?;
    choose(&popup, "Hunting query (KQL)").await?;
    popup.get_by_role("button", "Hunt in the portal").await?.click().await?;
    popup.wait_for_words("status", "too long for a link").await?;
    assert!(popup.clipboard().await?.starts_with("let sha1s = "));
    assert!(desk.browser.targets().iter().all(|target| !target.url.contains("/hunting")));
    Ok(())
}
