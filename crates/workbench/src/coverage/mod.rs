//! What of a rule set its scenarios have come to: summed up by kind and by file. Nothing is run here.

mod document;
mod hint;
mod lines;
mod page;
mod words;

use std::collections::BTreeMap;

use dunlin::RuleSet;
use dunlin::coverage::{Cause, Coverage, Element, Kind, Obstacle, Verdict};

pub use document::Document;

use crate::suite::Outcome;

/// What of a rule set some scenarios have come to.
///
/// ```no_run
/// let suite = dunlin_workbench::Suite::read("path/to/rule-set")?;
/// let (_, covered) = suite.covered();
/// println!("{} of {}", covered.totals().covered, covered.totals().all());
/// for found in covered.found().filter(|found| !found.is_covered()) {
///     // What it is, why it isn't covered, and which scenario to write.
///     println!("{}: {}", found.title("en"), found.why("en"));
/// }
/// # Ok::<(), dunlin_workbench::SuiteError>(())
/// ```
#[derive(Debug)]
pub struct Covered {
    rules: RuleSet,
    /// The names of the scenarios that could be run.
    scenarios: Vec<String>,
    items: Vec<Item>,
}

/// An element, and what scenarios made of it.
#[derive(Debug)]
struct Item {
    element: Element,
    verdict: Verdict,
    /// The scenarios in which it came out so, by their places.
    yes: Vec<usize>,
    no: Vec<usize>,
    faults: Vec<usize>,
}

/// An element of a rule set, as scenarios have come to it.
#[derive(Debug, Clone, Copy)]
pub struct Found<'c> {
    covered: &'c Covered,
    item: &'c Item,
}

/// What isn't covered, with what isn't for its sake.
#[derive(Debug)]
#[non_exhaustive]
pub struct Gap<'c> {
    /// What isn't covered.
    pub found: Found<'c>,
    /// What can't be reached as long as it isn't.
    pub behind: Vec<Found<'c>>,
}

/// How far something is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum State {
    /// In every way in which it can come out.
    Covered,
    /// It only ever came out one way.
    Partly,
    /// Never.
    Uncovered,
    /// It can't be, under the rule set's settings, and doesn't count.
    Settled,
}

/// How many elements are covered how far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Totals {
    /// In every way in which they can come out.
    pub covered: usize,
    /// They only ever came out one way.
    pub partly: usize,
    /// Never.
    pub uncovered: usize,
}

impl Totals {
    /// Returns how many there are.
    #[must_use]
    pub fn all(&self) -> usize {
        self.covered + self.partly + self.uncovered
    }

    fn add(&mut self, state: State) {
        match state {
            State::Covered => self.covered += 1,
            State::Partly => self.partly += 1,
            State::Uncovered => self.uncovered += 1,
            State::Settled => {}
        }
    }

    fn of<'c>(found: impl Iterator<Item = Found<'c>>) -> Self {
        let mut totals = Self::default();
        found.for_each(|found| totals.add(found.state()));
        totals
    }
}

impl Covered {
    /// Sums up what the outcomes of scenarios have come to.
    pub(crate) fn of(rules: &RuleSet, outcomes: &[Outcome]) -> Self {
        let mut all = Coverage::default();
        let (mut scenarios, mut each) = (Vec::new(), Vec::new());
        for outcome in outcomes {
            if let Some(coverage) = outcome.coverage() {
                all.merge(coverage);
                scenarios.push(outcome.name().to_owned());
                each.push(coverage);
            }
        }
        let items = rules.elements().into_iter().map(|element| {
            let verdict = element.verdict(&all);
            let mut item = Item {
                verdict,
                yes: Vec::new(),
                no: Vec::new(),
                faults: Vec::new(),
                element,
            };
            for (place, coverage) in each.iter().enumerate() {
                let seen = item.element.seen(coverage);
                let counts = [
                    (seen.yes, &mut item.yes),
                    (seen.no, &mut item.no),
                    (seen.faults, &mut item.faults),
                ];
                for (count, scenarios) in counts {
                    if count > 0 {
                        scenarios.push(place);
                    }
                }
            }
            item
        });
        Self {
            items: items.collect(),
            rules: rules.clone(),
            scenarios,
        }
    }

    /// Returns every element in the order of kinds, those that don't count among them.
    pub fn found(&self) -> impl Iterator<Item = Found<'_>> {
        let items = self.items.iter();
        items.map(|item| Found {
            covered: self,
            item,
        })
    }

    /// Returns the names of the scenarios that it is about.
    #[must_use]
    pub fn scenarios(&self) -> &[String] {
        &self.scenarios
    }

    /// Returns how many elements are covered how far.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals::of(self.found())
    }

    /// Returns the same by kind, those kinds of which the rule set has none left out.
    pub fn kinds(&self) -> impl Iterator<Item = (Kind, Totals)> {
        let of = |kind| Totals::of(self.found().filter(move |found| found.kind() == kind));
        let kinds = Kind::ALL.into_iter().map(move |kind| (kind, of(kind)));
        kinds.filter(|(_, totals)| totals.all() > 0)
    }

    /// Returns the same, each kind with what it is called: in Danish for `da`, in English otherwise.
    pub fn kinds_named(&self, language: &str) -> impl Iterator<Item = (&'static str, Totals)> {
        self.kinds()
            .map(move |(kind, totals)| (words::plural(kind, language), totals))
    }

    /// Returns the same by file, in the order of their names.
    #[must_use]
    pub fn files(&self) -> BTreeMap<&str, Totals> {
        let mut files: BTreeMap<&str, Totals> = BTreeMap::new();
        for found in self.found() {
            if let Some(place) = found.item.element.place() {
                files.entry(&place.file).or_default().add(found.state());
            }
        }
        files.retain(|_, totals| totals.all() > 0);
        files
    }

    /// Returns what isn't covered, by file and line. What isn't reached for another gap's sake stands with that one.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap<'_>> {
        let gaps = self.found().filter(|found| !found.is_covered());
        let mut gaps: Vec<Gap<'_>> = gaps
            .map(|found| Gap {
                found,
                behind: Vec::new(),
            })
            .collect();
        gaps.sort_by_key(|gap| gap.found.item.element.place().cloned());
        let places: Vec<Option<usize>> = gaps
            .iter()
            .map(|gap| {
                let before = gap.found.obstacle()?;
                gaps.iter().position(|gap| {
                    let element = gap.found.element();
                    element.kind() == before.kind && element.place() == before.place.as_ref()
                })
            })
            .collect();
        for (place, before) in places.iter().enumerate() {
            let behind = gaps.get(place).map(|gap| gap.found);
            if let (Some(behind), Some(gap)) = (behind, before.and_then(|at| gaps.get_mut(at))) {
                gap.behind.push(behind);
            }
        }
        let mut places = places.into_iter();
        gaps.retain(|_| places.next().flatten().is_none());
        gaps
    }

    fn names(&self, places: &[usize]) -> Vec<&str> {
        let names = places.iter().filter_map(|place| self.scenarios.get(*place));
        names.map(String::as_str).collect()
    }
}

impl<'c> Found<'c> {
    /// Returns the element.
    #[must_use]
    pub fn element(&self) -> &'c Element {
        &self.item.element
    }

    /// Returns what kind of thing it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.item.element.kind()
    }

    /// Returns how far it is covered.
    #[must_use]
    pub fn state(&self) -> State {
        match self.item.verdict {
            Verdict::Covered => State::Covered,
            Verdict::OnlyYes | Verdict::OnlyNo => State::Partly,
            Verdict::Settled => State::Settled,
            _ => State::Uncovered,
        }
    }

    /// Returns whether nothing is left to be tried.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        matches!(self.state(), State::Covered | State::Settled)
    }

    /// Returns the verdict, with the cause.
    #[must_use]
    pub fn verdict(&self) -> &'c Verdict {
        &self.item.verdict
    }

    /// What stands before it, where that is why it wasn't reached.
    fn obstacle(&self) -> Option<&'c Obstacle> {
        match &self.item.verdict {
            Verdict::Unreached(
                Cause::Unreached(before)
                | Cause::CameOut(before, _)
                | Cause::ShortCircuit(before, _),
            ) => Some(before),
            _ => None,
        }
    }

    /// Returns the scenarios in which it was reached: true, held, allowed, given, run.
    #[must_use]
    pub fn yes(&self) -> Vec<&'c str> {
        self.covered.names(&self.item.yes)
    }

    /// Returns those in which it was false, failed, denied, left out, passed over.
    #[must_use]
    pub fn no(&self) -> Vec<&'c str> {
        self.covered.names(&self.item.no)
    }

    /// Returns those in which it could not be evaluated.
    #[must_use]
    pub fn faults(&self) -> Vec<&'c str> {
        self.covered.names(&self.item.faults)
    }
}
