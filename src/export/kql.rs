//! A query of advanced hunting: on which devices the files were seen in 30 days, and the address that opens it there.
//!
//! In `DeviceFileEvents` and `DeviceImageLoadEvents` the column `SHA256` is often empty where `SHA1` is not, so a file is
//! looked for by both: <https://learn.microsoft.com/en-us/defender-xdr/advanced-hunting-devicefileevents-table>.

use super::hashes::list;
use crate::{
    auth::{base64::url_safe, tenant::TenantId},
    evidence::{File, hash_kind::HashKind},
    formats::Query,
    portal::PortalHost,
};

/// Longer addresses are cut on their way; the query is copied instead.
pub const LONGEST_LINK: usize = 8_000;

/// The query for these files.
pub fn query(files: &[&File]) -> Query {
    let [sha1s, sha256s] = [HashKind::Sha1, HashKind::Sha256].map(|kind| list(kind, files).text);
    let without = files.iter().filter(|file| file.hashes.sha256.is_none() && file.hashes.sha1.is_none()).count();
    if sha1s.is_empty() && sha256s.is_empty() {
        return Query { without, ..Query::default() };
    }
    let text = [
        "let sha1s = ",
        &array(&sha1s),
        ";\nlet sha256s = ",
        &array(&sha256s),
        ";\nunion withsource = SourceTable DeviceProcessEvents, DeviceFileEvents, DeviceImageLoadEvents\n\
        | where Timestamp > ago(30d)\n\
        | where SHA1 in (sha1s) or SHA256 in (sha256s)\n\
        | summarize FirstSeen = min(Timestamp), LastSeen = max(Timestamp), Events = count(), Tables = make_set(SourceTable), \
        FileNames = make_set(FileName, 20), Folders = make_set(FolderPath, 20), SHA1s = make_set(SHA1), \
        SHA256s = make_set(SHA256) by DeviceId, DeviceName\n\
        | order by LastSeen desc\n",
    ]
    .concat();
    Query { text, files: files.len() - without, without }
}

/// Hexadecimal digits, one hash a line, as a literal: they have nothing that would need an escape.
fn array(hashes: &str) -> String {
    if hashes.is_empty() {
        return "dynamic([])".to_owned();
    }
    ["dynamic([\"", &hashes.replace('\n', "\",\""), "\"])"].concat()
}

/// The query as advanced hunting wants it in its address, before it is packed with gzip: UTF-16, low byte first. As
/// UTF-8 it comes out as Chinese.
pub fn unpacked(query: &str) -> Vec<u8> {
    query.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The address that opens a query in a tenant's advanced hunting, where it waits to be run. `packed` is what
/// [`unpacked`] gives, after gzip. `None` when it would be too long.
pub fn link(host: PortalHost, tenant: Option<&TenantId>, packed: &[u8]) -> Option<String> {
    let mut link = ["https://", host.name(), "/hunting?query=", &url_safe(packed), "&timeRangeId=month"].concat();
    if let Some(tenant) = tenant {
        link.push_str("&tid=");
        link.push_str(tenant.0.as_str());
    }
    (link.len() <= LONGEST_LINK).then_some(link)
}
