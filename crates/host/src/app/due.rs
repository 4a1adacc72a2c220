//! What falls due by itself: run in the order of its time, once, however long nothing ran.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use dunlin::Engine;
use rusqlite::Connection;

use super::settle::Wait;
use super::{App, Failure};
use crate::store::{CaseRow, cases};

/// How many cases are advanced in one write: others have their turns between.
const BATCH: usize = 128;
/// How many turns a case takes at once; the rest comes in the next write.
const TURNS: usize = 32;
/// How long nothing is looked at at most: the system's clock may be set.
const LONGEST: Duration = Duration::from_secs(1);

/// What one look at what is due has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Ran {
    /// Cases that were looked at.
    pub(crate) cases: usize,
    /// Turns that were taken.
    pub(crate) turns: usize,
}

impl App {
    /// Runs what is due until the service ends.
    pub(crate) async fn run_due(self: Arc<Self>) {
        loop {
            match self.run_some_due().await {
                Ok(ran) if ran.cases == BATCH => continue,
                Ok(_) => {}
                Err(Failure::Store(crate::store::StoreError::Ended)) => return,
                Err(error) => tracing::error!(%error, "what is due couldn't be run"),
            }
            let next = self.store.read(cases::next_due).await;
            let wait = match next {
                Ok(Some(next)) => self.clock.wait_until(next, LONGEST),
                _ => LONGEST,
            };
            // At least so long that a store that fails isn't asked all the time.
            let wait = wait.max(Duration::from_millis(5));
            let _early = tokio::time::timeout(wait, self.due.notified()).await;
        }
    }

    /// Runs some of what is due, the longest due first.
    pub(crate) async fn run_some_due(self: &Arc<Self>) -> Result<Ran, Failure> {
        let now = self.now();
        let due = move |connection: &Connection| cases::due(connection, now, 1);
        if self.store.read(due).await?.is_empty() {
            return Ok(Ran::default());
        }
        let app = self.clone();
        let write = move |connection: &Connection| {
            let (engine, now) = (app.engine(), app.now());
            let mut ran = Ran::default();
            for row in cases::due(connection, now, BATCH)? {
                ran.cases += 1;
                ran.turns += app.take_turns(connection, &engine, row, now)?;
            }
            Ok::<_, Failure>(ran)
        };
        let ran = self.store.write(write).await?;
        self.posted.send_replace(());
        Ok(ran)
    }

    fn take_turns(
        &self,
        connection: &Connection,
        engine: &Engine,
        mut row: CaseRow,
        now: DateTime<Utc>,
    ) -> Result<usize, Failure> {
        for turns in 0..TURNS {
            let turned = Self::case_of(engine, &row).and_then(|case| {
                let decision = engine.advance(&case, now).map_err(Failure::Unasked)?;
                let Some(decision) = decision else {
                    return Ok(false);
                };
                self.settle(connection, engine, &row, &case, &decision, now)?;
                Ok(true)
            });
            match turned {
                Ok(true) => {}
                Ok(false) => {
                    let case = Self::case_of(engine, &row)?;
                    let wait = Wait::of(engine, &case, now);
                    cases::waits(connection, row.number, wait.due_at, wait.held.as_deref())?;
                    return Ok(turns);
                }
                Err(failure @ Failure::Store(_)) => return Err(failure),
                Err(failure) => {
                    let wait = Wait::stranded(&failure.to_string());
                    cases::waits(connection, row.number, wait.due_at, wait.held.as_deref())?;
                    return Ok(turns);
                }
            }
            row = match cases::find(connection, &row.id)? {
                Some(row) => row,
                None => return Ok(turns + 1),
            };
        }
        Ok(TURNS)
    }
}
