//! Signing in and out: a token becomes a session of the browser's; and the language that the reader chooses.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Serde;

use super::demo;
use super::form::{Fields, Open, Sent};
use super::render::{self, on_to, set_cookie, shown};
use super::visitor::{LANGUAGE, Reader, SESSION, Said, ours};
use crate::app::{App, SESSION as LASTS};

/// Where a token is asked for.
pub(super) async fn form(State(app): State<Arc<App>>, reader: Reader, query: Fields) -> Response {
    let view = context! { next => ours(query.get("next")), is_refused => false, people => Serde(demo::people(&app, &reader)) };
    shown(&app, &reader, None, "sign_in.html", view)
}

/// Begins a session, if the token is in force.
pub(super) async fn begin(State(app): State<Arc<App>>, form: Open) -> Response {
    let next = ours(form.fields.get("next"));
    let token = form.fields.get("token").unwrap_or_default();
    match app.sign_in(token).await {
        Ok(Some(secret)) => begun(&form.reader, &secret, next),
        Ok(None) => {
            let view = context! { next, is_refused => true, people => Serde(demo::people(&app, &form.reader)) };
            let page = shown(&app, &form.reader, None, "sign_in.html", view);
            (StatusCode::UNAUTHORIZED, page).into_response()
        }
        Err(failure) => render::failed(&app, &form.reader, None, &failure),
    }
}

/// Hands a session's secret to the browser, which tells it to no script and no other site.
pub(super) fn begun(reader: &Reader, secret: &str, next: &str) -> Response {
    let secure = if reader.is_secure { "; Secure" } else { "" };
    let seconds = LASTS.as_secs();
    let cookie =
        format!("{SESSION}={secret}; Path=/ui; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    let mut response = Redirect::to(next).into_response();
    set_cookie(&mut response, &cookie);
    response
}

/// Ends the session.
pub(super) async fn end(State(app): State<Arc<App>>, form: Sent) -> Response {
    let Sent { visitor, .. } = form;
    if let Err(failure) = app.sign_out(&visitor.session).await {
        let session = Some(&visitor.session);
        return render::failed(&app, &visitor.reader, session, &failure);
    }
    let out = visitor
        .reader
        .language
        .of(["You are signed out.", "Du er logget ud."]);
    let mut response = on_to("/ui/sign-in", &Said::good(out));
    set_cookie(
        &mut response,
        &format!("{SESSION}=; Path=/ui; Max-Age=0; HttpOnly; SameSite=Lax"),
    );
    response
}

/// Keeps the language that the reader has chosen.
pub(super) async fn language(chosen: Fields) -> Response {
    let to = if chosen.get("to") == Some("da") {
        "da"
    } else {
        "en"
    };
    let mut response = Redirect::to(ours(chosen.get("next"))).into_response();
    let cookie = format!("{LANGUAGE}={to}; Path=/ui; Max-Age=31536000; SameSite=Lax");
    set_cookie(&mut response, &cookie);
    response
}
