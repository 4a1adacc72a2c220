//! Who may ask: tokens by their hashes, each with a name and a role.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

use super::StoreError;
use super::journal::Hash;
use crate::clock::instant;

/// A token's bearer, as lists show it. The token itself isn't kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Token {
    /// What it is called; decisions are recorded under this name.
    pub name: String,
    /// Its role in the rule set.
    pub role: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Keeps a new token. False where one of that name has been, revoked or not.
pub(crate) fn add(
    connection: &Connection,
    name: &str,
    role: &str,
    hash: &Hash,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let known = connection
        .query_row("SELECT 1 FROM tokens WHERE name = ?", [name], |_| Ok(()))
        .optional()?;
    if known.is_some() {
        return Ok(false);
    }
    connection.execute(
        "INSERT INTO tokens (name, hash, role, made_at) VALUES (?, ?, ?, ?)",
        params![name, hash, role, at.timestamp_millis()],
    )?;
    Ok(true)
}

/// Revokes a token. False where there is none that is in force.
pub(crate) fn revoke(
    connection: &Connection,
    name: &str,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let revoked = connection.execute(
        "UPDATE tokens SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
        params![at.timestamp_millis(), name],
    )?;
    Ok(revoked > 0)
}

/// The tokens in force: hash, name and role.
pub(crate) fn in_force(connection: &Connection) -> Result<Vec<(Hash, String, String)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT hash, name, role FROM tokens WHERE revoked_at IS NULL")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All tokens, by name.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Token>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT name, role, made_at, revoked_at FROM tokens ORDER BY name")?;
    let rows = statement.query_map([], |row| {
        Ok(Token {
            name: row.get(0)?,
            role: row.get(1)?,
            made_at: instant(row.get(2)?),
            revoked_at: row.get::<_, Option<i64>>(3)?.map(instant),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
