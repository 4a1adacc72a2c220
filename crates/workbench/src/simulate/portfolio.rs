//! A portfolio as it is read: each case with its events, one after the other, so that it need not be held. What a line says isn't known here.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::SimulateError;
use crate::event::Event;

/// A line of a file, and its number from 1.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) number: u64,
    pub(crate) text: String,
}

/// A case as it is written, with its events as they are.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) case: Line,
    pub(crate) events: Vec<Line>,
}

/// Cases and their events.
pub struct Portfolio {
    cases: Lines,
    events: Events,
    /// How many bytes the cases are, where that is known.
    size: Option<u64>,
    /// How many bytes of the cases have been read.
    pub(crate) read: u64,
}

/// Where the events of the next case are found.
enum Events {
    None,
    /// In the order of the cases: those of the next one come next.
    InOrder(Lines, Option<Line>),
    /// In any order, held by case.
    Held(PathBuf, HashMap<String, Vec<Line>>),
}

/// The lines of a file that have something in them.
pub(crate) struct Lines {
    reader: Box<dyn BufRead + Send>,
    pub(crate) path: PathBuf,
    number: u64,
    pub(crate) bytes: u64,
}

/// The number of a line of cases, whatever else is in it.
#[derive(Deserialize)]
struct IdOf {
    id: String,
}

impl Portfolio {
    /// Returns the portfolio whose cases, and events if there are any, stand in files.
    ///
    /// # Errors
    ///
    /// A file that can't be read; an event of a case that isn't there.
    pub fn files(cases: &Path, events: Option<&Path>) -> Result<Self, SimulateError> {
        let found = match events {
            None => Events::None,
            Some(events) if stand_in_order(cases, events)? => {
                let mut lines = Lines::open(events)?;
                let first = lines.next_line()?;
                Events::InOrder(lines, first)
            }
            Some(events) => {
                let held = held(events)?;
                all_have_cases(&held, events, cases)?;
                Events::Held(events.to_owned(), held)
            }
        };
        let size = std::fs::metadata(cases).ok().map(|file| file.len());
        Ok(Self {
            cases: Lines::open(cases)?,
            events: found,
            size,
            read: 0,
        })
    }

    /// Returns the portfolio whose cases are read as they come, and called `name`; its events are held in memory.
    ///
    /// # Errors
    ///
    /// Events that can't be read.
    pub fn streamed(
        cases: Box<dyn BufRead + Send>,
        name: &str,
        events: Option<&Path>,
    ) -> Result<Self, SimulateError> {
        let events = match events {
            None => Events::None,
            Some(path) => Events::Held(path.to_owned(), held(path)?),
        };
        Ok(Self {
            cases: Lines {
                reader: cases,
                path: name.into(),
                number: 0,
                bytes: 0,
            },
            events,
            size: None,
            read: 0,
        })
    }

    /// Returns whether the events had to be held in memory, as they don't stand in the order of the cases.
    #[must_use]
    pub fn holds_events(&self) -> bool {
        matches!(self.events, Events::Held(..))
    }

    /// Returns how many bytes the cases are, where that is known.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// How the file of the cases is called.
    pub(crate) fn cases_name(&self) -> &Path {
        &self.cases.path
    }

    /// How the file of the events is called.
    pub(crate) fn events_name(&self) -> &Path {
        match &self.events {
            Events::None => Path::new(""),
            Events::InOrder(lines, _) => &lines.path,
            Events::Held(path, _) => path,
        }
    }

    /// The next case with its events.
    pub(crate) fn next_member(&mut self) -> Result<Option<Member>, SimulateError> {
        let Some(case) = self.cases.next_line()? else {
            return self.nothing_is_left().map(|()| None);
        };
        self.read = self.cases.bytes;
        let events = match &mut self.events {
            Events::None => Vec::new(),
            Events::Held(_, held) => {
                let id = id_of(&case).map_err(|problem| self.cases.wrong(case.number, problem))?;
                held.remove(&id).unwrap_or_default()
            }
            Events::InOrder(lines, next) => {
                let id = id_of(&case).map_err(|problem| self.cases.wrong(case.number, problem))?;
                let mut events = Vec::new();
                while let Some(line) = next.take_if(|line| is_of(line, &id)) {
                    events.push(line);
                    *next = lines.next_line()?;
                }
                events
            }
        };
        Ok(Some(Member { case, events }))
    }

    /// Every event has found its case.
    fn nothing_is_left(&self) -> Result<(), SimulateError> {
        let first = match &self.events {
            Events::None => None,
            Events::InOrder(_, next) => next.as_ref(),
            Events::Held(_, held) => held.values().flatten().min_by_key(|line| line.number),
        };
        match first {
            None => Ok(()),
            Some(line) => Err(stray(self.events_name(), line)),
        }
    }
}

impl Lines {
    pub(crate) fn open(path: &Path) -> Result<Self, SimulateError> {
        let file = File::open(path).map_err(|error| SimulateError {
            file: path.to_owned(),
            line: None,
            problem: format!("can't be read: {error}"),
        })?;
        Ok(Self {
            reader: Box::new(BufReader::with_capacity(1 << 18, file)),
            path: path.to_owned(),
            number: 0,
            bytes: 0,
        })
    }

    pub(crate) fn next_line(&mut self) -> Result<Option<Line>, SimulateError> {
        loop {
            let mut bytes = Vec::new();
            let read = self.reader.read_until(b'\n', &mut bytes);
            let read = read.map_err(|error| self.wrong(self.number + 1, error.to_string()))?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            self.bytes += read as u64;
            let text = String::from_utf8(bytes)
                .map_err(|_| self.wrong(self.number, "not UTF-8: save it as UTF-8".to_owned()))?;
            let text = match text.strip_prefix('\u{feff}') {
                Some(rest) if self.number == 1 => rest.to_owned(),
                _ => text,
            };
            if !text.trim().is_empty() {
                return Ok(Some(Line {
                    number: self.number,
                    text,
                }));
            }
        }
    }

    pub(crate) fn wrong(&self, line: u64, problem: String) -> SimulateError {
        SimulateError {
            file: self.path.clone(),
            line: Some(line),
            problem,
        }
    }
}

fn id_of(line: &Line) -> Result<String, String> {
    let read: Result<IdOf, _> = serde_json::from_str(&line.text);
    read.map(|line| line.id)
        .map_err(|error| format!("not a case or an opening: {error}"))
}

fn is_of(line: &Line, id: &str) -> bool {
    Event::case_of(&line.text).is_ok_and(|case| case == id)
}

/// Whether the events of each case stand together, and cases and events in one order.
fn stand_in_order(cases: &Path, events: &Path) -> Result<bool, SimulateError> {
    let (mut cases, mut events) = (Lines::open(cases)?, Lines::open(events)?);
    let mut event = events.next_line()?;
    while let Some(case) = cases.next_line()? {
        let id = id_of(&case).map_err(|problem| cases.wrong(case.number, problem))?;
        while let Some(line) = &event {
            let of = Event::case_of(&line.text);
            if of.map_err(|problem| events.wrong(line.number, problem))? != id {
                break;
            }
            event = events.next_line()?;
        }
    }
    Ok(event.is_none())
}

/// All events by their cases.
fn held(path: &Path) -> Result<HashMap<String, Vec<Line>>, SimulateError> {
    let mut lines = Lines::open(path)?;
    let mut held: HashMap<String, Vec<Line>> = HashMap::new();
    while let Some(line) = lines.next_line()? {
        let case = Event::case_of(&line.text)
            .map_err(|problem| lines.wrong(line.number, problem))?
            .into_owned();
        held.entry(case).or_default().push(line);
    }
    Ok(held)
}

/// Refuses events of cases that aren't there.
fn all_have_cases(
    held: &HashMap<String, Vec<Line>>,
    events: &Path,
    cases: &Path,
) -> Result<(), SimulateError> {
    let mut lines = Lines::open(cases)?;
    let mut unseen: HashMap<&str, &Line> = held
        .iter()
        .filter_map(|(case, lines)| Some((case.as_str(), lines.first()?)))
        .collect();
    while let Some(case) = lines.next_line()? {
        let id = id_of(&case).map_err(|problem| lines.wrong(case.number, problem))?;
        unseen.remove(id.as_str());
    }
    match unseen.values().min_by_key(|line| line.number) {
        None => Ok(()),
        Some(line) => Err(stray(events, line)),
    }
}

fn stray(events: &Path, line: &Line) -> SimulateError {
    let case = Event::case_of(&line.text).unwrap_or_default();
    SimulateError {
        file: events.to_owned(),
        line: Some(line.number),
        problem: format!(
            "there is no case `{case}` in the portfolio, or it stands there twice: name a case of the portfolio"
        ),
    }
}
