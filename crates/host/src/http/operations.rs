//! How the service is: alive, ready, and in numbers. Nothing of a case is in them.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use serde::Serialize;
use utoipa::ToSchema;

use super::answered::Answers;
use super::json;
use super::language::Language;
use super::problem::Problem;
use crate::app::App;

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    status: &'static str,
    version: &'static str,
}

/// Tells that the service runs
#[utoipa::path(get, path = "/health", operation_id = "health", tag = "operations", responses((status = 200, body = Health, description = "It runs")))]
pub(super) async fn health() -> Response {
    let health = Health {
        status: "up",
        version: env!("CARGO_PKG_VERSION"),
    };
    json(
        StatusCode::OK,
        serde_json::to_string(&health).unwrap_or_default(),
    )
}

/// Whether the service can work.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Readiness {
    ready: bool,
    /// Whether the store can be read.
    store: bool,
    /// Whether the rules in the folder are in force; where they aren't, older ones are.
    rules: bool,
    /// How many seconds the machine's clock is behind what has been.
    clock_behind_seconds: i64,
}

/// Tells whether the service can work
#[utoipa::path(get, path = "/ready", operation_id = "ready", tag = "operations", responses((status = 200, body = Readiness, description = "It can"), (status = 503, body = Readiness, description = "It can't")))]
pub(super) async fn ready(State(app): State<Arc<App>>) -> Response {
    let store = app.overview().await.is_ok();
    let readiness = Readiness {
        ready: store,
        store,
        rules: app.in_force().refused.is_none(),
        clock_behind_seconds: app.clock.behind().num_seconds(),
    };
    let status = match readiness.ready {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    let readiness = serde_json::to_string(&readiness).unwrap_or_default();
    (status, [(CONTENT_TYPE, "application/json")], readiness).into_response()
}

/// Tells numbers as Prometheus reads them
#[utoipa::path(get, path = "/metrics", operation_id = "metrics", tag = "operations", security(("token" = [])),
    responses((status = 200, body = String, content_type = "application/openmetrics-text", description = "The numbers")))]
pub(super) async fn metrics(
    State(app): State<Arc<App>>,
    Extension(answers): Extension<Answers>,
    language: Language,
) -> Response {
    let overview = match app.overview().await {
        Ok(overview) => overview,
        Err(failure) => return Problem::of(&failure, language).into_response(),
    };
    let mut registry = Registry::with_prefix("dunlin");
    answers.register(&mut registry);
    let cases: Gauge = Gauge::default();
    cases.set(overview.cases);
    registry.register("cases", "Cases in the store", cases);
    let overdue: Gauge = Gauge::default();
    let waited = overview.overdue_since.map(|since| app.now() - since);
    overdue.set(waited.map_or(0, |waited| waited.num_seconds()));
    registry.register(
        "due_seconds",
        "How long the longest due step has waited",
        overdue,
    );
    let outbox = Family::<[(&'static str, String); 2], Gauge>::default();
    for counted in overview.outbox {
        let labels = [("carrier", counted.carrier), ("state", counted.state)];
        outbox.get_or_create(&labels).set(counted.count);
    }
    registry.register("outbox", "Effects that aren't carried out", outbox);
    let refused: Gauge = Gauge::default();
    refused.set(i64::from(app.in_force().refused.is_some()));
    registry.register(
        "rules_refused",
        "Whether the rules in the folder are refused",
        refused,
    );
    let mut text = String::new();
    match encode(&mut text, &registry) {
        Ok(()) => {
            let media = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            (StatusCode::OK, [(CONTENT_TYPE, media)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
