//! What falls due by itself runs in its time and once, after an outage too.

use serde_json::Value;

use crate::served::{Folder, SHIPPED, Served};

/// Reminders that go without approval.
fn automatic() -> String {
    format!("{SHIPPED}/examples/rulesets/danish-creditor")
}

fn records(served: &Served, case: &str) -> Vec<Value> {
    let journal = served
        .get(&format!("/cases/{case}/journal?limit=500"))
        .json();
    let items = journal["items"].as_array().unwrap();
    items.iter().map(|item| item["record"].clone()).collect()
}

/// How often each step has run.
fn steps(served: &Served, case: &str) -> Vec<String> {
    let records = records(served, case);
    let steps = records
        .iter()
        .filter_map(|record| record["request"]["input"]["step"].as_str());
    steps.map(str::to_owned).collect()
}

#[test]
fn steps_run_as_time_passes_and_once_over_a_restart() {
    let folder = Folder::new();
    let store = folder.file("dunlin.db");
    let from = |time: &str| format!("{time}+10d/s").parse().unwrap();
    let served = Served::with(&store, |settings| {
        settings.rules = automatic().into();
        settings.pace = Some(from("2026-02-16T08:00"));
    });
    served.opens("1001");
    served.until("a second reminder", |served| {
        steps(served, "1001").len() >= 2
    });
    let token = served.token.clone();
    served.end();

    // Nothing ran for a year.
    let mut served = Served::with(&store, |settings| {
        settings.rules = automatic().into();
        settings.pace = Some(from("2027-02-16T08:00"));
    });
    served.token = token;
    served.until("the collection notice", |served| {
        steps(served, "1001").contains(&"collection_notice".to_owned())
    });
    let mut ran = steps(&served, "1001");
    let all = ran.len();
    ran.sort();
    ran.dedup();
    assert_eq!(ran.len(), all, "a step has run twice: {ran:?}");
    let outbox = served.get("/outbox?case=1001&limit=500").json();
    let items = outbox["items"].as_array().unwrap();
    let is_letter = |item: &&Value| item["effect"] == "send";
    assert!(items.iter().filter(is_letter).count() >= 3, "{outbox}");
    served.until("all is carried out", |served| {
        let pending = served.get("/outbox?state=pending").json();
        pending["items"].as_array().unwrap().is_empty()
    });
    served.end();
    let verified = dunlin_host::verify_journal(&store, |_, _| {}).unwrap();
    assert_eq!(verified.problems, Vec::new());
}
