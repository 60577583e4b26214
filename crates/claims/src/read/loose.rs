//! The loose forms of real clients: numbers as text, one object for a list, a list for one object, blank text for nothing.

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A text, trimmed, or the text of a number; blank for null.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Loose<'a>(Cow<'a, str>);

impl Loose<'_> {
    /// The text; blank where nothing was sent.
    pub(super) fn text(&self) -> &str {
        self.0.trim()
    }

    /// The text, if one was sent; clients write `-` for what they do not know.
    pub(super) fn known(&self) -> Option<&str> {
        Some(self.text()).filter(|text| !text.is_empty() && *text != "-")
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Loose<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("文本或数字")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Loose(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Loose(Cow::Owned(text.to_owned())))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Loose(Cow::Owned(number.to_string())))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Loose(Cow::Owned(number.to_string())))
            }
            // The shortest text that leads back to the same double is the text that was sent, up to fifteen digits.
            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Loose(Cow::Owned(number.to_string())))
            }
            fn visit_bool<E: Error>(self, yes: bool) -> Result<Self::Value, E> {
                Ok(Loose(Cow::Borrowed(if yes { "1" } else { "0" })))
            }
            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Loose::default())
            }
        }
        from.deserialize_any(Text)
    }
}

/// A kind of object of the interface.
pub(super) trait Wire {
    /// What it is called where something else is found, in Chinese.
    const EXPECTED: &'static str;
}

/// An object, and nothing that could be taken for one: a list is not read as its members in order.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de> + Wire> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de> + Wire> Visitor<'de> for Members<T> {
            type Value = Object<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(T::EXPECTED)
            }
            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(object)).map(Object)
            }
        }
        from.deserialize_any(Members(PhantomData))
    }
}

/// A list; one object is a list of one, null or blank text is an empty one.
#[derive(Debug)]
pub(super) struct Many<T>(pub(super) Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de> + Wire> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct List<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de> + Wire> Visitor<'de> for List<T> {
            type Value = Many<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("列表或对象")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::with_capacity(list.size_hint().unwrap_or(0).min(1024));
                while let Some(Object(one)) = list.next_element()? {
                    all.push(one);
                }
                Ok(Many(all))
            }
            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
                Ok(Many(vec![T::deserialize(MapAccessDeserializer::new(object))?]))
            }
            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Many::default())
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                match text.trim() {
                    "" | "-" => Ok(Many::default()),
                    text => Err(E::invalid_type(Unexpected::Str(text), &self)),
                }
            }
        }
        from.deserialize_any(List(PhantomData))
    }
}

/// One object; a list of one is that one, null, blank text and an empty list are nothing.
#[derive(Debug)]
pub(super) struct One<T>(pub(super) Option<T>);

impl<T> Default for One<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de> + Wire> Deserialize<'de> for One<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut all = Many::<T>::deserialize(from)?.0;
        match all.len() {
            0 | 1 => Ok(One(all.pop())),
            _ => Err(D::Error::invalid_length(all.len(), &"一个对象")),
        }
    }
}

/// A list of texts; one text is a list of one, parted by commas or not.
#[derive(Debug, Default)]
pub(super) struct Words(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Words;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("文本列表")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(one) = list.next_element::<Loose<'de>>()? {
                    all.extend(one.known().map(str::to_owned));
                }
                Ok(Words(all))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                let words = text.split([',', '，', '|', ' ']).map(str::trim).filter(|word| !word.is_empty() && *word != "-");
                Ok(Words(words.map(str::to_owned).collect()))
            }
            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Words::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
                match object.next_entry::<IgnoredAny, IgnoredAny>()? {
                    None => Ok(Words::default()),
                    Some(_) => Err(A::Error::invalid_type(Unexpected::Map, &self)),
                }
            }
        }
        from.deserialize_any(List)
    }
}
