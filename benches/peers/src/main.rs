//! Dunlin beside other rule engines: the same policy, the same cases, one table. It measures, and asserts only that
//! all engines agree.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml` writes `benches/RESULTS.md`. With `check`, the
//! engines are only held to each other; with `profile complete`, complete decisions are made over and over; `load` is
//! the process in which loading is measured.

mod alone;
mod check;
mod engines;
mod generated;
mod others;
mod peers;
mod policy;
mod portfolio;
mod report;
mod timing;

use anyhow::{Result, bail};

use crate::engines::dunlin::{Dunlin, shipped};
use crate::peers::Asked;
use crate::portfolio::portfolio;

const SEED: u64 = 20_260_302;
const PAIRS: usize = 10_000;
const ROUNDS: usize = 21;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        [] => everything(ROUNDS),
        ["check"] => {
            let pairs = portfolio(SEED, PAIRS)?;
            let comparison = peers::compare(&pairs, 1)?;
            println!("all agree; {} of {PAIRS} denied", comparison.denied);
            Ok(())
        }
        ["load", rules] => alone::load(rules.parse()?),
        ["actions"] => {
            let mut table = String::new();
            report::by_action(&mut table, &alone::by_action(&portfolio(SEED, PAIRS)?, 7)?)?;
            print!("{table}");
            Ok(())
        }
        ["profile", "complete"] => profile(),
        _ => bail!("no arguments, `check`, `actions`, `load RULES` or `profile complete`"),
    }
}

fn everything(rounds: usize) -> Result<()> {
    let pairs = portfolio(SEED, PAIRS)?;
    let fewer = pairs.get(..2_000).unwrap_or(&pairs);
    let few = pairs.get(..300).unwrap_or(&pairs);
    let report = report::Report {
        pairs: PAIRS,
        rounds,
        loading: [0, 1_000, 10_000]
            .into_iter()
            .map(alone::loading)
            .collect::<Result<_>>()?,
        comparison: peers::compare(&pairs, rounds)?,
        by_action: alone::by_action(&pairs, rounds)?,
        menu_and_apply: alone::menu_and_apply(&pairs, rounds)?,
        other_actions: alone::other_actions(fewer, rounds)?,
        same_action: alone::same_action(&pairs, rounds)?,
        others: others::grown(few, 10_000)?,
        two_threads: alone::two_threads(&pairs, rounds)?,
        scripts: alone::scripts(fewer, rounds)?,
    };
    report.write()
}

/// Complete decisions, over and over, for a profiler.
fn profile() -> Result<()> {
    let dunlin = Dunlin::new(&shipped()?)?;
    let asked = Asked::all(&dunlin, &portfolio(SEED, PAIRS)?)?;
    let mut sum = 0_usize;
    for _ in 0..100 {
        for asked in &asked {
            sum = sum.wrapping_add(dunlin.complete(&asked.case, &asked.pair)?);
        }
    }
    println!("{sum}");
    Ok(())
}
