//! What happened to a case, and when, as `dunlin` takes it from an events file · no rule set, no opinion on it.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde::{Serialize, Serializer};

use crate::opening::Fact;

/// Something that happened to a case.
///
/// It serialises to one JSON object: `case`, `at`, `action`, `input`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The case's number.
    pub case: String,
    /// When it happened, in the time zone of the rule set; in JSON `YYYY-MM-DDTHH:MM`.
    #[serde(serialize_with = "to_the_minute")]
    pub at: NaiveDateTime,
    /// The name of the action.
    pub action: String,
    /// The action's inputs by name; an empty cell gives none.
    pub input: BTreeMap<String, Fact>,
}

fn to_the_minute<S: Serializer>(at: &NaiveDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&at.format("%Y-%m-%dT%H:%M"))
}
