//! Invariants: every decision is asked, as the step from the case before to the case after. Nothing is changed here.

use chrono::NaiveDate;

use super::effects::Run;
use super::trace::Watch;
use super::{Denial, DenialKind, Warning, wording};
use crate::case::NO_CHANGE;
use crate::case::View;
use crate::expr::{Env, Fault, eval_bool};
use crate::rules::{Invariant, Rules};

/// What the invariants say of a decision.
pub(super) struct Judged {
    pub(super) denials: Vec<Denial>,
    /// Those that even doing nothing would break: a case imported so can still be paid and closed.
    pub(super) warnings: Vec<Warning>,
}

pub(super) fn judge<W: Watch>(run: &mut Run<'_, W>) -> Judged {
    let rules = run.rules();
    let mut judged = Judged {
        denials: Vec::new(),
        warnings: Vec::new(),
    };
    let today = run.today;
    for invariant in rules
        .invariants
        .iter()
        .filter(|invariant| in_force(invariant, today))
    {
        match kept(run, invariant) {
            Ok(true) => {}
            Ok(false) => match broken(run, rules, invariant) {
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

fn kept<W: Watch>(run: &mut Run<'_, W>, invariant: &Invariant) -> Result<bool, Fault> {
    let truth = run.holds(&invariant.condition, || {
        format!("invariant {}", invariant.name)
    })?;
    Ok(truth == invariant.must_be)
}

enum Broken {
    ByThis(Denial),
    Already(Warning),
}

fn broken<W: Watch>(
    run: &Run<'_, W>,
    rules: &Rules,
    invariant: &Invariant,
) -> Result<Broken, Fault> {
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
    let message = invariant.because.texts(&env, &mut crate::expr::Silent)?;
    if already {
        return Ok(Broken::Already(Warning {
            rule: invariant.name.clone(),
            message,
        }));
    }
    Ok(Broken::ByThis(Denial {
        kind: DenialKind::Invariant,
        rule: invariant.name.clone(),
        input: None,
        message,
        source: invariant.source.clone(),
        place: rules.location(invariant.span),
    }))
}
