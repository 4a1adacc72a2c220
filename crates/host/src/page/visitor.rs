//! Who looks at a page: the session and the language that the browser's cookies tell, and what the page before left to say.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::render;
use crate::app::{App, Failure, Session};
use crate::http::Language;

/// The cookies.
pub(super) const SESSION: &str = "dunlin_session";
pub(super) const LANGUAGE: &str = "dunlin_language";
pub(super) const SAID: &str = "dunlin_said";

/// A reader, signed in or not.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) language: Language,
    /// Where the reader is, as forms and links come back to it.
    pub(super) here: String,
    /// What the page before left to say.
    pub(super) said: Option<Said>,
    /// Whether the reader's connection is encrypted, at least up to the proxy.
    pub(super) is_secure: bool,
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    pub(crate) reader: Reader,
    pub(crate) session: Session,
}

/// What a page tells of what was done before it.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Said {
    /// Whether it went as it was wanted.
    pub(super) is_good: bool,
    pub(super) text: String,
}

impl Reader {
    fn of(parts: &Parts, app: &App) -> Self {
        let language = match cookie(&parts.headers, LANGUAGE) {
            Some("da") => Language::Danish,
            Some("en") => Language::English,
            _ => Language::of_headers(&parts.headers),
        };
        Self {
            language,
            here: here(&parts.uri),
            said: cookie(&parts.headers, SAID).and_then(Said::read),
            is_secure: app.is_encrypted,
        }
    }
}

impl Said {
    pub(crate) fn good(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            is_good: true,
            text,
        }
    }

    pub(crate) fn bad(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            is_good: false,
            text,
        }
    }

    fn read(cookie: &str) -> Option<Self> {
        let (mark, text) = cookie.split_at_checked(1)?;
        let text = percent_decode_str(text).decode_utf8().ok()?;
        (!text.is_empty()).then(|| Self {
            is_good: mark == "1",
            text: text.into_owned(),
        })
    }

    /// As a cookie that the next page reads.
    pub(super) fn cookie(&self) -> String {
        /// A cookie that is longer is thrown away by browsers.
        const LONGEST: usize = 1_000;
        let text: String = self.text.chars().take(LONGEST).collect();
        let text = utf8_percent_encode(&text, NON_ALPHANUMERIC);
        let mark = u8::from(self.is_good);
        format!("{SAID}={mark}{text}; Path=/ui; Max-Age=60; HttpOnly; SameSite=Lax")
    }
}

/// The value of a cookie.
fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let headers = headers.get_all(COOKIE).iter();
    let mut cookies = headers
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'));
    cookies.find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}

fn here(uri: &Uri) -> String {
    uri.path_and_query()
        .map_or_else(|| "/ui".to_owned(), ToString::to_string)
}

/// A page to go on to, if it is one of ours.
pub(super) fn ours(next: Option<&str>) -> &str {
    let ours = next.filter(|next| {
        next.starts_with("/ui")
            && next
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    });
    ours.unwrap_or("/ui")
}

/// Whether a form was sent from a page of ours, as far as the browser tells.
pub(super) fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .map(|header: &axum::http::HeaderValue| header.to_str())
    };
    match (text(ORIGIN), text(HOST)) {
        (None, _) => true,
        (Some(Ok(origin)), Some(Ok(host))) => origin
            .split_once("://")
            .is_some_and(|(_, origin)| origin.eq_ignore_ascii_case(host)),
        _ => false,
    }
}

impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Self::of(parts, app))
    }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let reader = Reader::of(parts, app);
        match signed_in(&parts.headers, app).await {
            Ok(Some(session)) => Ok(Self { reader, session }),
            Ok(None) => Err(to_sign_in(&reader.here)),
            Err(failure) => Err(render::failed(app, &reader, None, &failure)),
        }
    }
}

/// The session that a browser's cookie tells, if it lasts.
pub(super) async fn signed_in(
    headers: &HeaderMap,
    app: &Arc<App>,
) -> Result<Option<Session>, Failure> {
    match cookie(headers, SESSION) {
        Some(secret) => app.session(secret).await,
        None => Ok(None),
    }
}

/// To where one signs in, and back.
pub(super) fn to_sign_in(here: &str) -> Response {
    let next = utf8_percent_encode(ours(Some(here)), NON_ALPHANUMERIC);
    Redirect::to(&format!("/ui/sign-in?next={next}")).into_response()
}
