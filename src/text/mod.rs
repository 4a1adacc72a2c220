//! Texts for people: `{expression}` in messages and letters, and values as each language prints them. No rule is decided here.

mod format;
mod message;

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

pub(crate) use format::Format;
pub(crate) use message::{Message, Pattern, compile_pattern, print, printed_options};

use crate::rules::Label;
use crate::value::Value;

/// A text in each language of the rule set, in the manifest's order.
///
/// What is the same for every case is borrowed from the rule set.
#[derive(Clone)]
pub struct Texts<'e> {
    languages: Cow<'e, [Arc<str>]>,
    texts: List<'e>,
}

/// Texts in the order of their languages.
#[derive(Clone)]
enum List<'e> {
    Lent(&'e [Cow<'static, str>]),
    Own(Vec<Cow<'e, str>>),
}

impl List<'_> {
    fn as_slice(&self) -> &[Cow<'_, str>] {
        match self {
            Self::Lent(texts) => texts,
            Self::Own(texts) => texts,
        }
    }
}

impl<'e> Texts<'e> {
    /// Returns the text in a language; where the rule set lacks it, in its first one.
    #[must_use]
    pub fn get(&self, language: &str) -> &str {
        let mut languages = self.languages.iter();
        let at = languages
            .position(|known| **known == *language)
            .unwrap_or(0);
        self.texts.as_slice().get(at).map_or("", |text| text)
    }

    /// Returns each language with its text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let languages = self.languages.iter().map(|language| &**language);
        languages.zip(self.texts.as_slice().iter().map(|text| &**text))
    }

    /// Returns the same texts, on their own.
    #[must_use]
    pub fn into_owned(self) -> Texts<'static> {
        let texts = match self.texts {
            List::Lent(texts) => texts.to_vec(),
            List::Own(texts) => texts
                .into_iter()
                .map(|text| Cow::Owned(text.into_owned()))
                .collect(),
        };
        Texts {
            languages: self.languages.into_owned().into(),
            texts: List::Own(texts),
        }
    }

    pub(crate) fn of_label(languages: &'e [Arc<str>], label: &'e Label) -> Self {
        Self {
            languages: languages.into(),
            texts: List::Lent(&label.0),
        }
    }

    /// Texts in the order of the languages.
    pub(crate) fn new(languages: &'e [Arc<str>], texts: Vec<Cow<'e, str>>) -> Self {
        Self {
            languages: languages.into(),
            texts: List::Own(texts),
        }
    }

    /// The same in every language: a name.
    pub(crate) fn of_name(languages: &'e [Arc<str>], name: impl Into<Cow<'e, str>>) -> Self {
        let name = name.into();
        Self::new(languages, vec![name; languages.len()])
    }

    /// The engine's own words: Danish where the rule set speaks it, English in every other language.
    pub(crate) fn of_engine(
        languages: &'e [Arc<str>],
        [en, da]: [impl Into<Cow<'e, str>>; 2],
    ) -> Self {
        let (en, da) = (en.into(), da.into());
        let texts = languages.iter().map(|language| match &**language {
            "da" => da.clone(),
            _ => en.clone(),
        });
        Self::new(languages, texts.collect())
    }

    /// The engine's own words in both of its languages, whatever those of the rule set are.
    pub(crate) fn in_both(words: [String; 2]) -> Texts<'static> {
        Texts {
            languages: vec!["en".into(), "da".into()].into(),
            texts: List::Own(words.map(Cow::Owned).into()),
        }
    }

    /// The texts as a value: what effects carry.
    pub(crate) fn to_value(&self) -> Value {
        let texts = self.languages.iter().zip(self.texts.as_slice());
        let texts = texts.map(|(language, text)| (language.clone(), Value::text(text)));
        Value::Record(Arc::new(texts.collect()))
    }
}

impl PartialEq for Texts<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Texts<'_> {}

impl std::fmt::Debug for Texts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for Texts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> serde::Deserialize<'de> for Texts<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = IndexMap::<String, String>::deserialize(deserializer)?;
        let (languages, texts): (Vec<_>, Vec<_>) = texts
            .into_iter()
            .map(|(language, text)| (Arc::from(language), Cow::Owned(text)))
            .unzip();
        Ok(Self {
            languages: languages.into(),
            texts: List::Own(texts),
        })
    }
}
