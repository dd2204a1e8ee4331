//! The demo: a browser with the extension on an alert of the simulated tenant, for a person or for a camera.
//!
//! Run by `cargo xtask demo`, which builds `dist/` first. `--headless --screenshot DIR` shows no window and leaves a
//! picture of every state in DIR.

#[path = "demo/pictures.rs"]
mod pictures;
#[path = "demo/set_up.rs"]
mod set_up;
#[path = "../tests/support/mod.rs"]
mod support;

use std::{path::PathBuf, process::ExitCode};

use support::{
    chromium::{Appearance, Chromium, LaunchOptions, TargetKind, find_browser},
    tenant::{SimulatedTenant, alerts},
};

/// What went wrong is one sentence for the person at the terminal.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
usage: cargo xtask demo [--headless --screenshot DIR]

  --headless         show no window
  --screenshot DIR   leave a picture of every state in DIR, then end";

#[tokio::main]
async fn main() -> ExitCode {
    match demo().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

async fn demo() -> Outcome {
    let wish = Wish::read(std::env::args().skip(1))?;
    // Asked first: without a browser there is nothing to set up.
    let browser = find_browser()?;
    println!("demo: {}", browser.program.display());
    match wish {
        Wish::Help => println!("{USAGE}"),
        Wish::Pictures(appearance, folder) => pictures::take(appearance, &folder).await?,
        Wish::Person => show_to_a_person().await?,
    }
    Ok(())
}

/// What the arguments ask for.
enum Wish {
    /// How to call this.
    Help,
    /// A browser to click in.
    Person,
    /// Pictures in a folder.
    Pictures(Appearance, PathBuf),
}

impl Wish {
    fn read(arguments: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut appearance = Appearance::Window;
        let mut folder = None;
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--headless" => appearance = Appearance::Headless,
                "--screenshot" => match arguments.next() {
                    Some(name) => folder = Some(PathBuf::from(name)),
                    None => return Err(format!("`--screenshot` names no folder\n\n{USAGE}").into()),
                },
                "--help" | "-h" => return Ok(Self::Help),
                other => return Err(format!("`{other}` is no option\n\n{USAGE}").into()),
            }
        }
        match (folder, appearance) {
            (Some(folder), appearance) => Ok(Self::Pictures(appearance, folder)),
            (None, Appearance::Headless) => {
                Err(format!("`--headless` without `--screenshot DIR` would show nothing\n\n{USAGE}").into())
            }
            (None, Appearance::Window | Appearance::WindowOn(_)) => Ok(Self::Person),
        }
    }
}

/// Sets everything up, says what to click, and waits until the browser is closed.
async fn show_to_a_person() -> Outcome {
    let no_screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().all(|name| std::env::var_os(name).is_none());
    if cfg!(target_os = "linux") && no_screen {
        return Err("there is no screen to open a window on (DISPLAY is not set); \
                    `cargo xtask demo --headless --screenshot DIR` needs none"
            .into());
    }
    let dist = set_up::dist();
    let tenant = set_up::tenant(&dist)?;
    let mut arguments = tenant.chromium_arguments();
    // Else a bar over every page warns of the arguments that lead to the simulated tenant.
    arguments.push("--test-type".to_owned());
    let options = LaunchOptions { appearance: Appearance::Window, arguments, ..LaunchOptions::with_extension(dist) };
    let browser = Chromium::launch(options).await?;
    let blank =
        browser.wait_for_page("the first tab", |target| target.kind == TargetKind::Page && target.url == "about:blank");
    let blank = blank.await?;
    let settings = browser.open_extension_page("options.html").await?;
    set_up::fill_in(&settings).await?;
    let alert = browser.open_tab(&tenant.alert_page(alerts::SIX_FILES)).await?;
    blank.close().await?;
    settings.close().await?;
    alert.bring_to_front().await?;
    say_what_to_do(&tenant);
    browser.hand_over().await.wait_until_ended().await?;
    println!("demo: the browser is closed");
    Ok(())
}

fn say_what_to_do(tenant: &SimulatedTenant) {
    let incident = set_up::incident_page();
    let hostile = tenant.alert_page(alerts::HOSTILE_STRINGS);
    println!(
        "
The browser shows an alert of Contoso, a tenant that exists only here. In it:

  1. Click the Hashcard button in the toolbar, or press Alt+Shift+H.
  2. Click Sign in, then Ada Byrne in the window that opens. The cards come by themselves.
  3. Click a hash to copy it; right-click a card for everything else that can be copied.
  4. Click Show file names and accept: the cards get names, paths and the device.

More to look at:

  an incident with six alerts   {incident}
  names made to deceive         {hostile}

Close the browser to end the demo.
"
    );
}
