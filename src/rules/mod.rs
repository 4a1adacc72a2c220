//! The rule set as typed data, names resolved to places. No YAML, and nothing runs here.

pub(crate) mod action;
pub(crate) mod calendar;
pub(crate) mod currency;
pub(crate) mod effect;
pub(crate) mod fit;
pub(crate) mod flow;
pub(crate) mod interest;
mod set;
pub(crate) mod table;
pub(crate) mod timer;
mod touched;
mod types;
mod visit;
mod vocabulary;

pub use set::RuleSet;
pub(crate) use set::{Contact, HeldTo, Invariant, Rules, Template};
pub(crate) use touched::Touched;
pub(crate) use types::{Kind, Type};
pub(crate) use vocabulary::{
    ByName, Choice, ChoiceList, EntryId, EntryKind, Fact, FactId, FlowId, FlowName, FunctionId,
    FunctionType, HostEffectId, INTEREST, Label, ListId, Parameter, Setting, SettingId, Side,
    Signature, Sort, TableId, TableType, Vocabulary, builtin,
};
