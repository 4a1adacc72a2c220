//! Points in time and civil time in a zone. There is no clock here: hosts bring the time.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

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
    // No zone has ever left out more than a day.
    for _ in 0..=(24 * 4) {
        if let Some(time) = zone.from_local_datetime(&candidate).earliest() {
            return time.with_timezone(&Utc);
        }
        candidate = candidate
            .checked_add_signed(Duration::minutes(15))
            .unwrap_or(candidate);
    }
    local.and_utc()
}
