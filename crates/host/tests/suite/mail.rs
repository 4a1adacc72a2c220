//! Letters that go out as e-mails, from the action or the step that sends them to the mail server that takes them.

use dunlin_host::Config;
use serde_json::{Value, json};

use crate::mail_server::MailServer;
use crate::served::{Folder, Served};

/// A service whose letters go to a mail server, with what else its configuration says.
fn served(folder: &Folder, server: &MailServer, more: &str, clock: Option<&str>) -> Served {
    let config = folder.file("dunlin-serve.yaml");
    let text = format!(
        "carriers:
  mail:
    kind: email
    host: localhost
    port: {}
    from: {{ name: Nordhavn Handel Åbyhøj, address: faktura@nordhavn.example }}
    reply_to: bogholderi@nordhavn.example
    first_wait: 1 second
{more}
effects: {{ send: mail }}
",
        server.port
    );
    std::fs::write(&config, text).unwrap();
    Served::with(&folder.file("dunlin.db"), |settings| {
        settings.config = Config::read(&config).unwrap();
        settings.pace = clock.map(|pace| pace.parse().unwrap());
    })
}

/// Opens a case with these facts beside its usual ones.
fn opens(served: &Served, id: &str, facts_given: Value) {
    let mut facts = json!({
        "invoice_date": "2026-01-15",
        "due_date": "2026-02-15",
        "customer.name": "Æblegården & Søn",
        "customer.email": "kai@aeble.example",
    });
    let given = facts_given.as_object().unwrap().clone();
    facts.as_object_mut().unwrap().extend(given);
    let opening = json!({
        "id": id,
        "flow": "reminder",
        "principal": "6312.50",
        "currency": "DKK",
        "facts": facts,
    });
    let headers = [("Content-Type", "application/json")];
    let opened = served.post("/cases", id, &opening.to_string(), &headers);
    assert_eq!(opened.status, 201, "{}", opened.text);
}

/// Closes a case and has that confirmed by e-mail.
fn closes(served: &Served, id: &str) {
    let input = json!({ "code": "paid", "reason": "to_us", "confirmation": true });
    let closed = served.acts(id, "close", &format!("close {id}"), input);
    assert_eq!(closed.status, 200, "{}", closed.text);
}

fn outbox(served: &Served, query: &str) -> Vec<Value> {
    let listed = served.get(&format!("/outbox?{query}")).json();
    listed.get("items").unwrap().as_array().unwrap().clone()
}

#[test]
fn an_action_sends_its_letter_in_the_customers_language() {
    let Some(server) = MailServer::running() else {
        return;
    };
    let folder = Folder::new();
    let served = served(&folder, &server, "    tls: none", None);
    opens(&served, "1001", json!({}));
    let script = "<script>alert(1)</script> [Ben](javascript:alert(1))";
    opens(
        &served,
        "1002",
        json!({ "customer.name": script, "customer.language": "en" }),
    );
    closes(&served, "1001");
    served.until("the first is taken", |_| server.taken().len() == 1);
    closes(&served, "1002");
    served.until("both are taken", |_| server.taken().len() == 2);
    served.until("both are done", |served| {
        outbox(served, "state=done").len() == 2
    });

    let mails = server.taken();
    let danish = &mails[0];
    assert_eq!(danish["from"], "faktura@nordhavn.example");
    assert_eq!(danish["to"], json!(["kai@aeble.example"]));
    assert_eq!(danish["type"], "multipart/alternative");
    let headers = &danish["headers"];
    assert_eq!(
        headers["from"],
        "Nordhavn Handel Åbyhøj <faktura@nordhavn.example>"
    );
    assert_eq!(headers["reply-to"], "bogholderi@nordhavn.example");
    assert_eq!(headers["to"], "kai@aeble.example");
    assert_eq!(headers["subject"], "Sag 1001 er afsluttet");
    assert_eq!(headers["content-language"], "da");
    assert_eq!(headers["auto-submitted"], "auto-generated");
    assert!(headers["date"].is_string(), "{headers}");
    let text = danish["parts"]["text/plain"].as_str().unwrap();
    assert!(
        text.starts_with("Kære Æblegården & Søn\n\nVi bekræfter, at sagen"),
        "{text}"
    );
    assert!(
        text.ends_with("Med venlig hilsen\nNordhavn Handel ApS\n"),
        "{text}"
    );
    let html = danish["parts"]["text/html"].as_str().unwrap();
    assert!(html.contains("<html lang=\"da\">"), "{html}");
    assert!(html.contains("<p>Kære Æblegården &amp; Søn</p>"), "{html}");
    assert!(html.contains("hilsen<br />\nNordhavn"), "{html}");
    for charset in danish["charsets"].as_object().unwrap().values() {
        assert_eq!(charset, "utf-8");
    }

    let english = &mails[1];
    assert_eq!(english["headers"]["subject"], "Case 1002 has been closed");
    assert_eq!(english["headers"]["content-language"], "en");
    let text = english["parts"]["text/plain"].as_str().unwrap();
    assert!(text.starts_with(&format!("Dear {script}\n")), "{text}");
    let html = english["parts"]["text/html"].as_str().unwrap();
    assert!(html.contains("Dear &lt;script&gt;alert(1)"), "{html}");
    assert!(
        !html.contains("<script") && !html.contains("href"),
        "{html}"
    );
}

#[test]
fn a_step_sends_its_letter_and_one_that_goes_by_post_is_given_up() {
    let Some(server) = MailServer::running() else {
        return;
    };
    let folder = Folder::new();
    let clock = Some("2026-02-10T08:00+1d/s");
    let served = served(&folder, &server, "    tls: none", clock);
    opens(&served, "1001", json!({ "reminders_approved": true }));
    let without_address = json!({ "reminders_approved": true, "customer.email": null });
    opens(&served, "1002", without_address);
    served.until("it is reminded", |_| !server.taken().is_empty());
    let mail = &server.taken()[0];
    assert_eq!(mail["headers"]["subject"], "Påmindelse om faktura 1001");
    let raw = mail["raw"].as_str().unwrap();
    assert!(
        raw.is_ascii() && raw.contains("\nSubject: =?utf-8?b?"),
        "{raw}"
    );
    assert!(raw.lines().all(|line| line.len() < 80), "{raw}");
    let text = mail["parts"]["text/plain"].as_str().unwrap();
    assert!(text.contains("\n- Fakturabeløb: 6.312,50 kr.\n"), "{text}");
    assert!(text.contains("\n- At betale: 6.412,50 kr.\n"), "{text}");
    let html = mail["parts"]["text/html"].as_str().unwrap();
    assert!(
        html.contains("<li><strong>At betale: 6.412,50 kr.</strong></li>"),
        "{html}"
    );

    served.until("one is given up", |served| {
        !outbox(served, "state=dead").is_empty()
    });
    let given_up = &outbox(&served, "state=dead")[0];
    assert_eq!(
        (&given_up["case"], &given_up["attempts"]),
        (&json!("1002"), &json!(1))
    );
    assert_eq!(
        given_up["problem"],
        "it goes by `letter`, and this carrier sends e-mails alone"
    );
}

#[test]
fn a_mail_server_that_is_down_gets_its_letters_when_it_is_up_and_twice_the_same_is_one() {
    let Some(mut server) = MailServer::new() else {
        return;
    };
    let folder = Folder::new();
    let served = served(&folder, &server, "    tls: none", None);
    opens(&served, "1001", json!({}));
    closes(&served, "1001");
    let pending = |served: &Served| outbox(served, "state=pending").first().cloned();
    served.until("it is tried", |served| {
        pending(served).is_some_and(|effect| effect["attempts"] != 0)
    });
    let problem = pending(&served).unwrap()["problem"].clone();
    let problem = problem.as_str().unwrap();
    assert!(
        problem.starts_with("the mail server can't be spoken to"),
        "{problem}"
    );

    server.tell("unsure", "");
    server.start();
    served.until("it is done", |served| {
        outbox(served, "state=done").len() == 1
    });
    let mails = server.taken();
    let ids: Vec<&Value> = mails
        .iter()
        .map(|mail| &mail["headers"]["message-id"])
        .collect();
    assert_eq!(ids, ["<1001%3A1%3A2@nordhavn.example>"; 2]);
}

#[test]
fn a_letter_that_is_refused_is_given_up_and_sent_once_somebody_has_it_tried_again() {
    let Some(server) = MailServer::running() else {
        return;
    };
    let folder = Folder::new();
    let served = served(&folder, &server, "    tls: none\n    tries: 2", None);
    server.tell("refused", "kai@aeble.example\n");
    server.tell("deferred", "eva@aeble.example\n");
    opens(&served, "1001", json!({}));
    opens(
        &served,
        "1002",
        json!({ "customer.email": "eva@aeble.example" }),
    );
    opens(
        &served,
        "1003",
        json!({ "customer.email": "eva@aeble.example\r\nBcc: x@y.example" }),
    );
    for case in ["1001", "1002", "1003"] {
        closes(&served, case);
    }
    served.until("they are given up", |served| {
        outbox(served, "state=dead").len() == 3
    });
    let dead = |case: &str| outbox(&served, &format!("state=dead&case={case}"))[0].clone();
    for (case, attempts, problem) in [
        (
            "1001",
            1,
            "the mail server refuses it: permanent error (550): 5.1.1 No such mailbox",
        ),
        (
            "1002",
            2,
            "the mail server doesn't take it now: transient error (451): 4.7.1 Come back later",
        ),
        (
            "1003",
            1,
            "`eva@aeble.example\\r\\nBcc: x@y.example` is no e-mail address",
        ),
    ] {
        let dead = dead(case);
        assert_eq!(dead["problem"], problem);
        assert_eq!(dead["attempts"], attempts, "{case}");
    }
    assert_eq!(server.taken().len(), 0);

    server.tell("refused", "");
    let id = dead("1001")["id"].as_str().unwrap().replace(':', "%3A");
    let retried = served.post(&format!("/outbox/{id}/retry"), "again", "", &[]);
    assert_eq!(retried.status, 200, "{}", retried.text);
    served.until("it is taken", |_| !server.taken().is_empty());
    served.until("it is done", |served| {
        served.get(&format!("/outbox/{id}")).json()["state"] == "done"
    });
    assert_eq!(server.taken()[0]["to"], json!(["kai@aeble.example"]));
}

#[test]
fn letters_are_encrypted_and_the_mail_server_knows_who_sends() {
    for tls in ["starttls", "tls"] {
        let Some(mut server) = MailServer::new() else {
            return;
        };
        server.tell("tls", tls);
        server.tell("user", "dunlin\nåben sesam\n");
        server.start();
        let folder = Folder::new();
        std::fs::write(folder.file("password"), "åben sesam\n").unwrap();
        let authority = server.file("ca.pem");
        let more = format!(
            "    tls: {tls}\n    ca_file: {}\n    user: dunlin\n    password_file: password",
            authority.display()
        );
        let served = served(&folder, &server, &more, None);
        opens(&served, "1001", json!({}));
        closes(&served, "1001");
        served.until("it is taken", |_| !server.taken().is_empty());
        let mail = &server.taken()[0];
        assert_eq!(
            (&mail["encrypted"], &mail["user"]),
            (&json!(true), &json!("dunlin"))
        );
    }
}

#[test]
fn a_wrong_password_and_a_server_that_nobody_vouches_for_give_no_letter_up() {
    let Some(mut server) = MailServer::new() else {
        return;
    };
    server.tell("tls", "starttls");
    server.tell("user", "dunlin\nsesam\n");
    server.start();
    let authority = server.file("ca.pem");
    let authority = format!("    ca_file: {}", authority.display());
    for (more, why) in [
        (&*authority, "the mail server doesn't let us in"),
        ("", "the mail server can't be spoken to"),
    ] {
        let folder = Folder::new();
        std::fs::write(folder.file("password"), "wrong-one").unwrap();
        let more = format!("{more}\n    user: dunlin\n    password_file: password");
        let served = served(&folder, &server, &more, None);
        opens(&served, "1001", json!({}));
        closes(&served, "1001");
        served.until("it is tried", |served| {
            let pending = outbox(served, "state=pending");
            pending.iter().any(|effect| effect["attempts"] != 0)
        });
        let problem = outbox(&served, "state=pending")[0]["problem"].clone();
        let problem = problem.as_str().unwrap();
        assert!(problem.starts_with(why), "{problem}");
        assert!(!problem.contains("wrong-one"), "{problem}");
    }
    assert_eq!(server.taken().len(), 0);
}
