//! The names that a rule set declares, with their types: what expressions may speak of. No expression is in here.

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::table::Hit;
use super::types::{Kind, Type};
use crate::source::Span;
use crate::value::Value;

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident)+) => {
        $($(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub(crate) u32);

        impl $name {
            pub(crate) fn new(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            pub(crate) fn index(self) -> usize {
                self.0 as usize
            }
        })+
    };
}

ids! {
    /// A list of options, by its place in the vocabulary.
    ListId
    /// A fact, by its place in the vocabulary.
    FactId
    /// A setting, by its place in the vocabulary.
    SettingId
    /// A kind of ledger entry, by its place in the vocabulary.
    EntryId
    /// A flow, by its place in the vocabulary.
    FlowId
    /// A script function, by its place in the vocabulary.
    FunctionId
    /// A table, by its place in the vocabulary.
    TableId
    /// An effect that hosts carry out, by its place in the vocabulary.
    HostEffectId
}

/// What is declared, by its name, in the order in which it is declared.
///
/// The hash is a fast one: names come in from rule files only, and requests merely ask for them.
pub(crate) type ByName<T> = IndexMap<Arc<str>, T, FxBuildHasher>;

/// A text in each declared language, in the order in which the manifest declares them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Label(pub(crate) Vec<Cow<'static, str>>);

/// One option of a list.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) label: Label,
    pub(crate) value: Value,
    /// The option of the list above under which it can be chosen; empty where there is none.
    pub(crate) under: Vec<Arc<str>>,
    /// Where its name stands; none for the language's own.
    pub(crate) declared: Option<Span>,
}

/// A list of options, declared under a name or written where it is used.
#[derive(Debug, Clone)]
pub(crate) struct ChoiceList {
    pub(crate) name: Arc<str>,
    pub(crate) options: ByName<Choice>,
    /// The list that must be chosen from first.
    pub(crate) parent: Option<ListId>,
    /// Where its name stands; none for the language's own, and for those written where they are used.
    pub(crate) declared: Option<Span>,
}

/// What differs between the cases of a rule set: declared, typed, changed by `facts_changed` and `set_fact`.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) ty: Type,
    pub(crate) default: Value,
    pub(crate) label: Label,
    pub(crate) declared: Span,
}

/// What differs between creditors.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) kind: Kind,
    pub(crate) value: Value,
    pub(crate) declared: Span,
}

/// A kind of ledger entry.
#[derive(Debug, Clone)]
pub(crate) struct EntryKind {
    pub(crate) side: Side,
    pub(crate) label: Label,
    pub(crate) declared: Span,
}

/// Whether an entry is owed or pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// What the customer owes grows.
    Charge,
    /// What the customer owes shrinks.
    Settlement,
}

/// A flow's name and its steps' names, known before any of them is read.
#[derive(Debug, Clone)]
pub(crate) struct FlowName {
    /// The steps' names, as values of the choice `step`.
    pub(crate) steps: Vec<Value>,
    pub(crate) switch_to: Vec<FlowId>,
    pub(crate) renamed: Vec<(Arc<str>, Arc<str>)>,
    pub(crate) value: Value,
}

/// A parameter of an effect, a table or a function.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) name: Arc<str>,
    pub(crate) ty: Type,
    pub(crate) sort: Sort,
}

/// What an argument names beside being a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A value of the parameter's type.
    Plain,
    /// A text, which may stand in several languages.
    Message,
    /// A flow's name.
    Flow,
    /// A template's name.
    Template,
    /// A kind of ledger entry.
    Entry,
    /// A fact's name.
    Fact,
    /// A value of the type of the fact that another argument names.
    FactValue,
    /// A value that the engine finds and records; no rule gives it.
    Found,
}

impl Parameter {
    /// Whether rules give the argument.
    pub(crate) fn is_given(&self) -> bool {
        self.sort != Sort::Found
    }
}

/// An effect that hosts carry out, as rules may ask for it.
#[derive(Debug, Clone)]
pub(crate) struct Signature {
    pub(crate) parameters: Vec<Parameter>,
    /// Whether it reaches the customer.
    pub(crate) outward: bool,
    /// The entry that is posted when the host says that it is done.
    pub(crate) settles: Option<EntryId>,
    pub(crate) label: Label,
    pub(crate) declared: Span,
}

/// A script function's parameters and result.
#[derive(Debug, Clone)]
pub(crate) struct FunctionType {
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) out: Type,
    pub(crate) declared: Span,
}

/// A table's inputs and outputs, and which of its rows give them.
#[derive(Debug, Clone)]
pub(crate) struct TableType {
    pub(crate) hit: Hit,
    pub(crate) inputs: Vec<Parameter>,
    pub(crate) outputs: Vec<Parameter>,
    pub(crate) declared: Span,
}

impl TableType {
    /// The type of what a look-up of an output gives.
    pub(crate) fn output_type(&self, output: usize) -> Option<Type> {
        let ty = self.outputs.get(output)?.ty.clone();
        Some(match self.hit {
            Hit::First | Hit::Unique => ty,
            Hit::Collect => Type::of(Kind::List(Box::new(ty.kind))),
        })
    }
}

/// Every name that a rule set declares.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    pub(crate) languages: Vec<Arc<str>>,
    pub(crate) roles: Vec<Arc<str>>,
    pub(crate) lists: Vec<ChoiceList>,
    pub(crate) facts: ByName<Fact>,
    pub(crate) settings: ByName<Setting>,
    pub(crate) entries: ByName<EntryKind>,
    /// The charge that a case is opened with, where the ledger has it.
    pub(crate) principal: Option<EntryId>,
    /// What a payment pays first.
    pub(crate) allocation: Vec<EntryId>,
    /// Where it is declared how interest is worked out.
    pub(crate) interest: Option<Span>,
    pub(crate) flows: ByName<FlowName>,
    pub(crate) functions: ByName<FunctionType>,
    pub(crate) tables: ByName<TableType>,
    pub(crate) templates: ByName<Span>,
    pub(crate) effects: ByName<Signature>,
    /// The parameters of the effects on the case, in the order of `CaseEffect::ALL`.
    pub(crate) case_effects: Vec<Vec<Parameter>>,
}

/// The name of the charge that interest is posted as.
pub(crate) const INTEREST: &str = "interest";

/// The lists that every rule set has, in the order of their ids.
pub(crate) mod builtin {
    use super::ListId;

    pub(crate) const STATUS: ListId = ListId(0);
    pub(crate) const FLOW: ListId = ListId(1);
    pub(crate) const STEP: ListId = ListId(2);
    pub(crate) const ROLE: ListId = ListId(3);
    pub(crate) const CURRENCY: ListId = ListId(4);
    pub(crate) const CLOCK: ListId = ListId(5);
    pub(crate) const INTEREST: ListId = ListId(6);
    pub(crate) const LANGUAGE: ListId = ListId(7);

    /// Their names, and the options of those that don't depend on the rule set.
    pub(crate) const LISTS: [(&str, &[&str]); 9] = [
        ("status", &["active", "paused", "closed"]),
        ("flow", &[]),
        ("step", &[]),
        ("role", &["system"]),
        ("currency", &[]),
        ("clock", &["runs", "stops"]),
        ("interest", &["accrues", "stops"]),
        ("language", &[]),
        (
            "weekday",
            &[
                "monday",
                "tuesday",
                "wednesday",
                "thursday",
                "friday",
                "saturday",
                "sunday",
            ],
        ),
    ];
}

impl Vocabulary {
    pub(crate) fn list(&self, id: ListId) -> Option<&ChoiceList> {
        self.lists.get(id.index())
    }

    pub(crate) fn list_named(&self, name: &str) -> Option<ListId> {
        // Lists that are written in place have no name.
        self.lists
            .iter()
            .position(|list| !name.is_empty() && &*list.name == name)
            .map(ListId::new)
    }

    pub(crate) fn entry_name(&self, id: EntryId) -> &str {
        self.entries
            .get_index(id.index())
            .map_or("", |(name, _)| name)
    }

    pub(crate) fn entry_side(&self, id: EntryId) -> Side {
        self.entries
            .get_index(id.index())
            .map_or(Side::Charge, |(_, kind)| kind.side)
    }

    /// The names of what a case can be charged.
    pub(crate) fn charges(&self) -> impl Iterator<Item = &str> {
        let charges = self.entries.iter();
        charges
            .filter(|(_, kind)| kind.side == Side::Charge)
            .map(|(name, _)| &**name)
    }

    pub(crate) fn flow_name(&self, id: FlowId) -> &str {
        self.flows
            .get_index(id.index())
            .map_or("", |(name, _)| name)
    }

    pub(crate) fn flow(&self, id: FlowId) -> Option<&FlowName> {
        self.flows.get_index(id.index()).map(|(_, flow)| flow)
    }

    pub(crate) fn flow_id(&self, name: &str) -> Option<FlowId> {
        self.flows.get_index_of(name).map(FlowId::new)
    }

    /// The status of that place.
    pub(crate) fn status(&self, place: usize) -> &Value {
        let list = self.list(builtin::STATUS);
        let option = list.and_then(|list| list.options.get_index(place));
        option.map_or(const { &Value::Unset }, |(_, option)| &option.value)
    }

    /// A setting's value.
    pub(crate) fn setting(&self, id: SettingId) -> &Value {
        let setting = self.settings.get_index(id.index());
        setting.map_or(const { &Value::Unset }, |(_, setting)| &setting.value)
    }

    /// The charge that interest is posted as.
    pub(crate) fn interest_entry(&self) -> Option<EntryId> {
        self.entry_id(INTEREST)
            .filter(|entry| self.entry_side(*entry) == Side::Charge)
    }

    pub(crate) fn entry_id(&self, name: &str) -> Option<EntryId> {
        self.entries.get_index_of(name).map(EntryId::new)
    }

    /// The type's name as rule files write it.
    pub(crate) fn kind_name(&self, kind: &Kind) -> String {
        match kind {
            Kind::Choice(list) => self.list(*list).map_or("choice".into(), |list| {
                if list.name.is_empty() {
                    "choice".into()
                } else {
                    list.name.to_string()
                }
            }),
            Kind::List(item) => format!("list of {}", self.kind_name(item)),
            Kind::Case => "case".into(),
            Kind::Record => "record".into(),
            kind => Kind::NAMED
                .iter()
                .find(|(_, named)| named == kind)
                .map_or_else(String::new, |(name, _)| (*name).to_owned()),
        }
    }
}
