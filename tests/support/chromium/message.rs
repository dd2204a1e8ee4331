//! What pages and workers say to the console, and what the browser logs about them.

use std::fmt;

use serde_json::Value;

/// Something that a page or worker said to the console, or the browser about it.
#[derive(Clone, Debug)]
pub struct Message {
    /// What sort of message.
    pub kind: MessageKind,
    /// `verbose`, `info`, `log`, `warning` or `error` and the other names of console methods.
    pub level: String,
    /// The words.
    pub text: String,
    /// The file that said it, else the world or the target it was said in.
    pub source: String,
    /// The address of the page or worker it was said in.
    pub target: String,
}

/// What sort of message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// A call of `console.log` and its siblings.
    Console,
    /// An exception or rejection that nobody caught.
    Exception,
    /// A failed load, as the browser logs every 4xx: what a test that plays faults brings about itself.
    FailedLoad,
    /// Another entry of the browser's log: violated policies, deprecations, interventions.
    Log,
}

impl Message {
    /// Whether it is an uncaught exception, an error or a warning, failed loads aside.
    pub fn is_complaint(&self) -> bool {
        match self.kind {
            MessageKind::Exception => true,
            MessageKind::FailedLoad => false,
            MessageKind::Console | MessageKind::Log => matches!(self.level.as_str(), "error" | "warning" | "assert"),
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {} in `{}` by `{}`: {}", self.kind, self.level, self.target, self.source, self.text)
    }
}

/// A message before it is known who said it.
pub(super) struct Heard {
    pub(super) kind: MessageKind,
    pub(super) level: String,
    pub(super) text: String,
    pub(super) file: Option<String>,
    pub(super) world: Option<i64>,
}

/// Reads a `Runtime.consoleAPICalled`.
pub(super) fn console_message(params: &Value) -> Heard {
    let words = params["args"].as_array();
    let text = words.map_or_else(String::new, |words| words.iter().map(argument_text).collect::<Vec<_>>().join(" "));
    Heard {
        kind: MessageKind::Console,
        level: params["type"].as_str().unwrap_or_default().to_owned(),
        text,
        file: first_file(&params["stackTrace"]),
        world: params["executionContextId"].as_i64(),
    }
}

/// Reads the details of a `Runtime.exceptionThrown`.
pub(super) fn exception_message(details: &Value) -> Heard {
    Heard {
        kind: MessageKind::Exception,
        level: "error".into(),
        text: exception_text(details),
        file: first_file(&details["stackTrace"]).or_else(|| non_empty(&details["url"])),
        world: details["executionContextId"].as_i64(),
    }
}

/// Reads the entry of a `Log.entryAdded`.
pub(super) fn log_message(entry: &Value) -> Heard {
    let kind = if entry["source"] == "network" { MessageKind::FailedLoad } else { MessageKind::Log };
    Heard {
        kind,
        level: entry["level"].as_str().unwrap_or_default().to_owned(),
        text: entry["text"].as_str().unwrap_or_default().to_owned(),
        file: first_file(&entry["stackTrace"]).or_else(|| non_empty(&entry["url"])),
        world: None,
    }
}

fn first_file(stack: &Value) -> Option<String> {
    stack["callFrames"].as_array()?.iter().find_map(|frame| non_empty(&frame["url"]))
}

fn non_empty(text: &Value) -> Option<String> {
    text.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn argument_text(argument: &Value) -> String {
    if let Some(text) = argument["value"].as_str() {
        return text.to_owned();
    }
    match argument.get("value").filter(|value| !value.is_null()) {
        Some(value) => value.to_string(),
        None => argument["description"].as_str().or(argument["type"].as_str()).unwrap_or_default().to_owned(),
    }
}

/// An exception in words, with its stack where it has one.
pub(super) fn exception_text(details: &Value) -> String {
    let summary = details["text"].as_str().unwrap_or_default();
    let exception = &details["exception"];
    match exception["description"].as_str().map(str::to_owned).or_else(|| exception.get("value").map(Value::to_string))
    {
        Some(description) => format!("{summary} {description}"),
        None => summary.to_owned(),
    }
}
