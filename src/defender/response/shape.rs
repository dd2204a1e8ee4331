//! Objects and lists of an answer: field by field, row by row, so that one of a wrong type hides no other.

use super::Unreadable;
use crate::json::Json;

/// What is read field by field: unknown names are skipped, and of a repeated name the last value holds.
pub(super) trait Fields {
    /// Takes the value of `name` in, if it is known.
    fn field(&mut self, name: &str, value: &Json);
}

/// Reads an object; anything else has no fields.
pub(super) fn fill<T: Fields + Default>(object: &Json) -> T {
    let mut filled = T::default();
    fill_in(&mut filled, object);
    filled
}

/// The same, into what is there already.
pub(super) fn fill_in(fields: &mut impl Fields, object: &Json) {
    for (name, value) in object.as_object().unwrap_or_default() {
        fields.field(name, value);
    }
}

/// The objects of an array.
#[derive(Default)]
pub(super) struct List<T> {
    pub(super) items: Vec<T>,
    /// How many items were no objects.
    pub(super) skipped: usize,
}

impl<T: Fields + Default> List<T> {
    /// Takes in the next item; `None` begins the list.
    pub(super) fn take(&mut self, row: Option<Json>) {
        match row {
            None => *self = List::default(),
            Some(row @ Json::Object(_)) => self.items.push(fill(&row)),
            Some(_) => self.skipped += 1,
        }
    }

    /// Reads an array; null is an empty one.
    pub(super) fn of(list: &Json) -> Result<Self, Unreadable> {
        let rows = match list {
            Json::List(rows) => rows.as_slice(),
            Json::Nothing => &[],
            Json::Flag(_) | Json::Whole(_) | Json::Fraction(_) | Json::Text(_) | Json::Object(_) => {
                return Err(Unreadable::WrongShape);
            }
        };
        let items: Vec<T> = rows.iter().filter(|row| row.as_object().is_some()).map(fill).collect();
        let skipped = rows.len() - items.len();
        Ok(List { items, skipped })
    }
}
