//! An events file: what happens, or is said to happen, to cases, a line an event · nothing is decided here.

use std::path::Path;

use anyhow::{Context, Error, Result};
use chrono::{DateTime, Utc};
use dunlin::{Case, Request, RuleSet};
use dunlin_workbench::event::Event;

use crate::case_file::{named, read_text};
use crate::output::stream;
use crate::output::style::{CARE, styled};

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
        let event = Event::read(line, rules).map_err(Error::msg);
        let event = event.with_context(|| format!("{}, line {}", named(path), at + 1))?;
        if event.case == case.id() {
            events.push((event.at, event.request));
        }
    }
    let all = events.len();
    events.retain(|(at, _)| *at >= now);
    let past = all - events.len();
    if past > 0 {
        let (note, file) = (styled(CARE, "note:"), named(path));
        let events = if past == 1 { "event" } else { "events" };
        stream::tell(&format!(
            "{note} {past} {events} in {file} left out: before the time that is asked about, and known to the case\n"
        ));
    }
    events.sort_by_key(|(at, _)| *at);
    Ok(events)
}
