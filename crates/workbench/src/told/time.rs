//! Moments, and what comes next for a case, in words · when that is, is the engine's to say.

use chrono::{DateTime, Datelike, Utc};
use dunlin::{Case, Due, Turn, Value};

use super::{Teller, on_one_line};

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

impl Teller<'_> {
    /// Returns a point in time as it is in the rule set's zone, with its day of the week.
    ///
    /// ```
    /// let rules = dunlin::RuleSet::load(&dunlin::Sources::read("../../tests/fixtures/valid/library")?)?;
    /// let at = rules.instant("2026-03-02T10:00:00".parse()?);
    /// let told = |language| dunlin_workbench::told::Teller::of(&rules, language).moment(at);
    /// assert_eq!(told("da"), "man. 02.03.2026 kl. 10.00");
    /// assert!(told("en").starts_with("Mon "));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        let day = self.rules().local(at).weekday().num_days_from_monday() as usize;
        let [en, da] = DAYS.get(day).copied().unwrap_or_default();
        let printed = self.printed(&Value::DateTime(at), "");
        format!("{} {printed}", self.words(en, da))
    }

    /// Returns the day of a point in time in the rule set's zone.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> String {
        self.printed(&Value::Date(self.rules().local(at).date()), "")
    }

    /// Returns what a step or a timer is called, and of a hold, that it ends.
    #[must_use]
    pub fn title(&self, turn: &Turn) -> String {
        let label = self.rules().label_of(turn);
        let label = label.get(self.code());
        match turn {
            Turn::HoldEnds { .. } => {
                let ends = self.words("No longer paused", "Ikke længere i bero");
                format!("{ends}: {label}")
            }
            _ => label.to_owned(),
        }
    }

    /// Returns what comes next and when, or why nothing does; of what is held, the reasons stand in `due`.
    #[must_use]
    pub fn next(&self, due: &Due, case: &Case, now: DateTime<Utc>) -> String {
        let label = due.turn().map(|turn| self.title(turn));
        let label = label.unwrap_or_default();
        match due {
            Due::At { at, .. } if *at <= now => {
                format!("{label}, {}", self.words("due now", "forfalder nu"))
            }
            Due::At { at, .. } => format!("{label}, {}", self.moment(*at)),
            Due::Held { retry, .. } => {
                let held = self.words("held", "holdt tilbage");
                format!("{label}, {held}; {}", self.again(*retry))
            }
            Due::Waiting { wait_for, .. } => {
                let waits = self.words("which waits for", "som venter på");
                format!("{label}, {waits} `{}`", on_one_line(wait_for))
            }
            Due::Paused => self
                .words(
                    "nothing before the case is resumed: it is paused, and to no date",
                    "intet, før sagen genoptages: den er i bero uden slutdato",
                )
                .to_owned(),
            _ if case.status() == "closed" => self
                .words(
                    "nothing, for the case is closed",
                    "intet, for sagen er lukket",
                )
                .to_owned(),
            _ => self
                .words(
                    "nothing, for its flow has no further step",
                    "intet, for dens flow har ikke flere trin",
                )
                .to_owned(),
        }
    }

    /// Returns when something that is held is tried again.
    #[must_use]
    pub fn again(&self, retry: DateTime<Utc>) -> String {
        let again = self.words(
            "it is tried again when the case or the rules change, and on",
            "det prøves igen, når sagen eller reglerne ændres, og",
        );
        format!("{again} {}", self.moment(retry))
    }
}
