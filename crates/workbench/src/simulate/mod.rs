//! A portfolio and its events lived through between two times: each case by itself, spread over threads, told in the order of the cases. No decision is made here.

mod figures;
mod life;
mod portfolio;
mod summary;
mod tally;

use std::io::{self, Write};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use dunlin::Engine;
use rayon::prelude::*;

use life::Wrong;
pub use portfolio::Portfolio;
pub(crate) use portfolio::{Line, Lines, Member};
pub use summary::{
    Cases, Counted, DaysToPayment, Events, Fared, Money, PostedKind, Reached, Refused, Standing,
    Summary,
};
use tally::{Span, Tally};

/// How many cases are in memory at once, and how many a thread takes at a time.
const BATCH: usize = 4_096;
const SHARE: usize = 64;

/// Why a portfolio can't be simulated.
#[derive(Debug, thiserror::Error)]
#[error("`{}`{}: {problem}", .file.display(), .line.map(|line| format!(", line {line}")).unwrap_or_default())]
#[non_exhaustive]
pub struct SimulateError {
    /// The file that it is about.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: Option<u64>,
    /// What is wrong, and what to do.
    pub problem: String,
}

/// What a simulation tells while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many cases are done.
    pub cases: u64,
    /// How many bytes of the cases have been read.
    pub read: u64,
}

/// A simulation: the rules, and from when until when.
#[derive(Debug, Clone)]
pub struct Simulation<'e> {
    engine: &'e Engine,
    span: Span,
}

impl<'e> Simulation<'e> {
    /// Returns a simulation under the engine's rules from a time on, up to and with another.
    #[must_use]
    pub fn new(engine: &'e Engine, from: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        let span = Span::new(engine.rules(), from, until);
        Self { engine, span }
    }

    /// Lives a portfolio through, and returns what came of it.
    ///
    /// Each case is lived by itself, by [`Engine::follow`]: events come before what falls due at the same moment, and
    /// what hosts are asked for counts as done at once. An opening is opened at the time of its event `open_case`, or
    /// else at the start; a case is taken as it is. Events outside the time are left out and counted.
    ///
    /// `journal` takes every decision as a [`Record`](dunlin::Record), one a line: those of the first case in the
    /// order of their times, then those of the next. They are the same whatever the number of threads. What is held
    /// changes nothing and is in the summary alone.
    ///
    /// It runs on the threads of the rayon pool that it is called in.
    ///
    /// # Errors
    ///
    /// A line that can't be read, a case or an action that doesn't fit the rule set; a journal that can't be written.
    /// What has been written of the journal by then is of no use.
    pub fn run(
        &self,
        mut portfolio: Portfolio,
        mut journal: Option<&mut (dyn Write + Send)>,
        mut progress: impl FnMut(Progress) + Send,
    ) -> Result<Summary, SimulateError> {
        let mut tally = Tally::new(self.engine.rules(), &self.span);
        let wants_journal = journal.is_some();
        let mut done = 0;
        let mut batch = read(&mut portfolio)?;
        let mut written: Vec<Vec<u8>> = Vec::new();
        while !batch.is_empty() {
            // While one batch is lived, the journal of the last is written and the next is read.
            let (lived, next) = rayon::join(
                || self.live(&batch, wants_journal),
                || {
                    write(&mut journal, &written)?;
                    read(&mut portfolio)
                },
            );
            written.clear();
            for share in lived {
                let (of_share, bytes) = share.map_err(|wrong| wrong.in_files(&portfolio))?;
                tally.add(of_share);
                written.push(bytes);
            }
            done += batch.len() as u64;
            batch = next?;
            progress(Progress {
                cases: done,
                read: portfolio.read,
            });
        }
        write(&mut journal, &written)?;
        Ok(tally.summary(self.engine.rules(), &self.span))
    }

    /// What came of each share of a batch, in order.
    fn live(&self, batch: &[Member], wants_journal: bool) -> Vec<Result<(Tally, Vec<u8>), Wrong>> {
        let shares = batch.par_chunks(SHARE);
        let lived = shares.map(|share| {
            let mut tally = Tally::new(self.engine.rules(), &self.span);
            let mut bytes = Vec::new();
            for member in share {
                let journal = wants_journal.then_some(&mut bytes);
                life::live(self.engine, &self.span, member, &mut tally, journal)?;
            }
            Ok((tally, bytes))
        });
        lived.collect()
    }
}

fn read(portfolio: &mut Portfolio) -> Result<Vec<Member>, SimulateError> {
    let mut batch = Vec::with_capacity(BATCH);
    while batch.len() < BATCH {
        match portfolio.next_member()? {
            Some(member) => batch.push(member),
            None => break,
        }
    }
    Ok(batch)
}

fn write(
    journal: &mut Option<&mut (dyn Write + Send)>,
    shares: &[Vec<u8>],
) -> Result<(), SimulateError> {
    let Some(journal) = journal else {
        return Ok(());
    };
    let written: io::Result<()> = shares.iter().try_for_each(|bytes| journal.write_all(bytes));
    written.map_err(|error| SimulateError {
        file: "journal".into(),
        line: None,
        problem: format!("can't be written: {error}"),
    })
}

impl Wrong {
    fn in_files(self, portfolio: &Portfolio) -> SimulateError {
        let (file, line, problem) = match self {
            Self::Case(line, problem) => (portfolio.cases_name(), line, problem),
            Self::Event(line, problem) => (portfolio.events_name(), line, problem),
        };
        SimulateError {
            file: file.to_owned(),
            line: Some(line),
            problem,
        }
    }
}
