//! The rules in force, what was found in them, and those that were before.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use dunlin_workbench::document::{FindingsDocument, Identity};
use serde::Serialize;

use super::language::Language;
use super::problem::Problem;
use super::told;
use crate::app::{App, Failure};
use crate::store;

#[derive(Serialize)]
struct Told<'t> {
    rule_set: Identity<'t>,
    since: DateTime<Utc>,
    #[serde(flatten)]
    findings: FindingsDocument<'t>,
    /// Why what is in the folder now isn't in force.
    refused: Option<Problem>,
}

/// Shows the rules in force, their findings, and why newer ones are refused
#[utoipa::path(get, path = "/rules", operation_id = "rules", tag = "rules", security(("token" = [])),
    responses((status = 200, body = ref("#/components/schemas/Rules"), description = "The rules in force")))]
pub(super) async fn show(State(app): State<Arc<App>>, language: Language) -> Response {
    let in_force = app.in_force();
    let refused = in_force.refused.clone();
    let refused = refused.map(|refused| Problem::of(&Failure::Refused(refused), language));
    let shown = Told {
        rule_set: Identity::of(in_force.engine.rules()),
        since: in_force.since,
        findings: FindingsDocument::of(&in_force.findings, language.code()),
        refused,
    };
    told(&shown, language)
}

/// Lists every version of the rules that has been in force
#[utoipa::path(get, path = "/rules/versions", operation_id = "versionsOfRules", tag = "rules", security(("token" = [])),
    responses((status = 200, body = Vec<store::rule_sets::RuleSetRow>, description = "The versions, the newest first")))]
pub(super) async fn versions(State(app): State<Arc<App>>, language: Language) -> Response {
    match app.store.read(store::rule_sets::all).await {
        Ok(versions) => told(&versions, language),
        Err(error) => Problem::of(&error.into(), language).into_response(),
    }
}

/// Takes the rules that are in the folder now, or tells why they are refused
///
/// They are loaded and checked, and their scenarios are run; nothing is half in force. Asked for twice, it changes nothing more.
#[utoipa::path(post, path = "/rules/reload", operation_id = "reloadRules", tag = "rules", security(("token" = [])),
    responses((status = 200, body = ref("#/components/schemas/Rules"), description = "The rules in force"), (status = 422, description = "They are refused, and those before stay in force")))]
pub(super) async fn reload(State(app): State<Arc<App>>, language: Language) -> Response {
    match app.reload().await {
        Ok(()) => show(State(app), language).await,
        Err(failure) => Problem::of(&failure, language).into_response(),
    }
}
