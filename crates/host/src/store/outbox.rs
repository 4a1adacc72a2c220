//! What is asked of the world: effects in the order in which they were decided, until they are done or nobody tries them any more.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::figures::{self, What};
use super::{StoreError, cases};
use crate::clock::instant;

/// An effect for a carrier.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    /// The effect's id: its idempotency key.
    pub(crate) id: String,
    pub(crate) carrier: String,
    pub(crate) effect: String,
    /// The template of its letter, if it sends one.
    pub(crate) template: Option<String>,
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
    /// The template of its letter, if it sends one.
    pub(crate) template: Option<String>,
    /// The effect as its record has it.
    #[serde(skip)]
    pub(crate) body: String,
}

impl OutboxRow {
    const SELECT: &str = "SELECT seq, outbox.id, cases.id, carrier, effect, outbox.state, attempts, next_at, problem, made_at, ended_at, template, body";
    const FROM: &str = " FROM outbox CROSS JOIN cases ON number = case_number";

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
            template: row.get(11)?,
            body: row.get(12)?,
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
        "INSERT INTO outbox (id, case_number, carrier, effect, template, body, state, next_at, made_at) VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?)",
    )?;
    let at = at.timestamp_millis();
    statement.execute(params![
        outgoing.id,
        case,
        outgoing.carrier,
        outgoing.effect,
        outgoing.template,
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
        "{}{} WHERE outbox.state = 'pending' AND carrier = ? AND next_at <= ? ORDER BY next_at, seq LIMIT ?",
        OutboxRow::SELECT,
        OutboxRow::FROM
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
        "{}{} WHERE outbox.state = 'pending' AND next_at <= ? ORDER BY next_at, seq LIMIT ?",
        OutboxRow::SELECT,
        OutboxRow::FROM
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![now.timestamp_millis(), limit], OutboxRow::of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The effect of that id.
pub(crate) fn find(connection: &Connection, id: &str) -> Result<Option<OutboxRow>, StoreError> {
    let (select, from) = (OutboxRow::SELECT, OutboxRow::FROM);
    let sql = format!("{select}{from} WHERE outbox.id = ?");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([id], OutboxRow::of).optional()?)
}

/// Which effects a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sought {
    pub(crate) state: Option<OutboxState>,
    /// Only this case's.
    pub(crate) case: Option<String>,
    /// Only those that send letters.
    pub(crate) letters: bool,
    /// Only what comes after this one, the newest being first.
    pub(crate) before: Option<i64>,
}

impl Sought {
    /// The index that gives the fewest to look through.
    fn index(&self) -> &'static str {
        match self {
            Self { case: Some(_), .. } => "INDEXED BY outbox_case",
            Self {
                state: Some(OutboxState::Dead),
                ..
            } => "INDEXED BY outbox_dead",
            // They are soon done: few at a time.
            Self {
                state: Some(OutboxState::Pending),
                ..
            } => "INDEXED BY outbox_pending",
            Self { letters: true, .. } => "INDEXED BY outbox_letters",
            Self { .. } => "NOT INDEXED",
        }
    }

    fn sql(&self) -> String {
        let mut sql = format!(
            "{} FROM outbox {} CROSS JOIN cases ON number = case_number WHERE seq < ?1",
            OutboxRow::SELECT,
            self.index()
        );
        if let Some(state) = self.state {
            sql.push_str(&format!(" AND outbox.state = '{}'", state.name()));
        }
        if self.case.is_some() {
            sql.push_str(" AND case_number = (SELECT number FROM cases WHERE id = ?3)");
        }
        if self.letters {
            sql.push_str(" AND template IS NOT NULL");
        }
        sql.push_str(" ORDER BY seq DESC LIMIT ?2");
        sql
    }
}

/// Effects that are sought, the newest first.
pub(crate) fn list(
    connection: &Connection,
    sought: &Sought,
    limit: usize,
) -> Result<Vec<OutboxRow>, StoreError> {
    let mut statement = connection.prepare_cached(&sought.sql())?;
    let before = sought.before.unwrap_or(i64::MAX);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = match &sought.case {
        Some(case) => statement.query_map(params![before, limit, case], OutboxRow::of)?,
        None => statement.query_map(params![before, limit], OutboxRow::of)?,
    };
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
    row: &OutboxRow,
    state: OutboxState,
    next: Option<DateTime<Utc>>,
    problem: Option<&str>,
    (at, day): (DateTime<Utc>, NaiveDate),
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
        row.id
    ])?;
    if state == OutboxState::Dead {
        cases::given_up(connection, &row.id, 1)?;
    }
    match (&row.template, state) {
        (Some(letter), OutboxState::Done) => figures::letter(connection, day, What::Sent, letter),
        (Some(letter), OutboxState::Dead) => {
            figures::letter(connection, day, What::GivenUp, letter)
        }
        _ => Ok(()),
    }
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
    let is_retried = statement.execute(params![at.timestamp_millis(), id])? > 0;
    if is_retried {
        cases::given_up(connection, id, -1)?;
    }
    Ok(is_retried)
}

#[cfg(test)]
mod tests {
    use rusqlite::params_from_iter;

    use super::*;

    #[test]
    fn lists_are_found_by_an_index_and_sorted_only_where_few_wait() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(include_str!("schema.sql"))
            .unwrap();
        let all = Sought::default();
        let case = Some("1".to_owned());
        for (sought, index) in [
            (all.clone(), "outbox USING INTEGER PRIMARY KEY"),
            (
                Sought {
                    letters: true,
                    ..all.clone()
                },
                "outbox_letters",
            ),
            (
                Sought {
                    state: Some(OutboxState::Dead),
                    ..all.clone()
                },
                "outbox_dead",
            ),
            (
                Sought {
                    case,
                    letters: true,
                    ..all
                },
                "outbox_case",
            ),
        ] {
            let sql = format!("EXPLAIN QUERY PLAN {}", sought.sql());
            let mut statement = connection.prepare(&sql).unwrap();
            let before = [9, 9, 9];
            let values = params_from_iter(before.iter().take(statement.parameter_count()));
            let steps = statement.query_map(values, |row| row.get(3)).unwrap();
            let plan = steps.collect::<Result<Vec<String>, _>>().unwrap();
            let plan = plan.join("\n");
            assert!(plan.contains(index), "{sought:?}:\n{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{sought:?}:\n{plan}");
        }
    }
}
