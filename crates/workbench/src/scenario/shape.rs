//! A scenario's file as it is written. What belongs together is checked in `read.rs`.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::raw::{Names, Raw, Values};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shape {
    pub(super) scenario: Raw,
    pub(super) now: Raw,
    pub(super) case: Option<Values>,
    pub(super) steps: Vec<StepShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepShape {
    #[serde(rename = "do")]
    pub(super) action: Option<Raw>,
    #[serde(rename = "as")]
    pub(super) role: Option<Raw>,
    pub(super) with: Option<Values>,
    pub(super) expect: Option<Names>,
    pub(super) fails: Option<Raw>,
    pub(super) unanswered: Option<Raw>,
    pub(super) wait_until: Option<IgnoredAny>,
    pub(super) host_down: Option<IgnoredAny>,
}
