//! A text with placeholders, compiled once for each language and printed for a case. No YAML is read here.

use std::borrow::Cow;
use std::sync::Arc;

use crate::case::{View, local_in};
use crate::expr::{self, Env, Expected, Expr, Fault, Guards, Scope, Silent, Text};
use crate::rules::{Choice, Kind, Label, Rules};
use crate::source::{Code, Problem, Report};
use crate::text::{Format, Texts};
use crate::value::Value;

/// A text in each language of the rule set.
#[derive(Debug, Clone)]
pub(crate) enum Message {
    /// The same for every case.
    Fixed(Label),
    /// With placeholders.
    Filled(Vec<Pattern>),
}

/// A text in one language.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pattern(pub(crate) Vec<Piece>);

/// A part of a text.
#[derive(Debug, Clone)]
pub(crate) enum Piece {
    Text(Box<str>),
    Value(Expr),
}

impl Pattern {
    /// The text, where it is the same for every case.
    pub(crate) fn fixed(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }
}

impl Message {
    pub(crate) fn new(patterns: Vec<Pattern>) -> Self {
        let fixed = patterns.iter().map(|pattern| pattern.fixed());
        let fixed = fixed.map(|text| text.map(|text| Cow::Owned(text.to_owned())));
        match fixed.collect() {
            Some(texts) => Self::Fixed(Label(texts)),
            None => Self::Filled(patterns),
        }
    }

    /// The text in every language.
    pub(crate) fn texts<'e>(&'e self, rules: &'e Rules, env: &Env<'_>) -> Result<Texts<'e>, Fault> {
        let languages = &rules.words.languages;
        let patterns = match self {
            Self::Fixed(label) => return Ok(Texts::of_label(languages, label)),
            Self::Filled(patterns) => patterns,
        };
        let mut texts = Vec::with_capacity(patterns.len());
        for (language, pattern) in patterns.iter().enumerate() {
            texts.push(match pattern.fixed() {
                Some(text) => Cow::Borrowed(text),
                None => Cow::Owned(pattern.filled(language, env, str::to_owned)?),
            });
        }
        Ok(Texts::new(languages, texts))
    }

    /// The text in the language of that place.
    pub(crate) fn text(&self, language: usize, env: &Env<'_>) -> Result<String, Fault> {
        self.written(language, env, str::to_owned)
    }

    /// The text as Markdown: what a fact or an input says is text there, never a link or a heading.
    pub(crate) fn markdown(&self, language: usize, env: &Env<'_>) -> Result<String, Fault> {
        self.written(language, env, escaped)
    }

    fn written(
        &self,
        language: usize,
        env: &Env<'_>,
        written: fn(&str) -> String,
    ) -> Result<String, Fault> {
        match self {
            Self::Fixed(label) => Ok(label.0.get(language).cloned().unwrap_or_default().into()),
            Self::Filled(patterns) => match patterns.get(language) {
                Some(pattern) => pattern.filled(language, env, written),
                None => Ok(String::new()),
            },
        }
    }

    /// The text in the language of that place, an ellipsis standing for what differs from case to case.
    pub(crate) fn outline(&self, language: usize) -> String {
        let patterns = match self {
            Self::Fixed(label) => return label.0.get(language).cloned().unwrap_or_default().into(),
            Self::Filled(patterns) => patterns,
        };
        let pieces = patterns
            .get(language)
            .into_iter()
            .flat_map(|pattern| &pattern.0);
        let pieces = pieces.map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Value(_) => "…",
        });
        pieces.collect()
    }

    /// Every expression in it, whatever the language.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Expr> {
        let patterns = match self {
            Self::Fixed(_) => &[],
            Self::Filled(patterns) => patterns.as_slice(),
        };
        let pieces = patterns.iter().flat_map(|pattern| &pattern.0);
        pieces.filter_map(|piece| match piece {
            Piece::Value(expr) => Some(expr),
            Piece::Text(_) => None,
        })
    }
}

impl Pattern {
    fn filled(
        &self,
        language: usize,
        env: &Env<'_>,
        written: fn(&str) -> String,
    ) -> Result<String, Fault> {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                // An abbreviation at the end of a sentence has one full stop: "1.000,00 kr."
                Piece::Text(part) if text.ends_with('.') && !part.starts_with("..") => {
                    text.push_str(part.strip_prefix('.').unwrap_or(part));
                }
                Piece::Text(part) => text.push_str(part),
                Piece::Value(expr) => {
                    let value = expr::eval(expr, env, &mut Silent)?;
                    let kind = &expr.ty.kind;
                    let printed = printed(&value, kind, language, env.rules, &env.case);
                    let is_told = matches!(value.as_ref(), Value::Text(_));
                    text.push_str(&if is_told { written(&printed) } else { printed });
                }
            }
        }
        Ok(text)
    }
}

/// A text in which nothing is Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A value as a language prints it: a choice by its label, an amount with its currency.
fn printed(value: &Value, kind: &Kind, language: usize, rules: &Rules, case: &View<'_>) -> String {
    let Some(format) = rules.formats.get(language) else {
        return value.to_string();
    };
    print(value, kind, language, format, rules, case.currency())
}

/// A value as a format has it, labels in the language of that place.
pub(crate) fn print(
    value: &Value,
    kind: &Kind,
    language: usize,
    format: &Format,
    rules: &Rules,
    currency: &str,
) -> String {
    match value {
        Value::Unset => String::new(),
        Value::Bool(truth) => format.boolean(*truth).to_owned(),
        Value::Integer(number) => format.integer(*number),
        Value::Decimal(number) => format.decimal(*number),
        Value::Amount(amount) => format.amount(*amount, currency),
        Value::Percent(number) => format.percent(*number),
        Value::Text(text) => text.to_string(),
        Value::Date(date) => format.date(*date),
        Value::DateTime(time) => format.datetime(local_in(rules.time_zone, *time)),
        Value::Choice(name) => {
            let list = match kind {
                Kind::Choice(list) => rules.words.list(*list),
                _ => None,
            };
            let option = list.and_then(|list| list.options.get(&**name));
            let label = option.and_then(|option| option.label.0.get(language));
            label.map_or_else(|| name.to_string(), ToString::to_string)
        }
        Value::List(items) => {
            let item_kind = match kind {
                Kind::List(item) => item,
                kind => kind,
            };
            let items = items
                .iter()
                .map(|item| print(item, item_kind, language, format, rules, currency));
            items.collect::<Vec<_>>().join(", ")
        }
        Value::Record(_) => value.to_string(),
    }
}

/// Compiles one text: `{expression}` is printed, `{{` and `}}` stand for the braces themselves.
pub(crate) fn compile_pattern(
    text: Text<'_>,
    scope: Scope<'_>,
    guards: &Guards,
    report: &mut Report,
) -> Option<Pattern> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut whole = true;
    let mut at = 0;
    while let Some(c) = text.text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.text.get(at..).unwrap_or_default();
        if rest.starts_with("{{") || rest.starts_with("}}") {
            plain.push(c);
            at += 2;
        } else if c == '{' {
            let Some(end) = closing_brace(rest) else {
                report.add(text.span(at, at + 1), unclosed());
                return None;
            };
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain).into()));
            }
            let inner = rest.get(1..end).unwrap_or_default();
            let start = at + 1;
            let place = |byte: usize| (text.place)(start + byte);
            let inner = Text {
                file: text.file,
                text: inner,
                place: &place,
            };
            match expr::compile(inner, scope, guards, &Expected::Printable, report) {
                Some(expr) => pieces.push(Piece::Value(expr)),
                None => whole = false,
            }
            at += end + 1;
        } else if c == '}' {
            report.add(text.span(at, at + 1), unopened());
            return None;
        } else {
            plain.push(c);
            at += c.len_utf8();
        }
    }
    if !plain.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Text(plain.into()));
    }
    pieces.shrink_to_fit();
    whole.then_some(Pattern(pieces))
}

/// The byte of the brace that closes the one at the start, those in quotes left out.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !escaped => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

fn unclosed() -> Problem {
    Problem::new(
        Code::Placeholder,
        "this placeholder isn't closed",
        "denne pladsholder er ikke lukket",
    )
    .help(
        "close it with `}`, or write `{{` for a brace in the text",
        "luk den med `}`, eller skriv `{{` for en krølleparentes i teksten",
    )
}

fn unopened() -> Problem {
    Problem::new(
        Code::Placeholder,
        "this brace closes nothing",
        "denne krølleparentes lukker ikke noget",
    )
    .help(
        "write `}}` for a brace in the text",
        "skriv `}}` for en krølleparentes i teksten",
    )
}

/// The options of a list by their labels in a language, each with the name that a request gives.
pub(crate) fn printed_options<'a>(
    options: impl Iterator<Item = (&'a Arc<str>, &'a Choice)>,
    language: usize,
) -> String {
    let shown = options.map(|(name, option)| match option.label.0.get(language) {
        Some(label) => format!("{label} (`{name}`)"),
        None => format!("`{name}`"),
    });
    shown.collect::<Vec<_>>().join(", ")
}
