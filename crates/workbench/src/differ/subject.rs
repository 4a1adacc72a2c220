//! A case that rules are asked about: a case as it is, an opening, or a journal; with what happens to it. Nothing is decided here.

use chrono::{DateTime, Utc};
use dunlin::{Opening, Request, Value};

use super::asked::Asked;
use super::journal::{Journaled, OPEN_CASE};
use crate::event::Event;
use crate::simulate::{Line, Member};

/// A case, in the form in which every rule set takes it.
pub(super) struct Subject {
    pub(super) id: String,
    pub(super) body: Body,
    /// What happens to it, in the order of the times.
    pub(super) events: Vec<(DateTime<Utc>, Request)>,
}

pub(super) enum Body {
    /// As JSON.
    Case(String),
    /// With the time at which it is opened, where an event says so.
    Opening(Box<Opening>, Option<DateTime<Utc>>),
    Journal(Box<Journaled>),
}

/// How a case stands as it is taken up.
pub(super) struct Standing {
    pub(super) flow: String,
    pub(super) step: Option<String>,
    /// How much is known of it already: entries, events, records.
    pub(super) size: usize,
}

/// What is wrong, and on which line.
pub(super) enum Wrong {
    Case(u64, String),
    Event(u64, String),
}

impl Subject {
    /// The case of a line of cases, with its events.
    pub(super) fn of_member(old: &Asked, member: &Member) -> Result<Self, Wrong> {
        let in_case = |problem| Wrong::Case(member.case.number, problem);
        let text = &member.case.text;
        let value: Value =
            serde_json::from_str(text).map_err(|error| in_case(format!("not JSON: {error}")))?;
        let Value::Record(fields) = value else {
            let problem = "not a case or an opening: write an object, as `dunlin import` does";
            return Err(in_case(problem.to_owned()));
        };
        let id = fields.get("id").and_then(Value::as_str);
        let id = id.unwrap_or_default().to_owned();
        let mut events = events(old, member, &id)?;
        // What has a revision is a case, although its schema is missing; the engine says so.
        if fields.contains_key("schema") || fields.contains_key("revision") {
            let body = Body::Case(text.clone());
            return Ok(Self { id, body, events });
        }
        let opening: Opening = serde_json::from_str(text)
            .map_err(|error| in_case(format!("not an opening: {error}")))?;
        let birth = events
            .iter()
            .position(|(_, request)| request.action() == OPEN_CASE);
        let born = birth.map(|at| events.remove(at).0);
        let body = Body::Opening(Box::new(opening), born);
        Ok(Self { id, body, events })
    }

    /// The case of some lines of a journal.
    pub(super) fn of_journal(old: &Asked, lines: &[Line]) -> Result<Self, Wrong> {
        let journal = Journaled::read(&old.engine, old.flows(), lines);
        let journal = journal.map_err(|(line, problem)| Wrong::Case(line, problem))?;
        let id = journal
            .steps()
            .next()
            .map(|(record, _)| record.case.clone());
        Ok(Self {
            id: id.unwrap_or_default(),
            body: Body::Journal(Box::new(journal)),
            events: Vec::new(),
        })
    }

    /// How it stands under the rules that it is from.
    pub(super) fn standing(&self, old: &Asked) -> Standing {
        let events = self.events.len();
        let case = match &self.body {
            Body::Case(text) => old.engine.read_case(text).ok(),
            Body::Opening(opening, _) => {
                return Standing {
                    flow: opening.flow.clone().unwrap_or_default(),
                    step: None,
                    size: events,
                };
            }
            Body::Journal(journal) => journal.end.clone(),
        };
        let records = match &self.body {
            Body::Journal(journal) => journal.len(),
            _ => 0,
        };
        Standing {
            flow: case
                .as_ref()
                .map(|case| case.flow().to_owned())
                .unwrap_or_default(),
            step: case
                .as_ref()
                .and_then(|case| case.step().map(str::to_owned)),
            size: events + records + case.map_or(0, |case| case.ledger().len()),
        }
    }
}

/// The case's events in the order of their times, as the old rules read them.
fn events(old: &Asked, member: &Member, id: &str) -> Result<Vec<(DateTime<Utc>, Request)>, Wrong> {
    let mut events = Vec::with_capacity(member.events.len());
    for line in &member.events {
        let event = Event::read(&line.text, old.engine.rules());
        let event = event.map_err(|problem| Wrong::Event(line.number, problem))?;
        if event.case != id {
            let problem = format!("the event is of `{}`, not of `{id}`", event.case);
            return Err(Wrong::Event(line.number, problem));
        }
        events.push((event.at, event.request));
    }
    events.sort_by_key(|(at, _)| *at);
    Ok(events)
}
