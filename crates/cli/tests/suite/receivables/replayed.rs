//! The invoices through the engine, event by event and step by step: what happened to each, on which day · nothing is expected here.

use std::collections::BTreeMap;
use std::fs;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use dunlin::{Actor, Case, Decision, Engine, Opening, Request, RuleSet, Sources, Value};
use dunlin_import::{Event, Imported, Mapping, Options};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::by_hand::{Course, Denied};
use super::{Supposed, root};

/// By then, whatever would still fall due has done so.
const END: NaiveDate = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();

/// Replays the file through the shipped rules.
pub(super) fn replay(file: &str, supposed: Supposed) -> (BTreeMap<String, Course>, Denied) {
    let engine = Engine::new(RuleSet::load(&Sources::read(root()).unwrap()).unwrap());
    let mapping = "crates/cli/tests/fixtures/receivables/map.yaml";
    let mapping = fs::read_to_string(root().join(mapping)).unwrap();
    let mapping = Mapping::read(&mapping).unwrap_or_else(|wrong| panic!("{wrong}"));
    let imported = dunlin_import::csv(file.as_bytes(), &mapping, &Options::default()).unwrap();
    let Imported {
        openings,
        events,
        bad_rows,
        ..
    } = imported;
    assert_eq!(bad_rows, []);

    let mut happened: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
    for event in &events {
        let of_case = happened.entry(&event.case).or_default();
        of_case.extend(suppose(event, supposed));
    }
    let mut denied = Denied::default();
    let courses = openings.iter().map(|opening| {
        let mut events = happened.remove(opening.id.as_str()).unwrap();
        events.sort_by_key(|event| event.at);
        let mut running = Running::open(&engine, &as_read(opening), &events[0]);
        for event in &events[1..] {
            running.happens(event, &mut denied);
        }
        running.wait_until(engine.rules().instant(END.into()));
        (opening.id.clone(), running.course)
    });
    (courses.collect(), denied)
}

/// What an event becomes where something else is supposed.
fn suppose(event: &Event, supposed: Supposed) -> Vec<Event> {
    let late = TimeDelta::days(supposed.late.try_into().unwrap());
    let mut event = event.clone();
    match event.action.as_str() {
        "payment_received" => {
            event.at += late;
            let date = dunlin_import::Fact::Date(event.at.date());
            event.input.insert("date".to_owned(), date);
        }
        "accounting_closed" if supposed.let_go => event.at += late,
        "accounting_closed" => return Vec::new(),
        "objection_answered" if supposed.resumed => {
            let mut resume = event.clone();
            resume.action = "resume".to_owned();
            return vec![event, resume];
        }
        _ => {}
    }
    vec![event]
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
    course: Course,
}

impl<'e> Running<'e> {
    fn open(engine: &'e Engine, opening: &Opening, born: &Event) -> Self {
        assert_eq!(born.action, "open_case");
        let now = engine.rules().instant(born.at);
        let case = engine.open(opening, now).unwrap().case_after().unwrap();
        Self {
            engine,
            case,
            now,
            course: Course::new(),
        }
    }

    fn happens(&mut self, event: &Event, denied: &mut Denied) {
        let at = self.engine.rules().instant(event.at);
        self.wait_until(at);
        let actor = match event.action.as_str() {
            "resume" => Actor::new("anna", "clerk"),
            _ => Actor::system(),
        };
        let mut request = Request::new(&event.action, actor);
        for (name, fact) in &event.input {
            request = request.with(name, as_read::<Value>(fact));
        }
        let decision = self.engine.decide(&self.case, &request, at).unwrap();
        if decision.is_allowed() {
            self.apply(&decision);
            return;
        }
        match event.action.as_str() {
            "objection_received" => denied.objections += 1,
            "objection_answered" => denied.answers += 1,
            "resume" => denied.resumptions += 1,
            "accounting_closed" => denied.closings += 1,
            _ => panic!("{decision:?}"),
        }
    }

    /// Lets everything run that falls due before then, each at its own time.
    fn wait_until(&mut self, until: DateTime<Utc>) {
        loop {
            let due = self.engine.next_due(&self.case, self.now).unwrap();
            let Some(at) = due.at().filter(|at| (*at).max(self.now) < until) else {
                break;
            };
            self.now = self.now.max(at);
            let decision = self.engine.advance(&self.case, self.now).unwrap();
            let decision = decision.unwrap_or_else(|| panic!("{due:?} of {:?}", self.case));
            self.apply(&decision);
        }
        self.now = until;
    }

    /// Applies a decision; what it asks of the host is done at once.
    fn apply(&mut self, decision: &Decision<'_>) {
        let day = self.engine.rules().local(self.now).date();
        for effect in decision.effects() {
            let what = match effect.name() {
                "send" => effect.argument("template"),
                "switch_flow" => effect.argument("to"),
                "post" => effect.argument("entry"),
                _ => None,
            };
            let what = what.and_then(Value::as_str).unwrap_or_default();
            let told = matches!(what, "collection" | "collection_cost") || effect.name() == "send";
            if told {
                self.course.push((day, what.to_owned()));
            }
        }
        self.case = self.case.apply(decision).unwrap();
        for effect in decision.effects().iter().filter(|one| one.is_for_host()) {
            let done = Request::new("effect_done", Actor::system()).with("id", effect.id());
            let done = self.engine.decide(&self.case, &done, self.now).unwrap();
            assert!(done.is_allowed(), "{done:?}");
            self.apply(&done);
        }
    }
}
