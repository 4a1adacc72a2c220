//! Deciding: what an action may do to a case, the menu, and the record of it. Nothing here reads a file, a clock or YAML.

mod action;
mod advance;
mod answer;
mod course;
pub mod coverage;
mod decision;
mod denial;
mod effects;
mod engine;
mod forecast;
mod form;
mod inputs;
mod interest;
mod invariants;
mod letter;
mod menu;
mod nearest;
mod open;
mod outline;
mod printed;
mod record;
mod request;
mod schedule;
mod schema;
mod script_action;
mod spoken;
mod system;
mod trace;
mod wording;

pub use advance::Due;
pub use course::{Happened, What};
pub use decision::{ApplyError, Decision, Effect, Verdict};
pub use denial::{Denial, DenialKind, Warning};
pub use engine::Engine;
pub use forecast::{Forecast, Foreseen, Happening};
pub use form::{Field, FieldOption};
pub use letter::Letter;
pub use menu::{Menu, MenuItem};
pub use nearest::{By, Change, Nearest};
pub use outline::{
    Cause, Condition, Deed, DeedKind, Lead, Move, Outline, OutlinedAction, OutlinedFlow,
    OutlinedRequirement, OutlinedStep, OutlinedTimer, OutlinedWarning,
};
pub use record::{Record, RecordedEffect, RecordedRequest, RecordedRules};
pub use request::Request;
pub use trace::{Seen, TraceLine};
