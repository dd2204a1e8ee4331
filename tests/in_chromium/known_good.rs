//! Files that need no look fold into one line, and pages about a file open by a click.

use serde_json::json;

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::{Name, Page},
        tenant::alerts,
    },
};

const TENANT: &str = "72f1c0de-3a5b-4c8e-9d10-5ec0fc047050";

#[tokio::test]
async fn known_good_files_fold_into_one_line_that_unfolds_them() -> Outcome {
    let Some(desk) = Desk::new("known good").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::FOURTEEN_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(5, "article", Name::starting("File ")).await?;
    let line = popup.get_by_role("button", Name::starting("9 known good · ")).await?;
    assert_eq!(expanded(&popup).await?, json!("false"));
    popup.get_by_role("button", "Copy all SHA-256").await?.click().await?;
    popup.wait_for_words("status", "14 SHA-256 copied, 9 known-good included").await?;
    assert_eq!(popup.clipboard().await?.lines().count(), 14);
    line.click().await?;
    popup.wait_for_count(14, "article", Name::starting("File ")).await?;
    assert_eq!(expanded(&popup).await?, json!("true"));
    popup.get_by_role("button", "Fold 9 known good").await?.click().await?;
    popup.wait_for_count(5, "article", Name::starting("File ")).await?;
    // What is looked for is found wherever it lay.
    popup.get_by_role("searchbox", "Filter files").await?.fill("0").await?;
    popup.wait_for_count(14, "article", Name::starting("File ")).await?;
    assert_eq!(popup.evaluate("document.querySelector('.fold')").await?, json!(null));
    desk.browser.expect_no_complaints()?;
    Ok(())
}

async fn expanded(popup: &Page) -> Result<serde_json::Value, Box<dyn std::error::Error>> {
    Ok(popup.evaluate("document.querySelector('.fold').getAttribute('aria-expanded')").await?)
}

#[tokio::test]
async fn a_page_about_a_file_opens_by_a_click_in_a_tab_of_its_own() -> Outcome {
    let Some(desk) = Desk::new("pages about a file").await? else { return Ok(()) };
    let options = desk.browser.open_extension_page("options.html").await?;
    options.get_by_role("checkbox", "VirusTotal").await?.click().await?;
    says(&options, "Saved").await?;
    let tab = desk.open_alert(alerts::ONE_SIGNED_FILE).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(1, "article", Name::starting("File ")).await?;
    let address = "document.querySelector('article [aria-label=\"Open in VirusTotal\"]').href";
    let hash = popup.evaluate("document.querySelector('[data-copy=sha256]').textContent").await?;
    let hash = hash.as_str().unwrap_or_default().to_owned();
    popup.wait_until(&format!("{address} === 'https://www.virustotal.com/gui/file/{hash}'")).await?;
    assert_eq!(popup.get_all_by_role("link", Name::starting("Open in ")).await?.len(), 2);
    let before = desk.tenant.requests().len();
    popup.get_by_role("link", "Open in Defender").await?.click().await?;
    let opened = format!("https://security.microsoft.com/file/f2a00fd2f2de1be0214b8529f1e9f67096c1aa70/?tid={TENANT}");
    desk.browser.wait_for_page("the page about the file", |target| target.url == opened).await?;
    let asked = desk.tenant.requests();
    let asked: Vec<_> = asked.iter().skip(before).filter(|request| request.url() == opened).collect();
    let [asked] = asked.as_slice() else { panic!("one page was asked for, not {}", asked.len()) };
    assert_eq!(asked.header("referer"), None, "the page learns where the click was");
    Ok(())
}

#[tokio::test]
async fn an_own_list_is_pasted_saved_with_its_faults_named_and_taken_elsewhere() -> Outcome {
    let Some(desk) = Desk::new("own list").await? else { return Ok(()) };
    let options = desk.browser.open_extension_page("options.html").await?;
    says(&options, "There is no hash on your list.").await?;
    options.get_by_role("button", "Edit list").await?.click().await?;
    let field = options.get_by_role("textbox", "Hashes").await?;
    let (sha1, md5) = ("F2A00FD2F2DE1BE0214B8529F1E9F67096C1AA70", "8d5b7cc9a832e21d22503057e1fec8e9");
    field.fill(&format!("{sha1} # the printer driver\nnot a hash\n{md5}")).await?;
    options.get_by_role("button", "Save list").await?.click().await?;
    says(&options, "There are 2 hashes on your list.").await?;
    says(&options, "Line 2: not").await?;
    options.get_by_role("button", "Copy list").await?.click().await?;
    options.wait_until("document.querySelector('.toast').textContent !== ''").await?;
    assert_eq!(options.clipboard().await?, format!("{}\n{md5}", sha1.to_lowercase()));
    options.reload().await?;
    says(&options, "There are 2 hashes on your list.").await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn a_list_of_a_hundred_thousand_hashes_folds_after_the_cards_are_there() -> Outcome {
    let Some(desk) = Desk::new("a long list").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::FOURTEEN_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(5, "article", Name::starting("File ")).await?;
    let hashes = "[...document.querySelectorAll('.hash[data-copy=sha256]')].slice(3).map(cell => cell.textContent)";
    let of_two = popup.evaluate(hashes).await?;
    popup.close().await?;
    let worker = desk.browser.wake_worker().await?;
    let list = format!(
        "chrome.storage.local.set({{ 'known-good': [...Array(100000).keys()]
            .map(number => number.toString(16).padStart(64, '0')).concat({of_two}).join('\\n') }})"
    );
    worker.evaluate(&list).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.wait_for_count(3, "article", Name::starting("File ")).await?;
    popup.get_by_role("button", Name::starting("11 known good")).await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}
