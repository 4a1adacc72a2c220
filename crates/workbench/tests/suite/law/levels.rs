//! The reminder levels of a widely sold ERP's Danish demo (43, 86 and 128 kroner, seven days apart): refused when they are set, denied when they run.

use dunlin::{Due, Engine, RuleSet, Sources};

use super::{shipped_text, without};
use crate::{assert_told, fixtures};

#[test]
fn set_over_the_shipped_rules_they_do_not_load() {
    let folder = fixtures().join("erp-levels-over-the-shipped");
    let findings = RuleSet::load(&Sources::read(folder).unwrap()).unwrap_err();
    assert_told!("levels_refused", findings.to_string());
}

/// The shipped invariants that speak of reminder fees.
fn invariants() -> String {
    let text = shipped_text("rules/invariants.yaml");
    let others: Vec<&str> = text
        .split("  - invariant: ")
        .skip(1)
        .filter_map(|block| block.lines().next())
        .filter(|name| !name.contains("reminder_fee"))
        .collect();
    without(&text, &others)
}

#[test]
fn as_rules_of_their_own_they_are_held_to_the_law() {
    let mut sources = Sources::read(fixtures().join("erp-levels")).unwrap();
    sources.add("rules/invariants.yaml", invariants());
    let euro = |line: &&str| !line.contains("EUR");
    let limit = shipped_text("rules/reminder_fee_limit.yaml");
    let limit: Vec<&str> = limit.lines().filter(euro).collect();
    sources.add("rules/reminder_fee_limit.yaml", limit.join("\n"));
    let engine = Engine::new(RuleSet::load(&sources).unwrap());

    let opened = "2026-02-01T09:00:00Z".parse().unwrap();
    let opening = engine.example_opening("1001");
    let mut case = engine.open(&opening, opened).unwrap().case_after().unwrap();
    let mut told = Vec::new();
    for day in 3..25 {
        let now = opened + chrono::Duration::days(day - 1);
        while let Some(decision) = engine.advance(&case, now).unwrap() {
            let effects = decision.effects().iter();
            let effects: Vec<&str> = effects.map(dunlin::Effect::name).collect();
            told.push(format!("day {day}: {}", effects.join(", ")));
            case = case.apply(&decision).unwrap();
        }
        if let Due::Held { turn, denials, .. } = engine.next_due(&case, now).unwrap() {
            let turn = engine.rules().label_of(&turn);
            for denial in denials {
                let source = denial.source.as_deref().unwrap_or_default().to_owned();
                let message = denial.message.get("en");
                let turn = turn.get("en");
                told.push(format!(
                    "day {day}: {turn} is held by {} ({source}): {message}",
                    denial.rule
                ));
            }
        }
    }
    assert_told!("levels_held", told.join("\n"));
}
