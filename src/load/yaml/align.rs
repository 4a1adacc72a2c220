//! Where each character of a quoted, folded or escaped scalar stands in its file. No value is read here.

use saphyr_parser::ScalarStyle;

/// Where each byte of `value` stands in the file, when folding, escapes or indents lie between.
///
/// Only white space is ever folded or stripped, so the other characters follow each other in the
/// same order in both texts.
pub(super) fn align(value: &str, raw: &str, start: usize, style: ScalarStyle) -> Vec<u32> {
    let mut source = Unescape {
        raw,
        at: usize::from(matches!(
            style,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
        )),
        style,
    };
    let mut places = Vec::with_capacity(value.len() + 1);
    let mut last = source.at;
    for wanted in value.chars() {
        if wanted.is_whitespace() {
            last = source.step_over_space(wanted).unwrap_or(last);
        } else {
            while let Some((at, found)) = source.next() {
                last = at;
                if found == wanted {
                    break;
                }
            }
        }
        for _ in 0..wanted.len_utf8() {
            places.push(u32::try_from(start + last).unwrap_or(u32::MAX));
        }
    }
    places.push(u32::try_from(start + source.at.min(raw.len())).unwrap_or(u32::MAX));
    places
}

/// Walks a scalar's source, its escapes undone.
struct Unescape<'t> {
    raw: &'t str,
    at: usize,
    style: ScalarStyle,
}

impl Unescape<'_> {
    fn next(&mut self) -> Option<(usize, char)> {
        let at = self.at;
        let rest = self.raw.get(at..)?;
        let first = rest.chars().next()?;
        let (length, meant) = match (self.style, first) {
            (ScalarStyle::SingleQuoted, '\'') => (2, '\''),
            (ScalarStyle::DoubleQuoted, '\\') => escape(rest),
            _ => (first.len_utf8(), first),
        };
        self.at = at + length;
        Some((at, meant))
    }

    /// Goes past one white space if the next character is one, and says where it stood.
    fn step_over_space(&mut self, wanted: char) -> Option<usize> {
        let before = self.at;
        match self.next() {
            Some((at, found)) if found == wanted || found.is_whitespace() => Some(at),
            _ => {
                self.at = before;
                None
            }
        }
    }
}

/// The length of an escape in double quotes, and the character that it means.
fn escape(rest: &str) -> (usize, char) {
    let hexadecimal = |digits: usize| {
        let code = rest
            .get(2..2 + digits)
            .and_then(|text| u32::from_str_radix(text, 16).ok());
        (
            2 + digits,
            code.and_then(char::from_u32).unwrap_or('\u{fffd}'),
        )
    };
    match rest.chars().nth(1) {
        Some('x') => hexadecimal(2),
        Some('u') => hexadecimal(4),
        Some('U') => hexadecimal(8),
        Some('n') => (2, '\n'),
        Some('t') => (2, '\t'),
        Some('r') => (2, '\r'),
        Some('0') => (2, '\0'),
        Some('a') => (2, '\u{7}'),
        Some('b') => (2, '\u{8}'),
        Some('e') => (2, '\u{1b}'),
        Some('f') => (2, '\u{c}'),
        Some('v') => (2, '\u{b}'),
        Some('_') => (2, '\u{a0}'),
        Some('N') => (2, '\u{85}'),
        Some('L') => (2, '\u{2028}'),
        Some('P') => (2, '\u{2029}'),
        Some(other) => (1 + other.len_utf8(), other),
        None => (1, '\\'),
    }
}
