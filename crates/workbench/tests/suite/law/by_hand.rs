//! The limits themselves, asked by an action that charges whatever a manager says: the Danish invariants are all that holds it.

use dunlin::{Engine, RuleSet, Sources};
use dunlin_workbench::Suite;

use crate::fixtures;

/// What is laid over the shipped rules: the action, and what it offers.
const LAID_OVER: [&str; 2] = ["rules/charge_by_hand.yaml", "rules/charges.yaml"];

/// Whether the limits say of each amount, on each day, what the law says, under these rules.
pub(crate) fn limits_hold(rules: &Sources) -> bool {
    let folder = fixtures().join("by-hand");
    let mut sources = rules.clone();
    for name in LAID_OVER {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        sources.add(name, text);
    }
    let Ok(rules) = RuleSet::load(&sources) else {
        return false;
    };
    let suite = Suite::of(Engine::new(rules), &folder).unwrap();
    suite.outcomes().all(|outcome| outcome.is_passed())
}

#[test]
fn what_is_charged_by_hand_is_held_to_the_law() {
    let shipped = fixtures().join("../../../..");
    assert!(limits_hold(&Sources::read(shipped).unwrap()));
}
