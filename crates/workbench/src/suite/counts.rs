//! How many scenarios came out how. Nothing is run here.

use std::fmt;

use super::{Outcome, Status};

/// How many scenarios came out how; prints as `128 passed, 2 snapshots differ`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// As expected and as in the snapshot.
    pub passed: usize,
    /// An expectation isn't met.
    pub unmet: usize,
    /// There is no snapshot yet.
    pub missing: usize,
    /// The snapshot says something else.
    pub differing: usize,
    /// The file can't be read, or the scenario can't be run.
    pub unreadable: usize,
}

impl Counts {
    /// Returns the counts of `outcomes`.
    #[must_use]
    pub fn of<'o>(outcomes: impl IntoIterator<Item = &'o Outcome>) -> Self {
        let mut counts = Self::default();
        for outcome in outcomes {
            *match outcome.status() {
                Status::Passed => &mut counts.passed,
                Status::Unmet(_) => &mut counts.unmet,
                Status::SnapshotMissing => &mut counts.missing,
                Status::SnapshotDiffers(_) => &mut counts.differing,
                Status::Unreadable(_) => &mut counts.unreadable,
            } += 1;
        }
        counts
    }

    /// Returns how many didn't pass.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.unmet + self.missing + self.differing + self.unreadable
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed", self.passed)?;
        let others = [
            (
                self.unmet,
                "came out otherwise than expected",
                "came out otherwise than expected",
            ),
            (self.differing, "snapshot differs", "snapshots differ"),
            (self.missing, "snapshot is missing", "snapshots are missing"),
            (self.unreadable, "can't be run", "can't be run"),
        ];
        for (count, one, many) in others.iter().filter(|(count, ..)| *count > 0) {
            write!(f, ", {count} {}", if *count == 1 { one } else { many })?;
        }
        Ok(())
    }
}
