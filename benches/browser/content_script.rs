//! How long the content script runs in a portal page, from the browser's own trace.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Result;
use crate::samples::Samples;
use crate::sides::{Side, Sides};
use crate::support::chromium::{Chromium, Page};

/// The page draws its links, then the script looks once more.
const WATCHED: Duration = Duration::from_millis(1500);
const CATEGORIES: &str = "devtools.timeline,v8,disabled-by-default-v8.compile";

/// Loads a page with so many links and adds the ms of script that the content script took there.
pub(crate) async fn measure(sides: &Sides, browser: &Chromium, links: u32, samples: &mut Samples) -> Result<()> {
    let session = browser.session();
    let tab = browser.open_tab("about:blank").await?;
    let mut complete = session.events("Tracing.tracingComplete");
    let start = json!({
        "transferMode": "ReturnAsStream",
        "traceConfig": { "includedCategories": CATEGORIES.split(',').collect::<Vec<_>>() },
    });
    session.call("Tracing.start", start).await?;
    tab.navigate(&sides.page_with_links(links)).await?;
    drawn(&tab, links).await?;
    tokio::time::sleep(WATCHED).await;
    session.call("Tracing.end", json!({})).await?;
    let stream = complete.next().await?["stream"].clone();
    let mut text = String::new();
    loop {
        let piece = session.call("IO.read", json!({ "handle": stream })).await?;
        text.push_str(piece["data"].as_str().unwrap_or_default());
        if piece["eof"] == true {
            break;
        }
    }
    session.call("IO.close", json!({ "handle": stream })).await?;
    tab.close().await?;
    let trace: Value = serde_json::from_str(&text)?;
    let script = format!("{}/content_script.js", browser.extension_origin());
    samples.add(script_time(&trace, &script)?);
    Ok(())
}

/// A browser with the product in it.
pub(crate) async fn browser(sides: &Sides) -> Result<Chromium> {
    let browser = sides.launch(Side::Hashcard).await?;
    // The first page pays for the browser's own start; the second one is measured.
    let tab = browser.open_tab(&sides.page_with_links(1)).await?;
    drawn(&tab, 1).await?;
    tab.close().await?;
    Ok(browser)
}

async fn drawn(tab: &Page, links: u32) -> Result<()> {
    Ok(tab.wait_until(&format!("document.querySelectorAll('a[href*=\"alert\"]').length >= {links}")).await?)
}

/// The ms of processor time of all events that run code of `script`; what runs inside of another one is counted once.
/// The clock on the wall would count what else the machine does meanwhile.
fn script_time(trace: &Value, script: &str) -> Result<f64> {
    let events = trace["traceEvents"].as_array().ok_or("the trace has no events")?;
    let mut spans: Vec<(f64, f64, f64)> = Vec::new();
    for event in events {
        let url = event.pointer("/args/data/url").or(event.pointer("/args/fileName")).and_then(Value::as_str);
        if event["ph"] != "X" || url != Some(script) {
            continue;
        }
        let number = |name: &str| event[name].as_f64();
        let start = number("ts").ok_or("an event without a start")?;
        let took = number("tdur").or(number("dur")).unwrap_or(0.0);
        spans.push((start, start + number("dur").unwrap_or(0.0), took));
    }
    spans.sort_by(|left, right| left.0.total_cmp(&right.0));
    let (mut total, mut end) = (0.0, 0.0);
    for (start, stop, took) in spans {
        if start >= end {
            total += took;
            end = stop;
        }
    }
    if total == 0.0 { Err(format!("the trace names no run of `{script}`").into()) } else { Ok(total / 1000.0) }
}
