//! Expressions that are almost right: one part is of another type, or may be missing. They must be refused.

use proptest::prelude::Rng;
use proptest::strategy::{Just, NewTree, Strategy};
use proptest::test_runner::{TestCaseError, TestRunner};

use super::agreement::kind;
use super::grammar::{Case, Expressions, Tree};
use super::places::findings;
use super::world::{OPTIONAL, Sort, one_in, pick};
use super::{report, runner};
use crate::expr::Expected;
use crate::rules::Type;
use crate::source::Code;

/// Expressions of any sort with one part that doesn't belong there.
#[derive(Debug)]
struct NearMisses;

impl Strategy for NearMisses {
    type Tree = Just<Case>;
    type Value = Case;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        const ALL: &[Sort] = &[
            Sort::Bool,
            Sort::Whole,
            Sort::Exact,
            Sort::Amount,
            Sort::Text,
            Sort::Date,
            Sort::Colour,
        ];
        let right = Expressions(ALL).new_tree(runner)?.whole();
        let text = right.tree.text();
        let rng = runner.rng();
        let place = rng.next_u32() as usize % right.tree.count();
        let mut intruder = |part: &Tree| {
            // A path that is spoken of elsewhere might be known to be set.
            let missing = OPTIONAL
                .iter()
                .filter(|(path, sort)| *sort == part.sort && !text.contains(path));
            let missing: Vec<&str> = missing.map(|(path, _)| *path).collect();
            let unlike = if part.sort == Sort::Bool {
                ["\"x\"", "input.name"]
            } else {
                ["true", "input.flag"]
            };
            let all = if missing.is_empty() || one_in(2, rng) {
                &unlike[..]
            } else {
                &missing
            };
            Tree::leaf(part.sort, *pick(all, rng))
        };
        let tree = right.tree.replace(place, &mut intruder);
        // What is smaller might be right.
        Ok(Just(Case { tree, ..right }))
    }
}

fn is_refused(case: &Case) -> Result<(), TestCaseError> {
    let text = case.tree.text();
    let ty = Type::of(kind(case.tree.sort));
    let found = findings(&text, &Expected::Value(&ty))?;
    let types = [Code::TypeMismatch, Code::Unguarded, Code::UnknownOption];
    match found
        .iter()
        .find(|finding| !types.contains(&finding.code()))
    {
        _ if found.is_empty() => Err(TestCaseError::fail("this was accepted:")),
        Some(other) => Err(TestCaseError::fail(format!("{other} for"))),
        None => Ok(()),
    }
}

#[test]
fn ill_typed_expressions_are_refused() {
    report(runner("near misses", 20).run(&NearMisses, |case| is_refused(&case)));
}
