//! Words that several findings share: what makes a condition so, and lists of names. No finding is looked for here.

use super::known::{Given, Source};
use crate::rules::Rules;
use crate::source::Span;

/// English and Danish.
pub(super) type Words = [String; 2];

/// The characters of a condition that a message repeats; a longer one is underlined, and that is enough.
const MOST_CHARACTERS: usize = 72;

pub(super) fn words(en: impl Into<String>, da: impl Into<String>) -> Words {
    [en.into(), da.into()]
}

/// What a rule file says at a place, quoted, where it isn't too long to be repeated.
pub(super) fn quoted(rules: &Rules, span: Span) -> Option<String> {
    let text = rules.text(span);
    (text.chars().count() <= MOST_CHARACTERS).then(|| format!("`{text}`"))
}

/// What makes it so, as the end of a sentence.
pub(super) fn because(given: &[Given], rules: &Rules) -> Option<Words> {
    match given {
        [] => None,
        [one] => Some(alone(one, rules)),
        several => {
            let mut names: Vec<Words> = Vec::new();
            for given in several {
                let name = name(&given.source);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            let joined = |language: usize, and: &str| {
                let names: Vec<&str> = names
                    .iter()
                    .filter_map(|name| name.get(language))
                    .map(String::as_str)
                    .collect();
                listed(&names, and)
            };
            let (en, da) = (joined(0, "and"), joined(1, "og"));
            Some(words(
                format!("that follows from {en}"),
                format!("det følger af {da}"),
            ))
        }
    }
}

fn alone(given: &Given, rules: &Rules) -> Words {
    let text = given.span.and_then(|span| quoted(rules, span));
    let [en, da] = name(&given.source);
    match (&given.source, text) {
        (Source::Running, _) => words(
            "a step runs only while the case is active",
            "et trin kører kun, mens sagen er aktiv",
        ),
        (Source::Timer, _) => words(
            "a timer never runs on a closed case",
            "en timer kører aldrig på en lukket sag",
        ),
        (Source::Flow(flow), _) => words(
            format!("the step belongs to flow `{flow}`"),
            format!("trinnet hører til flowet `{flow}`"),
        ),
        (Source::Who(roles), _) => {
            let roles: Vec<String> = roles.iter().map(|role| format!("`{role}`")).collect();
            let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
            words(
                format!("only {} may ask for the action", listed(&roles, "and")),
                format!("kun {} må bede om handlingen", listed(&roles, "og")),
            )
        }
        (Source::Effect(_), _) => {
            words(format!("{en} sees to that"), format!("det sørger {da} for"))
        }
        (Source::Rule(_), Some(text)) => words(
            format!("{en} requires {text}"),
            format!("{da} kræver {text}"),
        ),
        (_, Some(text)) => words(
            format!("{en} already says {text}"),
            format!("{da} siger allerede {text}"),
        ),
        (_, None) => words(
            format!("{en} already says so"),
            format!("{da} siger det allerede"),
        ),
    }
}

fn name(source: &Source) -> Words {
    match source {
        Source::Shown => words("`shown`", "`shown`"),
        Source::When => words("`when`", "`when`"),
        Source::WaitFor => words("`wait_for`", "`wait_for`"),
        Source::While => words("`while`", "`while`"),
        Source::Rule(rule) => words(format!("the rule `{rule}`"), format!("reglen `{rule}`")),
        Source::Who(_) => words("`who`", "`who`"),
        Source::Running => words("the case's status in a step", "sagens status i et trin"),
        Source::Timer => words("the case's status in a timer", "sagens status i en timer"),
        Source::Flow(_) => words("the step's flow", "trinnets flow"),
        Source::Effect(effect) => words(format!("`{effect}` above"), format!("`{effect}` ovenfor")),
    }
}

/// Names as a sentence lists them: a, b and c.
pub(super) fn listed(names: &[&str], and: &str) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} {and} {last}", others.join(", ")),
    }
}
