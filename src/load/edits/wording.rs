//! Values as an author wrote them, shortened, in English and Danish: names, durations, texts of which only a part is another. What an edit is about isn't known here.

use super::tree::{inline, scalar, tidy};
use crate::load::yaml::Node;

/// How many characters of a value are shown.
const MOST: usize = 80;
/// How many words are shown before and after those that are changed.
const AROUND: usize = 3;

/// A text in both languages.
pub(super) fn both(en: impl Into<String>, da: impl Into<String>) -> [String; 2] {
    [en.into(), da.into()]
}

pub(super) fn name(name: &str) -> String {
    format!("`{}`", shortened(name))
}

/// A value: numbers and dates bare, all else in backticks.
pub(super) fn value(node: &Node) -> String {
    let text = match scalar(node) {
        Some(scalar) => tidy(&scalar.text),
        None => inline(node),
    };
    let is_bare = text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | ':'));
    if is_bare { text } else { name(&text) }
}

/// An old and a new value; where they are long, of each what is changed in it and a little around that.
pub(super) fn values(old: &Node, new: &Node) -> [String; 2] {
    let texts = [old, new].map(|node| scalar(node).map(|scalar| tidy(&scalar.text)));
    match texts {
        [Some(old), Some(new)] if old.chars().count().max(new.chars().count()) > MOST => {
            excerpts(&old, &new).map(|text| name(&text))
        }
        _ => [value(old), value(new)],
    }
}

/// A text with its middle left out, where it is long.
pub(super) fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= MOST {
        return text.to_owned();
    }
    let first: String = text.chars().take(MOST * 2 / 3).collect();
    let last: String = text.chars().skip(count - MOST / 3).collect();
    format!("{} … {}", first.trim_end(), last.trim_start())
}

/// Two texts in quotes, of each what is changed in it and a few words around that.
pub(super) fn quoted(old: &str, new: &str) -> [String; 2] {
    excerpts(old, new).map(|text| format!("“{text}”"))
}

fn excerpts(old: &str, new: &str) -> [String; 2] {
    let (old_words, new_words) = (words(old), words(new));
    let same = |(old, new): &(&&str, &&str)| old == new;
    let first = old_words.iter().zip(&new_words).take_while(same).count();
    let most = old_words.len().min(new_words.len()) - first;
    let backwards = old_words.iter().rev().zip(new_words.iter().rev());
    let last = backwards.take(most).take_while(same).count();
    [
        excerpt(&old_words, first, last),
        excerpt(&new_words, first, last),
    ]
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// The words that aren't the same at the start and the end, with a few around them.
fn excerpt(words: &[&str], first: usize, last: usize) -> String {
    let from = if first <= AROUND + 1 {
        0
    } else {
        first - AROUND
    };
    let to = if last <= AROUND + 1 {
        words.len()
    } else {
        words.len() - last + AROUND
    };
    let shown = words.get(from..to).unwrap_or_default().join(" ");
    let before = if from > 0 { "… " } else { "" };
    let after = if to < words.len() { " …" } else { "" };
    format!("{before}{}{after}", shortened(&shown))
}

/// How long something waits, and from what on: `10 days from case.due_date`.
pub(super) struct Wait<'t> {
    count: &'t str,
    unit: &'t str,
    from: Option<&'t str>,
}

/// What a wait is counted in, in English, and in Danish for one and for more.
const UNITS: [(&str, &str, &str); 8] = [
    ("day", "dag", "dage"),
    ("days", "dag", "dage"),
    ("business days", "hverdag", "hverdage"),
    ("business day", "hverdag", "hverdage"),
    ("week", "uge", "uger"),
    ("weeks", "uge", "uger"),
    ("month", "måned", "måneder"),
    ("months", "måned", "måneder"),
];

impl<'t> Wait<'t> {
    pub(super) fn of(node: &'t Node) -> Option<Self> {
        let text = &scalar(node)?.text;
        let (time, from) = match text.split_once(" from ") {
            Some((time, from)) => (time, Some(from.trim())),
            None => (text.as_str(), None),
        };
        // A count may itself be an expression with blanks in it.
        let at = time.rfind('}').map_or(0, |brace| brace + 1);
        let blank = at + time.get(at..)?.find(' ')?;
        Some(Self {
            count: time.get(..blank)?.trim(),
            unit: time.get(blank..)?.trim(),
            from,
        })
    }

    fn unit(&self, da: bool) -> &str {
        let mut units = UNITS.iter();
        let known = units.find(|(en, ..)| *en == self.unit);
        match known {
            Some((_, one, _)) if da && self.count == "1" => one,
            Some((.., more)) if da => more,
            _ if self.count == "1" => self.unit.trim_end_matches('s'),
            _ => self.unit,
        }
    }

    fn count(&self) -> String {
        let inner = self
            .count
            .strip_prefix('{')
            .and_then(|count| count.strip_suffix('}'));
        inner.map_or(self.count.to_owned(), name)
    }

    pub(super) fn said(&self, da: bool) -> String {
        let time = format!("{} {}", self.count(), self.unit(da));
        match self.from {
            Some(from) => format!("{time} {} {}", if da { "fra" } else { "from" }, name(from)),
            None => time,
        }
    }

    /// What of an earlier wait isn't as it is in this one.
    pub(super) fn instead_of(&self, old: &Self, da: bool) -> String {
        if self.unit == old.unit && self.from == old.from {
            old.count()
        } else if self.from == old.from {
            format!("{} {}", old.count(), old.unit(da))
        } else {
            old.said(da)
        }
    }
}

/// The name of a language in a sentence.
pub(super) fn language(code: &str) -> [String; 2] {
    let (en, da) = match code {
        "da" => ("Danish", "dansk"),
        "en" => ("English", "engelsk"),
        "sv" => ("Swedish", "svensk"),
        "no" | "nb" | "nn" => ("Norwegian", "norsk"),
        "de" => ("German", "tysk"),
        "fi" => ("Finnish", "finsk"),
        _ => (code, code),
    };
    both(format!("in {en}"), format!("på {da}"))
}

/// A date as it is said: `1 Jan 2026`.
pub(super) fn date(text: &str) -> [String; 2] {
    let read = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d");
    match read {
        Ok(date) => both(
            date.format("%-d %b %Y").to_string(),
            date.format("%-d.%-m.%Y").to_string(),
        ),
        Err(_) => both(name(text), name(text)),
    }
}
