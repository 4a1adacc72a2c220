//! Lists of cases: what a filter lets through, in an order that needs no sorting however many there are.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};
use rust_decimal::Decimal;
use serde::Serialize;

use super::StoreError;
use super::cases::ten_thousandths;
use crate::clock::instant;

/// Which cases a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) flow: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) step: Option<String>,
    pub(crate) customer: Option<String>,
    /// Whether something is owed that was due before this day.
    pub(crate) overdue: Option<(bool, NaiveDate)>,
    /// Due for a step by then.
    pub(crate) due_by: Option<DateTime<Utc>>,
    pub(crate) held: Option<bool>,
    pub(crate) balance_from: Option<Decimal>,
    pub(crate) balance_to: Option<Decimal>,
    /// Words that begin so.
    pub(crate) search: Option<String>,
    /// Only what comes after this one, in a list that shows the newest first.
    pub(crate) before: Option<i64>,
}

/// A line of a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Listed {
    /// Its place among all, by which lists are paged.
    #[serde(skip)]
    pub(crate) number: i64,
    pub(crate) id: String,
    pub(crate) revision: i64,
    pub(crate) flow: String,
    pub(crate) step: Option<String>,
    pub(crate) status: String,
    pub(crate) currency: String,
    #[schema(value_type = String)]
    pub(crate) balance: Decimal,
    pub(crate) customer: Option<String>,
    /// The day on which payment was due.
    pub(crate) due_date: Option<String>,
    /// When something falls due by itself.
    pub(crate) next: Option<DateTime<Utc>>,
    /// Why it doesn't go on.
    #[schema(schema_with = held)]
    pub(crate) held: Option<serde_json::Value>,
    pub(crate) opened_at: DateTime<Utc>,
    pub(crate) changed_at: DateTime<Utc>,
}

/// Why a case doesn't go on, as documents describe it.
fn held() -> utoipa::openapi::Ref {
    utoipa::openapi::Ref::from_schema_name("Held")
}

/// The order of a list: what is asked for first.
#[derive(Debug, Clone, Copy)]
enum Order {
    /// The newest first.
    Newest,
    /// The newest first, of what was found by its words.
    Found,
    /// What was due for payment longest ago first.
    Overdue,
    /// What falls due by itself soonest first.
    Due,
}

impl Order {
    fn of(filter: &Filter, is_found: bool) -> Self {
        match filter {
            Filter {
                overdue: Some((true, _)),
                ..
            } => Self::Overdue,
            Filter {
                due_by: Some(_), ..
            } => Self::Due,
            _ if is_found => Self::Found,
            _ => Self::Newest,
        }
    }

    /// What comes after the case of a number, as a condition with one value.
    fn after(self) -> &'static str {
        match self {
            Self::Newest => "number < ?",
            Self::Found => "words.rowid < ?",
            Self::Overdue => {
                "(due_date, number) > (SELECT due_date, number FROM cases WHERE number = ?)"
            }
            Self::Due => "(due_at, number) > (SELECT due_at, number FROM cases WHERE number = ?)",
        }
    }

    fn clause(self) -> &'static str {
        match self {
            Self::Newest => "number DESC",
            Self::Found => "words.rowid DESC",
            Self::Overdue => "due_date, number",
            Self::Due => "due_at, number",
        }
    }
}

/// A list's query, and the values in it.
struct Query {
    sql: String,
    values: Vec<Sql>,
}

impl Query {
    fn and(&mut self, condition: &str, value: impl Into<Sql>) {
        self.also(condition);
        self.values.push(value.into());
    }

    fn also(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// The query of a filter, each of whose conditions has an index to find by or most cases to find in.
    fn of(filter: &Filter, limit: usize) -> Self {
        const COLUMNS: &str = "number, id, revision, flow, step, status, currency, balance, customer, due_date, due_at, held, opened_at, changed_at";
        let search = filter.search.as_deref().map(str::trim);
        let search = search.filter(|search| !search.is_empty());
        // Nothing begins with marks alone.
        let words = search.map(|search| matching(search).unwrap_or_default());
        let is_found = words.as_ref().is_some_and(|words| !words.is_empty());
        let order = Order::of(filter, is_found);
        let mut query = match words {
            None => Self {
                sql: format!("SELECT {COLUMNS} FROM cases WHERE 1"),
                values: Vec::new(),
            },
            // The index of words gives them by number, one after the other.
            Some(words) if !words.is_empty() => Self {
                sql: format!(
                    "SELECT {COLUMNS} FROM words CROSS JOIN cases ON number = words.rowid WHERE words MATCH ?"
                ),
                values: vec![Sql::from(words)],
            },
            Some(_) => Self {
                sql: format!("SELECT {COLUMNS} FROM cases WHERE 0"),
                values: Vec::new(),
            },
        };
        for (condition, text) in [
            ("flow = ?", &filter.flow),
            ("status = ?", &filter.status),
            ("step = ?", &filter.step),
            ("customer = ?", &filter.customer),
        ] {
            if let Some(text) = text {
                query.and(condition, text.clone());
            }
        }
        match filter.overdue {
            Some((true, day)) => query.and("balance > 0 AND due_date < ?", day.to_string()),
            Some((false, day)) => query.and(
                "NOT (balance > 0 AND coalesce(due_date < ?, 0))",
                day.to_string(),
            ),
            None => {}
        }
        if let Some(by) = filter.due_by {
            query.and("due_at IS NOT NULL AND due_at <= ?", by.timestamp_millis());
        }
        match filter.held {
            Some(true) => query.also("held IS NOT NULL"),
            Some(false) => query.also("held IS NULL"),
            None => {}
        }
        for (condition, amount) in [
            ("balance >= ?", filter.balance_from),
            ("balance <= ?", filter.balance_to),
        ] {
            if let Some(amount) = amount {
                query.and(condition, ten_thousandths(amount));
            }
        }
        if let Some(before) = filter.before {
            query.and(order.after(), before);
        }
        query.sql.push_str(" ORDER BY ");
        query.sql.push_str(order.clause());
        query.sql.push_str(" LIMIT ?");
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        query.values.push(Sql::from(limit));
        query
    }
}

/// The cases that a filter lets through: the newest first; of what is overdue or due, the longest.
pub(crate) fn list(
    connection: &Connection,
    filter: &Filter,
    limit: usize,
) -> Result<Vec<Listed>, StoreError> {
    let query = Query::of(filter, limit);
    let mut statement = connection.prepare_cached(&query.sql)?;
    let rows = statement.query_map(params_from_iter(query.values), |row| {
        let held: Option<String> = row.get(11)?;
        Ok(Listed {
            number: row.get(0)?,
            id: row.get(1)?,
            revision: row.get(2)?,
            flow: row.get(3)?,
            step: row.get(4)?,
            status: row.get(5)?,
            currency: row.get(6)?,
            balance: Decimal::new(row.get(7)?, 4).normalize(),
            customer: row.get(8)?,
            due_date: row.get(9)?,
            next: row.get::<_, Option<i64>>(10)?.map(instant),
            held: held.and_then(|held| serde_json::from_str(&held).ok()),
            opened_at: instant(row.get(12)?),
            changed_at: instant(row.get(13)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What a search asks of the index: every word of it begins a word there. None where it has no word.
fn matching(search: &str) -> Option<String> {
    let words = search.split(|mark: char| mark.is_whitespace() || mark.is_control());
    // Marks alone are no word to the index.
    let words = words.filter(|word| word.chars().any(char::is_alphanumeric));
    // In quotes, nothing in a word means anything to the index.
    let words = words.map(|word| format!("\"{}\"*", word.replace('"', "\"\"")));
    Some(words.collect::<Vec<_>>().join(" ")).filter(|words| !words.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How SQLite goes about a list.
    fn plan(filter: &Filter) -> String {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(include_str!("schema.sql"))
            .unwrap();
        let query = Query::of(filter, 50);
        let sql = format!("EXPLAIN QUERY PLAN {}", query.sql);
        let mut statement = connection.prepare(&sql).unwrap();
        let steps = statement
            .query_map(params_from_iter(query.values), |row| row.get(3))
            .unwrap();
        steps
            .collect::<Result<Vec<String>, _>>()
            .unwrap()
            .join("\n")
    }

    #[test]
    fn what_few_cases_are_is_found_by_an_index_and_nothing_is_sorted() {
        let day = "2026-03-02".parse().unwrap();
        let all = Filter::default();
        let lists = [
            (all.clone(), "SCAN cases"),
            (
                Filter {
                    held: Some(true),
                    ..all.clone()
                },
                "cases_held",
            ),
            (
                Filter {
                    overdue: Some((true, day)),
                    ..all.clone()
                },
                "cases_overdue",
            ),
            (
                Filter {
                    due_by: Some(DateTime::<Utc>::MAX_UTC),
                    ..all.clone()
                },
                "cases_due",
            ),
            (
                Filter {
                    customer: Some("A".to_owned()),
                    ..all.clone()
                },
                "cases_customer",
            ),
            (
                Filter {
                    status: Some("paused".to_owned()),
                    ..all.clone()
                },
                "cases_status",
            ),
            (
                Filter {
                    flow: Some("reminder".to_owned()),
                    status: Some("active".to_owned()),
                    step: Some("reminder_1".to_owned()),
                    ..all.clone()
                },
                "cases_place",
            ),
            (
                Filter {
                    search: Some("a b".to_owned()),
                    ..all
                },
                "SCAN words VIRTUAL TABLE",
            ),
        ];
        for (filter, index) in lists {
            for before in [None, Some(9)] {
                let filter = Filter {
                    before,
                    ..filter.clone()
                };
                let plan = plan(&filter);
                let is_whole = index == "SCAN cases" && before.is_some();
                assert!(is_whole || plan.contains(index), "{filter:?}:\n{plan}");
                assert!(!plan.contains("TEMP B-TREE"), "{filter:?}:\n{plan}");
            }
        }
    }
}
