//! How a list, of files or of alerts, is split, should Microsoft split it.

use serde_json::{Value, json};

use super::super::hosts::EVIL;
use super::super::record::RecordedRequest;

/// Whether and how answers carry `@odata.nextLink`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paging {
    /// All rows at once, as every recorded answer.
    #[default]
    Whole,
    /// So many rows a page; the link names the host that was asked.
    Pages(usize),
    /// So many rows a page; the link names another host of the API's cloud.
    AnotherHost(usize),
    /// The link names a host that has no business with a token.
    ForeignHost,
    /// Every page links to itself.
    Endless,
    /// Every page links to a page that was never seen before, without end.
    EverNew,
}

/// `rows` as this request is to see them, in `body`.
pub fn paged(paging: Paging, request: &RecordedRequest, mut rows: Vec<Value>, mut body: Value) -> Value {
    let skip = request.query_value("$skip").and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
    let path = &request.path;
    let link = match paging {
        Paging::Whole => None,
        Paging::Pages(size) => cut(&mut rows, skip, size).map(|next| (request.host.as_str(), next)),
        Paging::AnotherHost(size) => cut(&mut rows, skip, size).map(|next| ("eu.api.security.microsoft.com", next)),
        Paging::ForeignHost => Some((EVIL, rows.len())),
        Paging::Endless => Some((request.host.as_str(), skip)),
        Paging::EverNew => Some((request.host.as_str(), skip + 1)),
    };
    body["value"] = json!(rows);
    if let Some((host, next)) = link {
        // The rest of the query stays: the next page is one of the same list.
        let others = request.query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("$skip="));
        let query: String = others.map(|pair| format!("{pair}&")).collect();
        body["@odata.nextLink"] = json!(format!("https://{host}{path}?{query}$skip={next}"));
    }
    body
}

/// Leaves one page of the rows; answers where the next one starts.
fn cut(rows: &mut Vec<Value>, skip: usize, size: usize) -> Option<usize> {
    let next = skip.saturating_add(size);
    let more = next < rows.len();
    *rows = rows.drain(..).skip(skip).take(size).collect();
    more.then_some(next)
}
