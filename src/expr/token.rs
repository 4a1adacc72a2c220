//! Where tokens end, and which brackets belong together: Rhai keeps only where things begin. Nothing is parsed here.

use std::ops::Range;

/// The length of the token at the start of a text.
pub(crate) fn token_length(text: &str) -> usize {
    match text.chars().next() {
        None => 0,
        Some(quote @ ('"' | '`')) => quoted_length(text, quote),
        Some('\'') => text
            .get(1..)
            .and_then(|rest| rest.find('\''))
            .map_or(text.len(), |end| end + 2),
        Some(c) if c.is_ascii_digit() => number_length(text),
        Some(c) if is_word(c) => run(text, is_word),
        Some('-') => {
            let number = text.get(1..).unwrap_or_default().trim_start();
            // A negative number is one token.
            match number.starts_with(|c: char| c.is_ascii_digit()) {
                true => text.len() - number.len() + number_length(number),
                false => run(text, is_symbol),
            }
        }
        Some(c) if is_symbol(c) => run(text, is_symbol),
        Some(c) => c.len_utf8(),
    }
}

/// Whether a character can stand in a name.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_symbol(c: char) -> bool {
    "=<>!&|+-*/%^?~:#$@".contains(c)
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn number_length(text: &str) -> usize {
    let whole = run(text, is_word);
    let decimals = text.get(whole..).and_then(|rest| rest.strip_prefix('.'));
    match decimals {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => {
            whole + 1 + run(rest, is_word)
        }
        _ => whole,
    }
}

/// The length of the text in quotes at the start of a text, its interpolations included.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut at = quote.len_utf8();
    while let Some(rest) = text.get(at..) {
        let mut chars = rest.chars();
        at += match (chars.next(), chars.next()) {
            (None, _) => return text.len(),
            // Twice, it stands for itself.
            (Some(c), Some(next)) if c == quote && next == quote => 2,
            (Some(c), _) if c == quote => return at + 1,
            (Some('\\'), Some(next)) if quote == '"' || next == '$' => 1 + next.len_utf8(),
            (Some('$'), Some('{')) if quote == '`' => closing_byte(rest, 1, '{', '}'),
            (Some(c), _) => c.len_utf8(),
        };
    }
    text.len()
}

/// The byte after the bracket that closes the first one opened at or after `from`, texts left out.
pub(super) fn closing_byte(text: &str, from: usize, open: char, close: char) -> usize {
    let mut depth = 0_usize;
    for (range, c) in outside_quotes(text, from) {
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return range.end;
            }
        }
    }
    text.trim_end().len().max(from)
}

/// A range and the parentheses around it that belong to what is in it: they leave no trace in the tree.
pub(super) fn with_parentheses(text: &str, range: Range<usize>) -> Range<usize> {
    let (mut unopened, mut unclosed) = (0_usize, 0_usize);
    let within = text.get(..range.end).unwrap_or_default();
    for (_, c) in outside_quotes(within, range.start) {
        match c {
            '(' => unclosed += 1,
            ')' if unclosed > 0 => unclosed -= 1,
            ')' => unopened += 1,
            _ => {}
        }
    }
    let (mut start, mut end) = (range.start, range.end);
    for _ in 0..unopened {
        let before = text.get(..start).unwrap_or_default().trim_end();
        start = before.strip_suffix('(').map_or(start, str::len);
    }
    for _ in 0..unclosed {
        let after = text.get(end..).unwrap_or_default().trim_start();
        let rest = after.strip_prefix(')');
        end = rest.map_or(end, |rest| text.len() - rest.len());
    }
    start..end
}

/// The characters from a byte on with their places, those in quotes left out.
pub(super) fn outside_quotes(
    text: &str,
    from: usize,
) -> impl Iterator<Item = (Range<usize>, char)> {
    let mut at = from;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let c = rest.chars().next()?;
            let start = at;
            if matches!(c, '"' | '`') {
                at += quoted_length(rest, c);
            } else {
                at += c.len_utf8();
                return Some((start..at, c));
            }
        }
    })
}
