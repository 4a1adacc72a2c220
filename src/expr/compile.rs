//! From a text in a rule file to a typed tree: Rhai's parser is called here, and its places are carried back to the file.

use std::ops::Range;
use std::sync::LazyLock;

use rhai::{Engine, OptimizationLevel, ParseError, ParseErrorType, Position, Token};

use super::check::{CONDITION, Checker, Expected};
use super::guard::Guards;
use super::mistake::mistake;
use super::number::doubtful;
use super::odd;
use super::problem;
use super::scope::Scope;
use super::token::{outside_quotes, token_length};
use super::tree::Expr;
use crate::source::{FileId, Problem, Report, Span};

/// The characters of one expression that the parser is given.
const MAX_CHARACTERS: usize = 4_000;

/// An expression's text, and where each of its bytes stands in the file.
#[derive(Clone, Copy)]
pub(crate) struct Text<'t> {
    pub(crate) file: FileId,
    pub(crate) text: &'t str,
    /// Translates a byte of the text to a byte of the file.
    pub(crate) place: &'t dyn Fn(usize) -> usize,
}

impl Text<'_> {
    /// The place of a range of the text.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let first = (self.place)(start);
        // The last character's own place, so that an escape or a fold behind it isn't underlined.
        let end = match self
            .text
            .get(start..end)
            .and_then(|part| part.chars().next_back())
        {
            Some(last) if end > start => (self.place)(end - last.len_utf8()) + last.len_utf8(),
            _ => first,
        };
        Span::new(self.file, first, end)
    }

    pub(crate) fn whole(&self) -> Span {
        self.span(0, self.text.len())
    }

    /// The byte of the text at one of Rhai's positions, which count lines and characters.
    pub(crate) fn byte(&self, position: Position) -> usize {
        let (Some(line), column) = (position.line(), position.position().unwrap_or(1)) else {
            return 0;
        };
        let start = self
            .text
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum::<usize>();
        let rest = self.text.get(start..).unwrap_or_default();
        // Of an escaped `${`, Rhai counts the escape and the dollar as one.
        let mut counted = rest
            .char_indices()
            .filter(|(at, _)| !rest.get(*at..).is_some_and(|rest| rest.starts_with("\\${")));
        let within = counted
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(at, _)| at);
        start + within
    }
}

/// Compiles one expression; what is wrong with it is reported, once, and nothing comes back then.
pub(crate) fn compile(
    text: Text<'_>,
    scope: Scope<'_>,
    guards: &Guards,
    expected: &Expected<'_>,
    report: &mut Report,
) -> Option<Expr> {
    let characters = text.text.chars().count();
    if characters > MAX_CHARACTERS {
        report.add(text.whole(), problem::too_long(characters, MAX_CHARACTERS));
        return None;
    }
    if text.text.trim().is_empty() {
        report.add(text.whole(), problem::empty());
        return None;
    }
    if let Some((range, problem)) = odd_character(text.text).or_else(|| doubtful(text.text)) {
        report.add(text.span(range.start, range.end), problem);
        return None;
    }
    let ast = match PARSER.compile_expression(text.text) {
        Ok(ast) => ast,
        Err(error) => {
            report_syntax(&text, &error, report);
            return None;
        }
    };
    let [rhai::Stmt::Expr(parsed)] = ast.statements() else {
        report.add(text.whole(), problem::statement());
        return None;
    };
    let mut checker = Checker {
        text,
        scope,
        report,
    };
    let expr = checker.expr(parsed, guards)?;
    checker.expect(expr, expected)
}

/// The first character outside quotes that only looks like the one that is needed.
fn odd_character(text: &str) -> Option<(Range<usize>, Problem)> {
    let (range, c) = outside_quotes(text, 0).find(|(_, c)| odd::meant(*c).is_some())?;
    let problem = odd::problem(c);
    let after = text.get(range.end..).unwrap_or_default();
    let is_quote = |c: char| matches!(odd::meant(c), Some("\"" | "'"));
    Some(match after.split_once(is_quote).filter(|_| is_quote(c)) {
        Some((inner, rest)) => {
            let length = text.len() - rest.len() - range.start;
            let problem = problem.help(
                format!("write `\"{inner}\"`"),
                format!("skriv `\"{inner}\"`"),
            );
            (range.start..range.start + length, problem)
        }
        None => (range, problem),
    })
}

/// The parser of expressions, and of scripts: `case` is a name in both.
pub(crate) fn parse_engine() -> Engine {
    let mut engine = Engine::new_raw();
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_max_expr_depths(64, 64);
    #[expect(
        deprecated,
        reason = "declared volatile, not going away; the version is pinned"
    )]
    engine.on_parse_token(|token, _, _| match token {
        Token::Reserved(word) if &*word == "case" => Token::Identifier(word),
        token => token,
    });
    engine
}

/// Whether a word can name a fact, an input or a function: the parser takes it as a name and as a part.
pub(crate) fn can_be_name(word: &str) -> bool {
    let is_name = |text: &str| {
        PARSER.compile_expression(text).is_ok_and(|ast| {
            matches!(
                ast.statements(),
                [rhai::Stmt::Expr(expr)] if matches!(**expr, rhai::Expr::Variable(..) | rhai::Expr::Dot(..))
            )
        })
    };
    let plain = word.chars().all(|c| c.is_alphanumeric() || c == '_');
    plain && is_name(word) && is_name(&format!("x.{word}"))
}

static PARSER: LazyLock<Engine> = LazyLock::new(parse_engine);

fn report_syntax(text: &Text<'_>, error: &ParseError, report: &mut Report) {
    let at = text.byte(error.position());
    let (range, problem) = match error.err_type() {
        ParseErrorType::MismatchedType(needed, found) => {
            (token_at(text.text, at), wrong_type(needed, found))
        }
        ParseErrorType::ExprTooDeep => (token_at(text.text, at), problem::too_deep()),
        _ => mistake(text.text, at),
    };
    let place = text.span(range.start, range.end);
    if let Some(key) = problem.lacking.as_deref() {
        report.found(key, place);
    }
    report.add(place, problem);
}

/// The range of the token that begins at a byte.
fn token_at(text: &str, at: usize) -> Range<usize> {
    at..at + token_length(text.get(at..).unwrap_or_default())
}

/// What the parser itself knows to be of a wrong type, in the words of the rule language.
fn wrong_type(needed: &str, found: &str) -> Problem {
    let needed = match needed {
        "a boolean expression" => CONDITION,
        _ => ["a list", "en liste"],
    };
    let found = match found {
        "a string" | "a character" => "text",
        "a number" => "integer",
        "a boolean" => "bool",
        "an array" => "list",
        "an object map" => "map",
        other => other,
    };
    problem::needs(needed, found)
}
