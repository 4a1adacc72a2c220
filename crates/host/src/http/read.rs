//! What stands in a request, read: its path, its query, its body. What can't be read is a problem that says what to do.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use dunlin::Value;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use super::language::Language;
use super::problem::{Kind, Problem};

/// How many a page has if nobody says, and at most.
const PAGE: usize = 50;
const LARGEST_PAGE: usize = 500;

/// What stands in the path.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::from_request_parts(parts, state).await;
        let Ok(axum::extract::Path(named)) = path else {
            let Ok(language) = Language::from_request_parts(parts, state).await;
            let detail = language.of([
                "The address can't be read: write ids in it as UTF-8, each byte that isn't a letter or a digit as `%` and two hexadecimal digits.",
                "Adressen kan ikke læses: skriv id'er i den som UTF-8, hver byte, der ikke er et bogstav eller et ciffer, som `%` og to hexadecimale cifre.",
            ]);
            return Err(Problem::new(Kind::BadRequest, language, detail));
        };
        Ok(Self(named))
    }
}

/// What stands in the query.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(language) = Language::from_request_parts(parts, state).await;
        let query = axum::extract::Query::from_request_parts(parts, state).await;
        let query = query.map(|axum::extract::Query(query)| Self(query));
        query.map_err(|rejection| unread_query(&rejection.body_text(), language))
    }
}

/// What is wrong with a query, from what its reader says: `…: limit: invalid digit found in string`.
fn unread_query(said: &str, language: Language) -> Problem {
    let said = said.split_once(": ").map_or(said, |(_, said)| said);
    let quoted = said.split('`').nth(1).unwrap_or_default();
    let known: Vec<&str> = said.split('`').skip(3).step_by(2).collect();
    let detail = if said.contains("unknown field") {
        let known = known.join(", ");
        language.of([
            format!("There is no parameter `{quoted}` here: known are [{known}]."),
            format!("Her er ingen parameter `{quoted}`: der er [{known}]."),
        ])
    } else if said.contains("duplicate field") {
        language.of([
            format!("`{quoted}` stands in the address more than once: write it once."),
            format!("`{quoted}` står i adressen mere end én gang: skriv den én gang."),
        ])
    } else if let Some((parameter, form)) = said
        .split_once(':')
        .and_then(|(parameter, _)| Some((parameter, form_of(parameter)?)))
    {
        let form = language.of(form);
        language.of([
            format!("`{parameter}` in the address can't be read: write {form}."),
            format!("`{parameter}` i adressen kan ikke læses: skriv {form}."),
        ])
    } else {
        language.of([
            format!("What follows `?` in the address can't be read: {said}."),
            format!("Det, der følger efter `?` i adressen, kan ikke læses: {said}."),
        ])
    };
    Problem::new(Kind::BadRequest, language, detail)
}

/// How a parameter is written.
fn form_of(parameter: &str) -> Option<[&'static str; 2]> {
    Some(match parameter {
        "limit" => ["a number from 1 to 500", "et tal fra 1 til 500"],
        "before" | "after" => [
            "the `next` of the page before",
            "det `next`, som siden før havde",
        ],
        "until" | "due_by" => [
            "a time such as 2026-03-01T08:00:00Z",
            "et tidspunkt som 2026-03-01T08:00:00Z",
        ],
        "overdue" | "held" => ["`true` or `false`", "`true` eller `false`"],
        "balance_from" | "balance_to" => ["an amount such as 1250.50", "et beløb som 1250.50"],
        "status" => [
            "`active`, `paused` or `closed`",
            "`active`, `paused` eller `closed`",
        ],
        "state" => [
            "`pending`, `done` or `dead`",
            "`pending`, `done` eller `dead`",
        ],
        "kind" => ["`business` or `consumer`", "`business` eller `consumer`"],
        "due_days" => ["a number of days", "et antal dage"],
        _ => return None,
    })
}

/// How many a page has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit(pub(super) usize);

impl Default for Limit {
    fn default() -> Self {
        Self(PAGE)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let limit = usize::deserialize(deserializer)?;
        if (1..=LARGEST_PAGE).contains(&limit) {
            Ok(Self(limit))
        } else {
            Err(serde::de::Error::custom("out of bounds"))
        }
    }
}

/// A place in a list, as the page before told it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place(pub(super) i64);

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let place = i64::deserialize(deserializer)?;
        if place >= 0 {
            Ok(Self(place))
        } else {
            Err(serde::de::Error::custom("out of bounds"))
        }
    }
}

/// What was sent, up to the size that is taken.
pub(super) struct Body(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Ok(language) = Language::from_request_parts(&mut parts, state).await;
        let bytes = Bytes::from_request(Request::from_parts(parts, body), state).await;
        bytes
            .map(Self)
            .map_err(|rejection| match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(language),
                _ => {
                    let detail = language.of([
                        "The body broke off: send it again.",
                        "Indholdet blev afbrudt: send det igen.",
                    ]);
                    Problem::new(Kind::BadRequest, language, detail)
                }
            })
    }
}

impl Body {
    /// Reads it as JSON; nothing where it is empty.
    pub(super) fn json<T: DeserializeOwned>(
        &self,
        language: Language,
    ) -> Result<Option<T>, Problem> {
        if self.0.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        let read = serde_json::from_slice(&self.0);
        read.map(Some)
            .map_err(|error| unread(&error.to_string(), language))
    }
}

/// A body that isn't what is taken.
pub(super) fn unread(why: &str, language: Language) -> Problem {
    let detail = language.of([
        format!("The body isn't the JSON that is taken here: {why}."),
        format!("Indholdet er ikke den JSON, der tages imod her: {why}."),
    ]);
    Problem::new(Kind::BadRequest, language, detail)
}

/// An action's inputs by their names.
pub(super) fn inputs(
    input: Option<Value>,
    language: Language,
) -> Result<Vec<(String, Value)>, Problem> {
    match input {
        None => Ok(Vec::new()),
        Some(Value::Record(input)) => {
            let input = input.iter();
            Ok(input
                .map(|(name, value)| (name.to_string(), value.clone()))
                .collect())
        }
        Some(_) => Err(unread(
            "`input` is an object, such as {\"reason\": \"dispute\"}",
            language,
        )),
    }
}
