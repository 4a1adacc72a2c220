//! What must hold at the end, counted from the journal, the answers and the file of the carrier · by another route than the service's own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::str::FromStr;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use super::clients::{Answer, Told};

/// The effects of the rule set that are the host's to carry out.
const OUTWARD: [&str; 3] = ["send", "create_task", "create_credit_note"];

/// A record, as the journal is exported.
#[derive(Debug, Deserialize)]
pub(super) struct Record {
    case: String,
    revision: i64,
    request: Request,
    pub(super) at: DateTime<Utc>,
    rule_set: Rules,
    verdict: String,
    effects: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct Request {
    action: String,
    actor: String,
    input: Value,
}

#[derive(Debug, Deserialize)]
struct Rules {
    fingerprint: String,
}

impl Record {
    fn is_allowed(&self) -> bool {
        self.verdict == "allowed"
    }

    fn ids(&self) -> Vec<&str> {
        let effects = self.effects.iter();
        effects
            .map(|effect| effect["id"].as_str().unwrap())
            .collect()
    }

    /// What tells it from all others.
    fn mark(&self) -> Option<&str> {
        match &*self.request.action {
            "partial_payment" => self.request.input["amount"].as_str(),
            "pause" => self.request.input["note"].as_str(),
            "open_case" => Some(&self.case),
            _ => None,
        }
    }

    fn is_asked(&self) -> bool {
        self.request.actor == "clients" || self.request.action == "open_case"
    }
}

/// Reads the lines of an export.
pub(super) fn records(exported: &str) -> Vec<Record> {
    let lines = exported.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// How much has happened.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) turns: usize,
    pub(super) rule_sets: usize,
    pub(super) effects: usize,
    pub(super) repeats: usize,
    pub(super) torn: usize,
}

/// Each action that was acknowledged has one record and no other; each that was given up has one or none; and there are no others.
pub(super) fn actions(records: &[Record], told: &[Told]) {
    let asked: Vec<&Record> = records.iter().filter(|record| record.is_asked()).collect();
    let mut marked: HashMap<(&str, &str), Vec<&Record>> = HashMap::new();
    let mut at_revision: HashMap<(&str, i64), &Record> = HashMap::new();
    let mut denied: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for record in &asked {
        let action = &*record.request.action;
        match record.mark() {
            Some(mark) => marked.entry((action, mark)).or_default().push(record),
            None if record.is_allowed() => {}
            None => *denied.entry((&record.case, action)).or_default() += 1,
        }
        if record.is_allowed() {
            let twin = at_revision.insert((&record.case, record.revision), record);
            assert!(twin.is_none(), "two of one revision: {record:?} {twin:?}");
        }
    }
    let mut claimed = 0;
    for told in told {
        let found = told.mark.as_ref().map(|mark| {
            let found = marked.remove(&(told.action, mark.as_str()));
            found.unwrap_or_default()
        });
        if let Some(found) = &found {
            assert!(found.len() <= 1, "done twice: {told:?}: {found:?}");
        }
        let found = found.map(|found| found.first().copied());
        match (&told.answer, found) {
            (None, found) => {
                claimed += usize::from(found.flatten().is_some());
                continue;
            }
            (Some(Answer::Opened), Some(Some(record))) => assert!(record.is_allowed()),
            (Some(Answer::Denied), Some(Some(record))) => assert!(!record.is_allowed()),
            (Some(Answer::Denied), None) => {
                let left = denied.get_mut(&(&*told.case, told.action));
                let left = left.filter(|left| **left > 0);
                *left.unwrap_or_else(|| panic!("lost: {told:?}")) -= 1;
            }
            (Some(Answer::Allowed(revision, ids)), found) => {
                let record = at_revision.remove(&(&*told.case, revision - 1));
                let record = record.unwrap_or_else(|| panic!("lost: {told:?}"));
                assert_eq!(record.request.action, told.action, "{told:?}");
                assert_eq!(&record.ids(), ids, "{told:?}");
                if let Some(found) = found {
                    assert!(
                        found.is_some_and(|found| std::ptr::eq(found, record)),
                        "{told:?}"
                    );
                }
            }
            (Some(_), _) => panic!("lost: {told:?}"),
        }
        claimed += 1;
    }
    assert_eq!(
        claimed,
        asked.len(),
        "records that nobody asked for: {marked:?} {denied:?}"
    );
}

/// Decisions are in the order of their time, each case's revisions follow each other, and no step is taken twice.
pub(super) fn order(records: &[Record], counted: &mut Counted) {
    let mut before = DateTime::<Utc>::MIN_UTC;
    let mut revisions: HashMap<&str, i64> = HashMap::new();
    let mut steps = BTreeSet::new();
    let mut rule_sets = BTreeSet::new();
    for record in records {
        assert!(before <= record.at, "time went back: {record:?}");
        before = record.at;
        rule_sets.insert(&record.rule_set.fingerprint);
        let revision = revisions.entry(&record.case).or_default();
        assert_eq!(*revision, record.revision, "{record:?}");
        *revision += i64::from(record.is_allowed());
        if record.request.action == "advance" && record.is_allowed() {
            counted.turns += 1;
            let input = &record.request.input;
            if let Some(step) = input["step"].as_str() {
                // No action of the clients has a case go through a flow again.
                let flow = input["flow"].as_str().unwrap();
                assert!(
                    steps.insert((&record.case, flow, step)),
                    "twice: {record:?}"
                );
            }
        }
    }
    counted.rule_sets = rule_sets.len();
}

/// What each case owes, by what was posted about it.
pub(super) fn balances(records: &[Record]) -> BTreeMap<&str, Decimal> {
    let mut balances: BTreeMap<&str, Decimal> = BTreeMap::new();
    for record in records.iter().filter(|record| record.is_allowed()) {
        for effect in &record.effects {
            let owed = balances.entry(&record.case).or_default();
            let amount = || Decimal::from_str(effect["amount"].as_str().unwrap()).unwrap();
            match (effect["effect"].as_str().unwrap(), effect["entry"].as_str()) {
                ("post", Some("payment" | "credit_note")) => *owed -= amount(),
                ("post", _) | ("add_interest", _) => *owed += amount(),
                _ => {}
            }
        }
    }
    balances
}

/// Each effect was carried out as it was decided, once or more; and none that wasn't decided.
pub(super) fn effects(records: &[Record], carried: &str, counted: &mut Counted) {
    let mut decided: HashMap<&str, (&str, &Value)> = HashMap::new();
    for record in records.iter().filter(|record| record.is_allowed()) {
        for effect in &record.effects {
            if OUTWARD.contains(&effect["effect"].as_str().unwrap()) {
                let id = effect["id"].as_str().unwrap();
                let twin = decided.insert(id, (&record.case, effect));
                assert!(twin.is_none(), "two effects of one id: {effect} {twin:?}");
            }
        }
    }
    counted.effects = decided.len();
    let mut done: BTreeMap<String, usize> = BTreeMap::new();
    for line in carried.lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else {
            counted.torn += 1;
            continue;
        };
        let id = line["effect"]["id"].as_str().unwrap();
        let known = decided.get(id);
        let (case, effect) = known.unwrap_or_else(|| panic!("never decided: {line}"));
        assert_eq!(
            (&line["case"], &line["effect"]),
            (&Value::from(*case), *effect)
        );
        *done.entry(id.to_owned()).or_default() += 1;
    }
    for id in decided.keys() {
        assert!(done.contains_key(*id), "never carried out: {id}");
    }
    counted.repeats = done.values().map(|times| times - 1).sum();
}
