//! The service over HTTP: requests read, answers written · nothing is decided and nothing stored here.

mod actions;
mod answered;
mod cases;
mod demo;
mod docs;
mod document;
pub(crate) mod import;
mod journal;
mod language;
mod operations;
mod outbox;
mod patient;
mod problem;
mod read;
mod rules;
mod server;
mod tls;
mod who;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    RETRY_AFTER, TRANSFER_ENCODING, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use answered::Answers;
use document::{Api, Document};
pub(crate) use language::Language;
pub(crate) use problem::{Kind, Problem};
pub(crate) use read::Path;
pub(crate) use server::serve;
pub(crate) use tls::acceptor;

use crate::app::App;
use crate::store::Answer;

/// All routes: those of the API, which are documented here, and the pages'.
pub(crate) fn router(app: &Arc<App>, pages: Router<Arc<App>>) -> Router {
    let answers = Answers::new();
    let limits = &app.config.limits;
    let rates = Arc::new(who::rates(limits.requests_per_second));
    let (small, mut api) = OpenApiRouter::with_openapi(Api::openapi())
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
        .routes(routes!(document::openapi))
        .routes(routes!(docs::docs))
        .routes(routes!(docs::style))
        .split_for_parts();
    api.merge(imported);
    api.merge(operations);
    let document = Document::of(&api);
    let small = if app.is_demo() {
        small.merge(demo::routes())
    } else {
        small
    };
    // One layer both refuses what says that it is too large and breaks off what is.
    small
        .layer(RequestBodyLimitLayer::new(limits.body))
        .merge(large.layer(RequestBodyLimitLayer::new(limits.import)))
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(
            (app.clone(), rates),
            who::admit,
        ))
        .merge(open)
        .merge(pages)
        .fallback(nothing)
        .method_not_allowed_fallback(no_method)
        .with_state(app.clone())
        .layer(Extension(document))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            limits.request,
        ))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(finished))
        .layer(middleware::from_fn_with_state(
            answers.clone(),
            answered::note,
        ))
        .layer(Extension(answers))
}

async fn nothing(language: Language) -> Problem {
    let detail = language.of([
        "There is nothing at this address: `/docs` tells what there is.",
        "Der er intet på denne adresse: `/docs` fortæller, hvad der er.",
    ]);
    Problem::new(Kind::NotFound, language, detail)
}

async fn no_method(language: Language) -> Problem {
    let detail = language.of([
        "This address takes other methods: `/docs` tells which.",
        "Denne adresse tager andre metoder: `/docs` fortæller hvilke.",
    ]);
    Problem::new(Kind::NoMethod, language, detail)
}

/// The statuses of requests that may be answered before their bodies are read.
const UNREAD: [StatusCode; 7] = [
    StatusCode::BAD_REQUEST,
    StatusCode::UNAUTHORIZED,
    StatusCode::NOT_FOUND,
    StatusCode::METHOD_NOT_ALLOWED,
    StatusCode::REQUEST_TIMEOUT,
    StatusCode::PAYLOAD_TOO_LARGE,
    StatusCode::TOO_MANY_REQUESTS,
];

/// Gives each answer what all have: that nobody keeps it, and nobody takes it for anything else; and those of layers the form of a problem.
async fn finished(language: Language, request: Request, next: Next) -> Response {
    let sends = request.headers().contains_key(TRANSFER_ENCODING)
        || request
            .headers()
            .get(CONTENT_LENGTH)
            .is_some_and(|length| length != "0");
    let mut response = next.run(request).await;
    let status = response.status();
    let is_bare = response
        .headers()
        .get(CONTENT_TYPE)
        .is_none_or(|media| media.as_bytes().starts_with(b"text/plain"));
    if is_bare && (status.is_client_error() || status.is_server_error()) {
        response = of_layer(status, language).into_response();
    }
    let headers = response.headers_mut();
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    // What was sent may not have been read: no other request can follow it.
    if sends && UNREAD.contains(&status) {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    let again = match status {
        StatusCode::TOO_MANY_REQUESTS => Some("1"),
        StatusCode::SERVICE_UNAVAILABLE => Some("5"),
        _ => None,
    };
    if let Some(seconds) = again {
        headers.insert(RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    response
}

/// What a layer has answered, as a problem.
fn of_layer(status: StatusCode, language: Language) -> Problem {
    let (kind, detail) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => return Problem::too_large(language),
        StatusCode::REQUEST_TIMEOUT => (
            Kind::TooSlow,
            [
                "Nothing is waited for that long: ask again, with the same `Idempotency-Key` where you sent one.",
                "Så længe ventes der ikke: prøv igen, med samme `Idempotency-Key`, hvis du sendte en.",
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
                "The request can't be read: `/docs` tells how it is written.",
                "Forespørgslen kan ikke læses: `/docs` fortæller, hvordan den skrives.",
            ],
        ),
    };
    Problem::new(kind, language, language.of(detail))
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
