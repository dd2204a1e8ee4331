//! What an error answer tells, whoever wrote it.

use super::{read, scalar::Scalar};

/// What an error answer tells; each part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// For example `ResourceNotFound`; may be the HTTP status instead. Nothing else is one.
    pub code: Option<String>,
    /// The correlation id for Microsoft's support: at most 128 letters, digits and `-_.|:`.
    pub target: Option<String>,
}

/// What can be told from the body of an error answer, whatever it is: `{"error":{…}}` of Defender, `{"error":"…"}` of a
/// token endpoint, a gateway's JSON, a proxy's page or nothing.
pub fn error(body: &str) -> ErrorBody {
    let answer = read(body).unwrap_or_default();
    let error = &answer["error"];
    let codes = [&error["code"], error, &answer["code"]];
    let inner = &error["innerError"];
    let targets =
        [&error["target"], &answer["correlation_id"], &answer["target"], &inner["request-id"], &inner["requestId"]];
    ErrorBody {
        code: codes.into_iter().find_map(|code| Scalar(code).text_or_number()).filter(|code| is_identifier(code)),
        target: targets.into_iter().find_map(|target| Scalar(target).text()).filter(|target| is_identifier(target)),
    }
}

/// Both are drawn and the correlation id is copied, so neither may hold more than a server's identifiers do. Spaces
/// and line breaks, formulas, markup and whatever hides are no part of one.
fn is_identifier(text: &str) -> bool {
    const LONGEST: usize = 128;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.|:".contains(&byte);
    text.len() <= LONGEST && text.bytes().all(plain) && text.starts_with(|first: char| first.is_ascii_alphanumeric())
}
