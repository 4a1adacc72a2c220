//! Why an action isn't allowed, and what somebody should know although it is. No wording and no rule is in here.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::source::Location;
use crate::text::Texts;

/// What kind of thing denied an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum DenialKind {
    /// The action isn't shown for such a case.
    Hidden,
    /// The actor's role may not ask for it.
    Role,
    /// An input is missing, unknown or ill-formed.
    Input,
    /// A requirement of the rule set.
    Rule,
    /// An effect that the case's state doesn't allow.
    Effect,
    /// A limit that every decision is held to.
    Invariant,
    /// An expression or script that failed while deciding.
    Failed,
}

/// One reason why an action isn't allowed. What the rule set says is borrowed from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Denial<'e> {
    /// What kind of thing denied it.
    pub kind: DenialKind,
    /// The rule's name, in the rule set or, for the engine's own, in its documentation.
    pub rule: Cow<'e, str>,
    /// The input beside which a form shows the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Cow<'e, str>>,
    /// The message in every language.
    pub message: Texts<'e>,
    /// The law or the agreement that an invariant comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Cow<'e, str>>,
    /// Where the rule stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Cow<'e, Location>>,
}

impl Denial<'_> {
    /// Returns the same denial, on its own.
    #[must_use]
    pub fn into_owned(self) -> Denial<'static> {
        Denial {
            kind: self.kind,
            rule: owned(self.rule),
            input: self.input.map(owned),
            message: self.message.into_owned(),
            source: self.source.map(owned),
            place: self.place.map(owned),
        }
    }
}

/// Something that a person should know before going on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Warning<'e> {
    /// The rule's name.
    pub rule: Cow<'e, str>,
    /// The message in every language.
    pub message: Texts<'e>,
}

impl Warning<'_> {
    /// Returns the same warning, on its own.
    #[must_use]
    pub fn into_owned(self) -> Warning<'static> {
        Warning {
            rule: owned(self.rule),
            message: self.message.into_owned(),
        }
    }
}

fn owned<T: ToOwned + ?Sized>(borrowed: Cow<'_, T>) -> Cow<'static, T> {
    Cow::Owned(borrowed.into_owned())
}
