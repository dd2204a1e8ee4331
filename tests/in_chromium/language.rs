//! Another language is another catalogue and nothing else: no string of a screen stands outside of it, and numbers and
//! ages follow it.

use std::{fs, io, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    desk::{Desk, Outcome, dist, says},
    looks::STICKING_OUT,
    support::{
        chromium::{CdpError, LaunchOptions, Name, Page},
        tenant::{AccessClaims, alerts},
    },
};

/// What people read of a page and what no message said. Every message of the language below stands in brackets; what
/// comes from outside is data: it stands in a `bdi` or is a hash, a moment, an address.
const UNTRANSLATED: &str = r#"
    (() => {
        const DATA = 'bdi, code, time, .hash, .wordmark, .chip, .id, dialog dl:last-of-type kbd, [aria-labelledby=diagnostics] dd';
        const told = text => /\p{L}/u.test(text);
        const opens = text => text.split('⟦').length - text.split('⟧').length;
        const found = [];
        const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const node = texts.currentNode;
            if (!told(node.data) || node.data.includes('⟦') || node.parentElement.closest(DATA + ', script, style')) continue;
            let before = '';
            for (let other = node.previousSibling; other; other = other.previousSibling) before = other.textContent + before;
            if (opens(before) <= 0) found.push(node.data);
        }
        for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
            for (const element of document.querySelectorAll(`[${name}]`)) {
                const text = element.getAttribute(name);
                const data = element.matches(DATA) || element.matches('.path, .account');
                if (told(text) && !data && !text.includes('⟦')) found.push(`${name}=${text}`);
            }
        }
        // The name, and the id of an alert.
        return found.filter(text => text !== 'Hashcard' && !/^title=da\d+_-?\d+$/.test(text));
    })()"#;

/// Puts a build into `folder` whose only language has every message in brackets, and calls itself this.
fn translate(build: &Path, folder: &Path, language: &str, direction: &str) -> io::Result<()> {
    for entry in fs::read_dir(build)? {
        let (from, to) = {
            let entry = entry?;
            (entry.path(), folder.join(entry.file_name()))
        };
        if from.is_dir() {
            fs::create_dir(&to)?;
            translate(&from, &to, language, direction)?;
        } else {
            fs::copy(&from, &to)?;
        }
        if to.ends_with("_locales/en/messages.json") {
            let mut catalogue: Value = serde_json::from_str(&fs::read_to_string(&to)?)?;
            for (name, entry) in catalogue.as_object_mut().into_iter().flatten() {
                let message = match (name.as_str(), entry["message"].as_str().unwrap_or_default()) {
                    ("language", _) => language.to_owned(),
                    ("direction", _) => direction.to_owned(),
                    ("name", as_it_is) => as_it_is.to_owned(),
                    (_, text) => format!("⟦{text}⟧"),
                };
                entry["message"] = json!(message);
            }
            fs::write(&to, catalogue.to_string())?;
        }
    }
    Ok(())
}

/// A desk with that build, which has to stay while the browser runs.
async fn desk_in(language: &str, direction: &str) -> Result<Option<(Desk, TempDir)>, Box<dyn std::error::Error>> {
    let build = TempDir::new()?;
    translate(&dist(), build.path(), language, direction)?;
    let change = |options| LaunchOptions { extension: Some(build.path().to_owned()), ..options };
    Ok(Desk::with(&format!("a catalogue in `{language}`"), change).await?.map(|desk| (desk, build)))
}

async fn expect_all_translated(page: &Page, screen: &str) -> Result<(), CdpError> {
    assert_eq!(page.evaluate(UNTRANSLATED).await?, json!([]), "{screen}");
    Ok(())
}

async fn click(page: &Page, name: &str) -> Result<(), CdpError> {
    page.get_by_role("button", format!("⟦{name}⟧").as_str()).await?.click().await
}

/// Fills the open field for a token, and waits for the cards of the six files.
async fn use_token(desk: &Desk, popup: &Page) -> Result<(), CdpError> {
    let token = desk.tenant.mint_access_token(&AccessClaims::default().scopes("File.Read.All Alert.Read"));
    popup.get_by_role("textbox", "⟦Access token⟧").await?.fill(&token).await?;
    click(popup, "Use token").await?;
    popup.wait_for_count(6, "article", Name::Any).await.map(drop)
}

#[tokio::test]
async fn no_string_of_any_screen_stands_outside_of_the_catalogue() -> Outcome {
    let Some((desk, _build)) = desk_in("de", "ltr").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("button", "⟦See a sample⟧").await?;
    expect_all_translated(&popup, "first run").await?;
    click(&popup, "See a sample").await?;
    popup.wait_for_count(1, "article", Name::Any).await?;
    expect_all_translated(&popup, "sample").await?;
    click(&popup, "Back").await?;
    click(&popup, "Use an access token").await?;
    popup.get_by_role("textbox", "⟦Access token⟧").await?.fill("no token").await?;
    click(&popup, "Use token").await?;
    popup.get_by_role("alert", Name::Any).await?;
    expect_all_translated(&popup, "a refused token").await?;
    use_token(&desk, &popup).await?;
    says(&popup, "⟦1.316.463 worldwide⟧").await?;
    click(&popup, "Export").await?;
    expect_all_translated(&popup, "cards and export").await?;
    let ages = popup.evaluate("[...document.querySelectorAll('article time')].map(time => time.textContent)").await?;
    let ages = ages.as_array().cloned().unwrap_or_default();
    assert!(
        !ages.is_empty() && ages.iter().all(|age| age.as_str().is_some_and(|age| age.starts_with("vor "))),
        "{ages:?}"
    );
    popup.get_all_by_role("article", Name::Any).await?[0].right_click().await?;
    popup.get_by_role("menu", Name::Any).await?;
    expect_all_translated(&popup, "menu of a card").await?;
    popup.press("Escape").await?;
    popup.press("?").await?;
    popup.get_by_role("dialog", Name::Any).await?;
    expect_all_translated(&popup, "list of keys").await?;
    assert_eq!(
        popup.evaluate("[document.documentElement.lang, document.documentElement.dir]").await?,
        json!(["de", "ltr"])
    );
    let options = desk.browser.open_extension_page("options.html").await?;
    options.get_by_role("textbox", "⟦Tenant id⟧").await?.fill("contoso.com").await?;
    click(&options, "Save").await?;
    options.get_by_role("alert", Name::Any).await?;
    expect_all_translated(&options, "options").await?;
    desk.browser.expect_no_complaints()?;
    Ok(())
}

/// `HASHCARD_PICTURES` names a folder for a picture of each screen, to look at.
#[tokio::test]
async fn a_language_from_right_to_left_turns_every_screen_around() -> Outcome {
    let Some((desk, _build)) = desk_in("he", "rtl").await? else { return Ok(()) };
    let look = async |page: &Page, screen: &str| -> Outcome {
        if let Some(pictures) = std::env::var_os("HASHCARD_PICTURES") {
            page.screenshot(&Path::new(&pictures).join(format!("rtl-{screen}.png"))).await?;
        }
        assert_eq!(page.evaluate(STICKING_OUT).await?, json!([]), "{screen}");
        assert_eq!(page.evaluate("getComputedStyle(document.body).direction").await?, json!("rtl"), "{screen}");
        Ok(())
    };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    popup.get_by_role("button", "⟦See a sample⟧").await?;
    look(&popup, "first-run").await?;
    click(&popup, "Use an access token").await?;
    use_token(&desk, &popup).await?;
    says(&popup, "AutoKMS.exe").await?;
    look(&popup, "cards").await?;
    popup.get_all_by_role("article", Name::Any).await?[0].right_click().await?;
    popup.get_by_role("menu", Name::Any).await?;
    look(&popup, "menu").await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    options.get_by_role("textbox", "⟦Tenant id⟧").await?;
    look(&options, "options").await
}
