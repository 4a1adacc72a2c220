//! What is known at a place of the rules, and by whom it is said: conditions before it, statuses that effects leave. Nothing is told here.

use std::sync::Arc;

use super::course::{ACTIVE, PAUSED};
use super::logic::{Formula, Terms, satisfiable};
use crate::expr::{Expr, Field, Node, Read};
use crate::rules::action::{Action, Requirement};
use crate::rules::{Kind, builtin};
use crate::source::Span;

/// Everything that is known at a place.
#[derive(Clone, Default)]
pub(super) struct Known {
    given: Vec<Given>,
}

/// One thing that is known.
#[derive(Clone)]
pub(super) struct Given {
    pub(super) source: Source,
    /// Where a condition says it, in words that can be repeated.
    pub(super) span: Option<Span>,
    formula: Arc<Formula>,
}

/// The things that are kept in mind at one place; to leave one out only makes less certain.
const MOST_GIVEN: usize = 64;

/// By what it is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    Shown,
    When,
    WaitFor,
    While,
    /// A requirement, by its name.
    Rule(Arc<str>),
    /// The roles that may ask.
    Who(Vec<Arc<str>>),
    /// A step runs only while the case is active.
    Running,
    /// A timer never runs on a closed case.
    Timer,
    /// A step stands in its flow.
    Flow(Arc<str>),
    /// An effect above.
    Effect(&'static str),
}

/// What a condition always is at its place, and what makes it so: nothing but itself, or what is known.
pub(super) struct Verdict {
    pub(super) truth: bool,
    pub(super) because: Vec<Given>,
}

impl Known {
    /// What is known where an action's requirements and warnings are asked: it is shown, and to one who may ask.
    pub(super) fn of_shown(action: &Action, terms: &mut Terms<'_>) -> Self {
        let mut known = Self::default();
        if let Some(shown) = &action.shown {
            known = known.and(&Source::Shown, shown, terms);
        }
        known.and_may_ask(action, terms)
    }

    /// What is known where a step of a flow is looked at: the case is active, and in that flow.
    pub(super) fn of_step(flow: &Arc<str>, terms: &mut Terms<'_>) -> Self {
        Self::default()
            .with_status(Source::Running, &[ACTIVE], terms)
            .with_flow(Source::Flow(flow.clone()), &[flow], terms)
    }

    /// What is known where a timer is looked at: the case isn't closed.
    pub(super) fn of_timer(terms: &mut Terms<'_>) -> Self {
        Self::default().with_status(Source::Timer, &[ACTIVE, PAUSED], terms)
    }

    /// What is known of who asks.
    pub(super) fn and_may_ask(mut self, action: &Action, terms: &mut Terms<'_>) -> Self {
        if action.who.is_empty() {
            return self;
        }
        let roles = action.who.iter().map(|role| &**role);
        let formula = terms.one_of(Read::ActorRole, Kind::Choice(builtin::ROLE), roles);
        self.give(Source::Who(action.who.clone()), None, formula);
        self
    }

    /// What else is known where a requirement's `when` is asked: those that it needs have held.
    pub(super) fn and_needed(
        &self,
        requirement: &Requirement,
        action: &Action,
        terms: &mut Terms<'_>,
    ) -> Self {
        let needed = action
            .require
            .iter()
            .filter(|other| requirement.needs.contains(&other.name));
        needed.fold(self.clone(), |known, needed| known.and_rule(needed, terms))
    }

    /// What is known once a requirement has been asked and denies nothing.
    pub(super) fn and_rule(&self, rule: &Requirement, terms: &mut Terms<'_>) -> Self {
        let source = Source::Rule(rule.name.clone());
        let Some(when) = &rule.when else {
            return self.and(&source, &rule.that, terms);
        };
        let mut known = self.clone();
        let formula = Formula::Any(vec![
            terms.formula(when, false),
            terms.formula(&rule.that, true),
        ]);
        known.give(source, None, formula);
        known
    }

    /// What is known once a condition is true, each of its parts by itself.
    pub(super) fn and(&self, source: &Source, condition: &Expr, terms: &mut Terms<'_>) -> Self {
        let mut known = self.clone();
        known.add(source, condition, terms);
        known
    }

    fn add(&mut self, source: &Source, condition: &Expr, terms: &mut Terms<'_>) {
        if let Node::And(parts) = &condition.node {
            for part in parts {
                self.add(source, part, terms);
            }
            return;
        }
        let formula = terms.formula(condition, true);
        self.give(source.clone(), Some(condition.span), formula);
    }

    fn give(&mut self, source: Source, span: Option<Span>, formula: Formula) {
        if self.given.len() < MOST_GIVEN && !formula.is_anything() {
            self.given.push(Given {
                source,
                span,
                formula: Arc::new(formula),
            });
        }
    }

    /// What is known besides: the case has one of these statuses.
    pub(super) fn with_status(
        self,
        source: Source,
        statuses: &[&str],
        terms: &mut Terms<'_>,
    ) -> Self {
        self.with_option(source, Field::Status, builtin::STATUS, statuses, terms)
    }

    /// What is known besides: the case is in one of these flows.
    pub(super) fn with_flow(self, source: Source, flows: &[&str], terms: &mut Terms<'_>) -> Self {
        self.with_option(source, Field::Flow, builtin::FLOW, flows, terms)
    }

    fn with_option(
        mut self,
        source: Source,
        field: Field,
        list: crate::rules::ListId,
        options: &[&str],
        terms: &mut Terms<'_>,
    ) -> Self {
        let kind = Kind::Choice(list);
        let formula = terms.one_of(Read::Case(field), kind, options.iter().copied());
        self.give(source, None, formula);
        self
    }

    /// What is still known once the slots that `changed` picks may have any value.
    pub(super) fn without(&self, changed: &dyn Fn(&Read) -> bool, terms: &Terms<'_>) -> Self {
        let mut known = Self::default();
        for given in &self.given {
            if given.formula.is_about(changed, terms) {
                let formula = given.formula.without(changed, terms);
                known.give(given.source.clone(), given.span, formula);
            } else {
                known.given.push(given.clone());
            }
        }
        known
    }

    /// Whether there may be a case at this place.
    pub(super) fn is_possible(&self, terms: &Terms<'_>) -> bool {
        satisfiable(self.formulas(), terms)
    }

    /// Whether there may be a case at this place for which that holds too.
    pub(super) fn allows(&self, formula: &Formula, terms: &Terms<'_>) -> bool {
        satisfiable(self.formulas().chain([formula]), terms)
    }

    /// The options of these that a slot may have at this place.
    pub(super) fn options<'n>(
        &self,
        field: &Field,
        kind: &Kind,
        options: impl IntoIterator<Item = &'n str>,
        terms: &mut Terms<'_>,
    ) -> Vec<&'n str> {
        let mut possible = Vec::new();
        for option in options {
            let formula = terms.one_of(Read::Case(field.clone()), kind.clone(), [option]);
            if self.allows(&formula, terms) {
                possible.push(option);
            }
        }
        possible
    }

    /// What a condition always is at this place, if it is.
    pub(super) fn verdict(&self, condition: &Expr, terms: &mut Terms<'_>) -> Option<Verdict> {
        let (yes, no) = (
            terms.formula(condition, true),
            terms.formula(condition, false),
        );
        let (truth, denied) = match (self.allows(&yes, terms), self.allows(&no, terms)) {
            (true, false) => (true, &no),
            (false, true) => (false, &yes),
            _ => return None,
        };
        Some(Verdict {
            truth,
            because: self.because(denied, terms),
        })
    }

    /// What of it denies a formula that it doesn't allow: as little as will do, one condition if one does.
    pub(super) fn because(&self, denied: &Formula, terms: &Terms<'_>) -> Vec<Given> {
        let denies = |given: &[&Given]| {
            let formulas = given.iter().map(|given| &*given.formula);
            !satisfiable(formulas.chain([denied]), terms)
        };
        if denies(&[]) {
            return Vec::new();
        }
        if let Some(one) = self.given.iter().find(|given| denies(&[*given])) {
            return vec![one.clone()];
        }
        let mut needed: Vec<&Given> = self.given.iter().collect();
        for given in &self.given {
            let others: Vec<&Given> = needed
                .iter()
                .copied()
                .filter(|other| !std::ptr::eq(*other, given))
                .collect();
            if denies(&others) {
                needed = others;
            }
        }
        needed.into_iter().cloned().collect()
    }

    fn formulas(&self) -> impl Iterator<Item = &Formula> {
        self.given.iter().map(|given| &*given.formula)
    }
}
