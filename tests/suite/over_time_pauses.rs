//! A case over time while it is paused, closed, or under rules that have changed since.

use dunlin::Engine;

use crate::over_time::{Story, engine, first, local};

/// A reminder by the clock from the due date, one by the clock from the first, each at nine.
const TWO: &str = "\
steps:
  - { step: one, after: 10 days from case.due, at: \"09:00\", effects: [ { send: { form: a } } ] }
  - { step: two, after: 10 days, at: \"09:00\", effects: [ { send: { form: b } } ] }
";

fn two() -> Story {
    let engine = engine(&[("flows/first.yaml", &first(TWO))]);
    Story::new(engine, &[], "2026-03-02 10:00")
}

#[test]
fn a_pause_without_a_date_lasts_until_somebody_ends_it() {
    let mut story = two();
    story.act("2026-03-06 12:00", "pause", &[("reason", "dispute")]);
    assert_eq!(story.next("2026-03-06 12:00"), "paused");
    assert!(
        story
            .told("2026-03-06 12:00", "2026-04-01 00:00")
            .is_empty()
    );
    story.act("2026-04-01 15:00", "resume", &[]);
    // 26 days paused: from 11 March to 6 April.
    assert_eq!(
        story.told("2026-04-01 15:00", "2026-06-01 00:00"),
        ["2026-04-06 09:00 one: send", "2026-04-16 09:00 two: send"]
    );
}

#[test]
fn a_pause_with_a_date_ends_by_itself_as_the_date_begins() {
    let mut story = two();
    let until = [("reason", "dispute"), ("resume_on", "2026-03-20")];
    story.act("2026-03-06 12:00", "pause", &until);
    assert_eq!(
        story.next("2026-03-06 12:00"),
        "2026-03-20 00:00 dispute ends"
    );
    assert_eq!(
        story.told("2026-03-06 12:00", "2026-06-01 00:00"),
        [
            "2026-03-20 00:00 dispute ends: resume_case",
            "2026-03-25 09:00 one: send",
            "2026-04-04 09:00 two: send",
        ]
    );
}

#[test]
fn a_date_ends_a_pause_late_after_an_outage() {
    let mut story = two();
    let until = [("reason", "dispute"), ("resume_on", "2026-03-20")];
    story.act("2026-03-06 12:00", "pause", &until);
    // The days until the host was there again are days of the pause: nothing was sent on them.
    assert_eq!(
        story.told("2026-03-30 11:00", "2026-04-10 00:00"),
        [
            "2026-03-30 11:00 dispute ends: resume_case",
            "2026-04-04 09:00 one: send",
        ]
    );
}

#[test]
fn paused_again_the_case_resumes_once() {
    let mut story = two();
    let until = |date| [("reason", "dispute"), ("resume_on", date)];
    story.act("2026-03-06 12:00", "pause", &until("2026-03-20"));
    story.act("2026-03-10 12:00", "pause", &until("2026-03-30"));
    assert_eq!(
        story.told("2026-03-10 12:00", "2026-04-10 00:00"),
        [
            "2026-03-30 00:00 dispute ends: resume_case",
            "2026-04-04 09:00 one: send",
        ]
    );
    // And paused again without a date, it doesn't resume on the date that it had.
    let mut story = two();
    story.act("2026-03-06 12:00", "pause", &until("2026-03-20"));
    story.act("2026-03-10 12:00", "pause", &[("reason", "dispute")]);
    assert!(
        story
            .told("2026-03-10 12:00", "2026-06-01 00:00")
            .is_empty()
    );
    assert_eq!(story.next("2026-06-01 00:00"), "paused");
}

#[test]
fn of_two_pauses_the_strictest_wins() {
    let mut story = two();
    let hold = |reason, runs, date| [("reason", reason), ("runs", runs), ("resume_on", date)];
    story.act(
        "2026-03-04 12:00",
        "pause",
        &hold("promise", "true", "2026-03-18"),
    );
    story.act(
        "2026-03-08 12:00",
        "pause",
        &hold("dispute", "false", "2026-03-14"),
    );
    // The clock stops for the six days of the dispute alone; nothing runs before the promise has ended too.
    assert_eq!(
        story.told("2026-03-08 12:00", "2026-04-20 00:00"),
        [
            "2026-03-14 00:00 dispute ends: resume_case",
            "2026-03-18 00:00 promise ends: resume_case",
            "2026-03-18 09:00 one: send",
            "2026-03-28 09:00 two: send",
        ]
    );
}

#[test]
fn days_under_two_pauses_count_once() {
    let mut story = two();
    let hold = |reason, date| [("reason", reason), ("resume_on", date)];
    story.act("2026-03-04 12:00", "pause", &hold("promise", "2026-03-10"));
    story.act("2026-03-06 12:00", "pause", &hold("dispute", "2026-03-14"));
    story.act("2026-03-07 12:00", "pause", &hold("absence", "2026-03-09"));
    let told = story.told("2026-03-07 12:00", "2026-03-30 00:00");
    assert_eq!(
        told.last().unwrap(),
        "2026-03-21 09:00 one: send",
        "{told:?}"
    );
}

#[test]
fn pauses_one_after_the_other_add_up() {
    let mut story = two();
    let hold = |date| [("reason", "dispute"), ("resume_on", date)];
    story.act("2026-03-04 12:00", "pause", &hold("2026-03-08"));
    story.told("2026-03-04 12:00", "2026-03-08 00:00");
    // Moved to 15 March: a second pause that begins on the 13th moves it on.
    assert_eq!(story.next("2026-03-08 00:00"), "2026-03-15 09:00 one");
    story.act("2026-03-13 12:00", "pause", &hold("2026-03-16"));
    story.told("2026-03-13 12:00", "2026-03-16 00:00");
    assert_eq!(story.next("2026-03-16 00:00"), "2026-03-18 09:00 one");
}

#[test]
fn a_clock_that_runs_leaves_the_step_overdue() {
    let mut story = two();
    let hold = [("reason", "promise"), ("runs", "true")];
    story.act("2026-03-06 12:00", "pause", &hold);
    story.act("2026-04-01 15:00", "resume", &[("reason", "promise")]);
    assert_eq!(
        story.told("2026-04-01 15:00", "2026-06-01 00:00"),
        ["2026-04-01 15:00 one: send", "2026-04-11 09:00 two: send"]
    );
}

#[test]
fn a_pause_before_the_clock_began_moves_nothing() {
    let mut story = Story::new(
        engine(&[("flows/first.yaml", &first(TWO))]),
        &[("due", "2026-03-20")],
        "2026-03-02 10:00",
    );
    story.act("2026-03-04 12:00", "pause", &[("reason", "dispute")]);
    story.act("2026-03-14 12:00", "resume", &[]);
    assert_eq!(story.next("2026-03-14 12:00"), "2026-03-30 09:00 one");
}

#[test]
fn a_pause_within_a_day_moves_nothing() {
    let mut story = two();
    story.act("2026-03-04 09:00", "pause", &[("reason", "dispute")]);
    story.act("2026-03-04 23:00", "resume", &[]);
    assert_eq!(story.next("2026-03-04 23:00"), "2026-03-11 09:00 one");
}

#[test]
fn a_hold_keeps_whether_interest_is_charged_for_its_days() {
    let mut story = two();
    let hold = [
        ("reason", "dispute"),
        ("no_interest", "true"),
        ("resume_on", "2026-03-10"),
    ];
    story.act("2026-03-04 09:00", "pause", &hold);
    story.told("2026-03-04 09:00", "2026-03-10 00:00");
    let holds = serde_json::to_value(&story.case).unwrap()["holds"].clone();
    assert_eq!(holds[0]["interest"], "stops");
    assert_eq!(holds[0]["clock"], "stops");
    assert_eq!(holds[0]["since"], "2026-03-04T08:00:00Z");
    assert_eq!(holds[0]["ended"], "2026-03-09T23:00:00Z");
}

#[test]
fn closing_lifts_every_pause_and_nothing_is_due() {
    let mut story = two();
    let until = [("reason", "dispute"), ("resume_on", "2026-03-20")];
    story.act("2026-03-06 12:00", "pause", &until);
    story.act("2026-03-06 12:00", "pause", &[("reason", "absence")]);
    story.act("2026-03-07 12:00", "close", &[]);
    assert_eq!(story.next("2026-03-07 12:00"), "nothing");
    assert!(
        story
            .told("2026-03-07 12:00", "2026-06-01 00:00")
            .is_empty()
    );
    // Reopened, it isn't paused any more, and goes on where it was: the day of the pause is counted.
    story.act("2026-03-08 12:00", "reopen", &[]);
    assert_eq!(story.next("2026-03-08 12:00"), "2026-03-12 09:00 one");
}

#[test]
fn restarted_and_moved_while_paused_the_flow_waits_for_the_end() {
    let mut story = two();
    assert_eq!(story.told("2026-03-02 10:00", "2026-03-12 00:00").len(), 1);
    story.act("2026-03-12 12:00", "pause", &[("reason", "dispute")]);
    story.act("2026-03-14 12:00", "restart", &[]);
    assert_eq!(story.next("2026-03-14 12:00"), "paused");
    story.act("2026-03-16 12:00", "resume", &[]);
    // The first step was due on 11 March, before the pause: it is overdue, and runs again.
    assert_eq!(
        story.told("2026-03-16 12:00", "2026-06-01 00:00"),
        ["2026-03-16 12:00 one: send", "2026-03-26 09:00 two: send"]
    );
}

/// The rules with their first step named otherwise.
fn changed(renamed: &str) -> Engine {
    let lines = TWO.replace("step: two", "step: second_reminder");
    engine(&[("flows/first.yaml", &first(&format!("{renamed}{lines}")))])
}

#[test]
fn a_renamed_step_is_followed() {
    let mut story = two();
    assert_eq!(story.told("2026-03-02 10:00", "2026-03-12 00:00").len(), 1);
    let rules = changed("renamed:\n  two: second_reminder\n");
    let now = local("2026-03-12 00:00");
    let due = rules.next_due(&story.case, now).unwrap();
    assert_eq!(due.at(), Some(local("2026-03-21 09:00")), "{due:?}");
    let decision = rules
        .advance(&story.case, local("2026-03-21 09:00"))
        .unwrap();
    assert_eq!(decision.unwrap().effects()[0].name(), "send");
}

#[test]
fn a_step_that_is_gone_is_told_with_the_cases_number() {
    let mut story = two();
    assert_eq!(story.told("2026-03-02 10:00", "2026-03-12 00:00").len(), 1);
    let (rules, now) = (changed(""), local("2026-03-12 00:00"));
    let told = "case `1001`: `step` is `two`: its flow has `one`, `second_reminder`";
    let errors = [
        rules.next_due(&story.case, now).map(drop),
        rules.advance(&story.case, now).map(drop),
        rules.forecast(&story.case, now, now, &[]).map(drop),
    ];
    for error in errors {
        assert_eq!(error.unwrap_err().to_string(), told);
    }
}
