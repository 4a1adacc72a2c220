//! How much more two threads decide on one engine than one thread does, in the same CPU time of a thread.
//!
//! CPU time, so that it isn't about how fast the machine hands out its cores; but only rounds in which both threads had a
//! core to themselves count, as threads that take turns can't be in each other's way. Two threads with an engine each
//! show what is the machine's.

use std::hint::black_box;
use std::sync::Barrier;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use cpu_time::ThreadTime;
use dunlin_benches::Shipped;

use crate::timing::{Cost, micros};
use crate::told;

const ROUNDS: usize = 41;
/// After so many rounds there is no hope of more that count.
const TRIES: usize = 2_000;
const A_ROUND: u32 = 500;
/// How much of a round's time a thread must have run for the round to count.
const RUNNING: f64 = 0.97;

pub(crate) fn measure(shipped: &Shipped) -> Result<()> {
    let (another, third) = (&Shipped::read()?, &Shipped::read()?);
    let (mut alone, mut apart, mut shared) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TRIES {
        if apart.len().min(shared.len()) >= 2 * ROUNDS {
            break;
        }
        alone.push(pass(shipped)?.cost);
        apart.extend(together([another, third])?);
        shared.extend(together([shipped, shipped])?);
    }
    let counted = apart.len().min(shared.len()) / 2;
    let alone = Cost::of(alone);
    told::heading("threads, CPU time of a decision", "one thread");
    told::line("one thread", alone, 1.0);
    for (name, costs) in [
        ("two threads, each its engine", apart),
        ("two threads, one engine", shared),
    ] {
        let cost = Cost::of(costs);
        told::line(name, cost, 2.0 * alone.median / cost.median);
    }
    if counted < ROUNDS {
        println!(
            "in {counted} rounds alone both threads had a core: run it when the machine is idle"
        );
    }
    Ok(())
}

/// A round of one thread.
struct Pass {
    /// CPU time of a decision, in µs.
    cost: f64,
    /// How much of the round the thread was running.
    running: f64,
}

/// What a decision costs each of two threads that decide at once; nothing where they didn't.
fn together(shipped: [&Shipped; 2]) -> Result<Vec<f64>> {
    let start = &Barrier::new(2);
    let passes = std::thread::scope(|scope| {
        let threads = shipped.map(|shipped| {
            scope.spawn(move || {
                start.wait();
                pass(shipped)
            })
        });
        let passes = threads.map(|thread| {
            let ended = thread.join().map_err(|_| anyhow!("it panicked"));
            ended.flatten().context("a thread failed")
        });
        passes.into_iter().collect::<Result<Vec<Pass>>>()
    })?;
    let at_once = passes.iter().all(|pass| pass.running > RUNNING);
    let costs = passes.iter().map(|pass| pass.cost);
    Ok(costs.filter(|_| at_once).collect())
}

/// Decides all kinds of requests, one after the other.
fn pass(shipped: &Shipped) -> Result<Pass> {
    let requests = [
        &shipped.payment,
        &shipped.too_much,
        &shipped.pause,
        &shipped.close,
    ];
    let (clock, cpu) = (Instant::now(), ThreadTime::now());
    for (request, _) in requests.into_iter().cycle().zip(0..A_ROUND) {
        black_box(shipped.decide(request)?);
    }
    let (cpu, clock) = (cpu.elapsed(), clock.elapsed());
    Ok(Pass {
        cost: micros(cpu, A_ROUND),
        running: cpu.as_secs_f64() / clock.as_secs_f64(),
    })
}
