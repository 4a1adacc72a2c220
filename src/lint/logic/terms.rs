//! Terms: the parts of conditions whose values decide them, each known by what it says, with the values that it may have. No condition is decided here.

use std::collections::HashMap;
use std::fmt::Write;
use std::mem::discriminant;

use rust_decimal::Decimal;

use super::domain::Domain;
use super::satisfy::Effort;
use crate::expr::{Expr, Field, Function, HistoryPart, Node, Read};
use crate::rules::action::Input;
use crate::rules::{Kind, ListId, Rules, Type, builtin};
use crate::source::{FileId, Span};

/// The terms that have been met, of conditions that are decided over one case and one request.
pub(in crate::lint) struct Terms<'r> {
    rules: &'r Rules,
    inputs: &'r [Input],
    /// Whether the rule set's lists are known whole, so that there are no other options.
    whole: bool,
    pub(super) effort: &'r Effort,
    by_key: HashMap<String, TermId>,
    terms: Vec<Term>,
}

/// A term, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) struct TermId(usize);

/// What is known of a term, whatever the case.
pub(super) struct Term {
    /// The slots that it depends on.
    pub(super) reads: Vec<Read>,
    /// The values that it may have, where not every value of its type is possible.
    pub(super) domain: Option<Domain>,
    /// Whether its numbers are whole.
    pub(super) whole: bool,
    /// Whether it always has a value.
    pub(super) set: bool,
}

impl<'r> Terms<'r> {
    /// No term yet; `whole` says whether every list of the rule set could be read.
    pub(in crate::lint) fn new(
        rules: &'r Rules,
        inputs: &'r [Input],
        whole: bool,
        effort: &'r Effort,
    ) -> Self {
        Self {
            rules,
            inputs,
            whole,
            effort,
            by_key: HashMap::new(),
            terms: Vec::new(),
        }
    }

    pub(super) fn get(&self, TermId(at): TermId) -> Option<&Term> {
        self.terms.get(at)
    }

    /// The term that an expression is.
    pub(super) fn of(&mut self, expr: &Expr) -> TermId {
        let mut key = String::new();
        spell(expr, &mut key);
        if let Some(known) = self.by_key.get(&key) {
            return *known;
        }
        let mut reads = Vec::new();
        expr.each_read(&mut |read| reads.push(read.clone()));
        let id = TermId(self.terms.len());
        self.terms.push(Term {
            reads,
            domain: self.domain(expr),
            whole: matches!(expr.ty.kind, Kind::Integer | Kind::Date),
            set: !self.may_be_missing(expr),
        });
        self.by_key.insert(key, id);
        id
    }

    /// The term that a slot is.
    pub(super) fn slot(&mut self, read: Read, kind: Kind) -> TermId {
        self.of(&Expr {
            node: Node::Read(read),
            ty: Type::of(kind),
            span: Span::new(FileId(0), 0, 0),
        })
    }

    fn domain(&self, expr: &Expr) -> Option<Domain> {
        let at_least_none = || Some(Domain::between(Some(Decimal::ZERO), None));
        match &expr.node {
            Node::Read(Read::Input(at)) if expr.ty.kind.is_number() => {
                let input = self.inputs.get(*at)?;
                Some(Domain::between(input.min, input.max))
            }
            Node::Read(Read::Case(field) | Read::Before(field)) if is_count(field) => {
                at_least_none()
            }
            Node::Call(Function::Length | Function::Abs, _) => at_least_none(),
            _ => match expr.ty.kind {
                Kind::Choice(list) => self.options(list),
                _ => None,
            },
        }
    }

    /// The options of a list, where there can be no others.
    fn options(&self, list: ListId) -> Option<Domain> {
        if !self.whole && list != builtin::STATUS {
            return None;
        }
        let options = &self.rules.words.list(list)?.options;
        if options.is_empty() {
            return None;
        }
        Some(Domain::names(options.keys().map(|name| &**name)))
    }

    /// Whether an expression may have no value, guards aside.
    fn may_be_missing(&self, expr: &Expr) -> bool {
        let field_may = |field: &Field| match field {
            Field::Fact(fact) => {
                let declared = self.rules.words.facts.get_index(fact.index());
                declared.is_none_or(|(_, fact)| fact.ty.optional)
            }
            Field::Step
            | Field::StepIndex
            | Field::Closing
            | Field::ClosingCode
            | Field::ClosingReason
            | Field::ClosingAt
            | Field::Currency
            | Field::History(..) => true,
            _ => false,
        };
        match &expr.node {
            Node::Read(Read::Input(at)) => {
                let input = self.inputs.get(*at);
                input.is_none_or(|input| input.ty.optional)
            }
            Node::Read(Read::Case(field) | Read::Before(field)) => field_may(field),
            Node::Read(Read::Parameter(_)) => true,
            Node::Read(_) => false,
            _ => expr.ty.optional,
        }
    }
}

/// Whether a field counts something.
fn is_count(field: &Field) -> bool {
    matches!(
        field,
        Field::Revision
            | Field::StepIndex
            | Field::Count(_)
            | Field::History(HistoryPart::Times | HistoryPart::Pending, _)
    )
}

/// Writes what an expression says, wherever it stands.
fn spell(expr: &Expr, key: &mut String) {
    // Writing to a text can't fail.
    let _ = match &expr.node {
        Node::Const(value) => write!(key, "{value:?}"),
        Node::Read(read) => write!(key, "{read:?}"),
        Node::Compare(comparison, _) => write!(key, "{comparison:?}"),
        Node::Arithmetic(operation, _) => write!(key, "{operation:?}"),
        Node::Call(function, _) => write!(key, "{function:?}"),
        Node::Script(function, _) => write!(key, "{function:?}"),
        Node::Table {
            table, output, on, ..
        } => write!(key, "{table:?}{output}{}", on.is_some()),
        node => write!(key, "{:?}", discriminant(node)),
    };
    key.push('(');
    for part in expr.parts() {
        spell(part, key);
        key.push(',');
    }
    key.push(')');
}
