//! Actions: asked for, or asked about; and what happens to cases from outside.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Days, Utc};
use dunlin::{Actor, Effect, Forecast, Value, Verdict, Warning};
use dunlin_workbench::document::{DecisionDocument, Identity, SCHEMA};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::cases::with_standing;
use super::language::Language;
use super::problem::{Kind, Problem};
use super::who::Write;
use super::{answered, at_revision, told};
use crate::app::{App, Asked, Bearer, Decided, Failure, Standing};
use crate::store::Answer;

/// What an action is asked for with.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Input {
    /// The action's inputs by their names, as the menu's form has them.
    #[schema(value_type = Object)]
    input: Option<Value>,
}

/// Something that happened outside.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    /// The case that it happened to.
    case: String,
    /// The action of the rule set that says what follows: `payment_received`.
    action: String,
    #[schema(value_type = Object)]
    #[serde(default)]
    input: Option<Value>,
}

/// Takes an action
///
/// The decision is kept in the case's journal whether it is allowed or denied; effects follow of an allowed one alone.
#[utoipa::path(post, path = "/cases/{id}/actions/{action}", tag = "cases", request_body = Input, security(("token" = [])),
    params(("id" = String, Path, description = "The case"), ("action" = String, Path, description = "The action"),
        ("Idempotency-Key" = String, Header, description = "New for each thing that is done"),
        ("If-Match" = Option<String>, Header, description = "The revision that was seen, in quotes")),
    responses((status = 200, body = Object, description = "The decision, and how the case stands after it"),
        (status = 400, body = Problem, content_type = "application/problem+json"), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "Denied: the reasons"),
        (status = 412, body = Problem, content_type = "application/problem+json"), (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn act(
    State(app): State<Arc<App>>,
    Path((case, action)): Path<(String, String)>,
    write: Write,
) -> Response {
    let input = match body::<Input>(&write.body, write.language) {
        Ok(body) => body.unwrap_or_default().input,
        Err(problem) => return problem.into_response(),
    };
    let actor = write.bearer.actor();
    asked(&app, write, [case, action], actor, input).await
}

/// Tells of something that happened outside, for whoever bears a token of the role `system`
///
/// A payment that came in, a letter that came back: what follows is the rule set's to say, and is answered like an action.
#[utoipa::path(post, path = "/events", tag = "cases", request_body = Event, security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "New for each event")),
    responses((status = 200, body = Object, description = "The decision, and how the case stands after it"),
        (status = 400, body = Problem, content_type = "application/problem+json"), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"), (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "Denied: the reasons"),
        (status = 412, body = Problem, content_type = "application/problem+json"), (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn event(State(app): State<Arc<App>>, write: Write) -> Response {
    let event = match body::<Event>(&write.body, write.language) {
        Ok(Some(event)) => event,
        Ok(None) => return unread("nothing is in it", write.language).into_response(),
        Err(problem) => return problem.into_response(),
    };
    let actor = write.bearer.actor();
    asked(&app, write, [event.case, event.action], actor, event.input).await
}

async fn asked(
    app: &Arc<App>,
    write: Write,
    [case, action]: [String; 2],
    actor: Actor,
    input: Option<Value>,
) -> Response {
    let language = write.language;
    let input = match inputs(input, language) {
        Ok(input) => input,
        Err(problem) => return problem.into_response(),
    };
    let asked = Asked {
        case,
        action,
        actor,
        input,
        revision: write.revision,
    };
    let told = move |decided: &Decided<'_>| answer(decided, language);
    match app.act(asked, write.idempotency, told).await {
        Ok(answer) => answered(&answer),
        Err(failure) => Problem::of(&failure, language).into_response(),
    }
}

/// A decision that is carried out, and how the case stands after it. The case itself is shown at its own address: answers are kept.
#[derive(Serialize)]
struct Taken<'t> {
    schema: u32,
    action: &'t str,
    verdict: Verdict,
    rule_set: Identity<'t>,
    effects: &'t [Effect<'t>],
    warnings: &'t [Warning<'t>],
    case: Stands<'t>,
}

/// How a case stands.
#[derive(Serialize)]
struct Stands<'t> {
    id: &'t str,
    revision: i64,
    flow: &'t str,
    step: Option<&'t str>,
    status: &'t str,
    currency: &'t str,
    balance: Decimal,
}

impl<'t> Taken<'t> {
    fn of(decided: &Decided<'t>) -> Self {
        let Decided {
            engine,
            decision,
            case,
        } = decided;
        Self {
            schema: SCHEMA,
            action: decision.action(),
            verdict: decision.verdict(),
            rule_set: Identity::of(engine.rules()),
            effects: decision.effects(),
            warnings: decision.warnings(),
            case: Stands {
                id: case.id(),
                revision: case.revision(),
                flow: case.flow(),
                step: case.step(),
                status: case.status(),
                currency: case.currency(),
                balance: case.balance(),
            },
        }
    }
}

fn answer(decided: &Decided<'_>, language: Language) -> Answer {
    if !decided.decision.is_allowed() {
        return Problem::denied(decided.decision.denials(), language).answer();
    }
    match serde_json::to_string(&Taken::of(decided)) {
        Ok(body) => Answer {
            status: StatusCode::OK.as_u16(),
            body,
        },
        Err(error) => Problem::new(Kind::Broken, language, error.to_string()).answer(),
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WhatIfQuery {
    /// Up to when what would happen then is told: not at all if nobody says.
    until: Option<DateTime<Utc>>,
}

/// What would follow.
#[derive(Serialize)]
struct WhatIf<'w> {
    decision: DecisionDocument<'w>,
    /// What would allow it, where it is denied and anything is known that would.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<dunlin::Nearest>,
    /// What would happen then, if nothing else did.
    #[serde(skip_serializing_if = "Option::is_none")]
    forecast: Option<Forecast>,
}

/// Tells what would follow from an action, and does nothing
#[utoipa::path(post, path = "/cases/{id}/actions/{action}/what-if", tag = "cases", request_body = Input, security(("token" = [])),
    params(("id" = String, Path, description = "The case"), ("action" = String, Path, description = "The action"), WhatIfQuery),
    responses((status = 200, body = Object, description = "The decision, allowed or denied, and what would happen then"),
        (status = 400, body = Problem, content_type = "application/problem+json"), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"), (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn what_if(
    State(app): State<Arc<App>>,
    language: Language,
    bearer: Bearer,
    Path((case, action)): Path<(String, String)>,
    Query(query): Query<WhatIfQuery>,
    bytes: axum::body::Bytes,
) -> Response {
    let input = body::<Input>(&bytes, language).and_then(|body| {
        let input = body.unwrap_or_default().input;
        inputs(input, language)
    });
    let input = match input {
        Ok(input) => input,
        Err(problem) => return problem.into_response(),
    };
    let asked = Asked {
        case: case.clone(),
        action,
        actor: bearer.actor(),
        input,
        revision: None,
    };
    with_standing(&app, case, language, |standing| {
        let Standing {
            engine, case, now, ..
        } = standing;
        let request = asked.request();
        let decision = engine
            .explain(case, &request, *now)
            .map_err(Failure::Unasked)?;
        let after = case.apply(&decision)?;
        let nearest = match decision.is_allowed() {
            true => None,
            false => engine
                .nearest(case, &request, *now)
                .map_err(Failure::Unasked)?,
        };
        let farthest = now.checked_add_days(Days::new(3_660)).unwrap_or(*now);
        let until = query.until.map(|until| until.clamp(*now, farthest));
        let forecast = until.map(|until| engine.forecast(&after, *now, until, &[]));
        let forecast = forecast.transpose().map_err(Failure::Unasked)?;
        let document = DecisionDocument::of(&decision, engine.rules(), &after).explained(None);
        let what_if = WhatIf {
            decision: document,
            nearest,
            forecast,
        };
        Ok(at_revision(told(&what_if, language), standing.row.revision))
    })
    .await
}

/// A body as JSON; nothing where it is empty.
fn body<T: serde::de::DeserializeOwned>(
    bytes: &[u8],
    language: Language,
) -> Result<Option<T>, Problem> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    let body = serde_json::from_slice(bytes);
    body.map(Some)
        .map_err(|error| unread(&error.to_string(), language))
}

fn unread(why: &str, language: Language) -> Problem {
    let detail = language.of([
        format!("The body isn't the JSON that is taken here: {why}."),
        format!("Indholdet er ikke den JSON, der tages imod her: {why}."),
    ]);
    Problem::new(Kind::BadRequest, language, detail)
}

fn inputs(input: Option<Value>, language: Language) -> Result<Vec<(String, Value)>, Problem> {
    match input {
        None => Ok(Vec::new()),
        Some(Value::Record(input)) => Ok(input
            .iter()
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect()),
        Some(_) => Err(unread(
            "`input` is an object, such as {\"reason\": \"dispute\"}",
            language,
        )),
    }
}
