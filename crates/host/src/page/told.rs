//! Effects, denials and what comes next as pages tell them: in the reader's words, with no internal name where there is a label.

use chrono::{DateTime, Utc};
use dunlin::{
    Case, Denial, Forecast, Foreseen, Nearest, RecordedEffect, RecordedRequest, Turn, Value,
    Warning,
};
use dunlin_workbench::told::Mark;
use serde::Serialize;

use super::printed::Printed;
use crate::letter;

/// What follows from a decision, one thing of it.
#[derive(Debug, Serialize)]
pub(crate) struct Effect {
    /// What kind of thing it is, by which pages choose a mark.
    kind: &'static str,
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
    state_label: Option<&'static str>,
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
    /// Effects of a moment: what bears that day's date goes without it.
    pub(crate) fn effects(
        &self,
        effects: &[RecordedEffect],
        currency: &str,
        at: DateTime<Utc>,
    ) -> Vec<Effect> {
        let day = self.day_of(at);
        let told = effects
            .iter()
            .map(|effect| self.effect(effect, currency, Some(&day)));
        told.collect()
    }

    fn effect(&self, effect: &RecordedEffect, currency: &str, day: Option<&str>) -> Effect {
        let told = self.teller().effect(effect, currency, day);
        Effect {
            kind: told.kind.name(),
            words: told.sentence,
            letter: told.letter.as_ref().map(Letter::of),
        }
    }

    /// What a decision was about: an action's label, or the step, the timer or the answer that it was.
    pub(crate) fn title(&self, request: &RecordedRequest) -> String {
        let language = self.language;
        let said = |name: &str| request.input.get(name).and_then(Value::as_str);
        match request.action.as_str() {
            "open_case" => language
                .of(["The case is opened", "Sagen er oprettet"])
                .to_owned(),
            "effect_done" => language.of(["Carried out", "Udført"]).to_owned(),
            "effect_failed" => language
                .of(["Couldn't be carried out", "Kunne ikke udføres"])
                .to_owned(),
            "facts_changed" => language
                .of(["Facts have changed", "Oplysninger er ændret"])
                .to_owned(),
            "hold_ended" => {
                let reason = said("reason").unwrap_or_default();
                self.teller().title(&Turn::HoldEnds {
                    reason: reason.into(),
                })
            }
            "advance" => {
                let turn = match (said("timer"), said("flow"), said("step")) {
                    (Some(timer), ..) => Turn::Timer {
                        timer: timer.into(),
                    },
                    (None, Some(flow), Some(step)) => Turn::Step {
                        flow: flow.into(),
                        step: step.into(),
                    },
                    _ => return language.of(["By itself", "Af sig selv"]).to_owned(),
                };
                self.teller().title(&turn)
            }
            action => {
                let label = self.rules.label_of_action(action);
                label.get(language.code()).to_owned()
            }
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
        }
    }

    fn foreseen(&self, moment: &Foreseen, currency: &str, changed: bool) -> Moment {
        let mark = Mark::of(moment);
        let because = moment.because.as_ref();
        let because = because.and_then(|line| line.words.as_ref());
        Moment {
            at: self.moment(moment.at),
            title: self.teller().heading(moment),
            state: mark.map(|mark| match mark {
                Mark::PassedOver => "passed",
                Mark::Held => "held",
                _ => "denied",
            }),
            state_label: mark.map(|mark| self.teller().mark(mark)),
            reasons: self.reasons(&moment.denials),
            because: because.map(|words| words.get(self.language.code()).to_owned()),
            effects: self.effects(&moment.effects, currency, moment.at),
            balance: changed.then(|| self.amount(moment.balance, currency)),
        }
    }
}
