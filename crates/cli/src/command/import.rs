//! `dunlin import`: invoices as openings, one a line, which every command takes where it takes a case.

mod portfolio;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use dunlin_import::{Kind, Options, ubl};

use super::Outcome;
use crate::arguments::{Language, Shared};
use crate::case_file::{named, read_bytes};
use crate::output::stream;
use crate::output::style::{BAD, CARE, styled};
use portfolio::Mapped;

/// Reads UBL invoices (OIOUBL 2, Peppol BIS 3, EN 16931), or CSV files with --map, into openings of cases, one JSON a line
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The invoices, or the CSV files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The flow that the cases begin in; without it, the rule set's first
    #[arg(long, value_name = "FLOW")]
    flow: Option<String>,
    /// The days from the invoice date to the due date, for an invoice that doesn't say
    #[arg(long, value_name = "N")]
    due_days: Option<u32>,
    /// What the customer is, for an invoice that doesn't show it
    #[arg(long, value_enum)]
    kind: Option<CustomerKind>,
    /// What the columns of the CSV files mean, as YAML
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Where to write what happened to the cases, by the mapping's events, one JSON a line
    #[arg(long, value_name = "FILE", requires = "map")]
    events: Option<PathBuf>,
    /// With a wrong row in a CSV file: write nothing, or skip the row
    #[arg(
        long,
        value_name = "WHAT",
        value_enum,
        default_value_t,
        requires = "map"
    )]
    bad_rows: BadRows,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum CustomerKind {
    Business,
    Consumer,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum BadRows {
    #[default]
    Fatal,
    Skip,
}

/// What came of all files.
#[derive(Default)]
struct Tally<'f> {
    /// The files that the numbers of cases came from.
    seen: HashMap<String, &'f Path>,
    refused: usize,
    repeated: usize,
    unreadable: usize,
}

impl Import {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let mut options = Options::default();
        options.flow.clone_from(&self.flow);
        options.due_days = self.due_days;
        options.kind = self.kind.map(|kind| match kind {
            CustomerKind::Business => Kind::Business,
            CustomerKind::Consumer => Kind::Consumer,
        });
        match &self.map {
            Some(map) => self.mapped(map, &options, shared.lang),
            None => self.invoices(&options),
        }
    }

    fn mapped(&self, map: &Path, options: &Options, language: Language) -> Result<Outcome> {
        Mapped {
            mapping: &portfolio::mapping(map, language)?,
            options,
            files: &self.files,
            events: self.events.as_deref(),
            skip: self.bad_rows == BadRows::Skip,
            language,
        }
        .run()
    }

    fn invoices(&self, options: &Options) -> Result<Outcome> {
        let mut tally = Tally::default();
        for file in &self.files {
            tally.import(file, options)?;
        }
        if tally.unreadable > 0 {
            bail!(
                "{} of {} files can't be read",
                tally.unreadable,
                self.files.len()
            );
        }
        Ok(Outcome::of(tally.refused + tally.repeated > 0))
    }
}

impl<'f> Tally<'f> {
    fn import(&mut self, file: &'f Path, options: &Options) -> Result<()> {
        let document = match read_bytes(file) {
            Ok(document) => document,
            Err(error) => {
                self.unreadable += 1;
                stream::tell(&format!("{} {error:#}\n", styled(BAD, "unreadable:")));
                return Ok(());
            }
        };
        let opening = match ubl(&document, options) {
            Ok(opening) => opening,
            Err(refusal) => {
                self.refused += 1;
                stream::tell(&format!(
                    "{} {}: {refusal}\n",
                    styled(BAD, "refused:"),
                    named(file)
                ));
                return Ok(());
            }
        };
        let line = serde_json::to_string(&opening).context("can't be written as JSON")?;
        stream::print_line(&line)?;
        let id = opening.id;
        if let Some(before) = self.seen.get(&id) {
            self.repeated += 1;
            let mark = styled(CARE, "repeated:");
            let (file, before) = (named(file), named(before));
            stream::tell(&format!(
                "{mark} {file}: case `{id}` is in {before} too: give each a number of its own\n"
            ));
        } else {
            self.seen.insert(id, file);
        }
        Ok(())
    }
}
