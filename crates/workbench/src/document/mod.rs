//! What is decided and found as the JSON that programs read: its names are a contract, and nothing of it is in any language but what rules and findings say.

mod decision;
mod findings;
mod forecast;
mod menu;

use dunlin::RuleSet;
use serde::Serialize;

pub use decision::{AdvanceDocument, DecisionDocument};
pub use findings::FindingsDocument;
pub use forecast::ForecastDocument;
pub use menu::MenuDocument;

/// The form of the documents of decisions and forecasts.
pub const SCHEMA: u32 = 1;

/// A rule set, as documents name it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Identity<'d> {
    name: &'d str,
    version: &'d str,
    fingerprint: &'d str,
}

impl<'d> Identity<'d> {
    /// Returns the identity of a rule set.
    #[must_use]
    pub fn of(rules: &'d RuleSet) -> Self {
        Self {
            name: rules.name(),
            version: rules.version(),
            fingerprint: rules.fingerprint(),
        }
    }
}
