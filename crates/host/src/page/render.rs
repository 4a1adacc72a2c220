//! Templates made into answers: what every page has, in the reader's language, and pages that say why there is none.

use std::sync::{Arc, LazyLock};

use axum::http::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, State, UndefinedBehavior, context};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::assets;
use super::printed::Printed;
use super::visitor::{Reader, SAID, Said, Visitor};
use crate::app::{App, Failure, Session};
use crate::http::{Kind, Language, Problem};

/// What pages may load, and from where.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The templates by their names.
const TEMPLATES: &[(&str, &str)] = &[
    ("layout.html", include_str!("templates/layout.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("problem.html", include_str!("templates/problem.html")),
    ("sign_in.html", include_str!("templates/sign_in.html")),
    ("cases.html", include_str!("templates/cases.html")),
    ("case.html", include_str!("templates/case.html")),
    ("rules.html", include_str!("templates/rules.html")),
    (
        "rules_parts.html",
        include_str!("templates/rules_parts.html"),
    ),
    ("rules_flow.html", include_str!("templates/rules_flow.html")),
    (
        "rules_action.html",
        include_str!("templates/rules_action.html"),
    ),
    (
        "rules_version.html",
        include_str!("templates/rules_version.html"),
    ),
    (
        "rules_explained.html",
        include_str!("templates/rules_explained.html"),
    ),
    ("act.html", include_str!("templates/act.html")),
    ("demo_bar.html", include_str!("templates/demo_bar.html")),
    ("mail.html", include_str!("templates/mail.html")),
    ("today.html", include_str!("templates/today.html")),
    ("journal.html", include_str!("templates/journal.html")),
    (
        "journal_entry.html",
        include_str!("templates/journal_entry.html"),
    ),
    ("import.html", include_str!("templates/import.html")),
];

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(environment);

/// Templates can't fail to load but by a mistake in them, which a test finds.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build();
    if let Ok(syntax) = syntax {
        environment.set_syntax(syntax);
    }
    environment.set_formatter(|out, state, value| match value.is_none() {
        true => Ok(()),
        false => minijinja::escape_formatter(out, state, value),
    });
    environment.add_function("t", said);
    environment.add_filter("in_path", in_path);
    environment.add_filter("quoted", quoted);
    for (name, text) in TEMPLATES {
        if let Err(error) = environment.add_template(name, text) {
            tracing::error!(name, %error, "a template can't be read");
        }
    }
    environment
}

/// `t("Cases", "Sager")`: the page's own words in the reader's language.
fn said(state: &State<'_, '_>, english: String, danish: String) -> Result<String, Error> {
    let is_danish = state
        .lookup("lang")
        .is_some_and(|lang| lang.as_str() == Some("da"));
    Ok(if is_danish { danish } else { english })
}

/// A text as a part of an address.
fn in_path(text: String) -> String {
    utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string()
}

/// A text in which what stands between backticks is the rules' own, and is written as such.
fn quoted(text: String) -> minijinja::Value {
    let mut html = String::new();
    for (at, part) in text.split('`').enumerate() {
        let part = minijinja::HtmlEscape(part);
        match at % 2 {
            0 => html.push_str(&part.to_string()),
            _ => html.push_str(&format!("<code>{part}</code>")),
        }
    }
    minijinja::Value::from_safe_string(html)
}

/// What every page has.
#[derive(Serialize)]
struct Frame<'f> {
    here: &'f str,
    /// The address of the page without its query, by which the menu knows where the reader is.
    path: &'f str,
    said: Option<&'f Said>,
    /// The time it is for the cases.
    now: String,
    rule_set: &'f str,
    who: Option<Who<'f>>,
    /// Whether time is moved by whoever looks.
    is_demo: bool,
    style: &'f str,
    script: &'f str,
}

/// Who is signed in.
#[derive(Serialize)]
struct Who<'f> {
    name: &'f str,
    role: &'f str,
    /// What forms carry.
    csrf: String,
}

/// A page for somebody who is signed in.
pub(crate) fn page(
    app: &Arc<App>,
    visitor: &Visitor,
    template: &str,
    view: impl Serialize,
) -> Response {
    let session = Some(&visitor.session);
    shown(app, &visitor.reader, session, template, view)
}

/// A page for anybody.
pub(super) fn shown(
    app: &Arc<App>,
    reader: &Reader,
    session: Option<&Session>,
    template: &str,
    view: impl Serialize,
) -> Response {
    let engine = app.engine();
    let printed = Printed::new(engine.rules(), reader.language);
    let frame = Frame {
        here: &reader.here,
        path: reader.here.split('?').next().unwrap_or_default(),
        said: reader.said.as_ref(),
        now: printed.moment(app.now()),
        rule_set: engine.rules().name(),
        who: session.map(|session| Who {
            name: &session.bearer.name,
            role: &session.bearer.role,
            csrf: session.form_token(),
        }),
        is_demo: app.is_demo(),
        style: assets::STYLE.address(),
        script: assets::SCRIPT.address(),
    };
    let context = context! {
        lang => reader.language.code(),
        frame => Serde(frame),
        ..Serde(view)
    };
    let template = ENVIRONMENT.get_template(template);
    match template.and_then(|template| template.render(context)) {
        Ok(html) => {
            let mut response = html_of(html, reader.language);
            if reader.said.is_some() {
                let forget = format!("{SAID}=; Path=/ui; Max-Age=0; HttpOnly; SameSite=Lax");
                set_cookie(&mut response, &forget);
            }
            response
        }
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "a page can't be written");
            let text = reader.language.of([
                "A mistake in dunlin: the page can't be shown.",
                "En fejl i dunlin: siden kan ikke vises.",
            ]);
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                html_of(text.to_owned(), reader.language),
            )
                .into_response()
        }
    }
}

fn html_of(html: String, language: Language) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_LANGUAGE, language.code()),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, html).into_response()
}

/// A page that says what is wrong, and what to do.
pub(crate) fn problem(
    app: &Arc<App>,
    reader: &Reader,
    session: Option<&Session>,
    problem: &Problem,
) -> Response {
    let (status, title, detail) = problem.told();
    let view = context! { title, detail };
    let mut response = shown(app, reader, session, "problem.html", view);
    *response.status_mut() = status;
    response
}

/// A page that says why something couldn't be done at all.
pub(crate) fn failed(
    app: &Arc<App>,
    reader: &Reader,
    session: Option<&Session>,
    failure: &Failure,
) -> Response {
    if let Failure::Store(error) = failure {
        tracing::error!(%error, "the store couldn't be asked for a page");
    }
    problem(app, reader, session, &Problem::of(failure, reader.language))
}

/// A page that says that there is none at this address.
pub(super) fn nothing(app: &Arc<App>, visitor: &Visitor) -> Response {
    let language = visitor.reader.language;
    let detail = language.of([
        "There is no page at this address.",
        "Der er ingen side på denne adresse.",
    ]);
    let nothing = Problem::new(Kind::NotFound, language, detail);
    problem(app, &visitor.reader, Some(&visitor.session), &nothing)
}

/// Adds a cookie to an answer.
pub(super) fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// To another page, which says something.
pub(crate) fn on_to(address: &str, said: &Said) -> Response {
    let mut response = axum::response::Redirect::to(address).into_response();
    set_cookie(&mut response, &said.cookie());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_read() {
        for (name, text) in TEMPLATES {
            Environment::new().add_template(name, text).unwrap();
            assert!(ENVIRONMENT.get_template(name).is_ok(), "{name}");
        }
    }
}
