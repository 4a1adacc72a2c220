//! A script's text as words, texts in quotes and single signs, comments left out: what can be asked of a script that can't be parsed. No meaning is known here.

use std::ops::Range;

use crate::expr::{is_word, token_length};

/// What a piece of a script is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Word,
    /// A text in quotes, those included.
    Text,
    Sign(char),
}

/// The pieces of a script in their order.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = (Range<usize>, Piece)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let c = rest.chars().next()?;
            let start = at;
            if let Some(length) = comment_length(rest) {
                at += length;
                continue;
            }
            let piece = match c {
                '"' | '`' | '\'' => Piece::Text,
                c if is_word(c) => Piece::Word,
                c => Piece::Sign(c),
            };
            at += match piece {
                Piece::Sign(c) => c.len_utf8(),
                _ => token_length(rest).max(c.len_utf8()),
            };
            if !c.is_whitespace() {
                return Some((start..at, piece));
            }
        }
    })
}

/// The length of the comment at the start of a text; comments may stand within each other.
fn comment_length(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if !text.starts_with("/*") {
        return None;
    }
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    Some(text.len())
}

/// A bracket that has no other half: never closed, or never opened.
pub(super) struct Lone {
    pub(super) at: usize,
    pub(super) bracket: char,
}

/// The word that stands last before a byte.
pub(super) fn word_before(text: &str, at: usize) -> Option<Range<usize>> {
    let before = pieces(text).take_while(|(range, _)| range.end <= at).last();
    before
        .filter(|(_, piece)| *piece == Piece::Word)
        .map(|(range, _)| range)
}

/// The bracket that is most likely the mistake where a script's brackets don't match.
pub(super) fn lone_bracket(text: &str) -> Option<Lone> {
    let mut open: Vec<Lone> = Vec::new();
    // A block that ends further in or out than it began: the brace that is missing is in there.
    let mut askew: Option<Lone> = None;
    for (range, piece) in pieces(text) {
        let at = range.start;
        match piece {
            Piece::Sign(bracket @ ('(' | '[' | '{')) => open.push(Lone { at, bracket }),
            Piece::Sign(bracket @ (')' | ']' | '}')) => match open.pop() {
                None => return Some(Lone { at, bracket }),
                Some(opened) if closing(opened.bracket) != bracket => {
                    let is_open = open.iter().any(|outer| closing(outer.bracket) == bracket);
                    return Some(if is_open {
                        opened
                    } else {
                        Lone { at, bracket }
                    });
                }
                Some(opened) => {
                    let ends_line =
                        indent(text, at).is_some_and(|own| Some(own) != of_line(text, opened.at));
                    if bracket == '}' && ends_line && askew.is_none() {
                        askew = Some(opened);
                    }
                }
            },
            // Functions stand side by side: what is open before one isn't closed.
            Piece::Word if text.get(range) == Some("fn") && indent(text, at) == Some(0) => {
                if let Some(last) = open.pop() {
                    return Some(askew.unwrap_or(last));
                }
            }
            _ => {}
        }
    }
    let last = open.pop()?;
    Some(askew.unwrap_or(last))
}

/// The bracket that closes another.
pub(super) fn closing(bracket: char) -> char {
    match bracket {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// How far in a byte stands, where nothing stands before it on its line.
fn indent(text: &str, at: usize) -> Option<usize> {
    let before = text.get(..at)?;
    let line = before.rsplit('\n').next()?;
    line.trim().is_empty().then_some(line.len())
}

/// How far in the line of a byte begins.
fn of_line(text: &str, at: usize) -> Option<usize> {
    let before = text.get(..at)?;
    let line = before.rsplit('\n').next()?;
    Some(line.len() - line.trim_start().len())
}
