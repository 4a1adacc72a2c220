//! Texts for people: `{expression}` in messages and letters, and values as each language prints them. No rule is decided here.

mod format;
mod message;

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

pub(crate) use format::Format;
pub(crate) use message::{Message, Pattern, Piece, compile_pattern, print, printed_options};

use crate::rules::Label;

/// A text in each language of the rule set, in the manifest's order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts(IndexMap<Arc<str>, Arc<str>>);

impl Texts {
    /// Returns the text in a language; where the rule set lacks it, in its first one.
    #[must_use]
    pub fn get(&self, language: &str) -> &str {
        self.0
            .get(language)
            .or_else(|| self.0.values().next())
            .map_or("", |text| text)
    }

    /// Returns each language with its text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(language, text)| (&**language, &**text))
    }

    pub(crate) fn from_label(languages: &[Arc<str>], label: &Label) -> Self {
        Self(
            languages
                .iter()
                .cloned()
                .zip(label.0.iter().cloned())
                .collect(),
        )
    }

    pub(crate) fn new(texts: impl IntoIterator<Item = (Arc<str>, Arc<str>)>) -> Self {
        Self(texts.into_iter().collect())
    }

    /// The texts as a value: what effects carry.
    pub(crate) fn into_value(self) -> crate::Value {
        let texts = self
            .0
            .into_iter()
            .map(|(language, text)| (language, crate::Value::Text(text)));
        crate::Value::Record(Arc::new(texts.collect()))
    }

    /// The engine's own words: Danish where the rule set speaks it, English in every other language.
    pub(crate) fn of_engine(languages: &[Arc<str>], en: &str, da: &str) -> Self {
        let texts = languages.iter().map(|language| {
            (
                language.clone(),
                Arc::from(if &**language == "da" { da } else { en }),
            )
        });
        Self(texts.collect())
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(language, text)| (&**language, &**text)))
    }
}

impl<'de> serde::Deserialize<'de> for Texts {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = IndexMap::<String, String>::deserialize(deserializer)?;
        Ok(Self(
            texts
                .into_iter()
                .map(|(l, t)| (Arc::from(l), Arc::from(t)))
                .collect(),
        ))
    }
}
