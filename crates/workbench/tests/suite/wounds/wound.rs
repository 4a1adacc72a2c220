//! A single wound: one place of one file that says something else. How it came about is others' matter.

use std::fmt;
use std::ops::Range;

use dunlin::Sources;

use super::data::Said;
use super::shipped::{BASE, File, Shipped};

/// What is done to a rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    KeyMisspelt,
    NameMisspelt,
    MisspeltInExpression,
    MisspeltInPlaceholder,
    MisspeltInScript,
    DeclarationMisspelt,
    ReferenceToNothing,
    AnotherType,
    QuoteDropped,
    ColonDropped,
    IndentedWrongly,
    NumberChanged,
    LineRemoved,
    LineDoubled,
    SiblingsSwapped,
    FreeNameChanged,
}

impl Kind {
    /// The kinds that leave something that can't be meant.
    pub(super) const BROKEN: [Self; 11] = [
        Self::KeyMisspelt,
        Self::NameMisspelt,
        Self::MisspeltInExpression,
        Self::MisspeltInPlaceholder,
        Self::MisspeltInScript,
        Self::DeclarationMisspelt,
        Self::ReferenceToNothing,
        Self::AnotherType,
        Self::QuoteDropped,
        Self::ColonDropped,
        Self::IndentedWrongly,
    ];
    /// The kinds that may leave a rule set that somebody could have meant.
    pub(super) const MEANINGFUL: [Self; 5] = [
        Self::NumberChanged,
        Self::LineRemoved,
        Self::LineDoubled,
        Self::SiblingsSwapped,
        Self::FreeNameChanged,
    ];

    /// How many wounds of the kind are made; more where `DUNLIN_WOUNDS` says how many times as many.
    pub(super) fn quota(self) -> usize {
        let quota = match self {
            Self::KeyMisspelt | Self::NumberChanged | Self::LineRemoved => 60,
            Self::AnotherType => 40,
            Self::SiblingsSwapped => 35,
            Self::MisspeltInExpression | Self::ReferenceToNothing | Self::LineDoubled => 30,
            Self::NameMisspelt | Self::IndentedWrongly => 25,
            Self::MisspeltInPlaceholder | Self::MisspeltInScript | Self::QuoteDropped => 20,
            Self::DeclarationMisspelt | Self::ColonDropped | Self::FreeNameChanged => 15,
        };
        quota * times()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::KeyMisspelt => "key misspelt",
            Self::NameMisspelt => "name misspelt, in a value",
            Self::MisspeltInExpression => "name misspelt, in an expression",
            Self::MisspeltInPlaceholder => "name misspelt, in a placeholder",
            Self::MisspeltInScript => "name misspelt, in a script",
            Self::DeclarationMisspelt => "name misspelt, where declared",
            Self::ReferenceToNothing => "reference to nothing",
            Self::AnotherType => "value of another type",
            Self::QuoteDropped => "quote dropped",
            Self::ColonDropped => "colon dropped",
            Self::IndentedWrongly => "line indented wrongly",
            Self::NumberChanged => "number changed",
            Self::LineRemoved => "line removed",
            Self::LineDoubled => "line doubled",
            Self::SiblingsSwapped => "siblings swapped",
            Self::FreeNameChanged => "name changed, nothing refers to it",
        })
    }
}

/// How many times as many wounds are made as the test tells of.
pub(super) fn times() -> usize {
    let times = std::env::var("DUNLIN_WOUNDS").ok();
    times.map_or(1, |times| times.parse().unwrap())
}

/// One wound in one file.
#[derive(Debug)]
pub(super) struct Wound {
    pub(super) kind: Kind,
    pub(super) file: String,
    /// The first line that differs, from one.
    pub(super) line: usize,
    before: String,
    after: String,
    text: String,
}

impl Wound {
    /// The file with `new` in place of what stands at `range`; none where it says the same as before.
    pub(super) fn of(kind: Kind, file: &File, range: Range<usize>, new: &str) -> Option<Self> {
        let text = [&file.text[..range.start], new, &file.text[range.end..]].concat();
        if Said::of(&file.name, &text).is_same(&file.said) {
            return None;
        }
        // Whole lines are shown, without the end of the last.
        let start = file.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let rest = &file.text[range.end..];
        let end = if range.start == start && file.text[range.clone()].ends_with('\n') {
            range.end
        } else {
            range.end + rest.find('\n').map_or(rest.len(), |at| at + 1)
        };
        let after = text.len() - (file.text.len() - end);
        Some(Self {
            kind,
            file: file.name.clone(),
            line: file.text[..start].matches('\n').count() + 1,
            before: file.text[start..end].to_owned(),
            after: text[start..after].to_owned(),
            text,
        })
    }

    /// The rule set with the wound.
    pub(super) fn sources(&self, shipped: &Shipped) -> Sources {
        let mut sources = shipped.sources.clone();
        sources.add(&self.file, &self.text);
        sources
    }

    /// A creditor's rule set, where the one that it extends has the wound.
    pub(super) fn beneath(&self, creditor: &Sources) -> Sources {
        let name = format!("{BASE}{}", self.file);
        assert!(creditor.get(&name).is_some(), "{name}");
        let mut sources = creditor.clone();
        sources.add(name, &self.text);
        sources
    }
}

impl fmt::Display for Wound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file, line, kind, ..
        } = self;
        let [before, after] = [&self.before, &self.after].map(|text| shown(text, *kind));
        write!(f, "{file}:{line} {kind}\n      - {before}\n      + {after}")
    }
}

/// Lines in one, shortened; with their indent where that is the wound.
fn shown(text: &str, kind: Kind) -> String {
    if kind == Kind::IndentedWrongly {
        let line = text.trim_end();
        let words = line.trim_start();
        return "·".repeat(line.len() - words.len()) + words;
    }
    const LONGEST: usize = 160;
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let shown = lines.join(" ⏎ ");
    if shown.chars().count() > LONGEST {
        shown.chars().take(LONGEST).chain(['…']).collect()
    } else {
        shown
    }
}
