//! An action as a rule set declares it: who may ask for it, with what, and what follows.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::effect::EffectItem;
use super::{HeldTo, Label, Type};
use crate::expr::{Expr, Read};
use crate::script::ScriptId;
use crate::source::{Location, Span};
use crate::text::Message;
use crate::value::Value;

/// Something that may be asked of a case.
#[derive(Debug, Clone)]
pub(crate) struct Action {
    pub(crate) name: Arc<str>,
    pub(crate) label: Label,
    pub(crate) help: Option<Label>,
    pub(crate) who: Vec<Arc<str>>,
    pub(crate) shown: Option<Expr>,
    /// What is told to who asks for it although it isn't shown.
    pub(crate) hidden: Option<Message>,
    pub(crate) inputs: Vec<Input>,
    /// What the inputs are where none is given.
    pub(crate) defaults: Vec<Value>,
    pub(crate) require: Vec<Requirement>,
    pub(crate) warn: Vec<Warning>,
    pub(crate) body: Body,
    /// Whether a settlement may be larger than the balance.
    pub(crate) over_allowed: bool,
    /// What its effects could break, told once the whole rule set is read.
    pub(crate) held_to: HeldTo,
    pub(crate) span: Span,
}

impl Action {
    /// Whether people may ask for it: what only `system` may do is not in the menu.
    pub(crate) fn is_for_people(&self) -> bool {
        self.who.iter().any(|role| &**role != SYSTEM)
    }
}

/// The role of hosts, which every rule set has.
pub(crate) const SYSTEM: &str = "system";

/// What an action does once it is allowed.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Effects(Vec<EffectItem>),
    Script(ScriptId),
}

/// What an action asks the person for.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    pub(crate) name: Arc<str>,
    pub(crate) label: Label,
    pub(crate) help: Option<Label>,
    pub(crate) ty: Type,
    /// Whether it takes a flow, and offers those that the case's flow may be left for.
    pub(crate) is_flow: bool,
    pub(crate) default: Value,
    pub(crate) min: Option<Decimal>,
    pub(crate) max: Option<Decimal>,
    pub(crate) max_length: Option<usize>,
    /// The input from whose list this one's depends.
    pub(crate) depends_on: Option<usize>,
    /// Where its name stands.
    pub(crate) declared: Span,
}

/// A condition that must hold.
#[derive(Debug, Clone)]
pub(crate) struct Requirement {
    pub(crate) name: Arc<str>,
    pub(crate) when: Option<Expr>,
    pub(crate) that: Expr,
    pub(crate) otherwise: Message,
    /// The input beside which a form shows the message.
    pub(crate) input: Option<Arc<str>>,
    /// The requirements without which this one says nothing.
    pub(crate) needs: Vec<Arc<str>>,
    /// The inputs that it reads, by their places.
    pub(crate) reads: Vec<usize>,
    pub(crate) span: Span,
    /// The same as a place in a file, told once the whole rule set is read.
    pub(crate) place: Option<Location>,
}

/// Something that a person should know before going on.
#[derive(Debug, Clone)]
pub(crate) struct Warning {
    pub(crate) name: Arc<str>,
    pub(crate) when: Option<Expr>,
    pub(crate) message: Message,
    pub(crate) reads: Vec<usize>,
    pub(crate) span: Span,
}

/// The inputs that a rule's conditions and message read, by their places.
pub(crate) fn reads<'r>(
    conditions: impl IntoIterator<Item = &'r Expr>,
    message: &'r Message,
) -> Vec<usize> {
    let mut reads = Vec::new();
    let mut visit = |read: &Read| {
        if let Read::Input(index) = read
            && !reads.contains(index)
        {
            reads.push(*index);
        }
    };
    for expr in conditions.into_iter().chain(message.expressions()) {
        expr.each_read(&mut visit);
    }
    reads
}
