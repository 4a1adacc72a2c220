//! The search: from what was asked outwards, the smallest change first, each decided anew, until one is allowed. What a change means in words is known elsewhere.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use super::change::Move;
use super::makers::Makers;
use super::ways::{ways, ways_on};
use super::world::{Answer, World};
use crate::rules::RuleSet;

/// How many decisions are made before the search is given up.
const MOST_DECISIONS: usize = 4_000;

/// How many things may have to be otherwise at once.
const MOST_CHANGES: usize = 6;

/// What was found: the changes, and what is asked with them made.
pub(super) struct Found {
    pub(super) moves: Vec<Move>,
    pub(super) world: World,
}

/// Changes that are tried, with what they would cost.
struct Tried {
    cost: u32,
    moves: Vec<Move>,
    world: World,
}

/// The smallest set of changes with which it is allowed; none where none was found.
pub(super) fn search(rules: &RuleSet, world: &World) -> Option<Found> {
    let mut all = vec![Tried {
        cost: 0,
        moves: Vec::new(),
        world: world.clone(),
    }];
    // By cost, and then in the order in which they were thought of.
    let mut waiting = BinaryHeap::from([Reverse((0_u32, 0_usize))]);
    let mut known = HashSet::new();
    let makers = Makers {
        rules: &rules.0,
        world,
    };
    for _ in 0..MOST_DECISIONS {
        let Reverse((_, place)) = waiting.pop()?;
        let tried = all.get(place)?;
        let next = match tried.world.answer(rules) {
            Some(Answer::Allowed) => {
                let needed = needed(rules, world, tried.moves.clone());
                return made(world, &needed).map(|world| Found {
                    moves: needed,
                    world,
                });
            }
            Some(Answer::Denied(denials)) => {
                let mut all = denials
                    .iter()
                    .map(|denial| ways(rules, &tried.world, denial));
                all.find(|moves| !moves.is_empty()).unwrap_or_default()
            }
            Some(Answer::Waits) => ways_on(rules, &tried.world),
            None => continue,
        };
        if tried.moves.len() > MOST_CHANGES {
            continue;
        }
        let (cost, moves, from) = (tried.cost, tried.moves.clone(), tried.world.clone());
        for change in next {
            let Some(changed) = from.with(&change) else {
                continue;
            };
            // What has been changed before is changed again: a little further than once.
            let mut moves = moves.clone();
            let cost = match moves.iter().position(|made| made.slot == change.slot) {
                Some(place) => {
                    moves.remove(place);
                    cost + 1
                }
                None => cost + makers.cost(&change),
            };
            moves.push(change);
            if known.insert(key(&moves)) {
                waiting.push(Reverse((cost, all.len())));
                all.push(Tried {
                    cost,
                    moves,
                    world: changed,
                });
            }
        }
    }
    None
}

/// The changes without which it isn't allowed.
fn needed(rules: &RuleSet, world: &World, mut moves: Vec<Move>) -> Vec<Move> {
    let mut place = 0;
    while place < moves.len() {
        let mut fewer = moves.clone();
        fewer.remove(place);
        let is_allowed = made(world, &fewer)
            .and_then(|world| world.answer(rules))
            .is_some_and(|answer| matches!(answer, Answer::Allowed));
        if is_allowed {
            moves = fewer;
        } else {
            place += 1;
        }
    }
    moves
}

fn made(world: &World, moves: &[Move]) -> Option<World> {
    let mut world = world.clone();
    for change in moves {
        world = world.with(change)?;
    }
    Some(world)
}

/// The same for the same changes in whatever order.
fn key(moves: &[Move]) -> String {
    let mut parts: Vec<String> = moves
        .iter()
        .map(|change| format!("{:?}={:?}", change.slot, change.to))
        .collect();
    parts.sort();
    parts.join("&")
}
