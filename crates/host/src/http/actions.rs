//! Actions: asked for, or asked about; and what happens to cases from outside.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use dunlin::{Actor, Effect, Forecast, Value, Verdict, Warning};
use dunlin_workbench::document::{DecisionDocument, Identity, SCHEMA};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::cases::{too_far, with_standing};
use super::language::Language;
use super::problem::{Kind, Problem};
use super::read::{Body, Path, Query, inputs, unread};
use super::who::Write;
use super::{answered, told};
use crate::app::{App, Asked, Bearer, Decided, Failure, Standing};
use crate::store::Answer;

/// What an action is asked for with.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(example = json!({ "input": { "amount": "312.50", "date": "2026-02-20" } }))]
pub(super) struct Input {
    /// The action's inputs by their names, as the menu's form has them.
    #[schema(schema_with = facts)]
    input: Option<Value>,
}

/// Inputs, as facts are written.
fn facts() -> utoipa::openapi::Ref {
    utoipa::openapi::Ref::from_schema_name("Facts")
}

/// Something that happened outside.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "case": "1001", "action": "payment_received", "input": { "amount": "312.50", "date": "2026-02-20" } }))]
pub(super) struct Event {
    /// The case that it happened to.
    case: String,
    /// The action of the rule set that says what follows: `payment_received`.
    action: String,
    #[schema(schema_with = facts)]
    #[serde(default)]
    input: Option<Value>,
}

/// Takes an action
///
/// The decision is kept in the case's journal whether it is allowed or denied; effects follow of an allowed one alone.
#[utoipa::path(post, path = "/cases/{id}/actions/{action}", operation_id = "act", tag = "cases", request_body = Input, security(("token" = [])),
    params(("id" = String, Path, description = "The case"), ("action" = String, Path, description = "The action"),
        ("Idempotency-Key" = String, Header, description = "New for each thing that is done"),
        ("If-Match" = Option<String>, Header, description = "The revision that was seen, in quotes")),
    responses((status = 200, body = ref("#/components/schemas/ActionTaken"), description = "The decision, and how the case stands after it"),
        (status = 403), (status = 404),
        (status = 409, description = "Denied: the reasons"),
        (status = 412),
        (status = 422)))]
pub(super) async fn act(
    State(app): State<Arc<App>>,
    Path((case, action)): Path<(String, String)>,
    write: Write,
) -> Response {
    let input = match write.body.json::<Input>(write.language) {
        Ok(body) => body.unwrap_or_default().input,
        Err(problem) => return problem.into_response(),
    };
    let actor = write.bearer.actor();
    asked(&app, write, [case, action], actor, input).await
}

/// Tells of something that happened outside, for whoever bears a token of the role `system`
///
/// A payment that came in, a letter that came back: what follows is the rule set's to say, and is answered like an action.
#[utoipa::path(post, path = "/events", operation_id = "tellEvent", tag = "cases", request_body = Event, security(("token" = [])),
    params(("Idempotency-Key" = String, Header, description = "New for each event")),
    responses((status = 200, body = ref("#/components/schemas/ActionTaken"), description = "The decision, and how the case stands after it"),
        (status = 403), (status = 404),
        (status = 409, description = "Denied: the reasons"),
        (status = 412),
        (status = 422)))]
pub(super) async fn event(State(app): State<Arc<App>>, write: Write) -> Response {
    let event = match write.body.json::<Event>(write.language) {
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
    /// Up to when what would happen then is told, ten years at most: not at all if nobody says.
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
#[utoipa::path(post, path = "/cases/{id}/actions/{action}/what-if", operation_id = "whatIf", tag = "cases", request_body = Input, security(("token" = [])),
    params(("id" = String, Path, description = "The case"), ("action" = String, Path, description = "The action"), WhatIfQuery),
    responses((status = 200, body = ref("#/components/schemas/WhatIf"), description = "The decision, allowed or denied, and what would happen then", headers(("ETag" = String, description = "The case's revision"))),
        (status = 403), (status = 404), (status = 409)))]
pub(super) async fn what_if(
    State(app): State<Arc<App>>,
    language: Language,
    bearer: Bearer,
    Path((case, action)): Path<(String, String)>,
    Query(query): Query<WhatIfQuery>,
    body: Body,
) -> Response {
    let input = body.json::<Input>(language).and_then(|body| {
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
        if let Some(problem) = query.until.and_then(|until| too_far(*now, until, language)) {
            return Ok(problem.into_response());
        }
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
        let forecast = query
            .until
            .map(|until| engine.forecast(&after, *now, until, &[]));
        let forecast = forecast.transpose().map_err(Failure::Unasked)?;
        let document = DecisionDocument::of(&decision, engine.rules(), &after).explained(None);
        let what_if = WhatIf {
            decision: document,
            nearest,
            forecast,
        };
        Ok(told(&what_if, language))
    })
    .await
}
