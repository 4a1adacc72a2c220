//! What is asked of the world: looked at, and tried again.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::cases::Page;
use super::language::Language;
use super::problem::{Kind, Problem};
use super::read::{Limit, Path, Place, Query};
use super::who::Write;
use super::{answered, told};
use crate::app::{App, Failure};
use crate::store::{self, Answer, OutboxRow, OutboxState, Sought};

/// How it stands with an effect.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum StateName {
    Pending,
    Done,
    Dead,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OutboxQuery {
    /// Only effects that stand so; `dead` are those that are given up.
    #[param(inline)]
    state: Option<StateName>,
    /// Only this case's.
    case: Option<String>,
    /// The `next` of the page before.
    #[param(value_type = Option<i64>, minimum = 0)]
    before: Option<Place>,
    /// How many at once: 50, and 500 at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    #[serde(default)]
    limit: Limit,
}

/// An effect with what it holds.
#[derive(Debug, Serialize)]
struct Told {
    #[serde(flatten)]
    row: OutboxRow,
    /// The effect as the decision has it, with its letter.
    body: Option<Box<RawValue>>,
}

/// Lists effects, the newest first
#[utoipa::path(get, path = "/outbox", operation_id = "listEffects", tag = "outbox", params(OutboxQuery), security(("token" = [])),
    responses((status = 200, body = Page<OutboxRow>, description = "A page of effects")))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    language: Language,
    Query(query): Query<OutboxQuery>,
) -> Response {
    let limit = query.limit.0;
    let look = move |connection: &Connection| {
        let state = query.state.map(|state| match state {
            StateName::Pending => OutboxState::Pending,
            StateName::Done => OutboxState::Done,
            StateName::Dead => OutboxState::Dead,
        });
        let sought = Sought {
            state,
            case: query.case,
            letters: false,
            before: query.before.map(|place| place.0),
        };
        store::outbox::list(connection, &sought, limit)
    };
    match app.store.read(look).await {
        Ok(rows) => told(&Page::of(rows, limit, |row: &OutboxRow| row.seq), language),
        Err(error) => Problem::of(&error.into(), language).into_response(),
    }
}

/// Shows an effect with its letter, how often it was tried and what went wrong
#[utoipa::path(get, path = "/outbox/{id}", operation_id = "showEffect", tag = "outbox", params(("id" = String, Path, description = "The effect")), security(("token" = [])),
    responses((status = 200, body = ref("#/components/schemas/EffectShown"), description = "The effect"), (status = 404)))]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    language: Language,
    Path(id): Path<String>,
) -> Response {
    let look = move |connection: &Connection| {
        let row = store::outbox::find(connection, &id)?;
        row.ok_or(Failure::NoEffect(id))
    };
    match app.store.read(look).await {
        Ok(row) => {
            let body = RawValue::from_string(row.body.clone()).ok();
            told(&Told { row, body }, language)
        }
        Err(failure) => Problem::of(&failure, language).into_response(),
    }
}

/// Has an effect tried again that was given up
///
/// Asked for twice, it is tried once: the effect's id tells carriers what is done.
#[utoipa::path(post, path = "/outbox/{id}/retry", operation_id = "retryEffect", tag = "outbox", params(("id" = String, Path, description = "The effect"), ("Idempotency-Key" = String, Header, description = "New for each time that somebody asks")), security(("token" = [])),
    responses((status = 200, body = OutboxRow, description = "The effect, which is tried again"), (status = 400), (status = 404), (status = 409, description = "It isn't given up"), (status = 413), (status = 422)))]
pub(super) async fn retry(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    write: Write,
) -> Response {
    let language = write.language;
    let told = move |row: &OutboxRow| match serde_json::to_string(row) {
        Ok(body) => Answer {
            status: StatusCode::OK.as_u16(),
            body,
        },
        Err(error) => Problem::new(Kind::Broken, language, error.to_string()).answer(),
    };
    match app.retry(id, write.idempotency, told).await {
        Ok(answer) => answered(&answer),
        Err(failure) => Problem::of(&failure, language).into_response(),
    }
}
