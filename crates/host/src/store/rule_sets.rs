//! Every version of the rules that has been in force, by its fingerprint.

use chrono::{DateTime, Utc};
use dunlin::{RuleSet, Sources};
use indexmap::IndexMap;
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;

/// A version of the rules.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct RuleSetRow {
    pub(crate) fingerprint: String,
    pub(crate) name: String,
    pub(crate) version: String,
    /// When it was first in force.
    pub(crate) since: DateTime<Utc>,
}

/// Keeps a version of the rules, if it isn't kept yet.
pub(crate) fn keep(
    connection: &Connection,
    rules: &RuleSet,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let texts = rules.sources().iter();
    let texts: IndexMap<&str, &str> = texts.map(|source| (source.name(), source.text())).collect();
    let texts = serde_json::to_string(&texts)
        .map_err(|error| StoreError::Damaged(format!("rules can't be kept: {error}")))?;
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO rule_sets (fingerprint, name, version, taken_at, sources) VALUES (?, ?, ?, ?, ?)",
    )?;
    statement.execute(params![
        rules.fingerprint(),
        rules.name(),
        rules.version(),
        at.timestamp_millis(),
        texts
    ])?;
    Ok(())
}

/// Notes that a version is in force from now on, unless it was.
pub(crate) fn put_in_force(
    connection: &Connection,
    fingerprint: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO in_force (fingerprint, since) SELECT ?1, ?2
         WHERE ?1 IS NOT (SELECT fingerprint FROM in_force ORDER BY seq DESC LIMIT 1)",
    )?;
    statement.execute(params![fingerprint, at.timestamp_millis()])?;
    Ok(())
}

/// The version that was in force last.
pub(crate) fn last(connection: &Connection) -> Result<Option<String>, StoreError> {
    let last = connection.query_row(
        "SELECT fingerprint FROM in_force ORDER BY seq DESC LIMIT 1",
        [],
        |row| row.get(0),
    );
    Ok(last.optional()?)
}

/// Notes that each open case has been looked at by the rules in force.
pub(crate) fn looked_at(connection: &Connection) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE in_force SET looked_at = 1 WHERE seq = (SELECT max(seq) FROM in_force)",
        [],
    )?;
    Ok(())
}

/// Whether each open case has been looked at by the rules in force.
pub(crate) fn is_looked_at(connection: &Connection) -> Result<bool, StoreError> {
    let looked_at = connection.query_row(
        "SELECT looked_at FROM in_force ORDER BY seq DESC LIMIT 1",
        [],
        |row| row.get(0),
    );
    Ok(looked_at.optional()?.unwrap_or(true))
}

/// The files of a version of the rules.
pub(crate) fn sources(
    connection: &Connection,
    fingerprint: &str,
) -> Result<Option<Sources>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT sources FROM rule_sets WHERE fingerprint = ?")?;
    let found = statement.query_row([fingerprint], |row| row.get::<_, String>(0));
    let Some(text) = found.optional()? else {
        return Ok(None);
    };
    let texts: IndexMap<String, String> = serde_json::from_str(&text).map_err(|error| {
        StoreError::Damaged(format!("the files of the rules {fingerprint}: {error}"))
    })?;
    let mut sources = Sources::new();
    for (name, text) in texts {
        sources.add(name, text);
    }
    Ok(Some(sources))
}

/// All versions, the newest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<RuleSetRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT fingerprint, name, version, taken_at FROM rule_sets ORDER BY taken_at DESC, fingerprint",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(RuleSetRow {
            fingerprint: row.get(0)?,
            name: row.get(1)?,
            version: row.get(2)?,
            since: crate::clock::instant(row.get(3)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
