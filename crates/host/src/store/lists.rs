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
    /// Whether any of its effects is given up.
    pub(crate) dead: Option<bool>,
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
    /// How many of its effects are given up.
    pub(crate) dead: i64,
    pub(crate) opened_at: DateTime<Utc>,
    pub(crate) changed_at: DateTime<Utc>,
}

/// Why a case doesn't go on, as documents describe it.
fn held() -> utoipa::openapi::Ref {
    utoipa::openapi::Ref::from_schema_name("Held")
}

/// A part of a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    pub(crate) cases: Vec<Listed>,
    /// What the next part is asked for with, if there may be one.
    pub(crate) next: Option<i64>,
    /// How many cases were looked through, where there may be more and looking stopped before the part was full.
    pub(crate) looked_through: Option<usize>,
}

/// So many cases are few: they are all looked through, and sorted.
const FEW: i64 = 4_096;
/// So many are few where each has to be looked up by its words, which takes long.
const FEW_BY_WORDS: i64 = 32;
/// How many are looked through at most for one part of a list.
const MOST: usize = 10_000;
/// How many, where the index of words leads from one place in the file to another.
const MOST_BY_WORDS: usize = 4_000;

/// The order of a list: what is asked for first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The newest first.
    Newest,
    /// What was due for payment longest ago first.
    Overdue,
    /// What falls due by itself soonest first.
    Due,
}

impl Order {
    fn of(filter: &Filter) -> Self {
        match filter {
            // The index of words gives them by number alone.
            Filter {
                search: Some(search),
                ..
            } if matching(search).is_some() => Self::Newest,
            Filter {
                overdue: Some((true, _)),
                ..
            } => Self::Overdue,
            Filter {
                due_by: Some(_), ..
            } => Self::Due,
            _ => Self::Newest,
        }
    }

    /// What comes after the case of a number, as a condition with one value.
    fn after(self, way: Way) -> &'static str {
        match self {
            Self::Newest if way == Way::Words => "words.rowid < ?",
            Self::Newest => "number < ?",
            Self::Overdue => {
                "(due_date, number) > (SELECT due_date, number FROM cases WHERE number = ?)"
            }
            Self::Due => "(due_at, number) > (SELECT due_at, number FROM cases WHERE number = ?)",
        }
    }

    fn clause(self, way: Way) -> &'static str {
        match self {
            Self::Newest if way == Way::Words => "words.rowid DESC",
            Self::Newest => "number DESC",
            Self::Overdue => "due_date, number",
            Self::Due => "due_at, number",
        }
    }
}

/// By what cases are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// One after another.
    All,
    /// By words that they have.
    Words,
    /// By an index.
    Index(&'static str),
}

impl Way {
    /// Where the cases come from.
    fn from(self) -> String {
        match self {
            Self::All => "cases NOT INDEXED".to_owned(),
            Self::Words => "words CROSS JOIN cases ON number = words.rowid".to_owned(),
            Self::Index(index) => format!("cases INDEXED BY {index}"),
        }
    }
}

/// A part of a filter.
#[derive(Debug)]
struct Condition {
    sql: String,
    values: Vec<Sql>,
    /// By what those that fulfil it are found, where they can be.
    way: Option<Way>,
    /// Whether they are found so in the order of the list.
    is_in_order: bool,
}

/// A filter's conditions.
#[derive(Debug)]
struct Conditions {
    order: Order,
    all: Vec<Condition>,
}

impl Conditions {
    fn of(filter: &Filter) -> Self {
        let order = Order::of(filter);
        let mut conditions = Self {
            order,
            all: Vec::new(),
        };
        conditions.text(filter);
        conditions.time(filter);
        conditions.amount(filter);
        conditions.place(filter);
        conditions
    }

    fn by(&mut self, sql: &str, values: impl IntoIterator<Item = Sql>, way: Way, order: Order) {
        self.all.push(Condition {
            sql: sql.to_owned(),
            values: values.into_iter().collect(),
            way: Some(way),
            is_in_order: order == self.order,
        });
    }

    fn also(&mut self, sql: &str, values: impl IntoIterator<Item = Sql>) {
        self.all.push(Condition {
            sql: sql.to_owned(),
            values: values.into_iter().collect(),
            way: None,
            is_in_order: false,
        });
    }

    fn text(&mut self, filter: &Filter) {
        if let Some(customer) = &filter.customer {
            let way = Way::Index("cases_customer");
            self.by(
                "customer = ?",
                [customer.clone().into()],
                way,
                Order::Newest,
            );
        }
        let search = filter.search.as_deref().map(str::trim);
        let Some(search) = search.filter(|search| !search.is_empty()) else {
            return;
        };
        match matching(search) {
            Some(words) => self.by("words MATCH ?", [words.into()], Way::Words, Order::Newest),
            // Nothing begins with marks alone.
            None => self.also("0", []),
        }
    }

    fn time(&mut self, filter: &Filter) {
        match filter.overdue {
            Some((true, day)) => self.by(
                "balance > 0 AND due_date < ?",
                [day.to_string().into()],
                Way::Index("cases_overdue"),
                Order::Overdue,
            ),
            Some((false, day)) => self.also(
                "NOT (balance > 0 AND coalesce(due_date < ?, 0))",
                [day.to_string().into()],
            ),
            None => {}
        }
        if let Some(by) = filter.due_by {
            self.by(
                "due_at IS NOT NULL AND due_at <= ?",
                [by.timestamp_millis().into()],
                Way::Index("cases_due"),
                Order::Due,
            );
        }
        for (wanted, yes, no, index) in [
            (
                filter.held,
                "held IS NOT NULL",
                "held IS NULL",
                "cases_held",
            ),
            (filter.dead, "dead > 0", "dead = 0", "cases_dead"),
        ] {
            match wanted {
                Some(true) => self.by(yes, [], Way::Index(index), Order::Newest),
                Some(false) => self.also(no, []),
                None => {}
            }
        }
    }

    fn amount(&mut self, filter: &Filter) {
        let (from, to) = (filter.balance_from, filter.balance_to);
        if from.is_none() && to.is_none() {
            return;
        }
        let from = from.map_or(i64::MIN, ten_thousandths);
        let to = to.map_or(i64::MAX, ten_thousandths);
        self.all.push(Condition {
            sql: "balance BETWEEN ? AND ?".to_owned(),
            values: vec![from.into(), to.into()],
            way: Some(Way::Index("cases_balance")),
            is_in_order: false,
        });
    }

    fn place(&mut self, filter: &Filter) {
        let mut sql = Vec::new();
        let mut values = Vec::new();
        for (condition, text) in [
            ("flow = ?", &filter.flow),
            ("status = ?", &filter.status),
            ("step = ?", &filter.step),
        ] {
            if let Some(text) = text {
                sql.push(condition);
                values.push(Sql::from(text.clone()));
            }
        }
        let is_place = values.len() == 3;
        if let Some(status) = &filter.status {
            let way = Way::Index("cases_status");
            self.by("status = ?", [status.clone().into()], way, Order::Newest);
        }
        if filter.flow.is_some() && filter.step.is_some() && filter.status.is_none() {
            // So that the index leads past the statuses to the step.
            sql.push("status IN ('active', 'paused', 'closed')");
        }
        if !sql.is_empty() {
            self.all.push(Condition {
                sql: sql.join(" AND "),
                values,
                way: filter.flow.as_ref().map(|_| Way::Index("cases_place")),
                is_in_order: is_place && self.order == Order::Newest,
            });
        }
    }

    /// By what the cases are found where no condition leaves few: in order, so that nothing is sorted.
    fn way_in_order(&self) -> Option<usize> {
        // What was given last says most of where a case is; words can be looked up in no other way.
        let in_order = |condition: &Condition| condition.is_in_order;
        let words = |condition: &Condition| condition.way == Some(Way::Words);
        let last = self.all.iter().rposition(in_order);
        self.all
            .iter()
            .position(|condition| in_order(condition) && words(condition))
            .or(last)
    }

    /// The condition that the fewest cases fulfil, if they are few.
    fn way_to_few(&self, connection: &Connection) -> Result<Option<usize>, StoreError> {
        let by_words = |condition: &Condition| condition.way == Some(Way::Words);
        let has_words = self.all.iter().any(by_words);
        let mut fewest = None;
        for (place, condition) in self.all.iter().enumerate() {
            let Some(way) = condition.way else { continue };
            let few = match has_words && !by_words(condition) {
                true => FEW_BY_WORDS,
                false => FEW,
            };
            let most = fewest.map_or(few, |(_, fewest)| few.min(fewest));
            let found = count(connection, way, condition, most)?;
            if found < most {
                fewest = Some((place, found));
            }
        }
        Ok(fewest.map(|(place, _)| place))
    }

    /// The query of a part of a list, by what its cases are found.
    fn query(&self, found: Found, before: Option<i64>) -> Query {
        let (by, is_few) = match found {
            Found::Few(by) => (Some(by), true),
            Found::InOrder(by) => (by, false),
        };
        let by = by.and_then(|by| self.all.get(by));
        let way = by.and_then(|condition| condition.way).unwrap_or(Way::All);
        let is_by = |condition: &&Condition| by.is_some_and(|by| std::ptr::eq(by, *condition));
        let (rest, first): (Vec<_>, Vec<_>) =
            self.all.iter().partition(|condition| !is_by(condition));
        // What takes longest to look up is looked up last.
        let is_words = |condition: &&Condition| condition.way == Some(Way::Words);
        let (words, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(is_words);
        let all = others.iter().map(|condition| &*condition.sql);
        let mut fits = std::iter::once("1")
            .chain(all)
            .collect::<Vec<_>>()
            .join(" AND ");
        if !words.is_empty() {
            fits = format!(
                "CASE WHEN {fits} THEN EXISTS (SELECT 1 FROM words WHERE words MATCH ? AND words.rowid = number) ELSE 0 END"
            );
        }
        let in_order = others.iter().chain(&words);
        let values = in_order.flat_map(|condition| condition.values.iter().cloned());
        let mut values: Vec<Sql> = values.collect();
        let mut sql = format!("SELECT {COLUMNS}, {fits} FROM {} WHERE 1", way.from());
        for condition in first {
            sql.push_str(" AND ");
            sql.push_str(&condition.sql);
            values.extend(condition.values.iter().cloned());
        }
        if let Some(before) = before {
            sql.push_str(" AND ");
            sql.push_str(self.order.after(way));
            values.push(before.into());
        }
        sql.push_str(" ORDER BY ");
        sql.push_str(self.order.clause(way));
        Query {
            sql,
            values,
            most: match way {
                _ if is_few => usize::MAX,
                Way::Words => MOST_BY_WORDS,
                _ => MOST,
            },
        }
    }
}

/// How the cases of a list are found.
#[derive(Debug, Clone, Copy)]
enum Found {
    /// By a condition that few fulfil.
    Few(usize),
    /// One after another in the order of the list, by one of the conditions if there is one for it.
    InOrder(Option<usize>),
}

/// A list's query, and the values in it.
#[derive(Debug)]
struct Query {
    sql: String,
    values: Vec<Sql>,
    /// How many cases are looked through.
    most: usize,
}

const COLUMNS: &str = "number, id, revision, flow, step, status, currency, balance, customer, due_date, due_at, held, dead, opened_at, changed_at";
/// The column after them: whether the case is one of the list.
const FITS: usize = 15;

impl Listed {
    fn of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let held: Option<String> = row.get(11)?;
        Ok(Self {
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
            dead: row.get(12)?,
            opened_at: instant(row.get(13)?),
            changed_at: instant(row.get(14)?),
        })
    }
}

/// The cases that a filter lets through: the newest first; of what is overdue or due, the longest.
///
/// A part may have fewer than `limit` although there are more: where no index leads to few, so many are looked through and not more.
pub(crate) fn list(
    connection: &Connection,
    filter: &Filter,
    limit: usize,
) -> Result<Part, StoreError> {
    let conditions = Conditions::of(filter);
    let found = match conditions.way_to_few(connection)? {
        Some(by) => Found::Few(by),
        None => Found::InOrder(conditions.way_in_order()),
    };
    let query = conditions.query(found, filter.before);
    let mut statement = connection.prepare_cached(&query.sql)?;
    let mut rows = statement.query(params_from_iter(query.values))?;
    let mut part = Part::default();
    let mut looked_through = 0;
    while let Some(row) = rows.next()? {
        looked_through += 1;
        if row.get::<_, Option<bool>>(FITS)? == Some(true) {
            part.cases.push(Listed::of(row)?);
        }
        if part.cases.len() == limit || looked_through == query.most {
            part.next = Some(row.get(0)?);
            break;
        }
    }
    part.looked_through = (looked_through == query.most).then_some(looked_through);
    Ok(part)
}

/// How many cases fulfil a condition, `most` at most.
fn count(
    connection: &Connection,
    way: Way,
    condition: &Condition,
    most: i64,
) -> Result<i64, StoreError> {
    let from = match way {
        Way::Words => "words".to_owned(),
        way => way.from(),
    };
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM {from} WHERE {} LIMIT ?)",
        condition.sql
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let values = condition.values.iter().cloned().chain([most.into()]);
    Ok(statement.query_row(params_from_iter(values), |row| row.get(0))?)
}

/// How many cases a filter of one condition lets through, `most` at most.
pub(crate) fn count_up_to(
    connection: &Connection,
    filter: &Filter,
    most: i64,
) -> Result<i64, StoreError> {
    let conditions = Conditions::of(filter);
    let by = conditions.all.iter().find_map(|condition| {
        let way = condition.way?;
        Some((way, condition))
    });
    match by {
        Some((way, condition)) => count(connection, way, condition, most),
        None => Ok(0),
    }
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

    fn store() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(include_str!("schema.sql"))
            .unwrap();
        connection
    }

    /// How SQLite goes about a query.
    fn plan(query: &Query) -> String {
        let connection = store();
        let sql = format!("EXPLAIN QUERY PLAN {}", query.sql);
        let mut statement = connection.prepare(&sql).unwrap();
        let steps = statement
            .query_map(params_from_iter(&query.values), |row| row.get(3))
            .unwrap();
        steps
            .collect::<Result<Vec<String>, _>>()
            .unwrap()
            .join("\n")
    }

    #[test]
    fn what_few_cases_are_is_found_by_an_index_and_nothing_else_is_sorted() {
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
                    dead: Some(true),
                    ..all.clone()
                },
                "cases_dead",
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
                let conditions = Conditions::of(&filter);
                let in_order = conditions.way_in_order();
                let plan = plan(&conditions.query(Found::InOrder(in_order), before));
                let is_whole = index == "SCAN cases" && before.is_some();
                assert!(is_whole || plan.contains(index), "{filter:?}:\n{plan}");
                assert!(!plan.contains("TEMP B-TREE"), "{filter:?}:\n{plan}");
            }
        }
    }

    #[test]
    fn whatever_is_asked_for_is_found_in_order_or_by_an_index_that_leads_to_few() {
        let day = "2026-03-02".parse().unwrap();
        let text = |text: &str| Some(text.to_owned());
        let everything = Filter {
            flow: text("reminder"),
            status: text("active"),
            customer: text("A"),
            overdue: Some((true, day)),
            due_by: Some(DateTime::<Utc>::MAX_UTC),
            held: Some(true),
            dead: Some(true),
            balance_from: Some(Decimal::ONE),
            search: text("a"),
            ..Filter::default()
        };
        for filter in [
            everything.clone(),
            Filter {
                overdue: None,
                ..everything.clone()
            },
            Filter {
                overdue: Some((false, day)),
                due_by: None,
                ..everything
            },
        ] {
            let conditions = Conditions::of(&filter);
            let in_order = conditions.way_in_order();
            let in_order = plan(&conditions.query(Found::InOrder(in_order), Some(9)));
            assert!(!in_order.contains("TEMP B-TREE"), "{in_order}");
            for by in 0..conditions.all.len() {
                let found = plan(&conditions.query(Found::Few(by), Some(9)));
                let is_by_index = conditions.all[by].way.is_some();
                let is_whole = found.lines().any(|step| step == "SCAN cases");
                assert!(!is_by_index || !is_whole, "{found}");
            }
        }
    }

    #[test]
    fn looking_stops_and_goes_on_where_nothing_leads_to_few() {
        let connection = store();
        connection
            .execute_batch(
                "INSERT INTO rule_sets VALUES ('f', 'r', '1', 0, '');
                 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)
                 INSERT INTO cases (number, id, revision, rules, flow, status, currency, balance, opened_at, changed_at, entries, head, state)
                 SELECT i, i, 0, 'f', 'a', CASE WHEN i % 2 THEN 'active' ELSE 'closed' END, 'DKK', CASE WHEN i % 2 = 0 OR i = 7 THEN 10000 ELSE 0 END, 0, 0, 0, x'', '' FROM n",
            )
            .unwrap();
        let mut filter = Filter {
            status: Some("active".to_owned()),
            balance_from: Some(Decimal::ONE),
            ..Filter::default()
        };
        let first = list(&connection, &filter, 10).unwrap();
        assert_eq!(first.looked_through, Some(MOST));
        assert!(first.cases.is_empty());
        filter.before = first.next;
        let second = list(&connection, &filter, 10).unwrap();
        assert_eq!(second.looked_through, None);
        let ids: Vec<&str> = second.cases.iter().map(|case| &*case.id).collect();
        assert_eq!((ids, second.next), (vec!["7"], None));
        // What nobody has is known at once.
        filter.balance_from = Some(Decimal::TWO);
        let none = list(&connection, &filter, 10).unwrap();
        assert_eq!((none.cases.len(), none.next), (0, None));
        filter = Filter {
            status: Some("closed".to_owned()),
            balance_to: Some(Decimal::new(5, 1)),
            ..Filter::default()
        };
        let none = list(&connection, &filter, 10).unwrap();
        assert_eq!((none.cases.len(), none.next), (0, Some(5_002)));
    }
}
