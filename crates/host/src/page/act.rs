//! An action: its form, then what would follow from it, then the action itself, once · what it asks for and what follows are the engine's to say.

mod input;

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Days, Utc};
use dunlin::{Actor, Case, Decision, Engine, Forecast, MenuItem, Request, Value};
use serde::Serialize;

use super::case::{AHEAD, Head, action_address, head};
use super::cases::case_address;
use super::form::{Fields, Sent};
use super::printed::Printed;
use super::render::{self, on_to};
use super::told::{Effect, Foretold, Reason};
use super::visitor::{Said, Visitor};
use crate::app::{App, Asked, Decided, Failure, Idempotency, Standing};
use crate::http::{Language, Path};
use crate::store::{Answer, Hash};
use input::{Field, Read};

#[derive(Serialize)]
struct Page {
    case: Head,
    label: String,
    help: Option<String>,
    address: String,
    fields: Vec<Field>,
    /// Why it can't be, beside what stands at a field.
    reasons: Vec<Reason>,
    nearest: Option<String>,
    warnings: Vec<String>,
    /// Whether there is anything to fill in, or to confirm.
    is_open: bool,
    preview: Option<Preview>,
    /// Under which the one write is done once.
    key: String,
}

/// What would follow, before anybody confirms it.
#[derive(Serialize)]
struct Preview {
    /// What was filled in, by its labels.
    filled: Vec<Filled>,
    effects: Vec<Effect>,
    balance: String,
    is_balance_new: bool,
    /// Whether others are asked for something, which is assumed to be done.
    is_asking: bool,
    forecast: Foretold,
    /// What would have happened, and then doesn't.
    gone: Vec<Gone>,
}

#[derive(Serialize)]
struct Filled {
    label: String,
    value: String,
    /// The field and what stands in it, as it is sent again.
    name: String,
    written: String,
}

#[derive(Serialize)]
struct Gone {
    at: String,
    title: String,
}

/// What somebody has in mind.
struct Meant<'m> {
    visitor: &'m Visitor,
    action: &'m str,
    /// What is filled in; none where the form is opened.
    fields: Option<&'m Fields>,
    /// Whether what is filled in is to be changed, rather than looked at.
    is_edited: bool,
}

/// The form of an action; of one without inputs, what would follow from it.
pub(super) async fn form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path((case, action)): Path<(String, String)>,
) -> Response {
    let meant = Meant {
        visitor: &visitor,
        action: &action,
        fields: None,
        is_edited: false,
    };
    shown(&app, case, &meant).await
}

/// Shows what would follow, or does it once that has been seen.
pub(super) async fn take(
    State(app): State<Arc<App>>,
    Path((case, action)): Path<(String, String)>,
    form: Sent,
) -> Response {
    let Sent { visitor, fields } = form;
    match fields.get("step") {
        Some("confirm") => confirmed(&app, &visitor, (case, action), &fields).await,
        step => {
            let meant = Meant {
                visitor: &visitor,
                action: &action,
                fields: Some(&fields),
                is_edited: step == Some("edit"),
            };
            shown(&app, case, &meant).await
        }
    }
}

async fn shown(app: &Arc<App>, case: String, meant: &Meant<'_>) -> Response {
    let visitor = meant.visitor;
    let standing = app.standing(case).await;
    match standing.and_then(|standing| page(&standing, meant)) {
        Ok(Some(page)) => render::page(app, visitor, "act.html", page),
        Ok(None) => render::nothing(app, visitor),
        Err(failure) => render::failed(app, &visitor.reader, Some(&visitor.session), &failure),
    }
}

fn page(standing: &Standing, meant: &Meant<'_>) -> Result<Option<Page>, Failure> {
    let Standing {
        engine,
        case,
        now,
        row,
    } = standing;
    let actor = meant.visitor.session.bearer.actor();
    let language = meant.visitor.reader.language;
    let printed = Printed::new(engine.rules(), language);
    let menu = engine.menu(case, &actor, *now).map_err(Failure::Unasked)?;
    let Some(item) = menu.item(meant.action) else {
        return Ok(None);
    };
    let label = item.label().get(language.code()).to_owned();
    let mut page = Page {
        case: head(case, printed, row.revision),
        label,
        help: item.help().map(|help| help.get(language.code()).to_owned()),
        address: action_address(case.id(), item.action()),
        fields: Vec::new(),
        reasons: printed.reasons(&item.denials),
        nearest: None,
        warnings: printed.warnings(&item.warnings),
        is_open: item.enabled,
        preview: None,
        key: App::new_key()?,
    };
    if !item.enabled {
        let nearest = engine.nearest_enabled(case, item.action(), &actor, *now);
        page.nearest = printed.nearest(nearest.map_err(Failure::Unasked)?.as_ref());
        return Ok(Some(page));
    }
    let read = Read::of(item, meant.fields, printed);
    let is_asked = meant.fields.is_some() || item.form().len() == 0;
    if is_asked && !meant.is_edited && read.is_whole() {
        let asked = asked(case.id(), meant, read.values.clone(), None);
        looked_ahead(standing, &asked, item, &read, printed, &mut page)?;
    }
    page.fields = read.fields;
    for field in &mut page.fields {
        let about = |reason: &&Reason| reason.input.as_deref() == Some(&field.name);
        field.problems.extend(
            page.reasons
                .iter()
                .filter(about)
                .map(|reason| reason.message.clone()),
        );
    }
    let fields = &page.fields;
    page.reasons.retain(|reason| {
        !fields
            .iter()
            .any(|field| reason.input.as_deref() == Some(&field.name))
    });
    Ok(Some(page))
}

/// What would follow, or why it may not be.
fn looked_ahead(
    standing: &Standing,
    asked: &Asked,
    item: &MenuItem<'_>,
    read: &Read,
    printed: Printed<'_>,
    page: &mut Page,
) -> Result<(), Failure> {
    let Standing {
        engine, case, now, ..
    } = standing;
    let request = asked.request();
    let decision = engine
        .decide(case, &request, *now)
        .map_err(Failure::Unasked)?;
    page.warnings = printed.warnings(decision.warnings());
    if !decision.is_allowed() {
        page.reasons = printed.reasons(decision.denials());
        let nearest = engine
            .nearest(case, &request, *now)
            .map_err(Failure::Unasked)?;
        page.nearest = printed.nearest(nearest.as_ref());
        return Ok(());
    }
    let after = case.apply(&decision)?;
    let answered = answered(engine, &after, &decision, *now)?;
    let ahead = |case| {
        let forecast = engine.forecast(case, *now, later(*now), &[]);
        forecast.map_err(Failure::Unasked)
    };
    let (before, forecast) = (ahead(case)?, ahead(&answered)?);
    page.preview = Some(Preview {
        filled: filled(item, read, printed, case.currency()),
        effects: printed.effects(&decision.record().effects, case.currency(), *now),
        balance: printed.amount(after.balance(), after.currency()),
        is_asking: decision.effects().iter().any(dunlin::Effect::is_for_host),
        is_balance_new: after.balance() != case.balance(),
        gone: gone(&before, &forecast, printed),
        forecast: printed.forecast(&forecast, &answered),
    });
    Ok(())
}

/// The case once what the decision asks of others is done, as forecasts assume of what comes later.
fn answered(
    engine: &Engine,
    after: &Case,
    decision: &Decision<'_>,
    now: DateTime<Utc>,
) -> Result<Case, Failure> {
    let mut case = after.clone();
    for effect in decision
        .effects()
        .iter()
        .filter(|effect| effect.is_for_host())
    {
        let done = Request::new("effect_done", Actor::system()).with("id", effect.id());
        let done = engine.decide(&case, done, now).map_err(Failure::Unasked)?;
        case = case.apply(&done)?;
    }
    Ok(case)
}

fn later(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_add_days(Days::new(AHEAD)).unwrap_or(now)
}

/// What was filled in, as people read it.
fn filled(item: &MenuItem<'_>, read: &Read, printed: Printed<'_>, currency: &str) -> Vec<Filled> {
    let fields = item.form().zip(&read.fields);
    let fields = fields.filter(|(_, field)| !field.value.is_empty());
    let filled = fields.map(|(declared, field)| Filled {
        label: field.label.clone(),
        value: read.printed(&declared, printed, currency),
        name: format!("input.{}", field.name),
        written: field.value.clone(),
    });
    filled.collect()
}

/// What is foreseen before and not after.
fn gone(before: &Forecast, after: &Forecast, printed: Printed<'_>) -> Vec<Gone> {
    let stays = |moment: &dunlin::Foreseen| {
        let mut after = after.moments.iter();
        after.any(|other| other.what == moment.what && other.at == moment.at)
    };
    let gone = before
        .moments
        .iter()
        .filter(|moment| !stays(moment) && !moment.passed_over);
    gone.map(|moment| Gone {
        at: printed.moment(moment.at),
        title: printed.teller().heading(moment),
    })
    .collect()
}

fn asked(
    case: &str,
    meant: &Meant<'_>,
    input: Vec<(String, Value)>,
    revision: Option<i64>,
) -> Asked {
    Asked {
        case: case.to_owned(),
        action: meant.action.to_owned(),
        actor: meant.visitor.session.bearer.actor(),
        input,
        revision,
    }
}

/// Takes the action that was seen before, once however often its form is sent.
async fn confirmed(
    app: &Arc<App>,
    visitor: &Visitor,
    (case, action): (String, String),
    fields: &Fields,
) -> Response {
    let language = visitor.reader.language;
    let failed =
        |failure: &Failure| render::failed(app, &visitor.reader, Some(&visitor.session), failure);
    let standing = match app.standing(case.clone()).await {
        Ok(standing) => standing,
        Err(failure) => return failed(&failure),
    };
    let actor = visitor.session.bearer.actor();
    let input = {
        let engine = &standing.engine;
        let menu = match engine.menu(&standing.case, &actor, standing.now) {
            Ok(menu) => menu,
            Err(error) => return failed(&Failure::Unasked(error)),
        };
        let Some(item) = menu.item(&action) else {
            return render::nothing(app, visitor);
        };
        Read::of(item, Some(fields), Printed::new(engine.rules(), language)).values
    };
    let meant = Meant {
        visitor,
        action: &action,
        fields: Some(fields),
        is_edited: false,
    };
    let revision = fields
        .get("revision")
        .and_then(|revision| revision.parse().ok());
    let key = fields.get("key").unwrap_or_default().to_owned();
    let asked = asked(&case, &meant, input, revision);
    let idempotency = Idempotency {
        token: visitor.session.bearer.name.clone(),
        key,
        request: hash(&asked),
    };
    let told = move |decided: &Decided<'_>| answer(decided, language);
    match app.act(asked, idempotency, told).await {
        Ok(answer) => {
            let said = match answer.status {
                200 => Said::good(answer.body),
                _ => Said::bad(answer.body),
            };
            on_to(&case_address(&case), &said)
        }
        Err(Failure::Stale { .. }) => {
            let stale = language.of([
                "The case has changed since you looked at it, so nothing was done. Here it is as it stands now: look again, and confirm if it still is what you want.",
                "Sagen er ændret, siden du så på den, så intet er gjort. Her er den, som den står nu: se på den igen, og bekræft, hvis det stadig er det, du vil.",
            ]);
            on_to(&action_address(&case, &action), &Said::bad(stale))
        }
        Err(failure) => failed(&failure),
    }
}

/// What is asked, by which a key that is used again is known.
fn hash(asked: &Asked) -> Hash {
    let input = serde_json::to_string(&asked.input).unwrap_or_default();
    let revision = asked.revision.unwrap_or(-1).to_string();
    let parts = ["page", &asked.case, &asked.action, &revision, &input];
    Hash::of(&parts.map(str::as_bytes))
}

/// What is said once it is decided; kept, so that a form that is sent twice is answered once.
fn answer(decided: &Decided<'_>, language: Language) -> Answer {
    let decision = decided.decision;
    let label = decided.engine.rules().label_of_action(decision.action());
    let label = label.get(language.code()).to_owned();
    if decision.is_allowed() {
        let done = language.of([format!("Done: {label}"), format!("Udført: {label}")]);
        return Answer {
            status: StatusCode::OK.as_u16(),
            body: done,
        };
    }
    let denials = decision.denials().iter();
    let messages = denials.map(|denial| denial.message.get(language.code()));
    let messages = messages.collect::<Vec<_>>().join(" ");
    Answer {
        status: StatusCode::CONFLICT.as_u16(),
        body: language.of([
            format!("Not done: {label}. {messages}"),
            format!("Ikke udført: {label}. {messages}"),
        ]),
    }
}
