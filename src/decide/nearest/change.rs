//! One thing that would have to be otherwise, as the search knows it: which slot, and what it would have to be. How it is laid over a case is known elsewhere.

use crate::expr::{HistoryKey, HistoryPart};
use crate::rules::{EntryId, FactId};
use crate::string::Str;
use crate::value::Value;

/// Something that can be otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    Input(Str),
    /// An input that the action doesn't take.
    Unknown(Str),
    Role,
    /// The point in time at which it is asked.
    Time,
    Status,
    Fact(FactId),
    Balance,
    /// What is posted of a kind of entry.
    Sum(EntryId),
    Count(EntryId),
    History(HistoryPart, HistoryKey),
    Step,
    Flow,
    FlowStarted,
}

/// What a slot would have to be, beside the value that comes nearest.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wanted {
    /// That value.
    Is,
    /// Anything but this one.
    IsNot(Value),
    /// That value or a later, a larger one.
    AtLeast,
    /// That value or an earlier, a smaller one.
    AtMost,
    /// Any value: the one here is an example.
    IsSet,
}

/// A change of one slot.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Move {
    pub(super) slot: Slot,
    pub(super) to: Value,
    pub(super) wanted: Wanted,
}

impl Move {
    pub(super) fn new(slot: Slot, to: Value, wanted: Wanted) -> Self {
        Self { slot, to, wanted }
    }

    /// How far it is from what was asked: what one can write otherwise comes before what has to happen to the case.
    pub(super) fn cost(&self) -> u32 {
        match (&self.slot, &self.wanted) {
            (Slot::Unknown(_), _) => 9,
            (Slot::Input(_), Wanted::IsSet) => 11,
            (Slot::Input(_), _) => 10,
            (Slot::Role, _) => 12,
            (Slot::Time, Wanted::AtMost) => 24,
            (Slot::Time, _) => 14,
            (Slot::Fact(_), _) => 20,
            (Slot::Status, _) => 22,
            (Slot::Balance | Slot::Sum(_) | Slot::Count(_), _) => 25,
            (Slot::History(..), _) => 26,
            (Slot::Step | Slot::FlowStarted, _) => 28,
            (Slot::Flow, _) => 30,
        }
    }
}
