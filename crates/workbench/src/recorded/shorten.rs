//! A draft made shorter for as long as something stays so: delta debugging over its steps, facts and inputs. What stays so isn't known here.

use super::draft::{Draft, Step};

/// How much was left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// Steps.
    pub steps: usize,
    /// Facts, and fields of the opening.
    pub facts: usize,
    /// Inputs.
    pub inputs: usize,
}

/// Returns the draft without whatever it holds without.
pub(super) fn shorten(draft: Draft, holds: &impl Fn(&Draft) -> bool) -> (Draft, LeftOut) {
    let mut left_out = LeftOut::default();
    let steps = draft.steps.len();
    let draft = without(draft, steps, holds, &mut left_out.steps, |draft, keeps| {
        let mut at = 0..;
        draft.steps.retain(|_| at.next().is_some_and(keeps));
    });
    let facts = draft.opening.len();
    let draft = without(draft, facts, holds, &mut left_out.facts, |draft, keeps| {
        let mut at = 0..;
        draft.opening.retain(|_, _| at.next().is_some_and(keeps));
    });
    let inputs = draft.steps.iter().map(inputs).sum();
    let draft = without(
        draft,
        inputs,
        holds,
        &mut left_out.inputs,
        |draft, keeps| {
            let mut at = 0..;
            for step in &mut draft.steps {
                if let Step::Do(asked) = step {
                    asked.inputs.retain(|_, _| at.next().is_some_and(keeps));
                }
            }
        },
    );
    (draft, left_out)
}

fn inputs(step: &Step) -> usize {
    match step {
        Step::Do(asked) => asked.inputs.len(),
        _ => 0,
    }
}

/// Drops parts, halves of them first and then ever fewer at a time, for as long as it holds.
fn without(
    mut draft: Draft,
    mut count: usize,
    holds: &impl Fn(&Draft) -> bool,
    dropped: &mut usize,
    retain: impl Fn(&mut Draft, &dyn Fn(usize) -> bool),
) -> Draft {
    let mut size = count;
    while size > 0 {
        let mut from = 0;
        let mut shorter = false;
        while from < count {
            let part = from..(from + size).min(count);
            let mut tried = draft.clone();
            retain(&mut tried, &|at| !part.contains(&at));
            if holds(&tried) {
                draft = tried;
                count -= part.len();
                *dropped += part.len();
                shorter = true;
            } else {
                from += size;
            }
        }
        // One by one until none can go any more.
        size = if size == 1 && shorter { 1 } else { size / 2 };
    }
    draft
}
