//! A case followed through time: events and turns in their order, hosts' answers assumed, on a case of its own. Nothing is kept of it here.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::action;
use super::advance::{self, Due, Next};
use super::decision::Decision;
use super::system::Action as SystemAction;
use super::{Denial, Request};
use crate::case::{Actor, Case, CaseError, CaseErrorKind, Turn};
use crate::expr::Silent;
use crate::rules::RuleSet;

/// The most moments that are looked at beside events, and the most times that what is held is tried again.
const MOST: usize = 10_000;

/// The most answers of hosts to one moment: each may lead to more that a host is asked for.
const MOST_ANSWERS: usize = 100;

/// One thing that happens to a case on its way, as [`Engine::follow`](crate::Engine::follow) tells it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Happened<'d, 'e> {
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// What.
    pub what: What<'d, 'e>,
    /// The case before it.
    pub before: &'d Case,
    /// The case after it: the same where it was denied or held.
    pub after: &'d Case,
}

/// What happens to a case on its way.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum What<'d, 'e> {
    /// A step, a timer or the end of a hold had its turn.
    Turn(&'d Turn, &'d Decision<'e>),
    /// An event was decided, and perhaps denied.
    Event(&'d Decision<'e>),
    /// A host's answer that what was asked of it is done, at once.
    Answer(&'d Decision<'e>),
    /// A step or a timer is due and denied. It is tried again each day, and told once for each reason.
    Held(&'d Turn, &'d [Denial<'static>]),
}

/// A case on its way.
struct Course<'r, F> {
    rules: &'r RuleSet,
    now: DateTime<Utc>,
    case: Case,
    /// What has been said to be held, and why.
    told: Vec<(Turn, Vec<Cow<'static, str>>)>,
    observe: F,
}

/// Follows a case from `now` up to and with `until`, and returns it as it is then, with what comes next.
pub(super) fn follow<F: FnMut(Happened<'_, '_>)>(
    rules: &RuleSet,
    case: Case,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    events: &[(DateTime<Utc>, Request)],
    observe: F,
) -> Result<(Case, Due), CaseError> {
    let mut course = Course {
        rules,
        now,
        case,
        told: Vec::new(),
        observe,
    };
    let mut coming = events.iter().peekable();
    for _ in 0..MOST + events.len() {
        // What happens at the time of something due comes before it.
        if let Some((_, request)) = coming.next_if(|(at, _)| *at <= course.now.min(until)) {
            course.event(request)?;
            continue;
        }
        let later = match advance::next(&rules.0, &course.case, course.now, &mut Silent) {
            Next::Now(next) if course.now <= until => {
                let (turn, case) = (next.turn.clone(), course.case.clone());
                let decision = next.decision(rules, Cow::Owned(case), course.now);
                course.turn(&turn, &decision)?;
                continue;
            }
            Next::Now(next) => Due::At {
                at: course.now,
                turn: next.turn,
            },
            Next::Later(due, held) => {
                for due in &held {
                    course.hold(due);
                }
                due
            }
        };
        let event = coming.peek().map(|(at, _)| *at);
        let comes = later.at().into_iter().chain(event).min();
        let Some(comes) = comes.filter(|comes| *comes <= until) else {
            return Ok((course.case, later));
        };
        course.now = comes.max(course.now);
    }
    let then = advance::due(&rules.0, &course.case, course.now, &mut Silent);
    Ok((course.case, then))
}

impl<'r, F: FnMut(Happened<'_, '_>)> Course<'r, F> {
    fn event(&mut self, request: &Request) -> Result<(), CaseError> {
        self.told.clear();
        let decision = self.decided(request)?;
        self.happens(&decision, What::Event);
        self.answers(&decision)
    }

    fn decided<'q>(&self, request: &'q Request) -> Result<Decision<'q>, CaseError>
    where
        'r: 'q,
    {
        let made = action::decide(self.rules, &self.case, request, self.now, &mut Silent)?;
        let (case, request) = (Cow::Owned(self.case.clone()), Cow::Borrowed(request));
        Ok(made.decision(self.rules, case, request, self.now))
    }

    fn turn(&mut self, turn: &Turn, decision: &Decision<'_>) -> Result<(), CaseError> {
        self.told.retain(|(told, _)| told != turn);
        self.happens(decision, |decision| What::Turn(turn, decision));
        self.answers(decision)
    }

    /// Applies a decision, and tells of it.
    fn happens<'d, 'e>(
        &mut self,
        decision: &'d Decision<'e>,
        what: impl FnOnce(&'d Decision<'e>) -> What<'d, 'e>,
    ) {
        let after = decision.case_after();
        (self.observe)(Happened {
            at: self.now,
            what: what(decision),
            before: &self.case,
            after: after.as_ref().unwrap_or(&self.case),
        });
        if let Some(after) = after {
            self.case = after;
        }
    }

    /// Lets hosts answer at once what a decision asks of them, and what their answers ask.
    fn answers(&mut self, decision: &Decision<'_>) -> Result<(), CaseError> {
        let mut asked = host_effects(decision);
        for _ in 0..MOST_ANSWERS {
            let Some(id) = asked.pop() else { break };
            let done = SystemAction::EffectDone.name();
            let request = Request::new(done, Actor::system()).with("id", id.as_str());
            let decision = self.decided(&request)?;
            self.happens(&decision, What::Answer);
            asked.extend(host_effects(&decision));
        }
        Ok(())
    }

    /// Tells that something is held, once for each reason.
    fn hold(&mut self, due: &Due) {
        let Due::Held { turn, denials, .. } = due else {
            return;
        };
        let why: Vec<_> = denials.iter().map(|denial| denial.rule.clone()).collect();
        let mut told = self.told.iter();
        if told.any(|(held, reasons)| held == turn && *reasons == why) {
            return;
        }
        self.told.retain(|(held, _)| held != turn);
        self.told.push((turn.clone(), why));
        (self.observe)(Happened {
            at: self.now,
            what: What::Held(turn, denials),
            before: &self.case,
            after: &self.case,
        });
    }
}

/// The ids of what hosts are asked for where it is allowed, the first last.
fn host_effects(decision: &Decision<'_>) -> Vec<String> {
    let effects = decision.effects().iter().rev();
    effects
        .filter(|effect| effect.is_for_host())
        .map(|effect| effect.id().to_owned())
        .collect()
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
