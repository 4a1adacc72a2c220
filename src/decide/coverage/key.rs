//! What can be counted of a rule set's life: conditions and effects by their places, all else by its name. Nothing is counted here.

use crate::rules::{FlowId, FunctionId, HostEffectId, ListId};
use crate::source::Span;
use crate::string::Str;

/// Something that is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// A condition or a part of one: true, false.
    Truth(Span),
    /// An effect that a rule asks for.
    Effect(Span),
    /// A version of a table.
    Version(Span),
    /// A row of a table.
    Row(Span),
    /// A statement of a script.
    Statement(Span),
    /// A script function.
    Function(FunctionId),
    /// An action: allowed, denied.
    Action(Str),
    /// An action asked for in a role.
    Asked(Str, Str),
    /// An input of an action, by its place: given, left out.
    Input(Str, usize),
    /// An option of a list.
    Option(ListId, Str),
    /// A flow in which a case is.
    Flow(FlowId),
    /// A step: run, passed over.
    Step(FlowId, Str),
    Timer(Str),
    /// A hold of a reason: how it began or ended.
    Hold(Str, Hold),
    /// A host's answer to an effect: done, or failed.
    Answer(HostEffectId, bool),
    /// A template in a language.
    Letter(Str, Str),
}

/// What happens to a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Hold {
    Begins,
    EndsByDate,
    EndsByHand,
}
