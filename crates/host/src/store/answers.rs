//! What was answered to a write, so that the same write again gets the same answer and does nothing.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use super::journal::Hash;

/// An answer to a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status of HTTP.
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// What is known of an idempotency key.
#[derive(Debug)]
pub(crate) enum Known {
    /// Nothing: it is new.
    New,
    /// The same was asked, and answered so.
    Same(Answer),
    /// Something else was asked with it.
    Another,
}

/// What is known of a key that a token's bearer has used for a request.
pub(crate) fn known(
    connection: &Connection,
    token: &str,
    key: &str,
    request: &Hash,
) -> Result<Known, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT request, status, body FROM answers WHERE token = ? AND key = ?")?;
    let found = statement.query_row(params![token, key], |row| {
        Ok((
            row.get::<_, Hash>(0)?,
            Answer {
                status: row.get(1)?,
                body: row.get(2)?,
            },
        ))
    });
    Ok(match found.optional()? {
        None => Known::New,
        Some((asked, answer)) if asked == *request => Known::Same(answer),
        Some(_) => Known::Another,
    })
}

/// Keeps an answer.
pub(crate) fn keep(
    connection: &Connection,
    token: &str,
    key: &str,
    request: &Hash,
    answer: &Answer,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO answers (token, key, request, status, body, at) VALUES (?, ?, ?, ?, ?, ?)",
    )?;
    statement.execute(params![
        token,
        key,
        request,
        answer.status,
        answer.body,
        at.timestamp_millis()
    ])?;
    Ok(())
}

/// Forgets the answers from before a time, some at once. Returns how many.
pub(crate) fn forget(connection: &Connection, before: DateTime<Utc>) -> Result<usize, StoreError> {
    // They were kept in the order of their times: those to forget come first.
    let mut statement = connection.prepare_cached(
        "DELETE FROM answers WHERE at < ?1 AND seq <= (SELECT min(seq) FROM answers) + 1000",
    )?;
    Ok(statement.execute([before.timestamp_millis()])?)
}
