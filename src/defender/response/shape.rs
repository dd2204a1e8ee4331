//! How JSON of any type becomes one of ours: one visitor for all of them, so that wrong types are told in one place.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::scalar::Scalar;

/// What is made of each type of JSON. What a shape has no use for is an error, so that the answer is of the wrong shape.
pub(super) trait Shape<'de>: Sized {
    /// From null, a boolean, a number or a text.
    fn from_scalar<E: Error>(_: Scalar<'de>) -> Result<Self, E> {
        Err(E::custom("expected an object or an array"))
    }

    /// From an array, to be read to its end.
    fn from_array<A: SeqAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(A::Error::custom("expected something else than an array"))
    }

    /// From an object, to be read to its end.
    fn from_object<A: MapAccess<'de>>(_: A) -> Result<Self, A::Error> {
        Err(A::Error::custom("expected something else than an object"))
    }
}

/// An object that is read field by field: unknown names are skipped, and of a repeated name the last value holds.
pub(super) trait Fields: Default {
    /// Reads, or skips, the value of `name`.
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error>;
}

/// Nothing is wanted of the object.
impl Fields for () {
    fn field<'de, A: MapAccess<'de>>(&mut self, _: &str, map: &mut A) -> Result<(), A::Error> {
        map.next_value::<IgnoredAny>().map(drop)
    }
}

/// Reads an object to its end.
pub(super) fn fill<'de, T: Fields, A: MapAccess<'de>>(mut object: A) -> Result<T, A::Error> {
    let mut filled = T::default();
    while let Some(Shaped(name)) = object.next_key::<Shaped<Scalar<'de>>>()? {
        match &name {
            Scalar::Text(name) => filled.field(name, &mut object)?,
            Scalar::Nothing | Scalar::Flag(_) | Scalar::Whole(_) | Scalar::Fraction(_) => {
                object.next_value::<IgnoredAny>()?;
            }
        }
    }
    Ok(filled)
}

/// An object, or `None` for any other type.
pub(super) struct Row<T>(pub(super) Option<T>);

impl<'de, T: Fields> Shape<'de> for Row<T> {
    fn from_scalar<E: Error>(_: Scalar<'de>) -> Result<Self, E> {
        Ok(Row(None))
    }

    fn from_array<A: SeqAccess<'de>>(mut array: A) -> Result<Self, A::Error> {
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Row(None))
    }

    fn from_object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        fill(object).map(|filled| Row(Some(filled)))
    }
}

/// The objects of an array; null is an empty one.
#[derive(Default)]
pub(super) struct List<T> {
    pub(super) items: Vec<T>,
    /// How many items were no objects.
    pub(super) skipped: usize,
}

impl<'de, T: Fields> Shape<'de> for List<T> {
    fn from_scalar<E: Error>(scalar: Scalar<'de>) -> Result<Self, E> {
        match scalar {
            Scalar::Nothing => Ok(List { items: Vec::new(), skipped: 0 }),
            Scalar::Flag(_) | Scalar::Whole(_) | Scalar::Fraction(_) | Scalar::Text(_) => {
                Err(E::custom("expected an array"))
            }
        }
    }

    fn from_array<A: SeqAccess<'de>>(mut array: A) -> Result<Self, A::Error> {
        let mut list = List { items: Vec::new(), skipped: 0 };
        while let Some(Shaped(Row(row))) = array.next_element::<Shaped<Row<T>>>()? {
            match row {
                Some(item) => list.items.push(item),
                None => list.skipped += 1,
            }
        }
        Ok(list)
    }
}

/// The door to serde for every shape.
pub(super) struct Shaped<S>(pub(super) S);

impl<'de, S: Shape<'de>> Deserialize<'de> for Shaped<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyType(PhantomData)).map(Shaped)
    }
}

struct AnyType<S>(PhantomData<S>);

impl<'de, S: Shape<'de>> Visitor<'de> for AnyType<S> {
    type Value = S;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<S, E> {
        S::from_scalar(Scalar::Nothing)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<S, E> {
        S::from_scalar(Scalar::Flag(flag))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<S, E> {
        S::from_scalar(Scalar::Whole(number))
    }

    /// Only negative numbers come here, and nothing that Defender counts is negative.
    fn visit_i64<E: Error>(self, _: i64) -> Result<S, E> {
        S::from_scalar(Scalar::Nothing)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<S, E> {
        S::from_scalar(Scalar::Fraction(number))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<S, E> {
        S::from_scalar(Scalar::Text(text.into()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<S, E> {
        S::from_scalar(Scalar::Text(text.to_owned().into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<S, A::Error> {
        S::from_array(array)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<S, A::Error> {
        S::from_object(object)
    }
}

/// Reads the value of a field as a scalar; arrays and objects are nothing.
impl<'de> Shape<'de> for Scalar<'de> {
    fn from_scalar<E: Error>(scalar: Scalar<'de>) -> Result<Self, E> {
        Ok(scalar)
    }

    fn from_array<A: SeqAccess<'de>>(mut array: A) -> Result<Self, A::Error> {
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nothing)
    }

    fn from_object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        fill::<(), A>(object).map(|()| Scalar::Nothing)
    }
}
