//! An element of a rule set that decisions may come to, and the verdict on it: covered, or why not. No words are made here.

use super::Coverage;
use super::key::Key;
use crate::source::Place;

/// What kind of thing an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// An action: allowed, denied.
    Action,
    /// A role that may ask for an action.
    Role,
    /// An input of an action: given, left out.
    Input,
    /// An option of a list, of an input or of a fact.
    Option,
    /// `shown` of an action: true, false.
    Shown,
    /// A requirement of an action: held, failed.
    Requirement,
    /// A warning of an action: given, not given.
    Warning,
    /// `when` of a requirement or an effect: true, false.
    When,
    /// A part of a condition between `&&`, `||` and the like: true, false.
    Part,
    /// An effect that a rule asks for.
    Effect,
    /// That a host answers that an effect is done, where something follows from it.
    Done,
    /// That a host answers that an effect has failed, where something follows from it.
    Failed,
    /// A flow in which a case is.
    Flow,
    /// A step of a flow: run, passed over.
    Step,
    /// `wait_for` of a step: true, false.
    WaitFor,
    /// A timer.
    Timer,
    /// `while` of a timer: true, false.
    While,
    /// A pause for a reason, as it begins.
    Pause,
    /// The end of a pause for a reason, when its date comes.
    PauseEndsByDate,
    /// The end of a pause for a reason before its date.
    PauseEndsByHand,
    /// A table's version.
    Table,
    /// A row of a table.
    Row,
    /// A function of a script that rules call.
    Function,
    /// A statement of a script.
    Line,
    /// An invariant that a decision could break.
    Invariant,
    /// A letter in a language.
    Letter,
}

impl Kind {
    /// Every kind, in the order in which they are told.
    pub const ALL: [Self; 26] = [
        Self::Action,
        Self::Role,
        Self::Input,
        Self::Option,
        Self::Shown,
        Self::Requirement,
        Self::Warning,
        Self::When,
        Self::Part,
        Self::Effect,
        Self::Done,
        Self::Failed,
        Self::Flow,
        Self::Step,
        Self::WaitFor,
        Self::Timer,
        Self::While,
        Self::Pause,
        Self::PauseEndsByDate,
        Self::PauseEndsByHand,
        Self::Table,
        Self::Row,
        Self::Function,
        Self::Line,
        Self::Invariant,
        Self::Letter,
    ];
}

/// How often something came out how. What is looked at while it is found out what comes next counts, too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Seen {
    /// Reached; true, held, allowed, given, run.
    pub yes: u64,
    /// False, failed, denied, left out, passed over.
    pub no: u64,
    /// Failed while it was evaluated.
    pub faults: u64,
}

impl Seen {
    /// Returns how often it was reached, however it came out.
    #[must_use]
    pub fn reached(self) -> u64 {
        self.yes + self.no + self.faults
    }

    fn came_out(self, truth: bool) -> bool {
        if truth { self.yes > 0 } else { self.no > 0 }
    }
}

/// Whether decisions have come to an element, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// In every way in which it can come out.
    Covered,
    /// Only ever true, held, allowed, given or run.
    OnlyYes,
    /// Only ever false, failed, denied, left out or passed over.
    OnlyNo,
    /// Never, and why.
    Unreached(Cause),
    /// Not in every way, and under this rule set's settings it can't be: it doesn't count.
    Settled,
}

/// Why an element was never reached.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// Nothing that stands before it is in the way.
    Untried,
    /// What it belongs to was never reached.
    Unreached(Obstacle),
    /// What it belongs to was reached, and always came out so: an action always denied, a condition always false.
    CameOut(Obstacle, bool),
    /// The part before it always came out so, and so it was never asked.
    ShortCircuit(Obstacle, bool),
}

/// What stands before an element.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Obstacle {
    /// What it is.
    pub kind: Kind,
    /// Its name; of a condition or a part of one, its text.
    pub name: String,
    /// Where it stands.
    pub place: Option<Place>,
}

/// What an element must come out as to be covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// It is reached, however it comes out.
    Any,
    Yes,
    Both,
}

/// What must have come out so for an element to be reached.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    pub(super) key: Key,
    /// As what; none where it need only be reached.
    pub(super) must: Option<bool>,
    pub(super) obstacle: Obstacle,
    /// Whether it is no matter where it isn't reached itself.
    pub(super) may_be_unasked: bool,
    /// Whether it stands before it in the same condition.
    pub(super) is_part: bool,
    pub(super) settled_by: Vec<Setting>,
}

/// A part of a condition that looks at settings alone, which are the same in every case: for the condition to come out
/// as it must, this must come out so.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub(super) key: Key,
    pub(super) must: bool,
}

/// Something of a rule set that decisions may come to.
#[derive(Debug, Clone)]
pub struct Element {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) text: String,
    pub(super) place: Option<Place>,
    pub(super) key: Key,
    pub(super) needs: Needs,
    /// Whether what is counted as true is a failure: an invariant that must never be.
    pub(super) is_inverted: bool,
    /// What settles that it isn't true, and that it isn't false.
    pub(super) settled_by: [Vec<Setting>; 2],
    /// The outermost first.
    pub(super) gates: Vec<Gate>,
}

impl Element {
    /// Returns what it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns its name: of an action, a rule, a step; of a condition, what it decides about; of a row, its number.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the name of what it belongs to: the action of a rule, the flow of a step, the table of a row. Empty
    /// where it stands for itself.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Returns it as its file has it, on one line: a condition, a row, a statement. Empty for what has a name alone.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns where it stands.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// Returns whether it must come out both ways to be covered.
    #[must_use]
    pub fn needs_both(&self) -> bool {
        self.needs == Needs::Both
    }

    /// Returns how often it came out how.
    #[must_use]
    pub fn seen(&self, coverage: &Coverage) -> Seen {
        let seen = coverage.of(&self.key);
        if self.is_inverted {
            Seen {
                yes: seen.no,
                no: seen.yes,
                ..seen
            }
        } else {
            seen
        }
    }

    /// Returns whether it is covered, and why it isn't.
    #[must_use]
    pub fn verdict(&self, coverage: &Coverage) -> Verdict {
        let seen = self.seen(coverage);
        let (yes, no) = (seen.yes > 0, seen.no > 0);
        match self.needs {
            Needs::Any if seen.reached() > 0 => Verdict::Covered,
            Needs::Yes if yes => Verdict::Covered,
            Needs::Both if yes && no => Verdict::Covered,
            _ if yes || no => {
                let [isnt_true, isnt_false] = &self.settled_by;
                let by = if yes { isnt_false } else { isnt_true };
                match (settles(by, coverage), yes) {
                    (true, _) => Verdict::Settled,
                    (false, true) => Verdict::OnlyYes,
                    (false, false) => Verdict::OnlyNo,
                }
            }
            _ => self.unreached(coverage),
        }
    }

    /// The first thing in its way.
    fn unreached(&self, coverage: &Coverage) -> Verdict {
        for gate in &self.gates {
            let seen = coverage.of(&gate.key);
            let obstacle = || gate.obstacle.clone();
            let Some(must) = gate.must else {
                if seen.reached() == 0 {
                    return Verdict::Unreached(Cause::Unreached(obstacle()));
                }
                continue;
            };
            if seen.came_out(must) {
                continue;
            }
            if !seen.came_out(!must) {
                if gate.may_be_unasked {
                    continue;
                }
                return Verdict::Unreached(Cause::Unreached(obstacle()));
            }
            if settles(&gate.settled_by, coverage) {
                return Verdict::Settled;
            }
            return Verdict::Unreached(match gate.is_part {
                true => Cause::ShortCircuit(obstacle(), !must),
                false => Cause::CameOut(obstacle(), !must),
            });
        }
        Verdict::Unreached(Cause::Untried)
    }
}

/// Whether one of them came out as it must not, and always will.
fn settles(settings: &[Setting], coverage: &Coverage) -> bool {
    settings.iter().any(|setting| {
        let seen = coverage.of(&setting.key);
        seen.came_out(!setting.must) && !seen.came_out(setting.must)
    })
}
