//! The journal: every decision's record, chained by hashes so that what is altered or missing shows.

use std::collections::BinaryHeap;

use chrono::{DateTime, Utc};
use dunlin::{Record, Verdict};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use sha2::{Digest, Sha256};

use super::StoreError;
use crate::clock::instant;

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Hash([u8; 32]);

impl Hash {
    /// The hash before a case's first entry.
    pub(crate) const NONE: Self = Self([0; 32]);

    /// The hash of texts one after another, each after its length.
    pub(crate) fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// The hash of the entry after the one that has this hash.
    pub(crate) fn chained(&self, record: &str) -> Self {
        Self::of(&[&self.0, record.as_bytes()])
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl ToSql for Hash {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(&self.0[..]))
    }
}

impl FromSql for Hash {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?.try_into();
        bytes.map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

/// An entry, as it stands in the store.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its place among all.
    pub(crate) seq: i64,
    /// Its place in the case's journal, from 1 on.
    pub(crate) entry: i64,
    /// The record, as JSON.
    pub(crate) record: String,
    pub(crate) hash: Hash,
}

impl Entry {
    const COLUMNS: &str = "seq, entry, record, hash";

    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            entry: row.get(1)?,
            record: row.get(2)?,
            hash: row.get(3)?,
        })
    }
}

/// Whether a case has been asked for an action, allowed or denied.
pub(crate) fn has_asked(
    connection: &Connection,
    case: i64,
    action: &str,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM journal JOIN asked ON number = asked WHERE case_number = ? AND action = ?)",
    )?;
    Ok(statement.query_row(params![case, action], |row| row.get(0))?)
}

/// Adds a record to a case's journal, as the entry of that number.
pub(super) fn add(
    connection: &Connection,
    case: i64,
    entry: i64,
    record: &Record,
    text: &str,
    hash: &Hash,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO journal (case_number, entry, at, asked, record, hash) VALUES (?, ?, ?, ?, ?, ?)",
    )?;
    statement.execute(params![
        case,
        entry,
        record.at.timestamp_millis(),
        asked(connection, record)?,
        text,
        hash
    ])?;
    Ok(())
}

/// The number of what was asked, by whom, and whether it was allowed.
fn asked(connection: &Connection, record: &Record) -> Result<i64, StoreError> {
    let request = &record.request;
    let allowed = record.verdict == Verdict::Allowed;
    let of = params![request.action, request.actor, request.role, allowed];
    let mut statement = connection.prepare_cached(
        "SELECT number FROM asked WHERE action = ? AND actor = ? AND role = ? AND allowed = ?",
    )?;
    let known = statement.query_row(of, |row| row.get(0)).optional()?;
    if let Some(number) = known {
        return Ok(number);
    }
    let mut statement = connection
        .prepare_cached("INSERT INTO asked (action, actor, role, allowed) VALUES (?, ?, ?, ?)")?;
    Ok(statement.insert(of)?)
}

/// A case's entries after one of them, in order.
pub(crate) fn of_case(
    connection: &Connection,
    case: &str,
    after: i64,
    limit: usize,
) -> Result<Vec<Entry>, StoreError> {
    let sql = format!(
        "SELECT {} FROM journal JOIN cases ON number = case_number WHERE id = ? AND entry > ? ORDER BY entry LIMIT ?",
        Entry::COLUMNS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let entries = statement.query_map(params![case, after, limit], Entry::of)?;
    Ok(entries.collect::<Result<_, _>>()?)
}

/// The entries of all cases after one of them, in the order in which they were made.
pub(crate) fn all(
    connection: &Connection,
    after: i64,
    limit: usize,
) -> Result<Vec<Entry>, StoreError> {
    let sql = format!(
        "SELECT {} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?",
        Entry::COLUMNS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let entries = statement.query_map(params![after, limit], Entry::of)?;
    Ok(entries.collect::<Result<_, _>>()?)
}

/// The place of the latest entry among all; 0 where there is none.
pub(crate) fn end(connection: &Connection) -> Result<i64, StoreError> {
    let end = connection.query_row("SELECT coalesce(max(seq), 0) FROM journal", [], |row| {
        row.get(0)
    });
    Ok(end?)
}

/// What is sought in the journal.
#[derive(Debug, Clone, Default)]
pub(crate) struct Looked {
    pub(crate) case: Option<String>,
    pub(crate) action: Option<String>,
    /// Who asked.
    pub(crate) actor: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) allowed: Option<bool>,
    pub(crate) from: Option<DateTime<Utc>>,
    /// Only what was decided before this time.
    pub(crate) until: Option<DateTime<Utc>>,
    /// Only what comes after this entry, the newest being first.
    pub(crate) before: Option<i64>,
}

/// An entry with what it is sought by.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) case: String,
    pub(crate) currency: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) action: String,
    pub(crate) actor: String,
    pub(crate) role: String,
    pub(crate) allowed: bool,
    pub(crate) entry: Entry,
}

impl Line {
    const COLUMNS: &str =
        "seq, entry, record, hash, cases.id, currency, at, asked.action, actor, role, allowed";
    const JOINED: &str =
        "CROSS JOIN asked ON asked.number = asked CROSS JOIN cases ON cases.number = case_number";

    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            entry: Entry::of(row)?,
            case: row.get(4)?,
            currency: row.get(5)?,
            at: instant(row.get(6)?),
            action: row.get(7)?,
            actor: row.get(8)?,
            role: row.get(9)?,
            allowed: row.get(10)?,
        })
    }
}

/// What somebody has asked for, and in which role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sort {
    pub(crate) action: String,
    pub(crate) actor: String,
    pub(crate) role: String,
}

/// Everything that anybody has asked for.
pub(crate) fn sorts(connection: &Connection) -> Result<Vec<Sort>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT action, actor, role FROM asked ORDER BY action, actor, role",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Sort {
            action: row.get(0)?,
            actor: row.get(1)?,
            role: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The entry of that place among all.
pub(crate) fn line(connection: &Connection, seq: i64) -> Result<Option<Line>, StoreError> {
    let (columns, joined) = (Line::COLUMNS, Line::JOINED);
    let sql = format!("SELECT {columns} FROM journal {joined} WHERE seq = ?");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([seq], Line::of).optional()?)
}

/// A case's records up to an entry of it, in order.
pub(crate) fn up_to(
    connection: &Connection,
    case: &str,
    entry: i64,
) -> Result<Vec<Entry>, StoreError> {
    let limit = usize::try_from(entry).unwrap_or_default();
    of_case(connection, case, 0, limit)
}

/// The entries that are sought, the newest first.
pub(crate) fn sought(
    connection: &Connection,
    looked: &Looked,
    limit: usize,
) -> Result<Vec<Line>, StoreError> {
    let after_all = looked.before.unwrap_or(i64::MAX);
    let until = looked.until.map(|until| first_at(connection, until));
    let from = looked.from.map(|from| first_at(connection, from));
    let until = until.transpose()?.unwrap_or(i64::MAX).min(after_all);
    let from = from.transpose()?.unwrap_or(0);
    if let Some(case) = &looked.case {
        return about(connection, case, looked, (from, until), limit);
    }
    if looked.is_any() {
        return newest(connection, (from, until), limit);
    }
    let sorts = sorts_sought(connection, looked)?;
    let mut lines = Vec::new();
    for seq in merged(connection, &sorts, (from, until), limit)? {
        lines.extend(line(connection, seq)?);
    }
    Ok(lines)
}

impl Looked {
    /// Whether whatever was asked is sought.
    fn is_any(&self) -> bool {
        self.action.is_none()
            && self.actor.is_none()
            && self.role.is_none()
            && self.allowed.is_none()
    }

    /// The condition on what was asked, with the values in it.
    fn condition(&self) -> (String, Vec<rusqlite::types::Value>) {
        let texts = [
            ("action", &self.action),
            ("actor", &self.actor),
            ("role", &self.role),
        ];
        let mut condition = "1".to_owned();
        let mut values = Vec::new();
        for (column, text) in texts {
            if let Some(text) = text {
                condition.push_str(&format!(" AND asked.{column} = ?"));
                values.push(text.clone().into());
            }
        }
        if let Some(allowed) = self.allowed {
            condition.push_str(" AND asked.allowed = ?");
            values.push(i64::from(allowed).into());
        }
        (condition, values)
    }
}

/// The first entry that was made at a time or later: time and entries go the same way, so that halving finds it.
fn first_at(connection: &Connection, time: DateTime<Utc>) -> Result<i64, StoreError> {
    let time = time.timestamp_millis();
    let last: Option<i64> =
        connection.query_row("SELECT max(seq) FROM journal", [], |row| row.get(0))?;
    let mut statement = connection
        .prepare_cached("SELECT seq, at FROM journal WHERE seq >= ? ORDER BY seq LIMIT 1")?;
    let (mut low, mut high) = (0, last.unwrap_or_default() + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let at = statement.query_row([middle], |row| row.get::<_, i64>(1));
        match at.optional()? {
            Some(at) if at < time => low = middle + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}

fn newest(
    connection: &Connection,
    (from, until): (i64, i64),
    limit: usize,
) -> Result<Vec<Line>, StoreError> {
    let (columns, joined) = (Line::COLUMNS, Line::JOINED);
    let sql = format!(
        "SELECT {columns} FROM journal {joined} WHERE seq >= ? AND seq < ? ORDER BY seq DESC LIMIT ?"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map([from, until, limit], Line::of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What is sought in the journal of one case, all of which is looked through.
fn about(
    connection: &Connection,
    case: &str,
    looked: &Looked,
    (from, until): (i64, i64),
    limit: usize,
) -> Result<Vec<Line>, StoreError> {
    let (columns, joined) = (Line::COLUMNS, Line::JOINED);
    let (condition, values) = looked.condition();
    // An entry's place in the case's journal goes the same way as its place among all.
    let sql = format!(
        "SELECT {columns} FROM journal {joined} WHERE case_number = (SELECT number FROM cases WHERE id = ?)
         AND seq >= ? AND seq < ? AND {condition} ORDER BY entry DESC LIMIT ?"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let first = [case.to_owned().into(), from.into(), until.into()];
    let values = first.into_iter().chain(values).chain([limit.into()]);
    let rows = statement.query_map(params_from_iter(values), Line::of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The numbers of what is sought among all that was ever asked.
fn sorts_sought(connection: &Connection, looked: &Looked) -> Result<Vec<i64>, StoreError> {
    let (condition, values) = looked.condition();
    let sql = format!("SELECT number FROM asked WHERE {condition}");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest entries of several sorts: each sort's come in order, and the newest of them all is taken until there are enough.
fn merged(
    connection: &Connection,
    sorts: &[i64],
    (from, until): (i64, i64),
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq FROM journal INDEXED BY journal_asked WHERE asked = ? AND seq >= ? AND seq < ? ORDER BY seq DESC LIMIT 1",
    )?;
    let mut next = |sort: i64, until: i64| {
        let found = statement.query_row([sort, from, until], |row| row.get::<_, i64>(0));
        found.optional()
    };
    let mut newest = BinaryHeap::new();
    for sort in sorts {
        newest.extend(next(*sort, until)?.map(|seq| (seq, *sort)));
    }
    let mut taken = Vec::new();
    while taken.len() < limit
        && let Some((seq, sort)) = newest.pop()
    {
        taken.push(seq);
        newest.extend(next(sort, seq)?.map(|seq| (seq, sort)));
    }
    Ok(taken)
}

/// When the latest decision was made, in milliseconds since 1970.
pub(crate) fn latest(connection: &Connection) -> Result<Option<i64>, StoreError> {
    // Decisions are made one after another, and time doesn't go back between them.
    let latest = connection.query_row(
        "SELECT at FROM journal ORDER BY seq DESC LIMIT 1",
        [],
        |row| row.get(0),
    );
    Ok(latest.optional()?)
}

/// What the chain of a case's journal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verified {
    Whole(Vec<String>),
    /// The first entry that isn't what was written, and how.
    Broken(i64, &'static str),
}

/// Holds a case's journal to its hashes, and to what the case says of its last one.
pub(crate) fn verified(
    connection: &Connection,
    number: i64,
    count: i64,
    head: &Hash,
) -> Result<Verified, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT entry, record, hash FROM journal WHERE case_number = ? ORDER BY entry",
    )?;
    let mut rows = statement.query([number])?;
    let mut records = Vec::new();
    let mut before = Hash::NONE;
    let mut expected = 1;
    while let Some(row) = rows.next()? {
        let entry: i64 = row.get(0)?;
        if entry != expected {
            return Ok(Verified::Broken(expected, "is missing"));
        }
        let record: String = row.get(1)?;
        let hash: Hash = row.get(2)?;
        if before.chained(&record) != hash {
            return Ok(Verified::Broken(entry, "has been altered"));
        }
        before = hash;
        expected += 1;
        records.push(record);
    }
    if expected <= count {
        return Ok(Verified::Broken(expected, "is missing"));
    }
    if expected - 1 > count || before != *head {
        return Ok(Verified::Broken(
            expected - 1,
            "isn't the one that the case knows as its last",
        ));
    }
    Ok(Verified::Whole(records))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A journal of 3,000 entries about 30 cases, a second apart: every third is denied, and five actors ask for three actions.
    fn journal() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(concat!(
                include_str!("schema.sql"),
                "INSERT INTO rule_sets VALUES ('f', 'r', '1', 0, '');
                 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
                 INSERT INTO cases (number, id, revision, rules, flow, status, currency, balance, opened_at, changed_at, entries, head, state)
                 SELECT i, 'c' || i, 0, 'f', 'a', 'active', 'DKK', 0, 0, 0, 0, x'', '' FROM n;
                 WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 29)
                 INSERT INTO asked (number, action, actor, role, allowed)
                 SELECT i, 'act' || (i % 3), 'who' || (i / 6), CASE WHEN i < 12 THEN 'clerk' ELSE 'manager' END, (i / 3) % 2 FROM n;
                 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
                 INSERT INTO journal (seq, case_number, entry, at, asked, record, hash)
                 SELECT i, 1 + i % 30, i, i * 1000, (i * 7) % 30, '{}', zeroblob(32) FROM n;"
            ))
            .unwrap();
        connection
    }

    /// The same by looking at every entry.
    fn by_hand(connection: &Connection, looked: &Looked, limit: usize) -> Vec<i64> {
        let all = newest(connection, (0, i64::MAX), usize::MAX).unwrap();
        let same = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|it| it == is);
        let fits = |line: &&Line| {
            same(&looked.case, &line.case)
                && same(&looked.action, &line.action)
                && same(&looked.actor, &line.actor)
                && same(&looked.role, &line.role)
                && looked.allowed.is_none_or(|allowed| allowed == line.allowed)
                && looked.from.is_none_or(|from| line.at >= from)
                && looked.until.is_none_or(|until| line.at < until)
                && looked.before.is_none_or(|before| line.entry.seq < before)
        };
        let found = all.iter().filter(fits).map(|line| line.entry.seq);
        found.take(limit).collect()
    }

    #[test]
    fn what_is_sought_is_what_looking_at_every_entry_finds() {
        let connection = journal();
        let text = |text: &str| Some(text.to_owned());
        let second = |second: i64| Some(instant(second * 1000));
        let of_clerks = Looked {
            role: text("clerk"),
            ..Looked::default()
        };
        for looked in [
            Looked::default(),
            of_clerks.clone(),
            Looked {
                action: text("act1"),
                allowed: Some(false),
                before: Some(1_700),
                ..of_clerks.clone()
            },
            Looked {
                actor: text("who4"),
                from: second(100),
                until: second(200),
                ..Looked::default()
            },
            Looked {
                case: text("c7"),
                allowed: Some(true),
                until: second(2_000),
                ..Looked::default()
            },
            Looked {
                from: second(2_990),
                ..Looked::default()
            },
            Looked {
                from: second(9_000),
                ..of_clerks.clone()
            },
            Looked {
                action: text("none"),
                ..of_clerks
            },
        ] {
            let mut page = looked.clone();
            let mut found = Vec::new();
            loop {
                let lines = sought(&connection, &page, 40).unwrap();
                found.extend(lines.iter().map(|line| line.entry.seq));
                match lines.last() {
                    Some(last) if found.len() < 200 => page.before = Some(last.entry.seq),
                    _ => break,
                }
            }
            let expected = by_hand(&connection, &looked, found.len().max(1));
            assert_eq!(found, expected, "{looked:?}");
        }
    }
}
