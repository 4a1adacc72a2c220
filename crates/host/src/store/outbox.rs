//! What is asked of the world: effects in the order in which they were decided, until they are done or nobody tries them any more.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::StoreError;
use crate::clock::instant;

/// An effect for a carrier.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    /// The effect's id: its idempotency key.
    pub(crate) id: String,
    pub(crate) carrier: String,
    pub(crate) effect: String,
    /// The effect as its record has it, as JSON.
    pub(crate) body: String,
}

/// How it stands with an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OutboxState {
    /// It is tried until it is done.
    Pending,
    /// It is carried out.
    Done,
    /// It is tried no more, unless somebody asks for it.
    Dead,
}

impl OutboxState {
    fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = [Self::Pending, Self::Done, Self::Dead];
        all.into_iter().find(|state| state.name() == name)
    }
}

/// An effect in the outbox.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct OutboxRow {
    #[serde(skip)]
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) case: String,
    pub(crate) carrier: String,
    pub(crate) effect: String,
    pub(crate) state: OutboxState,
    /// How often it has been tried.
    pub(crate) attempts: u32,
    pub(crate) next_attempt: Option<DateTime<Utc>>,
    /// What went wrong last.
    pub(crate) problem: Option<String>,
    pub(crate) made_at: DateTime<Utc>,
    pub(crate) ended_at: Option<DateTime<Utc>>,
    /// The effect as its record has it.
    #[serde(skip)]
    pub(crate) body: String,
}

impl OutboxRow {
    const SELECT: &str = "SELECT seq, outbox.id, cases.id, carrier, effect, outbox.state, attempts, next_at, problem, made_at, ended_at, body FROM outbox JOIN cases ON number = case_number";

    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let state: String = row.get(5)?;
        Ok(Self {
            seq: row.get(0)?,
            id: row.get(1)?,
            case: row.get(2)?,
            carrier: row.get(3)?,
            effect: row.get(4)?,
            state: OutboxState::named(&state).unwrap_or(OutboxState::Dead),
            attempts: row.get(6)?,
            next_attempt: row.get::<_, Option<i64>>(7)?.map(instant),
            problem: row.get(8)?,
            made_at: instant(row.get(9)?),
            ended_at: row.get::<_, Option<i64>>(10)?.map(instant),
            body: row.get(11)?,
        })
    }
}

/// How many effects a carrier has, by how they stand.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Counted {
    pub(crate) carrier: String,
    pub(crate) state: String,
    pub(crate) count: i64,
}

pub(super) fn add(
    connection: &Connection,
    case: i64,
    outgoing: &Outgoing,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO outbox (id, case_number, carrier, effect, body, state, next_at, made_at) VALUES (?, ?, ?, ?, ?, 'pending', ?, ?)",
    )?;
    let at = at.timestamp_millis();
    statement.execute(params![
        outgoing.id,
        case,
        outgoing.carrier,
        outgoing.effect,
        outgoing.body,
        at,
        at
    ])?;
    Ok(())
}

/// What a carrier may try now, the longest waiting first.
pub(crate) fn pending(
    connection: &Connection,
    carrier: &str,
    now: DateTime<Utc>,
    limit: usize,
) -> Result<Vec<OutboxRow>, StoreError> {
    let sql = format!(
        "{} WHERE outbox.state = 'pending' AND carrier = ? AND next_at <= ? ORDER BY next_at, seq LIMIT ?",
        OutboxRow::SELECT
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(
        params![carrier, now.timestamp_millis(), limit],
        OutboxRow::of,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When a carrier has something to try next.
pub(crate) fn next_attempt(
    connection: &Connection,
    carrier: &str,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT min(next_at) FROM outbox WHERE state = 'pending' AND carrier = ?",
    )?;
    let next: Option<i64> = statement.query_row([carrier], |row| row.get(0))?;
    Ok(next.map(instant))
}

/// When any carrier has something to try next.
pub(crate) fn next_of_all(connection: &Connection) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT min(next_at) FROM outbox WHERE state = 'pending'")?;
    let next: Option<i64> = statement.query_row([], |row| row.get(0))?;
    Ok(next.map(instant))
}

/// What any carrier may try now, the longest waiting first.
pub(crate) fn pending_of_all(
    connection: &Connection,
    now: DateTime<Utc>,
    limit: usize,
) -> Result<Vec<OutboxRow>, StoreError> {
    let sql = format!(
        "{} WHERE outbox.state = 'pending' AND next_at <= ? ORDER BY next_at, seq LIMIT ?",
        OutboxRow::SELECT
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![now.timestamp_millis(), limit], OutboxRow::of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The effect of that id.
pub(crate) fn find(connection: &Connection, id: &str) -> Result<Option<OutboxRow>, StoreError> {
    let sql = format!("{} WHERE outbox.id = ?", OutboxRow::SELECT);
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([id], OutboxRow::of).optional()?)
}

/// Effects in one state or in all, of one case or of all, the newest first, from before one of them.
pub(crate) fn list(
    connection: &Connection,
    state: Option<OutboxState>,
    case: Option<&str>,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<OutboxRow>, StoreError> {
    let sql = format!(
        "{} WHERE (?1 IS NULL OR outbox.state = ?1) AND (?2 IS NULL OR cases.id = ?2) AND seq < ?3 ORDER BY seq DESC LIMIT ?4",
        OutboxRow::SELECT
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(
        params![
            state.map(OutboxState::name),
            case,
            before.unwrap_or(i64::MAX),
            i64::try_from(limit).unwrap_or(i64::MAX)
        ],
        OutboxRow::of,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many effects there are that aren't done, by carrier and state.
pub(crate) fn left(connection: &Connection) -> Result<Vec<Counted>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT carrier, state, count(*) FROM outbox WHERE state = 'pending' GROUP BY carrier
         UNION ALL SELECT carrier, state, count(*) FROM outbox WHERE state = 'dead' GROUP BY carrier",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Counted {
            carrier: row.get(0)?,
            state: row.get(1)?,
            count: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that an effect has been tried: done, dead, or to be tried again then.
pub(crate) fn tried(
    connection: &Connection,
    id: &str,
    state: OutboxState,
    next: Option<DateTime<Utc>>,
    problem: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE outbox SET state = ?, attempts = attempts + 1, next_at = ?, problem = ?, ended_at = ? WHERE id = ?",
    )?;
    let ended = (state != OutboxState::Pending).then(|| at.timestamp_millis());
    statement.execute(params![
        state.name(),
        next.map(|at| at.timestamp_millis()),
        problem,
        ended,
        id
    ])?;
    Ok(())
}

/// Has an effect tried again that was given up. False where it wasn't.
pub(crate) fn retry(
    connection: &Connection,
    id: &str,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "UPDATE outbox SET state = 'pending', attempts = 0, next_at = ?, ended_at = NULL WHERE id = ? AND state = 'dead'",
    )?;
    Ok(statement.execute(params![at.timestamp_millis(), id])? > 0)
}
