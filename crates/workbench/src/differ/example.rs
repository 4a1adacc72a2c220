//! A case in which something differs, and the scenario that shows it: what is opened, what happens, and until when · nothing is compared here.

use std::fmt::Write;

use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, Timelike, Utc};
use dunlin::{Engine, Opening, Request, Value};

use super::Span;
use super::asked::Asked;
use super::journal::opening_of;
use super::shown::Difference;
use super::subject::{Body, Subject};
use crate::run::run;
use crate::scenario;
use crate::snapshot::Snapshot;

/// A case that differs.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Example {
    /// The case.
    pub case: String,
    /// The first of what differs in it by the cause.
    pub differences: Vec<Difference>,
    /// How much more of it differs.
    pub more: usize,
    /// How much is known of the case, how much of it differs, and its place in the file: the least is the smallest.
    pub(super) rank: (usize, usize, u64),
    pub(super) found: Option<Found>,
}

/// What a scenario needs to know.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) origin: Origin,
    /// When the last of what differs comes.
    pub(super) until: Option<NaiveDateTime>,
    /// The actions whose place in a menu differs, with the role.
    pub(super) asks: Vec<(String, String)>,
}

/// How a case came to be what it is.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    opening: Opening,
    at: DateTime<Utc>,
    events: Vec<(DateTime<Utc>, Request)>,
}

/// A scenario that shows a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scenario {
    /// Its text.
    pub text: String,
    /// The snapshot of what happens in it under the old rules: held to it, the new rules show the difference.
    pub snapshot: String,
}

/// What the workbench does by itself in a scenario.
const BY_ITSELF: [&str; 5] = [
    "open_case",
    "advance",
    "hold_ended",
    "effect_done",
    "effect_failed",
];

impl Origin {
    pub(super) fn of(subject: &Subject, old: &Asked, span: &Span) -> Option<Self> {
        let events = subject.events.clone();
        match &subject.body {
            Body::Opening(opening, born) => Some(Self {
                opening: (**opening).clone(),
                at: born.unwrap_or(span.from),
                events,
            }),
            Body::Journal(journal) => {
                let (first, _) = journal.steps().next()?;
                let records = journal.steps().enumerate();
                let asked = records.filter(|(_, (record, _))| {
                    !BY_ITSELF.contains(&record.request.action.as_str())
                });
                Some(Self {
                    opening: opening_of(first),
                    at: first.at,
                    events: asked
                        .map(|(at, (record, _))| (record.at, journal.request(at)))
                        .collect(),
                })
            }
            Body::Case(text) => {
                let case = old.engine.read_case(text).ok()?;
                let fields: Value = serde_json::from_str(text).ok()?;
                let Value::Record(fields) = fields else {
                    return None;
                };
                let mut opening = Opening::new(case.id());
                opening.set("flow", case.flow().into());
                opening.set("currency", case.currency().into());
                let principal = fields.get("principal").cloned();
                opening.set("principal", principal.unwrap_or_default());
                if let Some(Value::Record(facts)) = fields.get("facts") {
                    for (name, value) in facts.iter() {
                        opening.set(name, value.clone());
                    }
                }
                Some(Self {
                    opening,
                    at: span.from,
                    events,
                })
            }
        }
    }
}

impl Example {
    /// Returns a scenario in which the case goes the same way, with what happens in it under the old rules.
    ///
    /// None where a scenario doesn't show the difference: it opens its case, and one that has come far may differ
    /// only because of the way that it has come.
    #[must_use]
    pub fn scenario(
        &self,
        sentence: &str,
        file: &str,
        [old, new]: [&Engine; 2],
    ) -> Option<Scenario> {
        let found = self.found.as_ref()?;
        let text = written(found, sentence, new)?;
        let read = scenario::Scenario::read(file, &text).ok()?;
        let [before, after] = [old, new].map(|engine| run(engine, &read, None).ok());
        let (before, after) = (before?, after?);
        if before.report == after.report {
            return None;
        }
        let snapshot = Snapshot::new(&read.sentence, &before.report).text(file);
        Some(Scenario { text, snapshot })
    }
}

/// A scenario's text; none where a value isn't a single one.
fn written(found: &Found, sentence: &str, engine: &Engine) -> Option<String> {
    let Origin {
        opening,
        at,
        events,
    } = &found.origin;
    let rules = engine.rules();
    let mut clock = rules.local(*at);
    let mut text = format!(
        "scenario: {}\nnow: {}\ncase:\n",
        quoted(sentence),
        time(clock)
    );
    let mut field = |name: &str, value: Option<String>| {
        let value = value.map(|value| format!(" {value}")).unwrap_or_default();
        let _ = writeln!(text, "  {name}:{value}");
    };
    field("id", Some(quoted(&opening.id)));
    // What the manifest's example says beside is no part of this case.
    let example = engine.example_opening(&opening.id);
    for (name, value, in_example) in [
        ("flow", &opening.flow, &example.flow),
        ("currency", &opening.currency, &example.currency),
    ] {
        if value.is_some() || in_example.is_some() {
            field(name, value.as_deref().map(quoted));
        }
    }
    field("principal", single(&opening.principal)?);
    for (name, value) in &opening.facts {
        field(name, single(value)?);
    }
    for name in example.facts.keys() {
        if !opening.facts.contains_key(name) {
            field(name, None);
        }
    }
    text.push_str("steps:\n");
    let wait = |text: &mut String, until: NaiveDateTime| {
        let _ = writeln!(text, "  - wait_until: {}", time(until));
    };
    for (at, request) in events {
        let local = rules.local(*at);
        if local > clock {
            clock = local;
            wait(&mut text, clock);
        }
        let _ = writeln!(
            text,
            "  - do: {}\n    as: {}",
            request.action(),
            request.actor().role()
        );
        let mut inputs = request.inputs().peekable();
        if inputs.peek().is_some() {
            text.push_str("    with:\n");
        }
        for (name, value) in inputs {
            let value = single(value)?.unwrap_or_default();
            let _ = writeln!(text, "      {name}: {value}");
        }
    }
    let until = found.until.and_then(|last| {
        let after = last.date().checked_add_days(Days::new(1))?;
        Some(after.and_time(NaiveTime::MIN)).filter(|until| *until > clock)
    });
    match (until, found.asks.first()) {
        (Some(until), _) => wait(&mut text, until),
        (None, Some((role, action))) => {
            let _ = writeln!(text, "  - do: {action}\n    as: {role}");
        }
        (None, None) if events.is_empty() => return None,
        (None, None) => {}
    }
    Some(text)
}

fn time(at: NaiveDateTime) -> String {
    let form = match at.second() {
        0 => "%Y-%m-%dT%H:%M",
        _ => "%Y-%m-%dT%H:%M:%S",
    };
    at.format(form).to_string()
}

/// A value as a scenario writes it, nothing where there is none; none where it isn't a single one.
#[expect(
    clippy::option_option,
    reason = "no value is a value that is written, too"
)]
fn single(value: &Value) -> Option<Option<String>> {
    match value {
        Value::List(_) | Value::Record(_) => None,
        Value::Unset => Some(None),
        value => Some(Some(quoted(&value.to_string()))),
    }
}

/// A text as YAML has it: as it stands where that can mean nothing else.
fn quoted(text: &str) -> String {
    let is_plain = text.starts_with(|mark: char| mark.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|mark| mark.is_ascii_alphanumeric() || "._-@".contains(mark))
        && text != "null";
    match is_plain {
        true => text.to_owned(),
        // As JSON, a text is a quoted scalar of YAML.
        false => serde_json::Value::from(text).to_string(),
    }
}
