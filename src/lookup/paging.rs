//! How far the pages of one answer are followed, whatever they are pages of.

use crate::defender::{
    request::{MAX_PAGES, NextLink, RefusedLink},
    response::Incomplete,
};

/// All pages of one answer together, in bytes: as much as one page may have.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The pages of an answer so far.
#[derive(Default)]
pub(crate) struct Paging {
    followed: Vec<NextLink>,
    bytes: usize,
}

impl Paging {
    /// Where the page lies after one of so many bytes, if it is to be asked for.
    pub(crate) fn after(
        &mut self,
        bytes: usize,
        next: Option<Result<NextLink, RefusedLink>>,
    ) -> Result<Option<NextLink>, Incomplete> {
        self.bytes += bytes;
        let Some(link) = next else { return Ok(None) };
        let link = link.map_err(|_| Incomplete::LinkRefused)?;
        if self.followed.contains(&link) {
            return Err(Incomplete::Loop);
        }
        if self.followed.len() + 1 >= MAX_PAGES || self.bytes >= MOST_BYTES {
            return Err(Incomplete::TooManyPages);
        }
        self.followed.push(link.clone());
        Ok(Some(link))
    }
}
