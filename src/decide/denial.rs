//! Why an action isn't allowed, and what somebody should know although it is. No wording and no rule is in here.

use std::sync::Arc;

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

/// One reason why an action isn't allowed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Denial {
    /// What kind of thing denied it.
    pub kind: DenialKind,
    /// The rule's name, in the rule set or, for the engine's own, in its documentation.
    pub rule: Arc<str>,
    /// The input beside which a form shows the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Arc<str>>,
    /// The message in every language.
    pub message: Texts,
    /// The law or the agreement that an invariant comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Arc<str>>,
    /// Where the rule stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Location>,
}

/// Something that a person should know before going on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Warning {
    /// The rule's name.
    pub rule: Arc<str>,
    /// The message in every language.
    pub message: Texts,
}
