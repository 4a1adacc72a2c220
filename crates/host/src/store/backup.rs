//! A copy of a store, made while others write.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::{Store, StoreError, connect, made};

/// How many pages are copied before others have their turn.
const PAGES: i32 = 4_096;

impl Store {
    /// Copies the store into a new file, as it is at one point in time, and returns how many pages that took.
    pub(crate) fn backup(
        &self,
        to: &Path,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<u64, StoreError> {
        // Nothing is written over.
        if to.exists() {
            return Err(StoreError::File {
                path: to.to_owned(),
                problem: std::io::ErrorKind::AlreadyExists.into(),
            });
        }
        let mut copy = Connection::open(made(to)?)?;
        let source = connect(self.path())?;
        // One point in time for all of it: what is written meanwhile stands in the log.
        let held = source.unchecked_transaction()?;
        held.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        let backup = Backup::new(&held, &mut copy)?;
        loop {
            let step = backup.step(PAGES)?;
            let pages = backup.progress();
            let count = |pages: i32| u64::try_from(pages).unwrap_or_default();
            let all = count(pages.pagecount);
            progress(all - count(pages.remaining), all);
            match step {
                StepResult::Done => return Ok(all),
                StepResult::Busy | StepResult::Locked => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                _ => {}
            }
        }
    }
}
