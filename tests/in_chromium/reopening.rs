//! Signing in without a debugger, which would keep the popup open: it closes when the sign-in window takes the focus,
//! and comes back by itself. What happened is seen in the tenant's record.

use std::time::{Duration, Instant};

use crate::{
    desk::{Desk, Outcome, dist},
    support::{
        chromium::{Display, LaunchOptions, PointerButton, Undebugged, WindowSize},
        tenant::{RecordedRequest, SimulatedTenant, alerts},
    },
};

const PATIENCE: Duration = Duration::from_secs(30);
/// Nobody tells when a page has taken the keyboard: what had no effect after this long is done again.
const EFFECT: Duration = Duration::from_secs(2);

/// Presses keys, again and again, until they cause the request that they should.
async fn press_until(
    display: &Display,
    tenant: &SimulatedTenant,
    keys: &[&str],
    caused: impl Fn(&RecordedRequest) -> bool,
) -> Outcome {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        for key in keys {
            display.key(key)?;
            if tenant.wait_for_request(EFFECT, &caused).await.is_some() {
                return Ok(());
            }
        }
        display.key("Escape")?;
    }
    Err(format!("{keys:?} had no effect in {PATIENCE:?}").into())
}

///
#[tokio::test]
async fn without_a_debugger_the_cards_come_by_themselves_after_the_sign_in_window() -> Outcome {
    const NAME: &str = "the popup after the sign-in window";
    let screen = WindowSize { width: 1280, height: 900 };
    let Some(desk) = Desk::new(NAME).await? else { return Ok(()) };
    let Some(display) = Display::start_or_skip(NAME, screen)? else { return Ok(()) };
    desk.know_contoso().await?;
    let Desk { tenant, browser } = desk;
    let options = LaunchOptions {
        arguments: tenant.chromium_arguments(),
        profile: Some(browser.close().await?),
        appearance: display.appearance(),
        window: screen,
        ..LaunchOptions::with_extension(dist())
    };
    let address = format!("https://security.microsoft.com/alerts/{}", alerts::SIX_FILES);
    let _browser = Undebugged::launch(options, &address).await?;
    let drawn = |request: &RecordedRequest| request.path.contains("/portal-data/alert/");
    tenant.wait_for_request(PATIENCE, drawn).await.ok_or("the portal did not open")?;
    display.focus_window("Simulated security portal")?;
    display.click(PointerButton::Left, 640, 800)?;

    let asked = |request: &RecordedRequest| request.path.ends_with("/authorize");
    press_until(&display, &tenant, &["alt+shift+h", "Tab", "Return"], asked).await?;
    display.focus_window("Sign in to your account")?;
    let picked = |request: &RecordedRequest| request.path.ends_with("/login");
    press_until(&display, &tenant, &["Tab", "Return"], picked).await?;

    let called = |request: &RecordedRequest| request.path.ends_with("/files");
    tenant.wait_for_request(PATIENCE, called).await.ok_or("the popup did not come back")?;
    assert_eq!(tenant.authorize_requests().len(), 1, "one window");
    assert_eq!(tenant.token_requests().len(), 1);
    assert_eq!(tenant.api_calls().len(), 1);
    Ok(())
}
