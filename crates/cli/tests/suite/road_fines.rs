//! 10,000 real traffic fines, replayed as events through the rules among the examples: who is charged a penalty, and on which day.
//!
//! What is expected is read from the log by another route: by cutting its lines at commas.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use dunlin::{Actor, Case, Decision, Engine, Opening, Request, RuleSet, Sources, Value};
use dunlin_import::{Event, Imported, Mapping, Options};
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Years after the last that the log tells of: whatever would still fall due has done so by then.
const END: NaiveDate = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();

#[test]
fn a_penalty_falls_on_its_day_and_on_no_other() {
    let Some(log) = log() else { return };
    let fines = fines(&log);
    let outcomes = replay(&log, "road-fines");

    let expected = charged(&fines, |fine| fine.penalty.into_iter().collect());
    assert_eq!(expected.len(), 4_635);
    assert_eq!(outcomes.len(), 10_000);
    let predicted = charged(&outcomes, |outcome| outcome.penalties.clone());
    assert_eq!(differences(&predicted, &expected), Vec::<&str>::new());

    // And so does everything else that is owed and paid, to the cent.
    for (id, outcome) in &outcomes {
        assert_eq!(outcome.balance, fines[id.as_str()].left(), "{id}");
    }
}

#[test]
fn who_has_paid_in_full_is_named() {
    let Some(log) = log() else { return };
    let fines = fines(&log);
    let as_run = charged(&fines, |fine| fine.penalty.into_iter().collect());
    let outcomes = replay(&log, "road-fines-stops-when-paid");
    let stopped = charged(&outcomes, |outcome| outcome.penalties.clone());

    let named = differences(&stopped, &as_run);
    println!(
        "charged a penalty after they had paid: {}",
        named.join(", ")
    );
    let paid = fines.iter().filter(|(_, fine)| fine.was_paid_first());
    let paid: Vec<&str> = paid.map(|(id, _)| *id).collect();
    assert_eq!(named, paid);
    assert_eq!(named.len(), 3);
    // They are left out; nobody is charged on another day instead.
    assert_eq!(stopped.len(), 4_635 - 3);
}

/// A day, and what was charged on it.
type Charge = (NaiveDate, Decimal);

/// The fines that were charged, and when.
fn charged<K: AsRef<str>, T>(
    all: &BTreeMap<K, T>,
    charges: impl Fn(&T) -> Vec<Charge>,
) -> BTreeMap<&str, Vec<Charge>> {
    let all = all.iter().map(|(id, one)| (id.as_ref(), charges(one)));
    all.filter(|(_, charges)| !charges.is_empty()).collect()
}

/// The fines that aren't charged the same on the same days.
fn differences<'a>(
    these: &BTreeMap<&'a str, Vec<Charge>>,
    those: &BTreeMap<&'a str, Vec<Charge>>,
) -> Vec<&'a str> {
    let mut ids: Vec<&str> = these.keys().chain(those.keys()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|id| these.get(id) != those.get(id));
    ids
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The log, if it is there.
fn log() -> Option<String> {
    let path = root().join("../shared/data/road-fines/fines.csv");
    let log = fs::read_to_string(&path).ok();
    if log.is_none() {
        println!("skipped: {} is not there", path.display());
    }
    log
}

/// What the log tells of one fine.
#[derive(Debug, Default)]
struct Fine {
    reduced: Decimal,
    expense: Decimal,
    penalty: Option<Charge>,
    /// The days of the payments, and what had been paid in all.
    paid: Vec<Charge>,
}

impl Fine {
    /// What is owed in the end.
    fn left(&self) -> Decimal {
        let penalty = self.penalty.map_or(Decimal::ZERO, |(_, amount)| amount);
        let paid = self.paid.last().map_or(Decimal::ZERO, |(_, total)| *total);
        self.reduced + self.expense + penalty - paid
    }

    /// Whether nothing was owed any more on the day before its penalty.
    fn was_paid_first(&self) -> bool {
        let Some((day, _)) = self.penalty else {
            return false;
        };
        let mut before = self.paid.iter().filter(|(date, _)| *date < day);
        before.any(|(_, total)| *total >= self.reduced + self.expense)
    }
}

/// The fines of a log. It has no quote, so that cutting at commas will do.
fn fines(log: &str) -> BTreeMap<&str, Fine> {
    assert!(!log.contains('"'));
    let mut lines = log.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let place = |name| header.iter().position(|known| *known == name).unwrap();
    let columns = [
        "case_id",
        "activity",
        "timestamp",
        "amount",
        "expense",
        "totalpaymentamount",
    ];
    let columns = columns.map(place);
    let mut fines: BTreeMap<&str, Fine> = BTreeMap::new();
    for row in lines {
        let [id, activity, day, amount, expense, total] = columns.map(|column| row[column]);
        let day = day.parse().unwrap();
        let fine = fines.entry(id).or_default();
        match activity {
            "Create Fine" => fine.reduced = number(amount),
            "Send Fine" => fine.expense = number(expense),
            // The full fine takes the place of the reduced one.
            "Add penalty" => fine.penalty = Some((day, number(amount) - fine.reduced)),
            "Payment" => fine.paid.push((day, number(total))),
            _ => {}
        }
    }
    fines
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// What came of one fine under the rules.
struct Outcome {
    penalties: Vec<Charge>,
    balance: Decimal,
}

/// Replays the log through one of the rule sets.
fn replay(log: &str, rules: &str) -> BTreeMap<String, Outcome> {
    let rule_sets = root().join("examples/rulesets");
    let sources = Sources::read(rule_sets.join(rules)).unwrap();
    let engine = Engine::new(RuleSet::load(&sources).unwrap_or_else(|wrong| panic!("{wrong}")));
    let mapping = fs::read_to_string(rule_sets.join("road-fines/map.yaml")).unwrap();
    let mapping = Mapping::read(&mapping).unwrap_or_else(|wrong| panic!("{wrong}"));
    let imported = dunlin_import::csv(log.as_bytes(), &mapping, &Options::default()).unwrap();
    let Imported {
        openings,
        events,
        bad_rows,
        ..
    } = imported;
    assert_eq!(bad_rows, []);

    let mut happened: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in &events {
        happened.entry(&event.case).or_default().push(event);
    }
    let outcomes = openings.iter().map(|opening| {
        let mut running = Running::open(&engine, &as_read(opening));
        for event in happened.remove(opening.id.as_str()).unwrap_or_default() {
            running.happens(event);
        }
        (opening.id.clone(), running.outcome())
    });
    outcomes.collect()
}

/// What the importer writes, as the engine reads it.
fn as_read<T: DeserializeOwned>(written: &impl Serialize) -> T {
    serde_json::from_value(serde_json::to_value(written).unwrap()).unwrap()
}

/// A case, and the time to which it has been brought.
struct Running<'e> {
    engine: &'e Engine,
    case: Case,
    now: DateTime<Utc>,
}

impl<'e> Running<'e> {
    /// Opens the case on the day of its fine.
    fn open(engine: &'e Engine, opening: &Opening) -> Self {
        let issued = opening.facts["issued"].as_str().unwrap();
        let now = midnight(engine, issued.parse().unwrap());
        let decision = engine.open(opening, now).unwrap();
        let case = decision.case_after();
        Self {
            engine,
            case: case.unwrap_or_else(|| panic!("{decision:?}")),
            now,
        }
    }

    fn happens(&mut self, event: &Event) {
        let at = self.engine.rules().instant(event.at);
        self.wait_until(at);
        let mut request = Request::new(&event.action, Actor::system());
        for (name, fact) in &event.input {
            request = request.with(name, as_read::<Value>(fact));
        }
        let decision = self.engine.decide(self.case.clone(), &request, at).unwrap();
        self.apply(&decision);
    }

    /// Lets everything run that falls due until then, each at its own time.
    fn wait_until(&mut self, until: DateTime<Utc>) {
        loop {
            let due = self.engine.next_due(&self.case, self.now).unwrap();
            let Some(at) = due.at().filter(|at| *at <= until) else {
                break;
            };
            self.now = self.now.max(at);
            let decision = self.engine.advance(self.case.clone(), self.now).unwrap();
            let decision = decision.unwrap_or_else(|| self.stuck());
            self.apply(&decision);
        }
        self.now = until;
    }

    /// Fails with what is due and can't be done.
    fn stuck(&self) -> ! {
        let due = self.engine.next_due(&self.case, self.now).unwrap();
        panic!("{:?} at {}: {due:?}", self.case, self.now);
    }

    fn apply(&mut self, decision: &Decision<'_>) {
        assert!(decision.is_allowed(), "{decision:?}");
        self.case = self.case.apply(decision).unwrap();
    }

    /// Waits until nothing more can come, and tells what is in the ledger.
    fn outcome(mut self) -> Outcome {
        self.wait_until(midnight(self.engine, END));
        let case = serde_json::to_value(&self.case).unwrap();
        let ledger = case["ledger"].as_array().unwrap().iter();
        let penalties = ledger.filter(|entry| entry["entry"] == "penalty");
        let penalties = penalties.map(|entry| {
            let day = entry["date"].as_str().unwrap().parse().unwrap();
            (day, number(entry["amount"].as_str().unwrap()))
        });
        Outcome {
            penalties: penalties.collect(),
            balance: self.case.balance(),
        }
    }
}

fn midnight(engine: &Engine, day: NaiveDate) -> DateTime<Utc> {
    engine.rules().instant(day.and_time(NaiveTime::MIN))
}
