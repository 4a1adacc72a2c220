//! Every mutant of the rule sets at hand can be made, says what it does, and is told alike each time.

use std::collections::BTreeSet;

use crate::rules::RuleSet;
use crate::source::Sources;

fn rule_set(folder: &str) -> RuleSet {
    RuleSet::load(&Sources::read(folder).unwrap()).unwrap()
}

#[test]
fn every_mutant_can_be_made() {
    for folder in [".", "tests/fixtures/valid/library"] {
        let rules = rule_set(folder);
        for mutant in rules.mutants() {
            let mutated = rules.mutated(&mutant);
            let mutated = mutated.unwrap_or_else(|| panic!("{} isn't made", mutant.id()));
            assert_ne!(
                mutated.fingerprint(),
                rules.fingerprint(),
                "{}",
                mutant.id()
            );
        }
    }
}

#[test]
fn every_mutant_has_a_name_of_its_own_and_says_what_it_does() {
    let rules = rule_set(".");
    let mutants = rules.mutants();
    let ids: BTreeSet<&str> = mutants.iter().map(super::Mutant::id).collect();
    assert_eq!(ids.len(), mutants.len());
    for mutant in &mutants {
        assert!(!mutant.text("en").is_empty(), "{}", mutant.id());
        assert!(!mutant.text("da").is_empty(), "{}", mutant.id());
        assert!(!mutant.element().is_empty(), "{}", mutant.id());
    }
}

#[test]
fn mutants_are_told_alike_each_time() {
    let rules = rule_set("tests/fixtures/valid/library");
    assert_eq!(rules.mutants(), rules.mutants());
}

#[test]
fn a_mutant_of_another_rule_set_is_not_made() {
    let library = rule_set("tests/fixtures/valid/library");
    let mutants = library.mutants();
    let shipped = rule_set(".");
    assert!(
        mutants
            .iter()
            .all(|mutant| shipped.mutated(mutant).is_none())
    );
}
