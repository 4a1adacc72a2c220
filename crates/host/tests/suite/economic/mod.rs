//! Credit notes in e-conomic, and what is closed there, as a whole: asked over HTTP, carried out in a stand-in.

mod standin;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use dunlin_host::Config;
use serde_json::{Value, json};

use crate::served::{Folder, Served};
use standin::{GRANT, Line, SECRET, StandIn};

/// Writes a configuration that has credit notes carried out there, with further settings of the carrier.
fn configured(folder: &Folder, there: &StandIn, further: &str) -> PathBuf {
    std::fs::write(folder.file("secret"), format!("{SECRET}\n")).unwrap();
    std::fs::write(folder.file("grant"), format!("{GRANT}\n")).unwrap();
    let text = format!(
        "carriers:
  economic:
    kind: economic
    base_url: http://{}
    app_secret_token_file: secret
    agreement_grant_token_file: grant
    layout: 19
    payment_terms: 1
    vat_zone: 1
    product: KREDIT
    {further}
effects:
  create_credit_note: economic
",
        there.address
    );
    let file = folder.file("host.yaml");
    std::fs::write(&file, text).unwrap();
    file
}

fn served(folder: &Folder, config: &Path) -> Served {
    let config = Config::read(config).unwrap();
    Served::with(&folder.file("dunlin.db"), |settings| {
        settings.config = config;
    })
}

/// Opens a case whose accounts are kept in e-conomic.
fn opens(served: &Served, id: &str, flow: &str, principal: &str, currency: &str, customer: &str) {
    let opening = json!({
        "id": id,
        "flow": flow,
        "principal": principal,
        "currency": currency,
        "facts": {
            "invoice_date": "2026-01-15",
            "due_date": "2026-02-15",
            "customer.name": "Birk & Bech ApS",
            "customer.number": customer,
            "accounting.system": "economic",
        },
    });
    let answer = served.post(
        "/cases",
        &format!("open {id}"),
        &opening.to_string(),
        &[("Content-Type", "application/json")],
    );
    assert_eq!(answer.status, 201, "{}", answer.text);
}

/// Has what is left of a case credited; returns the effect's id.
fn credits(served: &Served, case: &str) -> String {
    let answer = served.acts(case, "credit_note", &format!("credit {case}"), json!({}));
    assert_eq!(answer.status, 200, "{}", answer.text);
    let outbox = served.get(&format!("/outbox?case={case}")).json();
    let items = outbox["items"].as_array().unwrap();
    let note = items
        .iter()
        .find(|item| item["effect"] == "create_credit_note");
    note.unwrap()["id"].as_str().unwrap().to_owned()
}

fn state(served: &Served, effect: &str) -> Value {
    served.get(&format!("/outbox/{effect}")).json()["state"].clone()
}

fn status(served: &Served, case: &str) -> Value {
    served.get(&format!("/cases/{case}")).json()["case"]["status"].clone()
}

/// How often an action stands in a case's journal.
fn asked(served: &Served, case: &str, action: &str) -> Vec<Value> {
    let journal = served.get(&format!("/cases/{case}/journal")).json();
    let entries = journal["items"].as_array().unwrap();
    let of = |entry: &&Value| entry.to_string().contains(&format!("\"{action}\""));
    entries.iter().filter(of).cloned().collect()
}

#[test]
fn a_credit_note_is_booked_and_the_case_closes_when_it_is() {
    let (folder, there) = (Folder::new(), StandIn::new(Line::GOOD));
    let served = served(&folder, &configured(&folder, &there, ""));
    opens(&served, "1001", "reminder", "6312.50", "DKK", "0042");
    let effect = credits(&served, "1001");
    served.until("the case closes", |served| {
        status(served, "1001") == "closed"
    });
    let case = served.get("/cases/1001").json()["case"].clone();
    assert_eq!(case["balance"], "0.00");
    let ledger = case["ledger"].as_array().unwrap();
    let entry = ledger.iter().find(|entry| entry["entry"] == "credit_note");
    assert_eq!(entry.unwrap()["amount"], "6312.50", "{case}");
    served.end();

    let books = there.end();
    let booked = books.referring(&effect);
    assert_eq!(booked.len(), 1, "{books:?}");
    assert_eq!(booked[0]["grossAmount"], -6312.5);
    assert_eq!(booked[0]["currency"], "DKK");
    assert_eq!(booked[0]["customer"]["customerNumber"], 42);
    assert_eq!(books.drafts.len(), 0);
}

#[test]
fn what_e_conomic_refuses_is_given_up_told_without_the_customer_mended_and_retried() {
    let (folder, there) = (Folder::new(), StandIn::new(Line::GOOD));
    let served = served(&folder, &configured(&folder, &there, ""));
    opens(&served, "1001", "reminder", "6312.50", "DKK", "4711");
    let effect = credits(&served, "1001");
    served.until("it is given up", |served| state(served, &effect) == "dead");
    let dead = served.get(&format!("/outbox/{effect}")).json();
    assert_eq!(
        dead["problem"],
        "e-conomic answers 400 Bad Request: Customer not found. · E06000"
    );
    assert_eq!(status(&served, "1001"), "active");

    there.books.lock().unwrap().customers.insert(4711);
    let retried = served.post(&format!("/outbox/{effect}/retry"), "again", "", &[]);
    assert_eq!(retried.status, 200, "{}", retried.text);
    served.until("the case closes", |served| {
        status(served, "1001") == "closed"
    });
    served.end();
    assert_eq!(there.end().referring(&effect).len(), 1);
}

#[test]
fn a_draft_of_another_amount_than_is_to_be_credited_is_not_booked() {
    let (folder, there) = (Folder::new(), StandIn::new(Line::GOOD));
    there.books.lock().unwrap().vat = 25.0;
    let config = configured(&folder, &there, "");
    let first = served(&folder, &config);
    opens(&first, "1001", "reminder", "6312.50", "DKK", "42");
    let effect = credits(&first, "1001");
    first.until("it is given up", |served| state(served, &effect) == "dead");
    let dead = first.get(&format!("/outbox/{effect}")).json();
    assert_eq!(
        dead["problem"],
        "e-conomic made a draft of -7890.63 DKK, and 6312.50 DKK is to be credited: nothing was booked; mend `vat_percent`, `product` or `vat_zone` of this carrier"
    );
    let token = first.token.clone();
    first.end();
    assert!(there.books.lock().unwrap().drafts.is_empty());

    let config = configured(&folder, &there, "vat_percent: 25");
    let mut mended = served(&folder, &config);
    mended.token = token;
    mended.post(&format!("/outbox/{effect}/retry"), "again", "", &[]);
    mended.until("it is booked", |served| state(served, &effect) == "done");
    mended.end();
    let books = there.end();
    assert_eq!(books.referring(&effect)[0]["grossAmount"], -6312.5);
}

#[test]
fn a_draft_that_was_made_is_booked_and_not_made_again() {
    let (folder, there) = (Folder::new(), StandIn::new(Line::GOOD));
    let config = configured(&folder, &there, "first_wait: 10 milliseconds");
    let served = served(&folder, &config);
    opens(&served, "1001", "reminder", "6312.50", "DKK", "42");
    // The first effect of the case's first revision after its opening, and one that differs by its letters alone.
    for (number, reference) in [(90, "1001:1:1"), (80, "1001:1:1x")] {
        let draft = json!({
            "draftInvoiceNumber": number,
            "currency": "DKK",
            "customer": { "customerNumber": 42 },
            "grossAmount": -6312.5,
            "references": { "other": reference },
        });
        there.books.lock().unwrap().drafts.insert(number, draft);
    }
    let effect = credits(&served, "1001");
    assert_eq!(effect, "1001:1:1");
    served.until("it is booked", |served| state(served, &effect) == "done");
    served.end();
    let books = there.end();
    assert_eq!(books.referring(&effect).len(), 1);
    assert_eq!(books.drafts.keys().collect::<Vec<_>>(), [&80]);
}

#[test]
fn however_bad_the_line_each_credit_note_is_booked_once_and_as_it_should_be() {
    for seed in 0..4 {
        let there = StandIn::new(Line {
            seed,
            bad: 24,
            delay: Duration::from_millis(350),
        });
        let folder = Folder::new();
        let config = configured(
            &folder,
            &there,
            "timeout: 200 milliseconds\n    first_wait: 2 milliseconds\n    tries: 8\n    poll: 1 hour",
        );
        let served = served(&folder, &config);
        let cases: Vec<(String, String, &str)> = (0..12)
            .map(|number| {
                let currency = if number % 3 == 0 { "EUR" } else { "DKK" };
                let id = format!("{}", 2_000 + number);
                (id, format!("{}.{:02}", 50 + number, number * 7), currency)
            })
            .collect();
        for (place, (id, principal, currency)) in cases.iter().enumerate() {
            let customer = (place + 1).to_string();
            opens(&served, id, "reminder", principal, currency, &customer);
        }
        let effects: Vec<String> = cases
            .iter()
            .map(|(id, _, _)| credits(&served, id))
            .collect();
        let retries = Cell::new(0);
        served.until("all are booked", |served| {
            let dead = served.get("/outbox?state=dead").json();
            for item in dead["items"].as_array().unwrap() {
                let path = format!("/outbox/{}/retry", item["id"].as_str().unwrap());
                retries.set(retries.get() + 1);
                served.post(&path, &format!("retry {}", retries.get()), "", &[]);
            }
            let mut effects = effects.iter();
            effects.all(|effect| state(served, effect) == "done")
        });
        served.end();
        // What was late has arrived, too.
        let books = there.end();
        for (place, (effect, (_, principal, currency))) in effects.iter().zip(&cases).enumerate() {
            let booked = books.referring(effect);
            assert_eq!(booked.len(), 1, "seed {seed}, {effect}: {booked:?}");
            let credited: f64 = principal.parse().unwrap();
            assert_eq!(booked[0]["grossAmount"], -credited, "seed {seed}, {effect}");
            assert_eq!(booked[0]["currency"], *currency);
            assert_eq!(booked[0]["customer"]["customerNumber"], place + 1);
        }
        assert_eq!(books.booked.len(), cases.len(), "seed {seed}");
    }
}

#[test]
fn a_case_closes_when_its_invoice_is_closed_there_and_one_in_collection_is_asked_once() {
    let (folder, there) = (Folder::new(), StandIn::new(Line::GOOD));
    for number in [1001, 1002, 1003, 1004] {
        there.books.lock().unwrap().has(number, 6312.5);
    }
    let served = served(&folder, &configured(&folder, &there, "poll: 1 second"));
    for id in ["1001", "1002", "1004", "not-a-number"] {
        opens(&served, id, "reminder", "6312.50", "DKK", "42");
    }
    opens(&served, "1003", "collection", "6312.50", "DKK", "42");
    // Its accounts are kept elsewhere.
    served.opens("1005");
    for number in [1001, 1003, 1004, 1005] {
        there.books.lock().unwrap().has(number, 0.0);
    }
    served.until("they close", |served| {
        ["1001", "1004"].map(|id| status(served, id)) == ["closed", "closed"]
            && !asked(served, "1003", "accounting_closed").is_empty()
    });
    let before = there.books.lock().unwrap().requests;
    served.until("it is looked twice more", |_| {
        there.books.lock().unwrap().requests >= before + 2
    });
    for id in ["1002", "1003", "1005", "not-a-number"] {
        assert_ne!(status(&served, id), "closed", "{id}");
    }
    let denied = asked(&served, "1003", "accounting_closed");
    assert_eq!(denied.len(), 1, "{denied:?}");
    let denied = denied[0].to_string();
    assert!(denied.contains("not_in_collection"), "{denied}");
    assert_eq!(asked(&served, "1001", "accounting_closed").len(), 1);
    let closed = served.get("/cases/1001").json()["case"]["closing"].clone();
    assert_eq!(closed["code"], "accounting", "{closed}");
}

#[test]
fn wrong_tokens_and_addresses_are_told_without_the_tokens() {
    let (folder, there) = (Folder::new(), StandIn::new(Line::GOOD));
    let further = "tries: 2\n    first_wait: 10 milliseconds";
    let config = configured(&folder, &there, further);
    std::fs::write(folder.file("grant"), "another-grant").unwrap();
    let served = served(&folder, &config);
    opens(&served, "1001", "reminder", "6312.50", "DKK", "42");
    let effect = credits(&served, "1001");
    served.until("it is given up", |served| state(served, &effect) == "dead");
    let dead = served.get(&format!("/outbox/{effect}")).json();
    assert_eq!(dead["attempts"], 2);
    assert_eq!(
        dead["problem"],
        "e-conomic answers 401 Unauthorized: Access denied. · E02250"
    );
    let shown = format!("{:?}", Config::read(&config).unwrap());
    assert!(!shown.contains("another-grant") && !shown.contains(SECRET));
}
