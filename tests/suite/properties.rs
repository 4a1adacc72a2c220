//! Properties over random requests: no panic, the same bytes twice, a replay equal to the live run, a store and a load that change nothing.

use dunlin::{Actor, Engine, Record, Request, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::fixtures::{at, opening, shipped};

const ACTIONS: [&str; 17] = [
    "close",
    "partial_payment",
    "credit_note",
    "pause",
    "resume",
    "change_flow",
    "restart_flow",
    "payment_received",
    "payment_bounced",
    "accounting_closed",
    "email_bounced",
    "objection_received",
    "objection_answered",
    "facts_changed",
    "effect_done",
    "effect_failed",
    "hold_ended",
];

const INPUTS: [&str; 14] = [
    "code",
    "reason",
    "confirmation",
    "amount",
    "date",
    "note",
    "resume_on",
    "to",
    "id",
    "why",
    "at",
    "customer.email",
    "reminders_approved",
    "x",
];

const VALUES: [&str; 24] = [
    "paid",
    "abandoned",
    "to_us",
    "dispute",
    "instalments",
    "objection",
    "true",
    "false",
    "100.00",
    "0",
    "-5",
    "1e3",
    "99999999999999999999999999999999",
    "2026-03-20",
    "2026-02-30",
    "0000-00-00",
    "invoice",
    "reminder",
    "collection",
    "1001:1:1",
    "1001:2:2",
    "a@example.dk",
    "",
    "\u{0}🦆{case.id}",
];

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => (0..VALUES.len()).prop_map(|n| Value::from(VALUES[n])),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => Just(Value::Unset),
        1 => Just(Value::List(vec![Value::from(1)].into())),
    ]
}

/// The action, the role, the inputs and the hours since the last, by their places.
type Asked = (usize, usize, Vec<(usize, Value)>, i64);

fn request() -> impl Strategy<Value = Asked> {
    let inputs = prop::collection::vec((0..INPUTS.len(), value()), 0..4);
    (0..ACTIONS.len(), 0..3_usize, inputs, 0..400_i64)
}

fn run(engine: &Engine, requests: &[Asked]) -> (String, Vec<Record>) {
    let mut now = at("2026-03-02T10:00:00Z");
    let changes = [
        ("accounting.system", "economic"),
        ("customer.email", "kunde@example.dk"),
    ];
    let opened = engine.open(&opening(engine, &changes), now).unwrap();
    let (mut case, mut journal) = (opened.case_after().unwrap(), vec![opened.record()]);
    for (action, role, inputs, hours) in requests {
        now += chrono::Duration::hours(*hours);
        let role = ["clerk", "manager", "system"][*role];
        let request = inputs.iter().fold(
            Request::new(ACTIONS[*action], Actor::new("x", role)),
            |request, (name, value)| request.with(INPUTS[*name], value.clone()),
        );
        engine.menu(&case, request.actor(), now).unwrap();
        let decision = engine.decide(&case, &request, now).unwrap();
        let explained = engine.explain(&case, &request, now).unwrap();
        assert_eq!(
            (decision.verdict(), decision.effects().len()),
            (explained.verdict(), explained.effects().len())
        );
        journal.push(decision.record());
        case = case.apply(&decision).unwrap();
    }
    (serde_json::to_string(&case).unwrap(), journal)
}

#[test]
fn random_stories_are_the_same_twice_and_from_their_journal() {
    let engine = shipped();
    let config = Config {
        cases: 400,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner
        .run(&prop::collection::vec(request(), 1..12), |requests| {
            let (case, journal) = run(&engine, &requests);
            let (again, journal_again) = run(&engine, &requests);
            prop_assert_eq!(&case, &again);
            prop_assert_eq!(
                serde_json::to_string(&journal).unwrap(),
                serde_json::to_string(&journal_again).unwrap()
            );
            let replayed = engine.replay(&journal).unwrap();
            prop_assert_eq!(&case, &serde_json::to_string(&replayed).unwrap());
            let stored = engine.read_case(&case).unwrap();
            prop_assert_eq!(&case, &serde_json::to_string(&stored).unwrap());
            Ok(())
        })
        .unwrap();
}

#[test]
fn one_rule_set_is_shared_between_threads() {
    fn is_shared<T: Send + Sync + Clone>() {}
    is_shared::<dunlin::RuleSet>();
    is_shared::<Engine>();
    is_shared::<dunlin::Case>();
}
