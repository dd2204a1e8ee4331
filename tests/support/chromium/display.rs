//! A screen of its own for a browser with a window, with real keys and a real pointer (Xvfb and xdotool).

use std::{
    fmt,
    io::{self, BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use super::{
    find::skip,
    launch::{Appearance, WindowSize},
};

/// A virtual X screen. There is no window manager on it. Dropping it ends it.
#[derive(Debug)]
pub struct Display {
    server: Child,
    name: String,
}

/// A button of the pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerButton {
    /// The button that clicks.
    Left,
    /// The button that opens context menus.
    Right,
}

/// There is no screen, or it does not take input.
#[derive(Debug)]
pub enum DisplayError {
    /// A program cannot be run.
    Missing {
        /// The program.
        program: &'static str,
        /// The reason.
        source: io::Error,
    },
    /// A program ran and failed.
    Failed {
        /// The program.
        program: &'static str,
        /// Its words.
        message: String,
    },
}

impl fmt::Display for DisplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { program, source } => {
                write!(f, "cannot run `{program}` ({source}), expected the packages xvfb and xdotool")
            }
            Self::Failed { program, message } => write!(f, "`{program}` failed: {message}"),
        }
    }
}

impl std::error::Error for DisplayError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::Missing { source, .. } = self { Some(source) } else { None }
    }
}

impl Display {
    /// Starts a screen under a free display number.
    pub fn start(size: WindowSize) -> Result<Self, DisplayError> {
        let WindowSize { width, height } = size;
        let missing = |source| DisplayError::Missing { program: "Xvfb", source };
        // With -displayfd the server picks a free number and writes it when it is ready.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(missing)?;
        let stdout = server.stdout.take().expect("stdout is piped");
        let mut number = String::new();
        BufReader::new(stdout).read_line(&mut number).map_err(missing)?;
        let display = Self { server, name: format!(":{}", number.trim()) };
        if number.trim().is_empty() {
            return Err(DisplayError::Failed { program: "Xvfb", message: "expected a display number".into() });
        }
        Ok(display)
    }

    /// A screen, or `None` after `test` was [skipped](super::skip) because Xvfb is not installed.
    pub fn start_or_skip(test: &str, size: WindowSize) -> Result<Option<Self>, DisplayError> {
        match Self::start(size) {
            Err(missing @ DisplayError::Missing { .. }) => {
                skip(test, &missing);
                Ok(None)
            }
            outcome => outcome.map(Some),
        }
    }

    /// For the launch options of a browser whose window shall be on this screen.
    pub fn appearance(&self) -> Appearance {
        Appearance::WindowOn(self.name.clone())
    }

    /// Moves the pointer to a point of the screen and presses a button there.
    pub fn click(&self, button: PointerButton, x: i32, y: i32) -> Result<(), DisplayError> {
        let button = match button {
            PointerButton::Left => "1",
            PointerButton::Right => "3",
        };
        self.input(&["mousemove", "--sync", &x.to_string(), &y.to_string(), "click", button])
    }

    /// Moves the pointer to a point of the screen.
    pub fn move_pointer(&self, x: i32, y: i32) -> Result<(), DisplayError> {
        self.input(&["mousemove", &x.to_string(), &y.to_string()])
    }

    /// Presses a key by its X name: `h`, `Escape`, `ctrl+shift+h`. In a native menu the first letter chooses.
    pub fn key(&self, chord: &str) -> Result<(), DisplayError> {
        self.input(&["key", chord])
    }

    /// Waits until a window whose title contains these words is on the screen, and gives it the keyboard: without a
    /// window manager nobody else does.
    pub fn focus_window(&self, title: &str) -> Result<(), DisplayError> {
        self.input(&["search", "--sync", "--onlyvisible", "--name", title, "windowfocus", "--sync"])
    }

    /// Types text.
    pub fn type_text(&self, text: &str) -> Result<(), DisplayError> {
        self.input(&["type", "--", text])
    }

    fn input(&self, arguments: &[&str]) -> Result<(), DisplayError> {
        let missing = |source| DisplayError::Missing { program: "xdotool", source };
        let output = Command::new("xdotool").args(arguments).env("DISPLAY", &self.name).output().map_err(missing)?;
        if output.status.success() {
            Ok(())
        } else {
            let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            Err(DisplayError::Failed { program: "xdotool", message })
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // An error means that it has ended already, which is all that is wanted here.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
