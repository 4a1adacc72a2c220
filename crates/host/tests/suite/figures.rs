//! What has happened day by day is counted as it is written, and is what the cases say.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use serde_json::json;

use crate::served::{Folder, SHIPPED, Served};

/// What is counted: how often, and how much, by what, day, name and currency.
fn days(store: &Path) -> BTreeMap<[String; 4], (i64, i64)> {
    let connection = Connection::open(store).unwrap();
    let mut statement = connection
        .prepare("SELECT what, day, name, currency, count, amount FROM days")
        .unwrap();
    let rows = statement.query_map([], |row| {
        let key = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
        Ok((key, (row.get(4)?, row.get(5)?)))
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn number(store: &Path, sql: &str) -> i64 {
    let connection = Connection::open(store).unwrap();
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// How many cases stand somewhere, counted and as they are.
fn standing(store: &Path, place: &str) -> (i64, i64) {
    let counted = format!(
        "SELECT coalesce(sum(count), 0) FROM days WHERE what = 'standing' AND name = '{place}'"
    );
    let are = format!("SELECT count(*) FROM cases WHERE flow || '/' || status = '{place}'");
    (number(store, &counted), number(store, &are))
}

#[test]
fn what_happens_is_counted_on_its_day() {
    let folder = Folder::new();
    let store = folder.file("dunlin.db");
    let served = Served::with(&store, |settings| {
        // An hour before midnight in UTC is the next day in Denmark.
        settings.pace = Some("2026-03-02T23:30+1s/s".parse().unwrap());
    });
    for case in ["1001", "1002", "1003"] {
        served.opens(case);
    }
    let paid = |key: &str, amount: &str| {
        let input = json!({ "amount": amount, "date": "2026-03-01" });
        let paid = served.acts("1001", "partial_payment", key, input);
        assert_eq!(paid.status, 200, "{}", paid.text);
    };
    paid("one", "100.25");
    paid("two", "0.75");
    // What is done once is counted once.
    paid("two", "0.75");
    let close = json!({ "code": "paid", "reason": "to_us" });
    let closed = served.acts("1002", "close", "close", close);
    assert_eq!(closed.status, 200, "{}", closed.text);
    // What is denied changes no figure.
    let denied = served.acts("1003", "resume", "resume", json!({}));
    assert_eq!(denied.status, 409, "{}", denied.text);
    served.end();

    let days = days(&store);
    let of = |what: &str, day: &str, name: &str, currency: &str| {
        let key = [what, day, name, currency].map(str::to_owned);
        days.get(&key).copied()
    };
    assert_eq!(of("opened", "2026-03-03", "", ""), Some((3, 0)));
    assert_eq!(of("closed", "2026-03-03", "", ""), Some((1, 0)));
    assert_eq!(
        of("settled", "2026-03-01", "payment", "DKK"),
        Some((2, 1_010_000))
    );
    assert_eq!(
        of("charged", "2026-03-03", "principal", "DKK"),
        Some((3, 3 * 63_125_000))
    );
    for place in ["reminder/active", "reminder/closed", "invoice/active"] {
        let (counted, are) = standing(&store, place);
        assert_eq!(counted, are, "{place}: {days:?}");
    }
    assert_eq!(standing(&store, "reminder/closed").0, 1);
}

#[test]
fn letters_are_counted_as_they_are_asked_for_sent_and_given_up() {
    let folder = Folder::new();
    let store = folder.file("dunlin.db");
    // Whoever has no address gets no e-mail.
    let config = "carriers: { mail: { kind: email, host: localhost, port: 9, tls: none, from: { name: Us, address: us@example.dk } } }\n\
         effects: { send: { argument: template, carriers: { reminder_1: mail } } }\n";
    std::fs::write(folder.file("dunlin.yaml"), config).unwrap();
    let served = Served::with(&store, |settings| {
        settings.config = dunlin_host::Config::read(folder.file("dunlin.yaml")).unwrap();
        settings.rules = format!("{SHIPPED}/examples/rulesets/danish-creditor").into();
        settings.pace = Some("2026-02-16T08:00+10d/s".parse().unwrap());
    });
    served.opens("1001");
    served.until(
        "a second reminder is sent, and the first given up",
        |served| {
            let items = served.get("/outbox").json()["items"].clone();
            let is = |template: &str, state: &str| {
                let mut items = items.as_array().unwrap().iter();
                items.any(|item| item["template"] == template && item["state"] == state)
            };
            is("reminder_1", "dead") && is("reminder_2", "done")
        },
    );
    let listed = |query: &str| {
        let listed = served.get(&format!("/cases?{query}")).json();
        listed["items"].as_array().unwrap().len()
    };
    assert_eq!((listed("dead=true"), listed("dead=false")), (1, 0));
    let effects = served.get("/outbox?state=dead").json();
    let id = effects["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/outbox/{}/retry", id.replace('/', "%2F"));
    let retried = served.post(&path, "retry", "", &[]);
    assert_eq!(retried.status, 200, "{}", retried.text);
    served.end();
    let counted = |what: &str, template: &str| {
        let sql = format!(
            "SELECT coalesce(sum(count), 0) FROM days WHERE what = '{what}' AND name = '{template}'"
        );
        number(&store, &sql)
    };
    for template in ["reminder_1", "reminder_2"] {
        assert_eq!(counted("asked", template), 1, "{template}");
    }
    assert_eq!(counted("sent", "reminder_2"), 1);
    assert!(counted("given_up", "reminder_1") >= 1);
    assert_eq!(
        number(&store, "SELECT sum(dead) FROM cases"),
        number(&store, "SELECT count(*) FROM outbox WHERE state = 'dead'")
    );
}
