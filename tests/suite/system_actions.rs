//! What happens to a case without a person: facts that change, hosts' answers, holds that end; and their replay.

use dunlin::{Actor, Case, Engine, Record, Request};

use crate::fixtures::{at, clerk, opening, shipped};

struct Story {
    engine: Engine,
    case: Case,
    journal: Vec<Record>,
}

impl Story {
    fn new(changes: &[(&str, &str)]) -> Self {
        let engine = shipped();
        let opened = engine
            .open(&opening(&engine, changes), at("2026-03-02T10:00:00Z"))
            .unwrap();
        let (case, record) = (opened.case_after().unwrap(), opened.record());
        Self {
            engine: engine.clone(),
            case,
            journal: vec![record],
        }
    }

    /// Decides and applies; the ids of the effects that hosts must carry out, or why not.
    fn act(&mut self, time: &str, request: &Request) -> Result<Vec<String>, String> {
        let decision = self
            .engine
            .decide(self.case.clone(), request, at(time))
            .unwrap();
        self.journal.push(decision.record());
        if let Some(denial) = decision.denials().first() {
            return Err(denial.rule.to_string());
        }
        self.case = self.case.apply(&decision).unwrap();
        let host = decision
            .effects()
            .iter()
            .filter(|effect| effect.is_for_host());
        Ok(host.map(|effect| effect.id().to_owned()).collect())
    }

    /// The journal, written and read again, leads to the same case.
    fn replays(&self) {
        let lines: Vec<String> = self
            .journal
            .iter()
            .map(|record| serde_json::to_string(record).unwrap())
            .collect();
        let journal: Vec<Record> = lines
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert!(journal == self.journal, "the journal reads back as another");
        assert_eq!(self.engine.replay(&journal).unwrap(), self.case);
        let stored = serde_json::to_string(&self.case).unwrap();
        assert_eq!(self.engine.read_case(&stored).unwrap(), self.case);
    }
}

fn system(action: &str) -> Request {
    Request::new(action, Actor::system())
}

#[test]
fn a_credit_counts_when_it_is_done_and_not_when_it_fails() {
    let mut story = Story::new(&[("accounting.system", "economic")]);
    let ids = story
        .act(
            "2026-03-02T11:00:00Z",
            &Request::new("credit_note", clerk()),
        )
        .unwrap();
    assert_eq!(story.case.balance().to_string(), "1000.00");
    story
        .act(
            "2026-03-02T12:00:00Z",
            &system("effect_failed").with("id", &*ids[0]),
        )
        .unwrap();
    assert_eq!(story.case.balance().to_string(), "1000.00");

    let ids = story
        .act(
            "2026-03-03T11:00:00Z",
            &Request::new("credit_note", clerk()),
        )
        .unwrap();
    story
        .act(
            "2026-03-03T12:00:00Z",
            &system("effect_done").with("id", &*ids[0]),
        )
        .unwrap();
    assert_eq!(
        (story.case.balance().to_string(), story.case.status()),
        ("0.00".to_owned(), "closed")
    );
    story.replays();
}

#[test]
fn a_failure_after_done_undoes_it_and_answers_count_once() {
    let mut story = Story::new(&[("accounting.system", "economic")]);
    let ids = story
        .act(
            "2026-03-02T11:00:00Z",
            &Request::new("credit_note", clerk()),
        )
        .unwrap();
    let done = system("effect_done").with("id", &*ids[0]);
    story.act("2026-03-02T12:00:00Z", &done).unwrap();
    story.act("2026-03-02T12:00:01Z", &done).unwrap();
    assert_eq!(story.case.balance().to_string(), "0.00");
    let failed = system("effect_failed")
        .with("id", &*ids[0])
        .with("why", "the booking was reversed");
    story.act("2026-03-02T13:00:00Z", &failed).unwrap();
    story.act("2026-03-02T13:00:01Z", &failed).unwrap();
    assert_eq!(story.case.balance().to_string(), "1000.00");
    story.replays();
}

#[test]
fn an_answer_to_nothing_is_denied() {
    let mut story = Story::new(&[]);
    let unknown = system("effect_done").with("id", "1001:7:1");
    assert_eq!(
        story.act("2026-03-02T12:00:00Z", &unknown),
        Err("unknown_effect".to_owned())
    );
    // An effect of the engine's own is not a host's to answer.
    let own = system("effect_done").with("id", "1001:0:1");
    assert_eq!(
        story.act("2026-03-02T12:00:00Z", &own),
        Err("unknown_effect".to_owned())
    );
    assert_eq!(
        story.act("2026-03-02T12:00:00Z", &system("effect_done")),
        Err("missing".to_owned())
    );
    let person = Request::new("effect_done", clerk()).with("id", "1001:0:1");
    assert_eq!(
        story.act("2026-03-02T12:00:00Z", &person),
        Err("role".to_owned())
    );
    story.replays();
}

#[test]
fn facts_change_all_together_or_not_at_all() {
    let mut story = Story::new(&[]);
    let good = system("facts_changed")
        .with("customer.email", "ny@example.dk")
        .with("reminders_approved", true);
    story.act("2026-03-02T11:00:00Z", &good).unwrap();
    assert_eq!(
        story.case.fact("customer.email").unwrap().to_string(),
        "ny@example.dk"
    );
    let bad = system("facts_changed")
        .with("customer.email", "x@example.dk")
        .with("due_date", "soon");
    assert_eq!(
        story.act("2026-03-02T12:00:00Z", &bad),
        Err("malformed".to_owned())
    );
    assert_eq!(
        story.case.fact("customer.email").unwrap().to_string(),
        "ny@example.dk"
    );
    let cleared = system("facts_changed").with("customer.email", dunlin::Value::Unset);
    story.act("2026-03-02T13:00:00Z", &cleared).unwrap();
    assert!(!story.case.fact("customer.email").unwrap().is_set());
    story.replays();
}

#[test]
fn a_hold_ends_on_its_date_and_not_before() {
    let mut story = Story::new(&[]);
    let pause = Request::new("pause", clerk())
        .with("reason", "instalments")
        .with("resume_on", "2026-03-20");
    story.act("2026-03-02T11:00:00Z", &pause).unwrap();
    let ended = system("hold_ended").with("reason", "instalments");
    assert_eq!(
        story.act("2026-03-19T22:00:00Z", &ended),
        Err("hold_not_due".to_owned())
    );
    // 23:30 in UTC is past midnight in Copenhagen.
    story.act("2026-03-19T23:30:00Z", &ended).unwrap();
    assert_eq!(story.case.status(), "active");
    assert_eq!(
        story.act("2026-03-20T10:00:00Z", &ended),
        Err("hold_not_due".to_owned())
    );
    story.replays();
}

#[test]
fn a_journal_with_a_gap_is_refused() {
    let mut story = Story::new(&[]);
    story
        .act(
            "2026-03-02T11:00:00Z",
            &Request::new("restart_flow", clerk()),
        )
        .unwrap();
    story
        .act(
            "2026-03-02T12:00:00Z",
            &Request::new("restart_flow", clerk()),
        )
        .unwrap();
    story.journal.remove(1);
    let error = story.engine.replay(&story.journal).unwrap_err();
    assert!(error.to_string().contains("revision"), "{error}");
    let error = story.engine.replay(&story.journal[1..]).unwrap_err();
    assert!(error.to_string().contains("begins with"), "{error}");
}
