//! Every expression and every effect of a rule set, wherever it stands. Nothing is computed or concluded here.

use super::Rules;
use super::action::{Action, Body};
use super::effect::{Answers, Argument, EffectCall, EffectItem, EffectItemBody};
use super::flow::{Flow, Wait};
use super::timer::Timer;
use crate::expr::Expr;

impl Rules {
    /// Calls `visit` with every whole expression; its parts are the visitor's to walk ([`Expr::each`]).
    pub(crate) fn each_expr<'r>(&'r self, visit: &mut impl FnMut(&'r Expr)) {
        for flow in &self.flows {
            flow.each_expr(visit);
        }
        for timer in &self.timers {
            timer.each_expr(visit);
        }
        for action in self.actions.values() {
            action.each_expr(visit);
        }
        for item in self.answers.iter().flat_map(Answers::items) {
            item.each_expr(visit);
        }
        for invariant in &self.invariants {
            visit(&invariant.condition);
            visit_all(invariant.because.expressions(), visit);
        }
        let versions = self.tables.iter().flat_map(|table| &table.versions);
        let rows = versions.flat_map(|version| &version.rows);
        visit_all(rows.flat_map(|row| &row.outputs), visit);
        if let Some(interest) = &self.interest {
            visit(&interest.rate);
            visit(&interest.from);
        }
        for template in &self.templates {
            visit_all(template.subject.expressions(), visit);
            visit_all(template.body.expressions(), visit);
        }
        if let Some(contact) = &self.contact {
            visit_all(&contact.email, visit);
            visit_all(&contact.language, visit);
        }
    }

    /// Calls `visit` with every effect that the rules ask for; scripts ask for others when they run.
    pub(crate) fn each_effect<'r>(&'r self, visit: &mut impl FnMut(&'r EffectCall)) {
        let steps = self.flows.iter().flat_map(|flow| &flow.steps);
        let steps = steps.flat_map(|step| &step.effects);
        let timers = self.timers.iter().flat_map(|timer| &timer.effects);
        let actions = self.actions.values().flat_map(Action::items);
        let answers = self.answers.iter().flat_map(Answers::items);
        for item in steps.chain(timers).chain(actions).chain(answers) {
            item.each_effect(visit);
        }
    }
}

impl Flow {
    /// Calls `visit` with every whole expression.
    pub(crate) fn each_expr<'r>(&'r self, visit: &mut impl FnMut(&'r Expr)) {
        visit_all(self.apart.as_ref().map(number), visit);
        for step in &self.steps {
            visit(number(&step.after.wait));
            visit_all(&step.after.from, visit);
            visit_all(&step.wait_for, visit);
            visit_all(&step.when, visit);
            for item in &step.effects {
                item.each_expr(visit);
            }
        }
    }
}

impl Timer {
    /// Calls `visit` with every whole expression.
    pub(crate) fn each_expr<'r>(&'r self, visit: &mut impl FnMut(&'r Expr)) {
        visit(number(&self.wait));
        visit(&self.from);
        visit_all(&self.condition, visit);
        for item in &self.effects {
            item.each_expr(visit);
        }
    }
}

impl Action {
    /// Calls `visit` with every whole expression.
    pub(crate) fn each_expr<'r>(&'r self, visit: &mut impl FnMut(&'r Expr)) {
        visit_all(&self.shown, visit);
        if let Some(hidden) = &self.hidden {
            visit_all(hidden.expressions(), visit);
        }
        for rule in &self.require {
            visit_all(&rule.when, visit);
            visit(&rule.that);
            visit_all(rule.otherwise.expressions(), visit);
        }
        for rule in &self.warn {
            visit_all(&rule.when, visit);
            visit_all(rule.message.expressions(), visit);
        }
        for item in self.items() {
            item.each_expr(visit);
        }
    }

    /// Its effects; none where a script decides them.
    pub(crate) fn items(&self) -> &[EffectItem] {
        match &self.body {
            Body::Effects(items) => items,
            Body::Script(_) => &[],
        }
    }
}

impl Answers {
    /// What follows on the case, whichever answer it is.
    pub(crate) fn items(&self) -> impl Iterator<Item = &EffectItem> {
        self.done.iter().chain(&self.failed)
    }
}

impl EffectItem {
    /// Calls `visit` with every whole expression.
    pub(crate) fn each_expr<'r>(&'r self, visit: &mut impl FnMut(&'r Expr)) {
        visit_all(&self.when, visit);
        for body in &self.bodies {
            match body {
                EffectItemBody::Item(item) => item.each_expr(visit),
                EffectItemBody::Call(call) => {
                    for argument in call.arguments.iter().flatten() {
                        match argument {
                            Argument::Value(expr) => visit(expr),
                            Argument::Message(text) => visit_all(text.expressions(), visit),
                        }
                    }
                }
            }
        }
    }

    /// Calls `visit` with every effect.
    pub(crate) fn each_effect<'r>(&'r self, visit: &mut impl FnMut(&'r EffectCall)) {
        for body in &self.bodies {
            match body {
                EffectItemBody::Item(item) => item.each_effect(visit),
                EffectItemBody::Call(call) => visit(call),
            }
        }
    }
}

fn number(wait: &Wait) -> &Expr {
    &wait.number
}

fn visit_all<'r>(exprs: impl IntoIterator<Item = &'r Expr>, visit: &mut impl FnMut(&'r Expr)) {
    exprs.into_iter().for_each(visit);
}
