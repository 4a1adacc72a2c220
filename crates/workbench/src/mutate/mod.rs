//! The rule set edited one mistake at a time, and every scenario run until one notices. What the mistakes are, the engine knows.

mod mutated;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use dunlin::{Engine, Mutant, RuleSet};

pub use mutated::{Count, Fate, Mutated, Why};

use crate::suite::{Held, Suite};

/// A rule set's mutants, to be run by its scenarios.
///
/// ```no_run
/// use dunlin_workbench::Suite;
/// use dunlin_workbench::mutate::Mutation;
///
/// let suite = Suite::read("path/to/rule-set")?;
/// let mutated = Mutation::of(&suite)?.run(|_| ());
/// for (mutant, why) in mutated.survivors() {
///     println!("{}: {} ({why:?})", mutant.id(), mutant.text("en"));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Mutation {
    rules: RuleSet,
    scenarios: Vec<Held>,
    mutants: Vec<Mutant>,
    threads: usize,
}

/// Scenarios that don't pass, so that they can't tell a mutant from the rule set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("scenarios that don't pass can't notice anything: {}", .0.join(", "))]
pub struct Failing(pub Vec<String>);

impl Mutation {
    /// Returns every mutant of the suite's rule set, on a thread for each core.
    ///
    /// # Errors
    ///
    /// [`Failing`] where a scenario doesn't pass.
    pub fn of(suite: &Suite) -> Result<Self, Failing> {
        let rules = suite.engine().rules().clone();
        Ok(Self {
            scenarios: suite.held().map_err(Failing)?,
            mutants: rules.mutants(),
            rules,
            threads: thread::available_parallelism().map_or(1, usize::from),
        })
    }

    /// Keeps the mutants of the file or the document part of that name or, where there is none, of the
    /// files whose names contain it.
    #[must_use]
    pub fn within(mut self, name: &str) -> Self {
        let is_it = |mutant: &Mutant| mutant.element() == name || mutant.place().file == name;
        if self.mutants.iter().any(is_it) {
            self.mutants.retain(is_it);
        } else {
            self.mutants
                .retain(|mutant| mutant.place().file.contains(name));
        }
        self
    }

    /// Runs on so many threads; what comes out is the same.
    #[must_use]
    pub fn on_threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// Keeps each `nth` mutant, for a look that takes less time.
    #[must_use]
    pub fn every(mut self, nth: usize) -> Self {
        let mut at = 0;
        self.mutants.retain(|_| {
            at += 1;
            (at - 1) % nth.max(1) == 0
        });
        self
    }

    /// Returns how many mutants there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.mutants.len()
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.mutants.is_empty()
    }

    /// Runs the scenarios against each mutant until one notices it; `progress` hears how many are done.
    pub fn run(self, progress: impl Fn(usize) + Sync) -> Mutated {
        let next = AtomicUsize::new(0);
        let done = AtomicUsize::new(0);
        let work = || {
            let mut order: Vec<usize> = (0..self.scenarios.len()).collect();
            let mut fates = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(mutant) = self.mutants.get(at) else {
                    return fates;
                };
                fates.push((at, self.fate(mutant, &mut order)));
                progress(done.fetch_add(1, Ordering::Relaxed) + 1);
            }
        };
        let mut fates: Vec<(usize, Fate)> = thread::scope(|scope| {
            let threads: Vec<_> = (0..self.threads).map(|_| scope.spawn(work)).collect();
            let fates = threads.into_iter().filter_map(|thread| thread.join().ok());
            fates.flatten().collect()
        });
        fates.sort_by_key(|(at, _)| *at);
        let fates = fates.into_iter().map(|(_, fate)| fate);
        Mutated::new(
            self.mutants.into_iter().zip(fates).collect(),
            self.scenarios.len(),
        )
    }

    fn fate(&self, mutant: &Mutant, order: &mut [usize]) -> Fate {
        let Some(mutated) = self.rules.mutated(mutant) else {
            return Fate::Survived(Why::Unchanged);
        };
        if self.is_noticed(mutated, order) {
            return Fate::Noticed;
        }
        let failing = self.rules.failing_at(mutant);
        let is_asked = failing.is_none_or(|failing| self.is_noticed(failing, order));
        Fate::Survived(if is_asked {
            Why::Unchanged
        } else {
            Why::NeverAsked
        })
    }

    /// Whether some scenario notices; the one that does comes first the next time, since mutants of
    /// one place come one after the other.
    fn is_noticed(&self, rules: RuleSet, order: &mut [usize]) -> bool {
        let engine = Engine::new(rules);
        let scenarios = order.iter().enumerate();
        let found = scenarios
            .filter_map(|(place, at)| Some((place, self.scenarios.get(*at)?)))
            .find(|(_, scenario)| scenario.notices(&engine));
        let Some((place, _)) = found else {
            return false;
        };
        if let Some(first) = order.get_mut(..=place) {
            first.rotate_right(1);
        }
        true
    }
}
