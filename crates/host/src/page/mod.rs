//! The pages for a creditor's staff: what they see, and the forms by which they act · every decision is the engine's, and nothing is stored here.

mod act;
mod assets;
mod case;
mod cases;
mod demo;
mod form;
mod import;
mod journal;
mod mail;
mod nowhere;
mod printed;
mod render;
mod retry;
mod rules;
mod sign_in;
mod today;
mod told;
mod visitor;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Redirect;
use axum::routing::{get, post};
use tower_http::limit::RequestBodyLimitLayer;

use crate::app::App;

/// The pages' routes.
pub(crate) fn router(app: &Arc<App>) -> Router<Arc<App>> {
    let limits = &app.config.limits;
    Router::new()
        .route("/", get(|| async { Redirect::to("/ui/today") }))
        .route("/ui", get(|| async { Redirect::to("/ui/today") }))
        .route("/ui/assets/{name}", get(assets::show))
        .route("/ui/language", get(sign_in::language))
        .route("/ui/sign-in", get(sign_in::form).post(sign_in::begin))
        .route("/ui/sign-out", axum::routing::post(sign_in::end))
        .route("/ui/cases", get(cases::show))
        .route("/ui/cases/{id}", get(case::show))
        .route(
            "/ui/cases/{id}/actions/{action}",
            get(act::form).post(act::take),
        )
        .route("/ui/today", get(today::show))
        .route("/ui/retry", post(retry::take))
        .route("/ui/journal", get(journal::show))
        .route("/ui/journal/export", get(journal::export))
        .route("/ui/journal/{seq}", get(journal::entry))
        .merge(rules::router())
        .merge(demonstration(app))
        .route("/ui/{*rest}", get(nowhere::show))
        .layer(RequestBodyLimitLayer::new(limits.body))
        .merge(
            Router::new()
                .route("/ui/import", get(import::form).post(import::take))
                .layer(RequestBodyLimitLayer::new(limits.import)),
        )
        .layer(DefaultBodyLimit::disable())
}

/// What only a demonstration has.
fn demonstration(app: &App) -> Router<Arc<App>> {
    if !app.is_demo() {
        return Router::new();
    }
    Router::new()
        .route("/ui/demo/clock", post(demo::clock))
        .route("/ui/demo/sign-in", post(demo::sign_in))
        .route("/ui/mail", get(mail::show))
}
