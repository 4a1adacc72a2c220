//! Who asks, and with which key: tokens, idempotency keys, revisions and rates, read from a request's head.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::header::{AUTHORIZATION, IF_MATCH, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use dunlin::Actor;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::language::Language;
use super::problem::{Kind, Problem};
use super::read::Body;
use crate::app::{App, Bearer, Idempotency};
use crate::store::Hash;

/// The longest idempotency key, in bytes.
const LONGEST_KEY: usize = 255;

/// How many requests each bearer makes.
pub(super) type Rates = DefaultKeyedRateLimiter<String>;

/// As many requests a second as that.
pub(super) fn rates(a_second: u32) -> Rates {
    let a_second = NonZeroU32::new(a_second).unwrap_or(NonZeroU32::MIN);
    RateLimiter::keyed(Quota::per_second(a_second))
}

/// Lets a request on if its token is in force and doesn't ask too often.
pub(super) async fn admit(
    State((app, rates)): State<(Arc<App>, Arc<Rates>)>,
    language: Language,
    mut request: Request,
    next: Next,
) -> Response {
    let header = request.headers().get(AUTHORIZATION);
    let token = header.and_then(|header| {
        let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token)
    });
    let Some(bearer) = token.and_then(|token| app.bearer(token.trim())) else {
        let detail = language.of([
            "Send `Authorization: Bearer TOKEN` with a token that is in force; `dunlin token new` makes one.",
            "Send `Authorization: Bearer TOKEN` med et token, der gælder; `dunlin token new` laver et.",
        ]);
        let mut response = Problem::new(Kind::Unauthorized, language, detail).into_response();
        let bearer = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(WWW_AUTHENTICATE, bearer);
        return response;
    };
    if rates.check_key(&bearer.name).is_err() {
        let detail = language.of([
            "This token asks more often than it may: wait a second.",
            "Dette token spørger oftere, end det må: vent et sekund.",
        ]);
        return Problem::new(Kind::TooMany, language, detail).into_response();
    }
    request.extensions_mut().insert(bearer);
    next.run(request).await
}

impl<S: Sync> FromRequestParts<S> for Bearer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        // Every route that asks for one lies behind `admit`.
        let bearer = parts.extensions.get::<Self>();
        bearer
            .cloned()
            .ok_or_else(|| StatusCode::UNAUTHORIZED.into_response())
    }
}

impl Bearer {
    pub(crate) fn actor(&self) -> Actor {
        Actor::new(&self.name, &self.role)
    }
}

/// A request that writes.
pub(super) struct Write {
    pub(super) bearer: Bearer,
    pub(super) language: Language,
    /// The revision that whoever asks has seen.
    pub(super) revision: Option<i64>,
    pub(super) idempotency: Idempotency,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

impl<S: Send + Sync> FromRequest<S> for Write {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(language) = Language::from_request_parts(&mut parts, state).await;
        let bearer = Bearer::from_request_parts(&mut parts, state).await?;
        let key = key(&parts.headers, language).map_err(IntoResponse::into_response)?;
        let revision = revision(&parts.headers, language).map_err(IntoResponse::into_response)?;
        let (method, uri) = (parts.method.to_string(), parts.uri.to_string());
        let headers = parts.headers.clone();
        let body = Body::from_request(Request::from_parts(parts, body), state).await;
        let body = body.map_err(IntoResponse::into_response)?;
        let revised = revision
            .map(|revision| revision.to_string())
            .unwrap_or_default();
        let request = Hash::of(&[
            method.as_bytes(),
            uri.as_bytes(),
            revised.as_bytes(),
            &body.0,
        ]);
        Ok(Self {
            idempotency: Idempotency {
                token: bearer.name.clone(),
                key,
                request,
            },
            bearer,
            language,
            revision,
            headers,
            body,
        })
    }
}

fn key(headers: &HeaderMap, language: Language) -> Result<String, Problem> {
    let mut keys = headers.get_all("idempotency-key").iter();
    let key = keys.next().filter(|_| keys.next().is_none());
    let key = key.and_then(|key| key.to_str().ok()).map(str::trim);
    match key {
        Some(key) if !key.is_empty() && key.len() <= LONGEST_KEY => Ok(key.to_owned()),
        _ => {
            let detail = language.of([
                "Send an `Idempotency-Key` of 1 to 255 characters with each write, a new one for each thing that you do: then it can be sent again, and is done once.",
                "Send en `Idempotency-Key` på 1 til 255 tegn med hver ændring, en ny for hver ting, du gør: så kan den sendes igen og gøres kun én gang.",
            ]);
            Err(Problem::new(Kind::KeyMissing, language, detail))
        }
    }
}

/// The revision of `If-Match`: `"7"`, as `ETag` gave it.
fn revision(headers: &HeaderMap, language: Language) -> Result<Option<i64>, Problem> {
    let mut all = headers.get_all(IF_MATCH).iter();
    let Some(header) = all.next() else {
        return Ok(None);
    };
    // Two of them are as good as none that can be read.
    let header = all.next().is_none().then_some(header);
    let text = header.and_then(|header| header.to_str().ok());
    let text = text.unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let quoted = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let digits = quoted.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let revision = digits.and_then(|digits| digits.parse().ok());
    revision.map(Some).ok_or_else(|| {
        let detail = language.of([
            "`If-Match` is one revision in quotes, as `ETag` gave it: \"7\".",
            "`If-Match` er én revision i anførselstegn, som `ETag` gav den: \"7\".",
        ]);
        Problem::new(Kind::BadRequest, language, detail)
    })
}
