//! A scenario's file as it is written. What belongs together is checked in `read.rs`.

use serde::{Deserialize, Deserializer};

use super::raw::{Names, Raw, Values};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shape {
    pub(super) scenario: Raw,
    pub(super) now: Raw,
    pub(super) case: Option<Values>,
    pub(super) steps: Option<Vec<StepShape>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepShape {
    #[serde(rename = "do")]
    pub(super) action: Option<Raw>,
    #[serde(rename = "as")]
    pub(super) role: Option<Raw>,
    pub(super) with: Option<Values>,
    /// Written and left empty, it is a list of nothing, and refused as such.
    #[serde(default, deserialize_with = "written")]
    pub(super) expect: Option<Names>,
    pub(super) fails: Option<Raw>,
    pub(super) unanswered: Option<Raw>,
    pub(super) wait_until: Option<Raw>,
    pub(super) host_down: Option<Raw>,
}

fn written<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Names>, D::Error> {
    Names::deserialize(deserializer).map(Some)
}
