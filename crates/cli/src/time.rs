//! Points in time as they are written, and the time it is · the one file that reads the clock.

use std::time::SystemTime;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use dunlin::RuleSet;
use dunlin_workbench::event::{forms, moment};

/// Returns the time that `--now` names, or the time it is, to the second.
pub(crate) fn now(written: Option<&str>, rules: &RuleSet) -> Result<DateTime<Utc>> {
    match written {
        None => Ok(DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(0)),
        Some(text) => read(text, rules).with_context(|| unreadable("--now", text)),
    }
}

/// Returns the time that `--from` names.
pub(crate) fn from(written: &str, rules: &RuleSet) -> Result<DateTime<Utc>> {
    read(written, rules).with_context(|| unreadable("--from", written))
}

/// Returns the time that `--until` names; a date stands for its end.
pub(crate) fn until(written: &str, rules: &RuleSet) -> Result<DateTime<Utc>> {
    if let Ok(date) = written.parse::<NaiveDate>()
        && written.len() == 10
        && let Some(end) = date.and_hms_opt(23, 59, 59)
    {
        return Ok(rules.instant(end));
    }
    read(written, rules).with_context(|| unreadable("--until", written))
}

/// Returns the time that a text names: with its zone, or else in the rule set's own.
fn read(text: &str, rules: &RuleSet) -> Result<DateTime<Utc>> {
    moment(text, rules).with_context(|| forms(rules))
}

fn unreadable(flag: &str, text: &str) -> String {
    format!("`{flag} {text}` is not a time")
}
