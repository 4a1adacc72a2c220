//! What is asked for: an action, by whom, with which inputs. Nothing is checked here.

use indexmap::IndexMap;

use crate::case::Actor;
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
    action: String,
    actor: Actor,
    inputs: IndexMap<String, Value>,
}

impl Request {
    /// Returns a request without inputs.
    pub fn new(action: impl Into<String>, actor: Actor) -> Self {
        Self {
            action: action.into(),
            actor,
            inputs: IndexMap::new(),
        }
    }

    /// Adds an input: plain data is enough, since the rule set knows each input's type.
    #[must_use]
    pub fn with(mut self, input: impl Into<String>, value: impl Into<Value>) -> Self {
        self.inputs.insert(input.into(), value.into());
        self
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
        self.inputs
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn input(&self, name: &str) -> Option<&Value> {
        self.inputs.get(name)
    }
}
