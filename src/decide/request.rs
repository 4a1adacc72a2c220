//! What is asked for: an action, by whom, with which inputs. Nothing is checked here.

use std::borrow::Cow;

use crate::case::Actor;
use crate::string::Str;
use crate::value::Value;

/// An action that somebody asks for.
///
/// ```
/// use dunlin::{Actor, Request};
///
/// let request = Request::new("pause", Actor::new("ida", "clerk"))
///     .with("reason", "dispute")
///     .with("resume_on", "2026-03-20");
/// assert_eq!(request.action(), "pause");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    action: Str,
    actor: Actor,
    inputs: Vec<(Str, Value)>,
}

impl Request {
    /// Returns a request without inputs.
    pub fn new(action: impl Into<Str>, actor: Actor) -> Self {
        Self {
            action: action.into(),
            actor,
            inputs: Vec::new(),
        }
    }

    /// Adds an input: plain data is enough, since the rule set knows each input's type. Of an input
    /// that is given twice the later one counts.
    #[must_use]
    pub fn with(mut self, input: impl Into<Str>, value: impl Into<Value>) -> Self {
        self.inputs.push((input.into(), value.into()));
        self
    }

    /// The same without an input.
    pub(crate) fn without(mut self, input: &str) -> Self {
        self.inputs.retain(|(given, _)| **given != *input);
        self
    }

    /// The same, asked by somebody else.
    pub(crate) fn by(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }

    /// Returns the action that is asked for.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// Returns who asks.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Returns the inputs, in the order in which they were given.
    pub fn inputs(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.inputs.iter().map(|(name, value)| (&**name, value))
    }

    pub(crate) fn input(&self, name: &str) -> Option<&Value> {
        let mut given = self.inputs.iter().rev();
        let (_, value) = given.find(|(given, _)| **given == *name)?;
        Some(value)
    }
}

impl From<Request> for Cow<'_, Request> {
    fn from(request: Request) -> Self {
        Self::Owned(request)
    }
}

impl<'r> From<&'r Request> for Cow<'r, Request> {
    fn from(request: &'r Request) -> Self {
        Self::Borrowed(request)
    }
}
