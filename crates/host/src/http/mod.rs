//! The service over HTTP: requests read, answers written · nothing is decided and nothing stored here.

mod actions;
mod cases;
mod import;
mod journal;
mod language;
mod operations;
mod outbox;
mod problem;
mod rules;
mod server;
mod who;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{CACHE_CONTROL, ETAG};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use language::Language;
use problem::{Kind, Problem};
pub(crate) use server::serve;

use crate::app::App;
use crate::store::Answer;

/// What the API says of itself.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Dunlin",
        description = "Keeps cases, and takes actions on them by a rule set. Every write takes an `Idempotency-Key`; `If-Match` holds one to a revision. Errors are problems (RFC 9457)."
    ),
    modifiers(&Secured),
    tags(
        (name = "cases", description = "Cases, what may be done with them, and what is done"),
        (name = "journal", description = "Every decision"),
        (name = "outbox", description = "What is asked of the world"),
        (name = "rules", description = "The rules in force"),
        (name = "operations", description = "How the service is"),
    )
)]
struct Api;

struct Secured;

impl utoipa::Modify for Secured {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
        let components = api.components.get_or_insert_default();
        let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("token", token);
    }
}

/// All routes.
pub(crate) fn router(app: &Arc<App>) -> Router {
    let limits = &app.config.limits;
    let rates = Arc::new(who::rates(limits.requests_per_second));
    let (small, api) = OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(cases::list))
        .routes(routes!(cases::show))
        .routes(routes!(cases::menu))
        .routes(routes!(cases::forecast))
        .routes(routes!(actions::act))
        .routes(routes!(actions::what_if))
        .routes(routes!(actions::event))
        .routes(routes!(journal::of_case))
        .routes(routes!(journal::all))
        .routes(routes!(outbox::list))
        .routes(routes!(outbox::show))
        .routes(routes!(outbox::retry))
        .routes(routes!(rules::show))
        .routes(routes!(rules::versions))
        .routes(routes!(rules::reload))
        .routes(routes!(operations::metrics))
        .split_for_parts();
    let (large, imported) = OpenApiRouter::new()
        .routes(routes!(import::import))
        .split_for_parts();
    let (open, operations) = OpenApiRouter::new()
        .routes(routes!(operations::health))
        .routes(routes!(operations::ready))
        .split_for_parts();
    let mut api = api;
    api.merge(imported);
    api.merge(operations);
    let document = Arc::new(serde_json::to_string_pretty(&api).unwrap_or_default());
    let served = move || {
        let document = document.clone();
        async move { json(StatusCode::OK, document.as_str().to_owned()) }
    };
    let admitted = small
        .layer(DefaultBodyLimit::max(limits.body))
        .merge(large.layer(DefaultBodyLimit::max(limits.import)))
        .layer(middleware::from_fn_with_state(
            (app.clone(), rates),
            who::admit,
        ));
    admitted
        .merge(open)
        .route("/openapi.json", get(served))
        .fallback(nothing)
        .method_not_allowed_fallback(no_method)
        .with_state(app.clone())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            limits.request,
        ))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(finished))
}

async fn nothing(language: Language) -> Problem {
    let detail = language.of([
        "There is nothing at this address: `/openapi.json` tells what there is.",
        "Der er intet på denne adresse: `/openapi.json` fortæller, hvad der er.",
    ]);
    Problem::new(Kind::NotFound, language, detail)
}

async fn no_method(language: Language) -> Problem {
    let detail = language.of([
        "This address takes other methods: `/openapi.json` tells which.",
        "Denne adresse tager andre metoder: `/openapi.json` fortæller hvilke.",
    ]);
    Problem::new(Kind::NoMethod, language, detail)
}

/// Gives each answer what all have: that nobody keeps it; and those of layers the form of a problem.
async fn finished(language: Language, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let status = response.status();
    let is_bare = response
        .headers()
        .get(axum::http::header::CONTENT_TYPE)
        .is_none_or(|media| media.as_bytes().starts_with(b"text/plain"));
    if is_bare && (status.is_client_error() || status.is_server_error()) {
        let (kind, detail) = match status {
            StatusCode::REQUEST_TIMEOUT => (
                Kind::TooSlow,
                [
                    "Nothing is waited for that long: ask again.",
                    "Så længe ventes der ikke: prøv igen.",
                ],
            ),
            StatusCode::INTERNAL_SERVER_ERROR => (
                Kind::Broken,
                [
                    "A mistake in dunlin; nothing was done.",
                    "En fejl i dunlin; intet er gjort.",
                ],
            ),
            _ => (
                Kind::BadRequest,
                [
                    "The request can't be read: `/openapi.json` tells how it is written.",
                    "Forespørgslen kan ikke læses: `/openapi.json` fortæller, hvordan den skrives.",
                ],
            ),
        };
        response = Problem::new(kind, language, language.of(detail)).into_response();
    }
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .entry(CACHE_CONTROL)
        .or_insert(no_store);
    response
}

/// An answer as it was kept, or as it would be.
fn answered(answer: &Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, problem::media(status), answer.body.clone()).into_response()
}

fn json(status: StatusCode, body: String) -> Response {
    (status, problem::media(status), body).into_response()
}

/// A value as JSON.
fn told(value: &impl serde::Serialize, language: Language) -> Response {
    match serde_json::to_string(value) {
        Ok(body) => json(StatusCode::OK, body),
        Err(error) => {
            tracing::error!(%error, "an answer can't be written as JSON");
            let detail = language.of([
                "It can't be told as JSON.",
                "Det kan ikke fortælles som JSON.",
            ]);
            Problem::new(Kind::Broken, language, detail).into_response()
        }
    }
}

/// With the revision that it tells of.
fn at_revision(mut response: Response, revision: i64) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{revision}\"")) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}
