//! What it costs to live a portfolio through a year, and what a million cases would take.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use cpu_time::ThreadTime;
use dunlin_benches::{Shipped, portfolio};
use dunlin_workbench::simulate::{Portfolio, Simulation, Summary};
use rayon::ThreadPoolBuilder;

use crate::timing::Cost;

const CASES: u64 = 20_000;
const SEED: u64 = 20_260_302;
const ROUNDS: usize = 5;

/// Takes CPU time of one thread, beside the reference; then the clock, with a thread for each core.
pub(crate) fn measure(shipped: &Shipped, reference: Cost) -> Result<()> {
    let executable = std::env::current_exe()?;
    let built = executable.parent().context("it stands in no folder")?;
    let files = portfolio::write(CASES, SEED, &built.join("bench-portfolio"))?;
    let from = "2025-01-01T00:00:00+01:00".parse()?;
    let until = "2026-01-01T00:00:00+01:00".parse()?;
    let simulation = Simulation::new(&shipped.engine, from, until);
    let live = || -> Result<Summary> {
        let portfolio = Portfolio::files(&files.cases, Some(&files.events))?;
        Ok(simulation.run(portfolio, None, |_| {})?)
    };
    let one = ThreadPoolBuilder::new().num_threads(1).build()?;
    let all = ThreadPoolBuilder::new().build()?;
    let summary = one.install(live)?;
    ensure!(summary.cases.opened == CASES, "not every case was opened");
    let (mut alone, mut together) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        // A pool of one thread does all of it in that thread.
        alone.push(one.install(|| {
            let start = ThreadTime::now();
            live().map(|_| a_case(start.elapsed()))
        })?);
        let start = Instant::now();
        all.install(live)?;
        together.push(a_case(start.elapsed()));
    }
    println!(
        "\nsimulate a year of {CASES} cases, {} decisions",
        summary.decisions
    );
    let alone = Cost::of(alone);
    tell("one thread, its CPU time", alone);
    println!(
        "a case                                       {:>10.2} × the reference",
        alone.median / reference.median
    );
    let threads = all.current_num_threads();
    tell(
        &format!("{threads} threads, by the clock"),
        Cost::of(together),
    );
    Ok(())
}

/// A line of what a case costs.
fn tell(name: &str, cost: Cost) {
    let Cost { median, low, high } = cost;
    println!(
        "{name:<38} {median:>8.2} µs a case ({low:.2}–{high:.2}), {:>8.0} cases a second, a million in {median:.0} s",
        1e6 / median
    );
}

/// The duration of all as µs a case.
fn a_case(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6 / CASES as f64
}
