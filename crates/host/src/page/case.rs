//! A case: who owes what, where it stands, what may be done with it and why not, what will happen and what has.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::Days;
use dunlin::{Case, Due, MenuItem, Record, Turn, Value};
use dunlin_workbench::graph::{Inline, Position, Width};
use indexmap::IndexMap;
use rusqlite::Connection;
use rust_decimal::Decimal;
use serde::Serialize;

use super::cases::{case_address, reasons, step_label};
use super::printed::Printed;
use super::render;
use super::told::{Effect, Foretold, Letter, Reason};
use super::visitor::Visitor;
use crate::app::{App, Failure, Standing};
use crate::http::Path;
use crate::store::{Entry, OutboxRow, OutboxState, Sought, StoreError, journal, outbox};

/// How many entries of its journal, and how many letters, a case's page shows.
const ENTRIES: i64 = 20;
const LETTERS: usize = 20;
/// How many days ahead is looked.
pub(super) const AHEAD: u64 = 365;

#[derive(Serialize)]
struct Page {
    case: Head,
    actions: Vec<Action>,
    accounts: Vec<Account>,
    facts: Vec<Fact>,
    next: String,
    /// Why what comes next doesn't.
    held: Vec<Reason>,
    nearest: Option<String>,
    /// The flow's next step, where something else comes before it because it waits.
    waiting: Option<Waiting>,
    forecast: Foretold,
    /// The flow that it is in, for a desk and for a phone.
    drawings: [String; 2],
    history: Vec<Happened>,
    has_more_history: bool,
    ledger: Vec<Posted>,
    holds: Vec<Hold>,
    letters: Vec<Sent>,
}

/// A step that waits for the case to change.
#[derive(Serialize)]
struct Waiting {
    step: String,
    /// Why it was held back when it was due.
    reasons: Vec<String>,
    nearest: Option<String>,
}

/// What a case's pages have at their top.
#[derive(Serialize)]
pub(super) struct Head {
    id: String,
    address: String,
    customer: Option<String>,
    status: String,
    status_label: &'static str,
    flow: String,
    step: Option<String>,
    balance: String,
    revision: i64,
    closed: Option<String>,
}

/// An action of the menu.
#[derive(Serialize)]
struct Action {
    name: String,
    label: String,
    help: Option<String>,
    address: String,
    is_enabled: bool,
    reasons: Vec<Reason>,
    nearest: Option<String>,
}

/// What was charged or paid of one kind, and what is left of it.
#[derive(Serialize)]
struct Account {
    label: String,
    total: String,
    left: Option<String>,
    is_charge: bool,
}

#[derive(Serialize)]
struct Fact {
    label: String,
    value: String,
}

/// A decision of the past.
#[derive(Serialize)]
struct Happened {
    at: String,
    title: String,
    who: String,
    is_by_system: bool,
    is_allowed: bool,
    address: String,
    effects: Vec<Effect>,
    reasons: Vec<Reason>,
}

#[derive(Serialize)]
struct Posted {
    date: String,
    label: String,
    amount: String,
    is_charge: bool,
}

#[derive(Serialize)]
struct Hold {
    reason: String,
    note: Option<String>,
    since: String,
    resume_on: Option<String>,
    ended: Option<String>,
}

/// A letter as it was sent, or wasn't yet.
#[derive(Serialize)]
struct Sent {
    at: String,
    state: &'static str,
    state_label: &'static str,
    to: Option<String>,
    problem: Option<String>,
    letter: Letter,
}

/// What the store has beside the case.
struct Kept {
    entries: Vec<Entry>,
    letters: Vec<OutboxRow>,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Response {
    match looked_at(&app, &visitor, id).await {
        Ok(page) => render::page(&app, &visitor, "case.html", page),
        Err(failure) => render::failed(&app, &visitor.reader, Some(&visitor.session), &failure),
    }
}

async fn looked_at(app: &Arc<App>, visitor: &Visitor, id: String) -> Result<Page, Failure> {
    let standing = app.standing(id).await?;
    let (id, after) = (standing.row.id.clone(), standing.row.entries - ENTRIES);
    let letters = Sought {
        case: Some(id.clone()),
        letters: true,
        ..Sought::default()
    };
    let look = move |connection: &Connection| {
        Ok::<_, StoreError>(Kept {
            entries: journal::of_case(connection, &id, after.max(0), ENTRIES as usize)?,
            letters: outbox::list(connection, &letters, LETTERS)?,
        })
    };
    let kept = app.store.read(look).await?;
    let printed = Printed::new(standing.engine.rules(), visitor.reader.language);
    page(&standing, visitor, printed, kept)
}

fn page(
    standing: &Standing,
    visitor: &Visitor,
    printed: Printed<'_>,
    kept: Kept,
) -> Result<Page, Failure> {
    let Standing {
        engine,
        case,
        now,
        row,
    } = standing;
    let due = engine.next_due(case, *now).map_err(Failure::Unasked)?;
    let nearest = match &due {
        Due::Held { turn, .. } | Due::Waiting { turn, .. } => engine
            .nearest_due(case, turn, *now)
            .map_err(Failure::Unasked)?,
        _ => None,
    };
    let waiting = waiting(standing, &due, printed)?;
    let until = now.checked_add_days(Days::new(AHEAD)).unwrap_or(*now);
    let forecast = engine.forecast(case, *now, until, &[]);
    let forecast = forecast.map_err(Failure::Unasked)?;
    let position = Position::of(engine, case, *now).map_err(Failure::Unasked)?;
    let language = visitor.reader.language;
    let held = match &due {
        Due::Held { denials, .. } => printed.reasons(denials),
        _ => Vec::new(),
    };
    Ok(Page {
        case: head(case, printed, row.revision),
        actions: actions(standing, visitor, printed)?,
        accounts: accounts(case, printed, printed.rules.local(*now).date()),
        facts: facts(case, printed),
        next: printed.teller().next(&due, case, *now),
        held,
        nearest: printed.nearest(nearest.as_ref()),
        waiting,
        forecast: printed.forecast(&forecast, case),
        drawings: [Width::Wide, Width::Narrow].map(|width| {
            let drawn = Inline::of(engine.rules(), language.code()).with(&position);
            let id = format!("place-{width:?}").to_lowercase();
            drawn.flow(case.flow(), &id, width).unwrap_or_default()
        }),
        history: kept
            .entries
            .iter()
            .rev()
            .filter_map(|entry| happened(entry, case, &kept.letters, printed))
            .collect(),
        has_more_history: row.entries > ENTRIES,
        ledger: ledger(case, printed),
        holds: holds(case, printed),
        letters: kept
            .letters
            .iter()
            .filter_map(|row| sent(row, printed))
            .collect(),
    })
}

/// The next step, where it isn't what comes next by itself.
fn waiting(
    standing: &Standing,
    due: &Due,
    printed: Printed<'_>,
) -> Result<Option<Waiting>, Failure> {
    let Standing {
        engine,
        case,
        now,
        row,
    } = standing;
    let Some(step) = case.step().filter(|_| case.status() == "active") else {
        return Ok(None);
    };
    let turn = Turn::Step {
        flow: case.flow().into(),
        step: step.into(),
    };
    if due.turn() == Some(&turn) {
        return Ok(None);
    }
    let nearest = engine.nearest_due(case, &turn, *now);
    let nearest = printed.nearest(nearest.map_err(Failure::Unasked)?.as_ref());
    let held = row.held.as_deref();
    let held = held.and_then(|held| serde_json::from_str(held).ok());
    let reasons = reasons(held.as_ref(), printed.language);
    let is_waiting = nearest.is_some() || !reasons.is_empty();
    Ok(is_waiting.then(|| Waiting {
        step: printed.teller().title(&turn),
        reasons,
        nearest,
    }))
}

pub(super) fn head(case: &Case, printed: Printed<'_>, revision: i64) -> Head {
    let language = printed.language;
    let rules = printed.rules;
    let closed = case.closed().map(|closed| {
        let label = |list, option| {
            rules
                .label_of_option(list, option)
                .get(language.code())
                .to_owned()
        };
        let code = label("close_code", closed.code);
        let reason = label("close_reason", closed.reason);
        format!("{code} · {reason} · {}", printed.moment(closed.at))
    });
    Head {
        id: case.id().to_owned(),
        address: case_address(case.id()),
        customer: case
            .fact("customer.name")
            .and_then(Value::as_str)
            .map(str::to_owned),
        status: case.status().to_owned(),
        status_label: printed.status(case.status()),
        flow: rules
            .label_of_flow(case.flow())
            .get(language.code())
            .to_owned(),
        step: case
            .step()
            .map(|step| step_label(rules, case.flow(), step, language)),
        balance: printed.amount(case.balance(), case.currency()),
        revision,
        closed,
    }
}

/// The actions that are shown, in the rule set's order.
fn actions(
    standing: &Standing,
    visitor: &Visitor,
    printed: Printed<'_>,
) -> Result<Vec<Action>, Failure> {
    let Standing {
        engine, case, now, ..
    } = standing;
    let actor = visitor.session.bearer.actor();
    let menu = engine.menu(case, &actor, *now).map_err(Failure::Unasked)?;
    let language = visitor.reader.language.code();
    let action = |item: &MenuItem<'_>| {
        let nearest = match item.enabled {
            true => None,
            false => engine
                .nearest_enabled(case, item.action(), &actor, *now)
                .map_err(Failure::Unasked)?,
        };
        Ok(Action {
            name: item.action().to_owned(),
            label: item.label().get(language).to_owned(),
            help: item.help().map(|help| help.get(language).to_owned()),
            address: action_address(case.id(), item.action()),
            is_enabled: item.enabled,
            reasons: printed.reasons(&item.denials),
            nearest: printed.nearest(nearest.as_ref()),
        })
    };
    menu.shown().map(action).collect()
}

/// Where an action's form is.
pub(super) fn action_address(case: &str, action: &str) -> String {
    format!("{}/actions/{action}", case_address(case))
}

fn accounts(case: &Case, printed: Printed<'_>, today: chrono::NaiveDate) -> Vec<Account> {
    let mut totals: IndexMap<&str, (Decimal, bool)> = IndexMap::new();
    for posted in case.ledger() {
        let (total, _) = totals
            .entry(posted.kind)
            .or_insert((Decimal::ZERO, posted.is_charge));
        *total += posted.amount;
    }
    let account = case.account_on(today);
    let currency = case.currency();
    let told = totals
        .into_iter()
        .map(|(kind, (total, is_charge))| Account {
            label: entry_label(kind, printed),
            total: printed.amount(total, currency),
            left: account
                .left
                .get(kind)
                .map(|left| printed.amount(*left, currency)),
            is_charge,
        });
    told.collect()
}

fn entry_label(kind: &str, printed: Printed<'_>) -> String {
    let label = printed.rules.label_of_entry(kind);
    label.get(printed.language.code()).to_owned()
}

fn facts(case: &Case, printed: Printed<'_>) -> Vec<Fact> {
    let language = printed.language.code();
    let fact = |(name, value): (&str, &Value)| Fact {
        label: printed.rules.label_of_fact(name).get(language).to_owned(),
        value: printed
            .rules
            .printed_fact(name, value, case.currency(), language),
    };
    case.facts().map(fact).collect()
}

fn happened(
    entry: &Entry,
    case: &Case,
    letters: &[OutboxRow],
    printed: Printed<'_>,
) -> Option<Happened> {
    let record: Record = serde_json::from_str(&entry.record).ok()?;
    Some(Happened {
        at: printed.moment(record.at),
        title: match subject(&record, letters) {
            Some(subject) => format!("{}: “{subject}”", printed.title(&record.request)),
            None => printed.title(&record.request),
        },
        is_by_system: record.request.role == "system",
        who: record.request.actor,
        is_allowed: record.verdict == dunlin::Verdict::Allowed,
        address: format!("/ui/journal/{}", entry.seq),
        effects: printed.effects(&record.effects, case.currency(), record.at),
        reasons: printed.reasons(&record.denials),
    })
}

/// The subject of the letter that a record is the answer about.
fn subject(record: &Record, letters: &[OutboxRow]) -> Option<String> {
    let id = record.request.input.get("id")?.as_str()?;
    let row = letters.iter().find(|row| row.id == id)?;
    let effect: dunlin::RecordedEffect = serde_json::from_str(&row.body).ok()?;
    Some(effect.letter?.subject)
}

fn ledger(case: &Case, printed: Printed<'_>) -> Vec<Posted> {
    let posted = case.ledger().map(|posted| Posted {
        date: printed.day(posted.date),
        label: entry_label(posted.kind, printed),
        amount: printed.amount(
            if posted.is_charge {
                posted.amount
            } else {
                -posted.amount
            },
            case.currency(),
        ),
        is_charge: posted.is_charge,
    });
    posted.collect()
}

fn holds(case: &Case, printed: Printed<'_>) -> Vec<Hold> {
    let hold = case.holds().map(|hold| Hold {
        reason: printed
            .rules
            .label_of_option("pause_reason", hold.reason)
            .get(printed.language.code())
            .to_owned(),
        note: hold.note.map(str::to_owned),
        since: printed.moment(hold.since),
        resume_on: hold.resume_on.map(|day| printed.day(day)),
        ended: hold.ended.map(|at| printed.moment(at)),
    });
    hold.collect()
}

/// A letter of the outbox; none where the effect has none.
fn sent(row: &OutboxRow, printed: Printed<'_>) -> Option<Sent> {
    let effect: dunlin::RecordedEffect = serde_json::from_str(&row.body).ok()?;
    let letter = effect.letter.as_ref()?;
    let (state, label) = match row.state {
        OutboxState::Pending => ("pending", ["On its way", "På vej"]),
        OutboxState::Done => ("done", ["Sent", "Sendt"]),
        OutboxState::Dead => ("dead", ["Not delivered", "Ikke leveret"]),
    };
    let to = effect.arguments.get("to").and_then(Value::as_str);
    Some(Sent {
        at: printed.moment(row.made_at),
        state,
        state_label: printed.language.of(label),
        to: to.map(str::to_owned),
        problem: row
            .problem
            .clone()
            .filter(|_| row.state != OutboxState::Done),
        letter: Letter::of(letter),
    })
}
