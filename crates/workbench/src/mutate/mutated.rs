//! What came of each mutant, and the counts. Nothing is run here.

use std::collections::BTreeMap;

use dunlin::{Mutant, MutantKind};

/// What came of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// A scenario came out otherwise.
    Noticed,
    /// None did.
    Survived(Why),
}

/// Why no scenario notices a mutant, as far as can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// In no scenario is what it edits asked at all.
    NeverAsked,
    /// It is asked, and everything comes out the same; or it can't be told whether it is.
    Unchanged,
}

/// How many mutants there are, and how many of them are noticed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Those that some scenario notices.
    pub noticed: usize,
    /// All of them.
    pub made: usize,
}

impl Count {
    /// Returns the noticed in percent, rounded down to a tenth; 100 of none.
    #[must_use]
    pub fn percent(self) -> f64 {
        match (self.noticed * 1000).checked_div(self.made) {
            #[expect(clippy::cast_precision_loss, reason = "at most a thousand")]
            Some(tenths) => tenths as f64 / 10.0,
            None => 100.0,
        }
    }

    fn add(&mut self, fate: Fate) {
        self.made += 1;
        self.noticed += usize::from(fate == Fate::Noticed);
    }
}

/// Every mutant with what came of it, in the order of the rule set's files.
#[derive(Debug, Clone)]
pub struct Mutated {
    fates: Vec<(Mutant, Fate)>,
    scenarios: usize,
}

impl Mutated {
    pub(super) fn new(fates: Vec<(Mutant, Fate)>, scenarios: usize) -> Self {
        Self { fates, scenarios }
    }

    /// Returns every mutant with what came of it.
    pub fn fates(&self) -> impl Iterator<Item = (&Mutant, Fate)> {
        self.fates.iter().map(|(mutant, fate)| (mutant, *fate))
    }

    /// Returns how many scenarios there were to notice them.
    #[must_use]
    pub fn scenarios(&self) -> usize {
        self.scenarios
    }

    /// Returns those that no scenario notices, with why.
    pub fn survivors(&self) -> impl Iterator<Item = (&Mutant, Why)> {
        self.fates().filter_map(|(mutant, fate)| match fate {
            Fate::Noticed => None,
            Fate::Survived(why) => Some((mutant, why)),
        })
    }

    /// Returns the count of the rules' mutants, those of invariants left out.
    #[must_use]
    pub fn of_rules(&self) -> Count {
        self.count(|mutant| !mutant.is_limit())
    }

    /// Returns the count of the invariants' mutants: a limit shows only where a rule would break it.
    #[must_use]
    pub fn of_limits(&self) -> Count {
        self.count(Mutant::is_limit)
    }

    fn count(&self, is_it: impl Fn(&Mutant) -> bool) -> Count {
        let mut count = Count::default();
        let fates = self.fates().filter(|(mutant, _)| is_it(mutant));
        fates.for_each(|(_, fate)| count.add(fate));
        count
    }

    /// Returns the count of each sort of edit that there is.
    #[must_use]
    pub fn by_kind(&self) -> BTreeMap<MutantKind, Count> {
        let mut counts = BTreeMap::<_, Count>::new();
        for (mutant, fate) in self.fates() {
            counts.entry(mutant.kind()).or_default().add(fate);
        }
        counts
    }

    /// Returns the count of each file.
    #[must_use]
    pub fn by_file(&self) -> BTreeMap<&str, Count> {
        let mut counts = BTreeMap::<_, Count>::new();
        for (mutant, fate) in self.fates() {
            let file = mutant.place().file.as_str();
            counts.entry(file).or_default().add(fate);
        }
        counts
    }
}
