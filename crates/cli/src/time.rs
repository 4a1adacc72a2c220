//! `--now`: the time that decisions are made at · the one file that reads the clock.

use std::time::SystemTime;

use anyhow::{Result, bail};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, Utc};
use dunlin::RuleSet;

/// Returns the time that is written, or the time it is, to the second.
pub(crate) fn now(written: Option<&str>, rules: &RuleSet) -> Result<DateTime<Utc>> {
    let Some(text) = written else {
        return Ok(DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(0));
    };
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.with_timezone(&Utc));
    }
    if let Some(local) = civil(text) {
        return Ok(rules.instant(local));
    }
    bail!(
        "`--now {text}` is not a time: write 2026-03-02 or 2026-03-02T10:00 for a time in {}, or 2026-03-02T10:00:00+01:00",
        rules.time_zone()
    )
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
