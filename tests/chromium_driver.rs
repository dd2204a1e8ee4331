//! Whether the browser driver sees and does what the other browser tests rely on.

mod support;

use std::{error::Error, fs, path::Path, time::Duration};

use axum::{Router, extract::State, http::Uri, response::Html};
use serde_json::{Value, json};
use support::chromium::{
    AxeSource, Brand, Browser, CdpError, Chromium, Display, LaunchError, LaunchOptions, Loading, ManagedPolicy,
    MediaFeature, MessageKind, Name, Network, Page, PointerButton, PolicyError, Profile, TargetKind, Undebugged,
    WindowSize, browser_or_skip, extension_id_of, skip,
};
use tempfile::TempDir;
use tokio::sync::mpsc;

type Outcome = Result<(), Box<dyn Error>>;

/// A folder with an unpacked extension that does a little of everything.
fn fixture() -> Result<TempDir, std::io::Error> {
    let folder = tempfile::Builder::new().prefix("hashcard-fixture-").tempdir()?;
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text);
    let manifest = json!({
        "manifest_version": 3,
        "name": "Fixture",
        "version": "1",
        "action": { "default_popup": "popup.html" },
        "background": { "service_worker": "worker.js" },
        "content_scripts": [{ "matches": ["http://127.0.0.1/*"], "js": ["content_script.js"] }],
        "content_security_policy": {
            "extension_pages":
                "default-src 'none'; script-src 'self'; connect-src 'self' http://127.0.0.1:*; \
                 require-trusted-types-for 'script'; trusted-types 'none'",
        },
        "host_permissions": ["http://127.0.0.1/*"],
        "options_ui": { "page": "options.html", "open_in_tab": true },
        "permissions": ["contextMenus", "identity", "sidePanel", "storage"],
        "side_panel": { "default_path": "popup.html?panel" },
        "storage": { "managed_schema": "managed_schema.json" },
    });
    write("manifest.json", &manifest.to_string())?;
    let schema = json!({ "type": "object", "properties": { "tenantId": { "type": "string" } } });
    write("managed_schema.json", &schema.to_string())?;
    write(
        "worker.js",
        "let started = 0;
         chrome.runtime.onMessage.addListener((message, sender, respond) => { started += 1; respond({ started }); });
         chrome.runtime.onInstalled.addListener(() => {
             chrome.contextMenus.create({ id: 'copy', title: 'Hash copied', contexts: ['page'] });
         });
         chrome.contextMenus.onClicked.addListener(async ({ menuItemId, pageUrl }) => {
             await fetch(new URL(`/menu/${menuItemId}`, pageUrl));
         });",
    )?;
    write("content_script.js", "globalThis.inContentScript = 'yes';")?;
    write(
        "popup.html",
        "<!doctype html><html lang=en><title>Fixture</title>
         <h1>Two files</h1>
         <article aria-label='File a.exe'><button>Copy SHA-256</button></article>
         <article aria-label='File b.exe'><button>Copy SHA-256</button><button hidden>Copy MD5</button></article>
         <label>Filter <input type=search aria-label='Filter files'></label>
         <select aria-label='Order'><option value=t>Threat</option><option value=n>Name</option></select>
         <svg role=img aria-label='Seen 29 times'></svg>
         <p role=status></p><script src=popup.js></script>",
    )?;
    write(
        "popup.js",
        "const say = words => { document.querySelector('[role=status]').textContent = words; };
         document.querySelectorAll('button').forEach((button, at) => button.addEventListener('click', async () => {
             await navigator.clipboard.writeText(`hash ${at}`);
             say(`${at} copied`);
         }));
         addEventListener('contextmenu', event => {
             event.preventDefault();
             say(`menu ${event.isTrusted} ${event.target.tagName}`);
         });
         addEventListener('input', event => say(`${event.target.value} is ${event.isTrusted}`));",
    )?;
    write(
        "options.html",
        "<!doctype html><html lang=en><title>Options</title><h1>Options</h1><label>Key <input></label>",
    )?;
    Ok(folder)
}

/// A web site on loopback that says which paths were asked for.
async fn site() -> Result<(String, mpsc::UnboundedReceiver<String>), std::io::Error> {
    let (asked, paths) = mpsc::unbounded_channel();
    let answer = async |State(asked): State<mpsc::UnboundedSender<String>>, uri: Uri| {
        // A test that reads no paths has dropped the other end.
        let _ = asked.send(uri.path().to_owned());
        Html("<!doctype html><html lang=en><title>Site</title><h1>Site</h1><a href='/next'>Next</a>")
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let router = Router::new().fallback(answer).with_state(asked);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok((address, paths))
}

/// Waits until the site was asked for a path.
async fn asked_for(paths: &mut mpsc::UnboundedReceiver<String>, wanted: &str) -> Outcome {
    let wait = async {
        while paths.recv().await.ok_or("the site ended")? != wanted {}
        Ok(())
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.map_err(|_| format!("nobody asked for {wanted}"))?
}

/// The ways to get an extension into this browser.
fn loadings(browser: &Browser) -> Vec<Loading> {
    let command_line = (!browser.brand.is_branded()).then_some(Loading::CommandLine);
    command_line.into_iter().chain([Loading::DevTools]).collect()
}

struct Stage {
    browser: Chromium,
    site: String,
    paths: mpsc::UnboundedReceiver<String>,
    // Last, so that the browser is gone before its extension is.
    folder: TempDir,
}

impl Stage {
    async fn set(
        browser: Browser,
        change: impl FnOnce(LaunchOptions) -> LaunchOptions,
    ) -> Result<Self, Box<dyn Error>> {
        let folder = fixture()?;
        let (site, paths) = site().await?;
        let options = LaunchOptions { browser: Some(browser), ..LaunchOptions::with_extension(folder.path()) };
        Ok(Self { browser: Chromium::launch(change(options)).await?, site, paths, folder })
    }

    async fn popup(&self) -> Result<Page, CdpError> {
        let tab = self.browser.open_tab(&self.site).await?;
        self.browser.open_popup(&tab).await
    }
}

#[tokio::test]
async fn the_popup_opens_over_a_tab_and_is_read_by_role_and_name() -> Outcome {
    let Some(browser) = browser_or_skip("the popup by role and name") else { return Ok(()) };
    let stage = Stage::set(browser, |options| options).await?;
    let popup = stage.popup().await?;
    assert_eq!(popup.url().await?, format!("{}/popup.html", stage.browser.extension_origin()));
    assert_eq!(popup.names_by_role("article").await?, ["File a.exe", "File b.exe"]);
    assert_eq!(
        popup.names_by_role("button").await?,
        ["Copy SHA-256", "Copy SHA-256"],
        "the hidden button is no button"
    );
    assert_eq!(popup.names_by_role("img").await?, ["Seen 29 times"]);
    let second = popup.get_by_role("article", Name::starting("File b")).await?;
    popup.set_clipboard("before").await?;
    second.get_by_role("button", "Copy SHA-256").await?.click().await?;
    assert_eq!(popup.wait_for_words("status", "copied").await?, "1 copied");
    assert_eq!(popup.clipboard().await?, "hash 1");
    assert_eq!(popup.focused_name().await?, "Copy SHA-256");
    stage.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn pointer_and_keys_give_trusted_events() -> Outcome {
    let Some(browser) = browser_or_skip("pointer and keys") else { return Ok(()) };
    let stage = Stage::set(browser, |options| options).await?;
    let popup = stage.popup().await?;
    let filter = popup.get_by_role("searchbox", "Filter files").await?;
    filter.fill("kms").await?;
    popup.wait_for_words("status", "kms is true").await?;
    filter.press("Control+a").await?;
    popup.press("7").await?;
    popup.wait_for_words("status", "7 is true").await?;
    assert_eq!(filter.value().await?, "7");
    filter.fill("").await?;
    assert_eq!(filter.value().await?, "");
    popup.get_by_role("heading", "Two files").await?.right_click().await?;
    popup.wait_for_words("status", "menu true H1").await?;
    filter.press("ContextMenu").await?;
    popup.wait_for_words("status", "menu true INPUT").await?;
    let first = popup.get_by_role("article", "File a.exe").await?.get_by_role("button", "Copy SHA-256").await?;
    first.press("Shift+F10").await?;
    popup.wait_for_words("status", "menu true BUTTON").await?;
    first.press("Enter").await?;
    popup.wait_for_words("status", "0 copied").await?;
    popup.press("Tab").await?;
    popup.press("Tab").await?;
    assert_eq!(popup.focused_name().await?, "Filter files");
    popup.get_by_role("combobox", "Order").await?.choose("Name").await?;
    popup.wait_for_words("status", "n is").await?;
    popup.get_by_role("heading", "Two files").await?.drag_across().await?;
    assert_eq!(popup.evaluate("getSelection().toString().trim()").await?, "Two files");
    popup.press("Control+c").await?;
    assert_eq!(popup.clipboard().await?.trim(), "Two files");
    popup.press("Escape").await?;
    popup.wait_until_closed().await?;
    Ok(())
}

#[tokio::test]
async fn what_moves_away_at_the_last_moment_is_pressed_in_its_new_place() -> Outcome {
    let Some(browser) = browser_or_skip("moving targets") else { return Ok(()) };
    let mut stage = Stage::set(browser, |options| options).await?;
    let tab = stage.browser.open_tab(&stage.site).await?;
    // The driver has looked where the link is, and begins to listen for its own press.
    let flee = |times: u32| {
        format!(
            "globalThis.left = {times};
             globalThis.addEventListener = (...heard) => {{
                 if (left-- > 0) document.querySelector('a').style = `position: absolute; top: ${{90 + 30 * (left % 9)}}px`;
                 EventTarget.prototype.addEventListener.apply(globalThis, heard);
             }}; 0"
        )
    };
    let link = tab.get_by_role("link", "Next").await?;
    tab.evaluate(&flee(101)).await?;
    let error = link.click().await.expect_err("it is never where it was").to_string();
    assert!(error.contains("missed it"), "{error}");
    tab.evaluate(&flee(1)).await?;
    link.click().await?;
    asked_for(&mut stage.paths, "/next").await
}

#[tokio::test]
async fn a_killed_worker_is_gone_until_something_wakes_it() -> Outcome {
    let Some(browser) = browser_or_skip("the worker's end") else { return Ok(()) };
    let stage = Stage::set(browser, |options| options).await?;
    let tab = stage.browser.open_extension_page("options.html").await?;
    let ask = "chrome.runtime.sendMessage({}).then(answer => answer.started)";
    assert_eq!(tab.evaluate(ask).await?, 1);
    assert_eq!(tab.evaluate(ask).await?, 2);
    let first = stage.browser.worker().await?;
    first.clone().kill().await?;
    assert!(!first.is_running());
    assert!(!stage.browser.worker_is_running());
    let dead = first.evaluate("1").await.expect_err("a dead worker computes nothing");
    assert!(matches!(dead, CdpError::Gone { .. } | CdpError::Refused { .. }), "{dead}");
    assert_eq!(tab.evaluate(ask).await?, 1, "the message starts a new worker that remembers nothing");
    stage.browser.worker().await?.kill().await?;
    let popup = stage.browser.open_popup(&tab).await?;
    assert!(popup.is_open(), "the popup opens although no worker ran");
    stage.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn a_screenshot_at_scale_two_has_every_pixel_of_the_popup() -> Outcome {
    let Some(browser) = browser_or_skip("screenshots") else { return Ok(()) };
    let stage = Stage::set(browser, |options| LaunchOptions { device_scale: 2, ..options }).await?;
    let popup = stage.popup().await?;
    let shown = popup.evaluate("[innerWidth * 2, innerHeight * 2, devicePixelRatio]").await?;
    assert_eq!(shown[2].as_f64(), Some(2.0));
    let file = stage.folder.path().join("popup.png");
    popup.screenshot(&file).await?;
    let picture = fs::read(&file)?;
    let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().expect("four bytes"));
    assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(json!([number(16), number(20)]), json!([shown[0], shown[1]]));
    Ok(())
}

#[tokio::test]
async fn complaints_name_who_said_them() -> Outcome {
    let Some(browser) = browser_or_skip("complaints") else { return Ok(()) };
    let stage = Stage::set(browser, |options| options).await?;
    let tab = stage.browser.open_tab(&stage.site).await?;
    tab.evaluate("console.error('the site\\'s own trouble')").await?;
    stage.browser.expect_no_complaints()?;
    let id = stage.browser.extension_id().to_owned();
    assert_eq!(tab.evaluate_as_content_script(&id, "inContentScript").await?, "yes");
    assert_eq!(tab.evaluate("typeof inContentScript").await?, "undefined");
    tab.evaluate_as_content_script(&id, "void Promise.reject(new Error('from the content script'))").await?;
    stage.browser.worker().await?.evaluate("console.warn('from the worker', { at: 1 })").await?;
    let popup = stage.browser.open_popup(&tab).await?;
    popup.evaluate("setTimeout(() => { throw new Error('from the popup'); }), undefined").await?;
    popup.evaluate("document.body.insertAdjacentElement('beforeend', document.createElement('script')).src = 'https://x.invalid/'").await.expect_err("trusted types");
    popup.evaluate("fetch('https://blocked.invalid/').catch(() => 'blocked')").await?;
    for words in ["from the content script", "from the worker", "from the popup", "connect-src", "TrustedScriptURL"] {
        let message = stage.browser.wait_for_message(words).await?;
        assert!(message.is_complaint(), "{message}");
    }
    let sentence = stage.browser.expect_no_complaints().expect_err("there were complaints").to_string();
    assert!(!sentence.contains("the site's own trouble"), "{sentence}");
    assert!(stage.browser.messages().iter().any(|message| message.kind == MessageKind::Exception));
    stage.browser.forget_messages();
    stage.browser.expect_no_complaints()?;
    Ok(())
}

#[tokio::test]
async fn a_wait_that_fails_says_what_was_there_instead() -> Outcome {
    let Some(browser) = browser_or_skip("failed waits") else { return Ok(()) };
    let stage = Stage::set(browser, |options| options).await?;
    let popup = stage.popup().await?;
    let short = Duration::from_millis(100);
    let error = popup.get_by_role_within(short, "heading", "Three files").await.expect_err("there are two").to_string();
    assert!(error.contains("one heading named `Three files`") && error.contains("\"Two files\""), "{error}");
    let error = popup.get_by_role_within(short, "button", "Copy SHA-256").await.expect_err("there are two").to_string();
    assert!(error.contains("there are 2"), "{error}");
    let error = popup.wait_until_within(short, "document.title === 'x'").await.expect_err("another title").to_string();
    assert!(error.contains("document.title === 'x'"), "{error}");
    let error = popup.evaluate("null.length").await.expect_err("null has none").to_string();
    assert!(error.contains("TypeError"), "{error}");
    popup.evaluate("document.querySelector('h1').hidden = true").await?;
    popup.wait_until_none("heading", Name::Any).await?;
    Ok(())
}

#[tokio::test]
async fn text_size_media_features_and_language_reach_the_popup() -> Outcome {
    let Some(browser) = browser_or_skip("text size") else { return Ok(()) };
    let stage = Stage::set(browser, |options| LaunchOptions { text_percent: 200, ..options }).await?;
    let popup = stage.popup().await?;
    assert_eq!(popup.evaluate("getComputedStyle(document.documentElement).fontSize").await?, "32px");
    assert_eq!(popup.evaluate("[navigator.language, chrome.i18n.getUILanguage()].join()").await?, "en,en-US");
    for (feature, query) in [
        (MediaFeature::Dark, "(prefers-color-scheme: dark)"),
        (MediaFeature::Light, "(prefers-color-scheme: light)"),
        (MediaFeature::ForcedColors, "(forced-colors: active)"),
        (MediaFeature::ReducedMotion, "(prefers-reduced-motion: reduce)"),
    ] {
        popup.emulate_media(&[feature]).await?;
        assert_eq!(popup.evaluate(&format!("matchMedia('{query}').matches")).await?, true, "{query}");
    }
    Ok(())
}

#[tokio::test]
async fn a_page_and_the_worker_go_offline_one_by_one() -> Outcome {
    let Some(browser) = browser_or_skip("offline") else { return Ok(()) };
    let stage = Stage::set(browser, |options| options).await?;
    let page = stage.browser.open_extension_page("options.html").await?;
    let worker = stage.browser.worker().await?;
    let fetch = format!("fetch('{}').then(answer => answer.status, () => 'failed')", stage.site);
    page.set_network(Network::Offline).await?;
    assert_eq!(page.evaluate(&fetch).await?, "failed");
    assert_eq!(worker.evaluate(&fetch).await?, 200);
    worker.set_network(Network::Offline).await?;
    assert_eq!(worker.evaluate(&fetch).await?, "failed");
    worker.set_network(Network::Online).await?;
    assert_eq!(worker.evaluate(&fetch).await?, 200);
    Ok(())
}

#[tokio::test]
async fn side_panel_and_sign_in_window_are_pages_too() -> Outcome {
    let Some(browser) = browser_or_skip("panel and sign-in window") else { return Ok(()) };
    let stage = Stage::set(browser, |options| options).await?;
    let options = stage.browser.open_extension_page("options.html").await?;
    let panel = stage.browser.open_panel(&options).await?;
    assert!(panel.url().await?.ends_with("popup.html?panel"));
    panel.get_by_role("article", "File a.exe").await?;
    let worker = stage.browser.worker().await?;
    let flow = format!(
        "globalThis.flow = chrome.identity.launchWebAuthFlow({{ url: '{}/authorize', interactive: true }})
             .catch(error => error.message), undefined",
        stage.site
    );
    worker.evaluate(&flow).await?;
    let window = stage.browser.sign_in_window().await?;
    let link = window.get_by_role("link", "Next").await?;
    link.click().await?;
    window.wait_until("location.pathname === '/next'").await?;
    window.close().await?;
    assert_eq!(worker.evaluate("flow").await?, "The user did not approve access.");
    assert!(stage.browser.targets().iter().all(|target| target.kind != TargetKind::Other));
    Ok(())
}

#[tokio::test]
async fn a_profile_outlives_a_restart_and_a_throw_away_one_does_not() -> Outcome {
    let Some(browser) = browser_or_skip("restarts") else { return Ok(()) };
    for loading in loadings(&browser) {
        let stage = Stage::set(browser.clone(), |options| LaunchOptions { loading: Some(loading), ..options }).await?;
        let worker = stage.browser.worker().await?;
        worker.evaluate("chrome.storage.local.set({ kept: 'yes' })").await?;
        worker.evaluate("chrome.storage.session.set({ kept: 'yes' })").await?;
        let profile = stage.browser.close().await?;
        let path = profile.path().to_owned();
        let options = LaunchOptions {
            browser: Some(browser.clone()),
            loading: Some(loading),
            profile: Some(profile),
            ..LaunchOptions::with_extension(stage.folder.path())
        };
        let again = Chromium::launch(options).await?;
        let kept = "Promise.all([chrome.storage.local.get(), chrome.storage.session.get()])";
        assert_eq!(again.worker().await?.evaluate(kept).await?, json!([{ "kept": "yes" }, {}]), "{loading:?}");
        drop(again);
        assert!(!path.exists(), "nobody keeps the profile any more");
    }
    Ok(())
}

#[tokio::test]
async fn edge_and_chrome_get_the_extension_over_devtools() -> Outcome {
    let Some(browser) = browser_or_skip("loading over DevTools") else { return Ok(()) };
    let devtools = |options| LaunchOptions { loading: Some(Loading::DevTools), ..options };
    let stage = Stage::set(browser, devtools).await?;
    assert_eq!(stage.browser.extension_id(), extension_id_of(stage.folder.path())?);
    stage.popup().await?.get_by_role("heading", "Two files").await?;
    Ok(())
}

#[tokio::test]
async fn a_companion_extension_can_forge_messages() -> Outcome {
    let Some(browser) = browser_or_skip("companion extensions") else { return Ok(()) };
    for loading in loadings(&browser) {
        let companion = fixture()?;
        let companions = vec![companion.path().to_owned()];
        let change = |options| LaunchOptions { companions, loading: Some(loading), ..options };
        let stage = Stage::set(browser.clone(), change).await?;
        let forger = extension_id_of(companion.path())?;
        assert_ne!(stage.browser.extension_id(), forger);
        let page = stage.browser.open_tab(&format!("chrome-extension://{forger}/options.html")).await?;
        let forge = format!("chrome.runtime.sendMessage('{}', {{}})", stage.browser.extension_id());
        let error = page.evaluate(&forge).await.expect_err("nobody listens to other extensions").to_string();
        assert!(error.contains("Receiving end does not exist"), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn without_a_debugger_the_extension_runs_and_the_site_tells() -> Outcome {
    let Some(browser) = browser_or_skip("browsing without a debugger") else { return Ok(()) };
    for loading in loadings(&browser) {
        let folder = fixture()?;
        let (site, mut paths) = site().await?;
        let script = "fetch(`/from-the-content-script/on${location.pathname}`);
             if (location.pathname === '/tab') setTimeout(() => { location.pathname = '/later'; }, 1500);";
        fs::write(folder.path().join("content_script.js"), script)?;
        let options = LaunchOptions {
            browser: Some(browser.clone()),
            loading: Some(loading),
            ..LaunchOptions::with_extension(folder.path())
        };
        let undebugged = Undebugged::launch(options, &format!("{site}/tab")).await?;
        asked_for(&mut paths, "/from-the-content-script/on/later").await?;
        let profile = undebugged.close().await?;
        assert!(profile.path().join("Default").is_dir(), "what it wrote can be searched");
    }
    Ok(())
}

#[tokio::test]
async fn a_window_takes_real_keys_and_opens_the_native_menu() -> Outcome {
    let Some(browser) = browser_or_skip("native menus") else { return Ok(()) };
    let screen = WindowSize { width: 1280, height: 900 };
    let Some(display) = Display::start_or_skip("native menus", screen)? else { return Ok(()) };
    let appearance = display.appearance();
    let window = WindowSize { width: 1200, height: 800 };
    let mut stage = Stage::set(browser, |options| LaunchOptions { appearance, window, ..options }).await?;
    let page = stage.browser.open_extension_page("options.html").await?;
    let input = page.get_by_role("textbox", "Key").await?;
    let area = input.bounding_box().await?;
    let (x, y) = page.on_screen(area.x + area.width / 2.0, area.y + area.height / 2.0).await?;
    display.click(PointerButton::Left, x, y)?;
    page.wait_until("document.activeElement.tagName === 'INPUT'").await?;
    display.type_text("typed")?;
    page.wait_until("document.activeElement.value === 'typed'").await?;
    let tab = stage.browser.open_tab(&format!("{}/page", stage.site)).await?;
    let (x, y) = tab.on_screen(300.0, 300.0).await?;
    // A menu that is not there yet does not hear its key, and nobody tells when it is there.
    for _ in 0..5 {
        display.click(PointerButton::Right, x, y)?;
        display.key("h")?;
        let wait = asked_for(&mut stage.paths, "/menu/copy");
        if let Ok(outcome) = tokio::time::timeout(Duration::from_secs(3), wait).await {
            return outcome;
        }
        display.key("Escape")?;
    }
    Err("nobody asked for /menu/copy".into())
}

#[tokio::test]
async fn axe_runs_where_the_page_forbids_foreign_scripts() -> Outcome {
    let Some(browser) = browser_or_skip("axe") else { return Ok(()) };
    let stage = Stage::set(browser, |options| options).await?;
    let popup = stage.popup().await?;
    let stand_in = stage.folder.path().join("axe.js");
    fs::write(
        &stand_in,
        "globalThis.axe = { run: async root => ({ violations: root.querySelector('main') ? [] : [{
             id: 'landmark-one-main', impact: 'moderate', help: 'Document should have one main landmark',
             nodes: [{ html: root.documentElement.outerHTML.slice(0, 16), failureSummary: 'Fix this' }] }] }) };",
    )?;
    let axe = AxeSource::read(&stand_in)?;
    let broken = popup.axe(&axe).await?;
    assert_eq!(broken.len(), 1);
    assert_eq!(
        broken[0].to_string(),
        "landmark-one-main (moderate): Document should have one main landmark\n    <html lang=\"en\"> — Fix this"
    );
    popup.evaluate("document.body.append(document.createElement('main'))").await?;
    assert_eq!(popup.axe(&axe).await?, []);
    assert_eq!(popup.evaluate("typeof axe").await?, "undefined", "the page does not see it");
    Ok(())
}

#[tokio::test]
async fn a_managed_policy_reaches_the_extension_and_leaves_with_the_test() -> Outcome {
    let Some(browser) = browser_or_skip("managed policy") else { return Ok(()) };
    let folder = fixture()?;
    let id = extension_id_of(folder.path())?;
    let policy = match ManagedPolicy::for_extension(browser.brand, &id, &json!({ "tenantId": "first" })).await {
        Err(elsewhere @ (PolicyError::NotContinuousIntegration | PolicyError::NotLinux)) => {
            skip("managed policy", &elsewhere);
            return Ok(());
        }
        outcome => outcome?,
    };
    let options = LaunchOptions { browser: Some(browser), ..LaunchOptions::with_extension(folder.path()) };
    let running = Chromium::launch(options).await?;
    let page = running.open_extension_page("options.html").await?;
    let script = "chrome.storage.managed.get().then(settings => { globalThis.settings = settings; }),
                  chrome.storage.managed.onChanged.addListener(() =>
                      chrome.storage.managed.get().then(settings => { globalThis.settings = settings; })), undefined";
    page.evaluate(script).await?;
    page.wait_until("globalThis.settings?.tenantId === 'first'").await?;
    policy.replace_for_extension(&id, &json!({ "tenantId": "second" }))?;
    page.wait_until_within(Duration::from_secs(30), "globalThis.settings?.tenantId === 'second'").await?;
    drop(policy);
    page.wait_until_within(Duration::from_secs(30), "globalThis.settings && !globalThis.settings.tenantId").await?;
    Ok(())
}

#[test]
fn a_pinned_key_gives_the_extension_its_id() -> Outcome {
    let folder = tempfile::tempdir()?;
    let manifest = |text: &str| fs::write(folder.path().join("manifest.json"), text);
    manifest(r#"{"key": "aGFzaGNhcmQ="}"#)?;
    // SHA-256 of the text "hashcard", first half, digits written from a to p.
    assert_eq!(extension_id_of(folder.path())?, "eiofpogeppeginhddlgglaemkcfppkcg");
    manifest(r#"{"key": "not base64"}"#)?;
    let error = extension_id_of(folder.path()).expect_err("no base64").to_string();
    assert!(error.contains("expected `key` in base64"), "{error}");
    Ok(())
}

#[test]
fn a_browser_is_branded_by_the_path_of_its_program() {
    for (program, brand) in [
        ("/usr/bin/microsoft-edge-stable", Brand::Edge),
        ("/opt/microsoft/msedge/msedge", Brand::Edge),
        ("C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe", Brand::Edge),
        ("/opt/google/chrome/chrome", Brand::Chrome),
        ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", Brand::Chrome),
        ("/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing", Brand::Chromium),
        ("/usr/lib/chromium/chromium", Brand::Chromium),
    ] {
        assert_eq!(Browser::at(program).brand, brand, "{program}");
    }
}

#[tokio::test]
async fn a_browser_that_cannot_start_says_so() {
    let options = LaunchOptions {
        browser: Some(Browser { program: "/no/such/browser".into(), brand: Brand::Chromium }),
        ..LaunchOptions::default()
    };
    let error = Chromium::launch(options).await.expect_err("there is no such program");
    assert!(matches!(error, LaunchError::System { .. }), "{error}");
}

#[test]
fn a_kept_profile_stays_where_it_was_put() -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("profile");
    drop(Profile::at(&path)?);
    assert!(Path::new(&path).is_dir());
    let thrown = Profile::throw_away()?.path().to_owned();
    assert!(!thrown.exists());
    Ok(())
}

#[tokio::test]
async fn an_event_is_heard_by_who_subscribed_before_it() -> Outcome {
    let Some(browser) = browser_or_skip("events") else { return Ok(()) };
    let stage = Stage::set(browser, |options| options).await?;
    let tab = stage.browser.open_tab(&stage.site).await?;
    let mut navigations = tab.session().events("Page.navigatedWithinDocument");
    tab.evaluate("history.pushState({}, '', '/pushed')").await?;
    let event: Value = navigations.next().await?;
    assert_eq!(event["url"], format!("{}/pushed", stage.site));
    let short = Duration::from_millis(50);
    let error = navigations.next_within(short).await.expect_err("nothing more happens").to_string();
    assert!(error.contains("Page.navigatedWithinDocument"), "{error}");
    Ok(())
}
