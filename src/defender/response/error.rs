//! What an error answer tells, whoever wrote it.

use serde::de::{Error, MapAccess};

use super::{
    read,
    scalar::{Scalar, scalar},
    shape::{Fields, Shape, Shaped, fill},
    skip,
};

/// What an error answer tells; each part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// For example `ResourceNotFound`; may be the HTTP status instead.
    pub code: Option<String>,
    /// Free text that may change: to show, not to branch on.
    pub message: Option<String>,
    /// The correlation id for Microsoft's support.
    pub target: Option<String>,
}

/// What can be told from the body of an error answer, whatever it is: Defender's JSON, a token endpoint's, a gateway's,
/// a proxy's page or nothing.
pub fn error(body: &str) -> ErrorBody {
    let ErrorAnswer { inner, outer } = read(body).unwrap_or_default();
    let message = inner.message.or(outer.message);
    ErrorBody {
        code: inner.code.or(outer.code),
        // A gateway's page, seen inside Defender's own JSON.
        message: message.filter(|message| !message.trim_start().starts_with('<')),
        target: inner.target.or(outer.target),
    }
}

/// `{"error":{…}}` of Defender, `{"error":"…","error_description":"…"}` of OAuth, `{"message":"…"}` of gateways.
#[derive(Default)]
struct ErrorAnswer {
    inner: ErrorBody,
    outer: ErrorBody,
}

impl<'de> Shape<'de> for ErrorAnswer {
    fn from_scalar<E: Error>(scalar: Scalar<'de>) -> Result<Self, E> {
        let outer = ErrorBody { message: scalar.text(), ..ErrorBody::default() };
        Ok(ErrorAnswer { outer, ..ErrorAnswer::default() })
    }

    fn from_object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        fill(object)
    }
}

impl Fields for ErrorAnswer {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "error" => self.inner = map.next_value::<Shaped<ErrorBody>>()?.0,
            "error_description" => self.outer.message = scalar(map)?.text(),
            "correlation_id" => self.outer.target = scalar(map)?.text(),
            _ => self.outer.field(name, map)?,
        }
        Ok(())
    }
}

impl<'de> Shape<'de> for ErrorBody {
    fn from_scalar<E: Error>(scalar: Scalar<'de>) -> Result<Self, E> {
        Ok(ErrorBody { code: scalar.text_or_number(), ..ErrorBody::default() })
    }

    fn from_object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        fill(object)
    }
}

impl Fields for ErrorBody {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "code" => self.code = scalar(map)?.text_or_number(),
            "message" => self.message = scalar(map)?.text(),
            "target" => self.target = scalar(map)?.text(),
            _ => skip(map)?,
        }
        Ok(())
    }
}
