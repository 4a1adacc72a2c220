//! Mistakes that show on a line by itself, each with the edit that would mend it. Whether it does, the parser is asked elsewhere.

use std::ops::Range;

use super::line::{Line, quoted, word_length};
use crate::expr::odd;

/// What an author may have done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wound {
    /// A tab where spaces must stand.
    Tab,
    /// A character that only looks like the one that is needed.
    Odd(char),
    QuoteNotClosed(char),
    QuoteNotOpened(char),
    /// Quotes within a text in such quotes.
    QuoteWithin(char),
    ColonMissing(String),
    SpaceAfterColon(String),
    SpaceAfterDash,
    /// A backslash in double quotes that no escape begins with.
    Backslash(char),
    /// An unquoted text with a colon in it.
    ColonInText,
    /// An unquoted text that begins with a character of YAML's own.
    BadStart(char),
    NotClosed(char),
    NotOpened(char),
    /// A closing bracket too many.
    Spare(char),
    /// A line that begins after another number of spaces than its neighbours.
    Indent {
        has: usize,
        needs: usize,
    },
    DashMissing,
    DashSpare,
}

impl Wound {
    /// Whether the line by itself shows it.
    pub(super) fn shows(&self) -> bool {
        !matches!(
            self,
            Self::Indent { .. } | Self::DashMissing | Self::DashSpare
        )
    }
}

/// An edit that may mend a text.
#[derive(Debug, Clone)]
pub(super) struct Repair {
    pub(super) wound: Wound,
    /// Where the mistake is.
    pub(super) place: Range<usize>,
    /// What is put in the place of what, from the last to the first.
    pub(super) edits: Vec<(Range<usize>, String)>,
}

impl Repair {
    pub(super) fn new(wound: Wound, place: Range<usize>, edit: (Range<usize>, String)) -> Self {
        Self {
            wound,
            place,
            edits: vec![edit],
        }
    }

    /// The text with the repair.
    pub(super) fn applied(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (range, with) in &self.edits {
            if text.is_char_boundary(range.start) && text.is_char_boundary(range.end) {
                text.replace_range(range.clone(), with);
            }
        }
        text
    }

    /// The line of the mistake, with the repair.
    pub(super) fn corrected(&self, text: &str) -> String {
        let from = self
            .edits
            .last()
            .map_or(0, |(range, _)| range.start.min(self.place.start));
        let repaired = self.applied(text);
        let before = repaired.get(..from).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = repaired.get(start..).unwrap_or_default();
        line.lines().next().unwrap_or_default().to_owned()
    }

    /// By how much the text grows.
    pub(super) fn growth(&self) -> usize {
        self.edits
            .iter()
            .map(|(range, with)| with.len().saturating_sub(range.len()))
            .sum()
    }
}

/// What can be seen on a line, the plainest first.
pub(super) fn seen(line: &Line<'_>) -> Vec<Repair> {
    let mut repairs = Vec::new();
    repairs.extend(odd_characters(line));
    repairs.extend(spaces(line));
    repairs.extend(quotes(line, '"'));
    repairs.extend(quotes(line, '\''));
    repairs.extend(quote_within(line));
    repairs.extend(backslashes(line));
    repairs.extend(brackets(line));
    repairs.extend(bad_start(line));
    repairs.extend(colon_in_text(line));
    repairs
}

/// Characters from word processors where YAML needs its own, all of the line mended together.
fn odd_characters(line: &Line<'_>) -> Option<Repair> {
    let found: Vec<(usize, char, &str)> = line
        .text
        .char_indices()
        .filter_map(|(at, c)| Some((at, c, odd::meant(c)?)))
        .filter(|(at, ..)| line.before(*at).matches('"').count().is_multiple_of(2))
        .collect();
    let (at, c, _) = *found.first()?;
    let edits = found
        .iter()
        .rev()
        .map(|(at, c, meant)| (line.place(*at..at + c.len_utf8()), (*meant).to_owned()));
    Some(Repair {
        wound: Wound::Odd(c),
        place: line.place(at..at + c.len_utf8()),
        edits: edits.collect(),
    })
}

/// Spaces that are missing after a colon or a dash.
fn spaces(line: &Line<'_>) -> Vec<Repair> {
    let mut repairs = Vec::new();
    let indent = line.indent();
    let dashed = line.after(indent).strip_prefix('-');
    if dashed.is_some_and(|rest| word_length(rest) > 0 || rest.starts_with(['"', '\'', '[', '{'])) {
        repairs.push(Repair::new(
            Wound::SpaceAfterDash,
            line.place(indent..indent + 1),
            (line.place(indent + 1..indent + 1), " ".to_owned()),
        ));
    }
    for start in line.key_starts() {
        let key = word_length(line.after(start));
        let colon = start + key;
        let value = line.after(colon).strip_prefix(':');
        if key > 0 && value.is_some_and(|value| !value.is_empty() && !value.starts_with([' ', ':']))
        {
            let word = line.before(colon).get(start..).unwrap_or_default();
            repairs.push(Repair::new(
                Wound::SpaceAfterColon(word.to_owned()),
                line.place(start..colon + 1),
                (line.place(colon + 1..colon + 1), " ".to_owned()),
            ));
        }
    }
    repairs
}

/// A quote without its partner: where the other may belong.
fn quotes(line: &Line<'_>, quote: char) -> Vec<Repair> {
    let places: Vec<usize> = line.text.match_indices(quote).map(|(at, _)| at).collect();
    let alone: Vec<usize> = places
        .into_iter()
        .filter(|at| !line.before(*at).ends_with('\\'))
        .collect();
    if alone.len().is_multiple_of(2) {
        return Vec::new();
    }
    let starts = line.value_starts();
    let closes = closings(line).into_iter().filter_map(|close| {
        let open = *alone.iter().rev().find(|at| **at < close)?;
        starts.contains(&open).then(|| {
            Repair::new(
                Wound::QuoteNotClosed(quote),
                line.place(open..close),
                (line.place(close..close), quote.to_string()),
            )
        })
    });
    let opens = starts.iter().rev().filter_map(|start| {
        let end = alone.iter().find(|at| *at > start)?;
        Some(Repair::new(
            Wound::QuoteNotOpened(quote),
            line.place(*end..end + 1),
            (line.place(*start..*start), quote.to_string()),
        ))
    });
    closes.chain(opens).collect()
}

/// Where a value may end: before a comma and the next key or item, before brackets at the end, at the end.
fn closings(line: &Line<'_>) -> Vec<usize> {
    let end = line.end();
    let body = line.before(end);
    let commas = body.match_indices(", ").map(|(at, _)| at);
    let mut ends: Vec<usize> = commas
        .filter(|at| {
            let next = line.after(at + 2);
            let word = word_length(next);
            next.starts_with(['"', '\''])
                || next.get(word..).is_some_and(|rest| rest.starts_with(':'))
        })
        .collect();
    let content = line.content();
    // In a flow collection the brackets at the end are not the text's.
    let flow = line
        .value_starts()
        .iter()
        .any(|start| line.after(*start).starts_with(['{', '[']));
    let mut tail = body;
    while flow && let Some(shorter) = tail.strip_suffix(['}', ']', ',']) {
        tail = shorter.trim_end();
        ends.push(tail.len());
    }
    ends.push(end);
    ends.retain(|at| *at > content);
    ends
}

/// A text in quotes that holds such quotes.
fn quote_within(line: &Line<'_>) -> Vec<Repair> {
    let mut repairs = Vec::new();
    for start in line.value_starts() {
        let Some(quote) = line
            .after(start)
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))
        else {
            continue;
        };
        let Some(first) = line.after(start + 1).find(quote).map(|at| start + 1 + at) else {
            continue;
        };
        for end in closings(line) {
            let closed = line.before(end).ends_with(quote);
            if !closed || end < first + 2 {
                continue;
            }
            let inner = line.before(end - 1).get(start + 1..).unwrap_or_default();
            let plain = if quote == '\'' {
                inner.replace("''", "'")
            } else {
                inner.replace("\\\"", "\"")
            };
            repairs.push(Repair::new(
                Wound::QuoteWithin(quote),
                line.place(first..first + 1),
                (line.place(start..end), quoted(&plain)),
            ));
        }
    }
    repairs
}

/// Backslashes that begin no escape, all of the line mended together.
fn backslashes(line: &Line<'_>) -> Option<Repair> {
    let mut found: Vec<(usize, char)> = Vec::new();
    let mut chars = line.text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            continue;
        }
        let next = chars.next().map_or(' ', |(_, next)| next);
        if !"0abtnvfre \"/\\N_LPxuU".contains(next) {
            found.push((at, next));
        }
    }
    let (at, next) = *found.first()?;
    let edits = found
        .iter()
        .rev()
        .map(|(at, _)| (line.place(*at..*at), "\\".to_owned()));
    Some(Repair {
        wound: Wound::Backslash(next),
        place: line.place(at..at + 1 + next.len_utf8()),
        edits: edits.collect(),
    })
}

/// Brackets without their partners.
fn brackets(line: &Line<'_>) -> Vec<Repair> {
    let mut repairs = Vec::new();
    for (open, close) in [('{', '}'), ('[', ']')] {
        let mut opened: Vec<usize> = Vec::new();
        let mut spare: Vec<usize> = Vec::new();
        for (at, c) in outside_quotes(line) {
            if c == open {
                opened.push(at);
            } else if c == close && opened.pop().is_none() {
                spare.push(at);
            }
        }
        if let Some(at) = opened.first() {
            let ends = closings(line).into_iter().rev().filter(|end| end > at);
            repairs.extend(ends.map(|end| {
                let mended = if open == '{' { " }" } else { "]" };
                Repair::new(
                    Wound::NotClosed(open),
                    line.place(*at..at + 1),
                    (line.place(end..end), mended.to_owned()),
                )
            }));
        }
        if let Some(at) = spare.last() {
            let place = line.place(*at..at + 1);
            let starts = line.value_starts().into_iter().filter(|start| start < at);
            let spare_one = Repair::new(
                Wound::Spare(close),
                place.clone(),
                (place.clone(), String::new()),
            );
            let mut others: Vec<Repair> = starts
                .map(|start| {
                    Repair::new(
                        Wound::NotOpened(close),
                        place.clone(),
                        (line.place(start..start), open.to_string()),
                    )
                })
                .collect();
            // Beside a pair, it is one too many; alone, it lacks its partner.
            if line.text.contains(open) {
                repairs.push(spare_one);
                repairs.append(&mut others);
            } else {
                repairs.append(&mut others);
                repairs.push(spare_one);
            }
        }
    }
    repairs
}

/// The characters of a line that stand outside double quotes.
fn outside_quotes<'t>(line: &Line<'t>) -> impl Iterator<Item = (usize, char)> + use<'t> {
    let mut within = false;
    line.text.char_indices().filter(move |(_, c)| {
        within ^= *c == '"';
        !within
    })
}

/// A value that begins with a character that YAML keeps for itself.
fn bad_start(line: &Line<'_>) -> Vec<Repair> {
    let starts = line.value_starts().into_iter();
    starts
        .filter_map(|start| {
            let first = line.after(start).chars().next()?;
            if !matches!(
                first,
                '%' | '@' | '`' | '*' | '&' | '!' | '|' | '>' | ',' | '?'
            ) {
                return None;
            }
            let end = closings(line).into_iter().find(|end| *end > start)?;
            let value = line.before(end).get(start..)?;
            Some(Repair::new(
                Wound::BadStart(first),
                line.place(start..start + first.len_utf8()),
                (line.place(start..end), quoted(value)),
            ))
        })
        .collect()
}

/// A text without quotes that has a colon in it.
fn colon_in_text(line: &Line<'_>) -> Option<Repair> {
    let value = line.block_value()?;
    let text = line.before(value.end).get(value.start..)?;
    if text.starts_with(['"', '\'', '[', '{', '|', '>']) {
        return None;
    }
    let colon = text
        .find(": ")
        .or_else(|| text.strip_suffix(':').map(str::len))?;
    let at = value.start + colon;
    Some(Repair::new(
        Wound::ColonInText,
        line.place(at..at + 1),
        (line.place(value), quoted(text)),
    ))
}

/// A key without its colon.
pub(super) fn colon(line: &Line<'_>) -> Vec<Repair> {
    let starts = line.key_starts().into_iter();
    starts
        .filter_map(|start| {
            let length = word_length(line.after(start));
            let rest = line.after(start + length);
            let ends = rest.is_empty() || rest.starts_with(' ');
            let word = line.after(start).get(..length)?;
            (length > 0 && ends).then(|| {
                Repair::new(
                    Wound::ColonMissing(word.to_owned()),
                    line.place(start..start + length),
                    (line.place(start + length..start + length), ":".to_owned()),
                )
            })
        })
        .collect()
}
