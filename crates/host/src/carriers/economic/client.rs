//! How e-conomic is asked, and what its answers mean: done, later, never · what is asked for stands elsewhere.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use ureq::Agent;
use ureq::http::{Response, StatusCode};

use super::settings::{Settings, Tokens};
use crate::carriers::Undone;

/// How many are told at once.
const PAGE: usize = 100;
/// The longest answer that is read.
const LONGEST: u64 = 32 * 1024 * 1024;
/// How much is told of what e-conomic says.
const WORDS: usize = 600;

/// Asks e-conomic.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    base: String,
    tokens: Tokens,
    timeout: Duration,
}

/// A page of a collection.
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "T: DeserializeOwned"))]
struct Page<T> {
    collection: Vec<T>,
    #[serde(default)]
    pagination: Pagination,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Pagination {
    /// Where the next is. Only that there is one matters: tokens go where the settings say.
    next_page: Option<String>,
}

/// What e-conomic says against a request. What it says of the values that it was given isn't read.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Complaint {
    message: String,
    error_code: String,
    developer_hint: String,
    errors: serde_json::Value,
}

/// Why something that was asked for isn't done.
#[derive(Debug)]
pub(super) struct Refusal {
    /// e-conomic has looked at it, and doesn't take it.
    pub(super) is_final: bool,
    pub(super) undone: Undone,
}

impl From<Refusal> for Undone {
    fn from(refusal: Refusal) -> Self {
        refusal.undone
    }
}

impl Client {
    pub(super) fn new(settings: &Settings) -> Result<Self, String> {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            // Wherever else an answer points, it isn't told the tokens.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(settings.timeout))
            .build();
        Ok(Self {
            agent: agent.into(),
            base: settings.base_url.trim_end_matches('/').to_owned(),
            tokens: settings.tokens()?,
            timeout: settings.timeout,
        })
    }

    /// All of a collection that a filter lets through.
    pub(super) fn all<T: DeserializeOwned>(
        &self,
        path: &str,
        filter: &str,
    ) -> Result<Vec<T>, Refusal> {
        let mut all = Vec::new();
        for page in 0_usize.. {
            let request = self.agent.get(format!("{}{path}", self.base));
            let request = request
                .query("filter", filter)
                .query("pagesize", PAGE.to_string())
                .query("skippages", page.to_string());
            let told: Page<T> = self.read(self.signed(request).call())?;
            all.extend(told.collection);
            if told.pagination.next_page.is_none() {
                break;
            }
        }
        Ok(all)
    }

    pub(super) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Refusal> {
        let request = self.agent.post(format!("{}{path}", self.base));
        self.read(self.signed(request).send_json(body))
    }

    pub(super) fn delete(&self, path: &str) -> Result<(), Refusal> {
        let request = self.agent.delete(format!("{}{path}", self.base));
        self.accepted(self.signed(request).call()).map(drop)
    }

    fn signed<B>(&self, request: ureq::RequestBuilder<B>) -> ureq::RequestBuilder<B> {
        request
            .header("X-AppSecretToken", &self.tokens.app_secret)
            .header("X-AgreementGrantToken", &self.tokens.agreement_grant)
            .header("Accept", "application/json")
    }

    fn read<T: DeserializeOwned>(
        &self,
        answer: Result<Response<ureq::Body>, ureq::Error>,
    ) -> Result<T, Refusal> {
        let mut answer = self.accepted(answer)?;
        let read = answer.body_mut().with_config().limit(LONGEST);
        read.read_json().map_err(|error| self.broken(&error))
    }

    /// The answer, if e-conomic has done what was asked.
    fn accepted(
        &self,
        answer: Result<Response<ureq::Body>, ureq::Error>,
    ) -> Result<Response<ureq::Body>, Refusal> {
        let mut answer = answer.map_err(|error| self.broken(&error))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let wait = answer.headers().get("Retry-After");
        let wait = wait.and_then(|wait| wait.to_str().ok()?.parse().ok());
        let words = answer.body_mut().with_config().limit(LONGEST);
        let words = words.read_to_string().unwrap_or_default();
        Err(refusal(status, wait, &complaint(status, &words)))
    }

    /// No answer came, or none that can be read: nobody knows what was done.
    fn broken(&self, error: &ureq::Error) -> Refusal {
        let why = match error {
            ureq::Error::Timeout(_) => {
                format!("e-conomic didn't answer within {:?}", self.timeout)
            }
            ureq::Error::Json(_) => "e-conomic's answer can't be read".to_owned(),
            error => format!("e-conomic can't be reached: {error}"),
        };
        Refusal {
            is_final: false,
            undone: Undone::Later(why),
        }
    }
}

/// What follows from an answer that is no success.
fn refusal(status: StatusCode, wait: Option<u64>, why: &str) -> Refusal {
    let is_final = !status.is_server_error()
        && !matches!(
            status,
            StatusCode::UNAUTHORIZED
                | StatusCode::FORBIDDEN
                | StatusCode::REQUEST_TIMEOUT
                | StatusCode::CONFLICT
                | StatusCode::TOO_MANY_REQUESTS
        );
    let why = why.to_owned();
    let undone = match wait {
        _ if is_final => Undone::Never(why),
        Some(seconds) => Undone::After(Duration::from_secs(seconds), why),
        None => Undone::Later(why),
    };
    Refusal { is_final, undone }
}

/// What e-conomic says, in its own words.
fn complaint(status: StatusCode, body: &str) -> String {
    let complaint: Complaint = serde_json::from_str(body).unwrap_or_default();
    let mut words = vec![complaint.message];
    messages(&complaint.errors, &mut words);
    words.push(complaint.developer_hint);
    words.push(complaint.error_code);
    words.retain(|words| !words.is_empty());
    words.dedup();
    let words: String = words.join(" · ").chars().take(WORDS).collect();
    match words.as_str() {
        "" => format!("e-conomic answers {status}"),
        words => format!("e-conomic answers {status}: {words}"),
    }
}

/// The messages about single values, without the values.
fn messages(errors: &serde_json::Value, into: &mut Vec<String>) {
    match errors {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str() {
                    Some(message) if name == "errorMessage" => into.push(message.to_owned()),
                    Some(_) => {}
                    None if name == "inputValue" => {}
                    None => messages(value, into),
                }
            }
        }
        serde_json::Value::Array(items) => {
            for item in items {
                messages(item, into);
            }
        }
        _ => {}
    }
}

/// What a filter takes for a text: what means something to filters stands after a `$`.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '$' | '(' | ')' | '*' | ',' | '[' | ']') {
            escaped.push('$');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_go_well_later_is_tried_again_and_nothing_else() {
        for (status, is_final) in [
            (400, true),
            (401, false),
            (403, false),
            (404, true),
            (408, false),
            (409, false),
            (422, true),
            (429, false),
            (302, true),
            (500, false),
            (503, false),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let refusal = refusal(status, Some(7), "why");
            let undone = if is_final {
                Undone::Never("why".to_owned())
            } else {
                Undone::After(Duration::from_secs(7), "why".to_owned())
            };
            assert_eq!((refusal.is_final, refusal.undone), (is_final, undone));
        }
    }

    #[test]
    fn what_e_conomic_says_is_told_without_the_values_that_it_was_given() {
        let body = serde_json::json!({
            "message": "Validation failed. 1 error found.",
            "errorCode": "E04300",
            "developerHint": "Inspect validation errors and correct your request.",
            "logId": "5f",
            "httpStatusCode": 400,
            "errors": { "recipient": { "name": { "errors": [{
                "propertyName": "name",
                "errorMessage": "The name is too long.",
                "errorCode": "E00210",
                "inputValue": "Birk & Bech ApS",
            }] } } },
        });
        assert_eq!(
            complaint(StatusCode::BAD_REQUEST, &body.to_string()),
            "e-conomic answers 400 Bad Request: Validation failed. 1 error found. · The name is too long. · Inspect validation errors and correct your request. · E04300"
        );
        assert_eq!(
            complaint(StatusCode::BAD_GATEWAY, "<html>"),
            "e-conomic answers 502 Bad Gateway"
        );
    }

    #[test]
    fn nothing_in_a_text_means_anything_to_a_filter() {
        assert_eq!(escaped("7:2:1"), "7:2:1");
        assert_eq!(escaped("a$(b),[c]*"), "a$$$(b$)$,$[c$]$*");
    }
}
