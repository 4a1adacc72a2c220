//! What will happen to a case, in words: for how long, what comes of each moment, and until when that is certain · what it is, is the engine's to say.

use chrono::{DateTime, Utc};
use dunlin::{Forecast, Foreseen, Happening, Value};

use super::Teller;

/// What comes of a moment, where that isn't what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mark {
    /// Its condition doesn't hold.
    PassedOver,
    /// It is denied, and tried again each day.
    Held,
    /// An action that is said to happen is denied.
    Denied,
}

impl Teller<'_> {
    /// Returns from when until when something is foreseen, and under what condition: that nothing happens but so many events.
    #[must_use]
    pub fn period(&self, from: DateTime<Utc>, until: DateTime<Utc>, events: usize) -> String {
        let (from, until) = (self.moment(from), self.moment(until));
        let condition = match events {
            0 => self
                .words("if nothing else happens", "hvis der ikke sker andet")
                .to_owned(),
            1 => self
                .words(
                    "if nothing happens but one event",
                    "hvis der ikke sker andet end én hændelse",
                )
                .to_owned(),
            _ => {
                let nothing = self.words("if nothing happens but", "hvis der ikke sker andet end");
                format!("{nothing} {events} {}", self.words("events", "hændelser"))
            }
        };
        let to = self.words("to", "til");
        format!("{from} {to} {until}, {condition}")
    }

    /// Returns what a moment is called.
    #[must_use]
    pub fn heading(&self, moment: &Foreseen) -> String {
        match &moment.what {
            Happening::Turn(turn) => self.title(turn),
            _ => moment.label.get(self.code()).to_owned(),
        }
    }

    /// Returns a mark in words.
    #[must_use]
    pub fn mark(&self, mark: Mark) -> &'static str {
        match mark {
            Mark::PassedOver => self.words("passed over", "springes over"),
            Mark::Held => self.words(
                "held, and tried again each day",
                "holdes tilbage og prøves igen hver dag",
            ),
            Mark::Denied => self.words("denied", "afvist"),
        }
    }

    /// Returns what is owed after a moment, in the case's currency.
    #[must_use]
    pub fn owed(&self, moment: &Foreseen, currency: &str) -> String {
        let balance = self.printed(&Value::Amount(moment.balance), currency);
        format!("{} {balance}", self.words("then owes", "skylder derefter"))
    }

    /// Returns until when nothing is taken for granted, and what is from then on; none where nothing is.
    #[must_use]
    pub fn certainty(&self, forecast: &Forecast) -> Option<String> {
        let until = forecast.certain_until?;
        let (certain, assumed) = (
            self.words("Certain until", "Sikkert indtil"),
            self.words(
                "From then on it is assumed that",
                "Derfra er det forudsat, at",
            ),
        );
        let at = self.moment(until);
        let taken = self.taken_for_granted(forecast, until);
        Some(format!("{certain} {at}. {assumed} {taken}."))
    }

    /// What a host is first asked for is taken for done at once.
    fn taken_for_granted(&self, forecast: &Forecast, until: DateTime<Utc>) -> String {
        let moments = forecast.moments.iter();
        let mut effects = moments
            .filter(|moment| moment.at >= until)
            .flat_map(|moment| &moment.effects)
            .filter(|effect| self.rules().effects().any(|name| name == effect.effect));
        let Some(first) = effects.next() else {
            let asked = self.words(
                "what is asked for is carried out",
                "det, der bedes om, udføres",
            );
            return asked.to_owned();
        };
        match &first.letter {
            Some(letter) => format!(
                "{} “{}” {}",
                self.words("the letter", "brevet"),
                letter.subject,
                self.words(
                    "is delivered at once, and every one after it",
                    "når frem med det samme, og hvert brev efter det"
                )
            ),
            None => format!(
                "`{}` {}",
                first.effect,
                self.words("is carried out at once", "udføres med det samme")
            ),
        }
    }
}

impl Mark {
    /// Returns the mark of a moment; none where it does what it is for.
    #[must_use]
    pub fn of(moment: &Foreseen) -> Option<Self> {
        match &moment.what {
            _ if moment.passed_over => Some(Self::PassedOver),
            _ if moment.denials.is_empty() => None,
            Happening::Turn(_) => Some(Self::Held),
            _ => Some(Self::Denied),
        }
    }
}
