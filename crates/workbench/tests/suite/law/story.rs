//! Random stories of a case: what people and systems do, and the days between, played on a rule set. Nothing is judged here.

use chrono::{DateTime, Duration, Utc};
use dunlin::{Actor, Case, Due, Engine, Opening, Record, Request, Value};

/// What happens to a case, in order.
#[derive(Debug, Clone)]
pub(super) struct Story {
    opening: Opening,
    began: DateTime<Utc>,
    pub(super) acts: Vec<Act>,
}

#[derive(Debug, Clone)]
pub(super) enum Act {
    /// Days pass, and what falls due happens.
    Wait(i64),
    /// Somebody asks for something; dates are days from today.
    Ask(&'static str, &'static str, Vec<(&'static str, Input)>),
    /// From here on what hosts are asked for is done, fails, or isn't answered.
    Host(Host),
    /// The last that was done turns out to have failed.
    Bounce,
    /// What wasn't answered is.
    Answer,
}

#[derive(Debug, Clone)]
pub(super) enum Input {
    Text(&'static str),
    Amount(i64),
    Day(i64),
    Flag(bool),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Host {
    Does,
    Fails,
    Silent,
}

/// A decision that was allowed, and the case after it, both as JSON.
pub(super) type Line = (serde_json::Value, serde_json::Value);

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from((self.0 >> 16) % end.unsigned_abs()).unwrap()
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.below(i64::try_from(list.len()).unwrap())).unwrap()]
    }
}

const ROLES: [&str; 4] = ["clerk", "manager", "manager", "system"];
const FLOWS: [&str; 4] = ["invoice", "reminder", "collection", "court"];
const REASONS: [&str; 4] = ["dispute", "instalments", "estate", "none"];
const AMOUNTS: [i64; 7] = [100, 1_000, 20_000, 100_000, 5, 0, -500];
const PRINCIPALS: [i64; 8] = [
    4_000, 90_000, 100_000, 100_001, 250_000, 1_300_000, 60_000_000, 250_001,
];

impl Story {
    pub(super) fn random(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            dice.below(2);
        }
        let began: DateTime<Utc> = "2025-05-20T10:00:00Z".parse().unwrap();
        let began = began + Duration::days(dice.below(500));
        let date = |days: i64| Value::from((began + Duration::days(days)).date_naive());
        let facts = [
            ("invoice_date", date(-40)),
            ("due_date", date(dice.of(&[-60, -10, 0, 5, 30]))),
            ("customer.name", "Vestergade Cykler".into()),
            ("customer.kind", dice.of(&["business", "consumer"]).into()),
            ("customer.email", "a@example.com".into()),
            ("accounting.system", dice.of(&["none", "economic"]).into()),
            ("reminders_approved", Value::from(dice.below(2) == 0)),
        ];
        let facts: serde_json::Map<_, _> = facts
            .into_iter()
            .map(|(name, value)| (name.to_owned(), serde_json::to_value(value).unwrap()))
            .collect();
        let principal = rust_decimal::Decimal::new(dice.of(&PRINCIPALS), 2);
        let opening = serde_json::from_value(serde_json::json!({
            "id": "1", "flow": dice.of(&FLOWS[..3]), "principal": principal.to_string(),
            "currency": dice.of(&["DKK", "DKK", "EUR"]), "facts": facts,
        }));
        let acts = (0..20 + dice.below(40)).map(|_| Act::random(&mut dice));
        let acts = acts.collect();
        let opening = opening.unwrap();
        Self {
            opening,
            began,
            acts,
        }
    }
}

impl Act {
    fn random(dice: &mut Dice) -> Self {
        let amount = |dice: &mut Dice| Input::Amount(dice.of(&AMOUNTS));
        let day = |dice: &mut Dice| Input::Day(dice.of(&[0, 0, -1, -20, 3, 30]));
        let role = dice.of(&ROLES);
        match dice.below(36) {
            0..=11 => Self::Wait(dice.of(&[1, 3, 7, 10, 11, 14, 35])),
            12 => Self::Ask(
                "close",
                role,
                vec![
                    ("code", Input::Text(dice.of(&["paid", "uncollectable"]))),
                    ("reason", Input::Text(dice.of(&["registered", "insolvent"]))),
                    ("confirmation", Input::Flag(dice.below(2) == 0)),
                ],
            ),
            13 => Self::Ask(
                "partial_payment",
                role,
                vec![("date", day(dice)), ("amount", amount(dice))],
            ),
            14 => Self::Ask("credit_note", role, vec![]),
            15 => Self::Ask(
                "pause",
                role,
                vec![
                    ("reason", Input::Text(dice.of(&REASONS))),
                    ("resume_on", day(dice)),
                ],
            ),
            16..=18 => Self::Ask("resume", role, vec![]),
            19..=21 => Self::Ask(
                "change_flow",
                role,
                vec![("to", Input::Text(dice.of(&FLOWS)))],
            ),
            22..=24 => Self::Ask("restart_flow", role, vec![]),
            25 => Self::Ask(
                "payment_received",
                "system",
                vec![("date", day(dice)), ("amount", amount(dice))],
            ),
            26 => Self::Ask(
                "payment_bounced",
                "system",
                vec![("date", day(dice)), ("amount", amount(dice))],
            ),
            27 => Self::Ask(
                dice.of(&["accounting_closed", "email_bounced"]),
                "system",
                vec![],
            ),
            28 => Self::Ask("objection_received", "system", vec![]),
            29 | 30 => Self::Ask("objection_answered", "system", vec![]),
            31 => Self::Ask("facts_changed", "system", vec![("due_date", day(dice))]),
            32 => Self::Ask(
                "facts_changed",
                "system",
                vec![("objection.since", Input::Day(0))],
            ),
            33 => Self::Ask(
                "facts_changed",
                "system",
                vec![
                    ("reminders_approved", Input::Flag(true)),
                    (
                        "customer.kind",
                        Input::Text(dice.of(&["business", "consumer"])),
                    ),
                ],
            ),
            34 if dice.below(2) == 0 => Self::Bounce,
            34 => Self::Answer,
            _ => Self::Host(dice.of(&[Host::Does, Host::Does, Host::Fails, Host::Silent])),
        }
    }
}

/// A case on its way through a story.
struct Player<'e> {
    engine: &'e Engine,
    case: Case,
    now: DateTime<Utc>,
    host: Host,
    open: Vec<String>,
    done: Vec<String>,
    lines: Vec<Line>,
}

/// What was decided and allowed.
pub(super) fn play(engine: &Engine, story: &Story) -> Vec<Line> {
    let decision = engine.open(&story.opening, story.began).unwrap();
    let Some(case) = decision.case_after() else {
        return Vec::new();
    };
    let mut player = Player {
        engine,
        now: story.began,
        host: Host::Does,
        open: Vec::new(),
        done: Vec::new(),
        lines: vec![line(&decision.record(), &case)],
        case,
    };
    for act in &story.acts {
        player.act(act);
    }
    player.lines
}

fn line(record: &Record, case: &Case) -> Line {
    (
        serde_json::to_value(record).unwrap(),
        serde_json::to_value(case).unwrap(),
    )
}

impl Player<'_> {
    fn act(&mut self, act: &Act) {
        match act {
            Act::Wait(days) => self.wait(self.now + Duration::days(*days)),
            Act::Host(host) => self.host = *host,
            Act::Answer => {
                for id in std::mem::take(&mut self.open) {
                    self.answer("effect_done", id);
                }
            }
            Act::Bounce => {
                if let Some(id) = self.done.pop() {
                    self.answer("effect_failed", id);
                }
            }
            Act::Ask(action, role, inputs) => {
                let request = Request::new(*action, Actor::new("x", *role));
                let request = inputs.iter().fold(request, |request, (name, input)| {
                    request.with(*name, self.value(input))
                });
                self.ask(&request);
            }
        }
    }

    fn value(&self, input: &Input) -> Value {
        match input {
            Input::Text(text) => (*text).into(),
            Input::Amount(cents) => rust_decimal::Decimal::new(*cents, 2).into(),
            Input::Day(days) => (self.now + Duration::days(*days)).date_naive().into(),
            Input::Flag(flag) => (*flag).into(),
        }
    }

    fn ask(&mut self, request: &Request) {
        let engine = self.engine;
        let decision = engine.decide(self.case.clone(), request, self.now).unwrap();
        let explained = engine
            .explain(self.case.clone(), request, self.now)
            .unwrap();
        is_the_same(&decision, &explained);
        self.take(&decision);
    }

    /// Keeps what was allowed, and lets the host answer.
    fn take(&mut self, decision: &dunlin::Decision<'_>) {
        if !decision.is_allowed() {
            return;
        }
        self.case = self.case.apply(decision).unwrap();
        self.lines.push(line(&decision.record(), &self.case));
        let effects = decision
            .effects()
            .iter()
            .filter(|effect| effect.is_for_host());
        let ids: Vec<String> = effects.map(|effect| effect.id().to_owned()).collect();
        for id in ids {
            match self.host {
                Host::Does => self.answer("effect_done", id),
                Host::Fails => self.answer("effect_failed", id),
                Host::Silent => self.open.push(id),
            }
        }
    }

    fn answer(&mut self, action: &'static str, id: String) {
        let request = Request::new(action, Actor::new("host", "system")).with("id", id.clone());
        let request = match action {
            "effect_failed" => request.with("why", "no such address"),
            _ => {
                self.done.push(id);
                request.with("at", self.now)
            }
        };
        self.ask(&request);
    }

    fn wait(&mut self, end: DateTime<Utc>) {
        let engine = self.engine;
        loop {
            let mut most = 0..50;
            while most.next().is_some()
                && let Some(decision) = engine.advance(self.case.clone(), self.now).unwrap()
            {
                let explained = engine.explain_advance(self.case.clone(), self.now).unwrap();
                is_the_same(&decision, &explained.unwrap());
                self.take(&decision);
            }
            let next = match engine.next_due(&self.case, self.now).unwrap() {
                Due::At { at, .. } | Due::Held { retry: at, .. } => at,
                _ => end,
            };
            if self.now >= end {
                break;
            }
            self.now = next.min(end).max(self.now + Duration::seconds(1));
        }
    }
}

/// A decision is held to the limits that it could break; one that explains itself, to every limit there is.
fn is_the_same(decision: &dunlin::Decision<'_>, explained: &dunlin::Decision<'_>) {
    let mut all = explained.record();
    all.trace.clear();
    assert_eq!(decision.record(), all);
}
