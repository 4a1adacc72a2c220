//! An events file: what happens, or is said to happen, to cases, a line an event · nothing is decided here but who asks.

use std::path::Path;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use dunlin::{Actor, Case, Request, RuleSet, Value};
use serde::Deserialize;

use crate::case_file::{named, read_text};
use crate::output::stream;
use crate::output::style::{CARE, styled};
use crate::time;

/// A line of an events file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    case: String,
    at: String,
    action: String,
    #[serde(default)]
    input: Option<Value>,
}

/// Returns the events of a case from a time on, in the order of their times; earlier ones are told and left out.
pub(crate) fn read(
    path: &Path,
    rules: &RuleSet,
    case: &Case,
    now: DateTime<Utc>,
) -> Result<Vec<(DateTime<Utc>, Request)>> {
    let text = read_text(path)?;
    let mut events = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let event = event(line, rules, case);
        let event = event.with_context(|| format!("{}, line {}", named(path), at + 1))?;
        events.extend(event);
    }
    let all = events.len();
    events.retain(|(at, _)| *at >= now);
    if events.len() < all {
        stream::tell(&format!(
            "{} {} left out, as what is before the time that is asked about is in the case already: {}\n",
            styled(CARE, "note:"),
            named(path),
            all - events.len()
        ));
    }
    events.sort_by_key(|(at, _)| *at);
    Ok(events)
}

/// An event of the case, as what is asked for and when; none where it is another's.
fn event(line: &str, rules: &RuleSet, case: &Case) -> Result<Option<(DateTime<Utc>, Request)>> {
    let event: Event = serde_json::from_str(line)
        .context(r#"not an event: write {"case": …, "at": …, "action": …, "input": {…}}"#)?;
    let at = time::read(&event.at, rules)
        .with_context(|| format!("`at` is `{}`, which is not a time", event.at))?;
    if event.case != case.id() {
        return Ok(None);
    }
    let mut request = Request::new(&event.action, actor(&event.action, rules));
    match event.input {
        None | Some(Value::Unset) => {}
        Some(Value::Record(inputs)) => {
            for (name, value) in inputs.iter() {
                request = request.with(&**name, value.clone());
            }
        }
        Some(_) => {
            bail!(r#"`input` is not inputs: write an object, such as {{"reason": "dispute"}}"#)
        }
    }
    Ok(Some((at, request)))
}

/// An event doesn't say who asked: it is the system, unless the action is for people alone; then the first role that may.
fn actor(action: &str, rules: &RuleSet) -> Actor {
    let system = Actor::system();
    if rules.who(action).any(|role| role == system.role()) {
        return system;
    }
    let first = rules.who(action).next();
    first.map_or(system, |role| Actor::new(role, role))
}
