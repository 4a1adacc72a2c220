//! `dunlin menu`: what may be done with a case now, by whom, and why the rest may not.

use anyhow::Result;
use clap::Args;

use super::Outcome;
use crate::arguments::{About, Format, Shared};
use crate::case_file::CaseFile;
use crate::output::{menu, stream};
use crate::rule_set::Folder;
use crate::time;

/// Lists the actions for a case: which are shown, which are enabled, why not, and what they ask for
#[derive(Debug, Args)]
pub(super) struct Menu {
    #[command(flatten)]
    about: About,
}

impl Menu {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let folder = Folder::find(shared.rules.as_deref())?;
        let engine = folder.engine(shared)?;
        let now = time::now(self.about.now.as_deref(), engine.rules())?;
        let case = CaseFile::read(&self.about.case, &engine, now)?.case;
        let menu = engine.menu(&case, &self.about.actor(), now)?;
        if shared.format == Format::Json {
            stream::print_json(&menu)?;
        } else {
            stream::print(&menu::text(&menu, &case, &folder, shared.lang))?;
        }
        Ok(Outcome::Done)
    }
}
