//! A scenario's text as data. Whether the rule set knows its names is asked when it runs.

mod places;
mod problem;
mod raw;
mod read;
mod shape;
mod time;

use chrono::NaiveDateTime;
use dunlin::Value;
use indexmap::IndexMap;

pub(crate) use places::Place;
pub use problem::Problem;

/// What somebody expects of a rule set: a case, and what happens to it.
#[derive(Debug)]
pub(crate) struct Scenario {
    pub(crate) file: String,
    /// What it shows.
    pub(crate) sentence: String,
    /// The date and time at which it begins, in the rule set's zone.
    pub(crate) now: NaiveDateTime,
    pub(crate) case: Place,
    /// The case's number, where it gives one.
    pub(crate) id: Option<String>,
    /// The opening's fields and facts that differ from the manifest's example.
    pub(crate) opening: IndexMap<String, Value>,
    pub(crate) steps: Vec<Step>,
}

/// One thing that happens, or from which on others happen otherwise.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) place: Place,
    pub(crate) body: StepBody,
}

/// What a step is.
#[derive(Debug)]
pub(crate) enum StepBody {
    /// Somebody asks for an action.
    Do(Asked),
    /// From here on, the effects of this name are answered so.
    Answer { effect: String, answer: Answer },
    /// Time passes up to then; what falls due happens in its time.
    WaitUntil(NaiveDateTime),
    /// Time passes up to then and nothing happens; then what has fallen due does.
    HostDown {
        period: String,
        until: NaiveDateTime,
    },
}

/// An action that is asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) action: String,
    pub(crate) role: String,
    pub(crate) inputs: IndexMap<String, Value>,
    pub(crate) expect: Option<Expect>,
}

/// What is expected of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expect {
    Allowed,
    /// For whatever reasons.
    Denied,
    /// By these rules and no others.
    DeniedBy(Vec<String>),
}

/// How the host answers the effects of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Done,
    Failed,
    /// Not at all, for now.
    None,
}
