//! Hostile text in the organisation's policy: the options page draws it as text, whatever key it stands in.

#![cfg(not(target_arch = "wasm32"))]

#[allow(unreachable_pub, reason = "several test crates use it")]
#[path = "support/drawing.rs"]
mod drawing;

use std::rc::Rc;

use drawing::written;
use hashcard::{
    configuration::Configuration,
    contexts::options::{
        installation::Diagnostics,
        page,
        state::{Facts, State},
    },
    settings::{Choices, Settings},
};
use serde_json::{Value, json};
use yew::Callback;

const CONTOSO: &str = "72f1c0de-3a5b-4c8e-9d10-5ec0fc047050";
const CLIENT: &str = "5ca1ab1e-4d3f-4c2b-9a1e-0a5bca4d0001";
const REDIRECT_URI: &str = "https://ondoelgghipnfkmgcgccpafjpgekcnhc.chromiumapp.org/";

const HOSTILE: [&str; 5] = [
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "invoice\u{202e}fdp\u{200b}.exe\u{feff}",
    "a\u{0}b\u{7}c\u{1b}[31m\r\nd",
    "javascript:alert(1)",
];

/// The options page under a policy, with nothing saved.
async fn drawn(policy: &Value) -> String {
    let (policy, policy_faults) = Choices::read(&policy.to_string());
    let saved = Choices::default();
    let (settings, locks) = Settings::effective(&saved, &policy);
    let facts = Facts {
        configuration: Configuration { settings, saved, locks, policy_faults },
        signed_in: Vec::new(),
        diagnostics: Diagnostics::default(),
        known_good: Rc::default(),
        set_up: false,
        pinned: false,
        more_portals: Vec::new(),
    };
    let state = State::new(Rc::new(facts), REDIRECT_URI.to_owned());
    written(page::view(&state, &Callback::noop())).await
}

/// Every policy with `text` in one place, the other places as they should be.
fn policies(text: &str) -> Vec<Value> {
    let tenant = || json!({ "tenantId": CONTOSO, "name": "Contoso", "cloud": "commercial", "clientId": CLIENT });
    let mut policies = Vec::new();
    for key in ["tenantId", "name", "cloud", "region", "clientId", text] {
        let mut entry = tenant();
        entry[key] = json!(text);
        policies.push(json!({ "tenants": [entry] }));
        policies.push(json!({ key: text }));
    }
    for key in ["tenants", "otherTenants", "prefetch", "cacheMinutes", "pivots", "knownGoodHashes"] {
        policies.push(json!({ key: text }));
        policies.push(json!({ key: [text] }));
        policies.push(json!({ key: { text: text } }));
    }
    policies
}

/// Check E-01.
#[tokio::test]
async fn no_key_of_a_policy_becomes_more_than_text() {
    for text in HOSTILE {
        for policy in policies(text) {
            let html = drawn(&policy).await;
            for element in ["<img", "<svg onload", "<script"] {
                assert!(!html.contains(element), "{policy}: {html}");
            }
            for attribute in ["href=\"javascript:", "style="] {
                assert!(!html.contains(attribute), "{policy}: {html}");
            }
            // The value of a field is what is edited, so it is what it is.
            let around = without_values(&html);
            let unseen = |c: char| matches!(c, '\0'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}');
            let found = around.find(unseen).map(|at| around[..at].chars().rev().take(80).collect::<String>());
            let before: Option<String> = found.map(|text| text.chars().rev().collect());
            assert_eq!(before, None, "{policy}: an invisible character stands behind this");
        }
    }
}

/// Check C-07: a policy of a megabyte in each key leaves a page that can be read.
#[tokio::test]
async fn a_policy_without_measure_leaves_a_page_that_works() {
    let long = "W\u{202e}".repeat(250_000);
    for policy in policies(&long) {
        let html = drawn(&policy).await;
        assert!(html.len() < 4 * long.len(), "{} bytes of HTML, with {:.80}", html.len(), policy.to_string());
        assert!(html.contains("Diagnostics"));
    }
}

fn without_values(html: &str) -> String {
    let mut rest = html;
    let mut around = String::new();
    while let Some((before, value)) = rest.split_once(" value=\"") {
        around.push_str(before);
        rest = value.split_once('"').map_or("", |(_, after)| after);
    }
    around.push_str(rest);
    around
}
