//! A decision as the journal has it, and why it came out so: asked again of the rules of then, on the case as it was. Nothing is changed by asking.

use std::sync::Arc;

use dunlin::{Actor, Case, Engine, Record, Request, TraceLine, Value};
use rusqlite::Connection;

use super::verify::{Engines, carried, followed};
use super::{App, Failure};
use crate::store::{Line, StoreError, journal};

/// How far back a case is rebuilt.
const LONGEST: i64 = 5_000;
/// What opens a case.
const OPEN: &str = "open_case";
/// What the system does by itself.
const ADVANCE: &str = "advance";

/// A decision that was made.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) line: Line,
    pub(crate) record: Record,
    /// The engine of the rules of then; none where they can't be had.
    pub(crate) engine: Option<Engine>,
    /// Whether those are the rules in force.
    pub(crate) is_in_force: bool,
    pub(crate) why: Why,
}

/// Why a decision came out as it did.
#[derive(Debug)]
pub(crate) enum Why {
    /// It was recorded so.
    Recorded,
    /// Each condition as it was looked at when the same was asked again: of the rules of then, on the case as it was.
    Again(Vec<TraceLine>),
    /// No condition is looked at when a case is opened.
    Opened,
    /// It can't be told any more, for this reason.
    Unknown(String),
}

impl App {
    /// The decision of that place in the journal, and why it came out so.
    pub(crate) async fn decision(self: &Arc<Self>, seq: i64) -> Result<Option<Made>, Failure> {
        let app = self.clone();
        let look = move |connection: &Connection| {
            let Some(line) = journal::line(connection, seq)? else {
                return Ok(None);
            };
            let record: Record = serde_json::from_str(&line.entry.record)
                .map_err(|error| StoreError::Damaged(error.to_string()))?;
            let in_force = app.engine();
            let fingerprint = &record.rule_set.fingerprint;
            let is_in_force = in_force.rules().fingerprint() == fingerprint;
            let mut engines = Engines::with(in_force);
            let engine = engines.of(connection, fingerprint);
            let why = match &engine {
                _ if !record.trace.is_empty() => Why::Recorded,
                _ if record.request.action == OPEN => Why::Opened,
                Err(problem) => Why::Unknown(problem.clone()),
                Ok(engine) => again(connection, &mut engines, (engine, &line, &record))
                    .map_or_else(Why::Unknown, Why::Again),
            };
            Ok(Some(Made {
                line,
                record,
                engine: engine.ok(),
                is_in_force,
                why,
            }))
        };
        self.store.read(look).await
    }
}

/// The same asked again, and each condition that was looked at.
fn again(
    connection: &Connection,
    engines: &mut Engines,
    (engine, line, record): (&Engine, &Line, &Record),
) -> Result<Vec<TraceLine>, String> {
    if line.entry.entry > LONGEST {
        return Err(format!("more than {LONGEST} decisions come before it"));
    }
    let before = journal::up_to(connection, &line.case, line.entry.entry - 1);
    let before = before.map_err(|error| error.to_string())?;
    let before: Vec<String> = before.into_iter().map(|entry| entry.record).collect();
    let case = followed(connection, engines, &before)?;
    let (case, rules) = case.ok_or_else(|| "nothing comes before it".to_owned())?;
    let case = if rules == record.rule_set.fingerprint {
        case
    } else {
        carried(engine, &case)?
    };
    asked(engine, case, record)
}

fn asked(engine: &Engine, case: Case, record: &Record) -> Result<Vec<TraceLine>, String> {
    let decision = if record.request.action == ADVANCE {
        let decision = engine.explain_advance(case, record.at);
        let decision = decision.map_err(|error| error.to_string())?;
        decision.ok_or_else(|| "nothing is due when it is asked again".to_owned())?
    } else {
        let decision = engine.explain(case, request(record), record.at);
        decision.map_err(|error| error.to_string())?
    };
    if decision.verdict() == record.verdict {
        Ok(decision.trace().to_vec())
    } else {
        Err("it comes out otherwise when it is asked again".to_owned())
    }
}

/// What was asked for.
fn request(record: &Record) -> Request {
    let asked = &record.request;
    let actor = Actor::new(&asked.actor, &asked.role);
    let request = Request::new(asked.action.as_str(), actor);
    let with = |request: Request, (name, value): (&String, &Value)| {
        request.with(name.as_str(), value.clone())
    };
    asked.input.iter().fold(request, with)
}
