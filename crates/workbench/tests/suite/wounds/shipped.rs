//! The shipped rule set as texts, unwounded, and creditors' settings of it. Nothing is changed here.

use std::collections::HashSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use dunlin::Sources;

use super::data::{Said, is_word};

/// The words of the language that a misspelling may hit, whether the shipped rules use them or not.
const WORDS: &str = "abs actor added after amount and apart argument arguments at balance base before book bool bool calendar case \
    charges choice choices clock close collect contains count currency data date datetime day days decimal deny div do done else \
    email en every excel export extends fact facts failed false file first flow for form from hidden hit if import in input inputs \
    integer interest is last ledger len length letter lines list lower max min month months never next not note now of off on one \
    or order out over paused pending percent post principal private rate reason require role roles round rule rules send set sets \
    shown sms start starts step steps stop stops sum system table text texts that the then this time timer times to today true try \
    type types unique until until use version versions warn week weeks when while who year years yes";

/// One of its files.
pub(super) struct File {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) said: Said,
}

/// Rule sets that extend the shipped one, and set what it leaves off.
const CREDITORS: [&str; 2] = ["danish-creditor", "danish-creditor-never-reminds"];

/// Where the shipped rule set is, seen from a creditor's.
pub(super) const BASE: &str = "../../../";

/// The rule set at the repository's root.
pub(super) struct Shipped {
    pub(super) folder: PathBuf,
    pub(super) sources: Sources,
    /// Those that extend it, each with its folder.
    pub(super) creditors: Vec<(PathBuf, Sources)>,
    pub(super) files: Vec<File>,
    words: HashSet<String>,
}

impl Shipped {
    pub(super) fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let sources = Sources::read(&folder).unwrap();
        let creditors = CREDITORS.iter().map(|name| {
            let folder = folder.join("examples/rulesets").join(name);
            let sources = Sources::read(&folder).unwrap();
            (folder, sources)
        });
        let creditors = creditors.collect();
        let files: Vec<File> = sources
            .iter()
            .map(|source| File {
                name: source.name().to_owned(),
                text: source.text().to_owned(),
                said: Said::of(source.name(), source.text()),
            })
            .collect();
        let texts = files.iter().map(|file| file.text.as_str());
        let words = texts
            .chain([WORDS])
            .flat_map(|text| text.split(|character| !is_word(character)))
            .map(str::to_owned)
            .collect();
        Self {
            folder,
            sources,
            creditors,
            files,
            words,
        }
    }

    /// Whether the word stands anywhere in it: a wound that hits one says something else, not nothing.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// How often `wanted` stands by itself, comments left out, in the files whose names contain `within`.
    pub(super) fn count(&self, wanted: &str, within: &str) -> usize {
        let files = self.files.iter().filter(|file| file.name.contains(within));
        files.map(|file| count(&file.text, wanted)).sum()
    }
}

/// How often `wanted` stands by itself in `text`, comments left out.
pub(super) fn count(text: &str, wanted: &str) -> usize {
    let lines = text.lines().filter(|line| !is_comment(line));
    lines.map(|line| alone(line, wanted).count()).sum()
}

/// Where `wanted` stands in `text`, not as a part of a longer word.
fn alone<'t>(text: &'t str, wanted: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_part = |character: Option<char>| character.is_some_and(is_word);
    let starts = wanted.chars().next().is_some_and(is_word);
    let ends = wanted.chars().next_back().is_some_and(is_word);
    text.match_indices(wanted).filter_map(move |(at, _)| {
        let before = starts && is_part(text[..at].chars().next_back());
        let after = ends && is_part(text[at + wanted.len()..].chars().next());
        (!before && !after).then_some(at)
    })
}

/// Whether a line of a rule file or a script is a comment. Letters have none, but headings aren't used.
pub(super) fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") || (line.starts_with('#') && !line.starts_with("#{"))
}

/// The lines of a text, each with its end.
pub(super) fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        at += line.len();
        at - line.len()..at
    });
    lines.collect()
}
