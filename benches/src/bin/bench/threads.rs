//! How much more two threads decide on one engine than one thread does, in the same CPU time of a thread.
//!
//! CPU time, so that other processes on the machine don't count; what the threads do to each other in caches does.
//! Two threads with an engine each show how much of that is the machine's.

use std::hint::black_box;
use std::sync::Barrier;

use anyhow::{Context, Result, anyhow};
use cpu_time::ThreadTime;
use dunlin_benches::Shipped;

use crate::timing::{Cost, micros};

const ROUNDS: usize = 41;
const A_ROUND: u32 = 2_000;

pub(crate) fn measure(shipped: &Shipped) -> Result<()> {
    let (others, another) = (&Shipped::read()?, &Shipped::read()?);
    pass(shipped)?;
    let (mut alone, mut apart, mut shared) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        alone.push(pass(shipped)?);
        apart.extend(together([others, another])?);
        shared.extend(together([shipped, shipped])?);
    }
    let alone = Cost::of(alone).median;
    println!("\nthreads                                      µs a decision   × one thread");
    println!(
        "one thread                                   {alone:>13.2} {:>14.2}",
        1.0
    );
    for (name, rounds) in [("an engine each", apart), ("on one engine", shared)] {
        let cost = Cost::of(rounds).median;
        println!(
            "two threads, {name:<31} {cost:>13.2} {:>14.2}",
            2.0 * alone / cost
        );
    }
    Ok(())
}

/// What a decision costs each of two threads that decide at once.
fn together(shipped: [&Shipped; 2]) -> Result<Vec<f64>> {
    let start = &Barrier::new(2);
    std::thread::scope(|scope| {
        let threads = shipped.map(|shipped| {
            scope.spawn(move || {
                start.wait();
                pass(shipped)
            })
        });
        let costs = threads.map(|thread| {
            let ended = thread.join().map_err(|_| anyhow!("it panicked"));
            ended.flatten().context("a thread failed")
        });
        costs.into_iter().collect()
    })
}

/// What a decision costs, over a round of them.
fn pass(shipped: &Shipped) -> Result<f64> {
    let requests = [
        &shipped.payment,
        &shipped.too_much,
        &shipped.pause,
        &shipped.close,
    ];
    let start = ThreadTime::now();
    for request in requests
        .into_iter()
        .cycle()
        .zip(0..A_ROUND)
        .map(|(request, _)| request)
    {
        black_box(shipped.decide(request)?);
    }
    Ok(micros(start.elapsed(), A_ROUND))
}
