//! What is done is done once: whoever asks twice, at the same moment, about an older revision, too often, or with a clock that goes back.

use std::sync::Barrier;
use std::time::Duration;

use dunlin_host::Pace;
use serde_json::{Value, json};

use crate::served::{Folder, Served};

const PAY: &str = "/cases/1001/actions/partial_payment";

fn payment(amount: &str) -> String {
    json!({ "input": { "amount": amount, "date": "2026-02-20" } }).to_string()
}

#[test]
fn a_key_is_of_one_request() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    served.opens("1002");
    let first = served.post(PAY, "key", payment("100"), &[]);
    assert_eq!(first.status, 200, "{}", first.text);
    served.without_effect(|| {
        let again = served.post(PAY, "key", payment("100"), &[]);
        assert_eq!((again.status, &again.text), (200, &first.text));
        served.post(PAY, "key", payment("200"), &[]).is_problem(422);
        let other = "/cases/1002/actions/partial_payment";
        served
            .post(other, "key", payment("100"), &[])
            .is_problem(422);
        let revised = [("If-Match", "\"1\"")];
        served
            .post(PAY, "key", payment("100"), &revised)
            .is_problem(422);
        for key in ["", " ", &"k".repeat(256)] {
            served.post(PAY, key, payment("100"), &[]).is_problem(400);
        }
        let second = [("Idempotency-Key", "another")];
        served
            .post(PAY, "one", payment("100"), &second)
            .is_problem(400);
    });
}

#[test]
fn two_equal_requests_at_the_same_moment_have_one_effect_and_one_answer() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    for round in 0..10 {
        let key = format!("round {round}");
        let both = Barrier::new(2);
        let ask = || {
            both.wait();
            served.post(PAY, &key, payment("10"), &[])
        };
        let [one, other] = std::thread::scope(|scope| {
            [scope.spawn(ask), scope.spawn(ask)].map(|thread| thread.join().unwrap())
        });
        assert_eq!((one.status, one.text), (200, other.text));
    }
    let shown = served.get("/cases/1001").json();
    assert_eq!(
        (&shown["case"]["balance"], &shown["case"]["revision"]),
        (&json!("6212.50"), &json!(11))
    );
}

#[test]
fn a_revision_is_one_number_in_quotes() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    served.without_effect(|| {
        for (place, tag) in [
            "7",
            "\"7",
            "7\"",
            "\"\"",
            "\"-1\"",
            "\"+1\"",
            "\"1\", \"2\"",
            "W/\"1\"",
            "\"99999999999999999999\"",
            "\"1e0\"",
            "æ",
        ]
        .into_iter()
        .enumerate()
        {
            let answer = served.post(
                PAY,
                &format!("m{place}"),
                payment("100"),
                &[("If-Match", tag)],
            );
            answer.is_problem(400);
        }
        let twice = [("If-Match", "\"1\""), ("If-Match", "\"1\"")];
        served
            .post(PAY, "twice", payment("100"), &twice)
            .is_problem(400);
        let stale = served.post(PAY, "stale", payment("100"), &[("If-Match", "\"7\"")]);
        assert_eq!(stale.is_problem(412)["revision"], 1);
    });
    let any = served.post(PAY, "any", payment("100"), &[("If-Match", "*")]);
    assert_eq!(any.status, 200, "{}", any.text);
}

#[test]
fn whoever_asks_too_often_hears_when_to_ask_again() {
    let folder = Folder::new();
    let served = Served::configured(
        &folder.file("dunlin.db"),
        "limits: { requests_per_second: 20 }",
    );
    served.opens("1001");
    let refused = (0..200)
        .map(|_| served.get("/cases/1001"))
        .find(|answer| answer.status != 200);
    let refused = refused.unwrap();
    refused.is_problem(429);
    assert_eq!(refused.headers["retry-after"], "1");
    // It is one token's affair, and nothing is done.
    let late = served.post(PAY, "late", payment("100"), &[]);
    std::thread::sleep(Duration::from_millis(1_100));
    let revision = served.get("/cases/1001").json()["case"]["revision"].clone();
    assert_eq!(
        revision,
        if late.status == 200 { 2 } else { 1 },
        "{}",
        late.text
    );
}

#[test]
fn a_clock_that_goes_back_stands_still_and_runs_nothing_twice() {
    let folder = Folder::new();
    let store = folder.file("dunlin.db");
    // The machine's clock is far behind it afterwards.
    let pace: Pace = "2100-02-16T08:00+1d/s".parse().unwrap();
    let mut served = Served::with(&store, |settings| settings.pace = Some(pace));
    let token = served.token.clone();
    let opening = json!({ "id": "1001", "flow": "invoice", "principal": "6312.50", "currency": "DKK",
        "facts": { "invoice_date": "2100-01-15", "due_date": "2100-02-15", "customer.name": "Birk & Bech ApS", "customer.email": "b@birkbech.example" } });
    let headers = [("Content-Type", "application/json")];
    let opened = served.post("/cases", "open", opening.to_string(), &headers);
    assert_eq!(opened.status, 201, "{}", opened.text);
    served.until("a step is taken", |served| {
        served.get("/cases/1001").json()["case"]["turns"] != json!([])
    });
    served.end();

    served = Served::new(&store);
    served.token = token;
    let journal = |served: &Served| {
        served.get("/cases/1001/journal").json()["items"]
            .as_array()
            .unwrap()
            .clone()
    };
    let before = journal(&served);
    let latest = before.last().unwrap()["record"]["at"].clone();
    let ready = served.get("/ready").json();
    assert!(
        ready["clock_behind_seconds"].as_i64().unwrap() > 86_400,
        "{ready}"
    );
    let body = payment("100").replace("2026-02-20", "2100-02-16");
    let paid = served.post(PAY, "pay", body, &[]);
    assert_eq!(paid.status, 200, "{}", paid.text);
    std::thread::sleep(Duration::from_millis(1_500));
    let after = journal(&served);
    let at: Vec<&Value> = after
        .iter()
        .skip(before.len())
        .map(|entry| &entry["record"]["at"])
        .collect();
    assert!(
        !at.is_empty() && at.iter().all(|at| **at == latest),
        "{at:?} after {latest}"
    );
    let turns = |entries: &[Value]| {
        entries
            .iter()
            .filter(|entry| entry["record"]["request"]["action"] == "advance")
            .count()
    };
    assert_eq!(turns(&after), turns(&before), "nothing runs twice");
    served.end();
    let verified = dunlin_host::verify_journal(&store, |_, _| {}).unwrap();
    assert_eq!((verified.cases, verified.problems), (1, Vec::new()));
}
