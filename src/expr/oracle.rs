//! The oracle: tests that hold expressions to Rhai's own evaluation of the same text, and findings to their places.
//!
//! How many expressions are tried is `DUNLIN_ORACLE_CASES` (100,000 if not given), which ones
//! follows from `DUNLIN_ORACLE_SEED`.

#![expect(
    clippy::string_slice,
    reason = "a text that is cut at a wrong place is a failure of the test"
)]

mod agreement;
mod findings;
mod garbage;
mod grammar;
mod guards;
mod near_miss;
mod places;
mod reference;
mod settled;
mod world;

pub(crate) use agreement::compiled;
pub(crate) use grammar::Expressions;
pub(crate) use world::{Sort, WORLD, random_inputs};

use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// The expressions that all properties of agreement together try, if nothing else is asked for.
const CASES: u32 = 100_000;

/// A runner of `part` hundredths of all cases, the same ones each time for the same `name`.
pub(crate) fn runner(name: &str, part: u32) -> TestRunner {
    let all = setting("DUNLIN_ORACLE_CASES").unwrap_or(CASES);
    let config = Config {
        cases: (all / 100 * part).max(1),
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    let letters = seed().to_le_bytes().into_iter().chain(name.bytes());
    letters
        .zip(&mut bytes)
        .for_each(|(letter, byte)| *byte = letter);
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

const SEED: &str = "DUNLIN_ORACLE_SEED";

fn seed() -> u32 {
    setting(SEED).unwrap_or(0)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test may be asked to try more cases than usual"
)]
fn setting(name: &str) -> Option<u32> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().expect("a number"))
}

/// Fails the test with the smallest case that was found.
fn report<T: std::fmt::Debug>(result: Result<(), TestError<T>>) {
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, case)) => panic!("{reason}\n{case:?}\nwith {SEED}={}", seed()),
        Err(error) => panic!("{error}"),
    }
}
