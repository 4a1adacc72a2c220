//! What the service does: acts, runs what is due, answers for effects, takes new rules. Every decision is the engine's; no HTTP, no SQL.

mod act;
mod answer;
mod decision;
mod due;
mod failure;
mod figures;
mod open;
mod reload;
mod sessions;
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
use tokio::sync::{Mutex, Notify, watch};

pub(crate) use act::{Asked, Decided};
pub(crate) use answer::Tried;
pub(crate) use decision::{Made, Why};
pub(crate) use failure::Failure;
pub(crate) use figures::{Figures, UpTo, Waiting};
pub(crate) use open::Opened;
pub(crate) use reload::Refused;
pub(crate) use sessions::{SESSION, Session};
pub(crate) use tokens::{Bearer, Tokens};
pub use tokens::{NewToken, TokenError};
pub(crate) use told::Told;
pub use verify::Verification;
pub(crate) use verify::verify;
pub(crate) use view::Standing;

use crate::clock::Clock;
use crate::config::Config;
use crate::demo::Demo;
use crate::store::{self, Hash, Store, StoreError};

/// The service's state.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
    pub(crate) config: Config,
    /// Whether those who ask do so through TLS.
    pub(crate) is_encrypted: bool,
    /// Where the rule files are.
    folder: PathBuf,
    rules: ArcSwap<InForce>,
    /// Rules are taken, and cases looked at by them, one after another.
    taking: Mutex<()>,
    tokens: ArcSwap<HashMap<Hash, Bearer>>,
    /// Something may be due earlier than was known.
    due: Notify,
    /// Something may have come into the outbox.
    posted: watch::Sender<()>,
    /// What customers do, where this is a demonstration.
    pub(crate) demo: Option<Demo>,
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
        job: impl FnMut(&Connection) -> Result<T, Failure> + Send + 'static,
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
            .and_then(|kept| Clock::machine().checked_sub_signed(kept));
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use dunlin::Opening;

    use super::*;
    use crate::store::{Answer, rule_sets};

    /// An app with a store of its own, by the small rule set that `dunlin new` makes.
    fn app(name: &str, pace: &str) -> Arc<App> {
        let name = format!("dunlin-app-{}-{name}.db", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _none = std::fs::remove_file(&path);
        let clock = Clock::new(Some(pace.parse().unwrap()));
        let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/../cli/starter");
        let store = Store::open(&path).unwrap();
        Arc::new(App::start(store, clock, Config::default(), rules.as_ref()).unwrap())
    }

    #[tokio::test]
    async fn keys_are_kept_in_the_time_of_those_who_ask() {
        let app = app("keys", "2026-03-01T08:00+1000d/s");
        app.keep_rules().await.unwrap();
        let open = || {
            let idempotency = Idempotency {
                token: "clerk".to_owned(),
                key: "open".to_owned(),
                request: Hash::NONE,
            };
            let told = |opened: &[(usize, Opened)]| Answer {
                status: 200,
                body: format!("{opened:?}"),
            };
            app.open(vec![(1, Opening::new("1001"))], idempotency, told)
        };
        let answer = open().await.unwrap();
        let opened = app.now();
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(app.now() > opened + chrono::TimeDelta::days(7));
        app.forget_answers().await.unwrap();
        assert_eq!(open().await.unwrap(), answer);
        let known = |connection: &Connection| {
            store::answers::known(connection, "clerk", "open", &Hash::NONE)
        };
        let known = app.store.read(known).await.unwrap();
        assert!(matches!(known, store::Known::Same(_)), "{known:?}");
    }

    #[tokio::test]
    async fn cases_that_were_not_all_looked_at_are_when_rules_are_taken_again() {
        let app = app("looked-at", "2026-03-01T08:00+1s/s");
        app.keep_rules().await.unwrap();
        let is_looked_at = || app.store.read(rule_sets::is_looked_at);
        assert!(!is_looked_at().await.unwrap());
        app.reload().await.unwrap();
        assert!(is_looked_at().await.unwrap());
    }
}
