//! axe-core's verdict on a page: which rules of accessibility it breaks.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{
    connection::value_of,
    error::{CdpError, list_at, text_at},
    page::Page,
};

/// The source of axe-core (`axe.min.js` of the Node package `axe-core`).
#[derive(Clone, Debug)]
pub struct AxeSource(String);

impl AxeSource {
    /// Reads it from the package's file.
    pub fn read(path: &Path) -> Result<Self, CdpError> {
        let failed = |source| CdpError::File { path: PathBuf::from(path), source };
        fs::read_to_string(path).map(Self).map_err(failed)
    }
}

/// A rule that a page breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule's id, for example `color-contrast`.
    pub rule: String,
    /// `minor`, `moderate`, `serious` or `critical`.
    pub impact: String,
    /// What the rule asks for.
    pub help: String,
    /// The markup of each element that breaks it, with what is wrong there.
    pub elements: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.rule, self.impact, self.help)?;
        self.elements.iter().try_for_each(|element| write!(f, "\n    {element}"))
    }
}

impl Page {
    /// Runs axe-core over the page as it is now. It works in a world of its own: the page's scripts and its
    /// content security policy neither see nor hinder it.
    pub async fn axe(&self, axe: &AxeSource) -> Result<Vec<Violation>, CdpError> {
        let tree = self.session().call("Page.getFrameTree", json!({})).await?;
        let frame = text_at(&tree, "/frameTree/frame/id")?;
        let world = json!({ "frameId": frame, "worldName": "axe-core" });
        let world = self.session().call("Page.createIsolatedWorld", world).await?;
        let context = world["executionContextId"].clone();
        let run = |script: String| {
            let params = json!({
                "expression": script, "contextId": context, "awaitPromise": true, "returnByValue": true,
            });
            async move { value_of("axe-core", &self.session().call("Runtime.evaluate", params).await?) }
        };
        run(format!("{}\n;undefined", axe.0)).await?;
        let script = "axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations)";
        let violations = json!({ "violations": run(script.to_owned()).await? });
        list_at(&violations, "/violations")?.iter().map(violation).collect()
    }
}

fn violation(report: &Value) -> Result<Violation, CdpError> {
    let element = |node: &Value| {
        let failure = node["failureSummary"].as_str().unwrap_or_default().replace('\n', " ");
        Ok(format!("{} — {failure}", text_at(node, "/html")?))
    };
    Ok(Violation {
        rule: text_at(report, "/id")?,
        impact: report["impact"].as_str().unwrap_or("unrated").to_owned(),
        help: text_at(report, "/help")?,
        elements: list_at(report, "/nodes")?.iter().map(element).collect::<Result<_, CdpError>>()?,
    })
}
