//! The types of values, as rules declare them and expressions are checked against. No values in here.

use super::ListId;

/// What a value is, before asking whether it may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Integer,
    Decimal,
    Amount,
    Percent,
    Text,
    Date,
    DateTime,
    Choice(ListId),
    List(Box<Kind>),
    /// The case as a whole, which only script functions take.
    Case,
    /// Parts by name, reached by a path; not a value of its own.
    Record,
}

impl Kind {
    /// The types that a rule file may name without declaring them.
    pub(crate) const NAMED: [(&'static str, Self); 8] = [
        ("bool", Self::Bool),
        ("integer", Self::Integer),
        ("decimal", Self::Decimal),
        ("amount", Self::Amount),
        ("percent", Self::Percent),
        ("text", Self::Text),
        ("date", Self::Date),
        ("datetime", Self::DateTime),
    ];

    pub(crate) fn is_number(&self) -> bool {
        matches!(
            self,
            Self::Integer | Self::Decimal | Self::Amount | Self::Percent
        )
    }
}

/// What a value is, and whether it may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Type {
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
}

impl Type {
    pub(crate) fn of(kind: Kind) -> Self {
        Self {
            kind,
            optional: false,
        }
    }

    pub(crate) fn optional(kind: Kind) -> Self {
        Self {
            kind,
            optional: true,
        }
    }
}
