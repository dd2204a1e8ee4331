//! The popup from its opening to the first card, and what it costs afterwards.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Result;
use crate::samples::Samples;
use crate::sides::{Side, Sides};
use crate::support::chromium::Page;

/// A browser that was just started, or just closed a popup, still has things to do.
const SETTLE: Duration = Duration::from_millis(400);
/// Ten thousand files take seconds on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What one side needed for one count of files.
#[derive(Default)]
pub(crate) struct PopupSamples {
    /// In a browser that has never shown the popup.
    pub(crate) first: OpeningSamples,
    /// In the same browser, again.
    pub(crate) second: OpeningSamples,
    /// JavaScript heap after a garbage collection, and the wasm's memory, in MiB.
    pub(crate) memory: Samples,
    /// The longest frame of a scripted scroll, in ms; of the floor up to 1,000 files.
    pub(crate) longest_frame: Samples,
}

/// From the start of navigation, in ms.
#[derive(Default)]
pub(crate) struct OpeningSamples {
    /// First contentful paint: the shell.
    pub(crate) shell: Samples,
    /// The paint of the first card's verdict.
    pub(crate) card: Samples,
}

impl OpeningSamples {
    async fn take(&mut self, popup: &Page) -> Result<()> {
        let painted = match evaluate(popup, PAINTS).await {
            Ok(painted) => painted,
            Err(error) => return Err(format!("no card in a popup that says `{}`: {error}", popup.text().await?).into()),
        };
        self.shell.add(number(&painted, "/shell")?);
        self.card.add(number(&painted, "/card")?);
        Ok(())
    }
}

/// Opens the popup twice in a fresh browser and measures it.
pub(crate) async fn measure(sides: &Sides, side: Side, count: u32, samples: &mut PopupSamples) -> Result<()> {
    let browser = sides.launch(side).await?;
    let tab = sides.open_alert(&browser, side, count).await?;
    tokio::time::sleep(SETTLE).await;
    let popup = browser.open_popup(&tab).await?;
    samples.first.take(&popup).await?;
    popup.close().await?;
    tokio::time::sleep(SETTLE).await;
    let popup = browser.open_popup(&tab).await?;
    samples.second.take(&popup).await?;
    tokio::time::sleep(SETTLE).await;
    samples.memory.add(memory(&popup, side).await?);
    // Without a windowed list a frame of ten thousand cards takes half a second: a minute for the scroll.
    if side == Side::Hashcard || count <= 1_000 {
        samples.longest_frame.add(evaluate(&popup, SCROLL).await?.as_f64().ok_or("the scroll gave no number")?);
    }
    browser.expect_no_complaints()?;
    Ok(())
}

/// The entries are buffered, so it does not matter that the popup has painted long ago.
const PAINTS: &str = "new Promise((resolve) => {
  new PerformanceObserver((list, observer) => {
    const card = list.getEntries().find((entry) => entry.identifier === 'card');
    if (!card) return;
    observer.disconnect();
    const [shell] = performance.getEntriesByName('first-contentful-paint');
    resolve({ card: card.renderTime, shell: shell.startTime });
  }).observe({ type: 'element', buffered: true });
})";

/// Two seconds of scrolling, 18,000 pixels a second: a hard flick on a touchpad.
const SCROLL: &str = "new Promise((resolve) => {
  let longest = 0;
  let frames = 0;
  let before;
  const step = (now) => {
    if (before) longest = Math.max(longest, now - before);
    before = now;
    if (++frames === 120) return resolve(longest);
    scrollBy(0, 300);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})";

/// The module is the one that the page runs: importing it again gives the same instance.
const WASM_MEMORY: &str =
    "import('/hashcard.js').then(({ default: init }) => init()).then(({ memory }) => memory.buffer.byteLength)";

async fn memory(popup: &Page, side: Side) -> Result<f64> {
    let session = popup.session();
    session.call("HeapProfiler.enable", json!({})).await?;
    session.call_within(PATIENCE, "HeapProfiler.collectGarbage", json!({})).await?;
    let heap = number(&session.call("Runtime.getHeapUsage", json!({})).await?, "/usedSize")?;
    let wasm = match side {
        Side::Floor => 0.0,
        Side::Hashcard => evaluate(popup, WASM_MEMORY).await?.as_f64().ok_or("the wasm has no memory")?,
    };
    Ok((heap + wasm) / f64::from(1 << 20))
}

async fn evaluate(popup: &Page, script: &str) -> Result<Value> {
    let params = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
    let reply = popup.session().call_within(PATIENCE, "Runtime.evaluate", params).await?;
    match reply.pointer("/exceptionDetails") {
        Some(exception) => Err(format!("the popup threw {exception}").into()),
        None => Ok(reply["result"]["value"].clone()),
    }
}

fn number(value: &Value, pointer: &str) -> Result<f64> {
    let found = value.pointer(pointer).and_then(Value::as_f64);
    found.ok_or_else(|| format!("no number at `{pointer}` of {value}").into())
}
