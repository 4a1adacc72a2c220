//! What is wrong and what to do, before its place is known. The wordings stand in the rooms that find the problems.

use super::{Code, Span};

/// What is wrong, in English and Danish.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) code: Code,
    pub(crate) message: [String; 2],
    pub(crate) help: Option<[String; 2]>,
    /// The name that isn't known and what kind of name it is, where that is what is wrong.
    pub(crate) about: Option<(String, String)>,
    /// The known name that is nearest to it.
    pub(crate) near: Option<String>,
    /// Where the first of two stands, of which this is the second.
    pub(crate) other: Option<Span>,
    /// The key that isn't there, where that is what is wrong.
    pub(crate) lacking: Option<String>,
}

impl Problem {
    pub(crate) fn new(code: Code, en: impl Into<String>, da: impl Into<String>) -> Self {
        Self {
            code,
            message: [en.into(), da.into()],
            help: None,
            about: None,
            near: None,
            other: None,
            lacking: None,
        }
    }

    pub(crate) fn help(mut self, en: impl Into<String>, da: impl Into<String>) -> Self {
        self.help = Some([en.into(), da.into()]);
        self
    }

    /// Says which name isn't known: where its declaration is what is broken, nothing more is told.
    pub(crate) fn about(mut self, kind: &str, name: &str) -> Self {
        self.about = Some((kind.to_owned(), name.to_owned()));
        self
    }

    /// Says where the first of two stands, of which this is the second, if that is known.
    pub(crate) fn first_at(mut self, place: Option<Span>) -> Self {
        self.other = place;
        self
    }

    /// Says which key isn't there: where it stands at another depth, nothing more is told.
    pub(crate) fn lacks(mut self, key: &str) -> Self {
        self.lacking = Some(key.to_owned());
        self
    }

    /// Says which known name may have been meant, where the remedy is another.
    pub(crate) fn near<'a>(mut self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        self.near = nearest(name, known).map(str::to_owned);
        self
    }

    /// Suggests the known name that is nearest to `name`, or else lists the known ones if they are few.
    pub(crate) fn suggest<'a>(
        mut self,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        if let Some(near) = nearest(name, known.iter().copied()) {
            self.near = Some(near.to_owned());
            self.help(
                format!("did you mean `{near}`?"),
                format!("mente du `{near}`?"),
            )
        } else if !known.is_empty() && known.len() <= 16 {
            let list = known
                .iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ");
            self.help(format!("known here: {list}"), format!("kendt her: {list}"))
        } else {
            self
        }
    }
}

/// The name among `known` that is a typing error away from `name`, if one is near enough.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
