//! One case from its opening to the end of the time: its lines read, its decisions counted and written down. How cases are spread isn't known here.

use chrono::{DateTime, Utc};
use dunlin::{Case, Engine, Happened, Opening, Request, Value, What};

use super::Member;
use super::tally::{Span, Tally};
use crate::event::Event;

/// The action by which a case is born.
const OPEN_CASE: &str = "open_case";

/// What is wrong, and on which line.
#[derive(Debug)]
pub(super) enum Wrong {
    Case(u64, String),
    Event(u64, String),
}

/// What a line of cases holds.
enum Written {
    Case(Box<Case>),
    Opening(Box<Opening>),
}

/// An event, and the line on which it stands.
struct Told {
    line: u64,
    event: Event,
}

/// Lives one case through.
pub(super) fn live(
    engine: &Engine,
    span: &Span,
    member: &Member,
    tally: &mut Tally,
    mut journal: Option<&mut Vec<u8>>,
) -> Result<(), Wrong> {
    let in_case = |problem| Wrong::Case(member.case.number, problem);
    let written = written(engine, &member.case.text).map_err(in_case)?;
    let id = match &written {
        Written::Case(case) => case.id().to_owned(),
        Written::Opening(opening) => opening.id.clone(),
    };
    let mut told = told(engine, member, &id)?;
    let born = take_birth(&mut told)?;
    let (case, start, mut life) = match written {
        Written::Case(case) => {
            if let Some(birth) = born {
                let problem = format!("the case `{id}` is open already: take this event out");
                return Err(Wrong::Event(birth.line, problem));
            }
            let life = tally.begins(span, &case, None);
            (*case, span.from, life)
        }
        Written::Opening(opening) => {
            let at = born.map_or(span.from, |birth| birth.event.at);
            if at < span.from || at > span.until {
                tally.is_not_opened(told.len());
                return Ok(());
            }
            let decision = engine.open(&opening, at);
            let decision = decision.map_err(|error| in_case(error.to_string()))?;
            tally.decided();
            write_down(journal.as_deref_mut(), &decision);
            let Some(case) = decision.case_after() else {
                tally.denied(None, &id, OPEN_CASE, decision.denials());
                tally.is_refused(told.len());
                return Ok(());
            };
            let life = tally.begins(span, &case, Some(at));
            (case, at, life)
        }
    };
    let events = within(&mut told, start, span.until, tally);
    let mut seen = 0;
    let observe = |happened: Happened<'_, '_>| {
        if let What::Turn(_, decision) | What::Event(decision) | What::Answer(decision) =
            happened.what
        {
            write_down(journal.as_deref_mut(), decision);
        }
        seen += usize::from(matches!(happened.what, What::Event(_)));
        tally.happens(span, &mut life, &happened);
    };
    let followed = engine.follow(&case, start, span.until, &events, observe);
    let (after, _) = followed.map_err(|error| match told.get(seen) {
        Some(told) => Wrong::Event(told.line, error.to_string()),
        None => in_case(error.to_string()),
    })?;
    tally.ends(span, life, &after);
    Ok(())
}

fn written(engine: &Engine, text: &str) -> Result<Written, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    let Value::Record(fields) = value else {
        return Err(
            "not a case or an opening: write an object, as `dunlin import` does".to_owned(),
        );
    };
    // What has a revision is a case, although its schema is missing; the engine says so.
    if fields.contains_key("schema") || fields.contains_key("revision") {
        let case = engine.read_case(text).map_err(|error| error.to_string())?;
        return Ok(Written::Case(Box::new(case)));
    }
    let opening: Opening =
        serde_json::from_str(text).map_err(|error| format!("not an opening: {error}"))?;
    Ok(Written::Opening(Box::new(opening)))
}

/// The case's events in the order of their times, those of one moment as they stand in the file.
fn told(engine: &Engine, member: &Member, id: &str) -> Result<Vec<Told>, Wrong> {
    let rules = engine.rules();
    let read = member.events.iter().map(|line| {
        let event = Event::read(&line.text, rules);
        let event = event.map_err(|problem| Wrong::Event(line.number, problem))?;
        if event.case == id {
            let line = line.number;
            return Ok(Told { line, event });
        }
        let problem = format!("the event is of `{}`, not of `{id}`", event.case);
        Err(Wrong::Event(line.number, problem))
    });
    let mut told = read.collect::<Result<Vec<_>, _>>()?;
    told.sort_by_key(|told| told.event.at);
    Ok(told)
}

/// Takes out the event by which the case is born.
fn take_birth(told: &mut Vec<Told>) -> Result<Option<Told>, Wrong> {
    let is_birth = |told: &Told| told.event.request.action() == OPEN_CASE;
    let Some(at) = told.iter().position(is_birth) else {
        return Ok(None);
    };
    let birth = told.remove(at);
    if birth.event.request.inputs().next().is_some() {
        let problem = "what a case is opened with stands in the cases: leave `input` out";
        return Err(Wrong::Event(birth.line, problem.to_owned()));
    }
    match told.iter().find(|told| is_birth(told)) {
        None => Ok(Some(birth)),
        Some(again) => {
            let problem = "the case is opened a second time: take one of the events out";
            Err(Wrong::Event(again.line, problem.to_owned()))
        }
    }
}

/// Leaves out the events that aren't within the time, and counts them.
fn within(
    told: &mut Vec<Told>,
    start: DateTime<Utc>,
    until: DateTime<Utc>,
    tally: &mut Tally,
) -> Vec<(DateTime<Utc>, Request)> {
    told.retain(|told| {
        let at = told.event.at;
        tally.leaves_out(at < start, at > until);
        (start..=until).contains(&at)
    });
    let events = told.iter();
    events
        .map(|told| (told.event.at, told.event.request.clone()))
        .collect()
}

fn write_down(journal: Option<&mut Vec<u8>>, decision: &dunlin::Decision<'_>) {
    if let Some(journal) = journal {
        let before = journal.len();
        match serde_json::to_writer(&mut *journal, &decision.record()) {
            Ok(()) => journal.push(b'\n'),
            // A record is always JSON, and memory takes it.
            Err(_) => journal.truncate(before),
        }
    }
}
