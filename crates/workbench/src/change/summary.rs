//! What changed in many scenarios, told once. No scenario is run here.

use super::{Change, Telling, What};

/// A change with the scenarios in which it is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shared {
    /// The change, as the scenario with the fewest changes has it.
    pub change: Change,
    /// The scenarios, those with the fewest changes first.
    pub scenarios: Vec<String>,
}

impl Shared {
    /// Whether it is to be told: words in several languages are told in one of them.
    #[must_use]
    pub fn is_told(&self, telling: Telling, among: &[Self]) -> bool {
        let changes: Vec<Change> = among.iter().map(|shared| shared.change.clone()).collect();
        !telling.is_said_already(&self.change, &changes)
    }

    /// Returns what changed, in words that hold for each of the scenarios.
    #[must_use]
    pub fn said(&self, telling: Telling) -> String {
        telling.general(&self.change)
    }
}

/// Returns the changes of scenarios, the same ones once: those of the fewest scenarios first.
///
/// What follows from others isn't among them.
#[must_use]
pub fn shared<'c>(scenarios: impl IntoIterator<Item = (&'c str, &'c [Change])>) -> Vec<Shared> {
    let mut scenarios: Vec<(&str, &[Change])> = scenarios.into_iter().collect();
    scenarios.sort_by_key(|(name, changes)| (changes.len(), *name));
    let mut found: Vec<(Key, Shared)> = Vec::new();
    for (name, changes) in scenarios {
        for change in changes.iter().filter(|change| !change.follows) {
            let key = key(change);
            match found.iter_mut().find(|(other, _)| *other == key) {
                Some((_, shared)) if shared.scenarios.last().is_some_and(|last| last == name) => {}
                Some((_, shared)) => shared.scenarios.push(name.to_owned()),
                None => found.push((
                    key,
                    Shared {
                        change: change.clone(),
                        scenarios: vec![name.to_owned()],
                    },
                )),
            }
        }
    }
    let mut found: Vec<Shared> = found.into_iter().map(|(_, shared)| shared).collect();
    found.sort_by_key(|shared| shared.scenarios.len());
    found
}

/// What a change says, and of what, where that belongs to it.
type Key = (Option<String>, What);

fn key(change: &Change) -> Key {
    let of = change.is_of_its_moment().then(|| change.place.of.clone());
    (of, change.gist())
}
