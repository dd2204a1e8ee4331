//! From a message to a sleeping worker to its answer.

use std::time::Duration;

use crate::Result;
use crate::samples::Samples;
use crate::sides::{Side, Sides};
use crate::support::chromium::{Chromium, Page};

/// What a worker leaves behind when it ends takes the browser a moment.
const SETTLE: Duration = Duration::from_millis(300);

/// An extension's page that sends, in a browser of its own.
pub(crate) struct Sending {
    browser: Chromium,
    page: Page,
}

impl Sending {
    /// Starts it.
    pub(crate) async fn start(sides: &Sides, side: Side) -> Result<Self> {
        let browser = sides.launch(side).await?;
        let page = match side {
            Side::Floor => "service_worker.js",
            Side::Hashcard => "managed_schema.json",
        };
        // A page that runs nothing of its own: its origin is what lets it send.
        let page = browser.open_extension_page(page).await?;
        Ok(Self { browser, page })
    }

    /// Ends the worker, sends, and adds the ms until the answer.
    pub(crate) async fn measure(&self, samples: &mut Samples) -> Result<()> {
        self.browser.wake_worker().await?.kill().await?;
        tokio::time::sleep(SETTLE).await;
        let answered = self.page.evaluate(MESSAGE).await?;
        samples.add(answered.as_f64().ok_or("no time was measured")?);
        Ok(())
    }
}

/// Of a kind that the product knows and does not take from this sender: it decodes it, judges it and answers `null`.
const MESSAGE: &str = "(async () => {
  const start = performance.now();
  await chrome.runtime.sendMessage({ type: 'page', url: 'https://security.microsoft.com/', links: [] });
  return performance.now() - start;
})()";
