//! What a service goes on from when it starts again: its rules, whatever is in their folder by then, and its time.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::served::{Folder, SHIPPED, Served};

/// A copy of the shipped rules without their scenarios.
fn rules(folder: &Folder) -> PathBuf {
    let set = folder.path().join("set");
    for room in ["flows", "rules", "templates"] {
        fs::create_dir_all(set.join(room)).unwrap();
        for file in fs::read_dir(Path::new(SHIPPED).join(room)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), set.join(room).join(file.file_name())).unwrap();
        }
    }
    let manifest = Path::new(SHIPPED).join("dunlin.yaml");
    fs::copy(manifest, set.join("dunlin.yaml")).unwrap();
    set
}

fn served(folder: &Folder, rules: &Path) -> Served {
    Served::with(&folder.file("dunlin.db"), |settings| {
        settings.rules = rules.to_owned();
    })
}

#[test]
fn rules_that_are_broken_while_nothing_runs_leave_the_last_in_force() {
    let folder = Folder::new();
    let rules = rules(&folder);
    let before = served(&folder, &rules);
    before.opens("1001");
    let token = before.token.clone();
    before.end();
    let manifest = rules.join("dunlin.yaml");
    let whole = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, &whole[..whole.len() / 2]).unwrap();

    let mut after = served(&folder, &rules);
    after.token = token;
    assert_eq!(after.get("/ready").json()["rules"], false);
    assert!(after.get("/rules").json()["refused"].is_object());
    let input = json!({ "amount": "312.50", "date": "2026-02-20" });
    assert_eq!(
        after.acts("1001", "partial_payment", "pay", input).status,
        200
    );
    fs::write(&manifest, whole).unwrap();
    after.until("the rules are taken once they are mended", |served| {
        served.get("/ready").json()["rules"] == true
    });
}

#[test]
fn rules_that_were_in_force_start_without_their_scenarios() {
    let folder = Folder::new();
    let rules = rules(&folder);
    let before = served(&folder, &rules);
    let token = before.token.clone();
    before.end();
    let scenarios = rules.join("scenarios");
    fs::create_dir_all(&scenarios).unwrap();
    let scenario = "scenario: nobody may resume\nnow: 2026-03-02T10:00\nsteps:\n  - do: resume\n    as: clerk\n    expect: allowed\n";
    fs::write(scenarios.join("nobody-may-resume.yaml"), scenario).unwrap();

    let mut after = served(&folder, &rules);
    after.token = token;
    assert_eq!(after.get("/ready").json()["rules"], true);
    let reloaded = after.post("/rules/reload", "reload", "", &[]);
    assert_eq!(reloaded.status, 422, "{}", reloaded.text);
}

#[test]
fn a_case_that_new_rules_only_deny_is_still_what_its_journal_leads_to() {
    let folder = Folder::new();
    let rules = rules(&folder);
    let served = served(&folder, &rules);
    served.opens("1001");
    let facts = rules.join("rules/facts.yaml");
    let more = "  customer.is_known:\n    type: bool\n    default: false\n";
    let text = fs::read_to_string(&facts).unwrap() + more;
    fs::write(facts, text).unwrap();
    let reloaded = served.post("/rules/reload", "reload", "", &[]);
    assert_eq!(reloaded.status, 200, "{}", reloaded.text);
    let denied = served.acts("1001", "resume", "resume", json!({}));
    assert_eq!(denied.status, 409, "{}", denied.text);
    served.end();
    let verified = dunlin_host::verify_journal(folder.file("dunlin.db"), |_, _| {}).unwrap();
    assert_eq!(verified.problems, []);
}

#[test]
fn a_demonstration_goes_on_from_where_it_was() {
    let folder = Folder::new();
    let rules = rules(&folder);
    let served = || {
        Served::with(&folder.file("dunlin.db"), |settings| {
            settings.rules = rules.clone();
            settings.pace = Some("2026-03-01T08:00+100d/s".parse().unwrap());
        })
    };
    let has_turned = |served: &Served, many: usize| {
        let case = served.get("/cases/1001").json();
        case["case"]["turns"].as_array().unwrap().len() >= many
    };
    let before = served();
    before.opens_approved("1001");
    before.until("two steps are taken", |served| has_turned(served, 2));
    let token = before.token.clone();
    before.end();
    let mut after = served();
    after.token = token;
    let behind = after.get("/ready").json()["clock_behind_seconds"].clone();
    assert_eq!(behind, 0);
    after.until("the rest follows", |served| has_turned(served, 4));
}
