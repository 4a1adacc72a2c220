//! The table of cases: what is looked for, a page of what is found, and what needs somebody first.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use dunlin::{RuleSet, Turn, Value};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rusqlite::Connection;
use rust_decimal::Decimal;
use serde::Serialize;

use super::form::Fields;
use super::printed::{Printed, amount};
use super::render;
use super::visitor::Visitor;
use crate::app::{App, Failure, Waiting};
use crate::http::Language;
use crate::store::{Filter, Listed, Part, StoreError, lists};

/// How many a page has.
const PAGE: usize = 50;
/// How many stand first of each kind that needs somebody.
const URGENT: usize = 5;

/// The lists that stand ready, by their names in the address.
const VIEWS: [(&str, [&str; 2]); 6] = [
    ("all", ["All", "Alle"]),
    ("held", ["Held back", "Holdt tilbage"]),
    ("dead", ["Not delivered", "Ikke leveret"]),
    ("due", ["Due today", "Forfalder i dag"]),
    ("overdue", ["Overdue", "Overskredet"]),
    ("paused", ["Paused", "I bero"]),
];

#[derive(Serialize)]
struct Page {
    views: Vec<View>,
    /// What needs somebody first.
    urgent: Vec<Line>,
    query: Query,
    flows: Vec<Choice>,
    steps: Vec<Group>,
    statuses: Vec<Choice>,
    /// What stands in the filter and can't be read.
    unread: Vec<String>,
    lines: Vec<Line>,
    /// How many cases were looked through, where looking stopped before the page was full.
    looked_through: Option<String>,
    next: Option<String>,
    first: Option<String>,
}

/// A list that stands ready.
#[derive(Serialize)]
struct View {
    label: &'static str,
    address: String,
    is_here: bool,
    /// How many there are, as far as they are counted.
    count: Option<String>,
}

/// What is looked for, as it was written.
#[derive(Serialize, Default)]
struct Query {
    view: String,
    q: String,
    flow: String,
    step: String,
    status: String,
    customer: String,
    from: String,
    to: String,
    is_filtered: bool,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
}

#[derive(Serialize)]
struct Group {
    label: String,
    options: Vec<Choice>,
}

/// A case in the table.
#[derive(Serialize)]
pub(super) struct Line {
    id: String,
    address: String,
    customer: Option<String>,
    flow: String,
    step: Option<String>,
    status: String,
    status_label: &'static str,
    balance: String,
    due_date: Option<String>,
    is_overdue: bool,
    next: Option<String>,
    /// Why it doesn't go on.
    held: Vec<String>,
    /// Whether something for it is given up.
    is_dead: bool,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    fields: Fields,
) -> Response {
    let language = visitor.reader.language;
    let engine = app.engine();
    let rules = engine.rules();
    let now = app.now();
    let today = rules.local(now).date();
    let text = |name: &str| fields.filled(name).unwrap_or_default().to_owned();
    let mut query = Query {
        view: text("view"),
        q: text("q"),
        flow: text("flow"),
        step: text("step"),
        status: text("status"),
        customer: text("customer"),
        from: text("from"),
        to: text("to"),
        is_filtered: false,
    };
    if !VIEWS.iter().any(|(name, _)| *name == query.view) {
        query.view = "all".to_owned();
    }
    let filters = ["q", "flow", "step", "status", "customer", "from", "to"];
    query.is_filtered = filters.iter().any(|name| fields.filled(name).is_some());
    let mut unread = Vec::new();
    let filter = filter(&query, &fields, (rules, today), language, &mut unread);
    let is_front = query.view == "all" && !query.is_filtered && fields.filled("before").is_none();
    let found = match found(&app, filter, is_front).await {
        Ok(found) => found,
        Err(failure) => {
            let session = Some(&visitor.session);
            return render::failed(&app, &visitor.reader, session, &failure);
        }
    };
    let Found {
        part: found,
        urgent,
        waiting,
    } = found;
    let next = found.next.map(|number| address(&fields, Some(number)));
    let first = fields.filled("before").map(|_| address(&fields, None));
    let printed = Printed::new(rules, language);
    let page = Page {
        views: views(&query, &waiting, printed),
        urgent: urgent
            .into_iter()
            .map(|case| line(case, printed, today, now))
            .collect(),
        flows: flows(rules, language),
        steps: steps(rules, language),
        statuses: ["active", "paused", "closed"]
            .map(|status| Choice {
                value: status.to_owned(),
                label: printed.status(status).to_owned(),
            })
            .into(),
        query,
        unread,
        looked_through: found.looked_through.map(|looked| {
            printed.value(
                &Value::Integer(i64::try_from(looked).unwrap_or(i64::MAX)),
                "",
            )
        }),
        lines: found
            .cases
            .into_iter()
            .map(|case| line(case, printed, today, now))
            .collect(),
        next,
        first,
    };
    render::page(&app, &visitor, "cases.html", page)
}

/// What is on the page.
struct Found {
    part: Part,
    /// What needs somebody first.
    urgent: Vec<Listed>,
    waiting: Waiting,
}

async fn found(app: &Arc<App>, filter: Filter, is_front: bool) -> Result<Found, Failure> {
    let look = move |connection: &Connection| {
        let part = lists::list(connection, &filter, PAGE)?;
        let mut urgent = Vec::new();
        if is_front {
            for (held, dead) in [(Some(true), None), (None, Some(true))] {
                let filter = Filter {
                    held,
                    dead,
                    ..Filter::default()
                };
                urgent.extend(lists::list(connection, &filter, URGENT)?.cases);
            }
            // A case may be both.
            let mut seen = std::collections::HashSet::new();
            urgent.retain(|case: &Listed| seen.insert(case.number));
        }
        Ok::<_, StoreError>((part, urgent))
    };
    let (part, urgent) = app.store.read(look).await?;
    Ok(Found {
        part,
        urgent,
        waiting: app.waiting().await?,
    })
}

fn filter(
    query: &Query,
    fields: &Fields,
    (rules, today): (&RuleSet, NaiveDate),
    language: Language,
    unread: &mut Vec<String>,
) -> Filter {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let mut balance = |written: &str, [english, danish]: [&str; 2]| -> Option<Decimal> {
        let read = amount(written, language)?;
        if read.is_err() {
            let field = language.of([english, danish]);
            unread.push(language.of([
                format!("“{field}” can't be read and isn't looked by: write an amount such as 1,250.50."),
                format!("“{field}” kan ikke læses, og der ses bort fra det: skriv et beløb som 1.250,50."),
            ]));
        }
        read.ok()
    };
    // A step is told with its flow, as two flows may have steps of one name.
    let (flow_of_step, step) = query.step.split_once('/').unwrap_or(("", ""));
    Filter {
        flow: text(&query.flow).or_else(|| text(flow_of_step)),
        status: text(&query.status)
            .or_else(|| (query.view == "paused").then(|| "paused".to_owned())),
        step: text(step),
        customer: text(&query.customer),
        overdue: (query.view == "overdue").then_some((true, today)),
        due_by: (query.view == "due").then(|| end_of(today, rules)),
        held: (query.view == "held").then_some(true),
        dead: (query.view == "dead").then_some(true),
        balance_from: balance(&query.from, ["Owes from", "Skylder fra"]),
        balance_to: balance(&query.to, ["to", "til"]),
        search: text(&query.q),
        before: fields
            .filled("before")
            .and_then(|before| before.parse().ok()),
    }
}

/// The last moment of a day in the rule set's zone.
fn end_of(day: NaiveDate, rules: &RuleSet) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    let next = rules.instant(next.and_time(NaiveTime::MIN));
    next - chrono::TimeDelta::milliseconds(1)
}

/// The same list, from another place on.
fn address(fields: &Fields, before: Option<i64>) -> String {
    let kept = [
        "view", "q", "flow", "step", "status", "customer", "from", "to",
    ];
    let kept = kept.into_iter().filter_map(|name| {
        let value = utf8_percent_encode(fields.filled(name)?, NON_ALPHANUMERIC);
        Some(format!("{name}={value}"))
    });
    let before = before.map(|before| format!("before={before}"));
    let asked: Vec<String> = kept.chain(before).collect();
    match asked.is_empty() {
        true => "/ui/cases".to_owned(),
        false => format!("/ui/cases?{}", asked.join("&")),
    }
}

fn views(query: &Query, waiting: &Waiting, printed: Printed<'_>) -> Vec<View> {
    let view = |(name, label): &(&str, [&'static str; 2])| {
        let count = match *name {
            "held" => Some(waiting.held),
            "dead" => Some(waiting.dead),
            "due" => Some(waiting.due),
            "overdue" => Some(waiting.overdue),
            _ => None,
        };
        View {
            label: printed.language.of(*label),
            address: match *name {
                "all" => "/ui/cases".to_owned(),
                name => format!("/ui/cases?view={name}"),
            },
            is_here: query.view == *name,
            count: count.map(|count| printed.up_to(count)),
        }
    };
    VIEWS.iter().map(view).collect()
}

fn flows(rules: &RuleSet, language: Language) -> Vec<Choice> {
    let choice = |flow: &str| Choice {
        value: flow.to_owned(),
        label: rules.label_of_flow(flow).get(language.code()).to_owned(),
    };
    rules.flows().map(choice).collect()
}

fn steps(rules: &RuleSet, language: Language) -> Vec<Group> {
    let group = |flow: &str| Group {
        label: rules.label_of_flow(flow).get(language.code()).to_owned(),
        options: rules
            .steps(flow)
            .map(|step| Choice {
                value: format!("{flow}/{step}"),
                label: step_label(rules, flow, step, language),
            })
            .collect(),
    };
    rules.flows().map(group).collect()
}

pub(super) fn step_label(rules: &RuleSet, flow: &str, step: &str, language: Language) -> String {
    let turn = Turn::Step {
        flow: flow.into(),
        step: step.into(),
    };
    rules.label_of(&turn).get(language.code()).to_owned()
}

pub(super) fn line(
    case: Listed,
    printed: Printed<'_>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Line {
    let Printed { rules, language } = printed;
    let due_date = case.due_date.as_deref().and_then(|day| day.parse().ok());
    Line {
        address: case_address(&case.id),
        flow: rules
            .label_of_flow(&case.flow)
            .get(language.code())
            .to_owned(),
        step: case
            .step
            .as_deref()
            .map(|step| step_label(rules, &case.flow, step, language)),
        status_label: printed.status(&case.status),
        balance: printed.amount(case.balance, &case.currency),
        is_overdue: case.balance > Decimal::ZERO && due_date.is_some_and(|due| due < today),
        due_date: due_date.map(|due| printed.day(due)),
        next: case.next.map(|next| match next <= now {
            true => language.of(["now", "nu"]).to_owned(),
            false => printed.day_of(next),
        }),
        held: reasons(case.held.as_ref(), language),
        is_dead: case.dead > 0,
        customer: case.customer,
        status: case.status,
        id: case.id,
    }
}

/// Where a case's page is.
pub(crate) fn case_address(id: &str) -> String {
    format!("/ui/cases/{}", utf8_percent_encode(id, NON_ALPHANUMERIC))
}

/// Why a case doesn't go on, as lists keep it.
pub(super) fn reasons(held: Option<&serde_json::Value>, language: Language) -> Vec<String> {
    let denials = held.and_then(|held| held.get("denials")?.as_array());
    let messages = denials.into_iter().flatten().filter_map(|denial| {
        let message = denial.get("message")?;
        let message = message
            .get(language.code())
            .or_else(|| message.as_object()?.values().next());
        Some(message?.as_str()?.to_owned())
    });
    messages.collect()
}
