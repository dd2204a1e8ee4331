//! Microsoft Defender for Endpoint over HTTP: what is asked, what the answer says.
//!
//! Microsoft's JSON stays private here; [`crate::evidence`] knows no wire format.

pub mod request;
pub mod response;
