//! Rules are taken: loaded, checked, their scenarios run, then put in force at once, or refused while the old ones stay.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use dunlin::{Engine, Findings, FolderError, RuleSet, Sources};
use dunlin_workbench::Suite;
use rusqlite::Connection;
use tokio::sync::{Mutex, Notify, watch};

use super::settle::Wait;
use super::{App, Failure, InForce};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::{Store, StoreError, cases, journal, rule_sets};

/// How often the folder is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How many cases are looked at again in one write.
const BATCH: usize = 256;

/// Why rules aren't in force.
#[derive(Debug, Clone)]
pub(crate) enum Refused {
    /// The folder can't be read.
    Unreadable(String),
    /// They don't load.
    Findings {
        findings: Findings,
        /// The texts that they are about.
        sources: Sources,
    },
    /// They load, and don't do what their scenarios say.
    Scenarios {
        findings: Findings,
        failed: Vec<String>,
    },
}

impl App {
    /// Takes the rules in a folder, and opens the store for them.
    ///
    /// Where those are refused, the last that were in force are again: whoever edits rules while nothing runs keeps nothing from running.
    pub(crate) fn start(
        store: Store,
        mut clock: Clock,
        config: Config,
        folder: &Path,
    ) -> Result<Self, Failure> {
        let last = store.read_blocking(rule_sets::last)?;
        let (rules, refused) = match first_taken(folder, last.as_deref()) {
            Ok(rules) => (rules, None),
            Err(refused) => match store.read_blocking(|store| kept(store, last.as_deref()))? {
                Some(rules) => (rules, Some(Arc::new(refused))),
                None => return Err(Failure::Refused(Arc::new(refused))),
            },
        };
        if let Some(latest) = store.read_blocking(journal::latest)? {
            clock.has_been(crate::clock::instant(latest));
        }
        let now = clock.now();
        Ok(Self {
            store: Arc::new(store),
            rules: ArcSwap::from_pointee(InForce {
                findings: rules.findings,
                engine: rules.engine,
                since: now,
                refused,
            }),
            taking: Mutex::default(),
            is_encrypted: false,
            clock,
            config,
            folder: folder.to_owned(),
            tokens: ArcSwap::default(),
            due: Notify::new(),
            posted: watch::Sender::default(),
            demo: None,
        })
    }

    /// Keeps the rules in force, so that every record's rules are there before the record is.
    pub(crate) async fn keep_rules(self: &Arc<Self>) -> Result<(), StoreError> {
        let (engine, now) = (self.engine(), self.now());
        let keep = move |connection: &Connection| {
            rule_sets::keep(connection, engine.rules(), now)?;
            rule_sets::put_in_force(connection, engine.rules().fingerprint(), now)
        };
        self.store.write(keep).await
    }

    /// Takes up rules as their files change, until the service ends.
    pub(crate) async fn watch_rules(self: Arc<Self>) {
        let mut tried = None;
        loop {
            tokio::time::sleep(LOOK).await;
            let folder = self.folder.clone();
            let looked = tokio::task::spawn_blocking(move || Look::at(&folder)).await;
            // An editor writes in several steps: what can't be read now is read in a second.
            let Ok(Some(look)) = looked else { continue };
            let in_force = self.in_force();
            let is_known = match &in_force.refused {
                None => look.sources == *in_force.engine.rules().sources(),
                // Mended scenarios may let rules in that they kept out.
                Some(_) => tried.as_ref() == Some(&look),
            };
            if is_known {
                continue;
            }
            tried = Some(look);
            match self.reload().await {
                Ok(()) => {
                    let engine = self.engine();
                    let (rules, fingerprint) =
                        (engine.rules().version(), engine.rules().fingerprint());
                    tracing::info!(rules, fingerprint, "new rules are in force");
                }
                Err(Failure::Store(StoreError::Ended)) => return,
                Err(error) => {
                    tracing::warn!(%error, "the rules weren't taken; the old ones are in force")
                }
            }
        }
    }

    /// Takes the rules in the folder, or keeps why they are refused.
    pub(crate) async fn reload(self: &Arc<Self>) -> Result<(), Failure> {
        let _alone = self.taking.lock().await;
        let folder = self.folder.clone();
        let loaded = tokio::task::spawn_blocking(move || taken(&folder)).await;
        let loaded = loaded.map_err(|_| StoreError::Ended)?;
        let before = self.in_force();
        let rules = match loaded {
            Ok(rules) => rules,
            Err(refused) => {
                let refused = Arc::new(refused);
                self.rules.store(Arc::new(InForce {
                    engine: before.engine.clone(),
                    findings: before.findings.clone(),
                    since: before.since,
                    refused: Some(refused.clone()),
                }));
                return Err(Failure::Refused(refused));
            }
        };
        let same = rules.engine.rules().fingerprint() == before.engine.rules().fingerprint();
        let (engine, now) = (rules.engine.clone(), self.now());
        let keep = move |connection: &Connection| {
            rule_sets::keep(connection, engine.rules(), now)?;
            rule_sets::put_in_force(connection, engine.rules().fingerprint(), now)
        };
        self.store.write::<_, StoreError>(keep).await?;
        self.rules.store(Arc::new(InForce {
            engine: rules.engine,
            findings: rules.findings,
            since: if same { before.since } else { now },
            refused: None,
        }));
        self.look_again_unless_done().await
    }

    /// Looks at each open case again by the rules in force: what is due, and when, may be another matter.
    async fn look_again(self: &Arc<Self>) -> Result<(), Failure> {
        let mut after = 0;
        loop {
            let app = self.clone();
            let look = move |connection: &Connection| {
                let (engine, now) = (app.engine(), app.now());
                let rows = cases::open_after(connection, after, BATCH)?;
                let last = rows.last().map(|row| row.number);
                for row in &rows {
                    let wait = match Self::case_of(&engine, row) {
                        Ok(case) => Wait::of(&engine, &case, now),
                        Err(failure) => Wait::stranded(&failure.to_string()),
                    };
                    let known = Wait {
                        due_at: row.due_at.map(crate::clock::instant),
                        held: row.held.clone(),
                    };
                    if wait != known {
                        let held = wait.held.as_deref();
                        cases::waits(connection, row.number, wait.due_at, held)?;
                    }
                }
                if last.is_none() {
                    rule_sets::looked_at(connection)?;
                }
                Ok::<_, Failure>(last)
            };
            match self.store.write(look).await? {
                Some(last) => after = last,
                None => break,
            }
        }
        self.due.notify_one();
        Ok(())
    }

    /// Looks at the cases again where the rules are others than when they were last looked at.
    pub(crate) async fn catch_up(self: Arc<Self>) {
        let _alone = self.taking.lock().await;
        if let Err(error) = self.look_again_unless_done().await {
            tracing::error!(%error, "the cases couldn't be looked at by the new rules");
        }
    }

    /// Whoever began it may have gone before it was done.
    async fn look_again_unless_done(self: &Arc<Self>) -> Result<(), Failure> {
        if self.store.read(rule_sets::is_looked_at).await? {
            return Ok(());
        }
        self.look_again().await
    }
}

/// What rules are taken from, to be compared.
#[derive(Debug, PartialEq, Eq)]
struct Look {
    sources: Sources,
    /// Each file of the scenarios, when it was written and how long it is.
    scenarios: Vec<(OsString, Option<SystemTime>, u64)>,
}

impl Look {
    fn at(folder: &Path) -> Option<Self> {
        let files = std::fs::read_dir(folder.join("scenarios"));
        let files = files.into_iter().flatten().flatten();
        let files = files.filter_map(|file| {
            let about = file.metadata().ok()?;
            Some((file.file_name(), about.modified().ok(), about.len()))
        });
        let mut scenarios: Vec<_> = files.collect();
        scenarios.sort();
        Some(Self {
            sources: Sources::read(folder).ok()?,
            scenarios,
        })
    }
}

/// Rules that may be put in force.
struct Taken {
    engine: Engine,
    findings: Findings,
}

/// The rules in a folder, if they load and do what their scenarios say.
fn taken(folder: &Path) -> Result<Taken, Refused> {
    proven(loaded(folder)?, folder)
}

/// The same as a service starts. Those that were in force last have done what their scenarios say, and needn't again.
fn first_taken(folder: &Path, last: Option<&str>) -> Result<Taken, Refused> {
    let rules = loaded(folder)?;
    if last == Some(rules.engine.rules().fingerprint()) {
        return Ok(rules);
    }
    proven(rules, folder)
}

fn loaded(folder: &Path) -> Result<Taken, Refused> {
    let unreadable = |error: FolderError| Refused::Unreadable(error.to_string());
    let sources = Sources::read(folder).map_err(unreadable)?;
    let refused = |findings| Refused::Findings {
        findings,
        sources: sources.clone(),
    };
    let rules = RuleSet::load(&sources).map_err(refused)?;
    Ok(Taken {
        findings: RuleSet::check(&sources),
        engine: Engine::new(rules),
    })
}

fn proven(rules: Taken, folder: &Path) -> Result<Taken, Refused> {
    let suite = Suite::of(rules.engine.clone(), folder)
        .map_err(|error| Refused::Unreadable(error.to_string()))?;
    let failed = suite.outcomes().filter(|outcome| !outcome.is_passed());
    let failed: Vec<String> = failed.map(|outcome| outcome.to_string()).collect();
    if failed.is_empty() {
        return Ok(rules);
    }
    Err(Refused::Scenarios {
        findings: rules.findings,
        failed,
    })
}

/// Rules as the store keeps them, if there are such and this version takes them.
fn kept(connection: &Connection, fingerprint: Option<&str>) -> Result<Option<Taken>, StoreError> {
    let Some(fingerprint) = fingerprint else {
        return Ok(None);
    };
    let Some(sources) = rule_sets::sources(connection, fingerprint)? else {
        return Ok(None);
    };
    Ok(RuleSet::load(&sources).ok().map(|rules| Taken {
        findings: RuleSet::check(&sources),
        engine: Engine::new(rules),
    }))
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(problem) => write!(f, "{problem}"),
            Self::Findings { findings, .. } => write!(f, "{findings}"),
            Self::Scenarios { failed, .. } => write!(f, "{}", failed.join("\n")),
        }
    }
}
