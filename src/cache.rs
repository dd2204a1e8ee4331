//! Answers kept for the session, per cloud, tenant, account and alert: the text that Defender sent.
//!
//! Decoding has one way only, so a kept answer is read exactly like a new one.

use crate::{
    alert_id::AlertId,
    capabilities::{Area, Lock, NotStored, Store},
    evidence::hash::Sha1,
    json::Recorded,
    limits::freshness::{Entry, Keeping, evictions, fits},
    time::Timestamp,
    viewer::Viewer,
};

const PREFIX: &str = "answer ";
/// When and how large the kept answers are, so that the oldest can go without reading them all.
const INDEX: &str = "answers";

/// What an answer is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject(String);

impl Subject {
    /// The files of an alert, as `viewer` may see them.
    pub fn files(viewer: &Viewer, alert: &AlertId) -> Self {
        Self::of("files", viewer, alert)
    }

    /// The alert itself, as `viewer` may see it.
    pub fn alert(viewer: &Viewer, alert: &AlertId) -> Self {
        Self::of("alert", viewer, alert)
    }

    /// The list of an incident's alerts, as `viewer` may see them.
    pub fn incident(viewer: &Viewer, incident: u64) -> Self {
        Self::of("incident", viewer, &incident)
    }

    /// How the organisation of `viewer` knows a file.
    pub fn standing(viewer: &Viewer, file: Sha1) -> Self {
        Self::of("standing", viewer, &file)
    }

    fn of(what: &str, viewer: &Viewer, alert: &dyn std::fmt::Display) -> Self {
        let cloud = viewer.directory.cloud.as_str();
        // The portal and Defender may write one alert's id in different case.
        let of = alert.to_string().to_ascii_lowercase();
        Subject(format!("{PREFIX}{cloud} {} {} {what} {of}", viewer.directory.tenant, viewer.account.key()))
    }

    /// Its key in session storage, and the name of the lock that lets one lookup of it run at a time.
    pub fn key(&self) -> &str {
        &self.0
    }
}

/// A kept answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When it came.
    pub at: Timestamp,
    /// The pages, as text.
    pub bodies: Vec<String>,
}

/// Reads a kept answer.
pub async fn read(store: &impl Store, subject: &Subject) -> Option<Kept> {
    unpack(&store.read_one(Area::Session, subject.key()).await?)
}

/// The SHA-1 of each file of which is kept how the organisation of `viewer` knows it, and that answer. Two readings, of
/// however many files.
pub async fn read_standings(store: &impl Store, viewer: &Viewer) -> Vec<(Sha1, Kept)> {
    let Subject(start) = Subject::of("standing", viewer, &"");
    let keys = store.keys(Area::Session).await;
    let keys: Vec<&str> = keys.iter().map(String::as_str).filter(|key| key.starts_with(&start)).collect();
    let texts = store.read(Area::Session, &keys).await;
    let read = |(key, text): (&str, Option<String>)| Some((key[start.len()..].parse().ok()?, unpack(&text?)?));
    keys.into_iter().zip(texts).filter_map(read).collect()
}

/// Keeps an answer and lets the oldest go when there are too many.
///
/// One that cannot be kept leaves nothing behind: the answer before it would be drawn as if it were the last one.
pub async fn keep<W: Store + Lock>(world: &W, subject: &Subject, kept: &Kept) -> Keeping {
    let _alone = world.lock(INDEX).await;
    let mut entries = index(world).await;
    entries.retain(|entry| entry.key != subject.key());
    // Before it is packed: a copy of an answer of megabytes would only make the page's memory grow.
    if !fits(kept.bodies.iter().map(String::len).sum::<usize>() + head(kept).len()) {
        drop_from(world, entries, &[subject.key()]).await;
        return Keeping::TooLarge;
    }
    let text = pack(kept);
    entries.push(Entry { key: subject.key().to_owned(), stored_at: kept.at, bytes: text.len() });
    let leaving = evictions(entries.clone(), kept.at);
    entries.retain(|entry| !leaving.contains(&entry.key));
    world.remove(Area::Session, &leaving.iter().map(String::as_str).collect::<Vec<_>>()).await;
    // Without its place in the index the answer could never leave, so that one is written first.
    if write_index(world, &entries).await.is_err() || world.write(Area::Session, subject.key(), &text).await.is_err() {
        entries.retain(|entry| entry.key != subject.key());
        drop_from(world, entries, &[subject.key()]).await;
        return Keeping::NotStored;
    }
    Keeping::Kept
}

/// Forgets one answer.
pub async fn forget<W: Store + Lock>(world: &W, subject: &Subject) {
    forget_if(world, &|key| key == subject.key()).await;
}

/// Forgets every answer that was given to an account, in whichever cloud.
pub async fn forget_account<W: Store + Lock>(world: &W, account_key: &str) {
    let marker = format!(" {account_key} ");
    forget_if(world, &|key| key.contains(&marker)).await;
}

/// Forgets everything: what can be asked for again makes room for what cannot.
pub async fn forget_all<W: Store + Lock>(world: &W) {
    forget_if(world, &|_| true).await;
}

async fn forget_if<W: Store + Lock>(world: &W, leaves: &dyn Fn(&str) -> bool) {
    let _alone = world.lock(INDEX).await;
    // From the keys there are, not from the index: that one may be garbage.
    let keys = world.keys(Area::Session).await;
    let leaving: Vec<&str> =
        keys.iter().map(String::as_str).filter(|key| key.starts_with(PREFIX) && leaves(key)).collect();
    if !leaving.is_empty() {
        let entries = index(world).await;
        drop_from(world, entries, &leaving).await;
    }
}

/// Removes answers, and their places in the index.
async fn drop_from(world: &impl Store, mut entries: Vec<Entry>, leaving: &[&str]) {
    entries.retain(|entry| !leaving.contains(&entry.key.as_str()));
    world.remove(Area::Session, leaving).await;
    // An index that names too much makes the next answers leave earlier than they must, no more.
    let _ = write_index(world, &entries).await;
}

async fn write_index(store: &impl Store, entries: &Vec<Entry>) -> Result<(), NotStored> {
    store.write_record(Area::Session, INDEX, &entries.to_record()).await
}

async fn index(store: &impl Store) -> Vec<Entry> {
    Vec::from_record(&store.record(Area::Session, INDEX).await).unwrap_or_default()
}

/// `at length length …`, a line feed, the bodies: unlike JSON this leaves megabytes of JSON unescaped.
fn pack(kept: &Kept) -> String {
    let mut text = head(kept);
    for body in &kept.bodies {
        text.push_str(body);
    }
    text
}

fn head(kept: &Kept) -> String {
    let mut head = kept.at.0.to_string();
    for body in &kept.bodies {
        head.push(' ');
        head.push_str(&body.len().to_string());
    }
    head.push('\n');
    head
}

fn unpack(text: &str) -> Option<Kept> {
    let (head, mut rest) = text.split_once('\n')?;
    let mut numbers = head.split(' ');
    let at = Timestamp(numbers.next()?.parse().ok()?);
    let mut bodies = Vec::new();
    for length in numbers {
        let (body, after) = rest.split_at_checked(length.parse().ok()?)?;
        bodies.push(body.to_owned());
        rest = after;
    }
    rest.is_empty().then_some(Kept { at, bodies })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_unpacks_to_the_same() {
        for bodies in [vec![], vec![String::new()], vec!["{\"a\":\n1}".to_owned(), "ü 7\n".to_owned()]] {
            let kept = Kept { at: Timestamp(1_700_000_000_123), bodies };
            assert_eq!(unpack(&pack(&kept)), Some(kept));
        }
    }

    #[test]
    fn garbage_is_no_kept_answer() {
        for text in ["", "x", "1 2", "1 2\n{", "1 1\nü", "1 2\n{}}", "1 -2\n{}"] {
            assert_eq!(unpack(text), None, "{text}");
        }
    }
}
