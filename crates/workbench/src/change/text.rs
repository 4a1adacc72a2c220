//! Texts word by word: what is said otherwise, with a few words around it. What the words mean is no matter here.

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// How many words around a difference show where it is.
const AROUND: usize = 2;

/// How many words and spaces between two differences make them one: no more than a word.
const NEAR: usize = 3;

/// A run of words that a text says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// The words just before, the same in both.
    pub before: String,
    /// The words as the snapshot has them; empty where words came in.
    pub kept: String,
    /// The words as they are now; empty where words went.
    pub new: String,
    /// The words just after, the same in both.
    pub after: String,
}

/// Returns where a text says something else, from its beginning to its end.
pub(super) fn wordings(kept: &str, new: &str) -> Vec<Wording> {
    let (old, now) = (words(kept), words(new));
    let ops = capture_diff_slices(Algorithm::Myers, &old, &now);
    let mut found: Vec<Wording> = Vec::new();
    for op in joined(&ops) {
        let (from, to) = op;
        let text = |words: &[&str], from: usize, to: usize| {
            words
                .get(from..to)
                .unwrap_or_default()
                .concat()
                .trim()
                .to_owned()
        };
        let around = |from: usize, to: usize| old.get(from..to).unwrap_or_default().concat();
        let before = around(from.0.saturating_sub(2 * AROUND), from.0);
        let after = around(from.1, (from.1 + 2 * AROUND).min(old.len()));
        found.push(Wording {
            before: before
                .rsplit('\n')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            kept: text(&old, from.0, from.1),
            new: text(&now, to.0, to.1),
            after: after
                .split('\n')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned(),
        });
    }
    found
}

type Ranges = ((usize, usize), (usize, usize));

/// The differences, as one where no more than a word is the same between two.
fn joined(ops: &[DiffOp]) -> Vec<Ranges> {
    let mut found: Vec<Ranges> = Vec::new();
    let changed = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    for op in changed {
        let (old, new) = (op.old_range(), op.new_range());
        match found.last_mut() {
            Some((from, to)) if old.start <= from.1 + NEAR && new.start <= to.1 + NEAR => {
                (from.1, to.1) = (old.end, new.end);
            }
            _ => found.push(((old.start, old.end), (new.start, new.end))),
        }
    }
    found
}

/// Words and what stands between them, in turn.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_space = first.is_whitespace();
        let end = rest.find(|c: char| c.is_whitespace() != is_space);
        let (word, more) = rest.split_at(end.unwrap_or(rest.len()));
        words.push(word);
        rest = more;
    }
    words
}

impl Wording {
    /// Whether nothing but numbers, amounts and dates are others.
    pub(super) fn is_figures(&self) -> bool {
        let figure = |word: &str| word.chars().any(|c| c.is_ascii_digit());
        let all = |text: &str| !text.is_empty() && text.split_whitespace().all(figure);
        all(&self.kept) && all(&self.new)
    }
}
