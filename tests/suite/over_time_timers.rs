//! A case over time with timers, which run beside its steps, and with days on which no step runs.

use dunlin::{Due, Engine};

use crate::over_time::{Story, engine, first, local};

const QUIET: &str = "steps: []\n";

fn story(flow: &str, timers: &[&str], facts: &[(&str, &str)]) -> Story {
    let names: Vec<String> = (0..timers.len())
        .map(|n| format!("rules/timer_{n}.yaml"))
        .collect();
    let flow = first(flow);
    let mut files = vec![("flows/first.yaml", flow.as_str())];
    files.extend(names.iter().map(String::as_str).zip(timers.iter().copied()));
    Story::new(engine(&files), facts, "2026-03-02 10:00")
}

fn timer(rhythm: &str) -> String {
    format!("timer: look\n{rhythm}\neffects:\n  - file: {{ what: look }}\n")
}

#[test]
fn a_timer_returns_while_its_condition_holds_paused_too() {
    let look = timer("every: 7 days from case.delivered\nat: \"08:00\"\nwhile: not(case.approved)");
    let mut story = story(QUIET, &[&look], &[]);
    assert_eq!(story.next("2026-03-02 10:00"), "nothing");
    story.act(
        "2026-03-02 10:00",
        "facts_changed",
        &[("delivered", "2026-03-03")],
    );
    story.act("2026-03-02 10:00", "pause", &[("reason", "dispute")]);
    assert_eq!(
        story.told("2026-03-02 10:00", "2026-03-20 00:00"),
        [
            "2026-03-10 08:00 timer look: file",
            "2026-03-17 08:00 timer look: file"
        ]
    );
    story.act("2026-03-20 12:00", "facts_changed", &[("approved", "true")]);
    assert_eq!(story.next("2026-03-20 12:00"), "nothing");
    story.act(
        "2026-03-21 12:00",
        "facts_changed",
        &[("approved", "false")],
    );
    assert_eq!(
        story.next("2026-03-21 12:00"),
        "2026-03-24 08:00 timer look"
    );
    story.act("2026-03-22 12:00", "close", &[]);
    assert_eq!(story.next("2026-03-22 12:00"), "nothing");
}

#[test]
fn an_overdue_timer_runs_once_and_goes_on_in_its_periods() {
    let look = timer("every: 7 days from case.due\nat: \"08:00\"");
    let mut story = story(QUIET, &[&look], &[("due", "2026-01-01")]);
    assert_eq!(
        story.told("2026-03-02 10:00", "2026-03-20 00:00"),
        [
            "2026-03-02 10:00 timer look: file",
            "2026-03-05 08:00 timer look: file",
            "2026-03-12 08:00 timer look: file",
            "2026-03-19 08:00 timer look: file",
        ]
    );
}

#[test]
fn a_timer_that_has_run_on_a_period_s_day_waits_for_the_next() {
    let look = timer("every: 1 month from case.due\nat: \"08:00\"\nday: business");
    // The 31st, from a date at a month's end; 31 May is a Sunday.
    let mut story = story(QUIET, &[&look], &[("due", "2026-01-31")]);
    assert_eq!(
        story.told("2026-03-02 10:00", "2026-07-01 00:00"),
        [
            "2026-03-02 10:00 timer look: file",
            "2026-03-31 08:00 timer look: file",
            "2026-04-30 08:00 timer look: file",
            "2026-06-01 08:00 timer look: file",
            "2026-06-30 08:00 timer look: file",
        ]
    );
}

#[test]
fn a_timer_without_every_runs_once_for_its_date() {
    let look = timer("after: 3 days from case.delivered\nat: \"08:00\"");
    let mut story = story(QUIET, &[&look], &[("delivered", "2026-03-01")]);
    assert_eq!(
        story.told("2026-03-02 10:00", "2026-05-01 00:00"),
        ["2026-03-04 08:00 timer look: file"]
    );
    story.act(
        "2026-05-01 12:00",
        "facts_changed",
        &[("delivered", "2026-05-01")],
    );
    assert_eq!(
        story.next("2026-05-01 12:00"),
        "2026-05-04 08:00 timer look"
    );
}

#[test]
fn a_timer_that_counts_from_long_ago_still_returns() {
    for (rhythm, second, until) in [
        (
            "every: 1 day from case.due",
            "2026-03-03 08:00",
            "2026-03-05 00:00",
        ),
        (
            "every: 1 business day from case.due",
            "2026-03-03 08:00",
            "2026-03-05 00:00",
        ),
        (
            "every: 5 months from case.due",
            "2026-04-04 08:00",
            "2026-05-01 00:00",
        ),
    ] {
        let look = timer(&format!("{rhythm}\nat: \"08:00\""));
        let mut story = story(QUIET, &[&look], &[("due", "2010-01-04")]);
        let told = story.told("2026-03-02 10:00", until);
        assert_eq!(told[0], "2026-03-02 10:00 timer look: file");
        assert_eq!(told[1], format!("{second} timer look: file"), "{rhythm}");
    }
}

/// A flow whose step is held, and what is foreseen of it.
const HELD: &str = "steps:\n  - { step: pay_up, after: 1 day, at: \"09:00\", effects: [ { post: { entry: payment, amount: 1500 } } ] }\n";

#[test]
fn what_is_held_is_told_although_something_else_comes_sooner() {
    let look = timer("every: 1 day from case.due\nat: \"08:00\"");
    let story = story(HELD, &[&look], &[("due", "2026-03-02")]);
    let (now, until) = (local("2026-03-02 10:00"), local("2026-03-06 00:00"));
    let forecast = story.engine.forecast(&story.case, now, until, &[]).unwrap();
    let told: Vec<_> = forecast
        .moments
        .iter()
        .map(|moment| (moment.label.get("en"), moment.denials.is_empty()))
        .collect();
    let look = ("look", true);
    assert_eq!(told, [look, ("pay_up", false), look, look]);
    assert_eq!(
        story.next("2026-03-03 09:00"),
        "2026-03-03 09:00 timer look"
    );
}

#[test]
fn what_cannot_be_worked_out_holds_up_nothing_else() {
    let flow = "steps:\n  - { step: remind, after: 10 days from case.due, at: \"09:00\", effects: [ { send: { form: a } } ] }\n";
    let broken =
        timer("every: 7 days from case.due + div(1, case.level)").replace("look", "broken");
    let look = timer("every: 7 days from case.due\nat: \"08:00\"");
    let mut story = story(flow, &[&broken, &look], &[]);
    let told = story.told("2026-03-02 10:00", "2026-03-12 00:00");
    let done: Vec<_> = told.iter().filter(|line| !line.contains("held")).collect();
    assert_eq!(
        done,
        [
            "2026-03-08 08:00 timer look: file",
            "2026-03-11 09:00 remind: send"
        ]
    );
    assert_eq!(told[0], "2026-03-02 10:00 timer broken: held by due");
    let now = local("2026-03-09 10:00");
    let due = story.engine.next_due(&story.case, now).unwrap();
    assert!(matches!(due, Due::Held { .. }), "{due:?}");
    assert_eq!(due.at(), Some(local("2026-03-10 00:00")));
}

#[test]
fn at_the_same_time_a_pause_ends_first_then_timers_run_then_the_step() {
    let flow = "steps:\n  - { step: remind, after: 10 days from case.due, at: \"00:00\", effects: [ { send: { form: a } } ] }\n";
    let look = timer("after: 10 days from case.due");
    let mut story = story(flow, &[&look], &[]);
    let hold = [
        ("reason", "promise"),
        ("runs", "true"),
        ("resume_on", "2026-03-11"),
    ];
    story.act("2026-03-05 12:00", "pause", &hold);
    assert_eq!(
        story.told("2026-03-05 12:00", "2026-04-01 00:00"),
        [
            "2026-03-11 00:00 promise ends: resume_case",
            "2026-03-11 00:00 timer look: file",
            "2026-03-11 00:00 remind: send",
        ]
    );
}

fn with_blackout(flow: &str) -> Engine {
    let calendar = "calendar: dk\nweekend: [saturday, sunday]\nblackouts:\n  - { name: Christmas, from: 12-24, to: 01-01, flows: [first] }\n";
    let look = timer("every: 7 days from case.due\nat: \"08:00\"");
    engine(&[
        ("flows/first.yaml", &first(flow)),
        ("rules/calendar.yaml", calendar),
        ("rules/look.yaml", &look),
    ])
}

#[test]
fn on_blacked_out_days_timers_run_and_steps_wait_for_the_day_after() {
    let flow = "steps:\n  - { step: remind, after: 10 days from case.due, at: \"09:00\", effects: [ { send: { form: a } } ] }\n  - { step: again, after: 10 days, at: \"09:00\", day: business, effects: [ { send: { form: b } } ] }\n";
    let mut story = Story::new(
        with_blackout(flow),
        &[("due", "2026-12-18")],
        "2026-12-19 10:00",
    );
    assert_eq!(
        story.told("2026-12-19 10:00", "2027-01-13 00:00"),
        [
            "2026-12-25 08:00 timer look: file",
            "2027-01-01 08:00 timer look: file",
            "2027-01-02 09:00 remind: send",
            "2027-01-08 08:00 timer look: file",
            "2027-01-12 09:00 again: send",
        ]
    );
}
