//! The demonstration: what there is to see when it opens, and what happens as its clock is moved.

use std::collections::{BTreeMap, BTreeSet};

use dunlin_host::{Service, ServiceError, Settings};
use serde_json::{Value, json};

use crate::served::{Folder, SHIPPED, Served};

/// The actions that people take, as the shipped rules' menu has them.
const ACTIONS: [&str; 7] = [
    "close",
    "partial_payment",
    "credit_note",
    "pause",
    "resume",
    "change_flow",
    "restart_flow",
];

fn demo(folder: &Folder) -> Served {
    Served::with(&folder.file("demo.db"), |settings| settings.demo = true)
}

/// All that a list has, page by page.
fn all(served: &Served, list: &str) -> Vec<Value> {
    let mark = if list.contains('?') { '&' } else { '?' };
    let mut path = format!("{list}{mark}limit=500");
    let mut items = Vec::new();
    loop {
        let answer = served.get(&path);
        assert_eq!(answer.status, 200, "{}", answer.text);
        let page = answer.json();
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_i64() else {
            return items;
        };
        let is_journal = list.starts_with("/journal");
        let place = if is_journal { "after" } else { "before" };
        path = format!("{list}{mark}limit=500&{place}={next}");
    }
}

fn moved(served: &Served, body: Value) -> Value {
    let answer = served.post("/demo/clock", "", body.to_string(), &[]);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let told = answer.json();
    assert_eq!(told["whole"], true, "{told}");
    told
}

fn counted(cases: &[Value], by: &str) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for case in cases {
        let of = case[by].as_str().unwrap_or_default().to_owned();
        *counted.entry(of).or_default() += 1;
    }
    counted
}

#[test]
fn there_is_something_of_everything_to_see() {
    let folder = Folder::new();
    let served = demo(&folder);
    let cases = all(&served, "/cases");
    assert!((280..=320).contains(&cases.len()), "{}", cases.len());
    let flows = counted(&cases, "flow");
    for flow in ["invoice", "reminder", "collection"] {
        assert!(flows[flow] >= 15, "{flows:?}");
    }
    let statuses = counted(&cases, "status");
    for (status, fewest) in [("active", 80), ("paused", 10), ("closed", 100)] {
        assert!(statuses[status] >= fewest, "{statuses:?}");
    }
    let currencies = counted(&cases, "currency");
    assert!(currencies["EUR"] >= 5, "{currencies:?}");
    let customers = counted(&cases, "customer");
    assert!(customers.len() > 80, "{customers:?}");
    assert!(customers.values().any(|count| *count >= 5), "{customers:?}");

    let count = |list: &str| all(&served, list).len();
    assert!((3..=12).contains(&count("/cases?held=true")));
    assert!((3..=12).contains(&count("/outbox?state=dead")));
    let today = count("/cases?due_by=2026-03-02T22:59:59Z");
    let tomorrow = count("/cases?due_by=2026-03-03T22:59:59Z");
    assert!(today >= 10 && tomorrow > today, "{today}, {tomorrow}");
}

#[test]
fn a_clerk_may_do_each_thing_to_some_case() {
    let folder = Folder::new();
    let served = demo(&folder);
    let clerk = dunlin_host::new_token(folder.file("demo.db"), "per", "clerk").unwrap();
    served.until("the clerk is let in", |served| {
        served.get_as(&clerk.text, "/cases?limit=1", &[]).status == 200
    });
    let mut left: BTreeSet<String> = ACTIONS.iter().map(|&action| action.to_owned()).collect();
    for case in all(&served, "/cases") {
        let id = case["id"].as_str().unwrap();
        let menu = served.get_as(&clerk.text, &format!("/cases/{id}/menu"), &[]);
        let menu = menu.json();
        for item in menu["actions"].as_array().unwrap() {
            if item["enabled"] == true {
                left.remove(item["action"].as_str().unwrap());
            }
        }
        if left.is_empty() {
            return;
        }
    }
    panic!("allowed on no case: {left:?}");
}

#[test]
fn it_is_the_same_each_time() {
    let live = || {
        let folder = Folder::new();
        let served = demo(&folder);
        moved(&served, json!({ "by": "week" }));
        let mut effects = all(&served, "/outbox");
        effects.sort_by_key(|effect| effect["id"].as_str().map(str::to_owned));
        (all(&served, "/journal"), effects)
    };
    let (journal, effects) = live();
    assert!(journal.len() > 2_000, "{}", journal.len());
    let again = live();
    for (one, other) in journal.iter().zip(&again.0) {
        assert_eq!(one, other);
    }
    assert_eq!(journal.len(), again.0.len());
    assert_eq!(effects, again.1);
}

#[test]
fn time_stands_still_until_it_is_moved_to_when_something_happens() {
    let folder = Folder::new();
    let served = demo(&folder);
    let stands = || served.get("/demo/clock").json()["now"].clone();
    assert_eq!(stands(), "2026-03-02T07:00:00Z");
    std::thread::sleep(std::time::Duration::from_millis(50));
    assert_eq!(stands(), "2026-03-02T07:00:00Z");

    let mut reminders = 0;
    for _ in 0..20 {
        let before = stands();
        let told = moved(&served, json!({ "by": "something" }));
        assert!(told["now"].as_str() > before.as_str(), "{told}");
        assert_ne!(told["happened"], json!({}));
        reminders = told["happened"]["reminder"].as_i64().unwrap_or_default();
        if reminders > 0 {
            break;
        }
    }
    assert!(reminders > 0, "no reminder has left");
    // It can't be set back.
    let now = stands();
    let told = moved(&served, json!({ "until": "2026-03-01T07:00:00Z" }));
    assert_eq!(told["now"], now);
    assert_eq!(told["happened"], json!({}));
    served
        .post("/demo/clock", "", r#"{"by":"year"}"#, &[])
        .is_problem(400);
}

#[test]
fn a_week_passes_through_each_moment_at_its_own_time() {
    let folder = Folder::new();
    let served = demo(&folder);
    let before = all(&served, "/journal").len();
    let told = moved(&served, json!({ "by": "week" }));
    assert_eq!(told["now"], "2026-03-09T07:00:00Z");
    for kind in ["opened", "invoice", "reminder", "payment", "closed", "step"] {
        assert!(told["happened"][kind].as_i64() > Some(0), "{told}");
    }
    let journal = all(&served, "/journal");
    let mut days = BTreeSet::new();
    let mut latest = String::new();
    for entry in journal.iter().skip(before) {
        let record = &entry["record"];
        let at = record["at"].as_str().unwrap().to_owned();
        assert!(at >= latest, "{at} comes after {latest}");
        latest.clone_from(&at);
        if record["request"]["input"]["step"].is_string() {
            let (day, time) = at.split_once('T').unwrap();
            assert_eq!(time, "08:00:00Z", "a step is due at nine: {record}");
            days.insert(day.to_owned());
        }
    }
    assert!(days.len() >= 5, "{days:?}");
    assert_eq!(all(&served, "/cases?due_by=2026-03-09T07:00:00Z").len(), 0);
    // The time of day stays over the change of clocks, too.
    for _ in 0..3 {
        moved(&served, json!({ "by": "week" }));
    }
    let told = moved(&served, json!({ "by": "day" }));
    assert_eq!(told["now"], "2026-03-31T06:00:00Z");
}

#[test]
fn what_a_person_asks_for_is_carried_out_while_time_stands_still() {
    let folder = Folder::new();
    let served = demo(&folder);
    let full = all(&served, "/outbox?state=dead");
    let full = full.iter().find(|effect| {
        let problem = effect["problem"].as_str().unwrap_or_default();
        problem.contains("mailbox is full")
    });
    let id = full.unwrap()["id"].as_str().unwrap().to_owned();
    let retried = served.post(&format!("/outbox/{id}/retry"), "retry", "", &[]);
    assert_eq!(retried.status, 200, "{}", retried.text);
    served.until("the letter is sent", |served| {
        served.get(&format!("/outbox/{id}")).json()["state"] == "done"
    });
    assert_eq!(
        served.get("/demo/clock").json()["now"],
        "2026-03-02T07:00:00Z"
    );
}

#[test]
fn it_is_for_this_machine_alone_and_no_other_service_has_its_clock() {
    let folder = Folder::new();
    let mut settings = Settings::new(SHIPPED, folder.file("demo.db"));
    settings.listen = ([0, 0, 0, 0], 0).into();
    settings.demo = true;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let opened = runtime.block_on(Service::open(settings));
    assert!(matches!(opened, Err(ServiceError::Exposed(_))));

    let served = Served::new(&folder.file("dunlin.db"));
    assert_eq!(served.get("/demo/clock").status, 404);
}

#[test]
fn rules_that_take_none_of_its_cases_are_refused() {
    let folder = Folder::new();
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/../cli/starter");
    let mut settings = Settings::new(rules, folder.file("demo.db"));
    settings.listen = ([127, 0, 0, 1], 0).into();
    settings.demo = true;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    match runtime.block_on(Service::open(settings)) {
        Err(ServiceError::Rules(why)) => assert!(why.contains("none of the"), "{why}"),
        opened => panic!("{opened:?}"),
    }
}
