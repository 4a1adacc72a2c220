//! Who asks for an action. Roles are known to the rule set only.

use crate::value::Value;

/// Who asks: a person with a role of the rule set, or the host itself, `system`.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    id: Value,
    role: Value,
}

impl Actor {
    /// Returns an actor; `id` is the host's name for the person.
    pub fn new(id: impl AsRef<str>, role: impl AsRef<str>) -> Self {
        Self {
            id: Value::text(id),
            role: Value::choice(role),
        }
    }

    /// Returns the host itself.
    #[must_use]
    pub fn system() -> Self {
        Self::new("system", crate::rules::action::SYSTEM)
    }

    /// Returns the host's name for the person.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.as_str().unwrap_or_default()
    }

    /// Returns the role.
    #[must_use]
    pub fn role(&self) -> &str {
        self.role.as_str().unwrap_or_default()
    }

    pub(crate) fn id_value(&self) -> &Value {
        &self.id
    }

    pub(crate) fn role_value(&self) -> &Value {
        &self.role
    }
}
