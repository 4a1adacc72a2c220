//! A journal as it is read: the records of each case, with the case as it stood before each of them. Nothing is decided here.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::Path;

use chrono::{DateTime, Utc};
use dunlin::{Actor, Case, CaseError, Engine, Opening, Record, Request, Verdict};
use serde::Deserialize;

use crate::simulate::{Line, Lines, SimulateError};

/// The action by which a case is born.
pub(super) const OPEN_CASE: &str = "open_case";
/// The actions by which what is due has its turn.
const TURNS: [&str; 2] = ["advance", "hold_ended"];

/// Every decision about some cases, a record a line.
pub struct Journal {
    lines: Lines,
    /// The first line of the next case, where those of each case stand together.
    next: Option<Line>,
    /// All records by case, where they don't.
    held: Option<VecDeque<Vec<Line>>>,
    size: Option<u64>,
    pub(super) read: u64,
}

/// The records of one case, and how it stood.
pub(super) struct Journaled {
    records: Vec<Record>,
    requests: Vec<Request>,
    /// The case before each record; none before it is born.
    stood: Vec<Option<Case>>,
    /// The case after all of them.
    pub(super) end: Option<Case>,
    /// Each flow with its steps, under the rules that the case stood under.
    pub(super) flows: Vec<(String, Vec<String>)>,
}

/// Whose record a line is, whatever else is in it.
#[derive(Deserialize)]
struct CaseOf {
    case: String,
}

impl Journal {
    /// Returns the journal that stands in a file. Where the records of a case don't stand together, all are held in memory.
    ///
    /// # Errors
    ///
    /// A file that can't be read, a line that isn't a record.
    pub fn file(path: &Path) -> Result<Self, SimulateError> {
        let held = match stands_together(path)? {
            true => None,
            false => Some(held(path)?),
        };
        let mut lines = Lines::open(path)?;
        let next = lines.next_line()?;
        Ok(Self {
            lines,
            next,
            held,
            size: std::fs::metadata(path).ok().map(|file| file.len()),
            read: 0,
        })
    }

    /// Returns how many bytes it has, where that is known.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    pub(super) fn name(&self) -> &Path {
        &self.lines.path
    }

    /// The lines of the next case.
    pub(super) fn next_case(&mut self) -> Result<Option<Vec<Line>>, SimulateError> {
        if let Some(held) = &mut self.held {
            let next = held.pop_front();
            let bytes = next.iter().flatten().map(|line| line.text.len() as u64);
            self.read += bytes.sum::<u64>();
            return Ok(next);
        }
        let Some(first) = self.next.take() else {
            return Ok(None);
        };
        let case = case_of(&self.lines, &first)?;
        let mut of_case = vec![first];
        while let Some(line) = self.lines.next_line()? {
            if case_of(&self.lines, &line)? != case {
                self.next = Some(line);
                break;
            }
            of_case.push(line);
        }
        self.read = self.lines.bytes;
        Ok(Some(of_case))
    }
}

impl Journaled {
    /// Reads a case's lines, and how it stood before each record; or which line doesn't fit, and why.
    pub(super) fn read(
        engine: &Engine,
        flows: &[(String, Vec<String>)],
        lines: &[Line],
    ) -> Result<Self, (u64, String)> {
        let mut journal = Self {
            records: Vec::with_capacity(lines.len()),
            requests: Vec::with_capacity(lines.len()),
            stood: Vec::with_capacity(lines.len()),
            end: None,
            flows: flows.to_vec(),
        };
        for line in lines {
            let record: Record = serde_json::from_str(&line.text)
                .map_err(|error| (line.number, format!("not a record: {error}")))?;
            let after = match &journal.end {
                Some(case) => case.replay(&record).map(Some),
                None if record.verdict == Verdict::Denied => Ok(None),
                None => engine.replay([&record]).map(Some),
            };
            let after = after.map_err(|error| (line.number, error.to_string()))?;
            journal
                .stood
                .push(std::mem::replace(&mut journal.end, after));
            journal.requests.push(request(&record));
            journal.records.push(record);
        }
        Ok(journal)
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Each record with the case as it stood before it.
    pub(super) fn steps(&self) -> impl Iterator<Item = (&Record, Option<&Case>)> {
        self.records
            .iter()
            .zip(self.stood.iter().map(Option::as_ref))
    }

    pub(super) fn request(&self, at: usize) -> Request {
        let request = self.requests.get(at).cloned();
        request.unwrap_or_else(|| Request::new("", Actor::system()))
    }

    /// When the last of it was decided.
    pub(super) fn last(&self) -> DateTime<Utc> {
        let last = self.records.last().map(|record| record.at);
        last.unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// Whether something due had its turn, rather than somebody asking for it.
    pub(super) fn is_turn(&self, record: &Record) -> bool {
        TURNS.contains(&record.request.action.as_str())
    }

    /// A case as it stands under other rules, by the names of its flow, step and facts.
    pub(super) fn carried(&self, engine: &Engine, case: &Case) -> Result<Case, CaseError> {
        // A case is always JSON; what can't be read of it is told by the engine.
        let text = serde_json::to_string(case).unwrap_or_default();
        engine.read_case(&text)
    }
}

/// The opening that an opening's record tells of.
pub(super) fn opening_of(record: &Record) -> Opening {
    let mut opening = Opening::new(&record.case);
    for (name, value) in &record.request.input {
        opening.set(name, value.clone());
    }
    opening
}

fn request(record: &Record) -> Request {
    let asked = &record.request;
    let request = Request::new(&asked.action, Actor::new(&asked.actor, &asked.role));
    let inputs = asked.input.iter();
    inputs.fold(request, |request, (name, value)| {
        request.with(name, value.clone())
    })
}

fn case_of(lines: &Lines, line: &Line) -> Result<String, SimulateError> {
    let read: Result<CaseOf, _> = serde_json::from_str(&line.text);
    read.map(|read| read.case)
        .map_err(|error| lines.wrong(line.number, format!("not a record: {error}")))
}

fn stands_together(path: &Path) -> Result<bool, SimulateError> {
    let mut lines = Lines::open(path)?;
    let (mut last, mut met) = (String::new(), HashSet::new());
    while let Some(line) = lines.next_line()? {
        let case = case_of(&lines, &line)?;
        if case != last && !met.insert(case.clone()) {
            return Ok(false);
        }
        last = case;
    }
    Ok(true)
}

/// All records by their cases, in the order in which these are met.
fn held(path: &Path) -> Result<VecDeque<Vec<Line>>, SimulateError> {
    let mut lines = Lines::open(path)?;
    let mut held: VecDeque<Vec<Line>> = VecDeque::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    while let Some(line) = lines.next_line()? {
        let case = case_of(&lines, &line)?;
        let place = *places.entry(case).or_insert(held.len());
        match held.get_mut(place) {
            Some(of_case) => of_case.push(line),
            None => held.push_back(vec![line]),
        }
    }
    Ok(held)
}
