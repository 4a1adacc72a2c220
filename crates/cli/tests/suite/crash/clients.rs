//! Whoever uses the service: several at once, each with known keys, who ask again until they are answered · what must come of it stands in `held.rs`.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::process::Door;
use super::random::Random;

/// How many of its answers a client remembers, to ask for them again.
const REMEMBERED: usize = 64;

/// Something that was asked for, and what was answered: nothing, where the client gave up before it was.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) case: String,
    pub(super) action: &'static str,
    /// What tells its record from all others: an amount or a note that nothing else has.
    pub(super) mark: Option<String>,
    pub(super) answer: Option<Answer>,
}

/// What was answered.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    Opened,
    /// The revision of the case after it, and the ids of its effects.
    Allowed(i64, Vec<String>),
    Denied,
}

/// A request, which can be sent again.
#[derive(Debug, Clone)]
struct Asked {
    path: String,
    key: String,
    body: String,
}

/// What all clients share.
#[derive(Debug)]
pub(super) struct Clients<'c> {
    door: &'c Door,
    agent: ureq::Agent,
    token: String,
    /// The cases whose openings have been answered.
    cases: Mutex<Vec<String>>,
    told: Mutex<Vec<Told>>,
    number: AtomicU64,
    stopped: AtomicBool,
}

impl<'c> Clients<'c> {
    pub(super) fn new(door: &'c Door, token: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        Self {
            door,
            agent: agent.into(),
            token: token.to_owned(),
            cases: Mutex::default(),
            told: Mutex::default(),
            number: AtomicU64::new(1),
            stopped: AtomicBool::new(false),
        }
    }

    /// Returns once the service answers.
    pub(super) fn wait(&self) {
        let _address = self.door.address();
    }

    /// Each client finishes what it has begun.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// How many are answered so far.
    pub(super) fn told(self) -> Vec<Told> {
        self.told.into_inner().unwrap()
    }

    /// One client, until all are to stop.
    pub(super) fn run(&self, mut random: Random) {
        let mut answered: VecDeque<(Asked, (u16, String))> = VecDeque::new();
        while !self.is_stopped() {
            let (mut told, asked) = self.wish(&mut random);
            // What carries a mark may be given up: it is done once then, or not at all.
            let patient = told.mark.is_none() || !random.one_in(12);
            let answer = if random.one_in(10) {
                Some(self.twice(&asked))
            } else {
                self.send(&asked, patient)
            };
            if let Some(answer) = answer {
                told.answer = Some(understood(&answer));
                if told.answer == Some(Answer::Opened) {
                    self.cases.lock().unwrap().push(told.case.clone());
                }
                answered.push_back((asked, answer));
                if answered.len() > REMEMBERED {
                    answered.pop_front();
                }
            }
            self.told.lock().unwrap().push(told);
            if random.one_in(10) && !answered.is_empty() {
                let (asked, answer) = &answered[random.below(answered.len())];
                assert_eq!(
                    &self.twice(asked),
                    answer,
                    "another answer than before: {asked:?}"
                );
            }
            thread::sleep(random.milliseconds(0, 4));
        }
    }

    /// What a client asks for next.
    fn wish(&self, random: &mut Random) -> (Told, Asked) {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let case = {
            let cases = self.cases.lock().unwrap();
            // The latest are those that aren't closed.
            let latest = cases.len().min(200);
            let place = cases.len() - latest + random.below(latest);
            cases.get(place).cloned()
        };
        let Some(case) = case.filter(|_| !random.one_in(10)) else {
            return opening(number);
        };
        let (action, mark, input) = match random.below(20) {
            0..12 => {
                let amount = format!("{}.{:02}", number / 100, number % 100);
                let input = json!({ "amount": amount, "date": "2026-02-20" });
                ("partial_payment", Some(amount), input)
            }
            12..15 => {
                let note = format!("note {number}");
                let input = json!({ "reason": "dispute", "note": note });
                ("pause", Some(note), input)
            }
            15..19 => ("resume", None, json!({})),
            _ => {
                let input = json!({ "code": "paid", "reason": "to_us", "confirmation": true });
                ("close", None, input)
            }
        };
        let asked = Asked {
            path: format!("/cases/{case}/actions/{action}"),
            key: format!("{action} {number}"),
            body: json!({ "input": input }).to_string(),
        };
        let told = Told {
            case,
            action,
            mark,
            answer: None,
        };
        (told, asked)
    }

    /// Sends a request until it is answered; once alone, where the client isn't patient.
    fn send(&self, asked: &Asked, patient: bool) -> Option<(u16, String)> {
        loop {
            let url = format!("{}{}", self.door.address(), asked.path);
            let request = self.agent.post(url);
            let request = request.header("Authorization", format!("Bearer {}", self.token));
            let request = request.header("Content-Type", "application/json");
            let request = request.header("Idempotency-Key", &asked.key);
            let answer = request.send(&asked.body).and_then(|mut answer| {
                let text = answer.body_mut().read_to_string()?;
                Ok((answer.status().as_u16(), text))
            });
            match answer {
                Ok(answer) => return Some(answer),
                Err(_) if patient => thread::sleep(Duration::from_millis(2)),
                Err(_) => return None,
            }
        }
    }

    /// Sends a request twice at once, which is answered alike.
    fn twice(&self, asked: &Asked) -> (u16, String) {
        let [one, other] = thread::scope(|scope| {
            let senders = [(); 2].map(|()| scope.spawn(|| self.send(asked, true).unwrap()));
            senders.map(|sender| sender.join().unwrap())
        });
        assert_eq!(one, other, "two answers: {asked:?}");
        one
    }

    /// Has the rules of the folder taken, if the service answers.
    pub(super) fn reload(&self) -> bool {
        let url = format!("{}/rules/reload", self.door.address());
        let request = self.agent.post(url);
        let request = request.header("Authorization", format!("Bearer {}", self.token));
        let answer = request.send_empty();
        answer.is_ok_and(|answer| answer.status() == 200)
    }

    /// Reads something that is there.
    pub(super) fn get(&self, path: &str) -> Value {
        let request = self.agent.get(format!("{}{path}", self.door.address()));
        let request = request.header("Authorization", format!("Bearer {}", self.token));
        let mut answer = request.call().unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        assert_eq!(answer.status(), 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }
}

/// A case in the reminder flow whose first reminder is due at once.
fn opening(number: u64) -> (Told, Asked) {
    let case = format!("c{number}");
    let opening = json!({
        "id": case,
        "flow": "reminder",
        "principal": "1000000",
        "currency": "DKK",
        "facts": {
            "invoice_date": "2026-01-15",
            "due_date": "2026-02-15",
            "customer.name": "Birk & Bech ApS",
            "customer.email": "bogholderi@birkbech.example",
            "reminders_approved": true,
        },
    });
    let asked = Asked {
        path: "/cases".to_owned(),
        key: format!("open {number}"),
        body: opening.to_string(),
    };
    let told = Told {
        mark: Some(case.clone()),
        case,
        action: "open_case",
        answer: None,
    };
    (told, asked)
}

/// What an answer says; any other than these is a mistake.
fn understood((status, text): &(u16, String)) -> Answer {
    let body: Value = serde_json::from_str(text).unwrap_or_default();
    match status {
        201 => Answer::Opened,
        200 => {
            let effects = body["effects"].as_array().unwrap().iter();
            let ids = effects.map(|effect| effect["id"].as_str().unwrap().to_owned());
            let revision = body["case"]["revision"].as_i64().unwrap();
            Answer::Allowed(revision, ids.collect())
        }
        409 | 422 if body["denials"].is_array() => Answer::Denied,
        _ => panic!("{status}: {text}"),
    }
}
