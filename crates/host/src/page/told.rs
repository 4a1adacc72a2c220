//! Effects, denials and what comes next as pages tell them: in the reader's words, with no internal name where there is a label.

use chrono::{DateTime, Utc};
use dunlin::{
    Case, Denial, Due, Forecast, Foreseen, Happening, Nearest, RecordedEffect, Turn, Warning,
};
use serde::Serialize;

use super::printed::Printed;
use crate::letter;

/// What follows from a decision, one thing of it.
#[derive(Debug, Serialize)]
pub(crate) struct Effect {
    /// Its name in the rule set, by which pages choose a mark.
    kind: String,
    words: String,
    letter: Option<Letter>,
}

/// A letter as it reads.
#[derive(Debug, Serialize)]
pub(crate) struct Letter {
    pub(crate) subject: String,
    pub(crate) language: String,
    /// As HTML, in which nothing of a case is markup.
    pub(crate) html: String,
}

/// Why something isn't allowed.
#[derive(Debug, Serialize)]
pub(crate) struct Reason {
    pub(crate) message: String,
    pub(crate) rule: String,
    pub(crate) source: Option<String>,
    pub(crate) input: Option<String>,
}

/// Something that will happen.
#[derive(Debug, Serialize)]
pub(crate) struct Moment {
    at: String,
    title: String,
    /// `passed`, `held` or `denied`, where it doesn't come.
    state: Option<&'static str>,
    /// Why it doesn't.
    reasons: Vec<Reason>,
    because: Option<String>,
    effects: Vec<Effect>,
    /// What is owed afterwards, where that has changed.
    balance: Option<String>,
}

/// What will happen.
#[derive(Debug, Serialize)]
pub(crate) struct Foretold {
    pub(crate) moments: Vec<Moment>,
    /// Until when nothing is assumed.
    certain_until: Option<String>,
    then: Option<String>,
}

impl Letter {
    pub(crate) fn of(letter: &dunlin::Letter) -> Self {
        Self {
            subject: letter.subject.clone(),
            language: letter.language.clone(),
            html: letter::within(letter),
        }
    }
}

impl Printed<'_> {
    pub(crate) fn effects(&self, effects: &[RecordedEffect], currency: &str) -> Vec<Effect> {
        let told = effects.iter().map(|effect| self.effect(effect, currency));
        told.collect()
    }

    fn effect(&self, effect: &RecordedEffect, currency: &str) -> Effect {
        let arguments = effect.printed(self.rules, currency, self.language.code());
        let arguments = arguments.into_iter().map(|(_, printed)| printed);
        Effect {
            kind: effect.effect.clone(),
            words: arguments.collect::<Vec<_>>().join(" · "),
            letter: effect.letter.as_ref().map(Letter::of),
        }
    }

    pub(crate) fn reasons(&self, denials: &[Denial<'_>]) -> Vec<Reason> {
        let one = |denial: &Denial<'_>| Reason {
            message: denial.message.get(self.language.code()).to_owned(),
            rule: denial.rule.to_string(),
            source: denial.source.as_ref().map(ToString::to_string),
            input: denial.input.as_ref().map(ToString::to_string),
        };
        denials.iter().map(one).collect()
    }

    pub(crate) fn warnings(&self, warnings: &[Warning<'_>]) -> Vec<String> {
        let one = |warning: &Warning<'_>| warning.message.get(self.language.code()).to_owned();
        warnings.iter().map(one).collect()
    }

    pub(crate) fn nearest(&self, nearest: Option<&Nearest>) -> Option<String> {
        nearest.map(|nearest| nearest.words.get(self.language.code()).to_owned())
    }

    /// What a step, a timer or the end of a hold is called.
    pub(crate) fn turn(&self, turn: &Turn) -> String {
        let label = self.rules.label_of(turn);
        let label = label.get(self.language.code());
        match turn {
            Turn::HoldEnds { .. } => self.language.of([
                format!("No longer paused: {label}"),
                format!("Ikke længere i bero: {label}"),
            ]),
            _ => label.to_owned(),
        }
    }

    /// What comes next, and when.
    pub(crate) fn due(&self, due: &Due, case: &Case, now: DateTime<Utc>) -> String {
        let title = due.turn().map(|turn| self.turn(turn)).unwrap_or_default();
        let words = match due {
            Due::At { at, .. } if *at <= now => [
                format!("{title}, due now"),
                format!("{title}, forfalder nu"),
            ],
            Due::At { at, .. } => {
                [self.moment(*at), self.moment(*at)].map(|at| format!("{title}, {at}"))
            }
            Due::Held { retry, .. } => [
                format!(
                    "{title} is held back; it is tried again when the case or the rules change, and on {}",
                    self.moment(*retry)
                ),
                format!(
                    "{title} holdes tilbage; det prøves igen, når sagen eller reglerne ændres, og {}",
                    self.moment(*retry)
                ),
            ],
            Due::Waiting { .. } => [
                format!("{title} waits for the case to change"),
                format!("{title} venter på, at sagen ændres"),
            ],
            Due::Paused => [
                "Nothing before the case is resumed: it is paused without an end date".to_owned(),
                "Intet, før sagen genoptages: den er i bero uden slutdato".to_owned(),
            ],
            _ if case.status() == "closed" => [
                "Nothing: the case is closed".to_owned(),
                "Intet: sagen er lukket".to_owned(),
            ],
            _ => [
                "Nothing: its flow has no further step".to_owned(),
                "Intet: dens flow har ikke flere trin".to_owned(),
            ],
        };
        self.language.of(words)
    }

    pub(crate) fn forecast(&self, forecast: &Forecast, before: &Case) -> Foretold {
        let mut balance = before.balance();
        let moments = forecast.moments.iter().map(|moment| {
            let changed = moment.balance != balance;
            balance = moment.balance;
            self.foreseen(moment, before.currency(), changed)
        });
        Foretold {
            moments: moments.collect(),
            certain_until: forecast.certain_until.map(|until| self.moment(until)),
            then: None,
        }
    }

    fn foreseen(&self, moment: &Foreseen, currency: &str, changed: bool) -> Moment {
        let title = match &moment.what {
            Happening::Turn(turn) => self.turn(turn),
            _ => moment.label.get(self.language.code()).to_owned(),
        };
        let state = match &moment.what {
            _ if moment.passed_over => Some("passed"),
            _ if moment.denials.is_empty() => None,
            Happening::Turn(_) => Some("held"),
            _ => Some("denied"),
        };
        let because = moment.because.as_ref();
        let because = because.and_then(|line| line.words.as_ref());
        Moment {
            at: self.moment(moment.at),
            title,
            state,
            reasons: self.reasons(&moment.denials),
            because: because.map(|words| words.get(self.language.code()).to_owned()),
            effects: self.effects(&moment.effects, currency),
            balance: changed.then(|| self.amount(moment.balance, currency)),
        }
    }
}
