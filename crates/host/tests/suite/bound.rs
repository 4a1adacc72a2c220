//! Which carrier an effect is for, as the configuration says.

use dunlin_host::{Config, Service, Settings};
use serde_json::json;

use crate::served::{Folder, SHIPPED, Served};

fn config(folder: &Folder, text: &str) -> Result<Config, String> {
    let file = folder.file("host.yaml");
    std::fs::write(&file, text).unwrap();
    Config::read(&file).map_err(|error| error.to_string())
}

#[test]
fn letters_by_post_go_elsewhere_than_letters_by_email() {
    let folder = Folder::new();
    let text = "
carriers:
  mail: { kind: file, path: mail.jsonl }
  printer: { kind: file, path: printer.jsonl }
effects:
  send: { argument: channel, carriers: { email: mail, letter: printer } }
";
    let served = Served::with(&folder.file("dunlin.db"), |settings| {
        settings.config = config(&folder, text).unwrap();
        settings.rules = format!("{SHIPPED}/examples/rulesets/danish-creditor").into();
        settings.pace = Some("2026-02-23T07:30+1h/s".parse().unwrap());
    });
    served.opens("1001");
    let facts =
        json!({ "invoice_date": "2026-01-15", "due_date": "2026-02-15", "customer.name": "A" });
    let opening = json!({ "id": "1002", "flow": "reminder", "principal": "900", "currency": "DKK", "facts": facts });
    let json = [("Content-Type", "application/json")];
    assert_eq!(
        served
            .post("/cases", "1002", opening.to_string(), &json)
            .status,
        201
    );
    let letters = |file: &str| std::fs::read_to_string(folder.file(file)).unwrap_or_default();
    served.until("each has its first reminder", |_| {
        !letters("mail.jsonl").is_empty() && !letters("printer.jsonl").is_empty()
    });
    let are_of = |file: &str, case: &str| letters(file).lines().all(|line| line.contains(case));
    assert!(are_of("mail.jsonl", "1001"), "{}", letters("mail.jsonl"));
    assert!(
        are_of("printer.jsonl", "1002"),
        "{}",
        letters("printer.jsonl")
    );
}

#[test]
fn a_carrier_that_fails_holds_up_no_other() {
    let folder = Folder::new();
    // Nobody listens on port 1.
    let text = "
carriers:
  mail: { kind: email, host: 127.0.0.1, port: 1, tls: none, from: { address: faktura@nordhavn.example } }
  printer: { kind: file, path: printer.jsonl }
effects:
  send: { argument: channel, carriers: { email: mail, letter: printer } }
";
    let served = Served::with(&folder.file("dunlin.db"), |settings| {
        settings.config = config(&folder, text).unwrap();
        settings.rules = format!("{SHIPPED}/examples/rulesets/danish-creditor").into();
        settings.pace = Some("2026-02-23T07:30+1h/s".parse().unwrap());
    });
    served.opens("1001");
    let facts =
        json!({ "invoice_date": "2026-01-15", "due_date": "2026-02-15", "customer.name": "A" });
    let opening = json!({ "id": "1002", "flow": "reminder", "principal": "900", "currency": "DKK", "facts": facts });
    let media = [("Content-Type", "application/json")];
    assert_eq!(
        served
            .post("/cases", "1002", opening.to_string(), &media)
            .status,
        201
    );
    let state_of = |case: &str| {
        let listed = served.get(&format!("/outbox?case={case}")).json();
        listed["items"][0].clone()
    };
    served.until("the letter by post is printed", |_| {
        state_of("1002")["state"] == "done"
    });
    served.until("the mail has been tried", |_| {
        state_of("1001")["attempts"].as_u64() >= Some(1)
    });
    let mail = state_of("1001");
    assert!(
        mail["state"] == "pending" && mail["problem"].is_string(),
        "{mail}"
    );
}

#[test]
fn a_carrier_that_is_not_there_is_named_with_those_that_are() {
    let folder = Folder::new();
    let wrong = config(
        &folder,
        "carriers: { mail: { kind: dry-run } }\neffects: { send: mial }\n",
    );
    let wrong = wrong.unwrap_err();
    assert!(
        wrong.contains("`mial`") && wrong.contains("[mail]"),
        "{wrong}"
    );
    let wrong = config(&folder, "efects: { send: mail }\n").unwrap_err();
    assert!(wrong.contains("efects"), "{wrong}");
}

#[tokio::test]
async fn an_effect_that_the_rules_do_not_have_is_named() {
    let folder = Folder::new();
    let mut settings = Settings::new(SHIPPED, folder.file("dunlin.db"));
    settings.listen = ([127, 0, 0, 1], 0).into();
    let text = "carriers: { mail: { kind: dry-run } }\neffects: { sned: mail }\n";
    settings.config = config(&folder, text).unwrap();
    let wrong = Service::open(settings).await.unwrap_err().to_string();
    assert!(
        wrong.contains("`sned`") && wrong.contains("send"),
        "{wrong}"
    );
}
