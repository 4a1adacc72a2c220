//! Outgoing mail in the demonstration: what would have left, the newest first, and each letter as it reads.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use dunlin::{RecordedEffect, Value};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rusqlite::Connection;
use serde::Serialize;

use super::cases::case_address;
use super::form::Fields;
use super::printed::Printed;
use super::render;
use super::told::Letter;
use super::visitor::Visitor;
use crate::app::{App, Failure};
use crate::store::{OutboxRow, OutboxState, Sought, StoreError, cases, outbox};

/// How many a page has.
const PAGE: usize = 50;
/// The lists that stand ready, by their names in the address.
const VIEWS: [(&str, [&str; 2], Option<OutboxState>); 4] = [
    ("all", ["All", "Alle"], None),
    ("done", ["Sent", "Sendt"], Some(OutboxState::Done)),
    (
        "pending",
        ["On its way", "På vej"],
        Some(OutboxState::Pending),
    ),
    (
        "dead",
        ["Not delivered", "Ikke leveret"],
        Some(OutboxState::Dead),
    ),
];

#[derive(Serialize)]
struct Page {
    views: Vec<View>,
    lines: Vec<Line>,
    open: Option<Opened>,
    /// The list without the letter that is open.
    closed: String,
    next: Option<String>,
    first: Option<String>,
}

#[derive(Serialize)]
struct View {
    label: &'static str,
    address: String,
    is_here: bool,
}

/// A letter in the list.
#[derive(Serialize)]
struct Line {
    address: String,
    is_open: bool,
    at: String,
    to: String,
    subject: String,
    case: String,
    state: &'static str,
    state_label: &'static str,
}

/// A letter that is open.
#[derive(Serialize)]
struct Opened {
    id: String,
    at: String,
    /// The address, or none where it goes by post.
    to: Option<String>,
    customer: Option<String>,
    case: String,
    case_address: String,
    state: &'static str,
    state_label: &'static str,
    problem: Option<String>,
    again: Option<String>,
    is_given_up: bool,
    letter: Letter,
    /// What the form by which it is tried again carries.
    key: String,
}

/// A letter as the store has it, and whose case it is about.
struct Stored {
    row: OutboxRow,
    effect: RecordedEffect,
    customer: Option<String>,
}

/// What is looked at.
struct Look {
    view: &'static str,
    state: Option<OutboxState>,
    before: Option<i64>,
    open: Option<String>,
}

impl Look {
    fn of(fields: &Fields) -> Self {
        let named = fields.filled("view").unwrap_or_default();
        let view = VIEWS.iter().find(|(name, ..)| *name == named);
        let (view, _, state) = view.copied().unwrap_or(("all", [""; 2], None));
        Self {
            view,
            state,
            before: fields.filled("before").and_then(|seq| seq.parse().ok()),
            open: fields.filled("open").map(str::to_owned),
        }
    }

    /// The address of this list, from some place on, with some letter open.
    fn address(&self, before: Option<i64>, open: Option<&str>) -> String {
        let view = (self.view != "all").then(|| format!("view={}", self.view));
        let before = before.map(|seq| format!("before={seq}"));
        let open = open.map(|id| format!("open={}", utf8_percent_encode(id, NON_ALPHANUMERIC)));
        let asked: Vec<String> = [view, before, open].into_iter().flatten().collect();
        match asked.is_empty() {
            true => "/ui/mail".to_owned(),
            false => format!("/ui/mail?{}", asked.join("&")),
        }
    }
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    fields: Fields,
) -> Response {
    let look = Look::of(&fields);
    match looked_at(&app, &visitor, &look).await {
        Ok(page) => render::page(&app, &visitor, "mail.html", page),
        Err(failure) => render::failed(&app, &visitor.reader, Some(&visitor.session), &failure),
    }
}

async fn looked_at(app: &Arc<App>, visitor: &Visitor, look: &Look) -> Result<Page, Failure> {
    let open = look.open.clone();
    let sought = Sought {
        state: look.state,
        letters: true,
        before: look.before,
        ..Sought::default()
    };
    let read = move |connection: &Connection| {
        let rows = outbox::list(connection, &sought, PAGE)?.into_iter();
        let letters = rows.map(|row| stored(connection, row));
        let letters: Vec<Option<Stored>> = letters.collect::<Result<_, _>>()?;
        let letters: Vec<Stored> = letters.into_iter().flatten().collect();
        let open = match open {
            Some(id) => outbox::find(connection, &id)?,
            None => None,
        };
        let open = open.map(|row| stored(connection, row)).transpose()?;
        Ok::<_, StoreError>((letters, open.flatten()))
    };
    let (letters, open) = app.store.read(read).await?;
    let engine = app.engine();
    let printed = Printed::new(engine.rules(), visitor.reader.language);
    let last = letters.last().map(|stored| stored.row.seq);
    let next = last.filter(|_| letters.len() == PAGE);
    let language = visitor.reader.language;
    let view = |(name, label, state): &(&'static str, [&'static str; 2], _)| View {
        label: language.of(*label),
        address: Look {
            view: name,
            state: *state,
            before: None,
            open: None,
        }
        .address(None, None),
        is_here: *name == look.view,
    };
    Ok(Page {
        views: VIEWS.iter().map(view).collect(),
        lines: letters
            .iter()
            .map(|stored| line(stored, look, printed))
            .collect(),
        open: match open {
            Some(stored) => opened(&stored, printed)?,
            None => None,
        },
        closed: look.address(look.before, None),
        next: next.map(|seq| look.address(Some(seq), None)),
        first: look.before.map(|_| look.address(None, None)),
    })
}

/// What there is to see of an effect; none where it has no letter.
fn stored(connection: &Connection, row: OutboxRow) -> Result<Option<Stored>, StoreError> {
    let effect = serde_json::from_str::<RecordedEffect>(&row.body).ok();
    let Some(effect) = effect.filter(|effect| effect.letter.is_some()) else {
        return Ok(None);
    };
    let customer = cases::customer(connection, &row.case)?;
    Ok(Some(Stored {
        row,
        effect,
        customer,
    }))
}

impl Stored {
    /// Where it goes, if it goes by e-mail.
    fn to(&self) -> Option<&str> {
        self.effect.arguments.get("to").and_then(Value::as_str)
    }

    fn state(&self, printed: Printed<'_>) -> (&'static str, &'static str) {
        let (name, label) = match self.row.state {
            OutboxState::Pending => ("pending", ["On its way", "På vej"]),
            OutboxState::Done => ("done", ["Sent", "Sendt"]),
            OutboxState::Dead => ("dead", ["Not delivered", "Ikke leveret"]),
        };
        (name, printed.language.of(label))
    }
}

fn line(stored: &Stored, look: &Look, printed: Printed<'_>) -> Line {
    let row = &stored.row;
    let (state, state_label) = stored.state(printed);
    let subject = stored.effect.letter.as_ref();
    let customer = stored.customer.as_deref();
    Line {
        address: look.address(look.before, Some(&row.id)),
        is_open: look.open.as_ref() == Some(&row.id),
        at: printed.moment(row.made_at),
        to: customer.or(stored.to()).unwrap_or("–").to_owned(),
        subject: subject
            .map(|letter| letter.subject.clone())
            .unwrap_or_default(),
        case: row.case.clone(),
        state,
        state_label,
    }
}

fn opened(stored: &Stored, printed: Printed<'_>) -> Result<Option<Opened>, Failure> {
    let row = &stored.row;
    let Some(letter) = &stored.effect.letter else {
        return Ok(None);
    };
    let (state, state_label) = stored.state(printed);
    let problem = row.problem.clone();
    Ok(Some(Opened {
        id: row.id.clone(),
        at: printed.moment(row.made_at),
        to: stored.to().map(str::to_owned),
        customer: stored.customer.clone(),
        case: row.case.clone(),
        case_address: case_address(&row.case),
        state,
        state_label,
        problem: problem.filter(|_| row.state != OutboxState::Done),
        again: row.next_attempt.map(|at| printed.moment(at)),
        is_given_up: row.state == OutboxState::Dead,
        letter: Letter::of(letter),
        key: App::new_key()?,
    }))
}
