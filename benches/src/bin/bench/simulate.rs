//! What it costs to live a portfolio through a year, and what a million cases would take.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use cpu_time::ProcessTime;
use dunlin_benches::{Shipped, portfolio};
use dunlin_workbench::simulate::{Portfolio, Simulation, Summary};
use rayon::ThreadPoolBuilder;

use crate::timing::Cost;
use crate::told;

const CASES: u64 = 20_000;
const SEED: u64 = 20_260_302;
const ROUNDS: usize = 5;

/// Takes CPU time of one thread, beside the reference; then of a thread for each core, and the clock.
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
    let (mut alone, mut together, mut clocked) = (Vec::new(), Vec::new(), Vec::new());
    let mut cores = 0.0_f64;
    for _ in 0..ROUNDS {
        let cpu = ProcessTime::now();
        one.install(live)?;
        alone.push(a_case(cpu.elapsed()));
        let (clock, cpu) = (Instant::now(), ProcessTime::now());
        all.install(live)?;
        let (cpu, clock) = (cpu.elapsed(), clock.elapsed());
        together.push(a_case(cpu));
        clocked.push(a_case(clock));
        cores = cores.max(cpu.div_duration_f64(clock));
    }
    let about = format!("simulate a year of {CASES} cases");
    told::heading(&about, "first");
    let threads = all.current_num_threads();
    for (name, costs) in [
        ("a case, one thread, CPU time".to_owned(), alone),
        (format!("a case, {threads} threads, CPU time"), together),
        (format!("a case, {threads} threads, by the clock"), clocked),
    ] {
        let cost = Cost::of(costs);
        told::line(&name, cost, cost.median / reference.median);
        let (a_second, million) = (1e6 / cost.median, cost.median);
        println!("    {a_second:.0} cases a second, a million in {million:.0} s");
    }
    let decisions = summary.decisions as f64 / CASES as f64;
    println!("    {decisions:.1} decisions a case; {threads} threads had {cores:.1} cores at best");
    Ok(())
}

/// The duration of all as µs a case: as many seconds for a million.
fn a_case(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6 / CASES as f64
}
