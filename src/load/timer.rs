//! Timers: what happens at its time outside of the flows' steps. Declared and checked here; nothing runs.

use super::document::{DocumentKind, Documents};
use super::effect_list;
use super::expression::condition;
use super::fields::Fields;
use super::label::label;
use super::scalar::{self, repeated_name};
use super::waiting;
use super::yaml::Node;
use crate::expr::{Expr, Guards, Node as Tree, Read, Roots, Scope};
use crate::rules::flow::After;
use crate::rules::timer::Timer;
use crate::rules::{HeldTo, Kind, Vocabulary};
use crate::source::{Code, Problem, Report, Span};
use crate::value::Value;

/// Reads every timer, in the order of the files.
pub(super) fn read(documents: &Documents, words: &Vocabulary, report: &mut Report) -> Vec<Timer> {
    let documents = documents.of(DocumentKind::Timer);
    documents
        .filter_map(|document| timer(&document.node, words, report))
        .collect()
}

fn timer(node: &Node, words: &Vocabulary, report: &mut Report) -> Option<Timer> {
    let mut fields = Fields::of(node, report)?.by("when", "while");
    let (name_key, name_node) = fields.take_with_key("timer")?;
    let name = scalar::name(name_node, report)?;
    let first = report.named("timer", None, &name, name_node.span);
    if first.is_some() {
        let problem = repeated_name("a timer", "en timer", &name, first);
        report.add(name_node.span, problem);
        return None;
    }
    let scope = Scope::new(words, Roots::Case);
    let text = fields
        .take("label")
        .and_then(|node| label(node, words, report));
    let rhythm = rhythm(&mut fields, name_key.span, words, report);
    let at = fields
        .take("at")
        .and_then(|node| scalar::time_of_day(node, report));
    let day = fields
        .take("day")
        .and_then(|node| waiting::day(node, report));
    let condition = fields
        .take("while")
        .map(|node| condition(node, scope, &Guards::default(), report));
    let guards = match &condition {
        Some(condition) => Guards::default().and_perhaps(condition.as_ref()),
        None => Guards::default(),
    };
    let effects = fields
        .need("effects", report)
        .map(|node| effect_list::read(node, scope, &guards, report));
    fields.finish(report);
    let (repeats, After { wait, from }) = rhythm?;
    Some(Timer {
        name,
        label: text.unwrap_or_default(),
        repeats,
        wait,
        from: from?,
        at,
        day: day.unwrap_or_default(),
        condition: condition.flatten(),
        effects: effects?,
        held_to: HeldTo::ALL,
        span: name_node.span,
    })
}

/// Whether it returns, and how long it waits from when.
fn rhythm(
    fields: &mut Fields<'_>,
    timer: Span,
    words: &Vocabulary,
    report: &mut Report,
) -> Option<(bool, After)> {
    let every = fields.take("every");
    let once = fields.take_with_key("after");
    let (key, node) = match (every, once) {
        (Some(every), None) => ("every", every),
        (None, Some((_, once))) => ("after", once),
        (Some(_), Some((key, _))) => {
            report.add(key.span, both_rhythms());
            return None;
        }
        (None, None) => {
            report.add(timer, no_rhythm(&some_date(words)));
            return None;
        }
    };
    let after = waiting::after(node, words, report)?;
    let text = scalar::text(node, &mut Report::default()).unwrap_or_default();
    if after.from.is_none() {
        let problem = from_nothing(key, text, &some_date(words));
        report.add(node.span, problem);
        return None;
    }
    let repeats = key == "every";
    if repeats && let Some(number) = known_number(&after.wait.number, words).filter(|n| *n < 1) {
        report.add(after.wait.number.span, never_onwards(number, text));
        return None;
    }
    Some((repeats, after))
}

/// A number that no case changes: as it is written, or a setting's.
fn known_number(number: &Expr, words: &Vocabulary) -> Option<i64> {
    let value = match &number.node {
        Tree::Read(Read::Setting(setting)) => {
            let (_, setting) = words.settings.get_index(setting.index())?;
            &setting.value
        }
        _ => number.as_constant()?,
    };
    match value {
        Value::Integer(number) => Some(*number),
        _ => None,
    }
}

/// A date that every rule of the set can count from, as an example.
fn some_date(words: &Vocabulary) -> String {
    let mut facts = words.facts.iter();
    let date = facts.find(|(_, fact)| matches!(fact.ty.kind, Kind::Date | Kind::DateTime));
    date.map_or_else(
        || "case.flow_started".to_owned(),
        |(name, _)| format!("case.{name}"),
    )
}

fn both_rhythms() -> Problem {
    Problem::new(
        Code::UnknownKey,
        "a timer has `every` or `after`, not both",
        "en timer har `every` eller `after`, ikke begge dele",
    )
    .help(
        "keep `every` if it returns, or `after` if it happens once",
        "behold `every`, hvis den vender tilbage, eller `after`, hvis det sker én gang",
    )
}

fn no_rhythm(date: &str) -> Problem {
    Problem::new(
        Code::MissingKey,
        "the timer says nothing of when it runs",
        "timeren siger intet om, hvornår den skal køre",
    )
    .lacks("every")
    .help(
        format!("add `every: 7 days from {date}`, or `after: …` if it happens once"),
        format!("tilføj `every: 7 days from {date}` eller `after: …`, hvis det sker én gang"),
    )
}

fn from_nothing(key: &str, text: &str, date: &str) -> Problem {
    Problem::new(
        Code::WrongValue,
        "a timer counts from a date, and this says none",
        "en timer tæller fra en dato, og her står ingen",
    )
    .help(
        format!("say from when: `{key}: \"{text} from {date}\"`"),
        format!("skriv fra hvornår: `{key}: \"{text} from {date}\"`"),
    )
}

fn never_onwards(number: i64, text: &str) -> Problem {
    Problem::new(
        Code::WrongValue,
        format!("a timer that returns needs a number from 1, and this is {number}"),
        format!("en timer, der vender tilbage, kræver et tal fra 1, og dette er {number}"),
    )
    .help(
        format!("write how long it is from one time to the next, or `after: \"{text}\"` if it happens once"),
        format!("skriv, hvor længe der er fra gang til gang, eller `after: \"{text}\"`, hvis det sker én gang"),
    )
}
