//! Who is signed in: sessions by their hashes, each as long as it lasts and its token is in force.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use super::journal::Hash;

/// Keeps a new session of a token's bearer, and forgets those that have ended.
pub(crate) fn add(
    connection: &Connection,
    token: &str,
    hash: &Hash,
    [now, ends_at]: [DateTime<Utc>; 2],
) -> Result<(), StoreError> {
    connection.execute(
        "DELETE FROM sessions WHERE ends_at <= ?",
        [now.timestamp_millis()],
    )?;
    connection.execute(
        "INSERT INTO sessions (hash, token, ends_at) VALUES (?, ?, ?)",
        params![hash, token, ends_at.timestamp_millis()],
    )?;
    Ok(())
}

/// Ends a session.
pub(crate) fn end(connection: &Connection, hash: &Hash) -> Result<(), StoreError> {
    connection.execute("DELETE FROM sessions WHERE hash = ?", [hash])?;
    Ok(())
}

/// Whose session it is, by name and role, if it lasts.
pub(crate) fn find(
    connection: &Connection,
    hash: &Hash,
    now: DateTime<Utc>,
) -> Result<Option<(String, String)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT name, role FROM sessions JOIN tokens ON name = token WHERE sessions.hash = ? AND ends_at > ? AND revoked_at IS NULL",
    )?;
    let found = statement.query_row(params![hash, now.timestamp_millis()], |row| {
        Ok((row.get(0)?, row.get(1)?))
    });
    Ok(found.optional()?)
}
