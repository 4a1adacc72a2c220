//! The journal's pages: what is sought is found, one decision tells why it came out so, and all of it can be had as lines.

use serde_json::{Value, json};

use crate::browsed::Browser;
use crate::served::{Folder, SHIPPED, Served};

/// Two cases, a payment, and something that is denied.
fn served(folder: &Folder) -> Served {
    let served = Served::with(&folder.file("dunlin.db"), |settings| {
        settings.pace = Some("2026-03-02T10:00+1s/s".parse().unwrap());
    });
    served.opens("1001");
    served.opens("1002");
    let input = json!({ "amount": "100.00", "date": "2026-03-01" });
    let paid = served.acts("1001", "partial_payment", "pay", input);
    assert_eq!(paid.status, 200, "{}", paid.text);
    let denied = served.acts("1002", "resume", "resume", json!({}));
    assert_eq!(denied.status, 409, "{}", denied.text);
    served
}

/// The addresses of the entries on a page.
fn entries(text: &str) -> Vec<String> {
    let text = text.replace("&#x2f;", "/");
    let links = text.split("href=\"/ui/journal/").skip(1);
    let seqs = links.map(|link| link.split('"').next().unwrap().to_owned());
    seqs.filter(|seq| seq.bytes().all(|byte| byte.is_ascii_digit()))
        .collect()
}

#[test]
fn what_is_sought_is_found_in_the_readers_words() {
    let folder = Folder::new();
    let served = served(&folder);
    let mut browser = Browser::signed_in(&served, &served.token, "da");
    let all = browser.look("/ui/journal");
    assert_eq!(all.status, 200);
    for words in [
        "Opret delindbetaling",
        "Sagen er oprettet",
        "af sig selv",
        "first (manager)",
        "Sagen er ikke i bero, så der er intet at genoptage.",
    ] {
        all.says(words);
    }
    all.is_silent_about("style=");
    let newest_first = entries(&all.text);
    assert_eq!(newest_first, ["4", "3", "2", "1"]);
    for (query, found) in [
        ("case=1001", &["3", "1"][..]),
        ("case=none", &[]),
        ("action=partial_payment", &["3"]),
        ("who=first", &["4", "3"]),
        ("who=first&verdict=denied", &["4"]),
        ("verdict=allowed&case=1002", &["2"]),
        ("from=2026-03-02&until=2026-03-02", &["4", "3", "2", "1"]),
        ("until=2026-03-01", &[]),
        ("from=2026-03-03", &[]),
        ("from=nonsense&before=x", &["4", "3", "2", "1"]),
        ("before=3", &["2", "1"]),
        ("action=%3Cscript%3E", &[]),
    ] {
        let page = browser.look(&format!("/ui/journal?{query}"));
        assert_eq!(page.status, 200, "{query}: {}", page.text);
        assert_eq!(entries(&page.text), found, "{query}");
        page.is_silent_about("<script>");
    }
}

#[test]
fn a_decision_tells_what_it_came_from() {
    let folder = Folder::new();
    let served = served(&folder);
    let mut browser = Browser::signed_in(&served, &served.token, "en");
    let paid = browser.look("/ui/journal/3");
    for words in [
        "Register partial payment",
        "allowed",
        "What was given",
        "100.00",
        "What followed",
        "found by asking the rules of then the same again",
        "They are in force now.",
        "The record as JSON",
    ] {
        paid.says(words);
    }
    let journal = served.get("/cases/1001/journal").json();
    paid.says(journal["items"][1]["hash"].as_str().unwrap());
    let denied = browser.look("/ui/journal/4");
    denied.says("Why it was denied");
    denied.says("The case isn't paused, so there is nothing to resume.");
    browser
        .look("/ui/journal/1")
        .says("A case is opened without conditions.");
    for none in ["99", "x", "-1", "9223372036854775808"] {
        assert_eq!(
            browser.get(&format!("/ui/journal/{none}")).status,
            404,
            "{none}"
        );
    }
}

#[test]
fn a_decision_by_rules_of_then_is_told_by_them() {
    let folder = Folder::new();
    let store = folder.file("dunlin.db");
    let served = served(&folder);
    let token = served.token.clone();
    served.end();
    let mut served = Served::with(&store, |settings| {
        settings.rules = format!("{SHIPPED}/examples/rulesets/danish-creditor").into();
        settings.pace = Some("2026-03-03T10:00+1s/s".parse().unwrap());
    });
    served.token = token;
    let mut browser = Browser::signed_in(&served, &served.token, "en");
    let paid = browser.look("/ui/journal/3");
    paid.says("aren't in force any more");
    paid.says("The rules in force now are others");
    paid.says("found by asking the rules of then the same again");
}

#[test]
fn all_of_it_can_be_had_as_lines() {
    let folder = Folder::new();
    let served = served(&folder);
    for number in 0..600 {
        let input = json!({ "amount": "1.00", "date": "2026-03-01" });
        let paid = served.acts("1001", "partial_payment", &format!("{number}"), input);
        assert_eq!(paid.status, 200, "{}", paid.text);
    }
    let mut browser = Browser::signed_in(&served, &served.token, "en");
    let export = browser.get("/ui/journal/export");
    assert_eq!(export.headers["content-type"], "application/x-ndjson");
    let lines: Vec<Value> = export
        .text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let seqs: Vec<i64> = lines
        .iter()
        .map(|line| line["seq"].as_i64().unwrap())
        .collect();
    assert_eq!(seqs, (1..=604).rev().collect::<Vec<i64>>());
    assert_eq!(lines[0]["record"]["request"]["action"], "partial_payment");
    let some = browser.get("/ui/journal/export?case=1002&verdict=denied");
    assert_eq!(some.text.lines().count(), 1);
    assert_eq!(Browser::of(&served).get("/ui/journal/export").status, 303);
}
