//! What comes next for a case, and when, in words · when that is, is the engine's to say.

use chrono::{DateTime, Datelike, Utc};
use dunlin::{Case, Due, RuleSet, Turn, Value};

use super::style::{STRONG, styled};
use crate::arguments::Language;

/// The days of the week, from Monday.
const DAYS: [[&str; 2]; 7] = [
    ["Mon", "man."],
    ["Tue", "tirs."],
    ["Wed", "ons."],
    ["Thu", "tors."],
    ["Fri", "fre."],
    ["Sat", "lør."],
    ["Sun", "søn."],
];

/// Returns what comes next in one line; of what is held, the reasons are told beside it.
pub(crate) fn line(
    due: &Due,
    case: &Case,
    rules: &RuleSet,
    now: DateTime<Utc>,
    lang: Language,
) -> String {
    let next = styled(STRONG, lang.of("Next", "Næste"));
    let label = due.turn().map(|turn| title(turn, rules, lang));
    let label = label.unwrap_or_default();
    let words = match due {
        Due::At { at, .. } if *at <= now => {
            format!("{label}, {}", lang.of("due now", "forfalder nu"))
        }
        Due::At { at, .. } => format!("{label}, {}", moment(*at, rules, lang)),
        Due::Held { retry, .. } => format!(
            "{label}, {}; {}",
            lang.of("held", "holdt tilbage"),
            again(*retry, rules, lang)
        ),
        Due::Waiting { wait_for, .. } => {
            let waits = lang.of("which waits for", "som venter på");
            format!("{label}, {waits} `{}`", on_one_line(wait_for))
        }
        Due::Paused => lang
            .of(
                "nothing before the case is resumed: it is paused, and to no date",
                "intet, før sagen genoptages: den er i bero uden slutdato",
            )
            .to_owned(),
        _ if case.status() == "closed" => lang
            .of(
                "nothing, for the case is closed",
                "intet, for sagen er lukket",
            )
            .to_owned(),
        _ => lang
            .of(
                "nothing, for its flow has no further step",
                "intet, for dens flow har ikke flere trin",
            )
            .to_owned(),
    };
    format!("{next}: {words}\n")
}

/// Returns when something that is held is tried again.
pub(crate) fn again(retry: DateTime<Utc>, rules: &RuleSet, lang: Language) -> String {
    let at = moment(retry, rules, lang);
    match lang {
        Language::En => {
            format!("it is tried again when the case or the rules change, and on {at}")
        }
        Language::Da => {
            format!("det prøves igen, når sagen eller reglerne ændres, og {at}")
        }
    }
}

/// Returns what a step or a timer is called, and of a hold, that it ends.
pub(crate) fn title(turn: &Turn, rules: &RuleSet, lang: Language) -> String {
    let label = rules.label_of(turn);
    let label = label.get(lang.code());
    match turn {
        Turn::HoldEnds { .. } => {
            format!(
                "{}: {label}",
                lang.of("No longer paused", "Ikke længere i bero")
            )
        }
        _ => label.to_owned(),
    }
}

/// Returns a point in time as it is in the rule set's zone, with its day of the week.
pub(crate) fn moment(at: DateTime<Utc>, rules: &RuleSet, lang: Language) -> String {
    let day = rules.local(at).weekday().num_days_from_monday() as usize;
    let [en, da] = DAYS.get(day).copied().unwrap_or_default();
    let printed = rules.printed(&Value::DateTime(at), "", lang.code());
    format!("{} {printed}", lang.of(en, da))
}

/// Returns the day of a point in time in the rule set's zone.
pub(crate) fn day(at: DateTime<Utc>, rules: &RuleSet, lang: Language) -> String {
    let day = Value::Date(rules.local(at).date());
    rules.printed(&day, "", lang.code())
}

/// Returns an expression, which may stand on several lines of its file, on one.
pub(crate) fn on_one_line(expression: &str) -> String {
    expression.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether something keeps what comes next from coming: it is held, or waits.
pub(crate) fn is_stuck(due: &Due) -> bool {
    matches!(due, Due::Held { .. } | Due::Waiting { .. })
}
