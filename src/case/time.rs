//! Points in time and civil time in a zone. There is no clock here: hosts bring the time.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// A quarter of an hour, in seconds.
const QUARTER: u32 = 15 * 60;

/// The civil date and time of a point in time; at the ends of the calendar, those of UTC.
pub(crate) fn local_in(zone: Tz, time: DateTime<Utc>) -> NaiveDateTime {
    let utc = time.naive_utc();
    let offset = zone.offset_from_utc_datetime(&utc).fix();
    utc.checked_add_offset(offset).unwrap_or(utc)
}

/// The civil date of a point in time.
pub(crate) fn civil(zone: Tz, time: DateTime<Utc>) -> NaiveDate {
    local_in(zone, time).date()
}

/// The point in time of a civil date and time: the first of two, and the first that exists after
/// a time that a daylight-saving change leaves out.
pub(crate) fn instant_in(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    let mut candidate = local;
    // No zone has ever left out more than a day, and clocks are changed on the quarter of an hour.
    for _ in 0..=(24 * 4) {
        if let Some(time) = zone.from_local_datetime(&candidate).earliest() {
            return time.with_timezone(&Utc);
        }
        let past_quarter = i64::from(candidate.num_seconds_from_midnight() % QUARTER);
        candidate = candidate
            .with_nanosecond(0)
            .and_then(|time| {
                time.checked_add_signed(Duration::seconds(i64::from(QUARTER) - past_quarter))
            })
            .unwrap_or(candidate);
    }
    local.and_utc()
}
