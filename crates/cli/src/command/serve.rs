//! `dunlin serve`: the service, until it is told to end.

mod demonstration;

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::pin;

use anyhow::{Context, Result};
use clap::Args;
use dunlin_host::{Config, Pace, Service, Settings};

use self::demonstration::Temporary;
use super::Outcome;
use crate::arguments::{Format, Shared};
use crate::output::stream;
use crate::rule_set::Folder;

/// Keeps cases, takes actions over HTTP, runs steps on time and carries effects out
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    store: StoreFile,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Carriers, limits and what lists are made by
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A proxy that speaks TLS stands before it, so that it may listen beyond this machine
    #[arg(long)]
    behind_proxy: bool,
    /// For demonstrations: a clock that begins there and runs so fast, such as 2026-03-01T08:00+1d/s
    #[arg(long, value_name = "T+RATE")]
    clock: Option<Pace>,
    /// An invented creditor's cases to look at, on a clock that is moved by hand; nothing is sent, nothing is left behind
    #[arg(long, conflicts_with_all = ["store", "config", "behind_proxy", "clock"])]
    demo: bool,
}

/// Where the service keeps its cases.
#[derive(Debug, Args)]
pub(super) struct StoreFile {
    /// The file in which cases are kept
    #[arg(long, value_name = "FILE", default_value = "dunlin.db", global = true)]
    pub(super) store: PathBuf,
}

impl Serve {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        // It goes after the service.
        let temporary = self.demo.then(Temporary::new).transpose()?;
        let settings = match &temporary {
            Some(temporary) => self.demonstration(temporary, shared)?,
            None => self.settings(shared)?,
        };
        log(shared.format);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("the service can't start")?;
        runtime.block_on(async {
            let mut end = pin!(told_to_end(self.demo));
            let service = tokio::select! {
                () = &mut end => return Ok(Outcome::Done),
                service = Service::open(settings) => service?,
            };
            stream::tell(&self.told(&service, shared)?);
            service.run(end).await?;
            Ok(Outcome::Done)
        })
    }

    fn settings(&self, shared: &Shared) -> Result<Settings> {
        let folder = Folder::find(shared.rules.as_deref())?;
        let mut settings = Settings::new(folder.path(), &self.store.store);
        settings.listen = self.listen;
        settings.behind_proxy = self.behind_proxy;
        settings.pace = self.clock;
        if let Some(config) = &self.config {
            settings.config = Config::read(config)?;
        }
        Ok(settings)
    }

    fn demonstration(&self, temporary: &Temporary, shared: &Shared) -> Result<Settings> {
        let mut settings = Settings::new(temporary.rules(shared)?, temporary.store());
        settings.listen = self.listen;
        settings.demo = true;
        Ok(settings)
    }

    /// What is said once it listens.
    fn told(&self, service: &Service, shared: &Shared) -> Result<String> {
        let (url, first) = (service.url()?, service.first_token());
        if self.demo {
            let token = first.map(|token| token.text.as_str());
            return Ok(demonstration::welcome(&url, token, shared.lang));
        }
        let mut told = format!("dunlin listens on {url}\n");
        if let Some(token) = first {
            told.push_str(&format!(
                "the first token, of the role {}, which is shown this once:\n\n  {}\n\n",
                token.role, token.text
            ));
        }
        Ok(told)
    }
}

/// Waits for what ends a service: an interrupt, or a polite request of the system; and a demonstration when its terminal is closed.
async fn told_to_end(ends_with_terminal: bool) {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let terminate = signal(SignalKind::terminate());
        // Otherwise the signal is left as it was: a service may have been started to outlive its terminal.
        let hangup = ends_with_terminal.then(|| signal(SignalKind::hangup()).ok());
        let hung_up = async {
            match hangup.flatten() {
                Some(mut hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        if let Ok(mut terminate) = terminate {
            tokio::select! {
                _ = interrupted => {}
                _ = terminate.recv() => {}
                _ = hung_up => {}
            }
            return;
        }
    }
    #[cfg(not(unix))]
    let _only_there = ends_with_terminal;
    let _interrupted = interrupted.await;
}

/// Logs to standard error: lines to read on a terminal, JSON for whatever collects logs.
fn log(format: Format) {
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr);
    if format == Format::Json || !std::io::stderr().is_terminal() {
        log.json().init();
    } else {
        log.with_target(false).init();
    }
}
