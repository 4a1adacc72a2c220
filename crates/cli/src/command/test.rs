//! `dunlin test`: a rule set's scenarios, held to what they expect and to their snapshots.

mod coverage;
mod mutate;

use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use dunlin_workbench::{Outcome as Scenario, Suite};

use super::Outcome;
use crate::arguments::{Format, Shared};
use crate::output::json::ScenariosDocument;
use crate::output::{scenarios, stream};
use crate::rule_set::Folder;
use crate::{review, watch};

/// Runs a rule set's scenarios, and compares what happens with their snapshots
#[derive(Debug, Args)]
pub(super) struct Test {
    /// The scenario of this name or, where there is none, those whose names contain it
    name: Option<String>,
    /// Make what happens the snapshot, where one is missing or differs
    #[arg(long)]
    accept: bool,
    /// Ask of each that is missing or differs: accept it, leave it, or show all of it
    #[arg(long, conflicts_with_all = ["accept", "watch", "coverage"])]
    review: bool,
    /// Stay, and run them again as files are saved
    #[arg(long)]
    watch: bool,
    /// Say what of the rule set no scenario comes to, and why
    #[arg(long)]
    coverage: bool,
    /// Where to write the rule files as a page, coloured by what is covered
    #[arg(long, value_name = "FILE.html", requires = "coverage")]
    report: Option<PathBuf>,
    #[command(flatten)]
    mutate: mutate::Mutate,
}

impl Test {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let folder = Folder::find(shared.rules.as_deref())?;
        if self.mutate.is_asked() {
            let suite = self.suite(&folder, shared)?;
            return self.mutate.run(&suite, &folder, shared);
        }
        if self.watch {
            return watch::run(&folder, shared.lang, || self.once(&folder, shared));
        }
        self.once(&folder, shared)
    }

    /// The scenarios that are asked for, of which there is at least one.
    fn suite(&self, folder: &Folder, shared: &Shared) -> Result<Suite> {
        let engine = folder.engine(shared)?;
        let mut suite = Suite::of(engine, folder.path()).map_err(|error| anyhow!("{error}"))?;
        if let Some(name) = &self.name {
            suite = suite.matching(name);
        }
        if suite.is_empty() {
            let of = folder.file("scenarios");
            match &self.name {
                Some(name) => bail!("no scenario in `{of}` has `{name}` in its name"),
                None => bail!("no scenario in `{of}`: write one, such as `{of}/pause.yaml`"),
            }
        }
        Ok(suite)
    }

    fn once(&self, folder: &Folder, shared: &Shared) -> Result<Outcome> {
        let suite = self.suite(folder, shared)?;
        let mut outcomes: Vec<(Scenario, bool)> = Vec::with_capacity(suite.len());
        let (run, covered) = match self.coverage {
            true => {
                let (run, covered) = suite.covered();
                (run, Some(covered))
            }
            false => (suite.run(), None),
        };
        if self.review {
            outcomes = review::each(run, folder, shared.lang)?;
        } else {
            for outcome in run {
                let accepted =
                    self.accept && outcome.accept().map_err(|error| anyhow!("{error}"))?;
                outcomes.push((outcome, accepted));
            }
        }
        // A part of the scenarios says nothing of what is left over.
        let unreferenced = if self.name.is_none() {
            suite.unreferenced()
        } else {
            &[]
        };
        if shared.format == Format::Json {
            let document = ScenariosDocument::of(&outcomes, unreferenced);
            match &covered {
                Some(covered) => {
                    stream::print_json(&coverage::document(&document, covered, shared))?
                }
                None => stream::print_json(&document)?,
            }
        } else if self.review {
            stream::print(&scenarios::counted(&outcomes, shared.lang))?;
        } else {
            let text = scenarios::text(&outcomes, unreferenced, folder, shared.lang);
            stream::print(&text)?;
        }
        if let Some(covered) = &covered {
            self.tell_coverage(covered, folder, shared)?;
        }
        let failed = outcomes
            .iter()
            .any(|(outcome, accepted)| !outcome.is_passed() && !accepted);
        Ok(Outcome::of(failed || !unreferenced.is_empty()))
    }
}
