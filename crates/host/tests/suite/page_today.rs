//! Today's page: what needs somebody, a retry that is pressed once, and charts whose numbers stand beside them.

use serde_json::json;

use crate::browsed::{Browser, Looked};
use crate::served::{Folder, SHIPPED, Served};

/// A service whose first reminders can't be delivered to who has no address, at a pace.
fn served(folder: &Folder, pace: &str) -> Served {
    let config = folder.file("dunlin.yaml");
    let text = "carriers: { mail: { kind: email, host: localhost, port: 9, tls: none, from: { name: Us, address: us@example.dk } } }\n\
         effects: { send: { argument: template, carriers: { reminder_1: mail } } }\n";
    std::fs::write(&config, text).unwrap();
    Served::with(&folder.file("dunlin.db"), |settings| {
        settings.config = dunlin_host::Config::read(&config).unwrap();
        settings.rules = format!("{SHIPPED}/examples/rulesets/danish-creditor").into();
        settings.pace = Some(pace.parse().unwrap());
    })
}

fn opens_without_address(served: &Served, id: &str) {
    let opening = json!({
        "id": id,
        "flow": "reminder",
        "principal": "6312.50",
        "currency": "DKK",
        "facts": { "invoice_date": "2026-01-15", "due_date": "2026-02-15", "customer.name": "<b>Birk</b>" },
    });
    let headers = [("Content-Type", "application/json")];
    let opened = served.post("/cases", id, opening.to_string(), &headers);
    assert_eq!(opened.status, 201, "{}", opened.text);
}

/// What the policy forbids isn't there.
#[track_caller]
fn keeps_to_its_policy(page: &Looked) {
    assert_eq!(page.status, 200, "{}", page.text);
    page.is_silent_about("style=");
    page.is_silent_about("<style");
    page.is_silent_about("<b>Birk");
}

#[test]
fn an_empty_day_says_so() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    for (language, words) in [
        (
            "da",
            ["I dag", "Ikke mere i dag.", "Der er ikke sket noget endnu."],
        ),
        (
            "en",
            ["Today", "Nothing more today.", "Nothing has happened yet."],
        ),
    ] {
        let mut browser = Browser::signed_in(&served, &served.token, language);
        let page = browser.look("/ui");
        keeps_to_its_policy(&page);
        for words in words {
            page.says(words);
        }
    }
}

#[test]
fn what_is_given_up_is_shown_and_tried_again_once() {
    let folder = Folder::new();
    let served = served(&folder, "2026-02-16T08:00+5d/s");
    opens_without_address(&served, "1001");
    let dead = |served: &Served| {
        let items = served.get("/outbox?state=dead").json()["items"].clone();
        items.as_array().unwrap().clone()
    };
    served.until("a letter is given up", |served| !dead(served).is_empty());
    let mut browser = Browser::signed_in(&served, &served.token, "da");
    let page = browser.look("/ui/today");
    keeps_to_its_policy(&page);
    page.says("Påmindelse om faktura 1001");
    page.says("Prøv igen");
    page.says("it goes by `letter`, and this carrier sends e-mails alone");
    let attempts = dead(&served)[0]["ended_at"].clone();
    let [csrf, key, id] = ["csrf", "key", "id"].map(|name| page.field(name));
    let next = ("next", "/ui/today");
    let fields = [("csrf", &*csrf), ("key", &*key), ("id", &*id), next];
    let tried = browser.send("/ui/retry", &fields);
    assert_eq!(tried.to.as_deref(), Some("/ui/today"));
    served.until("it is given up again", |served| {
        let dead = dead(served);
        !dead.is_empty() && dead[0]["ended_at"] != attempts
    });
    // The same press again does nothing more.
    let again = dead(&served)[0]["ended_at"].clone();
    browser.send("/ui/retry", &fields);
    assert_eq!(dead(&served)[0]["ended_at"], again);
    let foreign = browser.send("/ui/retry", &[("csrf", "none"), ("id", &id)]);
    assert_eq!(foreign.status, 400);
}

#[test]
fn money_and_cases_are_drawn_and_told_in_numbers() {
    let folder = Folder::new();
    let served = Served::with(&folder.file("dunlin.db"), |settings| {
        settings.pace = Some("2026-03-02T10:00+1s/s".parse().unwrap());
    });
    for case in ["1001", "1002"] {
        served.opens(case);
    }
    let input = json!({ "amount": "1000.25", "date": "2026-03-01" });
    let paid = served.acts("1001", "partial_payment", "pay", input);
    assert_eq!(paid.status, 200, "{}", paid.text);
    let close = json!({ "code": "paid", "reason": "to_us" });
    served.acts("1002", "close", "close", close);
    let mut browser = Browser::signed_in(&served, &served.token, "da");
    for days in ["30", "90", "nonesuch"] {
        let page = browser.look(&format!("/ui/today?days={days}"));
        keeps_to_its_policy(&page);
        for words in [
            "Afregnet, DKK",
            "1.000,25",
            "Pålagt, DKK",
            "12.625,00",
            "Åbne sager",
            "Rykkerflow",
            "2 oprettet · 1 lukket",
            "<svg class=\"plot\" role=\"img\"",
        ] {
            page.says(words);
        }
    }
    let mut browser = Browser::signed_in(&served, &served.token, "en");
    let page = browser.look("/ui/today");
    for words in ["Settled, DKK", "1,000.25", "2 opened · 1 closed", "1 Mar"] {
        page.says(words);
    }
}
