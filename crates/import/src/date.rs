//! Days as XML Schema writes them · no clock, no time of day, no counting of days that a rule would ask for.

use chrono::{Datelike, Days, NaiveDate};

/// Returns the day that an `xsd:date` names, if it names one.
///
/// A time zone may follow (`2026-02-15Z`, `2026-02-15+01:00`). It is checked and left out: the
/// day on the invoice is the day that binds, wherever it is read.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let (day, zone) = text.split_at_checked(10)?;
    let shaped = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if !shaped || !is_zone(zone) {
        return None;
    }
    // The year 0 is a year to the calendar, and none to XML Schema.
    NaiveDate::parse_from_str(day, "%Y-%m-%d")
        .ok()
        .filter(|day| day.year() > 0)
}

/// Returns the day that lies so many days later, unless it has no four-digit year.
pub(crate) fn later(day: NaiveDate, days: u32) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(days.into()))
        .filter(|day| day.year() <= 9999)
}

fn is_zone(zone: &str) -> bool {
    if matches!(zone, "" | "Z") {
        return true;
    }
    let Some((hours, minutes)) = zone
        .strip_prefix(['+', '-'])
        .and_then(|offset| offset.split_once(':'))
    else {
        return false;
    };
    let number = |text: &str| {
        (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<u32>().ok())
            .flatten()
    };
    match (number(hours), number(minutes)) {
        (Some(hours), Some(minutes)) => minutes < 60 && hours * 60 + minutes <= 14 * 60,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn a_day_may_carry_a_time_zone_and_nothing_else() {
        for text in [
            "2026-02-15",
            "2026-02-15Z",
            "2026-02-15+01:00",
            "2026-02-15-14:00",
        ] {
            assert_eq!(
                day(text).map(|day| day.to_string()).as_deref(),
                Some("2026-02-15"),
                "{text}"
            );
        }
        for text in [
            "",
            "2026-02-1",
            "2026-2-15",
            "15-02-2026",
            "2026-02-30",
            "2026-13-01",
            "0000-01-01",
            "+026-02-15",
            "2026-02-15T00:00:00",
            "2026-02-15z",
            "2026-02-15+14:01",
            "2026-02-15+1:00",
            "2026-02-15+01:60",
            "2026-02-15+0100",
            "2026-02-15 Z",
            "٢٠٢٦-٠٢-١٥",
            "2026-02-1\u{e6}",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
