//! The documented example of the API, for a first look without a sign-in.

use std::rc::Rc;

use crate::{alert_id::AlertId, cloud::Cloud, decision::Wanted, defender::response, evidence::File};

/// The answer printed in Microsoft's documentation of the call.
const ANSWER: &str = include_str!("sample.json");
/// The alert of the documentation's example request.
const ALERT: &str = "636688558380765161_2136280442";

/// The example's files.
pub fn files() -> Rc<Vec<Rc<File>>> {
    let files =
        response::files(ANSWER, &wanted().alert, Cloud::Commercial).map_or_else(|_| Vec::new(), |page| page.files);
    Rc::new(files.into_iter().map(Rc::new).collect())
}

/// The example's alert.
pub fn wanted() -> Wanted {
    let alert = AlertId::parse(ALERT).expect("the documented example id is an alert id");
    Wanted { alert, tenant: None, host: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_one_signed_file() {
        assert_eq!(files().len(), 1);
        assert_eq!(wanted().alert.as_str(), ALERT);
    }
}
