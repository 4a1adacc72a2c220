//! A scenario before it is written: what a case was opened with, and what happened. Nothing is run here.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};
use dunlin::{Record, RuleSet, Value, Verdict};
use indexmap::IndexMap;

use super::RecordedError;
use super::gist::rules_of;

/// The case's number in a scenario that gives it none.
const CASE: &str = "1001";

/// A scenario that isn't written yet.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) sentence: String,
    pub(super) now: NaiveDateTime,
    /// The opening's fields and facts.
    pub(super) opening: IndexMap<String, Value>,
    pub(super) steps: Vec<Step>,
}

/// What happens.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// The effects of a name fail, or stay unanswered.
    Answer(&'static str, String),
    Wait(NaiveDateTime),
    Do(Asked),
}

/// What somebody asked for, and the rules that denied it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) action: String,
    pub(super) role: String,
    pub(super) inputs: IndexMap<String, Value>,
    pub(super) denied_by: Vec<String>,
}

impl Draft {
    /// What records tell; `early`, what somebody asked for comes a second before what is due at its time.
    pub(super) fn of(
        records: &[Record],
        rules: &RuleSet,
        early: bool,
    ) -> Result<Self, RecordedError> {
        let (opening, after) = records.split_first().ok_or(RecordedError::NotOpened)?;
        if opening.request.action != "open_case" {
            return Err(RecordedError::NotOpened);
        }
        if opening.verdict == Verdict::Denied {
            return Err(RecordedError::Denied(rules_of(opening)));
        }
        let answers = Answers::of(records, rules);
        let now = rules.local(opening.at);
        let mut clock = now;
        let mut steps: Vec<Step> = answers.steps().collect();
        for record in after {
            if answers.are_given_by_itself(record) {
                continue;
            }
            let is_turn = record.request.action == "advance";
            let mut time = rules.local(record.at);
            if early && !is_turn {
                time -= TimeDelta::seconds(1);
            }
            if time > clock || (is_turn && !steps.iter().any(is_passing)) {
                clock = time.max(clock);
                steps.push(Step::Wait(clock));
            }
            if !is_turn {
                steps.push(Step::Do(asked(record)?));
            }
        }
        if steps.is_empty() {
            steps.push(Step::Wait(now));
        }
        let inputs = plain(&opening.request.input)?;
        Ok(Self {
            sentence: sentence(records),
            now,
            opening: inputs,
            steps,
        })
    }

    /// Every value that is written, of the case and of what was asked.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        let asked = self.steps.iter_mut().filter_map(|step| match step {
            Step::Do(asked) => Some(asked.inputs.values_mut()),
            _ => None,
        });
        self.opening.values_mut().chain(asked.flatten())
    }
}

fn is_passing(step: &Step) -> bool {
    matches!(step, Step::Wait(_))
}

fn asked(record: &Record) -> Result<Asked, RecordedError> {
    let mut inputs = plain(&record.request.input)?;
    if is_answer(record)
        && let Some(Value::Text(id)) = inputs.get_mut("id")
        && let Some(rest) = id.strip_prefix(&*record.case)
    {
        *id = format!("{CASE}{rest}").as_str().into();
    }
    Ok(Asked {
        action: record.request.action.clone(),
        role: record.request.role.clone(),
        inputs,
        denied_by: rules_of(record),
    })
}

/// Values as a scenario writes them: each a text, or none.
fn plain(values: &IndexMap<String, Value>) -> Result<IndexMap<String, Value>, RecordedError> {
    let values = values.iter().map(|(name, value)| match value {
        Value::Unset => Ok((name.clone(), Value::Unset)),
        Value::List(_) | Value::Record(_) => Err(RecordedError::Many(name.clone())),
        single => Ok((name.clone(), Value::text(single.to_string()))),
    });
    values.collect()
}

/// Returns whether a host said how an effect went.
pub(super) fn is_answer(record: &Record) -> bool {
    matches!(
        record.request.action.as_str(),
        "effect_done" | "effect_failed"
    )
}

/// What the record shows: what happened last.
fn sentence(records: &[Record]) -> String {
    let Some(last) = records.iter().rev().find(|record| !is_answer(record)) else {
        return String::new();
    };
    let request = &last.request;
    let turn = ["step", "timer", "hold"];
    let named = turn.iter().find_map(|kind| request.input.get(*kind));
    match (request.action.as_str(), named) {
        ("advance", Some(name)) => format!("as it was recorded, `{name}` takes its turn"),
        ("open_case", _) => "as it was recorded, a case is opened".to_owned(),
        (action, _) if last.verdict == Verdict::Denied => {
            let rules = rules_of(last).join("`, `");
            format!("as it was recorded, `{action}` is denied by `{rules}`")
        }
        (action, _) => format!("as it was recorded, `{action}` is allowed"),
    }
}

/// How a host answered its effects: all of a name alike and at once, or in its own time.
struct Answers {
    fates: BTreeMap<String, Fate>,
    effects: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Done,
    Failed,
    InTime,
}

impl Answers {
    fn of(records: &[Record], rules: &RuleSet) -> Self {
        let host: Vec<&str> = rules.effects().collect();
        let (mut fates, mut effects) = (BTreeMap::new(), BTreeMap::new());
        for record in records {
            for effect in &record.effects {
                if !host.contains(&effect.effect.as_str()) {
                    continue;
                }
                let fate = fate(records, record, &effect.id);
                effects.insert(effect.id.clone(), effect.effect.clone());
                let known = fates.entry(effect.effect.clone()).or_insert(fate);
                if *known != fate {
                    *known = Fate::InTime;
                }
            }
        }
        Self { fates, effects }
    }

    fn steps(&self) -> impl Iterator<Item = Step> {
        let fates = self.fates.iter();
        fates.filter_map(|(effect, fate)| match fate {
            Fate::Done => None,
            Fate::Failed => Some(Step::Answer("fails", effect.clone())),
            Fate::InTime => Some(Step::Answer("unanswered", effect.clone())),
        })
    }

    fn are_given_by_itself(&self, record: &Record) -> bool {
        let id = record.request.input.get("id").and_then(Value::as_str);
        let effect = id.and_then(|id| self.effects.get(id));
        let fate = effect.and_then(|effect| self.fates.get(effect));
        is_answer(record) && fate.is_some_and(|fate| *fate != Fate::InTime)
    }
}

/// How the effect of an id went: at once, or otherwise.
fn fate(records: &[Record], decided: &Record, id: &str) -> Fate {
    let mut answers = records.iter().filter(|record| {
        is_answer(record) && record.request.input.get("id").and_then(Value::as_str) == Some(id)
    });
    match (answers.next(), answers.next()) {
        (Some(answer), None) if answer.at == decided.at => match answer.request.action.as_str() {
            "effect_done" => Fate::Done,
            _ => Fate::Failed,
        },
        _ => Fate::InTime,
    }
}
