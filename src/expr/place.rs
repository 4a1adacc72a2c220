//! Where a parsed expression stands: Rhai keeps only where things begin, so ends are found in the text. No type is known here.

use rhai::{Expr as Parsed, Position};

use super::check::Checker;
use crate::source::Span;

impl Checker<'_, '_> {
    /// The text that a place of the file shows, as the author wrote it.
    pub(super) fn source(&self, span: Span) -> String {
        let whole = self.text.whole();
        let straight = (whole.end - whole.start) as usize == self.text.text.len();
        let range = (span.start.saturating_sub(whole.start) as usize)
            ..(span.end.saturating_sub(whole.start) as usize);
        match self.text.text.get(range) {
            Some(text) if straight => text.to_owned(),
            _ => self
                .text
                .text
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    /// Where a parsed expression stands, from its first to its last token.
    pub(super) fn span(&self, parsed: &Parsed) -> Span {
        let start = self.text.byte(leftmost(parsed));
        let end = self.end(parsed).max(start);
        self.text.span(start, end)
    }

    /// The byte after the last token: Rhai keeps only where things begin.
    fn end(&self, parsed: &Parsed) -> usize {
        let text = self.text.text;
        let after = |position: Position| {
            let at = self.text.byte(position);
            at + token_length(text.get(at..).unwrap_or_default())
        };
        let closing = |from: usize, open: char, close: char| closing_byte(text, from, open, close);
        match parsed {
            Parsed::Dot(pair, ..) => self.end(&pair.rhs),
            Parsed::Index(pair, ..) => closing(self.end(&pair.lhs), '[', ']'),
            Parsed::And(parts, _) | Parsed::Or(parts, _) | Parsed::Coalesce(parts, _) => {
                parts.last().map_or(0, |part| self.end(part))
            }
            Parsed::FnCall(call, position)
                if call.op_token.is_some()
                    || &*call.name == "contains"
                        && !text
                            .get(self.text.byte(*position)..)
                            .is_some_and(|rest| rest.starts_with("contains")) =>
            {
                let ends = call.args.iter().map(|part| self.end(part));
                ends.max().unwrap_or(0)
            }
            Parsed::FnCall(_, position) | Parsed::MethodCall(_, position) => {
                closing(after(*position), '(', ')')
            }
            Parsed::Array(_, position) => closing(self.text.byte(*position), '[', ']'),
            Parsed::Map(_, position) => closing(self.text.byte(*position), '{', '}'),
            Parsed::InterpolatedString(_, position) => {
                let at = self.text.byte(*position);
                at + token_length(text.get(at..).unwrap_or_default())
            }
            Parsed::Stmt(block) => {
                let end = self.text.byte(block.span().end());
                if end > 0 {
                    (end + 1).min(text.len())
                } else {
                    text.trim_end().len()
                }
            }
            other => after(other.position()),
        }
    }
}

/// Where an expression begins.
fn leftmost(parsed: &Parsed) -> Position {
    match parsed {
        Parsed::Dot(pair, ..) | Parsed::Index(pair, ..) => leftmost(&pair.lhs),
        Parsed::And(parts, at) | Parsed::Or(parts, at) | Parsed::Coalesce(parts, at) => {
            parts.first().map_or(*at, leftmost)
        }
        Parsed::FnCall(call, at) => {
            let inner = call.args.iter().map(leftmost);
            inner
                .chain([*at])
                .filter(|at| !at.is_none())
                .min()
                .unwrap_or(*at)
        }
        Parsed::Stmt(block) => block.span().start(),
        other => other.position(),
    }
}

/// The length of the token at the start of a text.
fn token_length(text: &str) -> usize {
    let mut chars = text.char_indices();
    let Some((_, first)) = chars.next() else {
        return 0;
    };
    if first == '"' || first == '`' {
        return quoted_length(text, first);
    }
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let number = first.is_ascii_digit() || first == '-';
    text.char_indices()
        .find(|(at, c)| *at > 0 && !(word(*c) || (number && *c == '.')))
        .map_or(text.len(), |(at, _)| at)
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
fn closing_byte(text: &str, from: usize, open: char, close: char) -> usize {
    let mut depth = 0_usize;
    let mut at = from;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if c == '"' || c == '`' {
            at += token_length(text.get(at..).unwrap_or_default());
            continue;
        }
        at += c.len_utf8();
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at;
            }
        }
    }
    text.trim_end().len().max(from)
}
