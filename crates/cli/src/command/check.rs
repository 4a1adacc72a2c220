//! `dunlin check`: every finding about a rule set.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use dunlin::{RuleSet, Sources};
use dunlin_workbench::document::FindingsDocument;

use super::Outcome;
use crate::arguments::{Format, Language, Shared};
use crate::output::sarif::Log;
use crate::output::style::{FAINT, GOOD, STRONG, styled};
use crate::output::{findings, stream};
use crate::rule_set::Folder;
use crate::watch;

/// Tells everything that is wrong with a rule set
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The rule set's folder; without it, as for `--rules`
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// What counts as an error, too
    #[arg(long, value_enum)]
    deny: Option<Deny>,
    /// Stay, and check again as files are saved
    #[arg(long)]
    watch: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
}

impl Check {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let named = match (&self.dir, &shared.rules) {
            (Some(dir), Some(rules)) if dir != rules => bail!(
                "`{}` and `--rules {}` are two rule sets: name one",
                dir.display(),
                rules.display()
            ),
            (dir, rules) => dir.as_ref().or(rules.as_ref()),
        };
        let folder = Folder::find(named.map(PathBuf::as_path))?;
        if self.watch {
            return watch::run(&folder, shared.lang, || self.once(&folder, shared));
        }
        self.once(&folder, shared)
    }

    fn once(&self, folder: &Folder, shared: &Shared) -> Result<Outcome> {
        let sources = folder.read()?;
        let found = RuleSet::check(&sources);
        let denied = self.deny == Some(Deny::Warnings) && !found.is_empty();
        match shared.format {
            Format::Json => stream::print_json(&FindingsDocument::of(&found, shared.lang.code()))?,
            Format::Sarif => stream::print_json(&Log::of(&found, folder, shared.lang))?,
            Format::Human if found.is_empty() => stream::print(&sound(&sources, shared.lang))?,
            Format::Human => {
                stream::tell(&findings::draw(&found, &sources, folder, shared.lang));
                stream::tell(&findings::summary(&found, denied, shared.lang));
            }
        }
        Ok(Outcome::of(found.has_errors() || denied))
    }
}

/// The line about a rule set that has no findings.
fn sound(sources: &Sources, lang: Language) -> String {
    // Without a finding it loads.
    let Ok(rules) = RuleSet::load(sources) else {
        return String::new();
    };
    let name = styled(STRONG, &format!("{} {}", rules.name(), rules.version()));
    let fingerprint = rules.fingerprint().get(..12).unwrap_or_default();
    let verdict = styled(GOOD, lang.of("no findings", "intet at bemærke"));
    let (files, flows, actions) = (
        sources.iter().count(),
        rules.flows().count(),
        rules.actions().count(),
    );
    let counted = |count: usize, en: [&str; 2], da: [&str; 2]| {
        let [one, many] = lang.of(en, da);
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let counts = [
        counted(files, ["file", "files"], ["fil", "filer"]),
        counted(flows, ["flow", "flows"], ["flow", "flows"]),
        counted(actions, ["action", "actions"], ["handling", "handlinger"]),
    ]
    .join(", ");
    format!(
        "{name} {}: {verdict} · {counts}\n",
        styled(FAINT, &format!("({fingerprint})"))
    )
}
