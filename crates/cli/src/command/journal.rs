//! `dunlin journal`: a service's journal, verified or told.

use std::io::Write;

use anyhow::Result;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::Outcome;
use super::serve::StoreFile;
use crate::arguments::{Format, Shared};
use crate::output::stream;

/// Verifies or exports a service's journal, whether the service runs or not
#[derive(Debug, Args)]
pub(super) struct Journal {
    #[command(flatten)]
    store: StoreFile,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Finds entries that are altered or missing, and cases that aren't what their journals lead to
    Verify,
    /// Writes every decision as a line of JSON, in the order in which they were made
    Export,
}

impl Journal {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        match self.command {
            Command::Verify => self.verify(shared),
            Command::Export => {
                let mut out = std::io::BufWriter::new(std::io::stdout().lock());
                dunlin_host::export_journal(&self.store.store, |line| {
                    writeln!(out, "{line}").map_err(anyhow::Error::from)
                })?;
                out.flush()?;
                Ok(Outcome::Done)
            }
        }
    }

    fn verify(&self, shared: &Shared) -> Result<Outcome> {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} cases") {
            bar.set_style(style);
        }
        let verified = dunlin_host::verify_journal(&self.store.store, |done, all| {
            bar.set_length(all);
            bar.set_position(done);
        });
        bar.finish_and_clear();
        let verified = verified?;
        if shared.format == Format::Json {
            let problems = verified.problems.iter();
            let problems = problems
                .map(|(case, problem)| serde_json::json!({ "case": case, "problem": problem }));
            let document = serde_json::json!({
                "cases": verified.cases,
                "entries": verified.entries,
                "problems": problems.collect::<Vec<_>>(),
            });
            stream::print_json(&document)?;
        } else {
            let problems = verified.problems.iter();
            let mut told: String = problems
                .map(|(case, problem)| format!("case `{case}`: {problem}\n"))
                .collect();
            told.push_str(&match verified.problems.len() {
                0 => format!(
                    "{} entries of {} cases are whole, and lead to the cases as they are kept\n",
                    verified.entries, verified.cases
                ),
                many => format!(
                    "{many} of {} cases aren't what was decided\n",
                    verified.cases
                ),
            });
            stream::print(&told)?;
        }
        Ok(Outcome::of(!verified.problems.is_empty()))
    }
}
