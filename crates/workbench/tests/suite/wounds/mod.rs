//! The wounds test: single wounds in the shipped rule set, made by chance that is the same every time, and what
//! comes of each. Broken ones are all found when the rule set is checked, and close by; of those that may be meant,
//! hardly one is neither found nor noticed by a scenario.
//!
//! The snapshot tells every wound that came out otherwise. `INSTA_UPDATE=always cargo test -p dunlin-workbench
//! --test suite wounds` writes it anew; read it before you accept it. `DUNLIN_WOUNDS=10` makes ten times as many, and
//! prints what comes of them in place of comparing it.

#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod broken;
mod data;
mod examine;
mod meaningful;
mod random;
mod shipped;
mod table;
mod unseen;
mod words;
mod wound;

use dunlin::RuleSet;

use crate::assert_told;
use examine::{Case, Fate, examine};
use random::Random;
use shipped::Shipped;
use table::Account;
use wound::{Kind, Wound};

const SEED: u64 = 2026;

#[test]
fn wounds_are_found_or_noticed() {
    let shipped = Shipped::read();
    assert!(RuleSet::check(&shipped.sources).is_empty());
    let broken = examine(&shipped, made(&shipped, &Kind::BROKEN, broken::wounds));
    let meaningful = Kind::MEANINGFUL;
    let meaningful = examine(
        &shipped,
        made(&shipped, &meaningful, |shipped, kind, random| match kind {
            Kind::FreeNameChanged => broken::wounds(shipped, kind, random),
            _ => meaningful::wounds(shipped, kind, random),
        }),
    );
    let account = Account::of(&shipped, &broken, &meaningful);
    println!("{account}");
    if wound::times() == 1 {
        assert_told!("wounds", account.to_string());
    }
    account.assert();
}

/// The wounds of these kinds, each kind with chances of its own, so that no change of one moves another.
fn made(
    shipped: &Shipped,
    kinds: &[Kind],
    wounds: impl Fn(&Shipped, Kind, &mut Random) -> Vec<Wound>,
) -> Vec<Wound> {
    let made = kinds.iter().flat_map(|kind| {
        let mut random = Random::of(SEED + *kind as u64);
        wounds(shipped, *kind, &mut random)
    });
    made.collect()
}
