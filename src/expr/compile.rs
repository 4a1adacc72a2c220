//! From a text in a rule file to a typed tree: Rhai's parser is called here, and its places are carried back to the file.

use std::sync::LazyLock;

use rhai::{Engine, OptimizationLevel, ParseError, ParseErrorType, Position, Token};

use super::check::{Checker, Expected};
use super::guard::Guards;
use super::problem;
use super::scope::Scope;
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
        let within = rest
            .char_indices()
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
    let rest = text.text.get(at..).unwrap_or_default();
    let token = rest
        .chars()
        .take_while(|c| !c.is_whitespace())
        .collect::<String>();
    let length = token
        .char_indices()
        .take_while(|(n, c)| {
            *n == 0 || c.is_alphanumeric() || *c == '_' || !token.starts_with(char::is_alphanumeric)
        })
        .last()
        .map_or(0, |(n, c)| n + c.len_utf8());
    let span = text.span(at, at + length);
    let problem = match error.err_type() {
        ParseErrorType::MismatchedType(needed, found) => wrong_type(needed, found),
        kind => problem::syntax(text.text, at, &kind.to_string()),
    };
    report.add(span, problem);
}

/// What the parser itself knows to be of a wrong type, in the words of the rule language.
fn wrong_type(needed: &str, found: &str) -> Problem {
    let (needed, da) = match needed {
        "a boolean expression" => (
            "a condition (true or false)",
            "en betingelse (sand eller falsk)",
        ),
        _ => ("a list", "en liste"),
    };
    let found = match found {
        "a string" | "a character" => "text",
        "a number" => "integer",
        "a boolean" => "bool",
        "an array" => "a list",
        "an object map" => "a map",
        "()" => "nothing",
        other => other,
    };
    let mut problem = problem::needs(needed, found);
    problem.message[1] = format!("her skal stå {da}, og dette er {found}");
    problem
}
