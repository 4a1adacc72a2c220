//! What will happen to a case if nothing else does, or what is said to: each turn taken in its time, on a case of its own. Nothing is kept.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::action;
use super::advance::{self, Due, Next};
use super::decision::Decision;
use super::system::Action as SystemAction;
use super::{Denial, RecordedEffect, Request};
use crate::case::{Actor, Case, CaseError, CaseErrorKind, Turn};
use crate::expr::Silent;
use crate::rules::{RuleSet, Rules};
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
    /// What follows from it, with the letters as they will read.
    pub effects: Vec<RecordedEffect>,
    /// Why it is denied. A step or timer is held then, and tried again each day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub denials: Vec<Denial>,
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
    case: Case,
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
        case,
        now,
        told: Vec::new(),
        forecast: Forecast {
            moments: Vec::new(),
            then: Due::Nothing,
            certain_until: None,
        },
    };
    let mut events = events.iter().peekable();
    for _ in 0..MOST {
        let later = match advance::next(rules, &story.case, story.now, &mut Silent) {
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
            let decision = action::decide(rules, &story.case, request, comes, &mut Silent)?;
            story.take(Happening::Action(request.action().to_owned()), &decision)?;
        }
    }
    story.forecast.then = advance::due(rules, &story.case, story.now);
    Ok(story.forecast)
}

impl Story<'_> {
    /// Writes down what happens, applies it, and lets hosts answer at once.
    fn take(&mut self, what: Happening, decision: &Decision<'_>) -> Result<(), CaseError> {
        let record = decision.record();
        let passed_over = record.request.input.get("passed_over");
        self.forecast.moments.push(Foreseen {
            at: self.now,
            label: label(&self.rules.0, &what),
            what,
            passed_over: passed_over.is_some_and(|value| value.as_bool() == Some(true)),
            effects: record.effects,
            denials: record.denials,
        });
        let Some(after) = decision.case_after() else {
            return Ok(());
        };
        self.case = after;
        let mut asked: Vec<String> = host_effects(decision);
        for _ in 0..MOST_ANSWERS {
            let Some(id) = asked.pop() else { break };
            let until = self.forecast.certain_until;
            self.forecast.certain_until = until.or(Some(self.now));
            let done = SystemAction::EffectDone.name();
            let request = Request::new(done, Actor::system()).with("id", id.as_str());
            let decision = action::decide(self.rules, &self.case, &request, self.now, &mut Silent)?;
            let Some(after) = decision.case_after() else {
                continue;
            };
            self.case = after;
            asked.extend(host_effects(&decision));
            let followed = decision.record().effects;
            if let Some(moment) = self.forecast.moments.last_mut() {
                moment.effects.extend(followed);
            }
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
        self.forecast.moments.push(Foreseen {
            at: self.now,
            label: label(&self.rules.0, &what),
            what,
            passed_over: false,
            effects: Vec::new(),
            denials,
        });
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
fn label(rules: &Rules, what: &Happening) -> Texts {
    let words = &rules.words;
    let of_engine = |name: &str| Texts::of_engine(&words.languages, name, name);
    match what {
        Happening::Turn(Turn::Step { flow, step }) => {
            let flow = words
                .flow_id(flow)
                .and_then(|id| rules.flows.get(id.index()));
            let found = flow.and_then(|flow| flow.steps.iter().find(|known| known.name == *step));
            match found.filter(|step| !step.label.0.is_empty()) {
                Some(step) => rules.label(&step.label),
                None => of_engine(step),
            }
        }
        Happening::Turn(Turn::Timer { timer }) => {
            let found = rules.timers.iter().find(|known| known.name == *timer);
            match found.filter(|timer| !timer.label.0.is_empty()) {
                Some(timer) => rules.label(&timer.label),
                None => of_engine(timer),
            }
        }
        Happening::Turn(Turn::HoldEnds { reason }) => {
            let list = words
                .list_named("pause_reason")
                .and_then(|id| words.list(id));
            match list.and_then(|list| list.options.get(reason)) {
                Some(option) => rules.label(&option.label),
                None => of_engine(reason),
            }
        }
        Happening::Action(action) => match rules.actions.get(action.as_str()) {
            Some(action) => rules.label(&action.label),
            None => of_engine(action),
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
