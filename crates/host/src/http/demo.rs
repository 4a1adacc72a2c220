//! The demonstration's clock, for programs: where it stands, and moved. Only a demonstration has these addresses.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::language::Language;
use super::problem::Problem;
use super::read::Body;
use super::told;
use crate::app::App;
use crate::demo::{Happened, Kind, Way};

/// How far to move it: `{"by":"day"}`, `{"by":"week"}`, `{"by":"something"}`, or to a time: `{"until":"2026-03-09T07:00:00Z"}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
enum Move {
    By(Step),
    Until(DateTime<Utc>),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Step {
    Day,
    Week,
    Something,
}

#[derive(Debug, Serialize)]
struct Moved {
    now: DateTime<Utc>,
    /// Whether all that was due on the way has been run.
    whole: bool,
    happened: BTreeMap<Kind, usize>,
}

/// The addresses of a demonstration.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/demo/clock", get(stands).post(moved))
}

async fn stands(State(app): State<Arc<App>>, language: Language) -> Response {
    of(&app, &Happened::default(), language)
}

async fn moved(State(app): State<Arc<App>>, language: Language, body: Body) -> Response {
    let way = match body.json::<Move>(language) {
        Ok(Some(Move::By(Step::Day))) => Way::Day,
        Ok(Some(Move::By(Step::Week))) => Way::Week,
        Ok(Some(Move::By(Step::Something)) | None) => Way::Something,
        Ok(Some(Move::Until(to))) => Way::Until(to),
        Err(problem) => return problem.into_response(),
    };
    match app.move_clock(way).await {
        Ok(happened) => of(&app, &happened, language),
        Err(failure) => Problem::of(&failure, language).into_response(),
    }
}

fn of(app: &App, happened: &Happened, language: Language) -> Response {
    let moved = Moved {
        now: app.now(),
        whole: happened.is_whole,
        happened: happened.all().collect(),
    };
    told(&moved, language)
}
