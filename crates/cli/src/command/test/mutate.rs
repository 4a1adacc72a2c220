//! `dunlin test --mutate`: the rules changed one mistake at a time, and the mistakes that no scenario notices. What the mistakes are is the engine's matter.

use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use dunlin_workbench::Suite;
use dunlin_workbench::mutate::Mutation;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Outcome;
use crate::arguments::{Format, Language, Shared};
use crate::output::mutate::{MutatedDocument, text};
use crate::output::stream;
use crate::rule_set::Folder;

/// How the rules are changed to try the scenarios.
#[derive(Debug, Args)]
pub(super) struct Mutate {
    /// Change the rules one mistake at a time, and name those that no scenario notices; with a name, only within the
    /// file, action, flow, timer, table or setting of that name, or in files whose names contain it
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["accept", "watch"])]
    mutate: Option<String>,
    /// With --mutate: end with 1 where fewer of the rules' mistakes are noticed than so many percent
    #[arg(long, value_name = "PERCENT", requires = "mutate")]
    at_least: Option<f64>,
}

impl Mutate {
    pub(super) fn is_asked(&self) -> bool {
        self.mutate.is_some()
    }

    pub(super) fn run(&self, suite: &Suite, folder: &Folder, shared: &Shared) -> Result<Outcome> {
        let mut mutation = Mutation::of(suite).map_err(|error| anyhow!("{error}"))?;
        if let Some(name) = self.mutate.as_deref().filter(|name| !name.is_empty()) {
            mutation = mutation.within(name);
            if mutation.is_empty() {
                bail!("nothing can be changed in `{name}`: name a file or, say, an action");
            }
        }
        let bar = bar(mutation.len(), shared.lang);
        let mutated = mutation.run(|done| bar.set_position(done as u64));
        bar.finish_and_clear();
        if shared.format == Format::Json {
            stream::print_json(&MutatedDocument::of(&mutated))?;
        } else {
            stream::print(&text(&mutated, folder, shared.lang))?;
        }
        let percent = mutated.of_rules().percent();
        Ok(Outcome::of(
            self.at_least.is_some_and(|wanted| percent < wanted),
        ))
    }
}

/// A bar over the mutants, with an estimate; on a terminal alone.
fn bar(mutants: usize, lang: Language) -> ProgressBar {
    let bar = ProgressBar::new(mutants as u64);
    bar.set_draw_target(ProgressDrawTarget::stderr());
    let template = lang.of(
        "{pos} of {len} changes {wide_bar} {percent:>3} % · {eta} left",
        "{pos} af {len} ændringer {wide_bar} {percent:>3} % · {eta} tilbage",
    );
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
