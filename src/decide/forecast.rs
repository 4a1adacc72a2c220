//! What will happen to a case if nothing else does, or what is said to: each turn taken in its time, on a case of its own. Nothing is kept.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;

use super::advance::{self, Due};
use super::course::{Happened, What, follow};
use super::trace::{TraceLine, Tracer};
use super::{Denial, RecordedEffect, Request};
use crate::case::{Case, CaseError, Turn};
use crate::rules::RuleSet;
use crate::text::Texts;

/// What will happen to a case, as far as rules decide it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Forecast {
    /// What happens, in order.
    pub moments: Vec<Foreseen>,
    /// What comes next at the end of it.
    pub then: Due,
    /// The case as it is then.
    pub case: Case,
    /// When a host is first asked for something. That it is done at once is assumed: what comes later is so unless it
    /// takes longer, or fails. None where nothing is assumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certain_until: Option<DateTime<Utc>>,
}

/// One thing that will happen, or will be held.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Foreseen {
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
    /// What it is called, in every language.
    pub label: Texts<'static>,
    /// Whether the step is passed over, as its condition doesn't hold.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub passed_over: bool,
    /// The condition by which it is passed over, with the values that it saw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<TraceLine>,
    /// What follows from it, with the letters as they will read.
    pub effects: Vec<RecordedEffect>,
    /// Why it is denied. A step or timer is held then, and tried again each day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub denials: Vec<Denial<'static>>,
    /// What is owed afterwards.
    pub balance: Decimal,
}

/// A turn that falls due, or an action that is said to happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Happening {
    /// A step, a timer or the end of a hold.
    Turn(Turn),
    /// An action.
    Action(String),
}

/// What is foreseen so far.
struct Story<'r> {
    rules: &'r RuleSet,
    moments: Vec<Foreseen>,
    certain_until: Option<DateTime<Utc>>,
}

pub(super) fn forecast(
    rules: &RuleSet,
    case: Case,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    events: &[(DateTime<Utc>, Request)],
) -> Result<Forecast, CaseError> {
    let mut story = Story {
        rules,
        moments: Vec::new(),
        certain_until: None,
    };
    let observe = |happened: Happened<'_, '_>| story.happens(&happened);
    let (case, then) = follow(rules, case, now, until, events, observe)?;
    Ok(Forecast {
        moments: story.moments,
        then,
        case,
        certain_until: story.certain_until,
    })
}

impl Story<'_> {
    /// Writes down what happens.
    fn happens(&mut self, happened: &Happened<'_, '_>) {
        match happened.what {
            What::Turn(turn, decision) => {
                let record = decision.record();
                let passed_over = decision.is_passed_over();
                let because = passed_over.then(|| self.passing(turn, happened)).flatten();
                self.moments.push(Foreseen {
                    passed_over,
                    because,
                    effects: record.effects,
                    denials: record.denials,
                    ..self.moment(Happening::Turn(turn.clone()), happened)
                });
            }
            What::Event(decision) => {
                let record = decision.record();
                self.moments.push(Foreseen {
                    effects: record.effects,
                    denials: record.denials,
                    ..self.moment(Happening::Action(record.request.action), happened)
                });
            }
            What::Held(turn, denials) => self.moments.push(Foreseen {
                denials: denials.to_vec(),
                ..self.moment(Happening::Turn(turn.clone()), happened)
            }),
            What::Answer(decision) => {
                self.certain_until = self.certain_until.or(Some(happened.at));
                if let (true, Some(moment)) = (decision.is_allowed(), self.moments.last_mut()) {
                    moment.effects.extend(decision.record().effects);
                    moment.balance = happened.after.balance();
                }
            }
        }
    }

    /// A moment in which nothing has happened yet.
    fn moment(&self, what: Happening, happened: &Happened<'_, '_>) -> Foreseen {
        Foreseen {
            at: happened.at,
            label: label(self.rules, &what).into_owned(),
            what,
            passed_over: false,
            because: None,
            effects: Vec::new(),
            denials: Vec::new(),
            balance: happened.after.balance(),
        }
    }

    /// The condition by which the step that is due is passed over.
    fn passing(&self, turn: &Turn, happened: &Happened<'_, '_>) -> Option<TraceLine> {
        let Turn::Step { step, .. } = turn else {
            return None;
        };
        let mut tracer = Tracer::new(&self.rules.0, None, happened.before);
        advance::due(&self.rules.0, happened.before, happened.at, &mut tracer);
        let about = format!("step {step}");
        tracer.lines.into_iter().find(|line| line.about == about)
    }
}

/// What something is called, in every language.
fn label<'e>(rules: &'e RuleSet, what: &'e Happening) -> Texts<'e> {
    match what {
        Happening::Turn(turn) => rules.label_of(turn),
        Happening::Action(name) => rules.label_of_action(name),
    }
}
