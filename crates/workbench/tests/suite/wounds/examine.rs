//! What comes of a wound: found when the rule set is checked, noticed by a scenario, or neither.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use dunlin::{Engine, Finding, Findings, RuleSet, Sources};
use dunlin_workbench::Suite;

use super::shipped::Shipped;
use super::wound::Wound;
use crate::law::by_hand::limits_hold;

/// What came of a wound.
#[derive(Debug)]
pub(super) enum Fate {
    Found(Findings),
    Noticed,
    Unnoticed,
}

/// A wound, and what came of it.
pub(super) struct Case {
    pub(super) wound: Wound,
    pub(super) fate: Fate,
}

impl Case {
    pub(super) fn findings(&self) -> impl Iterator<Item = &Finding> {
        let findings = match &self.fate {
            Fate::Found(findings) => Some(findings),
            _ => None,
        };
        findings.into_iter().flatten()
    }

    pub(super) fn is_found(&self) -> bool {
        matches!(self.fate, Fate::Found(_))
    }

    /// Whether a finding stands within two lines of the wound.
    pub(super) fn is_near(&self) -> bool {
        let mut places = self.findings().filter_map(Finding::place);
        places.any(|place| {
            let (first, last) = (place.line as usize, place.end_line as usize);
            *place.file == *self.wound.file
                && first <= self.wound.line + 2
                && self.wound.line <= last + 2
        })
    }
}

/// Looks at each wound, on every core there is; they come back in their order.
pub(super) fn examine(shipped: &Shipped, wounds: Vec<Wound>) -> Vec<Case> {
    let next = AtomicUsize::new(0);
    let examined = || {
        let mut fates = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(wound) = wounds.get(at) else {
                return fates;
            };
            fates.push((at, fate(shipped, wound)));
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut fates: Vec<(usize, Fate)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(examined)).collect();
        let fates = threads.into_iter().map(|thread| thread.join().unwrap());
        fates.flatten().collect()
    });
    fates.sort_by_key(|(at, _)| *at);
    let fates = fates.into_iter().map(|(_, fate)| fate);
    let pairs = wounds.into_iter().zip(fates);
    pairs.map(|(wound, fate)| Case { wound, fate }).collect()
}

fn fate(shipped: &Shipped, wound: &Wound) -> Fate {
    let sources = wound.sources(shipped);
    let findings = RuleSet::check(&sources);
    if !findings.is_empty() {
        return Fate::Found(findings);
    }
    let mut creditors = shipped.creditors.iter();
    if is_noticed(&sources, &shipped.folder)
        || creditors.any(|(folder, sources)| is_noticed(&wound.beneath(sources), folder))
        || !limits_hold(&sources)
    {
        Fate::Noticed
    } else {
        Fate::Unnoticed
    }
}

/// Whether the rule set doesn't load, or one of the folder's scenarios comes out otherwise.
fn is_noticed(sources: &Sources, folder: &Path) -> bool {
    let Ok(rules) = RuleSet::load(sources) else {
        return true;
    };
    let suite = Suite::of(Engine::new(rules), folder).unwrap();
    !suite.outcomes().all(|outcome| outcome.is_passed())
}
