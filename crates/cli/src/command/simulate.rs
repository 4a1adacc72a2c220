//! `dunlin simulate`: a portfolio lived through between two times, and what came of it.

use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use dunlin_workbench::report;
use dunlin_workbench::simulate::{Portfolio, Progress, Simulation, Summary};
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Outcome;
use crate::arguments::{Format, Shared};
use crate::beside::Beside;
use crate::case_file::{is_stdin, named};
use crate::output::simulate::Told;
use crate::output::stream;
use crate::output::style::{CARE, styled};
use crate::rule_set::Folder;
use crate::time;

/// Lives a portfolio and its events through between two times: what would be sent, charged, paid, held and denied
///
/// Hosts' effects count as done at once. Events come before what falls due at the same moment. An opening is opened at
/// its event `open_case`, or else at the start.
#[derive(Debug, Args)]
pub(super) struct Simulate {
    /// The portfolio: a case or an opening as JSON a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    cases: PathBuf,
    /// What happens to them: {"case": …, "at": …, "action": …, "input": {…}} a line, best in the order of the cases
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// From when: a time with its zone, or one of the rule set's own: 2026-03-02, 2026-03-02T10:00
    #[arg(long, value_name = "T")]
    from: String,
    /// Until when: likewise, or a date, to its end
    #[arg(long, value_name = "T")]
    until: String,
    /// Where to write every decision, a record a line, case by case
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Where to write what came of it as a page
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// On how many threads [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

impl Simulate {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        if self.events.as_deref().is_some_and(is_stdin) {
            bail!("events can't come from standard input: put them into a file");
        }
        let folder = Folder::find(shared.rules.as_deref())?;
        let engine = folder.engine(shared)?;
        let rules = engine.rules();
        let from = time::from(&self.from, rules)?;
        let until = time::until(&self.until, rules)?;
        if until < from {
            bail!(
                "`--until {}` comes before `--from {}`",
                self.until,
                self.from
            );
        }
        let portfolio = self.portfolio()?;
        let simulation = Simulation::new(&engine, from, until);
        let mut journal = self.journal.as_deref().map(begin).transpose()?;
        let bar = bar(portfolio.size());
        let lived = pool(self.threads)?.install(|| {
            let writer = journal.as_mut().map(|file| file as &mut (dyn Write + Send));
            simulation.run(portfolio, writer, |progress| show(&bar, progress))
        });
        bar.finish_and_clear();
        let summary = lived?;
        if let (Some(file), Some(path)) = (journal, &self.journal) {
            file.place().with_context(|| unwritten(path))?;
        }
        if let Some(path) = &self.report {
            let language = shared.lang.code();
            let page = report::page(&summary.figures(rules, language), rules, language);
            let mut file = begin(path)?;
            let written = file.write_all(page.as_bytes()).and_then(|()| file.place());
            written.with_context(|| unwritten(path))?;
        }
        self.tell_what_was_left_out(&summary);
        if shared.format == Format::Json {
            stream::print_json(&summary)?;
            return Ok(Outcome::Done);
        }
        let told = Told {
            summary: &summary,
            rules,
            lang: shared.lang,
        };
        stream::print(&told.text())?;
        Ok(Outcome::Done)
    }

    fn portfolio(&self) -> Result<Portfolio> {
        let events = self.events.as_deref();
        let portfolio = if is_stdin(&self.cases) {
            let cases = Box::new(BufReader::new(io::stdin()));
            Portfolio::streamed(cases, "standard input", events)?
        } else {
            Portfolio::files(&self.cases, events)?
        };
        if let (Some(events), true) = (events, portfolio.holds_events()) {
            let (note, file) = (styled(CARE, "note:"), named(events));
            stream::tell(&format!(
                "{note} {file} isn't in the order of the cases: its events are held in memory\n"
            ));
        }
        Ok(portfolio)
    }

    fn tell_what_was_left_out(&self, summary: &Summary) {
        let (cases, events) = (summary.cases, summary.events);
        let note = styled(CARE, "note:");
        let outside = events.before + events.after + events.without_case;
        if outside > 0 {
            stream::tell(&format!(
                "{note} events left out: {} before the time or before their case was opened, {} after it, {} of cases that weren't opened\n",
                events.before, events.after, events.without_case
            ));
        }
        if cases.outside > 0 {
            stream::tell(&format!(
                "{note} cases left out: {} opened before or after the time\n",
                cases.outside
            ));
        }
    }
}

/// Returns so many threads, or one for each core.
pub(super) fn pool(threads: Option<usize>) -> Result<rayon::ThreadPool> {
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(threads) = threads {
        if threads == 0 {
            bail!("`--threads 0` is none: leave it out, or write 1");
        }
        pool = pool.num_threads(threads);
    }
    pool.build().context("can't start threads")
}

pub(super) fn begin(path: &Path) -> Result<Beside> {
    Beside::create(path).with_context(|| unwritten(path))
}

pub(super) fn unwritten(path: &Path) -> String {
    format!("can't write {}", named(path))
}

/// Returns a bar over the bytes of the cases, with an estimate; on a terminal alone.
pub(super) fn bar(size: Option<u64>) -> ProgressBar {
    let (bar, template) = match size {
        Some(size) => (
            ProgressBar::new(size),
            "{msg} cases {wide_bar} {percent:>3} % · {eta} left",
        ),
        None => (ProgressBar::no_length(), "{msg} cases {spinner} {elapsed}"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message("0");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Moves a bar on.
pub(super) fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_message(HumanCount(progress.cases).to_string());
    bar.set_position(progress.read);
}
