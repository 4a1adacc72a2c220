//! Measuring: CPU time of this thread, rounds of all that is compared one after another, median and spread.

use std::hint::black_box;
use std::time::Duration;

use anyhow::{Result, ensure};
use cpu_time::ThreadTime;

/// What one turn costs: the median of the rounds, and the tenth and ninetieth of a hundred.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) median: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Cost {
    /// The cost of rounds, in nanoseconds a turn.
    pub(crate) fn of(rounds: &[f64]) -> Self {
        let mut rounds = rounds.to_vec();
        rounds.sort_by(f64::total_cmp);
        let at = |share: usize| {
            let place = (rounds.len().saturating_sub(1) * share).div_euclid(100);
            rounds.get(place).copied().unwrap_or(f64::NAN)
        };
        Self {
            median: at(50),
            low: at(10),
            high: at(90),
        }
    }
}

/// Something that is measured: a pass over its whole portfolio.
pub(crate) struct Pass<'p> {
    turns: usize,
    run: Box<dyn FnMut() -> Result<usize> + 'p>,
}

impl<'p> Pass<'p> {
    /// A pass that asks `ask` for each of `all`; what it returns is kept from being optimised away.
    pub(crate) fn over<T>(all: &'p [T], mut ask: impl FnMut(&T) -> Result<usize> + 'p) -> Self {
        let run = move || {
            let mut sum = 0_usize;
            for one in all {
                sum = sum.wrapping_add(black_box(ask(black_box(one))?));
            }
            Ok(sum)
        };
        Self {
            turns: all.len(),
            run: Box::new(run),
        }
    }

    fn timed(&mut self) -> Result<f64> {
        let start = ThreadTime::now();
        black_box((self.run)()?);
        Ok(nanoseconds(start.elapsed(), self.turns))
    }
}

/// The cost of a turn of each pass; the rounds of all are interleaved, so that what disturbs one disturbs all.
pub(crate) fn measure(mut passes: Vec<Pass<'_>>, rounds: usize) -> Result<Vec<Cost>> {
    for pass in &mut passes {
        ensure!(pass.turns > 0, "nothing to measure");
        pass.timed()?;
    }
    let mut times = vec![Vec::with_capacity(rounds); passes.len()];
    for _ in 0..rounds {
        for (pass, times) in passes.iter_mut().zip(&mut times) {
            times.push(pass.timed()?);
        }
    }
    Ok(times.iter().map(|times| Cost::of(times)).collect())
}

/// A duration as nanoseconds for each of `turns`.
pub(crate) fn nanoseconds(duration: Duration, turns: usize) -> f64 {
    let turns = u32::try_from(turns.max(1)).unwrap_or(u32::MAX);
    duration.as_secs_f64() * 1e9 / f64::from(turns)
}
