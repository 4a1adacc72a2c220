//! Days, times and lengths of time as people say them in English and Danish. Nothing is compared here.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::words::Language;

const MONTHS: [[&str; 2]; 12] = [
    ["January", "januar"],
    ["February", "februar"],
    ["March", "marts"],
    ["April", "april"],
    ["May", "maj"],
    ["June", "juni"],
    ["July", "juli"],
    ["August", "august"],
    ["September", "september"],
    ["October", "oktober"],
    ["November", "november"],
    ["December", "december"],
];

/// A day without its year: `20 March`, `20. marts`.
pub(super) fn day(day: NaiveDate, lang: Language) -> String {
    let [en, da] = MONTHS
        .get(day.month0() as usize)
        .copied()
        .unwrap_or_default();
    match lang {
        Language::En => format!("{} {en}", day.day()),
        Language::Da => format!("{}. {da}", day.day()),
    }
}

/// A day with its year.
pub(super) fn whole(date: NaiveDate, lang: Language) -> String {
    format!("{} {}", day(date, lang), date.year())
}

/// When something comes, and when it came: only as much of the second as differs.
pub(super) fn instead(kept: NaiveDateTime, new: NaiveDateTime, lang: Language) -> [String; 2] {
    let time = |at: NaiveDateTime| at.format("%H:%M").to_string();
    let at = lang.of("at", "kl.");
    if kept.date() == new.date() {
        let now = format!("{} {at} {}", whole(new.date(), lang), time(new));
        return [now, time(kept)];
    }
    let before = if kept.year() == new.year() {
        day(kept.date(), lang)
    } else {
        whole(kept.date(), lang)
    };
    if kept.time() == new.time() {
        return [whole(new.date(), lang), before];
    }
    let now = format!("{} {at} {}", whole(new.date(), lang), time(new));
    [now, format!("{before} {at} {}", time(kept))]
}

/// By how many days something comes later or earlier.
pub(super) fn later(days: i64, lang: Language) -> String {
    let count = days.abs();
    let unit = if count == 1 {
        lang.of("day", "dag")
    } else {
        lang.of("days", "dage")
    };
    let way = if days > 0 {
        lang.of("later", "senere")
    } else {
        lang.of("earlier", "tidligere")
    };
    format!("{count} {unit} {way}")
}

/// The same, of things that come by unlike numbers of days later or earlier.
pub(super) fn between(least: i64, most: i64, lang: Language) -> String {
    if least == most {
        return later(most, lang);
    }
    let (least, most) = if most < 0 {
        (most, least)
    } else {
        (least, most)
    };
    format!(
        "{} {} {}",
        least.abs(),
        lang.of("to", "til"),
        later(most, lang)
    )
}
