//! Where a parsed expression stands: Rhai keeps only where things begin, so ends are found in the text. No type is known here.

use rhai::{Expr as Parsed, Position};

use super::check::Checker;
use super::token::{closing_byte, token_length, with_parentheses};
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
        let range = with_parentheses(self.text.text, start..end);
        self.text.span(range.start, range.end)
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
            Parsed::Unit(position) => closing(self.text.byte(*position), '(', ')'),
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
