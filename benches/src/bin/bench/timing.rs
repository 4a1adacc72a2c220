//! Timing: CPU time of one thread, rounds of all works interleaved, median and spread. What is timed isn't known here.

use std::hint::black_box;
use std::time::Duration;

use anyhow::Result;
use cpu_time::ThreadTime;

/// An odd number, so that one of them is the median.
const ROUNDS: usize = 41;
/// How long a round of one work takes, about: long beside what reading the clock costs.
const ROUND: Duration = Duration::from_millis(5);

/// What is timed, by its name.
pub(crate) struct Work<'w> {
    pub(crate) name: String,
    run: Box<dyn FnMut() -> Result<usize> + 'w>,
}

impl<'w> Work<'w> {
    /// What `run` returns keeps it from being optimised away.
    pub(crate) fn new(name: &str, run: impl FnMut() -> Result<usize> + 'w) -> Self {
        Self {
            name: name.to_owned(),
            run: Box::new(run),
        }
    }

    /// The CPU time of so many calls.
    fn timed(&mut self, calls: u32) -> Result<Duration> {
        let start = ThreadTime::now();
        for _ in 0..calls {
            black_box((self.run)()?);
        }
        Ok(start.elapsed())
    }

    /// How many calls make a round. They warm the work up, too.
    fn calls(&mut self) -> Result<u32> {
        let mut calls = 1;
        while self.timed(calls)? < ROUND && calls < 1 << 20 {
            calls *= 2;
        }
        Ok(calls)
    }
}

/// What one call costs, in µs: the median of the rounds, and the tenth and ninetieth of a hundred.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) median: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Cost {
    /// The cost of rounds that are in µs a call.
    pub(crate) fn of(mut rounds: Vec<f64>) -> Self {
        rounds.sort_by(f64::total_cmp);
        let at = |share: usize| {
            let place = rounds.len().saturating_sub(1) * share / 100;
            rounds.get(place).copied().unwrap_or(f64::NAN)
        };
        Self {
            median: at(50),
            low: at(10),
            high: at(90),
        }
    }
}

/// The cost of a call of each work. What disturbs a round disturbs one of every work.
pub(crate) fn measure(works: &mut [Work<'_>]) -> Result<Vec<Cost>> {
    let calls = works.iter_mut().map(Work::calls);
    let calls = calls.collect::<Result<Vec<_>>>()?;
    let mut rounds = vec![Vec::with_capacity(ROUNDS); works.len()];
    for _ in 0..ROUNDS {
        for ((work, calls), rounds) in works.iter_mut().zip(&calls).zip(&mut rounds) {
            rounds.push(micros(work.timed(*calls)?, *calls));
        }
    }
    Ok(rounds.into_iter().map(Cost::of).collect())
}

/// A duration of so many calls as µs of one.
pub(crate) fn micros(duration: Duration, calls: u32) -> f64 {
    duration.as_secs_f64() * 1e6 / f64::from(calls)
}
