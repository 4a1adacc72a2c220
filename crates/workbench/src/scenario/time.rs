//! Times and lengths of time as a scenario writes them. Nothing passes here.

use chrono::{Days, NaiveDate, NaiveDateTime};

/// How a time may be written.
const FORMS: [&str; 2] = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];

/// The most days for which a host may be down: more than any story takes.
const MOST_DAYS: u64 = 36_525;

/// The date and time that a text says.
pub(super) fn moment(text: &str) -> Option<NaiveDateTime> {
    let mut forms = FORMS.iter();
    forms.find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}

/// What to write in place of a text that says no date and time.
pub(super) fn instead(text: &str) -> String {
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(date) => format!("say at what time: {date}T00:00 is when the day begins"),
        Err(_) => "write one of the rule set's zone, such as 2026-03-02T10:00".to_owned(),
    }
}

/// The days that a text such as `7 days` says.
pub(super) fn period(text: &str) -> Option<Days> {
    let (number, unit) = text.split_once(' ')?;
    let number: u64 = number.parse().ok().filter(|number| *number > 0)?;
    let days = match unit.trim() {
        "day" | "days" => Some(number),
        "week" | "weeks" => number.checked_mul(7),
        _ => None,
    };
    days.filter(|days| *days <= MOST_DAYS).map(Days::new)
}
