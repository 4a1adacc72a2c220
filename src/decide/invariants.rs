//! Invariants: every decision is asked, as the step from the case before to the case after. Nothing is changed here.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::effects::Run;
use super::trace::Watch;
use super::{Denial, DenialKind, Warning, wording};
use crate::case::NO_CHANGE;
use crate::case::View;
use crate::expr::{Env, Fault, eval_bool};
use crate::rules::{HeldTo, Invariant};

/// What the invariants say of a decision.
pub(super) struct Judged<'e> {
    pub(super) denials: Vec<Denial<'e>>,
    /// Those that even doing nothing would break: a case imported so can still be paid and closed.
    pub(super) warnings: Vec<Warning<'e>>,
}

pub(super) fn judge<'e, W: Watch>(run: &mut Run<'e, '_, W>, held_to: &HeldTo) -> Judged<'e> {
    // Who is told of every condition is told of those, too, that these effects can't break.
    let held_to = if run.watch.is_told_all() {
        &HeldTo::ALL
    } else {
        held_to
    };
    let rules = run.rules;
    let mut judged = Judged {
        denials: Vec::new(),
        warnings: Vec::new(),
    };
    let today = run.today;
    let invariants = held_to.among(&rules.invariants);
    for invariant in invariants.filter(|invariant| in_force(invariant, today)) {
        match kept(run, invariant) {
            Ok(true) => {}
            Ok(false) => match broken(run, invariant) {
                Ok(Broken::ByThis(denial)) => judged.denials.push(denial),
                Ok(Broken::Already(warning)) => judged.warnings.push(warning),
                Err(fault) => judged
                    .denials
                    .push(wording::failed(rules, &invariant.name, &fault)),
            },
            Err(fault) => judged
                .denials
                .push(wording::failed(rules, &invariant.name, &fault)),
        }
    }
    judged
}

fn in_force(invariant: &Invariant, today: NaiveDate) -> bool {
    invariant.from.is_none_or(|from| from <= today)
        && invariant.until.is_none_or(|until| today <= until)
}

fn kept<W: Watch>(run: &mut Run<'_, '_, W>, invariant: &Invariant) -> Result<bool, Fault> {
    let truth = run.holds(&invariant.condition, || {
        format!("invariant {}", invariant.name)
    })?;
    Ok(truth == invariant.must_be)
}

enum Broken<'e> {
    ByThis(Denial<'e>),
    Already(Warning<'e>),
}

fn broken<'e, W: Watch>(
    run: &Run<'e, '_, W>,
    invariant: &'e Invariant,
) -> Result<Broken<'e>, Fault> {
    let env = run.env();
    // Whether the case as it was breaks it with nothing done.
    let still = Env {
        case: View {
            delta: &NO_CHANGE,
            ..env.case
        },
        ..env
    };
    let already =
        eval_bool(&invariant.condition, &still, &mut crate::expr::Silent)? != invariant.must_be;
    let message = invariant.because.texts(run.rules, &env)?;
    if already {
        return Ok(Broken::Already(Warning {
            rule: Cow::Borrowed(&invariant.name),
            message,
        }));
    }
    Ok(Broken::ByThis(Denial {
        kind: DenialKind::Invariant,
        rule: Cow::Borrowed(&invariant.name),
        input: None,
        message,
        source: invariant.source.as_deref().map(Cow::Borrowed),
        place: invariant.place.as_ref().map(Cow::Borrowed),
    }))
}
