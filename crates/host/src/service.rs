//! The service as a whole: opened, run, ended · what each part does stands with the part.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use dunlin::{Actor, Engine};
use rusqlite::Connection;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::app::{App, Failure, NewToken, TokenError, Tokens, Verification, verify};
use crate::carriers;
use crate::clock::{Clock, Pace};
use crate::config::Config;
use crate::demo::Demo;
use crate::http;
use crate::page;
use crate::store::{Store, StoreError, Token, cases, journal};

/// Why there is nothing to see.
const NO_CASES: &str = "they take none of the demonstration's cases, which are made for the shipped rules and for rule sets that extend them";
/// How often tokens are read that others may have made or revoked.
const TOKENS: Duration = Duration::from_millis(500);
/// How many entries are read at once.
const EXPORTED: usize = 1_000;
/// How often answers are forgotten that nobody will ask for again.
const ANSWERS: Duration = Duration::from_secs(600);

/// How a service is to run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The folder of the rule set.
    pub rules: PathBuf,
    /// The store's file; it is made if it isn't there.
    pub store: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Whether a proxy before it speaks TLS to the world.
    pub behind_proxy: bool,
    /// A clock of its own pace.
    pub pace: Option<Pace>,
    /// Whether it is a demonstration: an invented creditor's cases in a store of its own, on a clock that whoever looks moves.
    pub demo: bool,
    /// What else may be set.
    pub config: Config,
}

impl Settings {
    /// Returns the settings of a service on this machine's own address, port 8080.
    pub fn new(rules: impl Into<PathBuf>, store: impl Into<PathBuf>) -> Self {
        Self {
            rules: rules.into(),
            store: store.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8_080)),
            behind_proxy: false,
            pace: None,
            demo: false,
            config: Config::default(),
        }
    }
}

/// Why a service can't run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// The store can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The rules can't be put in force.
    #[error("the rules can't be put in force:\n{0}")]
    Rules(String),
    /// It would listen to the world without care.
    #[error("{0}")]
    Exposed(&'static str),
    /// It can't listen there.
    #[error("can't listen on {address}: {problem}")]
    Address {
        /// Where.
        address: SocketAddr,
        /// What is wrong.
        problem: std::io::Error,
    },
    /// The certificate can't be used.
    #[error("the certificate can't be used: {0}")]
    Certificate(String),
    /// A carrier is configured wrongly.
    #[error("{0}")]
    Carrier(String),
    /// The first token couldn't be made.
    #[error(transparent)]
    Token(#[from] TokenError),
}

/// A service that is open, and answers once it is run.
pub struct Service {
    app: Arc<App>,
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    first: Option<NewToken>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service")
            .field("app", &self.app)
            .field("listener", &self.listener)
            .finish_non_exhaustive()
    }
}

impl Service {
    /// Opens the store, puts the rules in force and listens.
    ///
    /// A store without tokens gets its first, if nobody but this machine can reach it.
    ///
    /// # Errors
    ///
    /// [`ServiceError`] says what is in the way, and what to do.
    pub async fn open(settings: Settings) -> Result<Self, ServiceError> {
        let Settings {
            rules,
            store,
            listen,
            behind_proxy,
            pace,
            demo,
            config,
        } = settings;
        let is_loopback = listen.ip().is_loopback();
        if demo && !is_loopback {
            return Err(ServiceError::Exposed(
                "a demonstration lets everybody in who reaches it: listen on 127.0.0.1",
            ));
        }
        let (store, clock) = if demo {
            (Store::passing(&store)?, Clock::movable(Demo::before()))
        } else {
            (Store::open(&store)?, Clock::new(pace))
        };
        let mut app = App::start(store, clock, config, &rules).map_err(refused)?;
        app.is_encrypted = behind_proxy || app.config.tls.is_some();
        known_effects(&app)?;
        if demo {
            app.demonstrate();
        }
        let app = Arc::new(app);
        app.keep_rules().await?;
        if demo {
            // Nobody looks at the cases by these rules again, and takes what was denied on Friday for what is still to come.
            app.clone().catch_up().await;
            app.live_through().await.map_err(refused)?;
            if app.store.read::<_, StoreError>(cases::count).await? == 0 {
                return Err(ServiceError::Rules(NO_CASES.to_owned()));
            }
        }
        let first = if is_loopback {
            let engine = app.engine();
            let role = last_role(&engine);
            app.first_token(&role).await?
        } else {
            None
        };
        app.take_on().await?;
        app.read_tokens()?;
        if !is_loopback && !app.has_tokens() {
            return Err(ServiceError::Exposed(
                "there is no token, and others than this machine could ask: make one with `dunlin token new NAME --role ROLE`",
            ));
        }
        if !is_loopback && !behind_proxy && app.config.tls.is_none() {
            return Err(ServiceError::Exposed(
                "tokens would cross the network unencrypted: name a certificate under `tls` in the configuration, put a proxy that speaks TLS before it and say so with `--behind-proxy`, or listen on 127.0.0.1",
            ));
        }
        let tls = app.config.tls.as_ref().map(http::acceptor).transpose();
        let tls = tls.map_err(ServiceError::Certificate)?;
        let listener = TcpListener::bind(listen).await;
        let listener = listener.map_err(|problem| ServiceError::Address {
            address: listen,
            problem,
        })?;
        Ok(Self {
            app,
            listener,
            tls,
            first,
        })
    }

    /// The address on which it listens.
    ///
    /// # Errors
    ///
    /// Where the system doesn't tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// The address by which clients reach it: `http://127.0.0.1:8080`, or `https://…` where it has a certificate.
    ///
    /// # Errors
    ///
    /// Where the system doesn't tell.
    pub fn url(&self) -> std::io::Result<String> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        Ok(format!("{scheme}://{}", self.address()?))
    }

    /// The store's first token, if it has just been made: it can't be shown again.
    #[must_use]
    pub fn first_token(&self) -> Option<&NewToken> {
        self.first.as_ref()
    }

    /// Answers, runs what is due and carries effects out, until `end` is done; then finishes what is under way.
    ///
    /// # Errors
    ///
    /// A carrier that is configured wrongly.
    pub async fn run(self, end: impl Future<Output = ()>) -> Result<(), ServiceError> {
        let Self {
            app, listener, tls, ..
        } = self;
        let mut tasks = tokio::task::JoinSet::new();
        if app.is_demo() {
            tasks.spawn(app.clone().keep_demonstrating());
        } else {
            let carriers = carriers::carriers(&app).map_err(ServiceError::Carrier)?;
            for (name, carrier) in carriers {
                if let Some(beside) = carrier.clone().beside() {
                    tasks.spawn(beside);
                }
                tasks.spawn(carriers::run(app.clone(), name, carrier));
            }
            tasks.spawn(app.clone().run_due());
        }
        tasks.spawn(app.clone().watch_rules());
        tasks.spawn(app.clone().catch_up());
        tasks.spawn(keep_tokens(app.clone()));
        tasks.spawn(forget_answers(app.clone()));
        let router = http::router(&app, page::router(&app));
        http::serve((listener, tls), router, &app.config.limits, end).await;
        // What they have begun to write is written; what they haven't is done after the next start.
        tasks.shutdown().await;
        let store = app.store.clone();
        let _ended = tokio::task::spawn_blocking(move || store.end()).await;
        Ok(())
    }
}

/// Why the rules can't be put in force.
fn refused(failure: Failure) -> ServiceError {
    match failure {
        Failure::Store(error) => ServiceError::Store(error),
        refused => ServiceError::Rules(refused.to_string()),
    }
}

/// Holds the effects that carriers are named for to the rule set's.
fn known_effects(app: &App) -> Result<(), ServiceError> {
    let engine = app.engine();
    let declared: Vec<&str> = engine.rules().effects().collect();
    match app.config.effects().find(|name| !declared.contains(name)) {
        None => Ok(()),
        Some(name) => Err(ServiceError::Carrier(format!(
            "the configuration names a carrier for the effect `{name}`, and the rules have no such effect: they have {}",
            declared.join(", ")
        ))),
    }
}

/// The last of the rule set's roles, beside the system's own.
fn last_role(engine: &Engine) -> String {
    let system = Actor::system();
    let roles = engine.rules().roles();
    let last = roles.filter(|role| *role != system.role()).last();
    last.unwrap_or(system.role()).to_owned()
}

async fn keep_tokens(app: Arc<App>) {
    loop {
        tokio::time::sleep(TOKENS).await;
        let app = app.clone();
        let read = tokio::task::spawn_blocking(move || app.read_tokens()).await;
        if let Ok(Err(error)) = read {
            tracing::error!(%error, "the tokens couldn't be read");
        }
    }
}

async fn forget_answers(app: Arc<App>) {
    loop {
        tokio::time::sleep(ANSWERS).await;
        if let Err(error) = app.forget_answers().await {
            tracing::error!(%error, "old answers couldn't be forgotten");
        }
    }
}

/// Copies a store into a new file while a service may write; returns how many pages it has.
///
/// # Errors
///
/// [`StoreError`], among it that a file is in the way.
pub fn backup(
    store: impl AsRef<Path>,
    to: impl AsRef<Path>,
    progress: impl FnMut(u64, u64),
) -> Result<u64, StoreError> {
    Store::open_existing(store.as_ref())?.backup(to.as_ref(), progress)
}

/// Holds every case's journal to its hashes, and rebuilds each case from it. `progress` is told how many of how many are done.
///
/// # Errors
///
/// [`StoreError`] where the store can't be read.
pub fn verify_journal(
    store: impl AsRef<Path>,
    progress: impl FnMut(u64, u64),
) -> Result<Verification, StoreError> {
    verify(&Store::open_existing(store.as_ref())?, progress)
}

/// Tells every decision in a store, in the order in which they were made: each as a line of JSON.
///
/// # Errors
///
/// [`StoreError`] where the store can't be read, or what `line` says.
pub fn export_journal<E: From<StoreError>>(
    store: impl AsRef<Path>,
    mut line: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let store = Store::open_existing(store.as_ref())?;
    store.read_blocking(|connection: &Connection| {
        let mut after = 0;
        loop {
            let entries = journal::all(connection, after, EXPORTED)?;
            let Some(last) = entries.last() else {
                return Ok(());
            };
            after = last.seq;
            for entry in &entries {
                line(&entry.record)?;
            }
        }
    })
}

/// Puts a backup in a store's place, where there is none.
///
/// # Errors
///
/// [`StoreError`] where a store is in the way, or the backup is none.
pub fn restore(backup: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<(), StoreError> {
    Store::open_existing(backup.as_ref())?.backup(to.as_ref(), |_, _| {})?;
    // It is one that can be used.
    Store::open(to.as_ref()).map(drop)
}

/// Makes a token in a store, which a service may be using.
///
/// # Errors
///
/// [`TokenError`], among it that there is or was one of that name.
pub fn new_token(store: impl AsRef<Path>, name: &str, role: &str) -> Result<NewToken, TokenError> {
    Tokens::open(store.as_ref())?.make(name, role)
}

/// Revokes a token; a service that runs turns its bearer away within a second.
///
/// # Errors
///
/// [`TokenError`], among it that there is none of that name.
pub fn revoke_token(store: impl AsRef<Path>, name: &str) -> Result<(), TokenError> {
    Tokens::open(store.as_ref())?.revoke(name)
}

/// Returns the tokens of a store, by name.
///
/// # Errors
///
/// [`StoreError`] where the store can't be read.
pub fn tokens(store: impl AsRef<Path>) -> Result<Vec<Token>, StoreError> {
    Tokens::open(store.as_ref())?.all()
}
