//! What will happen to a case if nothing else does, or what is said to: each turn taken in its time, on a case of its own. Nothing is kept.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;

use super::action;
use super::advance::{self, Due, Next};
use super::decision::Decision;
use super::system::Action as SystemAction;
use super::trace::{TraceLine, Tracer};
use super::{Denial, RecordedEffect, Request};
use crate::case::{Actor, Case, CaseError, CaseErrorKind, Turn};
use crate::expr::Silent;
use crate::rules::RuleSet;
use crate::text::Texts;

/// The most moments that are foreseen, and the most times that what is held is tried again.
const MOST: usize = 10_000;

/// The most answers of hosts to one moment: each may lead to more that a host is asked for.
const MOST_ANSWERS: usize = 100;

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
    pub label: Texts,
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
    pub denials: Vec<Denial>,
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

/// A case on its way.
struct Story<'r> {
    rules: &'r RuleSet,
    now: DateTime<Utc>,
    /// What has been said to be held, and why.
    told: Vec<(Turn, Vec<Arc<str>>)>,
    forecast: Forecast,
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
        now,
        told: Vec::new(),
        forecast: Forecast {
            moments: Vec::new(),
            then: Due::Nothing,
            case,
            certain_until: None,
        },
    };
    let mut events = events.iter().peekable();
    for _ in 0..MOST {
        let later = match advance::next(rules, &story.forecast.case, story.now, &mut Silent) {
            Next::Now(turn, decision) if story.now <= until => {
                story.told.retain(|(told, _)| *told != turn);
                story.take(Happening::Turn(turn), &decision)?;
                continue;
            }
            Next::Now(turn, _) => Due::At {
                at: story.now,
                turn,
            },
            Next::Later(due, held) => {
                for due in held {
                    story.hold(due);
                }
                due
            }
        };
        let event = events.peek().map(|(at, _)| (*at).max(story.now));
        let comes = match (later.at(), event) {
            (Some(due), Some(event)) => Some(due.min(event)),
            (due, event) => due.or(event),
        };
        let Some(comes) = comes.filter(|comes| *comes <= until) else {
            story.forecast.then = later;
            return Ok(story.forecast);
        };
        story.now = comes;
        // What falls due at the time of an event comes before it.
        if later.at() != Some(comes)
            && let Some((_, request)) = events.next()
        {
            story.told.clear();
            let decision =
                action::decide(rules, &story.forecast.case, request, comes, &mut Silent)?;
            story.take(Happening::Action(request.action().to_owned()), &decision)?;
        }
    }
    story.forecast.then = advance::due(rules, &story.forecast.case, story.now, &mut Silent);
    Ok(story.forecast)
}

impl Story<'_> {
    /// Writes down what happens, applies it, and lets hosts answer at once.
    fn take(&mut self, what: Happening, decision: &Decision<'_>) -> Result<(), CaseError> {
        let record = decision.record();
        let passed_over = record.request.input.get("passed_over").is_some();
        let because = passed_over.then(|| self.passing(&what)).flatten();
        let mut moment = self.moment(what);
        moment.passed_over = passed_over;
        moment.because = because;
        moment.effects = record.effects;
        moment.denials = record.denials;
        self.forecast.moments.push(moment);
        let Some(after) = decision.case_after() else {
            return Ok(());
        };
        self.forecast.case = after;
        let mut asked: Vec<String> = host_effects(decision);
        for _ in 0..MOST_ANSWERS {
            let Some(id) = asked.pop() else { break };
            let until = self.forecast.certain_until;
            self.forecast.certain_until = until.or(Some(self.now));
            let done = SystemAction::EffectDone.name();
            let request = Request::new(done, Actor::system()).with("id", id.as_str());
            let decision = action::decide(
                self.rules,
                &self.forecast.case,
                &request,
                self.now,
                &mut Silent,
            )?;
            let Some(after) = decision.case_after() else {
                continue;
            };
            self.forecast.case = after;
            asked.extend(host_effects(&decision));
            let followed = decision.record().effects;
            if let Some(moment) = self.forecast.moments.last_mut() {
                moment.effects.extend(followed);
            }
        }
        if let Some(moment) = self.forecast.moments.last_mut() {
            moment.balance = self.forecast.case.balance();
        }
        Ok(())
    }

    /// Writes down that something is held, once for each reason.
    fn hold(&mut self, due: Due) {
        let Due::Held { turn, denials, .. } = due else {
            return;
        };
        let why = denials.iter().map(|denial| denial.rule.clone()).collect();
        let held = (turn, why);
        if self.told.contains(&held) {
            return;
        }
        let what = Happening::Turn(held.0.clone());
        self.told.retain(|(turn, _)| *turn != held.0);
        self.told.push(held);
        let mut moment = self.moment(what);
        moment.denials = denials;
        self.forecast.moments.push(moment);
    }

    /// A moment in which nothing has happened yet.
    fn moment(&self, what: Happening) -> Foreseen {
        Foreseen {
            at: self.now,
            label: label(self.rules, &what),
            what,
            passed_over: false,
            because: None,
            effects: Vec::new(),
            denials: Vec::new(),
            balance: self.forecast.case.balance(),
        }
    }

    /// The condition by which the step that is due is passed over.
    fn passing(&self, what: &Happening) -> Option<TraceLine> {
        let Happening::Turn(Turn::Step { step, .. }) = what else {
            return None;
        };
        let mut tracer = Tracer::new(&self.rules.0);
        advance::due(self.rules, &self.forecast.case, self.now, &mut tracer);
        let about = format!("step {step}");
        tracer.lines.into_iter().find(|line| line.about == about)
    }
}

/// The ids of what hosts are asked for, the first last.
fn host_effects(decision: &Decision<'_>) -> Vec<String> {
    let effects = decision.effects().iter().rev();
    effects
        .filter(|effect| effect.is_for_host())
        .map(|effect| effect.id().to_owned())
        .collect()
}

/// What something is called, in every language.
fn label(rules: &RuleSet, what: &Happening) -> Texts {
    match what {
        Happening::Turn(turn) => rules.label_of(turn),
        Happening::Action(name) => match rules.0.actions.get(name.as_str()) {
            Some(action) => rules.0.label(&action.label),
            None => Texts::of_engine(&rules.0.words.languages, name, name),
        },
    }
}

/// Refuses events that aren't in the order of their times.
pub(super) fn in_order(case: &Case, events: &[(DateTime<Utc>, Request)]) -> Result<(), CaseError> {
    if events.is_sorted_by_key(|(at, _)| *at) {
        return Ok(());
    }
    let problem = "the events aren't in the order of their times";
    Err(CaseError::new(
        CaseErrorKind::Action,
        case.id(),
        problem.to_owned(),
    ))
}
