//! Which edits cause a difference: those that make it alone, or the fewest that make it together · what differs is known elsewhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use dunlin::Engine;
use rayon::prelude::*;

use super::Span;
use super::asked::Asked;
use super::outcome::{Aspect, Outcome, Reach};
use super::subject::Subject;

/// So many combinations of edits are tried with one case beside the first that makes a difference.
const MOST_TRIED: usize = 200;

/// What causes a difference: one group of edits, any one of several, or some only together.
///
/// Groups are told by their places among those that were given.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The group alone makes the difference.
    Alone(usize),
    /// Each of them alone makes it.
    Either(Vec<usize>),
    /// None alone makes it, and all of them together do.
    Together(Vec<usize>),
}

impl Cause {
    /// Returns the groups that have to do with it, in order.
    #[must_use]
    pub fn groups(&self) -> &[usize] {
        match self {
            Self::Alone(group) => std::slice::from_ref(group),
            Self::Either(groups) | Self::Together(groups) => groups,
        }
    }

    /// What comes first is told first.
    fn order(&self) -> (usize, usize, &[usize]) {
        let kind = match self {
            Self::Alone(_) => 0,
            Self::Either(_) => 1,
            Self::Together(_) => 2,
        };
        (kind, self.groups().len(), self.groups())
    }
}

impl PartialOrd for Cause {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cause {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

/// Makes the engine of the old rules with some edits; none where they don't load.
pub(super) type Make<'m> = dyn Fn(&[usize]) -> Option<Engine> + Sync + 'm;

/// The old rules with each group of edits made alone, and with several where that is asked for.
pub(super) struct Made<'m> {
    /// The edits of each group.
    groups: &'m [Vec<usize>],
    alone: Vec<Option<Asked>>,
    together: Mutex<HashMap<Vec<usize>, Option<Arc<Asked>>>>,
    make: &'m Make<'m>,
}

/// One case's search for causes: what has been tried of it.
struct Search<'s> {
    made: &'s Made<'s>,
    subject: &'s Subject,
    span: &'s Span,
    reach: Reach,
    new: &'s Outcome,
    /// What each group alone makes of the case.
    alone: &'s [Option<Outcome>],
    /// The groups that alone make anything else of it.
    moving: Vec<usize>,
    together: BTreeMap<Vec<usize>, Option<Outcome>>,
}

impl<'m> Made<'m> {
    pub(super) fn new(groups: &'m [Vec<usize>], make: &'m Make<'m>) -> Self {
        let alone = (0..groups.len()).into_par_iter();
        Self {
            groups,
            alone: alone
                .map(|group| make(&edits(groups, &[group])).map(Asked::new))
                .collect(),
            together: Mutex::default(),
            make,
        }
    }

    /// What causes each of the aspects in which `new` differs from `old`.
    pub(super) fn causes(
        &self,
        subject: &Subject,
        span: &Span,
        [old, new]: [&Outcome; 2],
        aspects: &[Aspect],
    ) -> Vec<Cause> {
        if let [_] = self.groups {
            return vec![Cause::Alone(0); aspects.len()];
        }
        let reach = Reach::of(aspects);
        let alone = self.alone.iter();
        let alone = alone.map(|asked| Some(asked.as_ref()?.outcome(subject, span, reach)));
        let alone: Vec<Option<Outcome>> = alone.collect();
        let moves = |group: &usize| {
            let outcome = alone.get(*group).and_then(Option::as_ref);
            outcome.is_some_and(|outcome| !outcome.is_same(old, reach))
        };
        let moving = (0..alone.len()).filter(moves).collect();
        let mut search = Search {
            made: self,
            subject,
            span,
            reach,
            new,
            alone: &alone,
            moving,
            together: BTreeMap::new(),
        };
        let causes = aspects.iter().map(|aspect| search.cause(aspect));
        causes.collect()
    }

    /// Whether a group has all edits of another, and more.
    fn holds(&self, group: usize, other: usize) -> bool {
        let [Some(all), Some(some)] = [group, other].map(|group| self.groups.get(group)) else {
            return false;
        };
        some.len() < all.len() && some.iter().all(|edit| all.contains(edit))
    }

    fn together(&self, groups: &[usize]) -> Option<Arc<Asked>> {
        let mut together = self.together.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = together.get(groups) {
            return known.clone();
        }
        let made =
            (self.make)(&edits(self.groups, groups)).map(|engine| Arc::new(Asked::new(engine)));
        together.insert(groups.to_vec(), made.clone());
        made
    }
}

impl Search<'_> {
    fn cause(&mut self, aspect: &Aspect) -> Cause {
        let alone = self.alone.iter().enumerate();
        let alone = alone.filter(|(_, outcome)| self.agrees(outcome.as_ref(), aspect));
        let mut alone: Vec<usize> = alone.map(|(group, _)| group).collect();
        let makers = alone.clone();
        alone.retain(|group| !makers.iter().any(|other| self.made.holds(*group, *other)));
        match alone.as_slice() {
            [] => Cause::Together(self.fewest(aspect)),
            [group] => Cause::Alone(*group),
            _ => Cause::Either(alone),
        }
    }

    fn agrees(&self, outcome: Option<&Outcome>, aspect: &Aspect) -> bool {
        outcome.is_some_and(|outcome| outcome.agrees(self.new, aspect))
    }

    /// The fewest groups that make the difference together; all, where that isn't found.
    fn fewest(&mut self, aspect: &Aspect) -> Vec<usize> {
        let all: Vec<usize> = (0..self.alone.len()).collect();
        let moving = self.moving.clone();
        // Mostly those that alone make anything else of the case are those that it takes.
        let from = match moving.len() > 1 && self.makes(&moving, aspect) {
            true => moving,
            false => all.clone(),
        };
        let found = self.shrunk(from, aspect);
        let mut tried = 0;
        for size in 2..found.len() {
            for groups in Combinations::of(all.len(), size) {
                if tried == MOST_TRIED {
                    return found;
                }
                tried += 1;
                if self.makes(&groups, aspect) {
                    return groups;
                }
            }
        }
        found
    }

    /// What is left when each group that isn't needed is left out.
    fn shrunk(&mut self, from: Vec<usize>, aspect: &Aspect) -> Vec<usize> {
        let mut kept = from.clone();
        for group in from {
            let without = kept.iter().copied().filter(|kept| *kept != group);
            let without: Vec<usize> = without.collect();
            // Alone, none makes it.
            if without.len() > 1 && self.makes(&without, aspect) {
                kept = without;
            }
        }
        kept
    }

    fn makes(&mut self, groups: &[usize], aspect: &Aspect) -> bool {
        if !self.together.contains_key(groups) {
            let asked = self.made.together(groups);
            let outcome = asked.map(|asked| asked.outcome(self.subject, self.span, self.reach));
            self.together.insert(groups.to_vec(), outcome);
        }
        let outcome = self.together.get(groups).and_then(Option::as_ref);
        self.agrees(outcome, aspect)
    }
}

/// The edits of some groups, in order and each once.
fn edits(all: &[Vec<usize>], groups: &[usize]) -> Vec<usize> {
    let chosen = groups.iter().filter_map(|group| all.get(*group));
    let edits: BTreeSet<usize> = chosen.flatten().copied().collect();
    edits.into_iter().collect()
}

/// Every choice of so many of the numbers below another, in order.
struct Combinations {
    below: usize,
    next: Option<Vec<usize>>,
}

impl Combinations {
    fn of(below: usize, size: usize) -> Self {
        Self {
            below,
            next: (size <= below).then(|| (0..size).collect()),
        }
    }
}

impl Iterator for Combinations {
    type Item = Vec<usize>;

    fn next(&mut self) -> Option<Vec<usize>> {
        let found = self.next.clone()?;
        let mut after = found.clone();
        let size = after.len();
        // The last that can still be another, and those behind it from there on.
        let moved = (0..size).rev().find(|place| {
            let most = self.below - size + place;
            after.get(*place).is_some_and(|number| *number < most)
        });
        self.next = moved.map(|place| {
            let first = after.get(place).copied().unwrap_or_default() + 1;
            for (number, at) in after.iter_mut().skip(place).zip(first..) {
                *number = at;
            }
            after
        });
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cause, Combinations};

    #[test]
    fn every_choice_comes_once_and_in_order() {
        let pairs: Vec<_> = Combinations::of(4, 2).collect();
        let told = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]];
        assert_eq!(pairs, told.map(Vec::from));
        assert_eq!(Combinations::of(3, 3).collect::<Vec<_>>(), [[0, 1, 2]]);
        assert_eq!(Combinations::of(2, 3).count(), 0);
    }

    #[test]
    fn what_is_alone_comes_before_what_is_together() {
        let mut causes = [
            Cause::Together(vec![0, 1]),
            Cause::Either(vec![0, 2]),
            Cause::Alone(3),
            Cause::Alone(0),
        ];
        causes.sort();
        assert_eq!(
            causes,
            [
                Cause::Alone(0),
                Cause::Alone(3),
                Cause::Either(vec![0, 2]),
                Cause::Together(vec![0, 1]),
            ]
        );
    }
}
