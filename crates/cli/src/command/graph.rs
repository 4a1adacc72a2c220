//! `dunlin graph`: the flows of a rule set as a picture, and where a case stands in them.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use dunlin_workbench::graph::{self, Position};

use super::Outcome;
use crate::arguments::{Format, Shared};
use crate::beside::Beside;
use crate::case_file::{CaseFile, named};
use crate::output::json::GraphDocument;
use crate::output::stream;
use crate::rule_set::Folder;
use crate::time;

/// Draws the flows of a rule set on one page: steps, waiting times, what is sent and charged, and what leads where
#[derive(Debug, Args)]
pub(super) struct Graph {
    /// A case or an opening as JSON, to show where it stands: what has run, and what comes next; `-` is standard input
    #[arg(long, value_name = "FILE")]
    case: Option<PathBuf>,
    /// As of when: a time with its zone, or one of the rule set's own: 2026-03-02, 2026-03-02T10:00 [default: the time it is]
    #[arg(long, value_name = "T", requires = "case")]
    now: Option<String>,
    /// As the text of a flowchart in Mermaid, rather than as SVG
    #[arg(long)]
    mermaid: bool,
    /// Where to write it [default: standard output]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Graph {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        if shared.format == Format::Json && self.mermaid {
            bail!("`--mermaid` and `--format json` are two forms: leave one of them out");
        }
        let folder = Folder::find(shared.rules.as_deref())?;
        let engine = folder.engine(shared)?;
        let (rules, lang) = (engine.rules(), shared.lang.code());
        let position = match &self.case {
            None => None,
            Some(path) => {
                let now = time::now(self.now.as_deref(), rules)?;
                let case = CaseFile::read(path, &engine, now)?.case;
                Some(Position::of(&engine, &case, now)?)
            }
        };
        let position = position.as_ref();
        let written = if shared.format == Format::Json {
            let document = GraphDocument::of(rules, position);
            let text = serde_json::to_string_pretty(&document);
            format!("{}\n", text.context("can't be written as JSON")?)
        } else if self.mermaid {
            graph::mermaid(rules, position, lang)
        } else {
            graph::svg(rules, position, lang)
        };
        match &self.output {
            None => stream::print(&written)?,
            Some(path) => {
                let unwritten = || format!("can't write {}", named(path));
                let mut file = Beside::create(path).with_context(unwritten)?;
                let whole = file
                    .write_all(written.as_bytes())
                    .and_then(|()| file.place());
                whole.with_context(unwritten)?;
            }
        }
        Ok(Outcome::Done)
    }
}
