//! CSV files by their mapping into openings and events: what is known across rows and files · no files opened, no rules.

mod row;
mod table;
mod watch;

use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::Arc;

use crate::event::Event;
use crate::finding::{Finding, Findings, Problem, quoted};
use crate::mapping::{Cell, Mapping, Opens, Reading, Source};
use crate::opening::Opening;
use crate::options::Options;
use table::Table;

/// Why a CSV file, or a row of one, gives nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CsvError {
    /// The file is none that the mapping is for, and no row of it is read.
    #[error("{0}")]
    Refused(Findings),
    /// One row is wrong; those after it are read on.
    #[error("{0}")]
    Row(Findings),
    /// The file can't be read on.
    #[error("{0}")]
    Unreadable(#[source] io::Error),
}

/// What a whole CSV file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// The openings, in the order of the rows.
    pub openings: Vec<Opening>,
    /// What happened to the cases, in the order of time, then of the cases' numbers, then of the rows.
    pub events: Vec<Event>,
    /// What is wrong with rows; nothing of a row that is named here is among the others.
    pub bad_rows: Vec<Finding>,
}

/// Reads a CSV file by its mapping.
///
/// # Errors
///
/// Returns why the file is refused as a whole: it is empty, in another encoding, or a column is
/// missing. What is wrong with a row is in [`Imported::bad_rows`].
///
/// # Examples
///
/// ```
/// use dunlin_import::{Mapping, Options, csv};
///
/// let mapping = Mapping::read(r#"
/// delimiter: ";"
/// date_format: dd-mm-yyyy
/// decimal_mark: ","
/// columns:
///   id: Faktura
///   principal: Beløb
///   due_date: Forfald
///   customer.name: Kunde
/// constants:
///   currency: DKK
/// events:
///   - action: payment_received
///     when: {column: Betalt, empty: false}
///     at: {column: Betalt, time: "09:00"}
///     input:
///       date: {column: Betalt, as: date}
///       amount: {column: Beløb, as: amount}
/// "#)?;
///
/// let file = "\
/// Faktura;Kunde;Beløb;Forfald;Betalt
/// 1001;Birk & Bech ApS;6312,50;15-02-2026;02-03-2026
/// 1002;Karen Østergaard;1.200,00;15-02-2026;
/// ";
/// let imported = csv(file.as_bytes(), &mapping, &Options::default())?;
/// assert_eq!(
///     serde_json::to_string(&imported.openings)?,
///     r#"[{"id":"1001","principal":"6312.50","currency":"DKK","facts":{"customer.name":"Birk & Bech ApS","due_date":"2026-02-15"}}]"#,
/// );
/// assert_eq!(
///     serde_json::to_string(&imported.events)?,
///     r#"[{"case":"1001","at":"2026-03-02T09:00","action":"payment_received","input":{"amount":"6312.50","date":"2026-03-02"}}]"#,
/// );
/// assert_eq!(
///     imported.bad_rows[0].to_string(),
///     "`1.200,00` is not an amount (column `Beløb`, line 3): \
///      write `thousands_mark: \".\"` in the mapping if that is what it separates",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn csv(bytes: &[u8], mapping: &Mapping, options: &Options) -> Result<Imported, CsvError> {
    let mut imported = Imported::default();
    let mut portfolio = Portfolio::new(mapping, options);
    for row in portfolio.read("", bytes)? {
        match row {
            Ok(opening) => imported.openings.push(opening),
            Err(CsvError::Row(findings)) => imported.bad_rows.extend(findings.0),
            Err(error) => return Err(error),
        }
    }
    let (events, without_case) = portfolio.finish();
    imported.events = events;
    let findings = without_case.into_iter().map(|(_, finding)| finding);
    imported.bad_rows.extend(findings);
    Ok(imported)
}

/// Several CSV files of one mapping, read row by row: the numbers of cases and the events are kept, nothing else.
#[derive(Debug)]
pub struct Portfolio<'m> {
    mapping: &'m Mapping,
    options: &'m Options,
    cases: HashMap<Box<str>, Fate>,
    events: Vec<Happened>,
    tally: Tally,
}

/// What became of a case that a row should open.
#[derive(Debug)]
enum Fate {
    Opened {
        file: Arc<str>,
        line: u64,
    },
    /// The row is wrong, and told.
    Broken,
}

/// An event, and where it stands.
#[derive(Debug)]
struct Happened {
    event: Event,
    file: Arc<str>,
    line: u64,
}

/// How many rows there were, and what came of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// The rows with anything in them, without the headers.
    pub rows: u64,
    /// The openings.
    pub openings: u64,
    /// The events.
    pub events: u64,
    /// The rows that say nothing by the mapping: a filter leaves them out, or no condition is met.
    pub left_out: u64,
    /// The rows that are wrong.
    pub bad: u64,
}

impl<'m> Portfolio<'m> {
    /// Returns a portfolio of no files yet.
    #[must_use]
    pub fn new(mapping: &'m Mapping, options: &'m Options) -> Self {
        Self {
            mapping,
            options,
            cases: HashMap::new(),
            events: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Returns the rows of one more file, whose name findings about other files may use.
    ///
    /// # Errors
    ///
    /// Returns why the file is refused as a whole, or can't be read.
    pub fn read<R: Read>(&mut self, name: &str, source: R) -> Result<Rows<'_, 'm, R>, CsvError> {
        if self.options.due_days.is_some() && !can_be_due(self.mapping) {
            let problem = nothing_to_count_from().everywhere();
            return Err(CsvError::Refused(problem.into()));
        }
        Ok(Rows {
            table: Table::open(source, self.mapping)?,
            file: name.into(),
            portfolio: self,
        })
    }

    /// Returns how many rows there were so far, and what came of them.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Returns the events in the order of time, then of the cases' numbers, then of the rows; and a
    /// finding, with the name of its file, for each row with events of a case that no row opens.
    #[must_use]
    pub fn finish(self) -> (Vec<Event>, Vec<(Arc<str>, Finding)>) {
        let mut events = Vec::with_capacity(self.events.len());
        let mut without_case: Vec<(Arc<str>, Finding)> = Vec::new();
        for Happened { event, file, line } in self.events {
            match self.cases.get(event.case.as_str()) {
                _ if self.mapping.opens == Opens::Never => events.push(event),
                Some(Fate::Opened { .. }) => events.push(event),
                Some(Fate::Broken) => {}
                None => {
                    let finding = no_case(&event.case).at(line);
                    let told = (file, finding);
                    if without_case.last() != Some(&told) {
                        without_case.push(told);
                    }
                }
            }
        }
        events.sort_by(|a, b| (a.at, &a.case).cmp(&(b.at, &b.case)));
        (events, without_case)
    }

    /// Takes in what a row says.
    fn take(
        &mut self,
        mut said: row::Said,
        file: &Arc<str>,
        line: u64,
    ) -> Result<Option<Opening>, CsvError> {
        let twice = said.id.as_deref().filter(|_| said.opens).and_then(|id| {
            let before = self.cases.get(id)?;
            before.problem(id, file)
        });
        let id = self.mapping.id.column;
        let id = self.mapping.columns.get(id).map_or("", String::as_str);
        said.findings
            .extend(twice.map(|problem| problem.in_column(id, line)));
        if !said.findings.is_empty() {
            if let Some(id) = said.id.filter(|_| said.opens) {
                self.cases.entry(id.into()).or_insert(Fate::Broken);
            }
            self.tally.bad += 1;
            return Err(CsvError::Row(Findings(said.findings)));
        }
        if let Some(opening) = &said.opening {
            let file = file.clone();
            let opened = Fate::Opened { file, line };
            self.cases.insert(opening.id.as_str().into(), opened);
            self.tally.openings += 1;
        }
        if said.opening.is_none() && said.events.is_empty() {
            self.tally.left_out += 1;
        }
        for event in said.events {
            self.tally.events += 1;
            let file = file.clone();
            self.events.push(Happened { event, file, line });
        }
        Ok(said.opening)
    }
}

impl Fate {
    /// What is wrong with a second row that opens the case.
    fn problem(&self, id: &str, here: &Arc<str>) -> Option<Problem> {
        match self {
            Self::Opened { file, line } if file == here => Some(opened_twice(id, *line, None)),
            Self::Opened { file, line } => Some(opened_twice(id, *line, Some(file))),
            Self::Broken => None,
        }
    }
}

/// The rows of one file, one opening after the other; what happened is kept for [`Portfolio::finish`].
pub struct Rows<'p, 'm, R> {
    table: Table<R>,
    file: Arc<str>,
    portfolio: &'p mut Portfolio<'m>,
}

impl<R> std::fmt::Debug for Rows<'_, '_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl<R: Read> Iterator for Rows<'_, '_, R> {
    type Item = Result<Opening, CsvError>;

    fn next(&mut self) -> Option<Self::Item> {
        let Portfolio {
            mapping, options, ..
        } = *self.portfolio;
        loop {
            let row = match self.table.next()? {
                Ok(row) => row,
                Err(error) => {
                    if matches!(error, CsvError::Row(_)) {
                        self.portfolio.tally.rows += 1;
                        self.portfolio.tally.bad += 1;
                    }
                    return Some(Err(error));
                }
            };
            self.portfolio.tally.rows += 1;
            let said = row::read(row, mapping, options);
            let taken = self.portfolio.take(said, &self.file, row.line);
            if let Some(opening) = taken.transpose() {
                return Some(opening);
            }
        }
    }
}

/// Whether openings have a due date, or a date to count one from.
fn can_be_due(mapping: &Mapping) -> bool {
    let is = |wanted: &str| {
        mapping
            .fields
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, source)| source)
    };
    let invoiced = matches!(
        is("invoice_date"),
        Some(Source::Cell(Cell {
            reading: Reading::Date { .. },
            ..
        }))
    );
    mapping.opens == Opens::Never || invoiced || is("due_date").is_some()
}

fn nothing_to_count_from() -> Problem {
    Problem::new(
        [
            "there is no invoice date to count `--due-days` from",
            "der er ingen fakturadato at tælle `--due-days` fra",
        ],
        [
            "write under `columns` in the mapping which one holds it, as in `invoice_date: …`",
            "skriv under `columns` i opsætningen, hvilken der rummer den, som i `invoice_date: …`",
        ],
    )
}

fn opened_twice(id: &str, line: u64, file: Option<&str>) -> Problem {
    let id = quoted(id);
    let (en, da) = match file {
        None => (String::new(), String::new()),
        Some(file) => (format!(" of `{file}`"), format!(" i `{file}`")),
    };
    Problem::new(
        [
            format!("case `{id}` is opened on line {line}{en} already"),
            format!("sag `{id}` åbnes allerede på linje {line}{da}"),
        ],
        [
            "give each a number of its own, or say with `opens` in the mapping which rows open a case",
            "giv hver sit eget nummer, eller sig med `opens` i opsætningen, hvilke rækker der åbner en sag",
        ],
    )
}

fn no_case(id: &str) -> Problem {
    let id = quoted(id);
    Problem::new(
        [
            format!("something happens to case `{id}`, which no row opens"),
            format!("der sker noget med sag `{id}`, som ingen række åbner"),
        ],
        [
            "add the row that opens it, leave this one out with `filters`, or write `opens: never` in the mapping if the cases are in other files",
            "tilføj rækken, der åbner den, udelad denne med `filters`, eller skriv `opens: never` i opsætningen, hvis sagerne er i andre filer",
        ],
    )
}
