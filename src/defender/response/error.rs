//! What an error answer tells, whoever wrote it.

use super::{
    read,
    scalar::Scalar,
    shape::{Fields, fill},
};
use crate::json::Json;

/// What an error answer tells; each part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// For example `ResourceNotFound`; may be the HTTP status instead. Nothing else is one.
    pub code: Option<String>,
    /// Free text that may change: to show, not to branch on.
    pub message: Option<String>,
    /// The correlation id for Microsoft's support: at most 128 letters, digits and `-_.|:`.
    pub target: Option<String>,
}

/// What can be told from the body of an error answer, whatever it is: Defender's JSON, a token endpoint's, a gateway's,
/// a proxy's page or nothing.
pub fn error(body: &str) -> ErrorBody {
    let ErrorAnswer { inner, outer } = read(body).map(|answer| error_answer(&answer)).unwrap_or_default();
    let message = inner.message.or(outer.message);
    ErrorBody {
        code: inner.code.or(outer.code).filter(|code| is_identifier(code)),
        // A gateway's page, seen inside Defender's own JSON.
        message: message.filter(|message| !message.trim_start().starts_with('<')),
        target: inner.target.or(outer.target).filter(|target| is_identifier(target)),
    }
}

/// Both are drawn and the correlation id is copied, so neither may hold more than a server's identifiers do. Spaces
/// and line breaks, formulas, markup and whatever hides are no part of one.
fn is_identifier(text: &str) -> bool {
    const LONGEST: usize = 128;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.|:".contains(&byte);
    text.len() <= LONGEST && text.bytes().all(plain) && text.starts_with(|first: char| first.is_ascii_alphanumeric())
}

/// `{"error":{…}}` of Defender, `{"error":"…","error_description":"…"}` of OAuth, `{"message":"…"}` of gateways.
#[derive(Default)]
struct ErrorAnswer {
    inner: ErrorBody,
    outer: ErrorBody,
}

fn error_answer(answer: &Json) -> ErrorAnswer {
    let mut filled: ErrorAnswer = fill(answer);
    filled.outer.message = filled.outer.message.or(Scalar(answer).text());
    filled
}

impl Fields for ErrorAnswer {
    fn field(&mut self, name: &str, value: &Json) {
        match name {
            "error" => {
                self.inner = fill(value);
                self.inner.code = self.inner.code.take().or(Scalar(value).text_or_number());
            }
            "error_description" => self.outer.message = Scalar(value).text(),
            "correlation_id" => self.outer.target = Scalar(value).text(),
            _ => self.outer.field(name, value),
        }
    }
}

impl Fields for ErrorBody {
    fn field(&mut self, name: &str, value: &Json) {
        match name {
            "code" => self.code = Scalar(value).text_or_number(),
            "message" => self.message = Scalar(value).text(),
            "target" => self.target = Scalar(value).text(),
            _ => {}
        }
    }
}
