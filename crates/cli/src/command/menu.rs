//! `dunlin menu`: what may be done with a case now, by whom, and why the rest may not.

use anyhow::Result;
use clap::Args;
use dunlin_workbench::document::MenuDocument;
use indexmap::IndexMap;

use super::Outcome;
use crate::arguments::{About, Format, Shared};
use crate::case_file::CaseFile;
use crate::output::due::is_stuck;
use crate::output::menu::Told;
use crate::output::stream;
use crate::rule_set::Folder;
use crate::time;

/// Lists the actions for a case: which are shown, which are enabled, why not, and what they ask for; and what comes next by itself
#[derive(Debug, Args)]
pub(super) struct Menu {
    #[command(flatten)]
    about: About,
    /// Tell what would enable each action that isn't, and let come what is held or waits
    #[arg(long)]
    explain: bool,
}

impl Menu {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let folder = Folder::find(shared.rules.as_deref())?;
        let engine = folder.engine(shared)?;
        let now = time::now(self.about.which.now.as_deref(), engine.rules())?;
        let case = CaseFile::read(&self.about.which.case, &engine, now)?.case;
        let menu = engine.menu(&case, &self.about.actor(), now)?;
        let due = engine.next_due(&case, now)?;
        let mut nearest = IndexMap::new();
        let mut nearest_due = None;
        if self.explain {
            let actor = self.about.actor();
            for item in menu.actions.iter().filter(|item| !item.enabled) {
                let found = engine.nearest_enabled(&case, item.action(), &actor, now)?;
                nearest.extend(found.map(|found| (item.action(), found)));
            }
            if let Some(turn) = due.turn().filter(|_| is_stuck(&due)) {
                nearest_due = engine.nearest_due(&case, turn, now)?;
            }
        }
        if shared.format == Format::Json {
            let mut document = MenuDocument::of(&menu, &due);
            if self.explain {
                document = document.explained(&nearest, nearest_due.as_ref());
            }
            stream::print_json(&document)?;
        } else {
            let told = Told {
                menu: &menu,
                due: &due,
                nearest: &nearest,
                nearest_due: nearest_due.as_ref(),
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
