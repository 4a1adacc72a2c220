//! `dunlin diff`: what has changed between two versions of a rule set, and what comes of it for cases.

use std::fs;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use chrono::{DateTime, Utc};
use clap::Args;
use dunlin::{Edits, Engine, RuleSet, Sources};
use dunlin_workbench::differ::{Comparison, Differences, Edited, Journal, Told, Words, page};
use dunlin_workbench::simulate::Portfolio;

use super::Outcome;
use super::simulate::{bar, begin, pool, show, unwritten};
use crate::arguments::{Format, Shared};
use crate::case_file::{is_stdin, named};
use crate::output::diff::{Document, Text};
use crate::output::style::{CARE, styled};
use crate::output::{findings, stream};
use crate::revision::Revision;
use crate::rule_set::Folder;
use crate::time;

/// Tells what has changed between two versions of a rule set, and which edit changes what for cases
///
/// Over cases it compares the menu of each role and what is forecast; over a journal also what is decided about each
/// request that it holds, on the case as it stood. Each difference is told under the edit that causes it alone, or
/// under those that cause it only together.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The old rules: a folder, or a git revision and a folder in it, such as `main:` or `v1.2:creditors/nord`
    old: String,
    /// The new rules, likewise [default: the rule set's folder]
    new: Option<String>,
    /// The cases: a case or an opening as JSON a line; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "journal")]
    cases: Option<PathBuf>,
    /// What happens to them: {"case": …, "at": …, "action": …, "input": {…}} a line, best in the order of the cases
    #[arg(long, value_name = "FILE", requires = "cases")]
    events: Option<PathBuf>,
    /// A journal: every decision as a record, a line each, as `dunlin simulate --journal` writes it
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// From when cases are followed: a time with its zone, or one of the rule set's own: 2026-03-02 [default: the time
    /// it is; of a journal, its end]
    #[arg(long, value_name = "T")]
    from: Option<String>,
    /// For how many days
    #[arg(long, value_name = "N", default_value_t = 365)]
    days: u32,
    /// Where to write the smallest case of each cause as a scenario, with what the old rules make of it as its snapshot
    #[arg(long, value_name = "DIR")]
    example: Option<PathBuf>,
    /// Where to write it all as a page
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// On how many threads [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// One version of the rules.
struct Version {
    folder: Folder,
    sources: Sources,
    engine: Engine,
}

impl Version {
    fn read(named: &str, shared: &Shared) -> Result<Self> {
        let revision = match Path::new(named).is_dir() {
            true => None,
            false => Revision::named(named),
        };
        let (folder, sources) = match revision {
            None => {
                let folder = Folder::find(Some(Path::new(named)))?;
                let sources = folder.read()?;
                (folder, sources)
            }
            Some(revision) => (Folder::here(), revision.read()?),
        };
        let loaded = RuleSet::load(&sources).map(Engine::new);
        let engine = loaded.map_err(|found| {
            stream::tell(&findings::draw(&found, &sources, &folder, shared.lang));
            anyhow!("the rule set in `{named}` doesn't load, so nothing was compared: correct what is drawn above")
        })?;
        Ok(Self {
            folder,
            sources,
            engine,
        })
    }

    fn title(&self) -> String {
        let rules = self.engine.rules();
        format!("{} {}", rules.name(), rules.version())
    }
}

impl Diff {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let old = Version::read(&self.old, shared)?;
        let new = match &self.new {
            Some(new) => new.clone(),
            None => Folder::find(shared.rules.as_deref())?
                .path()
                .display()
                .to_string(),
        };
        let new = Version::read(&new, shared)?;
        let edits = Edits::between(&old.sources, &new.sources).map_err(|found| {
            let text = findings::draw(&found, &new.sources, &new.folder, shared.lang);
            stream::tell(&text);
            anyhow!("what has changed can't be told")
        })?;
        let told_edits = edited(&edits, &old, &new, shared);
        let groups = edits.groups();
        let compared = self.compared(&old, &new, &edits, &groups)?;
        let words = Words::new([old.engine.rules(), new.engine.rules()], shared.lang.code());
        let nothing = Differences::default();
        let told = Told::new(
            compared.as_ref().unwrap_or(&nothing),
            &told_edits,
            &groups,
            words,
        );
        let scenarios = match &self.example {
            Some(folder) => write_examples(folder, &told, [&old, &new])?,
            None => Vec::new(),
        };
        if let Some(path) = &self.report {
            let over = format!("{} → {}", old.title(), new.title());
            let page = page(&told, &over, &self.lead(&told));
            let mut file = begin(path)?;
            let written = file.write_all(page.as_bytes()).and_then(|()| file.place());
            written.with_context(|| unwritten(path))?;
        }
        if shared.format == Format::Json {
            let engines = [&old.engine, &new.engine];
            let document = Document::of(&told, &edits, engines, compared.is_some(), &scenarios);
            stream::print_json(&document)?;
        } else {
            let text = Text {
                told: &told,
                compared: compared.is_some(),
                scenarios: &scenarios,
            };
            stream::print(&text.written())?;
        }
        Ok(Outcome::of(!edits.is_empty()))
    }

    /// What differs over the cases or the journal, where one is given.
    fn compared(
        &self,
        old: &Version,
        new: &Version,
        edits: &Edits,
        groups: &[Vec<usize>],
    ) -> Result<Option<Differences>> {
        if self.cases.is_none() && self.journal.is_none() {
            if self.example.is_some() || self.report.is_some() {
                bail!(
                    "an example and a report are of cases: name them by `--cases FILE` or `--journal FILE`"
                );
            }
            return Ok(None);
        }
        let make = |chosen: &[usize]| {
            let made = RuleSet::load(&edits.made(chosen));
            made.ok().map(Engine::new)
        };
        let from = self.from(old.engine.rules())?;
        let pool = pool(self.threads)?;
        let compared = pool.install(|| {
            let engines = [&old.engine, &new.engine];
            let comparison = Comparison::new(engines, groups, &make, from, self.days);
            if let Some(path) = &self.journal {
                let journal = Journal::file(path)?;
                let bar = bar(journal.size());
                let compared = comparison.of_journal(journal, |progress| show(&bar, progress));
                bar.finish_and_clear();
                return Ok(compared?);
            }
            let cases = self.portfolio()?;
            let bar = bar(cases.size());
            let compared = comparison.of_cases(cases, |progress| show(&bar, progress));
            bar.finish_and_clear();
            Ok::<_, anyhow::Error>(compared?)
        });
        compared.map(Some)
    }

    fn from(&self, rules: &RuleSet) -> Result<DateTime<Utc>> {
        match (&self.from, &self.journal) {
            (Some(from), _) => time::from(from, rules),
            (None, Some(_)) => Ok(DateTime::<Utc>::MIN_UTC),
            (None, None) => time::now(None, rules),
        }
    }

    fn portfolio(&self) -> Result<Portfolio> {
        let cases = self.cases.as_deref().unwrap_or(Path::new("-"));
        let events = self.events.as_deref();
        if events.is_some_and(is_stdin) {
            bail!("events can't come from standard input: put them into a file");
        }
        if is_stdin(cases) {
            let lines = Box::new(BufReader::new(io::stdin()));
            return Ok(Portfolio::streamed(lines, "standard input", events)?);
        }
        Ok(Portfolio::files(cases, events)?)
    }

    /// Over what was compared, in words.
    fn lead(&self, told: &Told<'_>) -> String {
        let cases = told.words.cases(told.differences.cases);
        let of = |path: &Option<PathBuf>| {
            let path = path.as_deref().and_then(Path::file_name);
            path.map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default()
        };
        match &self.journal {
            Some(_) => format!(
                "{cases} {} {}",
                told.words.of("of the journal", "i journalen"),
                of(&self.journal)
            ),
            None => format!("{cases} {} {}", told.words.of("of", "i"), of(&self.cases)),
        }
    }
}

/// The edits in words, with their places as they are reached from here.
fn edited(edits: &Edits, old: &Version, new: &Version, shared: &Shared) -> Vec<Edited> {
    let one = |edit: &dunlin::Edit| {
        let after = edit.after().map(|place| (place, new));
        let before = edit.before().map(|place| (place, old));
        let place = after
            .or(before)
            .map(|(place, version)| format!("{}:{}", version.folder.file(&place.file), place.line));
        Edited::new(edit.words(shared.lang.code()), place)
    };
    edits.iter().map(one).collect()
}

/// Writes the smallest case of each cause that a scenario shows, and returns where: none where none shows it.
fn write_examples(
    folder: &Path,
    told: &Told<'_>,
    [old, new]: [&Version; 2],
) -> Result<Vec<Option<PathBuf>>> {
    fs::create_dir_all(folder).with_context(|| unwritten(folder))?;
    let mut written = Vec::new();
    for (at, caused) in told.differences.causes.iter().enumerate() {
        let name = format!("difference-{}", at + 1);
        let source = format!("scenarios/{name}.yaml");
        let edits = told.edits_of(&caused.cause).into_iter();
        let edits: Vec<&str> = edits
            .filter_map(|edit| told.edits.get(edit))
            .map(|edit| edit.words.as_str())
            .collect();
        let edits = edits.join("; ");
        let scenario = caused.examples.iter().find_map(|example| {
            let case = format!("{} {}", told.words.of("case", "sag"), example.case);
            let sentence = format!("{case}: {edits}");
            example.scenario(&sentence, &source, [&old.engine, &new.engine])
        });
        let Some(scenario) = scenario else {
            if !caused.examples.is_empty() {
                let note = styled(CARE, "note:");
                let number = told.numbers(&caused.cause).unwrap_or_else(|| edits.clone());
                stream::tell(&format!(
                    "{note} no scenario shows what differs by {number}: its cases differ only on the way that they have come\n"
                ));
            }
            written.push(None);
            continue;
        };
        let path = folder.join(format!("{name}.yaml"));
        write(&path, &scenario.text)?;
        write(&folder.join(format!("{name}.snap")), &scenario.snapshot)?;
        written.push(Some(path));
    }
    Ok(written)
}

fn write(path: &Path, text: &str) -> Result<()> {
    let mut file = begin(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.place());
    written.with_context(|| format!("can't write {}", named(path)))
}
