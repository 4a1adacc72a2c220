//! `dunlin backup` and `dunlin restore`: a store copied while a service runs, and put back.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::Outcome;
use super::serve::StoreFile;

/// Copies a service's store into a new file, while the service runs
#[derive(Debug, Args)]
pub(super) struct Backup {
    #[command(flatten)]
    store: StoreFile,
    /// The new file
    to: PathBuf,
}

/// Puts a backup in the place of a store that isn't there
#[derive(Debug, Args)]
pub(super) struct Restore {
    #[command(flatten)]
    store: StoreFile,
    /// The backup
    from: PathBuf,
}

impl Backup {
    pub(super) fn run(&self) -> Result<Outcome> {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent} %") {
            bar.set_style(style);
        }
        let copied = dunlin_host::backup(&self.store.store, &self.to, |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        });
        bar.finish_and_clear();
        copied?;
        Ok(Outcome::Done)
    }
}

impl Restore {
    pub(super) fn run(&self) -> Result<Outcome> {
        dunlin_host::restore(&self.from, &self.store.store)?;
        Ok(Outcome::Done)
    }
}
