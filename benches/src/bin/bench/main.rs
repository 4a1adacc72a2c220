//! What each thing that a host asks of the engine costs, beside plain Rhai evaluating the conditions of one action. It measures, and asserts nothing.
//!
//! `cargo xtask bench` runs all, `cargo xtask bench QUESTION…` some of them. Compare the ratios of a run, not the figures
//! of two runs.

mod advance;
mod apply;
mod decide;
mod due;
mod forecast;
mod load;
mod menu;
mod reference;
mod simulate;
mod threads;
mod timing;
mod told;

use anyhow::{Context, Result, ensure};
use dunlin_benches::Shipped;

use timing::Work;

/// What is timed of the shipped rules.
type Works = for<'s> fn(&'s Shipped) -> Result<Vec<Work<'s>>>;

/// The questions that are answered by a call over and over, in the order in which they are told.
const QUESTIONS: [(&str, Works); 7] = [
    ("load", load::works),
    ("decide", decide::works),
    ("menu", menu::works),
    ("apply", apply::works),
    ("next_due", due::works),
    ("advance", advance::works),
    ("forecast", forecast::works),
];
const THREADS: &str = "threads";
const SIMULATE: &str = "simulate";

fn main() -> Result<()> {
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let names = QUESTIONS.iter().map(|(name, _)| *name);
    let names: Vec<&str> = names.chain([THREADS, SIMULATE]).collect();
    for name in &chosen {
        let is_known = names.contains(&name.as_str());
        ensure!(
            is_known,
            "no question is called `{name}`: {}",
            names.join(", ")
        );
    }
    let is_chosen = |name| chosen.is_empty() || chosen.iter().any(|chosen| chosen == name);

    let shipped = Shipped::read()?;
    let rhai = reference::Rhai::new()?;
    let mut works = rhai.works()?;
    for (name, of) in QUESTIONS {
        if is_chosen(name) {
            works.extend(of(&shipped)?);
        }
    }
    let costs = timing::measure(&mut works)?;
    let reference = *costs.first().context("nothing was measured")?;
    told::heading("one thread, CPU time of a call", "first");
    for (work, cost) in works.iter().zip(costs) {
        told::line(&work.name, cost, cost.median / reference.median);
    }
    if is_chosen(THREADS) {
        threads::measure(&shipped)?;
    }
    if is_chosen(SIMULATE) {
        simulate::measure(&shipped, reference)?;
    }
    Ok(())
}
