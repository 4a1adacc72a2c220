//! What the engine owns of a case: its fields by name with their types, and what its history and ledger are asked. No path is resolved here.

use super::tree::Field;
use crate::rules::{Kind, Type, Vocabulary, builtin};

/// The fields that the engine owns.
pub(crate) const FIELDS: [(&str, Field); 15] = [
    ("id", Field::Id),
    ("revision", Field::Revision),
    ("currency", Field::Currency),
    ("status", Field::Status),
    ("flow", Field::Flow),
    ("flow_started", Field::FlowStarted),
    ("step", Field::Step),
    ("step_index", Field::StepIndex),
    ("principal", Field::Principal),
    ("principal_left", Field::PrincipalLeft),
    ("balance", Field::Balance),
    ("closing", Field::Closing),
    ("closing.code", Field::ClosingCode),
    ("closing.reason", Field::ClosingReason),
    ("closing.at", Field::ClosingAt),
];

/// What the history and the ledger are asked.
pub(crate) const METHODS: [&str; 8] = [
    "times", "last", "done", "failed", "pending", "count", "sum", "left",
];

/// The type of a field that the engine owns.
pub(crate) fn field_type(field: &Field, words: &Vocabulary) -> Type {
    let list = |name: &str| words.list_named(name).map_or(Kind::Text, Kind::Choice);
    match field {
        Field::Id => Type::of(Kind::Text),
        Field::Revision => Type::of(Kind::Integer),
        Field::Currency => {
            let list = words.list(builtin::CURRENCY);
            let kind = Kind::Choice(builtin::CURRENCY);
            // A rule set without currencies has cases without one.
            let optional = list.is_none_or(|list| list.options.is_empty());
            Type { kind, optional }
        }
        Field::Status => Type::of(Kind::Choice(builtin::STATUS)),
        Field::Flow => Type::of(Kind::Choice(builtin::FLOW)),
        Field::FlowStarted => Type::of(Kind::DateTime),
        Field::Step => Type::optional(Kind::Choice(builtin::STEP)),
        Field::StepIndex => Type::optional(Kind::Integer),
        Field::Closing => Type::optional(Kind::Record),
        Field::ClosingCode => Type::optional(list("close_code")),
        Field::ClosingReason => Type::optional(list("close_reason")),
        Field::ClosingAt => Type::optional(Kind::DateTime),
        _ => Type::of(Kind::Amount),
    }
}
