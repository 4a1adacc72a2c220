//! What has happened day by day, counted as it is written: nothing is counted over all cases when somebody looks.

use chrono::NaiveDate;
use rusqlite::{Connection, params};
use rust_decimal::Decimal;

use super::StoreError;
use super::cases::ten_thousandths;

/// What is counted of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum What {
    /// Cases that were opened.
    Opened,
    /// Cases that were closed.
    Closed,
    /// Cases that were closed, and are open again.
    Reopened,
    /// Cases that have come to a flow and status, less those that have left it.
    Standing,
    /// Entries that are owed, by their kinds, on the days that they bear.
    Charged,
    /// Entries that settle what is owed, by their kinds, on the days that they bear.
    Settled,
    /// Letters that were asked for, by their templates.
    Asked,
    /// Letters that were carried out.
    Sent,
    /// Letters that were given up.
    GivenUp,
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Standing => "standing",
            Self::Charged => "charged",
            Self::Settled => "settled",
            Self::Asked => "asked",
            Self::Sent => "sent",
            Self::GivenUp => "given_up",
        }
    }
}

/// An entry that a decision has added to a ledger.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Booked<'c> {
    pub(crate) kind: &'c str,
    pub(crate) is_charge: bool,
    pub(crate) amount: Decimal,
    pub(crate) date: NaiveDate,
}

/// What was counted of one thing on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) day: NaiveDate,
    pub(crate) what: What,
    /// The kind of entry or the letter's template; nothing for cases that were opened or closed.
    pub(crate) name: String,
    pub(crate) currency: String,
    pub(crate) count: i64,
    pub(crate) amount: Decimal,
}

/// How many cases stand so, or how many more than the day before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stand {
    pub(crate) flow: String,
    pub(crate) status: String,
    pub(crate) count: i64,
}

/// What no flow and no status has in its name.
const BETWEEN: char = '/';

/// Adds to what is counted of a day.
fn add(
    connection: &Connection,
    (what, day): (What, NaiveDate),
    (name, currency): (&str, &str),
    (count, amount): (i64, i64),
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO days (what, day, name, currency, count, amount) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET count = count + excluded.count, amount = amount + excluded.amount",
    )?;
    let day = day.to_string();
    statement.execute(params![what.name(), day, name, currency, count, amount])?;
    Ok(())
}

/// Counts where a case stands that stood elsewhere, or is new.
pub(super) fn moved(
    connection: &Connection,
    day: NaiveDate,
    before: Option<(&str, &str)>,
    after: (&str, &str),
) -> Result<(), StoreError> {
    if before == Some(after) {
        return Ok(());
    }
    let one = |what| add(connection, (what, day), ("", ""), (1, 0));
    let stands = |(flow, status): (&str, &str), more| {
        let name = format!("{flow}{BETWEEN}{status}");
        add(connection, (What::Standing, day), (&name, ""), (more, 0))
    };
    stands(after, 1)?;
    let is_closed = after.1 == "closed";
    let was_closed = match before {
        Some(before) => {
            stands(before, -1)?;
            before.1 == "closed"
        }
        None => {
            one(What::Opened)?;
            false
        }
    };
    match (was_closed, is_closed) {
        (false, true) => one(What::Closed),
        (true, false) => one(What::Reopened),
        _ => Ok(()),
    }
}

/// Counts what has come to a ledger.
pub(super) fn booked(
    connection: &Connection,
    currency: &str,
    entries: &[Booked<'_>],
) -> Result<(), StoreError> {
    for entry in entries {
        let what = if entry.is_charge {
            What::Charged
        } else {
            What::Settled
        };
        add(
            connection,
            (what, entry.date),
            (entry.kind, currency),
            (1, ten_thousandths(entry.amount)),
        )?;
    }
    Ok(())
}

/// Counts what becomes of a letter.
pub(super) fn letter(
    connection: &Connection,
    day: NaiveDate,
    what: What,
    template: &str,
) -> Result<(), StoreError> {
    add(connection, (what, day), (template, ""), (1, 0))
}

/// What was counted on these days, the last of them included, by the day.
pub(crate) fn days(
    connection: &Connection,
    what: What,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<Figure>, StoreError> {
    // Amounts that no integer holds have become others: they are cut.
    let mut statement = connection.prepare_cached(
        "SELECT day, name, currency, count, CAST(amount AS INTEGER) FROM days
         WHERE what = ? AND day BETWEEN ? AND ? ORDER BY day, name, currency",
    )?;
    let between = params![what.name(), from.to_string(), until.to_string()];
    let rows = statement.query_map(between, |row| {
        Ok(Figure {
            day: day(row, 0)?,
            what,
            name: row.get(1)?,
            currency: row.get(2)?,
            count: row.get(3)?,
            amount: Decimal::new(row.get(4)?, 4).normalize(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many cases stood where at the end of a day.
pub(crate) fn standing(connection: &Connection, on: NaiveDate) -> Result<Vec<Stand>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT name, sum(count) FROM days WHERE what = ? AND day <= ? GROUP BY name HAVING sum(count) <> 0",
    )?;
    let until = params![What::Standing.name(), on.to_string()];
    let rows = statement.query_map(until, |row| stand(row.get(0)?, row.get(1)?))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many more cases stood where on these days than on the days before, by the day.
pub(crate) fn moves(
    connection: &Connection,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<(NaiveDate, Stand)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT day, name, count FROM days WHERE what = ? AND day BETWEEN ? AND ? ORDER BY day, name",
    )?;
    let between = params![What::Standing.name(), from.to_string(), until.to_string()];
    let rows = statement.query_map(between, |row| {
        Ok((day(row, 0)?, stand(row.get(1)?, row.get(2)?)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn stand(name: String, count: i64) -> rusqlite::Result<Stand> {
    let (flow, status) = name.split_once(BETWEEN).unwrap_or((&name, ""));
    Ok(Stand {
        flow: flow.to_owned(),
        status: status.to_owned(),
        count,
    })
}

fn day(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<NaiveDate> {
    let text: String = row.get(at)?;
    text.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
    })
}
