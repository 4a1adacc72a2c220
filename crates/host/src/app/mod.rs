//! What the service does: acts, runs what is due, answers for effects, takes new rules. Every decision is the engine's; no HTTP, no SQL.

mod act;
mod answer;
mod due;
mod failure;
mod open;
mod reload;
mod settle;
mod tokens;
mod told;
mod verify;
mod view;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use dunlin::{Engine, Findings};
use rusqlite::Connection;
use tokio::sync::{Notify, watch};

pub(crate) use act::{Asked, Decided};
pub(crate) use answer::Tried;
pub(crate) use failure::Failure;
pub(crate) use open::Opened;
pub(crate) use reload::Refused;
pub(crate) use tokens::{Bearer, Tokens};
pub use tokens::{NewToken, TokenError};
pub(crate) use told::Told;
pub use verify::Verification;
pub(crate) use verify::verify;
pub(crate) use view::Standing;

use crate::clock::Clock;
use crate::config::Config;
use crate::store::{self, Hash, Store, StoreError};

/// The service's state.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
    pub(crate) config: Config,
    /// Where the rule files are.
    folder: PathBuf,
    rules: ArcSwap<InForce>,
    tokens: ArcSwap<HashMap<Hash, Bearer>>,
    /// Something may be due earlier than was known.
    due: Notify,
    /// Something may have come into the outbox.
    posted: watch::Sender<()>,
}

/// The rules in force, and those that were refused after them.
#[derive(Debug)]
pub(crate) struct InForce {
    pub(crate) engine: Engine,
    /// What was found in them: warnings.
    pub(crate) findings: Findings,
    pub(crate) since: DateTime<Utc>,
    /// Why what is in the folder now isn't in force.
    pub(crate) refused: Option<Arc<Refused>>,
}

/// A write that is repeated with the same key does nothing, and gets the first answer.
#[derive(Debug, Clone)]
pub(crate) struct Idempotency {
    pub(crate) token: String,
    pub(crate) key: String,
    /// The hash of what is asked.
    pub(crate) request: Hash,
}

impl App {
    /// The engine in force.
    pub(crate) fn engine(&self) -> Engine {
        self.rules.load().engine.clone()
    }

    pub(crate) fn in_force(&self) -> Arc<InForce> {
        self.rules.load_full()
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Tells of each time that something may have come into the outbox.
    pub(crate) fn posted(&self) -> watch::Receiver<()> {
        self.posted.subscribe()
    }

    /// Writes something about cases, and then wakes those who see to what follows.
    async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let written = self.store.write(job).await?;
        self.due.notify_one();
        self.posted.send_replace(());
        Ok(written)
    }

    /// Forgets answers that nobody will ask for again.
    pub(crate) async fn forget_answers(&self) -> Result<(), StoreError> {
        let kept = chrono::TimeDelta::from_std(self.config.idempotency_keys_kept);
        let before = kept
            .ok()
            .and_then(|kept| self.now().checked_sub_signed(kept));
        let Some(before) = before else { return Ok(()) };
        while self
            .store
            .write(move |connection| store::answers::forget(connection, before))
            .await?
            > 0
        {}
        Ok(())
    }
}
