//! Actions taken once, by whoever may, about the case as it was seen.

use serde_json::json;

use crate::served::{Folder, Served};

#[test]
fn a_case_is_opened_acted_on_and_closed_and_is_the_same_after_a_restart() {
    let folder = Folder::new();
    let store = folder.file("dunlin.db");
    let served = Served::new(&store);
    served.opens("1001");
    let paid = served.acts(
        "1001",
        "partial_payment",
        "pay",
        json!({ "amount": "312.50", "date": "2026-02-20" }),
    );
    assert_eq!(paid.status, 200, "{}", paid.text);
    let before = served.get("/cases/1001").json();
    assert_eq!(before["case"]["balance"], "6000.00");
    let token = served.token.clone();
    served.end();

    let mut served = Served::new(&store);
    assert_eq!(served.token, "", "a store has one first token");
    served.token = token;
    assert_eq!(served.get("/cases/1001").json()["case"], before["case"]);
    let closed = served.acts(
        "1001",
        "close",
        "close",
        json!({ "code": "paid", "reason": "to_us" }),
    );
    assert_eq!(closed.status, 200, "{}", closed.text);
    assert_eq!(served.get("/cases/1001").json()["case"]["status"], "closed");
    served.end();
    let verified = dunlin_host::verify_journal(&store, |_, _| {}).unwrap();
    assert_eq!((verified.cases, verified.problems), (1, Vec::new()));
}

#[test]
fn what_is_asked_twice_with_one_key_is_done_once() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let pays = |amount: &str| {
        served.acts(
            "1001",
            "partial_payment",
            "the same",
            json!({ "amount": amount, "date": "2026-02-20" }),
        )
    };
    let first = pays("100");
    let again = pays("100");
    assert_eq!((first.status, &first.text), (again.status, &again.text));
    let other = pays("200");
    assert_eq!(other.status, 422);
    assert_eq!(
        other.json()["type"],
        "urn:dunlin:problem:idempotency-key-reused"
    );
    let journal = served.get("/cases/1001/journal").json();
    assert_eq!(journal["items"].as_array().unwrap().len(), 2, "{journal}");
}

#[test]
fn what_was_decided_about_an_older_revision_is_refused() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let shown = served.get("/cases/1001");
    let seen = shown.headers["etag"].to_str().unwrap().to_owned();
    let body = json!({ "input": { "amount": "100", "date": "2026-02-20" } }).to_string();
    let pay = |key: &str| {
        served.post(
            "/cases/1001/actions/partial_payment",
            key,
            &body,
            &[("If-Match", &seen)],
        )
    };
    assert_eq!(pay("first").status, 200);
    let late = pay("second");
    assert_eq!(late.status, 412, "{}", late.text);
    assert_eq!(late.json()["revision"], 2);
}
