//! Whether formulas can hold together. Only "no" is certain: what takes too long to find out is possible.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::domain::Domain;
use super::formula::{Formula, Literal, Orders, reversed};
use super::terms::{TermId, Terms};

/// The worlds that are looked at for one answer, before giving up.
const MOST_WORLDS: usize = 1_024;
/// The parts of formulas that are looked at in all of them.
const MOST_STEPS: usize = 8_192;
/// What may be read, looked at and copied for a whole rule set.
const MOST_EFFORT: usize = 5_000_000;

/// What may still be done for a rule set, so that none can take for ever.
pub(in crate::lint) struct Effort(Cell<usize>);

impl Default for Effort {
    fn default() -> Self {
        Self(Cell::new(MOST_EFFORT))
    }
}

impl Effort {
    pub(super) fn spend(&self, effort: usize) {
        self.0.set(self.0.get().saturating_sub(effort));
    }

    /// Whether nothing more may be done: then nothing more is certain.
    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

/// Whether there may be a case in which all of these hold; false is certain.
pub(in crate::lint) fn satisfiable<'f>(
    formulas: impl IntoIterator<Item = &'f Formula>,
    terms: &Terms<'_>,
) -> bool {
    let mut worlds = vec![World {
        facts: Facts::default(),
        pending: formulas.into_iter().collect(),
        choices: Vec::new(),
    }];
    let (mut steps, mut seen) = (0, 0);
    while let Some(mut world) = worlds.pop() {
        seen += 1;
        if seen > MOST_WORLDS || steps > MOST_STEPS || terms.effort.is_spent() {
            return true;
        }
        let before = steps;
        let settled = world.settle(terms, &mut steps);
        terms.effort.spend(steps - before + world.size());
        if !settled {
            continue;
        }
        let Some(choice) = world.choices.pop() else {
            return true;
        };
        // The first alternative is looked at first.
        if let Some((first, rest)) = choice.split_first() {
            if !rest.is_empty() {
                let mut other = world.clone();
                other.choices.push(rest);
                worlds.push(other);
            }
            world.pending.push(first);
            worlds.push(world);
        }
    }
    false
}

/// What is assumed so far, and what remains to be.
#[derive(Clone)]
struct World<'f> {
    facts: Facts,
    pending: Vec<&'f Formula>,
    /// Of each of these, one must hold.
    choices: Vec<&'f [Formula]>,
}

impl World<'_> {
    /// How much there is of it to copy.
    fn size(&self) -> usize {
        let facts = &self.facts;
        let known = facts.truths.len() + facts.set.len() + facts.domains.len() + facts.orders.len();
        known + self.pending.len() + self.choices.len()
    }

    /// Assumes all that needs no choice; false where that contradicts itself.
    fn settle(&mut self, terms: &Terms<'_>, steps: &mut usize) -> bool {
        while let Some(formula) = self.pending.pop() {
            *steps += 1;
            match formula {
                Formula::All(parts) => self.pending.extend(parts),
                Formula::Any(parts) => match parts.as_slice() {
                    [] => return false,
                    [only] => self.pending.push(only),
                    parts => self.choices.push(parts),
                },
                Formula::Literal(literal) => {
                    if !self.facts.assume(literal, terms) {
                        return false;
                    }
                }
            }
        }
        true
    }
}

/// Literals that hold together.
#[derive(Clone, Default)]
struct Facts {
    truths: BTreeMap<TermId, bool>,
    set: BTreeMap<TermId, bool>,
    domains: BTreeMap<TermId, Domain>,
    orders: BTreeMap<(TermId, TermId), Orders>,
}

impl Facts {
    /// Assumes one more; false where it contradicts the others.
    fn assume(&mut self, literal: &Literal, terms: &Terms<'_>) -> bool {
        match literal {
            Literal::Truth(term, truth) => *self.truths.entry(*term).or_insert(*truth) == *truth,
            Literal::IsSet(term, truth) => {
                let always = terms.get(*term).is_some_and(|term| term.set);
                *self.set.entry(*term).or_insert(*truth) == *truth && (*truth || !always)
            }
            Literal::Within(term, domain) => self.within(*term, domain, terms),
            Literal::Ordered(one, other, orders) if one == other => {
                let [_, equal, _] = orders;
                *equal
            }
            Literal::Ordered(one, other, orders) => {
                let (pair, orders) = if one < other {
                    ((*one, *other), *orders)
                } else {
                    ((*other, *one), reversed(*orders))
                };
                let known = self.orders.entry(pair).or_insert([true; 3]);
                for (known, possible) in known.iter_mut().zip(orders) {
                    *known &= possible;
                }
                known.contains(&true)
            }
        }
    }

    fn within(&mut self, id: TermId, domain: &Domain, terms: &Terms<'_>) -> bool {
        let term = terms.get(id);
        let known = self
            .domains
            .get(&id)
            .or_else(|| term.and_then(|term| term.domain.as_ref()));
        let domain = match known {
            // What isn't of one sort says nothing of each other.
            Some(known) => known.and(domain).unwrap_or_else(|| known.clone()),
            None => domain.clone(),
        };
        let possible = !domain.is_empty(term.is_some_and(|term| term.whole));
        self.domains.insert(id, domain);
        possible
    }
}
