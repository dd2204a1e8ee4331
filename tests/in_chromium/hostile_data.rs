//! Hostile text from everywhere: drawn as text, told to screen readers, copied as what it is, and nothing more.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    desk::{Desk, Outcome, says},
    support::{
        chromium::{CdpError, Name, PATIENCE, Page},
        tenant::{AccessClaims, Action, Answer, CLIENT, CONTOSO, Fault, alerts},
    },
};

const MARKUP: &str = "<img src=x onerror=alert(1)><script>alert(1)</script>";

/// Elements that Hashcard never draws, and attributes that would run.
const FOREIGN: &str = "#hashcard :is(script, img, iframe, object, embed, video, base, form[action], style, link, \
                       [onload], [onerror], [onclick], [style], [href^=\"javascript:\"])";

/// What no text of the page may hold as itself: controls but line feeds, and what hides or reorders its neighbours.
const UNSEEN: &str = "/[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff]|[\\ud800-\\udfff]/u";

/// Texts as they stand in JSON, each with what of it is to be read on the screen; one has `longest` bytes.
fn hostile_texts(longest: usize) -> Vec<(String, &'static str)> {
    vec![
        (json!(MARKUP).to_string(), "<img src=x onerror=alert(1)>"),
        (json!("\"><svg onload=alert(1)>").to_string(), "\"><svg onload=alert(1)>"),
        (json!("invoice\u{202e}fdp.exe").to_string(), "U+202E"),
        (json!("Micro\u{200b}soft\u{feff}").to_string(), "U+200B"),
        (json!("a\u{0}b\u{7}c\u{1b}[31md").to_string(), "U+0007"),
        ("\"half \\ud800 pair\"".to_owned(), "half"),
        (json!("=1+1\r\n@SUM(A1)\t-2").to_string(), "=1+1"),
        (json!("{{7*7}} ${7*7} __proto__ </bdi>").to_string(), "{{7*7}}"),
        (json!("W\u{202e}".repeat(longest / 4)).to_string(), "WU+202E"),
    ]
}

/// Listens for violations of the policy from now on. What is hostile comes later.
async fn listen(page: &Page) -> Result<(), CdpError> {
    let script = "globalThis.violated = [];
        addEventListener('securitypolicyviolation', event => violated.push(event.effectiveDirective)); undefined";
    page.evaluate(script).await.map(drop)
}

/// Nothing but text came of it: no element, no violation, no invisible character, no complaint, and a page that is
/// still small.
async fn only_text(desk: &Desk, page: &Page, what: &str) -> Outcome {
    let foreign =
        page.evaluate(&format!("document.querySelectorAll('{}').length", FOREIGN.replace('\'', "\\'"))).await?;
    assert_eq!(foreign, json!(0), "{what}: elements that Hashcard does not draw");
    assert_eq!(page.evaluate("globalThis.violated ?? []").await?, json!([]), "{what}");
    let unseen = page.evaluate(&format!("{UNSEEN}.exec(document.documentElement.outerHTML)?.index ?? -1")).await?;
    assert_eq!(unseen, json!(-1), "{what}: an invisible character reaches the page as itself");
    let size = page.evaluate("document.documentElement.outerHTML.length").await?.as_u64().unwrap_or(u64::MAX);
    assert!(size < 2_000_000, "{what}: {size} characters of HTML");
    desk.browser.expect_no_complaints()?;
    Ok(())
}

fn hash(at: usize) -> String {
    format!("{at:040x}")
}

/// The body of the files call, and of the alert with its evidence: every text that Defender sends is `texts[n]`.
fn hostile_answers(alert: &str) -> (String, String) {
    // Seventeen times as much stands in the answer, of which Hashcard reads 16 MB.
    let texts = hostile_texts(500_000);
    let row = |(at, (text, _)): (usize, &(String, &str))| {
        format!(
            r#"{{"sha1":"{}","sha256":{text},"md5":{text},"globalPrevalence":{text},"globalFirstObserved":{text},"size":{text},"fileType":{text},"isPeFile":{text},"filePublisher":{text},"fileProductName":{text},"signer":{text},"issuer":{text},"signerHash":{text},"isValidCertificate":{text},"determinationType":{text},"determinationValue":{text},{text}:{text}}}"#,
            hash(at)
        )
    };
    let files: Vec<String> = texts.iter().enumerate().map(row).collect();
    let seen = |(at, (text, _)): (usize, &(String, &str))| {
        format!(
            r#"{{"entityType":"File","sha1":"{}","fileName":{text},"filePath":{text},"detectionStatus":{text}}}"#,
            hash(at)
        )
    };
    let evidence: Vec<String> = texts.iter().enumerate().map(seen).collect();
    let markup = &texts[0].0;
    let alert = format!(
        r#"{{"id":"{alert}","title":{markup},"severity":{markup},"status":{markup},"category":{markup},"computerDnsName":{markup},"alertCreationTime":{markup},"evidence":[{}]}}"#,
        evidence.join(",")
    );
    (format!(r#"{{"value":[{}]}}"#, files.join(",")), alert)
}

/// Checks E-01 and E-02: each kind of hostile text in each field of both answers.
#[tokio::test]
async fn hostile_answers_and_evidence_are_text() -> Outcome {
    let Some(desk) = Desk::new("hostile answers").await? else { return Ok(()) };
    let (files, alert) = hostile_answers(alerts::SIX_FILES);
    desk.tenant.fault(Fault::api(Action::Respond(Answer::json(200, &files))).on_path_ending("/files").always());
    desk.tenant.fault(Fault::api(Action::Respond(Answer::json(200, &alert))).always());
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    listen(&popup).await?;
    desk.paste_token(&popup, "File.Read.All Alert.Read").await?;
    popup.wait_for_count(hostile_texts(4).len(), "article", Name::starting("File ")).await?;
    says(&popup, "alert(1)").await?;
    popup.wait_until("document.querySelector('article .name') !== null").await?;
    // The text of cards below the fold is not laid out.
    let text = popup.evaluate("document.querySelector('#hashcard').textContent").await?;
    let text = text.as_str().unwrap_or_default();
    for (_, shown) in hostile_texts(4) {
        assert!(text.contains(shown), "`{shown}` is not on the screen");
    }
    only_text(&desk, &popup, "answers").await
}

/// Check E-01: an error of Defender names itself, and its names are hostile too.
#[tokio::test]
async fn hostile_errors_are_text() -> Outcome {
    let Some(desk) = Desk::new("hostile errors").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    listen(&popup).await?;
    for (text, _) in hostile_texts(1_000_000) {
        let error = format!(r#"{{"error":{{"code":{text},"message":{text},"target":{text}}}}}"#);
        desk.tenant.fault(Fault::api(Action::Respond(Answer::json(400, &error))));
        popup.get_by_role("button", "Refresh").await?.click().await?;
        popup.wait_for_words("alert", "refused the request").await?;
        only_text(&desk, &popup, &format!("{text:.60}")).await?;
        popup.get_by_role("button", "Try again").await?.click().await?;
        popup.wait_until_none("alert", Name::Any).await?;
    }
    Ok(())
}

/// Check E-01: what stands in the address, on the page and in the box for links.
#[tokio::test]
async fn hostile_pages_and_addresses_are_text() -> Outcome {
    let Some(desk) = Desk::new("hostile pages").await? else { return Ok(()) };
    desk.know_contoso().await?;
    let tab = desk.browser.open_tab("https://security.microsoft.com/incidents").await?;
    let links = format!(
        "for (const href of ['/alerts/' + {markup}, '/alerts/da1\\u202e2_3', 'javascript:alert(1)//alerts/x', 'data:text/html,alert', \
         '/alerts/da' + '9'.repeat(1000000), '/alerts/{}?tid=' + {markup}])
             document.body.append(Object.assign(document.createElement('a'), {{ href, textContent: href.slice(0, 99) }}))",
        alerts::SIX_FILES,
        markup = json!(MARKUP),
    );
    tab.evaluate(&links).await?;
    for address in [
        format!("'/alerts/{}?tid=' + {}", alerts::SIX_FILES, json!(MARKUP)),
        format!("'/alerts/{}?tid=%E2%80%AE%00%0D%0A&alertId=' + {}", alerts::SIX_FILES, json!(MARKUP)),
        format!("'/alerts/' + encodeURIComponent({})", json!(MARKUP)),
        format!("'/alerts/{}?x=' + 'W'.repeat(1000000)", alerts::SIX_FILES),
        "'/incidents?alertId=%F0%9F%92%A9%ED%A0%80'".to_owned(),
    ] {
        tab.evaluate(&format!("history.pushState(null, '', {address})")).await?;
        let popup = desk.browser.open_popup(&tab).await?;
        listen(&popup).await?;
        popup.wait_until("document.querySelector('#hashcard main :is(button, input)') !== null").await?;
        only_text(&desk, &popup, &address).await?;
        popup.close().await?;
    }
    let elsewhere = desk.browser.open_tab("https://evil.example/").await?;
    let popup = desk.browser.open_popup(&elsewhere).await?;
    listen(&popup).await?;
    let field = popup.get_by_role("textbox", "Alert id or link").await?;
    for pasted in [MARKUP.to_owned(), "\u{202e}da1".to_owned(), "https://security.microsoft.com/alerts/".repeat(20_000)]
    {
        field.fill(&pasted).await?;
        popup.get_by_role("button", "Look up").await?.click().await?;
        popup.wait_for_words("alert", "No alert id in that").await?;
        only_text(&desk, &popup, &format!("{pasted:.60}")).await?;
    }
    assert_eq!(desk.asked_of_microsoft(), Vec::<String>::new());
    Ok(())
}

/// Check E-01: the claims of a token, and what settings call a tenant. Managed settings are read by the same code.
#[tokio::test]
async fn hostile_tokens_and_settings_are_text() -> Outcome {
    let Some(desk) = Desk::new("hostile tokens").await? else { return Ok(()) };
    let name = format!("{MARKUP}\u{202e}\u{200b}\u{7}");
    let tenant = json!({ "tenantId": CONTOSO, "name": name, "clientId": CLIENT });
    desk.know(&json!({ "tenants": [tenant], "pivots": [name], "otherTenants": name, "knownGoodHashes": [name] }))
        .await?;
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.browser.open_popup(&tab).await?;
    listen(&popup).await?;
    says(&popup, "alert(1)").await?;
    only_text(&desk, &popup, "the name of a tenant").await?;
    let claims = AccessClaims::default().account(CONTOSO, &name);
    let token = desk.tenant.mint_access_token(&claims);
    popup.get_by_role("button", "Use an access token").await?.click().await?;
    popup.get_by_role("textbox", "Access token").await?.fill(&token).await?;
    popup.get_by_role("button", "Use token").await?.click().await?;
    popup.wait_for_count(6, "article", Name::starting("File ")).await?;
    says(&popup, "onerror=alert(1)").await?;
    only_text(&desk, &popup, "the account of a token").await?;
    popup.get_by_role("button", "Sign out").await?.click().await?;
    for (claims, words) in [
        (AccessClaims::default().audience(&name), "alert(1)"),
        (AccessClaims::default().scopes(&name), "alert(1)"),
        (AccessClaims::default().account(&name, &name), ""),
        (AccessClaims::default().account(CONTOSO, &name.repeat(2_000)), ""),
    ] {
        popup.get_by_role("button", "Use an access token").await?.click().await?;
        popup.get_by_role("textbox", "Access token").await?.fill(&desk.tenant.mint_access_token(&claims)).await?;
        popup.get_by_role("button", "Use token").await?.click().await?;
        popup
            .wait_until("document.querySelector('[role=alert], article') !== null")
            .await
            .map_err(|reason| format!("{claims:.300?}: {reason}"))?;
        if !words.is_empty() {
            says(&popup, words).await?;
        }
        only_text(&desk, &popup, &format!("{claims:.80?}")).await?;
        popup.reload().await?;
        listen(&popup).await?;
    }
    popup.close().await?;
    let options = desk.browser.open_extension_page("options.html").await?;
    listen(&options).await?;
    says(&options, "alert(1)").await?;
    only_text(&desk, &options, "the options page").await
}

/// Check E-02: what a screen reader is told has no invisible characters and names them.
#[tokio::test]
async fn screen_readers_are_told_what_hides_in_a_name() -> Outcome {
    let Some(desk) = Desk::new("the accessibility tree").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::HOSTILE_STRINGS).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All Alert.Read").await?;
    popup.get_by_role("article", Name::starting("File annual<U+202E>fdp.exe")).await?;
    let tree = popup.session().call("Accessibility.getFullAXTree", json!({})).await?;
    let nodes = tree["nodes"].as_array().ok_or("no nodes")?;
    let told = |property: &'static str| nodes.iter().filter_map(move |node| node[property]["value"].as_str());
    let told: Vec<&str> = told("name").chain(told("description")).chain(told("value")).collect();
    assert!(told.len() > 100, "{} texts", told.len());
    for text in &told {
        let unseen = |c: char| matches!(c, '\0'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        assert!(!text.contains(unseen), "{text:?}");
    }
    for named in ["U+202E", "U+200B", "U+0007", "U+001B", "U+2066", "U+FEFF"] {
        assert!(told.iter().any(|text| text.contains(named)), "{named} is not told");
    }
    // A name in Arabic letters keeps its extension at its right end, where an analyst looks for it.
    let order = "(() => {
        const name = [...document.querySelectorAll('article .name')].find(name => name.textContent.includes('\u{62a}\u{642}\u{631}\u{64a}\u{631}'));
        const at = (from, to) => {
            const range = document.createRange();
            range.setStart(name.firstChild, from);
            range.setEnd(name.firstChild, to);
            return range.getBoundingClientRect();
        };
        const length = name.firstChild.length;
        return [at(length - 4, length).left, Math.max(...[...Array(length - 4).keys()].map(i => at(i, i + 1).left))];
    })()";
    let places = popup.evaluate(order).await?;
    assert!(places[0].as_f64() > places[1].as_f64(), "`.exe` stands at {} and letters at {}", places[0], places[1]);
    Ok(())
}

/// Check E-03: every copy of today, of an alert that is hostile in every field.
#[tokio::test]
async fn no_copy_begins_a_formula_or_a_line_of_its_own() -> Outcome {
    let Some(desk) = Desk::new("hostile copies").await? else { return Ok(()) };
    let (files, alert) = hostile_answers(alerts::SIX_FILES);
    desk.tenant.fault(Fault::api(Action::Respond(Answer::json(200, &files))).on_path_ending("/files").always());
    desk.tenant.fault(Fault::api(Action::Respond(Answer::json(200, &alert))).on_path_ending("961444813").always());
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All Alert.Read").await?;
    popup.wait_until("document.querySelector('article .name') !== null").await?;
    popup.get_by_role("button", "Copy all").await.ok();
    let ticket = copied(&popup, "Copy as ticket text").await?;
    let mut named = 0;
    for line in ticket.lines() {
        let label = line.split_once(':').map_or(line, |(label, _)| label);
        let plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" -".contains(&byte));
        assert!(line.is_empty() || (plain && label.starts_with(|c: char| c.is_ascii_uppercase())), "{line:?}");
        named += usize::from(label.starts_with("File "));
    }
    assert_eq!(named, hostile_texts(4).len(), "a line for each file and no more");
    assert!(ticket.contains("<U+000D><U+000A>@SUM(A1)<U+0009>-2"), "{ticket:.3000}");
    assert!(!ticket.contains(['\r', '\t', '\0', '\u{1b}', '\u{202e}', '\u{200b}', '\u{feff}']));
    let error = r#"{"error":{"code":"BadRequest","message":"","target":"=1+1\r\n@SUM(A1)\u202e"}}"#;
    desk.tenant.clear_faults();
    desk.tenant.fault(Fault::api(Action::Respond(Answer::json(400, error))).always());
    popup.get_by_role("button", "Refresh").await?.click().await?;
    popup.wait_for_words("alert", "refused the request").await?;
    // What is no identifier of a server is not offered as one.
    popup.wait_until_none("button", "Copy correlation id").await?;
    Ok(())
}

/// Check E-04: whatever Defender calls a hash.
#[tokio::test]
async fn what_is_copied_as_a_hash_is_hexadecimal_digits() -> Outcome {
    let Some(desk) = Desk::new("copied hashes").await? else { return Ok(()) };
    let sha256 = "dcd71ef5fff4362a9f64cf3f96f14f2b11d6f428f3badbedcb9ff3361e7079aa";
    let row =
        |sha256: &str, at: usize| json!({ "sha256": sha256, "sha1": hash(at), "md5": sha256, "signerHash": sha256 });
    let wrong: Vec<Value> = [
        format!("{sha256}\nrm -rf /"),
        format!("=HYPERLINK(\"{sha256}\")"),
        sha256[1..].to_owned(),
        sha256.replace('d', "\u{ff44}"),
        format!("\u{202e}{sha256}"),
        sha256.repeat(10_000),
    ]
    .iter()
    .enumerate()
    .map(|(at, text)| row(text, at))
    .chain([json!({
        "sha256": sha256.to_uppercase(), "sha1": hash(9).to_uppercase(),
        "md5": "8D5B7CC9A832E21D22503057E1FEC8E9", "signerHash": hash(11).to_uppercase(),
    })])
    .collect();
    let body = json!({ "value": wrong }).to_string();
    desk.tenant.fault(Fault::api(Action::Respond(Answer::json(200, &body))).always());
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.wait_for_count(7, "article", Name::starting("File ")).await?;
    for (name, length, lines) in [("Copy all SHA-256", 64, 1), ("Copy all SHA-1", 40, 7), ("Copy all MD5", 32, 1)] {
        let text = copied(&popup, name).await?;
        assert_eq!(text.split('\n').count(), lines, "{name}: {text:.300}");
        for line in text.split('\n') {
            let hexadecimal = line.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            assert!(line.len() == length && hexadecimal, "{name}: {line:.200}");
        }
    }
    for (name, length) in
        [("Copy SHA-256", 64), ("Copy SHA-1", 40), ("Copy MD5", 32), ("Copy signer certificate hash", 40)]
    {
        for button in popup.get_all_by_role("button", name).await? {
            popup.set_clipboard("nothing yet").await?;
            button.click().await?;
            popup.wait_until("navigator.clipboard.readText().then(text => text !== 'nothing yet')").await?;
            let text = popup.clipboard().await?;
            let hexadecimal = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            assert!(text.len() == length && hexadecimal, "{name}: {text:.200}");
        }
    }
    Ok(())
}

/// Presses a button or item for a copy, and gives what the clipboard then holds.
async fn copied(popup: &Page, name: &str) -> Result<String, CdpError> {
    popup.set_clipboard("nothing yet").await?;
    popup.get_by_role("button", name).await?.click().await?;
    let deadline = std::time::Instant::now() + PATIENCE;
    loop {
        let text = popup.clipboard().await?;
        if text != "nothing yet" || std::time::Instant::now() > deadline {
            return Ok(text);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Check C-07: a hundred thousand rows are drawn in part; more bytes than are read, and nesting without end, are a
/// sentence. The popup answers all the time.
#[tokio::test]
async fn answers_without_measure_leave_a_page_that_works() -> Outcome {
    let Some(desk) = Desk::new("answers without measure").await? else { return Ok(()) };
    let tab = desk.open_alert(alerts::SIX_FILES).await?;
    let rows: Vec<String> = (0..100_000).map(|at| format!(r#"{{"sha1":"{}"}}"#, hash(at))).collect();
    let body = format!(r#"{{"value":[{}]}}"#, rows.join(","));
    desk.tenant.fault(Fault::api(Action::Respond(Answer::json(200, &body))));
    let popup = desk.start_with_token(&tab, "File.Read.All").await?;
    popup.get_by_role_within(4 * PATIENCE, "feed", Name::Any).await?;
    says(&popup, "100,000 files").await?;
    let drawn = popup.evaluate("document.querySelectorAll('article').length").await?.as_u64().unwrap_or_default();
    assert!((1..=200).contains(&drawn), "{drawn} cards");
    only_text(&desk, &popup, "rows").await?;
    let nested = format!(r#"{{"value":[{}"#, "[".repeat(5_000_000));
    let deep = format!(r#"{{"value":{}{}}}"#, "[".repeat(2_000_000), "]".repeat(2_000_000));
    for (body, sentence) in [(nested, "broke off"), (deep, "")] {
        desk.tenant.fault(Fault::api(Action::Respond(Answer::json(200, &body))));
        popup.get_by_role("button", "Refresh").await?.click().await?;
        popup.wait_until("document.querySelector('.cards-of-alert')?.getAttribute('aria-busy') === 'false'").await?;
        if !sentence.is_empty() {
            popup.wait_for_words("alert", sentence).await?;
        }
        desk.browser.expect_no_complaints()?;
    }
    Ok(())
}
