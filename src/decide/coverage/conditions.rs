//! The parts of a condition as elements, each behind the parts that are asked before it. What conditions belong to is known elsewhere.

use super::element::{Element, Gate, Kind, Needs, Obstacle, Setting};
use super::elements::{Collector, Named};
use super::key::Key;
use crate::expr::{Expr, Node, Read};

impl Collector<'_> {
    /// A condition with its parts, as an element of a kind.
    pub(super) fn condition(&mut self, kind: Kind, named: Named<'_>, condition: &Expr) {
        if condition.as_constant().is_some() {
            return;
        }
        let needs = both(condition);
        let key = Key::Truth(condition.span);
        self.element(kind, named, key, needs, Some(condition.span));
        if let Some(element) = self.elements.last_mut() {
            element.settled_by = [settled_by(condition, true), settled_by(condition, false)];
        }
        self.parts(named.owner, condition, Needs::Both);
    }

    /// The parts of a condition that is an element itself: none where it has but one.
    pub(super) fn parts(&mut self, owner: &str, condition: &Expr, needs: Needs) {
        let before = self.elements.len();
        self.walk(owner, condition, true, needs);
        let own = Key::Truth(inner(condition).span);
        let parts = self.elements.split_off(before).into_iter();
        let is_own = |part: &Element| part.kind == Kind::Part && part.key == own;
        self.elements.extend(parts.filter(|part| !is_own(part)));
    }

    /// The parts of a truth that is no element itself: all of them.
    pub(super) fn parts_of_value(&mut self, owner: &str, truth: &Expr) {
        self.walk(owner, truth, true, Needs::Both);
    }

    /// The conditions within an expression that gives a value.
    pub(super) fn value(&mut self, owner: &str, expr: &Expr) {
        self.walk(owner, expr, false, Needs::Both);
    }

    fn walk(&mut self, owner: &str, expr: &Expr, is_condition: bool, needs: Needs) {
        match &expr.node {
            Node::And(parts) => self.one_after_the_other(owner, parts, true, needs),
            Node::Or(parts) => self.one_after_the_other(owner, parts, false, needs),
            Node::Not(part) => self.walk(owner, part, is_condition, needs),
            Node::If(three) => {
                let (condition, yes, no) = &**three;
                self.walk(owner, condition, true, needs);
                for (branch, truth) in [(yes, true), (no, false)] {
                    let gate = self.part_gate(condition, truth);
                    self.behind(gate, |all| all.walk(owner, branch, is_condition, needs));
                }
            }
            _ => {
                if is_condition && expr.as_constant().is_none() && !is_settled(expr) {
                    let named = Named { name: "", owner };
                    let key = Key::Truth(expr.span);
                    self.element(Kind::Part, named, key, needs, Some(expr.span));
                }
                for part in expr.parts() {
                    self.walk(owner, part, false, needs);
                }
            }
        }
    }

    /// Parts of which each is asked where those before it came out so.
    fn one_after_the_other(&mut self, owner: &str, parts: &[Expr], truth: bool, needs: Needs) {
        let depth = self.gates.len();
        for part in parts {
            self.walk(owner, part, true, needs);
            let gate = self.part_gate(part, truth);
            self.gates.push(gate);
        }
        self.gates.truncate(depth);
    }

    fn part_gate(&self, part: &Expr, truth: bool) -> Gate {
        Gate {
            is_part: true,
            ..self.truth_gate(Kind::Part, part, truth)
        }
    }

    /// That a condition has come out so.
    pub(super) fn truth_gate(&self, kind: Kind, condition: &Expr, truth: bool) -> Gate {
        Gate {
            key: Key::Truth(condition.span),
            must: Some(truth),
            obstacle: Obstacle {
                kind,
                name: self.rules.text(condition.span),
                place: self.place(condition.span),
            },
            may_be_unasked: false,
            is_part: false,
            settled_by: settled_by(condition, truth),
        }
    }
}

/// What a condition must come out as: one that looks at settings alone is the same in every case.
pub(super) fn both(condition: &Expr) -> Needs {
    match is_settled(condition) {
        true => Needs::Any,
        false => Needs::Both,
    }
}

/// The parts that look at settings alone and must come out so for the whole to come out so.
pub(super) fn settled_by(condition: &Expr, truth: bool) -> Vec<Setting> {
    let of_all = |parts: &[Expr]| {
        let parts = parts.iter().flat_map(|part| settled_by(part, truth));
        parts.collect()
    };
    match &condition.node {
        _ if is_settled(condition) => vec![Setting {
            key: Key::Truth(condition.span),
            must: truth,
        }],
        Node::Not(part) => settled_by(part, !truth),
        Node::And(parts) if truth => of_all(parts),
        Node::Or(parts) if !truth => of_all(parts),
        _ => Vec::new(),
    }
}

fn is_settled(expr: &Expr) -> bool {
    let mut settled = true;
    expr.each(&mut |part| {
        settled &= match &part.node {
            Node::Read(read) => matches!(read, Read::Setting(_)),
            Node::Script(..) | Node::Table { .. } => false,
            _ => true,
        };
    });
    settled
}

/// A condition without what turns it around.
fn inner(condition: &Expr) -> &Expr {
    match &condition.node {
        Node::Not(part) => inner(part),
        _ => condition,
    }
}
