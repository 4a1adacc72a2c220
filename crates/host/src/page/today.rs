//! Today: what needs somebody, what comes by itself, and what has happened lately, as charts with their numbers beside them.

mod drawn;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use dunlin::RecordedEffect;
use rusqlite::Connection;
use serde::Serialize;

use self::drawn::{Drawn, Period};
use super::cases::{self, case_address};
use super::form::Fields;
use super::printed::Printed;
use super::render;
use super::visitor::Visitor;
use crate::app::{App, Failure, Figures, UpTo, Waiting};
use crate::http::Language;
use crate::store::{Filter, Listed, OutboxRow, OutboxState, Sought, StoreError, lists, outbox};

/// How many cases and effects are shown of each kind; the lists have the rest.
const SHOWN: usize = 8;
const SHOWN_DEAD: usize = 4;
/// Over how many days one may look back.
const PERIODS: [u64; 2] = [30, 90];

#[derive(Serialize)]
struct Page {
    day: String,
    needs: Vec<Need>,
    held: Vec<cases::Line>,
    dead: Vec<Dead>,
    due: Vec<cases::Line>,
    periods: Vec<Choice>,
    letters: Vec<Letters>,
    money: Vec<Drawn>,
    flows: Option<Drawn>,
}

/// How many cases need something, and where they are.
#[derive(Serialize)]
struct Need {
    label: &'static str,
    count: String,
    address: &'static str,
    /// Whether somebody has to do something about them.
    is_urgent: bool,
}

/// An effect that is given up.
#[derive(Serialize)]
struct Dead {
    id: String,
    /// What makes a second press do nothing.
    key: String,
    what: String,
    to: Option<String>,
    case: String,
    address: String,
    at: String,
    problem: Option<String>,
}

/// How far back is looked.
#[derive(Serialize)]
struct Choice {
    label: String,
    address: String,
    is_here: bool,
}

/// Letters of a kind: how many were asked for, carried out and given up.
#[derive(Serialize)]
struct Letters {
    label: String,
    asked: String,
    sent: String,
    given_up: String,
}

/// What the store has of today.
struct Found {
    waiting: Waiting,
    held: Vec<Listed>,
    due: Vec<Listed>,
    dead: Vec<OutboxRow>,
    figures: Figures,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    fields: Fields,
) -> Response {
    let asked = fields.filled("days").and_then(|days| days.parse().ok());
    let days = PERIODS.into_iter().find(|days| Some(*days) == asked);
    let period = Period::of(app.today(), days.unwrap_or(PERIODS[0]));
    let shown = match found(&app, period).await {
        Ok(found) => page(&app, visitor.reader.language, period, found),
        Err(failure) => Err(failure),
    };
    match shown {
        Ok(page) => render::page(&app, &visitor, "today.html", page),
        Err(failure) => render::failed(&app, &visitor.reader, Some(&visitor.session), &failure),
    }
}

async fn found(app: &Arc<App>, period: Period) -> Result<Found, Failure> {
    let end = app.end_of(app.today());
    let look = move |connection: &Connection| {
        let held = Filter {
            held: Some(true),
            ..Filter::default()
        };
        let due = Filter {
            due_by: Some(end),
            held: Some(false),
            ..Filter::default()
        };
        let dead = Sought {
            state: Some(OutboxState::Dead),
            ..Sought::default()
        };
        Ok::<_, StoreError>((
            lists::list(connection, &held, SHOWN)?.cases,
            lists::list(connection, &due, SHOWN)?.cases,
            outbox::list(connection, &dead, SHOWN_DEAD)?,
        ))
    };
    let (held, due, dead) = app.store.read(look).await?;
    Ok(Found {
        waiting: app.waiting().await?,
        held,
        due,
        dead,
        figures: app.figures(period.from, period.until).await?,
    })
}

fn page(app: &App, language: Language, period: Period, found: Found) -> Result<Page, Failure> {
    let engine = app.engine();
    let printed = Printed::new(engine.rules(), language);
    let (today, now) = (period.until, app.now());
    let line = |case| cases::line(case, printed, today, now);
    let dead = found.dead.iter().map(|row| dead(row, printed));
    Ok(Page {
        day: printed.teller().day(now),
        needs: needs(&found.waiting, printed),
        held: found.held.into_iter().map(line).collect(),
        dead: dead.collect::<Result<_, _>>()?,
        due: found.due.into_iter().map(line).collect(),
        periods: PERIODS.map(|days| choice(days, period, language)).into(),
        letters: letters(&found.figures, printed),
        money: drawn::money(&found.figures, period, printed),
        flows: drawn::flows(&found.figures, period, printed),
    })
}

fn needs(waiting: &Waiting, printed: Printed<'_>) -> Vec<Need> {
    let count = |up_to: UpTo| {
        let count = printed.whole(up_to.count);
        format!("{count}{}", if up_to.is_more { "+" } else { "" })
    };
    let need = |label, up_to: UpTo, address, is_urgent: bool| Need {
        label: printed.language.of(label),
        count: count(up_to),
        address,
        is_urgent: is_urgent && up_to.count > 0,
    };
    vec![
        need(
            ["Held back", "Holdt tilbage"],
            waiting.held,
            "/ui/cases?view=held",
            true,
        ),
        need(
            ["Not delivered", "Ikke leveret"],
            waiting.dead,
            "/ui/cases?view=dead",
            true,
        ),
        need(
            ["Due today", "Forfalder i dag"],
            waiting.due,
            "/ui/cases?view=due",
            false,
        ),
        need(
            ["Payment overdue", "Betalingsfrist overskredet"],
            waiting.overdue,
            "/ui/cases?view=overdue",
            false,
        ),
    ]
}

fn dead(row: &OutboxRow, printed: Printed<'_>) -> Result<Dead, Failure> {
    let effect: Option<RecordedEffect> = serde_json::from_str(&row.body).ok();
    let letter = effect.as_ref().and_then(|effect| effect.letter.as_ref());
    let what = match (letter, &effect) {
        (Some(letter), _) => letter.subject.clone(),
        (None, Some(effect)) => printed.teller().effect(effect, "", None).sentence,
        (None, None) => row.effect.clone(),
    };
    let to = effect.and_then(|effect| Some(effect.arguments.get("to")?.as_str()?.to_owned()));
    Ok(Dead {
        id: row.id.clone(),
        key: App::new_key()?,
        what,
        to,
        case: row.case.clone(),
        address: case_address(&row.case),
        at: printed.moment(row.ended_at.unwrap_or(row.made_at)),
        problem: row.problem.clone(),
    })
}

fn choice(days: u64, period: Period, language: Language) -> Choice {
    Choice {
        label: language.of([format!("{days} days"), format!("{days} dage")]),
        address: format!("/ui/today?days={days}#figures"),
        is_here: days == period.days,
    }
}

/// Letters by what they are, those most asked for first.
fn letters(figures: &Figures, printed: Printed<'_>) -> Vec<Letters> {
    let mut counted: indexmap::IndexMap<&str, [i64; 3]> = indexmap::IndexMap::new();
    let kinds = [&figures.asked, &figures.sent, &figures.given_up];
    for (kind, of_days) in kinds.into_iter().enumerate() {
        for figure in of_days {
            let counts = counted.entry(&figure.name).or_default();
            if let Some(count) = counts.get_mut(kind) {
                *count += figure.count;
            }
        }
    }
    counted.sort_by(|_, one, _, other| other.cmp(one));
    let told = counted
        .into_iter()
        .map(|(template, [asked, sent, given_up])| Letters {
            label: printed
                .rules
                .label_of_letter(template)
                .get(printed.language.code())
                .to_owned(),
            asked: printed.whole(asked),
            sent: printed.whole(sent),
            given_up: printed.whole(given_up),
        });
    told.collect()
}

/// The first of so many days that end with one.
fn first_of(days: u64, until: NaiveDate) -> NaiveDate {
    let before = Days::new(days.saturating_sub(1));
    until.checked_sub_days(before).unwrap_or(until)
}
