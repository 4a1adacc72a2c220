//! The cases as the engine writes them, beside what lists are made by; and what a decision leaves, written as one.

use chrono::{DateTime, NaiveDate, Utc};
use dunlin::{Case, Record, Verdict};
use rusqlite::{Connection, OptionalExtension, params};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::StoreError;
use super::figures::{self, Booked, What};
use super::journal::{self, Hash};
use super::outbox::{self, Outgoing};
use crate::clock::instant;

/// A case as it stands in the store.
#[derive(Debug, Clone)]
pub(crate) struct CaseRow {
    pub(crate) number: i64,
    pub(crate) id: String,
    pub(crate) revision: i64,
    pub(crate) flow: String,
    pub(crate) status: String,
    /// The case, as the engine writes it.
    pub(crate) state: String,
    pub(crate) due_at: Option<i64>,
    /// Why it doesn't go on, as JSON.
    pub(crate) held: Option<String>,
    pub(crate) entries: i64,
    pub(crate) head: Hash,
}

impl CaseRow {
    const COLUMNS: &str = "number, id, revision, flow, status, due_at, held, entries, head, state";

    fn of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            id: row.get(1)?,
            revision: row.get(2)?,
            flow: row.get(3)?,
            status: row.get(4)?,
            due_at: row.get(5)?,
            held: row.get(6)?,
            entries: row.get(7)?,
            head: row.get(8)?,
            state: row.get(9)?,
        })
    }
}

/// A case as a decision leaves it, and what is known of it beside.
#[derive(Debug)]
pub(crate) struct Kept<'c> {
    pub(crate) case: &'c Case,
    /// The fingerprint of the rules in force.
    pub(crate) rules: &'c str,
    pub(crate) customer: Option<String>,
    pub(crate) due_date: Option<NaiveDate>,
    /// What it is searched by, where that has changed.
    pub(crate) words: Option<String>,
    pub(crate) due_at: Option<DateTime<Utc>>,
    pub(crate) held: Option<String>,
    /// What is asked of the world.
    pub(crate) outgoing: Vec<Outgoing>,
    /// What the ledger has now that it hadn't.
    pub(crate) booked: Vec<Booked<'c>>,
    /// The civil day on which it is written.
    pub(crate) day: NaiveDate,
}

/// The case of that id.
pub(crate) fn find(connection: &Connection, id: &str) -> Result<Option<CaseRow>, StoreError> {
    let sql = format!("SELECT {} FROM cases WHERE id = ?", CaseRow::COLUMNS);
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([id], CaseRow::of).optional()?)
}

/// Whose case that is.
pub(crate) fn customer(connection: &Connection, id: &str) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT customer FROM cases WHERE id = ?")?;
    let customer = statement.query_row([id], |row| row.get(0)).optional()?;
    Ok(customer.flatten())
}

/// Cases that are due by then, the longest due first.
pub(crate) fn due(
    connection: &Connection,
    by: DateTime<Utc>,
    limit: usize,
) -> Result<Vec<CaseRow>, StoreError> {
    let sql = format!(
        "SELECT {} FROM cases WHERE due_at <= ? ORDER BY due_at, number LIMIT ?",
        CaseRow::COLUMNS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![by.timestamp_millis(), limit], CaseRow::of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When the next case is due.
pub(crate) fn next_due(connection: &Connection) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT min(due_at) FROM cases WHERE due_at IS NOT NULL")?;
    let next: Option<i64> = statement.query_row([], |row| row.get(0))?;
    Ok(next.map(instant))
}

/// Cases after a number, in order.
pub(crate) fn after(
    connection: &Connection,
    number: i64,
    limit: usize,
) -> Result<Vec<CaseRow>, StoreError> {
    let sql = format!(
        "SELECT {} FROM cases WHERE number > ? ORDER BY number LIMIT ?",
        CaseRow::COLUMNS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![number, limit], CaseRow::of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many cases there are.
pub(crate) fn count(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("SELECT count(*) FROM cases", [], |row| row.get(0))?)
}

/// Cases that aren't closed, after a number and in order: their ids.
pub(crate) fn open_after(
    connection: &Connection,
    number: i64,
    limit: usize,
) -> Result<Vec<CaseRow>, StoreError> {
    let sql = format!(
        "SELECT {} FROM cases WHERE status <> 'closed' AND number > ? ORDER BY number LIMIT ?",
        CaseRow::COLUMNS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![number, limit], CaseRow::of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// An open case by what another system knows it by.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) id: String,
    /// What that system calls it.
    pub(crate) name: String,
    place: (String, i64),
}

/// Which cases another system knows, and by what.
#[derive(Debug, Clone)]
pub(crate) struct KnownBy {
    /// The fact that has its name there; without one, its own id is the name.
    pub(crate) name: Option<String>,
    /// Only cases in which this fact has this value.
    pub(crate) only: Option<(String, String)>,
}

/// Open cases that another system knows, after one of them. A case whose status changes meanwhile may be left out.
pub(crate) fn known_open(
    connection: &Connection,
    by: &KnownBy,
    after: Option<&Known>,
    limit: usize,
) -> Result<Vec<Known>, StoreError> {
    let path = |fact: &String| format!("$.facts.\"{fact}\"");
    let mut statement = connection.prepare_cached(
        "SELECT id, name, status, number FROM (
             SELECT id, status, number, CASE WHEN ?1 IS NULL THEN id ELSE CAST(json_extract(state, ?1) AS TEXT) END AS name
             FROM cases INDEXED BY cases_status
             WHERE (status, number) > (?2, ?3) AND status <> 'closed' AND (?4 IS NULL OR json_extract(state, ?4) = ?5)
             ORDER BY status, number)
         WHERE name IS NOT NULL LIMIT ?6",
    )?;
    let (status, number) = after.map_or(("", 0), |known| (known.place.0.as_str(), known.place.1));
    let only = by.only.as_ref();
    let rows = statement.query_map(
        params![
            by.name.as_ref().map(path),
            status,
            number,
            only.map(|(fact, _)| path(fact)),
            only.map(|(_, value)| value),
            i64::try_from(limit).unwrap_or(i64::MAX)
        ],
        |row| {
            Ok(Known {
                id: row.get(0)?,
                name: row.get(1)?,
                place: (row.get(2)?, row.get(3)?),
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes what a decision leaves: its record, the case after it and what it asks of the world.
///
/// Without a row the case is new. A decision that was denied changes nothing but the journal.
pub(crate) fn write(
    connection: &Connection,
    row: Option<&CaseRow>,
    record: &Record,
    kept: &Kept<'_>,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(record)
        .map_err(|error| StoreError::Damaged(format!("a record can't be written: {error}")))?;
    let (number, entries, head) = match row {
        Some(row) => (row.number, row.entries, row.head),
        None => (insert(connection, kept, record.at)?, 0, Hash::NONE),
    };
    let hash = head.chained(&text);
    journal::add(connection, number, entries + 1, record, &text, &hash)?;
    for outgoing in &kept.outgoing {
        outbox::add(connection, number, outgoing, record.at)?;
        if let Some(letter) = &outgoing.template {
            figures::letter(connection, kept.day, What::Asked, letter)?;
        }
    }
    if let Some(words) = &kept.words {
        let mut statement = connection
            .prepare_cached("INSERT OR REPLACE INTO words (rowid, text) VALUES (?, ?)")?;
        statement.execute(params![number, words])?;
    }
    let mut statement =
        connection.prepare_cached("UPDATE cases SET entries = ?, head = ? WHERE number = ?")?;
    statement.execute(params![entries + 1, hash, number])?;
    if row.is_none() || record.verdict == Verdict::Allowed {
        update(connection, number, kept, record.at)?;
        let before = row.map(|row| (&*row.flow, &*row.status));
        figures::moved(
            connection,
            kept.day,
            before,
            (kept.case.flow(), kept.case.status()),
        )?;
        figures::booked(connection, kept.case.currency(), &kept.booked)?;
    }
    waits(connection, number, kept.due_at, kept.held.as_deref())
}

/// Writes when a case is looked at next, and why it doesn't go on.
pub(crate) fn waits(
    connection: &Connection,
    number: i64,
    due_at: Option<DateTime<Utc>>,
    held: Option<&str>,
) -> Result<(), StoreError> {
    // What is as it was is left alone: writing it would cost its indexes.
    let mut statement = connection.prepare_cached(
        "UPDATE cases SET due_at = ?1, held = ?2 WHERE number = ?3 AND (due_at IS NOT ?1 OR held IS NOT ?2)",
    )?;
    let due_at = due_at.map(|at| at.timestamp_millis());
    statement.execute(params![due_at, held, number])?;
    Ok(())
}

fn insert(connection: &Connection, kept: &Kept<'_>, at: DateTime<Utc>) -> Result<i64, StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO cases (id, revision, state, rules, flow, status, currency, balance, opened_at, changed_at, entries, head)
         VALUES (?, 0, '', ?, '', '', '', 0, ?, ?, 0, ?)",
    )?;
    let at = at.timestamp_millis();
    Ok(statement.insert(params![kept.case.id(), kept.rules, at, at, Hash::NONE])?)
}

fn update(
    connection: &Connection,
    number: i64,
    kept: &Kept<'_>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let case = kept.case;
    let state = serde_json::to_string(case)
        .map_err(|error| StoreError::Damaged(format!("a case can't be written: {error}")))?;
    let mut statement = connection.prepare_cached(
        "UPDATE cases SET revision = ?, state = ?, balance = ?, changed_at = ? WHERE number = ?",
    )?;
    statement.execute(params![
        case.revision(),
        state,
        ten_thousandths(case.balance()),
        at.timestamp_millis(),
        number
    ])?;
    // What lists are made by changes seldom, and has indexes.
    let mut statement = connection.prepare_cached(
        "UPDATE cases SET flow = ?1, step = ?2, status = ?3, currency = ?4, customer = ?5, due_date = ?6, rules = ?7
         WHERE number = ?8 AND (flow, step, status, currency, customer, due_date, rules) IS NOT (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    statement.execute(params![
        case.flow(),
        case.step(),
        case.status(),
        case.currency(),
        kept.customer,
        kept.due_date.map(|date| date.to_string()),
        kept.rules,
        number
    ])?;
    Ok(())
}

/// Notes that one more of a case's effects is given up, or one less.
pub(super) fn given_up(connection: &Connection, effect: &str, more: i64) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE cases SET dead = max(0, dead + ?) WHERE number = (SELECT case_number FROM outbox WHERE id = ?)",
    )?;
    statement.execute(params![more, effect])?;
    Ok(())
}

/// An amount to compare with.
pub(super) fn ten_thousandths(amount: Decimal) -> i64 {
    let scaled = amount.checked_mul(Decimal::from(10_000));
    let scaled = scaled.and_then(|scaled| scaled.trunc().to_i64());
    scaled.unwrap_or(if amount.is_sign_negative() {
        i64::MIN
    } else {
        i64::MAX
    })
}
