//! What the API says of itself: the routes' own words, with what holds for all of them and the forms of what the engine writes.

use std::sync::Arc;

use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Described;

use super::problem::PROBLEM;

/// The forms of what the engine writes, and of what is built of that.
const SCHEMAS: [&str; 3] = [
    include_str!("schemas/case.json"),
    include_str!("schemas/decision.json"),
    include_str!("schemas/service.json"),
];

/// What the API says of itself.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Dunlin",
        description = "Keeps cases, and takes actions on them by a rule set. Every write about a case takes an `Idempotency-Key`; `If-Match` holds one to a revision. `Accept-Language` chooses English or Danish. Errors are problems (RFC 9457) that say what to do."
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
pub(super) struct Api;

struct Secured;

impl utoipa::Modify for Secured {
    fn modify(&self, api: &mut Described) {
        use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
        let components = api.components.get_or_insert_default();
        let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("token", token);
    }
}

/// The document, as it is served and shown.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) api: Arc<Value>,
    text: Arc<str>,
}

/// Tells what the API is, in OpenAPI 3.1
#[utoipa::path(get, path = "/openapi.json", operation_id = "openapi", tag = "operations",
    responses((status = 200, body = std::collections::HashMap<String, serde_json::Value>, description = "This document")))]
pub(super) async fn openapi(Extension(document): Extension<Document>) -> Response {
    super::json(StatusCode::OK, document.text.to_string())
}

impl Document {
    /// Completes what the routes say.
    pub(super) fn of(api: &Described) -> Self {
        let mut api = serde_json::to_value(api).unwrap_or_default();
        let schemas = SCHEMAS.iter().filter_map(|text| {
            let schemas: Option<Map<String, Value>> = serde_json::from_str(text).ok();
            schemas
        });
        if let Some(Value::Object(known)) = api.pointer_mut("/components/schemas") {
            known.extend(schemas.flatten());
        }
        if let Some(Value::Object(paths)) = api.get_mut("paths") {
            let operations = paths.values_mut().filter_map(Value::as_object_mut);
            operations.flat_map(Map::values_mut).for_each(complete);
        }
        Self {
            text: serde_json::to_string_pretty(&api)
                .unwrap_or_default()
                .into(),
            api: Arc::new(api),
        }
    }
}

/// Adds the answers that can come of any request like this one, and the forms of those that are problems.
fn complete(operation: &mut Value) {
    let is_secured = operation.get("security").is_some();
    let takes = operation.get("parameters").and_then(Value::as_array);
    let reads = takes.is_some_and(|takes| !takes.is_empty());
    let sends = operation.get("requestBody").is_some();
    let possible = [
        ("400", reads || sends),
        ("401", is_secured),
        ("408", true),
        ("413", sends),
        ("429", is_secured),
        ("500", is_secured),
        ("503", is_secured),
    ];
    let Some(Value::Object(responses)) = operation.get_mut("responses") else {
        return;
    };
    for (status, can_come) in possible {
        if can_come && !responses.contains_key(status) {
            responses.insert(status.to_owned(), json!({ "description": "" }));
        }
    }
    responses.sort_keys();
    for (status, response) in responses {
        if status.starts_with('2') {
            continue;
        }
        let Value::Object(response) = response else {
            continue;
        };
        if response.get("description").is_none_or(|said| said == "") {
            response.insert("description".to_owned(), meaning(status).into());
        }
        response.entry("content").or_insert_with(
            || json!({ PROBLEM: { "schema": { "$ref": "#/components/schemas/Problem" } } }),
        );
        let header = match status.as_str() {
            "401" => Some(("WWW-Authenticate", "What is to be sent", "string")),
            "429" | "503" => Some((
                "Retry-After",
                "After how many seconds to ask again",
                "integer",
            )),
            _ => None,
        };
        if let Some((name, description, kind)) = header {
            let header = json!({ "description": description, "schema": { "type": kind } });
            response.insert("headers".to_owned(), json!({ name: header }));
        }
    }
}

/// What a status means, where a route doesn't say more.
pub(super) fn meaning(status: &str) -> &'static str {
    match status {
        "400" => "The request can't be read",
        "401" => "No token is sent, or none that is in force",
        "403" => "The token's role may not do it",
        "404" => "There is no such thing",
        "408" => {
            "It took too long: nothing is known of what became of it, so ask again with the same key"
        }
        "409" => "The rules in force can't take the case, or deny it",
        "412" => "The case has changed since that revision",
        "413" => "The body is too large",
        "415" => "The body is of no form that is taken here",
        "422" => "What is sent can't be taken, or the key was used for something else",
        "429" => "The token asks more often than it may",
        "500" => "Something is broken",
        "503" => "The service is ending",
        _ => "",
    }
}
