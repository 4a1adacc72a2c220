//! What the API says of itself is so: every answer is one that its document describes.

use std::collections::BTreeSet;

use boon::{Compiler, Schemas};
use serde_json::{Value, json};

use crate::served::{Answer, Folder, Served};

/// The document, and the answers that it was held to.
struct Document {
    api: Value,
    /// As it is, with no object holding what isn't described.
    closed: Value,
    seen: BTreeSet<String>,
}

impl Document {
    fn of(served: &Served) -> Self {
        let api = served.get("/openapi.json").json();
        let mut closed = api.clone();
        close(&mut closed);
        Self {
            api,
            closed,
            seen: BTreeSet::new(),
        }
    }

    /// Holds an answer to what is said of it.
    #[track_caller]
    fn describes(&mut self, method: &str, path: &str, answer: &Answer) {
        let status = answer.status;
        let told = format!(
            "{method} {path} {status}: {}",
            answer
                .text
                .get(..answer.text.len().min(2_000))
                .unwrap_or_default()
        );
        let response = self.api["paths"][path][method]["responses"].get(status.to_string());
        let response = response.unwrap_or_else(|| panic!("isn't documented: {told}"));
        for name in response["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
        {
            assert!(
                answer.headers.contains_key(name),
                "no header {name}: {told}"
            );
        }
        let media = answer.headers["content-type"].to_str().unwrap();
        let media = media.split(';').next().unwrap();
        assert!(
            response["content"].get(media).is_some(),
            "{media} isn't documented: {told}"
        );
        self.seen.insert(format!("{method} {path} {status}"));
        if !media.ends_with("json") {
            return;
        }
        let escaped = |text: &str| {
            text.replace('~', "~0")
                .replace('/', "~1")
                .replace('{', "%7B")
                .replace('}', "%7D")
        };
        let at = format!(
            "http://localhost/openapi.json#/paths/{}/{method}/responses/{status}/content/{}/schema",
            escaped(path),
            escaped(media)
        );
        let mut compiler = Compiler::new();
        compiler
            .add_resource("http://localhost/openapi.json", self.closed.clone())
            .unwrap();
        compiler.enable_format_assertions();
        let mut schemas = Schemas::new();
        let schema = compiler.compile(&at, &mut schemas).unwrap();
        if let Err(error) = schemas.validate(&answer.json(), schema) {
            panic!("{error:#}\n{told}");
        }
    }
}

/// Lets no object that names its fields have others.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("properties") && fields.get("type") == Some(&json!("object")) {
                fields.entry("additionalProperties").or_insert(json!(false));
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

#[test]
fn every_answer_is_as_the_document_says() {
    let folder = Folder::new();
    let store = folder.file("dunlin.db");
    let clerk = dunlin_host::new_token(&store, "clerk", "clerk")
        .unwrap()
        .text;
    let system = dunlin_host::new_token(&store, "bank", "system")
        .unwrap()
        .text;
    let mut served = Served::new(&store);
    served.token = clerk;
    let mut document = Document::of(&served);
    // The examples of the document work.
    let schemas = document.api["components"]["schemas"].clone();
    let opening = schemas["Opening"]["examples"][0].to_string();
    let json = [("Content-Type", "application/json")];
    document.describes(
        "post",
        "/cases",
        &served.post("/cases", "open", &opening, &json),
    );
    document.describes(
        "post",
        "/cases",
        &served.post("/cases", "again", &opening, &json),
    );
    document.describes(
        "post",
        "/cases",
        &served.post("/cases", "open", "{\"id\":\"x\"}", &json),
    );
    document.describes(
        "post",
        "/cases",
        &served.post("/cases", "broken", "{", &json),
    );
    document.describes("post", "/cases", &served.post("/cases", "media", "{", &[]));
    let lines = format!("{opening}\n{{}}\n{}\n", opening.replace("1001", "1002"));
    let ndjson = [("Content-Type", "application/x-ndjson")];
    let answer = served.post("/cases", "lines", &lines, &ndjson);
    assert_eq!(answer.json()["opened"], 1, "{}", answer.text);
    document.describes("post", "/cases", &answer);
    let act = |action: &str, key: &str, input: &Value| {
        served.post(
            &format!("/cases/1001/actions/{action}"),
            key,
            json!({ "input": input }).to_string(),
            &[],
        )
    };
    let on_action = "/cases/{id}/actions/{action}";
    let example = schemas["Input"]["example"].to_string();
    let paid = served.post("/cases/1001/actions/partial_payment", "pay", &example, &[]);
    assert_eq!(paid.status, 200, "{}", paid.text);
    document.describes("post", on_action, &paid);
    let event = schemas["Event"]["example"].to_string();
    let told = served.post_as(&system, "/events", "event", &event, &[]);
    assert_eq!(told.status, 200, "{}", told.text);
    document.describes("post", "/events", &told);
    document.describes(
        "post",
        "/events",
        &served.post("/events", "clerk", &event, &[]),
    );
    document.describes("post", on_action, &act("resume", "resume", &json!({})));
    document.describes("post", on_action, &act("nonesuch", "nonesuch", &json!({})));
    document.describes(
        "post",
        on_action,
        &act("partial_payment", "missing", &json!({})),
    );
    let stale = served.post(
        "/cases/1001/actions/close",
        "stale",
        "{}",
        &[("If-Match", "\"0\"")],
    );
    document.describes("post", on_action, &stale);
    let what_if = "/cases/{id}/actions/{action}/what-if";
    for (action, body) in [
        ("partial_payment", &*example),
        ("resume", "{}"),
        ("pause", "{}"),
        ("nonesuch", "{}"),
        ("close", "{"),
    ] {
        let until = "?until=2027-01-01T00:00:00Z";
        let answer = served.post(
            &format!("/cases/1001/actions/{action}/what-if{until}"),
            "",
            body,
            &[],
        );
        document.describes("post", what_if, &answer);
    }
    let paused = act(
        "pause",
        "pause",
        &json!({ "reason": "dispute", "note": "x" }),
    );
    assert_eq!(paused.status, 200, "{}", paused.text);
    document.describes("post", on_action, &paused);
    for id in ["1001", "1002", "none"] {
        for (path, of) in [
            ("/cases/{id}", ""),
            ("/cases/{id}/menu", "/menu"),
            ("/cases/{id}/forecast", "/forecast"),
            ("/cases/{id}/journal", "/journal"),
        ] {
            document.describes("get", path, &served.get(&format!("/cases/{id}{of}")));
        }
    }
    let closed = served.post(
        "/cases/1002/actions/close",
        "close",
        json!({ "input": { "code": "paid", "reason": "to_us" } }).to_string(),
        &[],
    );
    document.describes("post", on_action, &closed);
    for path in [
        "/cases",
        "/journal",
        "/outbox",
        "/rules",
        "/rules/versions",
        "/metrics",
        "/health",
        "/ready",
        "/openapi.json",
        "/docs",
        "/docs.css",
    ] {
        document.describes("get", path, &served.get(path));
    }
    for path in ["/cases", "/journal", "/outbox"] {
        document.describes("get", path, &served.get(&format!("{path}?limit=0")));
        document.describes("get", path, &served.get_as("", path, &[]));
    }
    document.describes("get", "/docs", &served.get("/docs?lang=sv"));
    let effects = served.get("/outbox").json()["items"].clone();
    for effect in effects.as_array().unwrap() {
        let id = effect["id"].as_str().unwrap();
        let escaped = id.replace('/', "%2F");
        document.describes(
            "get",
            "/outbox/{id}",
            &served.get(&format!("/outbox/{escaped}")),
        );
        let retried = served.post(&format!("/outbox/{escaped}/retry"), "retry", "", &[]);
        document.describes("post", "/outbox/{id}/retry", &retried);
    }
    document.describes("get", "/outbox/{id}", &served.get("/outbox/none"));
    document.describes(
        "post",
        "/outbox/{id}/retry",
        &served.post("/outbox/none/retry", "no effect", "", &[]),
    );
    document.describes(
        "post",
        "/rules/reload",
        &served.post("/rules/reload", "", "", &[]),
    );
    // Nothing that can be asked went unasked.
    for (path, methods) in document.api["paths"].as_object().unwrap() {
        for (method, _) in methods.as_object().unwrap() {
            let asked = format!("{method} {path} ");
            assert!(
                document.seen.iter().any(|seen| seen.starts_with(&asked)),
                "{asked}"
            );
        }
    }
}

#[test]
fn what_becomes_of_a_case_over_time_is_as_the_document_says() {
    let folder = Folder::new();
    let served = Served::with(&folder.file("dunlin.db"), |settings| {
        settings.pace = Some("2026-02-16T08:00+10d/s".parse().unwrap());
    });
    let mut document = Document::of(&served);
    let mut opening = document.api["components"]["schemas"]["Opening"]["examples"][0].clone();
    opening["facts"]["reminders_approved"] = json!(true);
    let json = [("Content-Type", "application/json")];
    let opened = served.post("/cases", "open", opening.to_string(), &json);
    assert_eq!(opened.status, 201, "{}", opened.text);
    served.until("letters are sent", |served| {
        served.get("/outbox").json()["items"]
            .as_array()
            .unwrap()
            .len()
            > 1
    });
    let effects = served.get("/outbox");
    document.describes("get", "/outbox", &effects);
    for effect in effects.json()["items"].as_array().unwrap() {
        let id = effect["id"].as_str().unwrap().replace('/', "%2F");
        let shown = served.get(&format!("/outbox/{id}"));
        assert_eq!(shown.status, 200, "{}", shown.text);
        document.describes("get", "/outbox/{id}", &shown);
    }
    for (path, of) in [
        ("/cases/{id}", ""),
        ("/cases/{id}/menu", "/menu"),
        ("/cases/{id}/forecast", "/forecast"),
        ("/cases/{id}/journal", "/journal"),
    ] {
        document.describes("get", path, &served.get(&format!("/cases/1001{of}")));
    }
    document.describes("get", "/cases", &served.get("/cases"));
}

#[test]
fn every_route_is_in_the_document_and_each_has_a_name_of_its_own() {
    let source = include_str!("../../src/http/mod.rs");
    assert!(
        !source.contains(".route("),
        "a route is added with `routes!`, which documents it"
    );
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    let api = Document::of(&served).api;
    assert_eq!(api["openapi"], "3.1.0");
    let mut names = BTreeSet::new();
    for (path, methods) in api["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} twice");
            assert!(
                !operation["summary"].as_str().unwrap().is_empty(),
                "{method} {path}"
            );
            for (status, response) in operation["responses"].as_object().unwrap() {
                let what = format!("{method} {path} {status}");
                assert_ne!(response["description"], "", "{what}");
                let schema = &response["content"]
                    .as_object()
                    .unwrap()
                    .values()
                    .next()
                    .unwrap()["schema"];
                assert!(
                    schema.get("$ref").is_some()
                        || schema["type"] != "object"
                        || path == "/openapi.json",
                    "{what}: {schema}"
                );
            }
        }
    }
    let routes = source.matches("routes!(").count();
    assert_eq!(names.len(), routes);
    // What is referred to is there.
    let text = api.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let place = reference.split('"').next().unwrap();
        assert!(api.pointer(place).is_some(), "{place}");
    }
}

#[test]
fn the_page_is_of_this_service_alone_and_tells_every_address() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    let api = Document::of(&served).api;
    let english = served.get_as("", "/docs", &[]);
    let danish = served.get_as("", "/docs", &[("Accept-Language", "da")]);
    assert_eq!(danish.text, served.get_as("", "/docs?lang=da", &[]).text);
    assert!(danish.text.contains("<html lang=\"da\">") && danish.text.contains("<h2>Former</h2>"));
    for page in [&english, &danish] {
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'"),
            "{policy}"
        );
        assert!(!page.text.contains("<script") && !page.text.contains("style="));
        for named in ["src=\"", "href=\"http", "href=\"//"] {
            assert!(!page.text.contains(named), "{named}");
        }
        for link in page.text.split("href=\"#").skip(1) {
            let name = link.split('"').next().unwrap();
            assert!(page.text.contains(&format!("id=\"{name}\"")), "{name}");
        }
        for (path, _) in api["paths"].as_object().unwrap() {
            assert!(page.text.contains(&path.replace('/', "/<wbr>")), "{path}");
        }
    }
}
