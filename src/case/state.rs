//! What a case is made of. Nothing is computed here but what follows from one field.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;

use super::Ledger;
use crate::rules::FlowId;
use crate::rules::effect::EffectKind;
use crate::string::Str;
use crate::value::Value;

/// Everything that is stored of a case.
///
/// In this order in memory: what nearly every decision looks at stands together, since the case of a
/// decision is seldom in the processor's cache.
#[derive(Debug, Clone, PartialEq)]
#[repr(C)]
pub(crate) struct State {
    pub(crate) id: Value,
    pub(crate) currency: Value,
    pub(crate) revision: i64,
    pub(crate) closing: Option<Box<Closing>>,
    pub(crate) holds: Vec<Hold>,
    pub(crate) flow: FlowId,
    pub(crate) flow_started: DateTime<Utc>,
    /// The place of the step that comes next; none after the last.
    pub(crate) step: Option<usize>,
    pub(crate) ledger: Ledger,
    /// In the order in which the rule set declares them.
    pub(crate) facts: Vec<Value>,
    pub(crate) history: Vec<Past>,
    /// The steps and timers that had their turn, the latest last.
    pub(crate) turns: Vec<Taken>,
    pub(crate) notes: Vec<Note>,
}

/// A reason for which the case is paused.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hold {
    pub(crate) reason: Value,
    pub(crate) note: Option<Arc<str>>,
    /// Whether steps' due times move by the days of the hold.
    pub(crate) clock_stops: bool,
    /// Whether interest is charged for its days.
    pub(crate) interest_stops: bool,
    pub(crate) since: DateTime<Utc>,
    pub(crate) resume_on: Option<NaiveDate>,
    pub(crate) ended: Option<DateTime<Utc>>,
}

/// How a case was closed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Closing {
    pub(crate) code: Value,
    pub(crate) reason: Value,
    pub(crate) at: DateTime<Utc>,
}

/// An effect that was decided, and how its host has answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Past {
    pub(crate) id: Str,
    pub(crate) effect: EffectKind,
    /// Its first template, entry or choice argument.
    pub(crate) name: Option<Str>,
    pub(crate) at: DateTime<Utc>,
    pub(crate) done: Option<DateTime<Utc>>,
    pub(crate) failed: Option<DateTime<Utc>>,
    /// What is posted when it is done, where its declaration says that it settles something.
    pub(crate) settles: Option<Decimal>,
}

/// A step or a timer that had its turn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Taken {
    pub(crate) turn: Turn,
    pub(crate) at: DateTime<Utc>,
    /// Whether its condition didn't hold, so that nothing was done.
    pub(crate) passed_over: bool,
    /// Whether it sent or charged something: `apart` counts from it.
    pub(crate) reached: bool,
}

/// What comes when its time has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Turn {
    /// A step of a flow.
    Step {
        /// The flow's name.
        flow: Arc<str>,
        /// The step's name.
        step: Arc<str>,
    },
    /// A timer.
    Timer {
        /// The timer's name.
        timer: Arc<str>,
    },
    /// A hold that ends by itself on its date.
    HoldEnds {
        /// The hold's reason.
        reason: Arc<str>,
    },
}

/// A note on the case.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    pub(crate) text: Value,
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: Arc<str>,
}

impl State {
    pub(crate) fn status(&self) -> Status {
        Status::of(self.closing.is_some(), &self.holds)
    }
}

/// The status that follows from how a case is closed and held, in the order of the list of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Active,
    Paused,
    Closed,
}

impl Status {
    pub(crate) fn of(closed: bool, holds: &[Hold]) -> Self {
        if closed {
            Self::Closed
        } else if holds.iter().any(|hold| hold.ended.is_none()) {
            Self::Paused
        } else {
            Self::Active
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Closed => "closed",
        }
    }
}
