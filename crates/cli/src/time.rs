//! Points in time as they are written, and the time it is · the one file that reads the clock.

use std::time::SystemTime;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, Utc};
use dunlin::RuleSet;

/// Returns the time that `--now` names, or the time it is, to the second.
pub(crate) fn now(written: Option<&str>, rules: &RuleSet) -> Result<DateTime<Utc>> {
    match written {
        None => Ok(DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(0)),
        Some(text) => read(text, rules).with_context(|| unreadable("--now", text)),
    }
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
pub(crate) fn read(text: &str, rules: &RuleSet) -> Result<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.with_timezone(&Utc));
    }
    let local = civil(text).with_context(|| {
        let zone = rules.time_zone();
        format!("write 2026-03-02 or 2026-03-02T10:00 for a time in {zone}, or 2026-03-02T10:00:00+01:00")
    })?;
    Ok(rules.instant(local))
}

fn unreadable(flag: &str, text: &str) -> String {
    format!("`{flag} {text}` is not a time")
}

/// A date, or a date and a time, every figure written.
fn civil(text: &str) -> Option<NaiveDateTime> {
    match text.len() {
        10 => Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN)),
        16 => NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok(),
        19 => NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_times_are_written_in_full() {
        for (text, time) in [
            ("2026-03-02", Some("2026-03-02T00:00:00")),
            ("2026-03-02T10:00", Some("2026-03-02T10:00:00")),
            ("2026-03-02T10:00:30", Some("2026-03-02T10:00:30")),
            ("2026-02-30", None),
            ("2026-03-02T24:00", None),
            ("2026-3-2", None),
            ("2026-03-2T010:00", None),
            ("02-03-2026", None),
            ("today", None),
            ("", None),
        ] {
            let time = time.map(|time| time.parse::<NaiveDateTime>().unwrap());
            assert_eq!(civil(text), time, "{text}");
        }
    }
}
