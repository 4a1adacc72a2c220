//! `dunlin menu`: what may be done with a case now, by whom, and why the rest may not.

use anyhow::Result;
use clap::Args;

use super::Outcome;
use crate::arguments::{About, Format, Shared};
use crate::case_file::CaseFile;
use crate::output::json::MenuDocument;
use crate::output::menu::Told;
use crate::output::stream;
use crate::rule_set::Folder;
use crate::time;

/// Lists the actions for a case: which are shown, which are enabled, why not, and what they ask for; and what comes next by itself
#[derive(Debug, Args)]
pub(super) struct Menu {
    #[command(flatten)]
    about: About,
}

impl Menu {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let folder = Folder::find(shared.rules.as_deref())?;
        let engine = folder.engine(shared)?;
        let now = time::now(self.about.which.now.as_deref(), engine.rules())?;
        let case = CaseFile::read(&self.about.which.case, &engine, now)?.case;
        let menu = engine.menu(&case, &self.about.actor(), now)?;
        let due = engine.next_due(&case, now)?;
        if shared.format == Format::Json {
            stream::print_json(&MenuDocument::of(&menu, &due))?;
        } else {
            let told = Told {
                menu: &menu,
                due: &due,
                about: &case,
                now,
                rules: engine.rules(),
                folder: &folder,
                lang: shared.lang,
            };
            stream::print(&told.text())?;
        }
        Ok(Outcome::Done)
    }
}
