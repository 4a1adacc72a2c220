//! What the engine writes it reads: awkward values are brought into their recorded form before they are applied, or refused.

use dunlin::{Actor, Case, Engine, Opening, Record, Request, RuleSet, Sources};

use crate::fixtures::at;

/// A rule set whose actions compute what doesn't fit a currency, a calendar or a text.
fn engine() -> Engine {
    let mut sources = Sources::new();
    sources.add("dunlin.yaml", "rule_set: awkward\nversion: '1'\ntime_zone: Europe/Copenhagen\nlanguages: [en]\ncurrencies: [DKK]\nstart: [only]\nroles: [clerk]\n");
    sources.add(
        "flows/only.yaml",
        "flow: only\nlabel: Only\nsteps:\n  - step: first\n    after: 1 day\n    effects: []\n",
    );
    sources.add(
        "rules/ledger.yaml",
        "ledger:\n  charges: [principal]\n  settlements: [credit]\n",
    );
    sources.add("rules/facts.yaml", "facts:\n  share:\n    type: amount\n    optional: true\n  day:\n    type: date\n    optional: true\n  name:\n    type: text\n  nickname:\n    type: text\n    optional: true\n    default: Bo\n");
    sources.add("rules/effects.yaml", "effects:\n  give_credit:\n    arguments:\n      channel: { type: choice, options: [a, b], optional: true }\n      code: { type: choice, options: [x, y] }\n      amount: amount\n    settles: credit\n");
    for (name, effect) in [
        (
            "third",
            "set_fact: { fact: share, value: =case.balance / 3 }",
        ),
        (
            "credit",
            "give_credit: { code: x, amount: =case.balance / 3 }",
        ),
        ("far", "set_fact: { fact: day, value: =today + 5000000 }"),
        (
            "huge",
            "set_fact: { fact: share, value: =case.balance * 1000000000000000 }",
        ),
        (
            "nameless",
            "set_fact: { fact: name, value: =case.nickname ?? \"\" }",
        ),
        ("forget", "set_fact: { fact: nickname }"),
    ] {
        let text = format!("action: {name}\nlabel: Do\nwho: [clerk]\neffects:\n  - {effect}\n");
        sources.add(format!("rules/{name}.yaml"), text);
    }
    Engine::new(RuleSet::load(&sources).unwrap_or_else(|findings| panic!("{findings}")))
}

fn opened(engine: &Engine) -> (Case, Record) {
    let mut opening = Opening::new("1");
    opening.set("principal", "1000".into());
    opening.set("name", "Ada".into());
    let opened = engine.open(&opening, at("2026-01-01T10:00:00Z")).unwrap();
    (opened.case_after().unwrap(), opened.record())
}

/// Acts, and holds the case to what is read back and replayed; the denial's rule, if there is one.
fn acted(engine: &Engine, actions: &[&str]) -> (Case, Option<String>) {
    let (mut case, first) = opened(engine);
    let mut journal = vec![first];
    let mut denied = None;
    for action in actions {
        let request = Request::new(*action, Actor::new("ida", "clerk"));
        let decision = engine
            .decide(&case, &request, at("2026-03-02T10:00:00Z"))
            .unwrap();
        denied = decision
            .denials()
            .first()
            .map(|denial| denial.rule.to_string());
        journal.push(decision.record());
        case = case.apply(&decision).unwrap();
    }
    let stored = serde_json::to_string(&case).unwrap();
    assert_eq!(engine.read_case(&stored).unwrap(), case);
    assert_eq!(engine.replay(&journal).unwrap(), case);
    (case, denied)
}

#[test]
fn amounts_enter_facts_and_effects_in_the_currencys_decimals() {
    let engine = engine();
    let (case, _) = acted(&engine, &["third", "credit"]);
    assert_eq!(case.fact("share").unwrap().to_string(), "333.33");
    let history = serde_json::to_value(&case).unwrap()["history"].clone();
    let credit = history.as_array().unwrap().last().unwrap();
    assert_eq!(credit["settles"], "333.33");
    // The history keeps an effect by its first choice, live and replayed, and here that wasn't set.
    assert_eq!(credit["name"], serde_json::Value::Null);
}

#[test]
fn what_cannot_be_kept_is_refused() {
    let engine = engine();
    assert_eq!(
        acted(&engine, &["far"]).1.as_deref(),
        Some("date_out_of_range")
    );
    assert_eq!(
        acted(&engine, &["huge"]).1.as_deref(),
        Some("amount_too_large")
    );
    assert_eq!(
        acted(&engine, &["forget", "nameless"]).1.as_deref(),
        Some("missing")
    );
}

#[test]
fn a_fact_that_was_cleared_stays_cleared() {
    let engine = engine();
    let (case, _) = acted(&engine, &["forget"]);
    assert!(!case.fact("nickname").unwrap().is_set());
}

#[test]
fn a_journal_is_replayed_under_rules_that_have_become_stricter() {
    let engine = engine();
    let (_, record) = opened(&engine);
    let mut stricter = Sources::new();
    stricter.add("dunlin.yaml", "rule_set: awkward\nversion: '2'\ntime_zone: Europe/Copenhagen\nlanguages: [en]\ncurrencies: [DKK]\nstart: [only]\nroles: [clerk]\n");
    stricter.add("flows/only.yaml", "flow: only\nlabel: Only\nsteps:\n  - step: earlier\n    after: 1 day\n    effects: []\n  - step: first\n    after: 1 day\n    effects: []\n");
    stricter.add(
        "rules/ledger.yaml",
        "ledger:\n  charges: [principal]\n  settlements: [credit]\n",
    );
    stricter.add("rules/facts.yaml", "facts:\n  share:\n    type: amount\n    optional: true\n  day:\n    type: date\n    optional: true\n  name:\n    type: text\n  nickname:\n    type: text\n    optional: true\n    default: Eva\n");
    stricter.add("rules/invariants.yaml", "invariants:\n  - invariant: small\n    always: after.principal <= 10\n    because: No more than 10.\n");
    let stricter =
        Engine::new(RuleSet::load(&stricter).unwrap_or_else(|findings| panic!("{findings}")));
    let case = stricter.replay([&record]).unwrap();
    assert_eq!(
        case.fact("nickname").unwrap().to_string(),
        "Bo",
        "the default of its day"
    );

    // The case itself is carried over, although its step has moved a place on.
    let (old, _) = opened(&engine);
    let now = at("2026-03-02T10:00:00Z");
    assert!(
        stricter
            .menu(&old, &Actor::new("ida", "clerk"), now)
            .is_ok()
    );
    let stored = serde_json::to_string(&old).unwrap();
    assert_eq!(stricter.read_case(&stored).unwrap().step(), Some("first"));

    let mut newer = record;
    newer.schema = 99;
    assert!(
        stricter
            .replay([&newer])
            .unwrap_err()
            .to_string()
            .contains("schema 99")
    );
}

#[test]
fn an_opening_is_held_to_what_it_adds() {
    let mut sources = Sources::new();
    sources.add("dunlin.yaml", "rule_set: openings\nversion: '1'\ntime_zone: Europe/Copenhagen\nlanguages: [en]\ncurrencies: [DKK]\nstart: [one, other]\nroles: [clerk]\n");
    sources.add("flows/one.yaml", "flow: one\nlabel: One\nsteps: []\n");
    sources.add("flows/other.yaml", "flow: other\nlabel: Other\nsteps: []\n");
    sources.add(
        "rules/ledger.yaml",
        "ledger:\n  charges: [principal]\n  settlements: [payment]\n",
    );
    sources.add("rules/invariants.yaml", "invariants:\n  - invariant: not_in_other\n    never: after.flow == \"other\"\n    because: Not there.\n  - invariant: small\n    always: added(\"principal\") <= 10\n    because: Too much.\n    source: The law, § 1\n");
    let engine =
        Engine::new(RuleSet::load(&sources).unwrap_or_else(|findings| panic!("{findings}")));
    let open = |flow: &str, principal: &str| {
        let mut opening = Opening::new("1");
        opening.set("flow", flow.into());
        opening.set("principal", principal.into());
        engine.open(&opening, at("2026-01-01T10:00:00Z")).unwrap()
    };
    // A case that is as it is from the start can still be opened, paid and closed: it is a warning.
    let imported = open("other", "5");
    assert!(imported.case_after().is_some());
    assert_eq!(&*imported.warnings()[0].rule, "not_in_other");

    let denied = open("one", "11");
    assert!(denied.case_after().is_none());
    assert_eq!(denied.denials()[0].source.as_deref(), Some("The law, § 1"));
}
