//! Texts in the declared languages: fixed labels, and messages with placeholders. What a placeholder means is the expressions' matter.

use std::borrow::Cow;
use std::sync::Arc;

use super::expression::text_of;
use super::fields::{Fields, cut_text, lost_colon, said, unquoted_braces};
use super::yaml::{Body, Node};
use crate::expr::{Guards, Scope};
use crate::rules::{Label, Vocabulary};
use crate::source::{Code, LANGUAGE, Problem, Report};
use crate::text::{Message, Pattern, compile_pattern};

/// A text that is the same for every case.
pub(super) fn label(node: &Node, words: &Vocabulary, report: &mut Report) -> Option<Label> {
    let nodes = by_language(node, words, report)?;
    let texts: Vec<Option<Cow<'static, str>>> = nodes
        .into_iter()
        .map(|node| {
            let scalar = said(node, report)?;
            if scalar.text.contains('{') {
                report.add(node.span, fixed_text());
            }
            Some(Cow::Owned(scalar.text.to_string()))
        })
        .collect();
    Some(Label(texts.into_iter().collect::<Option<_>>()?))
}

/// A text with placeholders.
pub(super) fn message(
    node: &Node,
    scope: Scope<'_>,
    guards: &Guards,
    report: &mut Report,
) -> Option<Message> {
    let nodes = by_language(node, scope.words, report)?;
    let patterns: Vec<Option<Pattern>> = nodes
        .into_iter()
        .map(|node| pattern(node, scope, guards, report))
        .collect();
    Some(Message::new(patterns.into_iter().collect::<Option<_>>()?))
}

/// A text with placeholders in one language.
pub(super) fn pattern(
    node: &Node,
    scope: Scope<'_>,
    guards: &Guards,
    report: &mut Report,
) -> Option<Pattern> {
    let scalar = said(node, report)?;
    let place = |byte: usize| scalar.byte(byte);
    compile_pattern(text_of(node, scalar, &place), scope, guards, report)
}

/// The node of each declared language, in their order; one text does where there is one language.
fn by_language<'n>(
    node: &'n Node,
    words: &Vocabulary,
    report: &mut Report,
) -> Option<Vec<&'n Node>> {
    if matches!(node.body, Body::Scalar(_)) {
        if words.languages.len() > 1 {
            report.add(node.span, one_text_for_all(&words.languages));
            return None;
        }
        return Some(vec![node]);
    }
    let mut fields = Fields::of(node, report)?;
    fields.expect(words.languages.iter().map(|language| &**language));
    let entries = fields.rest(report);
    for (key, _) in &entries {
        let languages = words.languages.iter().map(|language| &**language);
        if let Some((_, problem)) = lost_colon(&key.text, languages) {
            report.add(key.span, problem);
            return None;
        }
    }
    if let ([(_, value)], true) = (entries.as_slice(), is_braced(node))
        && is_empty(value)
    {
        // `{case.title}` alone was meant as a placeholder.
        report.add(node.span, unquoted_braces());
        return None;
    }
    let mut nodes = Vec::with_capacity(words.languages.len());
    for language in &words.languages {
        match entries.iter().find(|(key, _)| *key.text == **language) {
            Some((_, node)) => nodes.push(*node),
            None => {
                let problem = missing_language(language).lacks(language);
                report.add(node.span, problem.about(LANGUAGE, language));
            }
        }
    }
    let mut cut = false;
    for (key, value) in &entries {
        let known = words
            .languages
            .iter()
            .any(|language| **language == key.text);
        if !known && is_empty(value) && is_braced(node) {
            report.add(key.span, cut_text(&key.text));
            cut = true;
        } else if !known {
            let languages = words.languages.iter().map(|language| &**language);
            report.add(
                key.span,
                unknown_language(&key.text).suggest(&key.text, languages),
            );
        }
    }
    (nodes.len() == words.languages.len() && !cut).then_some(nodes)
}

fn fixed_text() -> Problem {
    Problem::new(
        Code::Placeholder,
        "this text is the same for every case, and placeholders aren't filled in it",
        "denne tekst er den samme for alle sager, og pladsholdere udfyldes ikke i den",
    )
    .help("write it without braces", "skriv den uden krølleparenteser")
}

fn is_braced(node: &Node) -> bool {
    matches!(&node.body, Body::Map(map) if map.flow)
}

fn is_empty(node: &Node) -> bool {
    matches!(&node.body, Body::Scalar(scalar) if scalar.plain && scalar.text.is_empty())
}

fn one_text_for_all(languages: &[Arc<str>]) -> Problem {
    let example = languages
        .iter()
        .map(|language| format!("{language}: …"))
        .collect::<Vec<_>>()
        .join(", ");
    Problem::new(
        Code::MissingLanguage,
        "this text stands in one language only",
        "denne tekst står kun på ét sprog",
    )
    .help(
        format!("write `{{ {example} }}`"),
        format!("skriv `{{ {example} }}`"),
    )
}

fn missing_language(language: &str) -> Problem {
    Problem::new(
        Code::MissingLanguage,
        format!("the text is missing in the language `{language}`"),
        format!("teksten mangler på sproget `{language}`"),
    )
    .help(
        format!("add `{language}: …`"),
        format!("tilføj `{language}: …`"),
    )
}

fn unknown_language(language: &str) -> Problem {
    Problem::new(
        Code::UnknownKey,
        format!("the rule set doesn't declare the language `{language}`"),
        format!("regelsættet erklærer ikke sproget `{language}`"),
    )
    .about(LANGUAGE, language)
}
