//! Who may ask: those who bear a token that is in force, within what the rules allow its role.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::served::{Folder, SHIPPED, Served};

#[test]
fn nobody_asks_without_a_token_that_is_in_force() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let long = "x".repeat(20_000);
    served.without_effect(|| {
        for token in ["", "unknown", "dunlin_00", "a b", &long] {
            for path in [
                "/cases",
                "/cases/1001",
                "/journal",
                "/outbox",
                "/rules",
                "/metrics",
            ] {
                let turned = served.get_as(token, path, &[]);
                turned.is_problem(401);
                assert_eq!(turned.headers["www-authenticate"], "Bearer");
            }
            let body = json!({ "input": { "amount": "100", "date": "2026-02-20" } }).to_string();
            for path in [
                "/cases/1001/actions/partial_payment",
                "/cases/1001/actions/partial_payment/what-if",
                "/cases",
                "/events",
                "/rules/reload",
            ] {
                served
                    .post_as(token, path, "no token", &body, &[])
                    .is_problem(401);
            }
        }
    });
    // How it is, and how it is asked, is told to everybody.
    for path in ["/health", "/ready", "/openapi.json", "/docs", "/docs.css"] {
        assert_eq!(served.get_as("", path, &[]).status, 200, "{path}");
    }
    let danish = served.get_as("", "/cases", &[("Accept-Language", "da-DK, en;q=0.5")]);
    assert_eq!(danish.is_problem(401)["title"], "Der mangler et token");
}

#[test]
fn a_token_that_is_revoked_is_turned_away_within_a_second() {
    let folder = Folder::new();
    let store = folder.file("dunlin.db");
    let served = Served::new(&store);
    let clerk = dunlin_host::new_token(&store, "clerk", "clerk")
        .unwrap()
        .text;
    served.until("the new token is known", |served| {
        served.get_as(&clerk, "/cases", &[]).status == 200
    });
    dunlin_host::revoke_token(&store, "clerk").unwrap();
    let begun = Instant::now();
    served.without_effect(|| {
        served.until("it is turned away", |served| {
            served.get_as(&clerk, "/cases", &[]).status == 401
        });
    });
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn a_clerk_does_nothing_that_is_a_managers_or_the_systems() {
    let folder = Folder::new();
    let store = folder.file("dunlin.db");
    let rules = folder.file("rules");
    copied(SHIPPED.as_ref(), &rules);
    let close = rules.join("rules/close.yaml");
    let text = std::fs::read_to_string(&close).unwrap();
    let of_managers = text.replace("who: [clerk, manager]", "who: [manager]");
    assert_ne!(text, of_managers);
    std::fs::write(&close, of_managers).unwrap();
    let clerk = dunlin_host::new_token(&store, "clerk", "clerk")
        .unwrap()
        .text;
    let manager = dunlin_host::new_token(&store, "manager", "manager")
        .unwrap()
        .text;
    let robot = dunlin_host::new_token(&store, "robot", "robot")
        .unwrap()
        .text;
    let mut served = Served::with(&store, |settings| settings.rules = rules);
    served.token = manager;
    served.opens("1001");
    let shown = served.get("/cases/1001").json();
    let closing = json!({ "input": { "code": "paid", "reason": "to_us" } }).to_string();
    let payment = json!({ "case": "1001", "action": "payment_received", "input": { "amount": "100", "date": "2026-02-20" } });
    let asks = |token: &str, path: &str, key: &str, body: &str| {
        served.post_as(token, path, key, body, &[])
    };
    let outbox = served.traces()[1].clone();
    let denied = asks(&clerk, "/cases/1001/actions/close", "close", &closing);
    assert_eq!(denied.is_problem(403)["denials"][0]["kind"], "role");
    asks(&clerk, "/events", "event", &payment.to_string()).is_problem(403);
    let done = json!({ "input": { "id": "1001/1/1" } }).to_string();
    for of_system in ["effect_done", "effect_failed", "advance", "open"] {
        let path = format!("/cases/1001/actions/{of_system}");
        let answer = asks(&clerk, &path, of_system, &done);
        assert!(
            [403, 404, 409].contains(&answer.status),
            "{of_system}: {}",
            answer.text
        );
    }
    assert_eq!(served.get("/cases/1001").json()["case"], shown["case"]);
    assert_eq!(served.traces()[1], outbox);
    // A role that the rules don't know does nothing, and hears what to do about it.
    served.without_effect(|| {
        let problem = asks(&robot, "/cases/1001/actions/close", "robot", &closing).is_problem(403);
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .contains("dunlin token new")
        );
        served
            .get_as(&robot, "/cases/1001/menu", &[])
            .is_problem(403);
    });
    assert_eq!(
        asks(
            &served.token,
            "/cases/1001/actions/close",
            "manager",
            &closing
        )
        .status,
        200
    );
}

/// Copies the rule files of a folder, without its scenarios: the copy does otherwise than they say.
fn copied(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::copy(from.join("dunlin.yaml"), to.join("dunlin.yaml")).unwrap();
    for folder in ["flows", "rules", "templates"] {
        std::fs::create_dir_all(to.join(folder)).unwrap();
        for entry in std::fs::read_dir(from.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, to.join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
}
