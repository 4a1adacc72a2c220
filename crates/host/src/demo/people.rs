//! Who works for the invented creditor: one for each role that the rules give to people, let in without a token.

use std::sync::Arc;

use dunlin::Actor;

use crate::app::{App, Failure, TokenError};

/// Whoever lives through the demonstration, by role: the name, and what the role is called.
const KNOWN: [(&str, &str, [&str; 2]); 2] = [
    ("clerk", "Ida", ["clerk", "sagsbehandler"]),
    ("manager", "Karen", ["manager", "leder"]),
];

/// Somebody of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) role: String,
    /// What the role is called, in English and in Danish.
    pub(crate) called: [String; 2],
}

/// Who acts in a role.
pub(super) fn actor(role: &'static str) -> Actor {
    let known = KNOWN.iter().find(|(known, ..)| *known == role);
    Actor::new(known.map_or(role, |(_, name, _)| name), role)
}

impl Person {
    fn of(role: &str) -> Self {
        let known = KNOWN.iter().find(|(known, ..)| *known == role);
        let (name, called) =
            known.map_or((role, [role, role]), |(_, name, called)| (name, *called));
        Self {
            name: name.to_owned(),
            role: role.to_owned(),
            called: called.map(str::to_owned),
        }
    }
}

impl App {
    /// Who may be chosen to look as; nobody where this is no demonstration.
    pub(crate) fn people(&self) -> Vec<Person> {
        if !self.is_demo() {
            return Vec::new();
        }
        let system = Actor::system();
        let engine = self.engine();
        let roles = engine.rules().roles();
        let roles = roles.filter(|role| *role != system.role());
        roles.map(Person::of).collect()
    }

    /// Makes a token for each of them, which nobody is told.
    pub(crate) async fn take_on(self: &Arc<Self>) -> Result<(), TokenError> {
        for person in self.people() {
            self.new_token(person.name, person.role).await?;
        }
        Ok(())
    }

    /// Begins a session for somebody of a role, and returns its secret; none where there is nobody.
    pub(crate) async fn look_as(self: &Arc<Self>, role: &str) -> Result<Option<String>, Failure> {
        let person = self.people().into_iter().find(|person| person.role == role);
        match person {
            Some(person) => self.begin_session(person.name).await.map(Some),
            None => Ok(None),
        }
    }
}
