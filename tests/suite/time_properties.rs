//! Properties of time over random flows and cases, with people and payments coming in between.
//!
//! The rules here read the case and `settings` alone, not `today` or `now`: a condition that reads the clock may hold at one
//! minute and not at the next, and then it matters at which minutes a host asks.

use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};
use chrono_tz::Europe::Copenhagen;
use dunlin::{Actor, Case, Due, Engine, Happening, Record, Request, Turn};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::fixtures::opening;
use crate::over_time::engine;

/// Days around which clocks change, months end and holidays fall.
const DAYS: [&str; 8] = [
    "2026-03-25",
    "2026-10-21",
    "2028-02-25",
    "2026-01-29",
    "2026-03-30",
    "2026-12-18",
    "2026-06-10",
    "2026-04-01",
];
const TIMES: [&str; 6] = ["02:30", "09:00", "00:00", "23:45", "02:00", "12:10"];
const UNITS: [&str; 4] = ["days", "business days", "weeks", "months"];
const ANCHORS: [&str; 4] = [
    "case.due",
    "case.delivered",
    "case.appointment",
    "case.done(\"send\", \"a\")",
];
const CONDITIONS: [&str; 4] = [
    "case.approved",
    "case.level >= 2",
    "case.balance > 900",
    "case.times(\"send\") < 3",
];
const EFFECTS: [&str; 8] = [
    "{ send: { form: a } }",
    "{ send: { form: b } }",
    "{ post: { entry: fee, amount: 100 } }",
    "{ post: { entry: interest, amount: 5 } }",
    "{ pause_case: { reason: promise } }",
    "{ set_fact: { fact: level, value: 3 } }",
    "{ file: { what: papers } }",
    "{ post: { entry: payment, amount: 400 } }",
];

/// How a step is made, by places in the lists above.
#[derive(Debug, Clone)]
struct Step {
    number: i64,
    unit: usize,
    from: Option<usize>,
    at: Option<usize>,
    business: bool,
    wait_for: Option<usize>,
    when: Option<usize>,
    effects: Vec<usize>,
}

/// How a flow is made, and what its last step does.
#[derive(Debug, Clone)]
struct Flow {
    apart: Option<(i64, usize)>,
    steps: Vec<Step>,
    ends: usize,
}

#[derive(Debug, Clone)]
enum Act {
    Pause {
        reason: usize,
        runs: bool,
        days: Option<i64>,
    },
    Resume(Option<usize>),
    Move(usize),
    Restart,
    Pay(i64),
    Close,
    Reopen,
    Fact(usize, i64),
}

/// Flows, the days of the facts, the beginning, and who comes how many minutes after whom.
#[derive(Debug, Clone)]
struct Tale {
    flows: [Flow; 2],
    day: usize,
    minute: i64,
    due: i64,
    delivered: Option<i64>,
    acts: Vec<(i64, Act)>,
}

fn step() -> impl Strategy<Value = Step> {
    let wait = (
        0..12_i64,
        0..UNITS.len(),
        prop::option::of(0..ANCHORS.len()),
        any::<bool>(),
    );
    let days = (prop::option::of(0..TIMES.len()), prop::bool::weighted(0.3));
    let conditions = (
        prop::option::weighted(0.2, 0..CONDITIONS.len()),
        prop::option::weighted(0.3, 0..CONDITIONS.len()),
    );
    let effects = prop::collection::vec(0..EFFECTS.len(), 0..3);
    (wait, days, conditions, effects).prop_map(
        |(wait, (at, business), (wait_for, when), effects)| {
            let (number, unit, from, before) = wait;
            let number = if unit > 1 { number % 3 } else { number };
            Step {
                number: if before && from.is_some() {
                    -number
                } else {
                    number
                },
                unit,
                from,
                at,
                business,
                wait_for,
                when: when.filter(|when| Some(*when) != wait_for),
                effects,
            }
        },
    )
}

fn flow() -> impl Strategy<Value = Flow> {
    let apart = prop::option::of((1..12_i64, 0..2_usize));
    let steps = prop::collection::vec(step(), 1..5);
    (apart, steps, 0..5_usize).prop_map(|(apart, steps, ends)| Flow { apart, steps, ends })
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..3_usize, any::<bool>(), prop::option::of(0..20_i64))
            .prop_map(|(reason, runs, days)| Act::Pause { reason, runs, days }),
        2 => prop::option::of(0..3_usize).prop_map(Act::Resume),
        2 => (0..2_usize).prop_map(Act::Move),
        1 => Just(Act::Restart),
        2 => (1..700_i64).prop_map(Act::Pay),
        1 => Just(Act::Close),
        1 => Just(Act::Reopen),
        4 => (0..4_usize, -20..20_i64).prop_map(|(fact, value)| Act::Fact(fact, value)),
    ]
}

fn tale(days: i64) -> impl Strategy<Value = Tale> {
    let facts = (-30..30_i64, prop::option::of(-10..10_i64));
    let acts = prop::collection::vec((0..days * 1440, act()), 0..6);
    ([flow(), flow()], 0..DAYS.len(), 0..5760_i64, facts, acts).prop_map(
        |(flows, day, minute, (due, delivered), mut acts)| {
            acts.sort_by_key(|(minute, _)| *minute);
            Tale {
                flows,
                day,
                minute,
                due,
                delivered,
                acts,
            }
        },
    )
}

/// Timers beside the flows, and days on which one of these doesn't run.
const WEEKLY: &str = "timer: weekly\nevery: 7 days from case.delivered\nat: \"02:30\"\nday: business\nwhile: not(case.approved)\neffects:\n  - file: { what: look }\n";
const ONCE: &str = "timer: once\nafter: 5 days from case.appointment\neffects:\n  - post: { entry: fee, amount: 100 }\n";
const BLACKOUTS: &str = "calendar: dk\nweekend: [saturday, sunday]\nholidays:\n  - { name: Anden påskedag, date: easter + 1 days }\nblackouts:\n  - { name: Jul, from: 12-24, to: 01-01, flows: [first] }\n  - { name: Påske, from: 03-28, to: 04-03, flows: [second] }\n";

const FLOWS: [&str; 2] = ["first", "second"];

/// A flow as its author would write it. Only a step that comes a day later leads to another round.
fn written(n: usize, flow: &Flow) -> String {
    let (name, other) = (FLOWS[n], FLOWS[1 - n]);
    let mut text = format!("flow: {name}\nlabel: {name}\nswitch_to: [{other}]\n");
    if let Some((number, unit)) = flow.apart {
        text += &format!("apart: {number} {}\n", UNITS[unit]);
    }
    text += "steps:\n";
    for (n, step) in flow.steps.iter().enumerate() {
        let from = step.from.map(|from| format!(" from {}", ANCHORS[from]));
        let after = format!(
            "{} {}{}",
            step.number,
            UNITS[step.unit],
            from.unwrap_or_default()
        );
        text += &format!("  - step: s{n}\n    after: '{after}'\n");
        if let Some(at) = step.at {
            text += &format!("    at: \"{}\"\n", TIMES[at]);
        }
        if step.business {
            text += "    day: business\n";
        }
        if let Some(wait_for) = step.wait_for {
            text += &format!("    wait_for: {}\n", CONDITIONS[wait_for]);
        }
        if let Some(when) = step.when {
            text += &format!("    when: {}\n", CONDITIONS[when]);
        }
        let effects: Vec<&str> = step.effects.iter().map(|effect| EFFECTS[*effect]).collect();
        text += &format!("    effects: [ {} ]\n", effects.join(", "));
    }
    match flow.ends {
        0 => text += "  - { step: end, after: 3 days, effects: [ { restart_flow: {} } ] }\n",
        1 => {
            text += &format!(
                "  - {{ step: end, after: 1 day, at: \"02:30\", effects: [ {{ switch_flow: {{ to: {other} }} }} ] }}\n"
            )
        }
        2 => {
            text += "  - { step: end, after: 2 weeks, effects: [ { close_case: { code: paid, reason: full } } ] }\n"
        }
        _ => {}
    }
    text
}

impl Tale {
    fn start(&self) -> DateTime<Utc> {
        let day: NaiveDate = DAYS[self.day].parse().unwrap();
        let midnight = day.and_time(chrono::NaiveTime::MIN);
        let midnight = Copenhagen.from_local_datetime(&midnight).unwrap();
        midnight.with_timezone(&Utc) + Duration::minutes(self.minute)
    }

    fn engine(&self) -> Engine {
        let flows = [written(0, &self.flows[0]), written(1, &self.flows[1])];
        engine(&[
            ("flows/first.yaml", &flows[0]),
            ("flows/second.yaml", &flows[1]),
            ("rules/weekly.yaml", WEEKLY),
            ("rules/once.yaml", ONCE),
            ("rules/calendar.yaml", BLACKOUTS),
        ])
    }

    fn day(&self, days: i64) -> String {
        (self.start() + Duration::days(days))
            .with_timezone(&Copenhagen)
            .date_naive()
            .to_string()
    }

    fn opened(&self, engine: &Engine) -> (Case, Record) {
        let mut facts = vec![("due", self.day(self.due))];
        facts.extend(self.delivered.map(|days| ("delivered", self.day(days))));
        let facts: Vec<(&str, &str)> = facts
            .iter()
            .map(|(name, day)| (*name, day.as_str()))
            .collect();
        let opened = engine.open(&opening(engine, &facts), self.start()).unwrap();
        (opened.case_after().unwrap(), opened.record())
    }

    fn events(&self) -> Vec<(DateTime<Utc>, Request)> {
        let events = self.acts.iter();
        events
            .map(|(minutes, act)| {
                (
                    self.start() + Duration::minutes(*minutes),
                    self.request(act),
                )
            })
            .collect()
    }

    fn request(&self, act: &Act) -> Request {
        const REASONS: [&str; 3] = ["dispute", "promise", "absence"];
        let clerk = |action: &str| Request::new(action, Actor::new("ida", "clerk"));
        let changed = Request::new("facts_changed", Actor::system());
        match act {
            Act::Pause { reason, runs, days } => {
                let request = clerk("pause")
                    .with("reason", REASONS[*reason])
                    .with("runs", *runs);
                match days {
                    Some(days) => request.with("resume_on", self.day(days + 5)),
                    None => request,
                }
            }
            Act::Resume(Some(reason)) => clerk("resume").with("reason", REASONS[*reason]),
            Act::Resume(None) => clerk("resume"),
            Act::Move(to) => clerk("move").with("to", FLOWS[*to]),
            Act::Restart => clerk("restart"),
            Act::Pay(amount) => clerk("pay").with("amount", *amount),
            Act::Close => clerk("close"),
            Act::Reopen => clerk("reopen"),
            Act::Fact(0, value) => changed.with("approved", *value > 0),
            Act::Fact(1, value) => changed.with("level", *value),
            Act::Fact(2, value) => changed.with("due", self.day(*value)),
            Act::Fact(_, value) => {
                let time = self.start() + Duration::minutes(value * 700);
                changed.with("appointment", time.to_rfc3339())
            }
        }
    }
}

/// A host at work: it asks at some times, answers at once, and keeps the journal.
struct Host<'e> {
    engine: &'e Engine,
    case: Case,
    journal: Vec<Record>,
    /// Whether each case is stored and read again before it is asked about.
    stores: bool,
}

impl<'e> Host<'e> {
    fn new(engine: &'e Engine, tale: &Tale, stores: bool) -> Self {
        let (case, record) = tale.opened(engine);
        Self {
            engine,
            case,
            journal: vec![record],
            stores,
        }
    }

    fn keep(&mut self, decision: &dunlin::Decision<'_>) {
        let at = decision.record().at;
        assert!(
            self.journal.last().is_none_or(|last| last.at <= at),
            "time ran backwards"
        );
        self.case = self.case.apply(decision).unwrap();
        self.journal.push(decision.record());
        if self.stores {
            let stored = serde_json::to_string(&self.case).unwrap();
            self.case = self.engine.read_case(&stored).unwrap();
        }
        for effect in decision
            .effects()
            .iter()
            .filter(|effect| effect.is_for_host())
        {
            let done = Request::new("effect_done", Actor::system()).with("id", effect.id());
            let done = self.engine.decide(self.case.clone(), &done, at).unwrap();
            self.keep(&done);
        }
    }

    /// Everything that is due at a time.
    fn advance(&mut self, now: DateTime<Utc>) {
        let engine = self.engine;
        for _ in 0..200 {
            match engine.advance(self.case.clone(), now).unwrap() {
                Some(decision) => self.keep(&decision),
                None => return,
            }
        }
        panic!("no end of what is due at {now}");
    }

    /// Whoever comes at a time, after what is due then.
    fn act(&mut self, now: DateTime<Utc>, request: &Request) {
        let engine = self.engine;
        self.advance(now);
        let decision = engine.decide(self.case.clone(), request, now).unwrap();
        self.keep(&decision);
        self.advance(now);
    }

    fn next(&self, now: DateTime<Utc>) -> Due {
        let due = self.engine.next_due(&self.case, now).unwrap();
        assert!(
            due.at().is_none_or(|at| at >= now),
            "{due:?} lies before {now}"
        );
        due
    }

    /// From one time up to and with another, `pace` saying when to ask again.
    fn wait(&mut self, from: DateTime<Utc>, until: DateTime<Utc>, pace: Pace) -> DateTime<Utc> {
        let mut now = from;
        let mut last = from;
        while now <= until {
            let before = self.journal.len();
            self.advance(now);
            if self.journal.len() > before {
                last = now;
            }
            let due = self.next(now).at();
            assert!(
                due.is_none_or(|due| due > now),
                "what is due at {now} was not done"
            );
            now = match pace(now, due) {
                Some(next) => next,
                None => break,
            };
        }
        last
    }

    /// Lives through the whole tale.
    fn live(mut self, tale: &Tale, until: DateTime<Utc>, pace: Pace) -> (Case, Vec<Record>) {
        let mut now = tale.start();
        for (at, request) in tale.events() {
            self.wait(now, at, pace);
            self.act(at, &request);
            now = at;
        }
        self.wait(now, until, pace);
        (self.case, self.journal)
    }
}

/// When to ask again, from now and what is said to be due.
type Pace = fn(DateTime<Utc>, Option<DateTime<Utc>>) -> Option<DateTime<Utc>>;

fn from_due_to_due(_: DateTime<Utc>, due: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    due
}

/// Every minute around what is due, every hour elsewhere.
fn every_minute(now: DateTime<Utc>, due: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    let near = Duration::minutes(3);
    let hour = now + Duration::hours(1);
    let soon = due.filter(|due| *due - near <= hour).map(|due| due - near);
    Some(soon.unwrap_or(hour).max(now + Duration::minutes(1)))
}

/// What has fallen due, as a forecast tells it: the turn, and what follows from it and from the answers to it.
#[derive(Debug, PartialEq)]
struct Told {
    at: DateTime<Utc>,
    what: String,
    effects: Vec<dunlin::RecordedEffect>,
    denied: bool,
}

fn told(journal: &[Record]) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for record in &journal[1..] {
        let input = |name: &str| record.request.input.get(name).map(ToString::to_string);
        let what = match record.request.action.as_str() {
            "effect_done" => {
                told.last_mut()
                    .unwrap()
                    .effects
                    .extend(record.effects.clone());
                continue;
            }
            "advance" => match input("timer") {
                Some(timer) => format!("timer {timer}"),
                None => {
                    let (flow, step) = (input("flow").unwrap(), input("step").unwrap());
                    format!("{flow}.{step} {}", input("passed_over").is_some())
                }
            },
            "hold_ended" => format!("{} ends", input("reason").unwrap()),
            action => action.to_owned(),
        };
        let denied = !record.denials.is_empty();
        told.push(Told {
            at: record.at,
            what,
            effects: record.effects.clone(),
            denied,
        });
    }
    told
}

/// What a forecast foresees, but for turns that are held.
fn foreseen(forecast: &dunlin::Forecast) -> Vec<Told> {
    let moments = forecast.moments.iter().filter_map(|moment| {
        let denied = !moment.denials.is_empty();
        let what = match &moment.what {
            Happening::Turn(_) if denied => return None,
            Happening::Turn(Turn::Step { flow, step }) => {
                format!("{flow}.{step} {}", moment.passed_over)
            }
            Happening::Turn(Turn::Timer { timer }) => format!("timer {timer}"),
            Happening::Turn(Turn::HoldEnds { reason }) => format!("{reason} ends"),
            Happening::Action(action) => action.clone(),
            other => format!("{other:?}"),
        };
        Some(Told {
            at: moment.at,
            what,
            effects: moment.effects.clone(),
            denied,
        })
    });
    moments.collect()
}

/// The step whose turn a record is.
fn step_of(record: &Record) -> Option<String> {
    let steps = record.request.action == "advance";
    let step = record.request.input.get("step").filter(|_| steps);
    step.map(ToString::to_string)
}

/// In each stint of a flow its steps have their turns one after the other, from the first.
fn steps_come_once_and_in_order(tale: &Tale, journal: &[Record]) {
    let steps = |flow: usize| {
        let known = &tale.flows[flow];
        let mut steps: Vec<String> = (0..known.steps.len()).map(|n| format!("s{n}")).collect();
        steps.extend((known.ends < 3).then(|| "end".to_owned()));
        steps
    };
    let (mut flow, mut next) = (0, 0);
    for record in journal.iter().filter(|record| record.denials.is_empty()) {
        let moves = record
            .effects
            .iter()
            .rev()
            .find_map(|effect| match effect.effect.as_str() {
                "switch_flow" => Some(
                    FLOWS
                        .iter()
                        .position(|flow| *flow == effect.arguments["to"].to_string())
                        .unwrap(),
                ),
                "restart_flow" => Some(flow),
                _ => None,
            });
        if let Some(step) = step_of(record) {
            assert_eq!(
                Some(&step),
                steps(flow).get(next),
                "in flow {flow}, after {next} steps"
            );
            let closes = record
                .effects
                .iter()
                .any(|effect| effect.effect == "close_case");
            next += usize::from(!closes);
        }
        if let Some(to) = moves {
            (flow, next) = (to, 0);
        }
    }
}

/// No step that sends or charges comes sooner after another than `apart` says, in civil days.
fn contacts_are_apart(tale: &Tale, journal: &[Record]) {
    let reaches = |record: &&Record| {
        step_of(record).is_some()
            && record.effects.iter().any(|effect| {
                effect.effect == "send"
                    || effect
                        .arguments
                        .get("entry")
                        .is_some_and(|entry| entry.to_string() == "fee")
            })
    };
    let contacts: Vec<&Record> = journal.iter().filter(reaches).collect();
    for pair in contacts.windows(2) {
        let day = |record: &Record| record.at.with_timezone(&Copenhagen).date_naive();
        let days = (day(pair[1]) - day(pair[0])).num_days();
        let flow = pair[1].request.input["flow"].to_string();
        let flow = FLOWS.iter().position(|known| *known == flow).unwrap();
        // A number of business days is no fewer days.
        if let Some((number, _)) = tale.flows[flow].apart {
            assert!(days >= number, "{days} days between {:?}", pair);
        }
    }
}

/// Asked later, with nothing changed, what is due is never due earlier.
fn next_due_never_comes_nearer(engine: &Engine, case: &Case, now: DateTime<Utc>) {
    let mut before = None;
    for minutes in [0, 1, 60, 311, 1440, 4331, 14_400, 50_000, 150_000] {
        let now = now + Duration::minutes(minutes);
        let at = engine.next_due(case, now).unwrap().at();
        assert!(at.is_none_or(|at| at >= now));
        if let Some(before) = before {
            let later = match (before, at) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(before), Some(at)) => at >= before,
            };
            assert!(
                later,
                "due at {before:?}, and {minutes} minutes later at {at:?}"
            );
        }
        before = Some(at);
    }
}

fn holds(days: i64, cases: u32, seed: u8, property: fn(&Tale)) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let run = runner.run(&tale(days), |tale| {
        property(&tale);
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_forecast_is_what_happens() {
    holds(60, 400, 1, |tale| {
        let engine = tale.engine();
        let (start, until) = (tale.start(), tale.start() + Duration::days(150));
        let (case, _) = tale.opened(&engine);
        let (_, journal) = Host::new(&engine, tale, false).live(tale, until, from_due_to_due);
        let forecast = engine
            .forecast(&case, start, until, &tale.events())
            .unwrap();
        assert_eq!(foreseen(&forecast), told(&journal));
        // From each later moment as well, nothing else happening.
        let alone = Tale {
            acts: Vec::new(),
            ..tale.clone()
        };
        let mut host = Host::new(&engine, &alone, false);
        let now = start + Duration::minutes(tale.minute * 3);
        host.wait(start, now, from_due_to_due);
        let (case, before) = (host.case.clone(), host.journal.len());
        let last = host.wait(now, until, from_due_to_due);
        let forecast = engine.forecast(&case, now, until, &[]).unwrap();
        assert_eq!(foreseen(&forecast), told(&host.journal[before - 1..]));
        // Held, it is tried again each day: only the day differs.
        if !matches!(forecast.then, Due::Held { .. }) {
            assert_eq!(forecast.then, host.next(last));
        }
    });
}

#[test]
fn a_case_that_was_stored_has_the_same_future() {
    holds(60, 250, 2, |tale| {
        let engine = tale.engine();
        let until = tale.start() + Duration::days(120);
        let (case, journal) = Host::new(&engine, tale, false).live(tale, until, from_due_to_due);
        let (stored, again) = Host::new(&engine, tale, true).live(tale, until, from_due_to_due);
        assert_eq!(case, stored);
        assert_eq!(journal, again);
        assert_eq!(engine.replay(&journal).unwrap(), case);
    });
}

#[test]
fn steps_are_neither_repeated_nor_left_out_and_contacts_are_apart() {
    holds(90, 400, 3, |tale| {
        let engine = tale.engine();
        let until = tale.start() + Duration::days(200);
        let (_, journal) = Host::new(&engine, tale, false).live(tale, until, from_due_to_due);
        steps_come_once_and_in_order(tale, &journal);
        contacts_are_apart(tale, &journal);
    });
}

#[test]
fn it_does_not_matter_how_often_a_host_asks() {
    holds(30, 120, 4, |tale| {
        let engine = tale.engine();
        let until = tale.start() + Duration::days(45);
        let (case, journal) = Host::new(&engine, tale, false).live(tale, until, from_due_to_due);
        let (often, again) = Host::new(&engine, tale, false).live(tale, until, every_minute);
        assert_eq!(told(&journal), told(&again));
        assert_eq!(journal, again);
        assert_eq!(case, often);
    });
}

#[test]
fn what_is_due_never_comes_nearer_by_waiting() {
    holds(60, 300, 5, |tale| {
        let engine = tale.engine();
        let mut host = Host::new(&engine, tale, false);
        let mut now = tale.start();
        for (at, request) in tale.events() {
            next_due_never_comes_nearer(&engine, &host.case, now);
            host.wait(now, at, from_due_to_due);
            host.act(at, &request);
            now = at;
            next_due_never_comes_nearer(&engine, &host.case, now);
        }
    });
}
