//! Conditions that are the same for every case, and actions that no case is allowed.

use std::sync::Arc;

use super::constant::{Place, constant, needless, needless_because, remedy};
use super::course::{Visit, file, follow};
use super::known::{Known, Source, Verdict};
use super::logic::{Effort, Terms};
use super::wording::{Words, because};
use crate::expr::{Expr, Node};
use crate::rules::Rules;
use crate::rules::action::{Action, Body, Input, Requirement};
use crate::rules::effect::{EffectCall, EffectItem};
use crate::rules::flow::Flow;
use crate::rules::timer::Timer;
use crate::source::{Code, FileId, Problem, Report, Span};

pub(super) fn find(rules: &Rules, report: &mut Report) {
    // With an error somewhere, lists may have options that could not be read.
    let whole = !report.has_errors();
    let effort = Effort::default();
    let mut search = Search {
        rules,
        report,
        whole,
        effort: &effort,
    };
    for action in rules.actions.values() {
        if search.can_be_read(action.span.file) {
            search.action(action);
        }
    }
    for (name, flow) in rules.words.flows.keys().zip(&rules.flows) {
        if search.can_be_read(flow.span.file) {
            search.flow(name, flow);
        }
    }
    for timer in &rules.timers {
        if search.can_be_read(timer.span.file) {
            search.timer(timer);
        }
    }
    for answers in &rules.answers {
        search.answer(&answers.done);
        search.answer(&answers.failed);
    }
    for invariant in &rules.invariants {
        if search.can_be_read(invariant.span.file) {
            let place = Place::Invariant {
                always: invariant.must_be,
            };
            let mut terms = search.terms(&[]);
            search.look(&invariant.condition, place, &Known::default(), &mut terms);
        }
    }
}

/// The parts of one condition that are looked at each by itself.
const MOST_PARTS: usize = 64;

struct Search<'s> {
    rules: &'s Rules,
    report: &'s mut Report,
    whole: bool,
    effort: &'s Effort,
}

impl Visit for Search<'_> {
    fn condition(&mut self, when: &Expr, known: &Known, terms: &mut Terms<'_>) {
        self.look(when, Place::EffectWhen, known, terms);
    }

    fn effect(&mut self, _: &EffectCall, _: &Known, _: &mut Terms<'_>) {}
}

impl<'s> Search<'s> {
    fn can_be_read(&self, file: FileId) -> bool {
        !self.report.has_error_in_file(file)
    }

    fn terms(&self, inputs: &'s [Input]) -> Terms<'s> {
        Terms::new(self.rules, inputs, self.whole, self.effort)
    }

    fn action(&mut self, action: &'s Action) {
        let mut terms = self.terms(&action.inputs);
        if let Some(shown) = &action.shown {
            self.look(shown, Place::Shown, &Known::default(), &mut terms);
        }
        let shown = Known::of_shown(action, &mut terms);
        if !shown.is_possible(&terms) {
            self.shown_to_none(action, &mut terms);
            return;
        }
        let allowed = self.requirements(action, &shown, &mut terms);
        for warning in &action.warn {
            if let Some(when) = &warning.when {
                self.look(when, Place::WarnWhen, &shown, &mut terms);
            }
        }
        if let Body::Effects(items) = &action.body {
            follow(items, allowed, self.rules, &mut terms, self);
        }
    }

    /// Looks at each requirement; returns what is known once all of them hold.
    fn requirements(&mut self, action: &'s Action, shown: &Known, terms: &mut Terms<'_>) -> Known {
        let mut allowed = shown.clone();
        for (place, requirement) in action.require.iter().enumerate() {
            self.requirement(requirement, action, shown, terms);
            let before = allowed.is_possible(terms);
            allowed = allowed.and_rule(requirement, terms);
            if before && !allowed.is_possible(terms) {
                let above = action.require.get(..place).unwrap_or_default();
                self.conflict(requirement, above, shown, terms);
            }
        }
        allowed
    }

    fn requirement(
        &mut self,
        requirement: &Requirement,
        action: &Action,
        shown: &Known,
        terms: &mut Terms<'_>,
    ) {
        let mut asked = shown.and_needed(requirement, action, terms);
        let mut always = true;
        if let Some(when) = &requirement.when {
            let truth = self.look(when, Place::RuleWhen, &asked, terms);
            always = truth == Some(true);
            asked = asked.and(&Source::When, when, terms);
        }
        let verdict = asked.verdict(&requirement.that, terms);
        match verdict {
            Some(verdict) if always && !verdict.truth && !verdict.because.is_empty() => {
                let problem = never_allowed(action, &verdict, self.rules);
                self.report.add(requirement.that.span, problem);
            }
            _ => {
                let when = requirement.when.as_ref().map(|when| when.span);
                self.look(&requirement.that, Place::That(when), &asked, terms);
            }
        }
    }

    /// Two requirements that each can hold, and never both.
    fn conflict(
        &mut self,
        requirement: &Requirement,
        above: &[Requirement],
        shown: &Known,
        terms: &mut Terms<'_>,
    ) {
        let alone = shown.and_rule(requirement, terms);
        if !alone.is_possible(terms) {
            // That has been told of the requirement itself.
            return;
        }
        let other = above
            .iter()
            .find(|other| !alone.and_rule(other, terms).is_possible(terms));
        if let Some(other) = other {
            let problem = never_both(&other.name, &requirement.name);
            self.report.add(requirement.that.span, problem);
        }
    }

    /// An action that is shown to no one who may ask for it.
    fn shown_to_none(&mut self, action: &Action, terms: &mut Terms<'_>) {
        let Some(shown) = &action.shown else { return };
        let roles = Known::default().and_may_ask(action, terms);
        let Some(verdict) = roles.verdict(shown, terms) else {
            return;
        };
        if !verdict.because.is_empty() {
            let problem = shown_to_none(action, &verdict, self.rules);
            self.report.add(shown.span, problem);
        }
    }

    fn flow(&mut self, name: &Arc<str>, flow: &'s Flow) {
        for step in &flow.steps {
            let mut terms = self.terms(&[]);
            let mut known = Known::of_step(name, &mut terms);
            let conditions = [
                (&step.wait_for, Place::WaitFor, Source::WaitFor),
                (&step.when, Place::StepWhen, Source::When),
            ];
            for (condition, place, source) in conditions {
                if let Some(condition) = condition {
                    self.look(condition, place, &known, &mut terms);
                    known = known.and(&source, condition, &mut terms);
                }
            }
            follow(&step.effects, known, self.rules, &mut terms, self);
        }
    }

    fn timer(&mut self, timer: &'s Timer) {
        let mut terms = self.terms(&[]);
        let mut known = Known::of_timer(&mut terms);
        if let Some(condition) = &timer.condition {
            self.look(condition, Place::While, &known, &mut terms);
            known = known.and(&Source::While, condition, &mut terms);
        }
        follow(&timer.effects, known, self.rules, &mut terms, self);
    }

    fn answer(&mut self, items: &'s [EffectItem]) {
        if file(items).is_some_and(|file| self.can_be_read(file)) {
            let mut terms = self.terms(&[]);
            follow(items, Known::default(), self.rules, &mut terms, self);
        }
    }

    /// Tells of a condition that is the same for every case, or else of such parts of it; returns
    /// what it always is.
    fn look(
        &mut self,
        condition: &Expr,
        place: Place,
        known: &Known,
        terms: &mut Terms<'_>,
    ) -> Option<bool> {
        if !known.is_possible(terms) {
            return None;
        }
        let Some(verdict) = known.verdict(condition, terms) else {
            let mut left = MOST_PARTS;
            self.look_within(condition, known, terms, &mut left);
            return None;
        };
        let truth = verdict.truth;
        let (part, verdict) = culprit(condition, verdict, known, terms);
        if !guards(part, &verdict) {
            let help = remedy(place, truth, self.rules);
            let problem = constant(part, &verdict, self.rules);
            self.tell(part.span, problem, help);
        }
        Some(truth)
    }

    /// Tells of the parts that are the same for every case, of a condition that isn't.
    fn look_within(
        &mut self,
        condition: &Expr,
        known: &Known,
        terms: &mut Terms<'_>,
        left: &mut usize,
    ) {
        let parts = match &condition.node {
            Node::And(parts) | Node::Or(parts) => parts.as_slice(),
            Node::Not(part) => std::slice::from_ref(&**part),
            _ => return,
        };
        for part in parts {
            let Some(rest) = left.checked_sub(1) else {
                return;
            };
            *left = rest;
            match known.verdict(part, terms) {
                Some(verdict) => {
                    let truth = verdict.truth;
                    let (cause, verdict) = culprit(part, verdict, known, terms);
                    if !guards(cause, &verdict) {
                        let help = if std::ptr::eq(cause, part) {
                            needless()
                        } else {
                            needless_because(part, truth, self.rules)
                        };
                        let problem = constant(cause, &verdict, self.rules);
                        self.tell(cause.span, problem, help);
                    }
                }
                None => self.look_within(part, known, terms, left),
            }
        }
    }

    fn tell(&mut self, span: Span, problem: Problem, [en, da]: Words) {
        self.report.add(span, problem.help(en, da));
    }
}

/// The smallest part that by itself makes a condition what it always is.
fn culprit<'e>(
    condition: &'e Expr,
    verdict: Verdict,
    known: &Known,
    terms: &mut Terms<'_>,
) -> (&'e Expr, Verdict) {
    let parts = match &condition.node {
        Node::Not(part) => std::slice::from_ref(&**part),
        Node::And(parts) if !verdict.truth => parts.as_slice(),
        Node::Or(parts) if verdict.truth => parts.as_slice(),
        _ => return (condition, verdict),
    };
    let denies = matches!(condition.node, Node::Not(_));
    let wanted = verdict.truth != denies;
    for part in parts {
        let found = known.verdict(part, terms);
        if let Some(found) = found.filter(|found| found.truth == wanted) {
            let (cause, found) = culprit(part, found, known, terms);
            // What is denied as a whole is told with its "not".
            if denies && std::ptr::eq(cause, part) {
                break;
            }
            return (cause, found);
        }
    }
    (condition, verdict)
}

/// Whether a part that follows from what is known must stand there all the same: it guards a value
/// that could be missing as far as the types can tell.
fn guards(part: &Expr, verdict: &Verdict) -> bool {
    !verdict.because.is_empty() && asks_for_value(part)
}

fn asks_for_value(expr: &Expr) -> bool {
    match &expr.node {
        Node::IsSet(part) => part.ty.optional,
        _ => expr.parts().into_iter().any(asks_for_value),
    }
}

fn never_allowed(action: &Action, verdict: &Verdict, rules: &Rules) -> Problem {
    let name = &action.name;
    let [en, da] = because(&verdict.because, rules).unwrap_or_default();
    Problem::new(
        Code::NeverAllowed,
        format!("this rule always denies `{name}`: {en}"),
        format!("denne regel afviser altid `{name}`: {da}"),
    )
    .help(
        format!("correct one of the two: as they stand, nobody can ever use `{name}`"),
        format!("ret det ene af de to steder: som de står, kan ingen nogensinde bruge `{name}`"),
    )
}

fn never_both(one: &str, other: &str) -> Problem {
    Problem::new(
        Code::NeverAllowed,
        format!(
            "the rules `{one}` and `{other}` can't both be met, so that one of them always denies"
        ),
        format!(
            "reglerne `{one}` og `{other}` kan ikke begge være opfyldt, så en af dem afviser altid"
        ),
    )
    .help(
        "correct one of them, or say with `when` in which cases it applies",
        "ret den ene, eller skriv med `when`, i hvilke sager den gælder",
    )
}

fn shown_to_none(action: &Action, verdict: &Verdict, rules: &Rules) -> Problem {
    let name = &action.name;
    let [en, da] = because(&verdict.because, rules).unwrap_or_default();
    Problem::new(
        Code::NeverAllowed,
        format!("`{name}` is shown to nobody who may use it: {en}"),
        format!("`{name}` vises ikke for nogen, der må bruge den: {da}"),
    )
    .help(
        "correct `shown`, or add the role to `who`",
        "ret `shown`, eller tilføj rollen under `who`",
    )
}
