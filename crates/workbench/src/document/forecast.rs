//! The document of a forecast.

use chrono::{DateTime, Utc};
use dunlin::{Forecast, Nearest, RuleSet};
use serde::Serialize;

use super::{Identity, SCHEMA};

/// What will happen to a case.
#[derive(Debug, Serialize)]
pub struct ForecastDocument<'d> {
    schema: u32,
    rule_set: Identity<'d>,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    #[serde(flatten)]
    forecast: &'d Forecast,
    /// What would allow what is denied or held on the way, in the order of the moments.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<&'d [Option<Nearest>]>,
    /// What would let come what comes next, where it is held, or waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest_then: Option<&'d Nearest>,
}

impl<'d> ForecastDocument<'d> {
    /// Returns the document of a forecast from one time to another.
    #[must_use]
    pub fn of(
        forecast: &'d Forecast,
        rules: &'d RuleSet,
        [now, until]: [DateTime<Utc>; 2],
    ) -> Self {
        Self {
            schema: SCHEMA,
            rule_set: Identity::of(rules),
            now,
            until,
            forecast,
            nearest: None,
            nearest_then: None,
        }
    }

    /// Adds what would allow what is denied or held, a moment after the other, and then.
    #[must_use]
    pub fn explained(mut self, nearest: &'d [Option<Nearest>], then: Option<&'d Nearest>) -> Self {
        self.nearest = Some(nearest);
        self.nearest_then = then;
        self
    }
}
