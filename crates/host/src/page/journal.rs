//! The journal: decisions that are sought, the newest first, and one with all that it came from · nothing is decided again but to tell why.

mod entry;
mod export;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use dunlin::{Record, Turn, Value};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

pub(super) use self::entry::entry;
pub(super) use self::export::export;
use super::cases::case_address;
use super::form::Fields;
use super::printed::Printed;
use super::render;
use super::visitor::Visitor;
use crate::app::{App, Failure};
use crate::http::Language;
use crate::store::{Line, Looked, Sort};

/// How many entries a page has.
const PAGE: usize = 50;
/// What the system does by itself.
const ADVANCE: &str = "advance";
const OPEN: &str = "open_case";
/// Who does what nobody has asked for.
const SYSTEM: &str = "system";
/// The fields of the filter.
const FIELDS: [&str; 6] = ["case", "action", "who", "verdict", "from", "until"];

#[derive(Serialize)]
struct Page {
    query: Query,
    actions: Vec<Choice>,
    people: Vec<Choice>,
    lines: Vec<Told>,
    next: Option<String>,
    first: Option<String>,
    /// Where what is sought can be had as a file.
    export: String,
}

/// What is sought, as it was written.
#[derive(Serialize)]
struct Query {
    case: String,
    action: String,
    who: String,
    verdict: String,
    from: String,
    until: String,
    is_filtered: bool,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// An entry, in words.
#[derive(Serialize)]
struct Told {
    address: String,
    at: String,
    case: String,
    case_address: String,
    what: String,
    who: Option<String>,
    is_allowed: bool,
    /// What followed, or why nothing did.
    because: Vec<String>,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    fields: Fields,
) -> Response {
    match looked_at(&app, visitor.reader.language, &fields).await {
        Ok(page) => render::page(&app, &visitor, "journal.html", page),
        Err(failure) => render::failed(&app, &visitor.reader, Some(&visitor.session), &failure),
    }
}

async fn looked_at(app: &Arc<App>, language: Language, fields: &Fields) -> Result<Page, Failure> {
    let lines = app.decisions(looked(app, fields), PAGE).await?;
    let sorts = app.asked_for().await?;
    let engine = app.engine();
    let printed = Printed::new(engine.rules(), language);
    let text = |name| fields.filled(name).unwrap_or_default().to_owned();
    let last = lines.last().map(|line| line.entry.seq);
    let next = last.filter(|_| lines.len() == PAGE);
    Ok(Page {
        query: Query {
            case: text("case"),
            action: text("action"),
            who: text("who"),
            verdict: text("verdict"),
            from: text("from"),
            until: text("until"),
            is_filtered: FIELDS.iter().any(|name| fields.filled(name).is_some()),
        },
        actions: actions(&sorts, fields, printed),
        people: people(&sorts, fields, language),
        lines: lines.iter().map(|line| told(line, printed)).collect(),
        next: next.map(|seq| address("/ui/journal", fields, Some(seq))),
        first: fields
            .filled("before")
            .map(|_| address("/ui/journal", fields, None)),
        export: address("/ui/journal/export", fields, None),
    })
}

/// What is sought.
fn looked(app: &App, fields: &Fields) -> Looked {
    let text = |name| fields.filled(name).map(str::to_owned);
    let day = |name| fields.filled(name)?.parse::<NaiveDate>().ok();
    let until = day("until").and_then(|day| day.checked_add_days(Days::new(1)));
    Looked {
        case: text("case"),
        action: text("action"),
        actor: text("who"),
        role: None,
        allowed: match fields.filled("verdict") {
            Some("allowed") => Some(true),
            Some("denied") => Some(false),
            _ => None,
        },
        from: day("from").map(|day| app.start_of(day)),
        until: until.map(|day| app.start_of(day)),
        before: fields
            .filled("before")
            .and_then(|before| before.parse().ok()),
    }
}

/// The same that is sought, at an address and from an entry on.
fn address(path: &str, fields: &Fields, before: Option<i64>) -> String {
    let kept = FIELDS.into_iter().filter_map(|name| {
        let value = utf8_percent_encode(fields.filled(name)?, NON_ALPHANUMERIC);
        Some(format!("{name}={value}"))
    });
    let before = before.map(|before| format!("before={before}"));
    let query: Vec<String> = kept.chain(before).collect();
    match query.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", query.join("&")),
    }
}

/// What anybody has asked for, by what it is called.
fn actions(sorts: &[Sort], fields: &Fields, printed: Printed<'_>) -> Vec<Choice> {
    let names: BTreeSet<&str> = sorts.iter().map(|sort| &*sort.action).collect();
    let choice = |name: &str| Choice {
        value: name.to_owned(),
        label: action_label(name, printed),
        is_chosen: fields.filled("action") == Some(name),
    };
    let mut choices: Vec<Choice> = names.into_iter().map(choice).collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    choices
}

fn people(sorts: &[Sort], fields: &Fields, language: Language) -> Vec<Choice> {
    let names: BTreeSet<&str> = sorts.iter().map(|sort| &*sort.actor).collect();
    let choice = |name: &str| Choice {
        value: name.to_owned(),
        label: match name {
            SYSTEM => language.of(["By itself", "Af sig selv"]).to_owned(),
            name => name.to_owned(),
        },
        is_chosen: fields.filled("who") == Some(name),
    };
    names.into_iter().map(choice).collect()
}

/// What an action is called, those of the engine's own among them.
fn action_label(action: &str, printed: Printed<'_>) -> String {
    let own = match action {
        ADVANCE => ["A step by itself", "Et trin af sig selv"],
        OPEN => ["The case is opened", "Sagen er oprettet"],
        "effect_done" => ["Carried out", "Udført"],
        "effect_failed" => ["Couldn't be carried out", "Kunne ikke udføres"],
        action => {
            let label = printed.rules.label_of_action(action);
            return label.get(printed.language.code()).to_owned();
        }
    };
    printed.language.of(own).to_owned()
}

/// What was asked for: of a step, which.
fn heading(record: &Record, printed: Printed<'_>) -> String {
    let asked = &record.request;
    let input = |name: &str| asked.input.get(name).and_then(Value::as_str);
    let turn = match (input("flow"), input("step"), input("timer")) {
        _ if asked.action != ADVANCE => None,
        (_, _, Some(timer)) => Some(Turn::Timer {
            timer: timer.into(),
        }),
        (Some(flow), Some(step), None) => Some(Turn::Step {
            flow: flow.into(),
            step: step.into(),
        }),
        _ => None,
    };
    match turn {
        Some(turn) => printed.teller().title(&turn),
        None => action_label(&asked.action, printed),
    }
}

/// Who asked; nobody where it came by itself.
fn who(actor: &str, role: &str) -> Option<String> {
    match (actor, role) {
        (SYSTEM, _) => None,
        (actor, role) => Some(format!("{actor} ({role})")),
    }
}

fn told(line: &Line, printed: Printed<'_>) -> Told {
    let record: Option<Record> = serde_json::from_str(&line.entry.record).ok();
    let because = match &record {
        None => Vec::new(),
        Some(record) if line.allowed => {
            let effects = record.effects.iter();
            let day = printed.day_of(record.at);
            let told =
                effects.map(|effect| printed.teller().effect(effect, &line.currency, Some(&day)));
            told.map(|told| told.sentence).collect()
        }
        Some(record) => {
            let denials = record.denials.iter();
            let message = denials.map(|denial| denial.message.get(printed.language.code()));
            message.map(str::to_owned).collect()
        }
    };
    Told {
        address: format!("/ui/journal/{}", line.entry.seq),
        at: printed.moment(line.at),
        case: line.case.clone(),
        case_address: case_address(&line.case),
        what: match &record {
            Some(record) => heading(record, printed),
            None => action_label(&line.action, printed),
        },
        who: who(&line.actor, &line.role),
        is_allowed: line.allowed,
        because,
    }
}
