//! A decision: what follows from a request, or why it is denied. It is data; what it changes is applied by the case.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::ser::{Serialize, SerializeMap, Serializer};
use smallvec::SmallVec;

use super::advance::{ADVANCE, PASSED_OVER};
use super::letter::Letter;
use super::record::Record;
use super::trace::TraceLine;
use super::{Denial, Request, Warning};
use crate::case::{Case, Delta};
use crate::rules::effect::EffectKind;
use crate::rules::{RuleSet, Rules, Sort};
use crate::string::Str;
use crate::value::Value;

/// Whether an action is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Its effects follow.
    Allowed,
    /// Nothing follows, for the reasons that are given.
    Denied,
}

/// An effect's arguments, in the order of its parameters: mostly few.
pub(crate) type Arguments = SmallVec<[Value; 2]>;

/// Something that follows from a decision, as data: the host carries out what isn't on the case.
#[derive(Clone)]
pub struct Effect<'e> {
    pub(crate) rules: &'e Rules,
    pub(crate) id: Str,
    pub(crate) kind: EffectKind,
    pub(crate) arguments: Arguments,
    pub(crate) letter: Option<Box<Letter>>,
}

impl<'e> Effect<'e> {
    /// Returns the id, the same whenever the same is decided: case, revision and position.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the effect's name, such as `pause_case` or, of the rule set's own, `send`.
    #[must_use]
    pub fn name(&self) -> &'e str {
        self.kind.name(&self.rules.words)
    }

    /// Returns whether the host must carry it out, and answer.
    #[must_use]
    pub fn is_for_host(&self) -> bool {
        matches!(self.kind, EffectKind::Host(_))
    }

    /// Returns whether it reaches the customer, as its declaration says.
    #[must_use]
    pub fn is_outward(&self) -> bool {
        match self.kind {
            EffectKind::Case(_) => false,
            EffectKind::Host(id) => {
                let declared = self.rules.words.effects.get_index(id.index());
                declared.is_some_and(|(_, signature)| signature.outward)
            }
        }
    }

    /// Returns the arguments that are set, by name.
    pub fn arguments(&self) -> impl Iterator<Item = (&'e str, &Value)> {
        let parameters = self.kind.parameters(&self.rules.words);
        let named = parameters.iter().zip(&self.arguments);
        named
            .filter(|(_, value)| value.is_set())
            .map(|(parameter, value)| (&*parameter.name, value))
    }

    /// Returns an argument's value.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&Value> {
        self.arguments()
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    }

    /// Returns the template that it names, if its declaration has it name one.
    #[must_use]
    pub fn template(&self) -> Option<&str> {
        let parameters = self.kind.parameters(&self.rules.words);
        let mut named = parameters.iter().zip(&self.arguments);
        let (_, template) = named.find(|(parameter, _)| parameter.sort == Sort::Template)?;
        template.as_str()
    }

    /// Returns the letter of an effect that names a template, as the decision left the case.
    #[must_use]
    pub fn letter(&self) -> Option<&Letter> {
        self.letter.as_deref()
    }
}

impl fmt::Debug for Effect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct(self.name());
        for (name, value) in self.arguments() {
            shown.field(name, &format_args!("{value}"));
        }
        shown.finish()
    }
}

impl Serialize for Effect<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &*self.id)?;
        map.serialize_entry("effect", self.name())?;
        for (name, value) in self.arguments() {
            map.serialize_entry(name, value)?;
        }
        if let Some(letter) = &self.letter {
            map.serialize_entry("letter", letter)?;
        }
        map.end()
    }
}

/// What follows from a request: effects in order, or denials; and warnings either way.
pub struct Decision<'e> {
    pub(crate) rules: &'e RuleSet,
    pub(crate) case: Cow<'e, Case>,
    pub(crate) request: Cow<'e, Request>,
    pub(crate) now: DateTime<Utc>,
    pub(crate) effects: Vec<Effect<'e>>,
    pub(crate) warnings: Vec<Warning<'e>>,
    pub(crate) denials: Vec<Denial<'e>>,
    pub(crate) delta: Delta,
    pub(crate) trace: Vec<TraceLine>,
}

impl<'e> Decision<'e> {
    /// Returns whether the action is allowed.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.denials.is_empty() {
            Verdict::Allowed
        } else {
            Verdict::Denied
        }
    }

    /// Returns whether the action is allowed.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.denials.is_empty()
    }

    /// Returns what was asked for.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Returns the action that was asked for.
    #[must_use]
    pub fn action(&self) -> &str {
        self.request.action()
    }

    /// Returns whether it is of a step that is passed over, as its condition doesn't hold.
    #[must_use]
    pub fn is_passed_over(&self) -> bool {
        self.action() == ADVANCE && self.request.input(PASSED_OVER).is_some()
    }

    /// Returns what follows, in order; nothing follows from what is denied.
    #[must_use]
    pub fn effects(&self) -> &[Effect<'e>] {
        &self.effects
    }

    /// Returns what somebody should know before going on.
    #[must_use]
    pub fn warnings(&self) -> &[Warning<'e>] {
        &self.warnings
    }

    /// Returns every reason why it isn't allowed.
    #[must_use]
    pub fn denials(&self) -> &[Denial<'e>] {
        &self.denials
    }

    /// Returns each condition that was looked at; empty unless it was asked to explain itself.
    #[must_use]
    pub fn trace(&self) -> &[TraceLine] {
        &self.trace
    }

    /// Returns the case as this decision leaves it; of an opening, the case that is born. None where
    /// it is denied.
    #[must_use]
    pub fn case_after(&self) -> Option<Case> {
        if !self.is_allowed() {
            return None;
        }
        let state = self.delta.onto(&self.case.state, &self.case.rules.0.words);
        Some(Case {
            rules: self.case.rules.clone(),
            state: Arc::new(state),
        })
    }

    /// Returns the decision as an owned record: what journals keep and what crosses a boundary.
    #[must_use]
    pub fn record(&self) -> Record {
        Record::of(self)
    }

    pub(crate) fn applied_to(&self, case: &Case) -> Result<Case, ApplyError> {
        if case.id() != self.case.id() {
            return Err(ApplyError::OtherCase {
                case: case.id().to_owned(),
                decision: self.case.id().to_owned(),
            });
        }
        if case.revision() != self.case.revision() {
            return Err(ApplyError::OtherRevision {
                case: case.id().to_owned(),
                at: case.revision(),
                decided: self.case.revision(),
            });
        }
        Ok(self.case_after().unwrap_or_else(|| case.clone()))
    }
}

impl Case {
    /// Returns the case as `decision` leaves it: the one way in which a case changes.
    ///
    /// A denied decision leaves it as it is.
    ///
    /// # Errors
    ///
    /// [`ApplyError`] where the decision is about another case, or about another revision of it.
    pub fn apply(&self, decision: &Decision<'_>) -> Result<Self, ApplyError> {
        decision.applied_to(self)
    }
}

impl fmt::Debug for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decision")
            .field("action", &self.action())
            .field("verdict", &self.verdict())
            .field("effects", &self.effects)
            .field("warnings", &self.warnings)
            .field("denials", &self.denials)
            .finish_non_exhaustive()
    }
}

/// A decision or a record that can't be applied to a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// It is about another case.
    #[error("the decision is about case `{decision}`, and this is case `{case}`")]
    OtherCase {
        /// The case that it was to be applied to.
        case: String,
        /// The case that was decided about.
        decision: String,
    },
    /// The case has changed since.
    #[error(
        "case `{case}` is at revision {at}, and the decision was made at revision {decided}: decide again"
    )]
    OtherRevision {
        /// The case.
        case: String,
        /// The revision that it is at.
        at: i64,
        /// The revision that was decided about.
        decided: i64,
    },
    /// A record whose effects don't fit the rule set or the case.
    #[error("case `{case}`: the record's effect `{effect}` doesn't fit: {why}")]
    Misfit {
        /// The case.
        case: String,
        /// The effect that doesn't fit.
        effect: String,
        /// Why.
        why: String,
    },
    /// A record of a form that this engine doesn't know.
    #[error("a record of schema {0}, and this engine reads schema 1: use a newer engine")]
    OtherSchema(u32),
    /// A journal that doesn't begin with a case's opening.
    #[error("the journal doesn't begin with an opening that this rule set allows: {0}")]
    NoOpening(String),
}
