//! Events as files tell them, a line an event · when they come to a case isn't known here.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use dunlin::{Actor, Request, RuleSet, Value};
use serde::Deserialize;

/// Something that happens to a case from outside, or that somebody does: `{"case","at","action","input"}`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Event {
    /// The case's own number.
    pub case: String,
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// What is asked for, and by whom.
    pub request: Request,
}

/// A line of an events file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    case: String,
    at: String,
    action: String,
    #[serde(default)]
    input: Option<Value>,
}

/// The case of a line of an events file, whatever else is wrong with it.
#[derive(Debug, Deserialize)]
struct CaseOf<'l> {
    #[serde(borrow)]
    case: Cow<'l, str>,
}

impl Event {
    /// Returns the event that a line of JSON tells.
    ///
    /// Times without a zone are in the rule set's own. An event doesn't say who asks: it is the system, unless the
    /// action is for people alone; then the first role that may.
    ///
    /// # Errors
    ///
    /// What is wrong with the line, and what to write.
    pub fn read(line: &str, rules: &RuleSet) -> Result<Self, String> {
        let line: Line = serde_json::from_str(line).map_err(|error| not_an_event(&error))?;
        let at = moment(&line.at, rules).ok_or_else(|| {
            format!(
                "`at` is `{}`, which is not a time: {}",
                line.at,
                forms(rules)
            )
        })?;
        let mut request = Request::new(&line.action, actor(&line.action, rules));
        match line.input {
            None | Some(Value::Unset) => {}
            Some(Value::Record(inputs)) => {
                for (name, value) in inputs.iter() {
                    request = request.with(&**name, value.clone());
                }
            }
            Some(_) => {
                return Err(
                    r#"`input` is not inputs: write an object, such as {"reason": "dispute"}"#
                        .to_owned(),
                );
            }
        }
        Ok(Self {
            case: line.case,
            at,
            request,
        })
    }

    /// Returns whose event a line tells.
    ///
    /// # Errors
    ///
    /// Where it isn't JSON, or names no case.
    pub(crate) fn case_of(line: &str) -> Result<Cow<'_, str>, String> {
        let read: Result<CaseOf<'_>, _> = serde_json::from_str(line);
        read.map(|line| line.case)
            .map_err(|error| not_an_event(&error))
    }
}

fn not_an_event(error: &serde_json::Error) -> String {
    format!(r#"not an event: write {{"case": …, "at": …, "action": …, "input": {{…}}}}: {error}"#)
}

/// Returns the time that a text names: with its zone, or else in the rule set's own.
#[must_use]
pub fn moment(text: &str, rules: &RuleSet) -> Option<DateTime<Utc>> {
    match DateTime::parse_from_rfc3339(text) {
        Ok(time) => Some(time.with_timezone(&Utc)),
        Err(_) => civil(text).map(|local| rules.instant(local)),
    }
}

/// Returns how a time is written, for whoever wrote it otherwise.
#[must_use]
pub fn forms(rules: &RuleSet) -> String {
    let zone = rules.time_zone();
    format!(
        "write 2026-03-02 or 2026-03-02T10:00 for a time in {zone}, or 2026-03-02T10:00:00+01:00"
    )
}

/// A date, or a date and a time, every figure written.
fn civil(text: &str) -> Option<NaiveDateTime> {
    match text.len() {
        10 => Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN)),
        16 => NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok(),
        19 => NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok(),
        _ => None,
    }
}

fn actor(action: &str, rules: &RuleSet) -> Actor {
    let system = Actor::system();
    if rules.who(action).any(|role| role == system.role()) {
        return system;
    }
    let first = rules.who(action).next();
    first.map_or(system, |role| Actor::new(role, role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_times_are_written_in_full() {
        for (text, time) in [
            ("2026-03-02", Some("2026-03-02T00:00:00")),
            ("2026-03-02T10:00", Some("2026-03-02T10:00:00")),
            ("2026-03-02T10:00:30", Some("2026-03-02T10:00:30")),
            ("2026-02-30", None),
            ("2026-03-02T24:00", None),
            ("2026-3-2", None),
            ("2026-03-2T010:00", None),
            ("02-03-2026", None),
            ("today", None),
            ("", None),
        ] {
            let time = time.map(|time| time.parse::<NaiveDateTime>().unwrap());
            assert_eq!(civil(text), time, "{text}");
        }
    }
}
