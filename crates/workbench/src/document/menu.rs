//! The document of a menu.

use dunlin::{Due, Menu, Nearest};
use indexmap::IndexMap;
use serde::Serialize;

/// What may be done with a case, and what comes next by itself.
#[derive(Debug, Serialize)]
pub struct MenuDocument<'d> {
    #[serde(flatten)]
    menu: &'d Menu<'d>,
    due: &'d Due,
    /// What would enable the actions that aren't, by their names.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<&'d IndexMap<&'d str, Nearest>>,
    /// What would let come what is held, or waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest_due: Option<&'d Nearest>,
}

impl<'d> MenuDocument<'d> {
    /// Returns the document of a menu.
    #[must_use]
    pub fn of(menu: &'d Menu<'d>, due: &'d Due) -> Self {
        Self {
            menu,
            due,
            nearest: None,
            nearest_due: None,
        }
    }

    /// Adds what would enable what isn't, and let come what doesn't.
    #[must_use]
    pub fn explained(
        mut self,
        nearest: &'d IndexMap<&'d str, Nearest>,
        due: Option<&'d Nearest>,
    ) -> Self {
        self.nearest = Some(nearest);
        self.nearest_due = due;
        self
    }
}
