//! What edits do to a portfolio: each difference under the edit that makes it, held to what each edit does alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use dunlin::{Edits, Engine, RuleSet, Sources};
use dunlin_workbench::differ::{About, Cause, Caused, Comparison, Differences};
use dunlin_workbench::simulate::Portfolio;
use rust_decimal::Decimal;

const FROM: &str = "2026-03-02T08:00:00Z";

/// The shipped rules with some texts replaced.
fn shipped(replaced: &[[&str; 3]]) -> Sources {
    let mut sources = Sources::read("../..").unwrap();
    for [file, old, new] in replaced {
        let text = sources.get(file).unwrap().text().to_owned();
        assert_eq!(text.matches(old).count(), 1, "{file}: {old}");
        sources.add(*file, text.replace(old, new));
    }
    sources
}

fn engine(sources: &Sources) -> Engine {
    Engine::new(RuleSet::load(sources).unwrap())
}

/// Cases of every sort, as openings.
fn portfolio(name: &str, count: u32) -> std::path::PathBuf {
    let mut text = String::new();
    for at in 0..count {
        let day = 1 + at % 28;
        let kind = if at % 2 == 0 { "business" } else { "consumer" };
        let flow = match at % 4 {
            0 => "invoice",
            3 => "collection",
            _ => "reminder",
        };
        let (principal, approved) = (60 + at * 37 % 5_000, at % 3 > 0);
        writeln!(
            text,
            r#"{{"id": "{at}", "flow": "{flow}", "principal": "{principal}.00", "currency": "DKK", "facts": {{"invoice_date": "2026-01-{day:02}", "due_date": "2026-02-{day:02}", "customer.name": "K", "customer.kind": "{kind}", "reminders_approved": {approved}}}}}"#
        )
        .unwrap();
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path
}

fn compare(old: &Sources, new: &Sources, cases: &Path, threads: usize) -> Differences {
    let edits = Edits::between(old, new).unwrap();
    let groups = edits.groups();
    let make = |chosen: &[usize]| RuleSet::load(&edits.made(chosen)).ok().map(Engine::new);
    let engines = [engine(old), engine(new)];
    let from = FROM.parse().unwrap();
    let comparison = Comparison::new([&engines[0], &engines[1]], &groups, &make, from, 365);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.unwrap().install(|| {
        let cases = Portfolio::files(cases, None).unwrap();
        comparison.of_cases(cases, |_| {}).unwrap()
    })
}

const WAITING: [&str; 3] = [
    "dunlin.yaml",
    "reminder_gap:\n    type: integer\n    default: 10",
    "reminder_gap:\n    type: integer\n    default: 14",
];
const FEE: [&str; 3] = [
    "dunlin.yaml",
    "reminder_fee:\n    type: amount\n    default: 100",
    "reminder_fee:\n    type: amount\n    default: 80",
];
const REQUIREMENT: [&str; 3] = [
    "rules/partial_payment.yaml",
    "that: case.balance > 0",
    "that: case.balance > 200",
];
const MESSAGE: [&str; 3] = [
    "rules/resume.yaml",
    "so there is nothing to resume.",
    "so nothing can be resumed.",
];

fn alone(differences: &Differences, group: usize) -> &Caused {
    let mut causes = differences.causes.iter();
    causes
        .find(|caused| caused.cause == Cause::Alone(group))
        .unwrap()
}

fn menu(about: &About) -> bool {
    matches!(about, About::Menu { .. })
}

#[test]
fn each_of_four_edits_has_what_it_does() {
    let cases = portfolio("four-edits.jsonl", 400);
    let replaced = [WAITING, FEE, REQUIREMENT, MESSAGE];
    let (old, new) = (shipped(&[]), shipped(&replaced));
    let differences = compare(&old, &new, &cases, 2);
    let edits = Edits::between(&old, &new).unwrap();
    let told: Vec<&str> = edits.iter().map(|edit| edit.words("en")).collect();
    insta::assert_snapshot!(told.join("\n"));

    let waiting = alone(&differences, 0);
    let fee_entry = About::Entry {
        entry: "reminder_fee".to_owned(),
        currency: "DKK".to_owned(),
    };
    assert!(waiting.changes.keys().all(|about| !menu(about)));
    assert_eq!(waiting.changes[&fee_entry].amounts, 0);
    assert!(waiting.changes[&fee_entry].later.times > 100);
    assert_eq!(waiting.changes[&fee_entry].earlier.times, 0);

    let fee = alone(&differences, 1);
    assert!(fee.changes.keys().all(|about| !menu(about)));
    let charged = &fee.changes[&fee_entry];
    assert_eq!((charged.later.times, charged.earlier.times), (0, 0));
    let less = Decimal::from(-20) * Decimal::from(charged.amounts);
    assert_eq!(charged.amount, less);

    let requirement = alone(&differences, 2);
    for (about, change) in &requirement.changes {
        assert!(menu(about), "{about:?}");
        assert_eq!((change.allowed, change.messages, change.reasons), (0, 0, 0));
        assert!(change.denied > 0);
    }
    let message = alone(&differences, 3);
    for (about, change) in &message.changes {
        assert!(menu(about), "{about:?}");
        assert_eq!((change.allowed, change.denied, change.reasons), (0, 0, 0));
        assert!(change.messages > 0);
    }

    // What touches the menu alone is the same with the edit made by itself.
    for (group, replaced) in [(2, REQUIREMENT), (3, MESSAGE)] {
        let by_itself = compare(&old, &shipped(&[replaced]), &cases, 2);
        assert_eq!(by_itself.causes.len(), 1);
        let caused = &by_itself.causes[0];
        assert_eq!(caused.cases, alone(&differences, group).cases);
        assert_eq!(caused.changes, alone(&differences, group).changes);
    }
    // What has to do with an edit at all are the cases in which it does something by itself.
    for (group, replaced) in [(0, WAITING), (1, FEE)] {
        let by_itself = compare(&old, &shipped(&[replaced]), &cases, 2);
        assert!(alone(&differences, group).cases <= by_itself.differing);
        assert!(alone(&differences, group).cases * 10 > by_itself.differing * 9);
    }
}

#[test]
fn what_only_two_edits_make_together_is_told_so() {
    let guard = [
        "rules/restart_flow.yaml",
        "that: case.flow != \"collection\" || actor.role == \"manager\"",
        "that: case.flow != \"collection\" || actor.role == \"manager\" || settings.reminders == \"never\"",
    ];
    let setting = [
        "dunlin.yaml",
        "options: [automatic, approval, never]\n    default: approval",
        "options: [automatic, approval, never]\n    default: never",
    ];
    let cases = portfolio("together.jsonl", 40);
    let (old, new) = (shipped(&[]), shipped(&[guard, setting]));
    let differences = compare(&old, &new, &cases, 2);
    let restart = About::Menu {
        action: "restart_flow".to_owned(),
        role: "clerk".to_owned(),
    };
    let causes: BTreeMap<String, u64> = differences
        .causes
        .iter()
        .filter_map(|caused| {
            let change = caused.changes.get(&restart)?;
            Some((format!("{:?}", caused.cause), change.allowed))
        })
        .collect();
    assert_eq!(
        causes,
        BTreeMap::from([("Together([0, 1])".to_owned(), 10)])
    );
}

#[test]
fn cases_at_a_step_that_is_gone_are_named() {
    let old = shipped(&[]);
    let step = old.get("flows/reminder.yaml").unwrap().text().to_owned();
    let begin = step.find("  - step: reminder_1\n").unwrap();
    let end = begin + step.get(begin + 4..).unwrap().find("  - step: ").unwrap() + 4;
    let mut new = shipped(&[]);
    new.add(
        "flows/reminder.yaml",
        step.replace(step.get(begin..end).unwrap(), ""),
    );
    // As running cases: those that are opened don't know what was there.
    let engine = engine(&old);
    let running: String = fs::read_to_string(portfolio("stranded-openings.jsonl", 8))
        .unwrap()
        .lines()
        .map(|line| {
            let opening = serde_json::from_str(line).unwrap();
            let opened = engine.open(&opening, FROM.parse().unwrap()).unwrap();
            format!(
                "{}\n",
                serde_json::to_string(&opened.case_after().unwrap()).unwrap()
            )
        })
        .collect();
    let cases = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stranded.jsonl");
    fs::write(&cases, running).unwrap();
    let differences = compare(&old, &new, &cases, 1);
    let stranded = differences
        .causes
        .iter()
        .flat_map(|caused| &caused.stranded);
    let named: Vec<&str> = stranded
        .flat_map(|stranded| &stranded.named)
        .map(String::as_str)
        .collect();
    assert_eq!(named, ["1", "2", "5", "6"]);
}

#[test]
fn it_is_the_same_on_however_many_threads() {
    let cases = portfolio("threads.jsonl", 60);
    let (old, new) = (shipped(&[]), shipped(&[WAITING, FEE]));
    let told = |threads| format!("{:?}", compare(&old, &new, &cases, threads));
    assert_eq!(told(1), told(2));
    assert_eq!(told(1), told(4));
}
