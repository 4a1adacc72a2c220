//! `dunlin serve`: the service, until it is told to end.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use dunlin_host::{Config, Pace, Service, Settings};

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
        let folder = Folder::find(shared.rules.as_deref())?;
        let mut settings = Settings::new(folder.path(), &self.store.store);
        settings.listen = self.listen;
        settings.behind_proxy = self.behind_proxy;
        settings.pace = self.clock;
        if let Some(config) = &self.config {
            settings.config = Config::read(config)?;
        }
        log(shared.format);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("the service can't start")?;
        runtime.block_on(async {
            let service = Service::open(settings).await?;
            let mut told = format!("dunlin listens on {}\n", service.url()?);
            if let Some(token) = service.first_token() {
                told.push_str(&format!(
                    "the first token, of the role {}, which is shown this once:\n\n  {}\n\n",
                    token.role, token.text
                ));
            }
            stream::tell(&told);
            service.run(told_to_end()).await?;
            Ok(Outcome::Done)
        })
    }
}

/// Waits for what ends a service: an interrupt, or a polite request of the system.
async fn told_to_end() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminate) = terminate {
            tokio::select! {
                _ = interrupted => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
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
