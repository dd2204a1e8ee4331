//! Everything that can go wrong between a test and the browser, as sentences.

use std::{fmt, io, path::PathBuf, time::Duration};

use serde_json::Value;

use super::message::Message;

/// Why the browser did not do what the test asked for.
///
/// `Debug` prints the sentence too, because that is what a test that returns the error shows.
pub enum CdpError {
    /// The browser refused a command.
    Refused {
        /// The DevTools method, for example `Page.navigate`.
        method: String,
        /// The browser's own words.
        message: String,
    },
    /// A reply lacks what the protocol promises.
    Unexpected {
        /// JSON pointer of the value that was expected.
        expected: String,
        /// The reply as it came.
        reply: Value,
    },
    /// The script threw, or its promise was rejected.
    Thrown {
        /// The script.
        script: String,
        /// The exception as the browser describes it, with its stack.
        exception: String,
    },
    /// The wait is over and what was waited for is not there.
    TimedOut {
        /// What was waited for.
        waited_for: String,
        /// How long.
        patience: Duration,
        /// What was there instead.
        instead: String,
    },
    /// The page, the worker or the whole browser went away during the command.
    Gone {
        /// What was being done.
        during: String,
        /// Who went away, with the browser's last words on stderr where it was the browser.
        who: String,
    },
    /// The element cannot be pressed by a person: it has no area, or something else lies over it.
    OutOfReach {
        /// Role and name of the element.
        element: String,
        /// What is in the way.
        obstacle: String,
    },
    /// The extension complained: exceptions, console errors and warnings, violated policies.
    Complaints(Vec<Message>),
    /// A file could not be written or read.
    File {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

impl fmt::Display for CdpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { method, message } => write!(f, "the browser refused `{method}`: {message}"),
            Self::Unexpected { expected, reply } => write!(f, "expected `{expected}` in the reply `{reply}`"),
            Self::Thrown { script, exception } => write!(f, "the script `{script}` threw: {exception}"),
            Self::TimedOut { waited_for, patience, instead } => {
                write!(f, "waited {:.1} s for {waited_for}; instead: {instead}", patience.as_secs_f32())
            }
            Self::Gone { during, who } => write!(f, "{who} went away during {during}"),
            Self::OutOfReach { element, obstacle } => write!(f, "cannot press {element}: {obstacle}"),
            Self::Complaints(messages) => {
                write!(f, "expected a quiet extension, and it said:")?;
                messages.iter().try_for_each(|message| write!(f, "\n  {message}"))
            }
            Self::File { path, source } => write!(f, "file `{}`: {source}", path.display()),
        }
    }
}

impl fmt::Debug for CdpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for CdpError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::File { source, .. } = self { Some(source) } else { None }
    }
}

/// The text at `pointer` in a reply of the browser.
pub(super) fn text_at(reply: &Value, pointer: &str) -> Result<String, CdpError> {
    reply.pointer(pointer).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| unexpected(reply, pointer))
}

/// The number at `pointer` in a reply of the browser.
pub(super) fn number_at(reply: &Value, pointer: &str) -> Result<f64, CdpError> {
    reply.pointer(pointer).and_then(Value::as_f64).ok_or_else(|| unexpected(reply, pointer))
}

/// The list at `pointer` in a reply of the browser.
pub(super) fn list_at<'a>(reply: &'a Value, pointer: &str) -> Result<&'a [Value], CdpError> {
    reply.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).ok_or_else(|| unexpected(reply, pointer))
}

fn unexpected(reply: &Value, pointer: &str) -> CdpError {
    CdpError::Unexpected { expected: pointer.to_owned(), reply: reply.clone() }
}
