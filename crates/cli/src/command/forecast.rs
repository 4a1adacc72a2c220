//! `dunlin forecast`: what will happen to a case if nothing else does, or what is said to.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Duration, Utc};
use clap::Args;
use dunlin::RuleSet;

use super::Outcome;
use crate::arguments::{Format, Shared, Which};
use crate::case_file::{CaseFile, is_stdin};
use crate::events;
use crate::output::forecast::Told;
use crate::output::json::ForecastDocument;
use crate::output::stream;
use crate::rule_set::Folder;
use crate::time;

/// Tells what will happen to a case if nothing else does: what is sent and charged when, what is held or passed over, and why
#[derive(Debug, Args)]
pub(super) struct Forecast {
    #[command(flatten)]
    which: Which,
    /// Until when: a time as for `--now`, or a date, to its end
    #[arg(long, value_name = "T", conflicts_with = "days")]
    until: Option<String>,
    /// For so many days
    #[arg(long, value_name = "N", default_value_t = 365)]
    days: u32,
    /// What is said to happen: an events file, a line an event; those of other cases are left out
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// Tell the values that conditions saw
    #[arg(long)]
    explain: bool,
}

impl Forecast {
    pub(super) fn run(&self, shared: &Shared) -> Result<Outcome> {
        let from_stdin = is_stdin(&self.which.case);
        if from_stdin && self.events.as_deref().is_some_and(is_stdin) {
            bail!(
                "standard input can't hold both the case and the events: put one of them into a file"
            );
        }
        let folder = Folder::find(shared.rules.as_deref())?;
        let engine = folder.engine(shared)?;
        let rules = engine.rules();
        let now = time::now(self.which.now.as_deref(), rules)?;
        let until = self.until(now, rules)?;
        let case = CaseFile::read(&self.which.case, &engine, now)?.case;
        let events = match &self.events {
            Some(path) => events::read(path, rules, &case, now)?,
            None => Vec::new(),
        };
        let forecast = engine.forecast(&case, now, until, &events)?;
        if shared.format == Format::Json {
            stream::print_json(&ForecastDocument::of(&forecast, rules, [now, until]))?;
            return Ok(Outcome::Done);
        }
        let told = Told {
            forecast: &forecast,
            before: &case,
            now,
            until,
            events: events.iter().filter(|(at, _)| *at <= until).count(),
            explained: self.explain,
            rules,
            folder: &folder,
            lang: shared.lang,
        };
        stream::print(&told.text())?;
        Ok(Outcome::Done)
    }

    fn until(&self, now: DateTime<Utc>, rules: &RuleSet) -> Result<DateTime<Utc>> {
        let Some(written) = &self.until else {
            let end = now.checked_add_signed(Duration::days(i64::from(self.days)));
            return end
                .with_context(|| format!("`--days {}` leads past every calendar", self.days));
        };
        let until = time::until(written, rules)?;
        if until < now {
            bail!("`--until {written}` comes before the time that is asked about");
        }
        Ok(until)
    }
}
