//! The journal: every decision's record, chained by hashes so that what is altered or missing shows.

use dunlin::Record;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::StoreError;

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
        "SELECT EXISTS (SELECT 1 FROM journal WHERE case_number = ? AND action = ?)",
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
        "INSERT INTO journal (case_number, entry, at, action, record, hash) VALUES (?, ?, ?, ?, ?, ?)",
    )?;
    statement.execute(params![
        case,
        entry,
        record.at.timestamp_millis(),
        record.request.action,
        text,
        hash
    ])?;
    Ok(())
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
