//! Microsoft Defender for Endpoint over HTTP: where it lives, what is asked, what the answer says.
//!
//! Microsoft's JSON stays private here; [`crate::evidence`] knows no wire format.

pub mod cloud;
pub mod request;
pub mod response;
