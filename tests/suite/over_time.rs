//! A case over time: when steps fall due, one after the other, by the wall clock of the rule set. Pauses are tested beside it.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Copenhagen;
use dunlin::{Actor, Case, Due, Engine, Happened, Record, Request, RuleSet, Sources, Turn, What};

use crate::fixtures::{opening, root, sources};

/// The rule set for time, with other flows laid over it.
pub(crate) fn rules(files: &[(&str, &str)]) -> Sources {
    let mut sources = sources(&root().join("tests/fixtures/valid/over_time"));
    for (name, text) in files {
        sources.add(*name, *text);
    }
    sources
}

pub(crate) fn engine(files: &[(&str, &str)]) -> Engine {
    let sources = rules(files);
    Engine::new(RuleSet::load(&sources).unwrap_or_else(|findings| panic!("{findings}")))
}

/// A flow named `first` with these lines in it.
pub(crate) fn first(lines: &str) -> String {
    format!("flow: first\nlabel: First\nswitch_to: [second]\n{lines}")
}

/// A point in time by Copenhagen's clock; of an hour that is there twice, the first.
pub(crate) fn local(time: &str) -> DateTime<Utc> {
    let naive = chrono::NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M").unwrap();
    let local = naive.and_local_timezone(Copenhagen).earliest();
    local.unwrap().with_timezone(&Utc)
}

pub(crate) fn shown(time: DateTime<Utc>) -> String {
    let local = time.with_timezone(&Copenhagen);
    local.format("%Y-%m-%d %H:%M").to_string()
}

pub(crate) fn named(turn: &Turn) -> String {
    match turn {
        Turn::Step { step, .. } => step.to_string(),
        Turn::Timer { timer } => format!("timer {timer}"),
        Turn::HoldEnds { reason } => format!("{reason} ends"),
        other => format!("{other:?}"),
    }
}

/// A case, its journal, and what has happened to it in lines.
pub(crate) struct Story {
    pub(crate) engine: Engine,
    pub(crate) case: Case,
    journal: Vec<Record>,
    told: Vec<String>,
}

impl Story {
    pub(crate) fn new(engine: Engine, facts: &[(&str, &str)], time: &str) -> Self {
        let opened = engine.open(&opening(&engine, facts), local(time)).unwrap();
        let (case, record) = (opened.case_after().unwrap(), opened.record());
        Self {
            engine: engine.clone(),
            case,
            journal: vec![record],
            told: Vec::new(),
        }
    }

    /// Asks for an action, as the clerk or, of the engine's own, as the system.
    pub(crate) fn act(&mut self, time: &str, action: &str, inputs: &[(&str, &str)]) -> &mut Self {
        let actor = match action {
            "facts_changed" => Actor::system(),
            _ => Actor::new("ida", "clerk"),
        };
        let request = inputs
            .iter()
            .fold(Request::new(action, actor), |request, (name, value)| {
                request.with(*name, *value)
            });
        let engine = self.engine.clone();
        let decision = engine
            .decide(self.case.clone(), &request, local(time))
            .unwrap();
        assert!(decision.is_allowed(), "{decision:?}");
        self.case = self.case.apply(&decision).unwrap();
        self.journal.push(decision.record());
        self
    }

    /// What happens from one time up to another, a host being there all the while; and again from its last time.
    pub(crate) fn told(&mut self, from: &str, until: &str) -> Vec<String> {
        let (mut now, until) = (local(from), local(until));
        let engine = self.engine.clone();
        while now <= until {
            while let Some(decision) = engine.advance(self.case.clone(), now).unwrap() {
                self.tell(now, &decision.record());
                self.case = self.case.apply(&decision).unwrap();
                self.journal.push(decision.record());
                for effect in decision.effects().iter().filter(|e| e.is_for_host()) {
                    let done = Request::new("effect_done", Actor::system()).with("id", effect.id());
                    let done = engine.decide(self.case.clone(), &done, now).unwrap();
                    self.case = self.case.apply(&done).unwrap();
                    self.journal.push(done.record());
                }
            }
            let due = engine.next_due(&self.case, now).unwrap();
            if let Due::Held { turn, denials, .. } = &due {
                let line = format!(
                    "{} {}: held by {}",
                    shown(now),
                    named(turn),
                    denials[0].rule
                );
                self.told.push(line);
            }
            match due.at() {
                Some(at) if at > now => now = at,
                Some(_) => panic!("what is due now has been done: {due:?}"),
                None => break,
            }
        }
        self.keeps();
        std::mem::take(&mut self.told)
    }

    fn tell(&mut self, now: DateTime<Utc>, record: &Record) {
        let input = |name: &str| record.request.input.get(name).map(ToString::to_string);
        let what = match (input("step"), input("timer"), input("reason")) {
            (Some(step), ..) => step,
            (_, Some(timer), _) => format!("timer {timer}"),
            (.., reason) => format!("{} ends", reason.unwrap_or_default()),
        };
        let effects: Vec<&str> = record.effects.iter().map(|e| e.effect.as_str()).collect();
        let effects = match input("passed_over") {
            Some(_) => "passed over".to_owned(),
            None => effects.join(", "),
        };
        self.told.push(format!("{} {what}: {effects}", shown(now)));
    }

    /// What comes next, in a line.
    pub(crate) fn next(&self, now: &str) -> String {
        match self.engine.next_due(&self.case, local(now)).unwrap() {
            Due::At { at, turn } => format!("{} {}", shown(at), named(&turn)),
            Due::Held { retry, turn, .. } => format!("{} {}, held", shown(retry), named(&turn)),
            Due::Waiting { turn, wait_for } => format!("{} waits for {wait_for}", named(&turn)),
            Due::Paused => "paused".to_owned(),
            Due::Nothing => "nothing".to_owned(),
            other => format!("{other:?}"),
        }
    }

    /// The case and its journal, written and read again, are the same.
    pub(crate) fn keeps(&self) {
        let lines = self.journal.iter();
        let lines: Vec<String> = lines.map(|r| serde_json::to_string(r).unwrap()).collect();
        let read = lines.iter().map(|line| serde_json::from_str(line).unwrap());
        let journal: Vec<Record> = read.collect();
        assert!(journal == self.journal, "the journal reads back as another");
        assert_eq!(self.engine.replay(&journal).unwrap(), self.case);
        let stored = serde_json::to_string(&self.case).unwrap();
        assert_eq!(self.engine.read_case(&stored).unwrap(), self.case);
    }
}

/// Three reminders, each counted from when the claim was due.
const ANCHORED: &str = "\
steps:
  - { step: one, after: 10 days from case.due, at: \"09:00\", effects: [ { send: { form: a } } ] }
  - { step: two, after: 20 days from case.due, at: \"09:00\", effects: [ { send: { form: b } } ] }
  - { step: three, after: 30 days from case.due, at: \"09:00\", effects: [ { send: { form: c } } ] }
";

/// When the one step of a flow runs.
fn runs(step: &str, facts: &[(&str, &str)], opened: &str) -> String {
    let flow = first(&format!(
        "steps:\n  - step: only\n    effects: [ {{ send: {{ form: a }} }} ]\n    {step}\n"
    ));
    let mut story = Story::new(engine(&[("flows/first.yaml", &flow)]), facts, opened);
    let told = story.told(opened, "2032-01-01 00:00");
    told.concat().replace(" only: send", "")
}

#[test]
fn steps_come_in_their_order_and_each_waits_from_the_one_before() {
    let flow = first(
        "steps:
  - { step: one, after: 10 days from case.due, at: \"09:00\", effects: [ { send: { form: a } } ] }
  - { step: two, after: \"{settings.gap} days\", at: \"10:30\", effects: [ { send: { form: b } } ] }
  - { step: three, after: 2 weeks, effects: [ { file: { what: papers } } ] }
  - { step: four, after: 0 days, effects: [ { send: { form: c } } ] }
",
    );
    let mut story = Story::new(
        engine(&[("flows/first.yaml", &flow)]),
        &[],
        "2026-03-02 10:00",
    );
    assert_eq!(story.next("2026-03-02 10:00"), "2026-03-11 09:00 one");
    assert_eq!(
        story.told("2026-03-02 10:00", "2027-01-01 00:00"),
        [
            "2026-03-11 09:00 one: send",
            "2026-03-21 10:30 two: send",
            "2026-04-04 10:30 three: file",
            "2026-04-04 10:30 four: send",
        ]
    );
    assert_eq!(story.next("2027-01-01 00:00"), "nothing");
}

#[test]
fn a_payment_that_moves_an_anchor_skips_no_step() {
    let engine = engine(&[("flows/first.yaml", &first(ANCHORED))]);
    let mut story = Story::new(engine, &[], "2026-03-02 10:00");
    assert_eq!(
        story.told("2026-03-02 10:00", "2026-03-12 00:00"),
        ["2026-03-11 09:00 one: send"]
    );
    // An older invoice was paid: the debt counts from two months earlier, so that both other steps are overdue.
    story.act(
        "2026-03-12 12:00",
        "facts_changed",
        &[("due", "2026-01-01")],
    );
    assert_eq!(
        story.told("2026-03-12 12:00", "2026-05-01 00:00"),
        ["2026-03-12 12:00 two: send", "2026-03-13 09:00 three: send"],
        "each has its turn, and they don't leave together"
    );
}

#[test]
fn after_three_weeks_without_a_host_reminders_do_not_leave_together() {
    for (apart, two, three) in [
        ("", "2026-04-04 09:00", "2026-04-05 09:00"),
        ("apart: 10 days\n", "2026-04-13 09:00", "2026-04-23 09:00"),
        (
            "apart: 5 business days\n",
            "2026-04-13 09:00",
            "2026-04-20 09:00",
        ),
    ] {
        let engine = engine(&[("flows/first.yaml", &first(&format!("{apart}{ANCHORED}")))]);
        let mut story = Story::new(engine, &[], "2026-03-02 10:00");
        assert_eq!(
            story.told("2026-04-03 17:00", "2026-06-01 00:00"),
            [
                "2026-04-03 17:00 one: send".to_owned(),
                format!("{two} two: send"),
                format!("{three} three: send"),
            ]
        );
    }
}

#[test]
fn on_arrival_in_a_flow_late_reminders_do_not_leave_together() {
    let second = ANCHORED.replace(
        "steps:",
        "flow: second\nlabel: Second\nswitch_to: [first]\nsteps:",
    );
    let flow = first(
        "steps:\n  - { step: invoice, after: 0 days, at: \"12:00\", effects: [ { send: { form: a } } ] }\n",
    );
    let engine = engine(&[("flows/first.yaml", &flow), ("flows/second.yaml", &second)]);
    let mut story = Story::new(engine, &[("due", "2026-01-01")], "2026-03-02 10:00");
    assert_eq!(
        story.told("2026-03-02 10:00", "2026-03-02 12:00"),
        ["2026-03-02 12:00 invoice: send"]
    );
    story.act("2026-03-02 12:05", "move", &[("to", "second")]);
    assert_eq!(
        story.told("2026-03-02 12:05", "2026-06-01 00:00"),
        [
            "2026-03-03 09:00 one: send",
            "2026-03-04 09:00 two: send",
            "2026-03-05 09:00 three: send",
        ]
    );
}

#[test]
fn a_fourth_fee_after_a_restart_is_held_and_not_retried_in_a_loop() {
    let flow = first(
        "steps:
  - { step: one, after: 1 day, at: \"09:00\", day: business, effects: [ { post: { entry: fee, amount: 100 } } ] }
  - { step: two, after: 10 days, at: \"09:00\", day: business, effects: [ { post: { entry: fee, amount: 100 } } ] }
",
    );
    let mut story = Story::new(
        engine(&[("flows/first.yaml", &flow)]),
        &[],
        "2026-03-02 10:00",
    );
    assert_eq!(story.told("2026-03-02 10:00", "2026-03-31 00:00").len(), 2);
    story.act("2026-04-01 10:00", "restart", &[]);
    // Easter stands between: a held step is tried again on days on which it may run.
    assert_eq!(
        story.told("2026-04-01 10:00", "2026-04-22 09:00"),
        [
            "2026-04-07 09:00 one: post",
            "2026-04-17 09:00 two: held by three_fees",
            "2026-04-20 09:00 two: held by three_fees",
            "2026-04-21 09:00 two: held by three_fees",
            "2026-04-22 09:00 two: held by three_fees",
        ]
    );
    let before = story.case.revision();
    assert_eq!(story.next("2026-04-22 15:00"), "2026-04-23 09:00 two, held");
    assert_eq!(story.case.revision(), before, "the case is unchanged");
    assert_eq!(story.case.step(), Some("two"), "the flow is where it was");
    // The forecast tells the reason once, however often it would be tried again.
    let now = local("2026-04-22 15:00");
    let until = local("2026-12-01 00:00");
    let forecast = story.engine.forecast(&story.case, now, until, &[]).unwrap();
    assert_eq!(forecast.moments.len(), 1);
    assert_eq!(&*forecast.moments[0].denials[0].rule, "three_fees");
    assert!(matches!(forecast.then, Due::Held { .. }));
}

#[test]
fn a_held_step_runs_when_the_case_has_changed() {
    let flow = first(
        "steps:\n  - { step: pay_up, after: 1 day, at: \"09:00\", effects: [ { post: { entry: payment, amount: 1500 } } ] }\n",
    );
    let pay = "action: pay\nlabel: Pay\nwho: [clerk]\nover: allowed\ninputs:\n  amount: { type: amount, label: Amount }\neffects:\n  - post: { entry: payment, amount: =input.amount }\n";
    let engine = engine(&[("flows/first.yaml", &flow), ("rules/pay.yaml", pay)]);
    let mut story = Story::new(engine, &[], "2026-03-02 10:00");
    assert_eq!(
        story.told("2026-03-03 09:00", "2026-03-04 08:00"),
        ["2026-03-03 09:00 pay_up: held by settlement_exceeds_balance"]
    );
    // A payment is taken back, so that more is owed.
    story.act("2026-03-04 12:00", "pay", &[("amount", "-600")]);
    assert_eq!(
        story.told("2026-03-04 12:00", "2026-05-01 00:00"),
        ["2026-03-04 12:00 pay_up: post"]
    );
}

#[test]
fn a_time_that_does_not_exist_is_the_first_after_it() {
    // In Copenhagen 02:00-03:00 is left out on 2026-03-29.
    let step = |at: &str| format!("after: 0 days from case.due\n    at: \"{at}\"");
    let due = [("due", "2026-03-29")];
    for (at, runs_at) in [
        ("01:59", "2026-03-29 01:59"),
        ("02:00", "2026-03-29 03:00"),
        ("02:07", "2026-03-29 03:00"),
        ("02:30", "2026-03-29 03:00"),
        ("02:59", "2026-03-29 03:00"),
        ("03:00", "2026-03-29 03:00"),
    ] {
        assert_eq!(runs(&step(at), &due, "2026-03-02 10:00"), runs_at);
    }
}

#[test]
fn a_time_that_exists_twice_is_the_first_of_both() {
    // In Copenhagen 02:00-03:00 is there twice on 2026-10-25: 00:30 and 01:30 in UTC.
    let flow = first(
        "steps:\n  - { step: only, after: 0 days from case.due, at: \"02:30\", effects: [ { send: { form: a } } ] }\n",
    );
    let engine = engine(&[("flows/first.yaml", &flow)]);
    let story = Story::new(engine.clone(), &[("due", "2026-10-25")], "2026-03-02 10:00");
    let at = |time: &str| time.parse::<DateTime<Utc>>().unwrap();
    let due = |now: &str| engine.next_due(&story.case, at(now)).unwrap().at();
    assert_eq!(
        due("2026-10-24T00:00:00Z"),
        Some(at("2026-10-25T00:30:00Z"))
    );
    // Overdue in between, it runs at once, and doesn't wait for the second.
    assert_eq!(
        due("2026-10-25T01:00:00Z"),
        Some(at("2026-10-25T01:00:00Z"))
    );
}

#[test]
fn days_are_civil_days_over_a_change_of_the_clocks() {
    let step = "after: 1 day";
    assert_eq!(runs(step, &[], "2026-03-28 10:15"), "2026-03-29 10:15");
    assert_eq!(runs(step, &[], "2026-10-24 10:15"), "2026-10-25 10:15");
    let step = "after: 1 week\n    at: \"09:00\"";
    assert_eq!(runs(step, &[], "2026-03-27 10:15"), "2026-04-03 09:00");
}

#[test]
fn months_end_where_they_end() {
    let step = |months: i64| format!("after: {months} months from case.due\n    at: \"09:00\"");
    for (due, months, runs_on) in [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 24, "2030-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-05-30", 1, "2026-06-30"),
    ] {
        let told = runs(&step(months), &[("due", due)], "2026-01-01 10:00");
        assert_eq!(
            told,
            format!("{runs_on} 09:00"),
            "{months} months from {due}"
        );
    }
    let days = "after: 1 day from case.due\n    at: \"09:00\"";
    assert_eq!(
        runs(days, &[("due", "2028-02-28")], "2026-01-01 10:00"),
        "2028-02-29 09:00"
    );
}

#[test]
fn business_days_walk_over_easter() {
    // 2026: Maundy Thursday is 2 April, Easter Monday 6 April.
    let due = [("due", "2026-04-01")];
    for (step, runs_on) in [
        ("after: 1 business day from case.due", "2026-04-07"),
        ("after: 5 business days from case.due", "2026-04-13"),
        ("after: \"-3 business days from case.due\"", "2026-03-27"),
        (
            "after: 1 day from case.due\n    day: business",
            "2026-04-07",
        ),
        (
            "after: 0 days from case.due\n    day: business",
            "2026-04-01",
        ),
        ("after: 4 days from case.due", "2026-04-05"),
    ] {
        let told = runs(
            &format!("{step}\n    at: \"09:00\""),
            &due,
            "2026-03-02 10:00",
        );
        assert_eq!(told, format!("{runs_on} 09:00"), "{step}");
    }
}

#[test]
fn an_overdue_step_keeps_to_its_time_and_its_days() {
    let step = "after: 1 day from case.due\n    at: \"09:00\"\n    day: business";
    let due = [("due", "2026-02-01")];
    // A Wednesday before its time, and after it; a Saturday.
    assert_eq!(runs(step, &due, "2026-03-04 08:00"), "2026-03-04 09:00");
    assert_eq!(runs(step, &due, "2026-03-04 15:20"), "2026-03-04 15:20");
    assert_eq!(runs(step, &due, "2026-03-07 15:20"), "2026-03-09 09:00");
}

#[test]
fn a_step_may_come_before_a_date() {
    let step = "after: \"-3 days from case.due\"\n    at: \"09:00\"";
    let due = [("due", "2026-03-20")];
    assert_eq!(runs(step, &due, "2026-03-02 10:00"), "2026-03-17 09:00");
    // Opened after it, the step is overdue; it isn't left out.
    assert_eq!(runs(step, &due, "2026-03-18 10:00"), "2026-03-18 10:00");
    assert_eq!(runs(step, &due, "2026-04-18 08:00"), "2026-04-18 09:00");
}

#[test]
fn a_step_waits_for_approval() {
    let flow = first(
        "steps:\n  - { step: remind, after: 10 days from case.due, at: \"09:00\", wait_for: case.approved, effects: [ { send: { form: a } } ] }\n",
    );
    let rules = engine(&[("flows/first.yaml", &flow)]);
    let mut early = Story::new(rules.clone(), &[], "2026-03-02 10:00");
    assert_eq!(
        early.next("2026-03-02 10:00"),
        "remind waits for case.approved"
    );
    assert_eq!(
        early.next("2027-03-02 10:00"),
        "remind waits for case.approved"
    );
    early.act("2026-03-03 10:00", "facts_changed", &[("approved", "true")]);
    assert_eq!(early.next("2026-03-03 10:00"), "2026-03-11 09:00 remind");

    let mut late = Story::new(rules, &[], "2026-03-02 10:00");
    assert!(late.told("2026-03-02 10:00", "2026-04-01 00:00").is_empty());
    late.act("2026-04-01 10:00", "facts_changed", &[("approved", "true")]);
    assert_eq!(
        late.told("2026-04-01 10:00", "2026-05-01 00:00"),
        ["2026-04-01 10:00 remind: send"]
    );
}

#[test]
fn an_anchor_may_be_set_later() {
    let flow = first(
        "steps:
  - { step: remind, after: 3 days from case.delivered, at: \"09:00\", effects: [ { send: { form: a } } ] }
  - { step: call, after: 1 day from case.appointment, effects: [ { file: { what: call } } ] }
  - { step: end, after: '10 days from case.done(\"send\", \"b\")', effects: [ { file: { what: end } } ] }
",
    );
    let mut story = Story::new(
        engine(&[("flows/first.yaml", &flow)]),
        &[],
        "2026-03-02 10:00",
    );
    assert_eq!(
        story.next("2026-03-02 10:00"),
        "remind waits for case.delivered"
    );
    let delivered = [("delivered", "2026-03-05")];
    story.act("2026-03-06 10:00", "facts_changed", &delivered);
    assert_eq!(
        story.told("2026-03-06 10:00", "2026-04-01 00:00"),
        ["2026-03-08 09:00 remind: send"]
    );
    assert_eq!(
        story.next("2026-04-01 00:00"),
        "call waits for case.appointment"
    );
    let appointment = [("appointment", "2026-05-04T12:30:00Z")];
    story.act("2026-04-02 10:00", "facts_changed", &appointment);
    assert_eq!(
        story.told("2026-04-02 10:00", "2026-06-01 00:00"),
        ["2026-05-05 14:30 call: file"],
        "at the appointment's time of day"
    );
    assert_eq!(
        story.next("2026-06-01 00:00"),
        "end waits for case.done(\"send\", \"b\")"
    );
}

#[test]
fn a_step_that_is_passed_over_counts_as_having_run() {
    let flow = first(
        "steps:
  - { step: one, after: 10 days from case.due, at: \"09:00\", when: case.balance > 5000, effects: [ { send: { form: a } } ] }
  - { step: two, after: 4 days, at: \"09:00\", effects: [ { send: { form: b } } ] }
",
    );
    let mut story = Story::new(
        engine(&[("flows/first.yaml", &flow)]),
        &[],
        "2026-03-02 10:00",
    );
    assert_eq!(
        story.told("2026-03-13 08:00", "2026-05-01 00:00"),
        [
            "2026-03-13 09:00 one: passed over",
            "2026-03-17 09:00 two: send"
        ]
    );
}

#[test]
fn what_is_passed_over_or_files_papers_is_no_contact() {
    let flow = first(
        "apart: 30 days
steps:
  - { step: one, after: 1 day, when: case.approved, effects: [ { send: { form: a } } ] }
  - { step: two, after: 1 day, effects: [ { file: { what: x } }, { post: { entry: interest, amount: 5 } } ] }
  - { step: three, after: 1 day, effects: [ { send: { form: b } } ] }
  - { step: four, after: 1 day, effects: [ { post: { entry: fee, amount: 100 } } ] }
",
    );
    let mut story = Story::new(
        engine(&[("flows/first.yaml", &flow)]),
        &[],
        "2026-03-02 10:00",
    );
    assert_eq!(
        story.told("2026-03-02 10:00", "2026-06-01 00:00"),
        [
            "2026-03-03 10:00 one: passed over",
            "2026-03-04 10:00 two: file, post",
            "2026-03-05 10:00 three: send",
            "2026-04-04 10:00 four: post",
        ]
    );
}

#[test]
fn an_effect_that_moves_the_case_replaces_the_flows_own_advance() {
    let flow = first(
        "steps:
  - { step: again, after: 1 day, at: \"09:00\", when: case.level == 0, effects: [ { set_fact: { fact: level, value: 1 } }, { restart_flow: {} } ] }
  - { step: on, after: 1 day, at: \"09:00\", effects: [ { switch_flow: { to: second } } ] }
  - { step: never, after: 1 day, effects: [] }
",
    );
    let second = "flow: second\nlabel: Second\nswitch_to: []\nsteps:\n  - step: last\n    after: 1 day\n    effects:\n      - close_case: { code: paid, reason: full }\n";
    let engine = engine(&[("flows/first.yaml", &flow), ("flows/second.yaml", second)]);
    let mut story = Story::new(engine, &[], "2026-03-02 10:00");
    assert_eq!(
        story.told("2026-03-02 10:00", "2026-06-01 00:00"),
        [
            "2026-03-03 09:00 again: set_fact, restart_flow",
            "2026-03-04 09:00 again: passed over",
            "2026-03-05 09:00 on: switch_flow",
            "2026-03-06 09:00 last: close_case",
        ]
    );
    assert_eq!(story.case.status(), "closed");
    assert_eq!(story.next("2026-06-01 00:00"), "nothing");
}

#[test]
fn flows_that_lead_back_without_waiting_go_round_once_a_day() {
    let flow =
        first("steps:\n  - { step: over, after: 0 days, effects: [ { restart_flow: {} } ] }\n");
    let mut story = Story::new(
        engine(&[("flows/first.yaml", &flow)]),
        &[],
        "2026-03-02 10:00",
    );
    assert_eq!(
        story.told("2026-03-02 10:00", "2026-03-04 12:00"),
        [
            "2026-03-02 10:00 over: restart_flow",
            "2026-03-03 10:00 over: restart_flow",
            "2026-03-04 10:00 over: restart_flow",
        ]
    );
}

#[test]
fn events_happen_before_what_is_due_at_their_time() {
    let flow = first(ANCHORED);
    let engine = engine(&[("flows/first.yaml", &flow)]);
    let story = Story::new(engine.clone(), &[], "2026-03-02 10:00");
    let pause = Request::new("pause", Actor::new("ida", "clerk")).with("reason", "dispute");
    let events = [(local("2026-03-11 09:00"), pause)];
    let (now, until) = (local("2026-03-02 10:00"), local("2026-06-01 00:00"));
    let forecast = engine.forecast(&story.case, now, until, &events).unwrap();
    let told: Vec<_> = forecast.moments.iter().map(|m| m.label.get("en")).collect();
    assert_eq!(told, ["Pause"]);
    assert_eq!(forecast.then, Due::Paused);
    assert_eq!(forecast.certain_until, None);
    // A minute later, it comes after it.
    let pause = Request::new("pause", Actor::new("ida", "clerk")).with("reason", "dispute");
    let events = [(local("2026-03-11 09:01"), pause)];
    let forecast = engine.forecast(&story.case, now, until, &events).unwrap();
    let told: Vec<_> = forecast.moments.iter().map(|m| m.label.get("en")).collect();
    assert_eq!(told, ["one", "Pause"]);
    assert_eq!(forecast.certain_until, Some(local("2026-03-11 09:00")));
    // What lies before its beginning isn't foreseen.
    let nothing = engine.forecast(&story.case, until, now, &[]).unwrap();
    assert!(nothing.moments.is_empty());
}

#[test]
fn who_follows_is_told_of_an_event_then_of_a_turn_and_of_its_answer() {
    let flow = first(ANCHORED);
    let engine = engine(&[("flows/first.yaml", &flow)]);
    let story = Story::new(engine.clone(), &[], "2026-03-02 10:00");
    // Nothing is paused, so that it is denied.
    let resume = Request::new("resume", Actor::new("ida", "clerk"));
    let at = local("2026-03-11 09:00");
    let mut told = Vec::new();
    let observe = |happened: Happened<'_, '_>| {
        let what = match happened.what {
            What::Turn(turn, _) => named(turn),
            What::Event(decision) => format!("{} {}", decision.action(), decision.is_allowed()),
            What::Answer(decision) => decision.action().to_owned(),
            other => format!("{other:?}"),
        };
        told.push((shown(happened.at), what));
    };
    let events = [(at, resume)];
    let followed = engine.follow(&story.case, local("2026-03-02 10:00"), at, &events, observe);
    assert_eq!(followed.unwrap().0.balance(), story.case.balance());
    let whats: Vec<_> = told.iter().map(|(_, what)| what.as_str()).collect();
    assert_eq!(whats, ["resume false", "one", "effect_done"]);
    assert!(told.iter().all(|(time, _)| *time == shown(at)));
}

#[test]
fn what_is_asked_for_again_with_every_answer_is_foreseen_so_far_and_no_further() {
    let effects = "effects:\n  file:\n    arguments:\n      what: text\n    done:\n      - file: { what: again }\n";
    let flow = first(
        "steps:\n  - { step: begin, after: 1 day, effects: [ { file: { what: papers } } ] }\n",
    );
    let second = "flow: second\nlabel: Second\nswitch_to: []\nsteps: []\n";
    let engine = engine(&[
        ("flows/first.yaml", &flow),
        ("flows/second.yaml", second),
        ("rules/effects.yaml", effects),
    ]);
    let story = Story::new(engine.clone(), &[], "2026-03-02 10:00");
    let (now, until) = (local("2026-03-02 10:00"), local("2026-06-01 00:00"));
    let forecast = engine.forecast(&story.case, now, until, &[]).unwrap();
    assert_eq!(forecast.moments.len(), 1);
    assert!(forecast.moments[0].effects.len() > 10);
}

#[test]
fn a_day_or_a_midnight_that_does_not_exist_holds_nothing_up() {
    // Cairo leaves out 00:00-01:00 on 2024-04-26, Lord Howe 02:00-02:30 on 2026-10-04, Apia all of 2011-12-30.
    for (zone, date, at, due) in [
        ("Africa/Cairo", "2024-04-26", "", "2024-04-25T22:00:00Z"),
        (
            "Australia/Lord_Howe",
            "2026-10-04",
            "02:10",
            "2026-10-03T15:30:00Z",
        ),
        (
            "Pacific/Apia",
            "2011-12-30",
            "09:00",
            "2011-12-30T10:00:00Z",
        ),
    ] {
        let at = match at {
            "" => String::new(),
            at => format!(", at: \"{at}\""),
        };
        let flow = first(&format!(
            "steps:\n  - {{ step: only, after: 0 days from case.due{at}, effects: [ {{ send: {{ form: a }} }} ] }}\n"
        ));
        let manifest = rules(&[]).get("dunlin.yaml").unwrap().text().to_owned();
        let manifest = manifest.replace("Europe/Copenhagen", zone);
        let engine = engine(&[("flows/first.yaml", &flow), ("dunlin.yaml", &manifest)]);
        let story = Story::new(engine.clone(), &[("due", date)], "2010-01-01 10:00");
        let next = engine
            .next_due(&story.case, local("2010-01-01 10:00"))
            .unwrap();
        let due: DateTime<Utc> = due.parse().unwrap();
        assert_eq!(next.at(), Some(due), "{zone}");
        let decision = engine.advance(&story.case, due).unwrap();
        assert!(
            decision.is_some_and(|decision| decision.is_allowed()),
            "{zone}"
        );
    }
}
