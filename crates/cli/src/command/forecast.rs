//! `dunlin forecast`: what will happen to a case if nothing else does, or what is said to.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Duration, Utc};
use clap::Args;
use dunlin::{Case, Engine, Nearest, Request, RuleSet, Turn, What};
use dunlin_workbench::document::ForecastDocument;

use super::Outcome;
use crate::arguments::{Format, Shared, Which};
use crate::case_file::{CaseFile, is_stdin};
use crate::events;
use crate::output::due::is_stuck;
use crate::output::forecast::Told;
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
    /// Tell the values that conditions saw and, of what is denied, held or waits, what would change that
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
        let (mut nearest, mut nearest_then) = (Vec::new(), None);
        if self.explain {
            nearest = nearest_changes(&engine, &case, [now, until], &events)?;
            if let Some(turn) = forecast.then.turn().filter(|_| is_stuck(&forecast.then)) {
                nearest_then = engine.nearest_due(&forecast.case, turn, until)?;
            }
        }
        if shared.format == Format::Json {
            let mut document = ForecastDocument::of(&forecast, rules, [now, until]);
            if self.explain {
                document = document.explained(&nearest, nearest_then.as_ref());
            }
            stream::print_json(&document)?;
            return Ok(Outcome::Done);
        }
        let told = Told {
            forecast: &forecast,
            nearest: &nearest,
            nearest_then: nearest_then.as_ref(),
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

/// What would allow each thing on the way that is denied or held, in the order in which they are foretold.
fn nearest_changes(
    engine: &Engine,
    case: &Case,
    [now, until]: [DateTime<Utc>; 2],
    events: &[(DateTime<Utc>, Request)],
) -> Result<Vec<Option<Nearest>>> {
    let mut asked = Vec::new();
    engine.follow(case, now, until, events, |happened| {
        let about = |what| Some((happened.before.clone(), happened.at, what));
        match happened.what {
            What::Answer(_) => {}
            What::Held(turn, _) => asked.push(about(Stuck::Turn(turn.clone()))),
            What::Event(decision) if !decision.is_allowed() => {
                asked.push(about(Stuck::Request(decision.request().clone())));
            }
            _ => asked.push(None),
        }
    })?;
    let nearest = asked.into_iter().map(|asked| match asked {
        None => Ok(None),
        Some((case, at, Stuck::Turn(turn))) => engine.nearest_due(&case, &turn, at),
        Some((case, at, Stuck::Request(request))) => engine.nearest(&case, &request, at),
    });
    Ok(nearest.collect::<Result<_, _>>()?)
}

/// Something that doesn't happen.
enum Stuck {
    Turn(Turn),
    Request(Request),
}
