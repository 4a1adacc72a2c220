//! The log is copied into the store's file beside the writer, who would have to wait for it otherwise.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use super::StoreError;

/// How often the log is copied: seldom enough that what is written often is copied once for many writes, often enough that no
/// write waits long for the disk meanwhile.
const EVERY: Duration = Duration::from_millis(200);

/// A thread that copies the log from time to time.
#[derive(Debug)]
pub(super) struct Checkpoints(Mutex<Option<(Sender<()>, JoinHandle<()>)>>);

impl Checkpoints {
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (end, ended) = mpsc::channel();
        let copy = move || {
            while ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                // As much as nobody is in the way of. What is left is copied next time, or by the writer.
                let copied = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
                if let Err(error) = copied {
                    tracing::warn!(%error, "the store's log couldn't be copied into its file");
                }
            }
        };
        let thread = thread::Builder::new()
            .name("checkpoints".to_owned())
            .spawn(copy)
            .map_err(|error| StoreError::Commit(error.to_string()))?;
        Ok(Self(Mutex::new(Some((end, thread)))))
    }

    /// Returns when nothing is copied any more.
    pub(super) fn end(&self) {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((end, thread)) = running {
            drop(end);
            // Whatever it ended with, the log is whole.
            let _ended = thread.join();
        }
    }
}
