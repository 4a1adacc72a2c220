//! `dunlin scenario`: a case of a journal becomes a scenario, short and with nobody's name in it.

use std::fs::{self, File};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use dunlin_workbench::recorded::{Recorded, records_of};
use serde::Serialize;

use super::Outcome;
use crate::arguments::{Format, Language, Shared};
use crate::case_file::named;
use crate::output::stream;
use crate::output::style::{CARE, styled};
use crate::rule_set::Folder;

/// Makes a scenario of a recorded case: shortened, and with stand-ins for what tells who somebody is
#[derive(Debug, Args)]
pub(super) struct Scenario {
    /// The journal, a decision a line, as `dunlin simulate --journal` writes it
    #[arg(long, value_name = "FILE")]
    from_journal: PathBuf,
    /// The case
    #[arg(long, value_name = "ID")]
    case: String,
    /// What the scenario is called [default: after what happened last]
    #[arg(long)]
    name: Option<String>,
    /// The folder in which to write it [default: the rule set's scenarios]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// What was written, as data.
#[derive(Serialize)]
struct Document<'d> {
    file: String,
    replaced: &'d [dunlin_workbench::recorded::Replaced],
    left_out: dunlin_workbench::recorded::LeftOut,
}

impl Scenario {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let folder = Folder::find(shared.rules.as_deref())?;
        let engine = folder.engine(shared)?;
        let journal = &self.from_journal;
        let file = File::open(journal).with_context(|| format!("can't read {}", named(journal)))?;
        let records = records_of(BufReader::new(file), &self.case);
        let records = records.map_err(|error| anyhow!("{}: {error}", named(journal)))?;
        let recorded = Recorded::of(&engine, &records)
            .map_err(|error| anyhow!("the case `{}`: {error}", self.case))?;
        let path = self.path(&folder, &recorded)?;
        write(&path, &recorded.text)?;
        tell(&recorded, shared.lang);
        if shared.format == Format::Json {
            stream::print_json(&Document {
                file: path.display().to_string(),
                replaced: &recorded.replaced,
                left_out: recorded.left_out,
            })?;
        } else {
            stream::print(&format!("{}\n", path.display()))?;
        }
        Ok(Outcome::Done)
    }

    fn path(&self, folder: &Folder, recorded: &Recorded) -> Result<PathBuf> {
        let name = self.name.as_deref().unwrap_or(&recorded.name);
        let is_name = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || name.starts_with('.') || !name.chars().all(is_name) {
            bail!(
                "`--name {name}` is no name of a scenario: write one such as `{}`",
                recorded.name
            );
        }
        let scenarios = || folder.path().join("scenarios");
        let output = self.output.clone().unwrap_or_else(scenarios);
        Ok(output.join(format!("{name}.yaml")))
    }
}

/// Writes a file where there is none yet.
fn write(path: &Path, text: &str) -> Result<()> {
    let unwritten = || format!("can't write {}", named(path));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(unwritten)?;
    }
    if path.exists() {
        bail!("{} is there already: choose another `--name`", named(path));
    }
    let mut file = File::create_new(path).with_context(unwritten)?;
    file.write_all(text.as_bytes()).with_context(unwritten)
}

/// Says what isn't in the scenario as it was recorded.
fn tell(recorded: &Recorded, lang: Language) {
    for replaced in &recorded.replaced {
        let places = format!("`{}`", replaced.places.join("`, `"));
        let (mark, words) = match &replaced.by {
            Some(by) => (
                lang.of("replaced:", "erstattet:"),
                lang.of(format!("{places} by `{by}`"), format!("{places} med `{by}`")),
            ),
            None => (
                lang.of("warning:", "advarsel:"),
                lang.of(
                    format!("{places} stayed as it was, as the decisions hang on it: see that it names nobody"),
                    format!("{places} blev stående, fordi afgørelserne afhænger af det: se efter, at det ikke navngiver nogen"),
                ),
            ),
        };
        stream::tell(&format!("{} {words}\n", styled(CARE, mark)));
    }
    let left_out = recorded.left_out;
    let parts: Vec<_> = [
        (left_out.steps, ["step", "steps"], ["skridt", "skridt"]),
        (
            left_out.facts,
            ["fact", "facts"],
            ["oplysning", "oplysninger"],
        ),
        (
            left_out.inputs,
            ["input", "inputs"],
            ["indtastning", "indtastninger"],
        ),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, en, da)| counted(count, lang.of(en, da)))
    .collect();
    let Some((last, others)) = parts.split_last() else {
        return;
    };
    let left_out = match others {
        [] => last.clone(),
        _ => format!("{} {} {last}", others.join(", "), lang.of("and", "og")),
    };
    let mark = lang.of("left out:", "udeladt:");
    let because = lang.of(
        "as the last decision is the same without",
        "da den sidste afgørelse er den samme uden",
    );
    stream::tell(&format!("{} {left_out}, {because}\n", styled(CARE, mark)));
}

fn counted(count: usize, [one, many]: [&str; 2]) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
