//! What falls due next, and the decision of a step, a timer or a hold's end whose time has come. When that is, is the schedule's matter.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::action::{Made, finish};
use super::decision::Decision;
use super::effects::{Clock, Denials, Run};
use super::schedule::{Daily, Schedule, StepDue, reaches_customer, turn_of};
use super::trace::Watch;
use super::{Denial, Request, system, wording};
use crate::case::{Actor, Case, Draft, Status, Taken, Turn};
use crate::expr::{Fault, Silent};
use crate::rules::effect::EffectKind;
use crate::rules::flow::Step;
use crate::rules::timer::Timer;
use crate::rules::{HeldTo, RuleSet, Rules, Vocabulary};
use crate::value::Value;

/// The action of a step or a timer, as records name it; no rule set may declare it.
pub(super) const ADVANCE: &str = "advance";

/// The input that says that a step is passed over.
pub(super) const PASSED_OVER: &str = "passed_over";

/// What comes next for a case if nothing else happens to it.
///
/// As JSON it is `{"due":"at","at":…,"turn":{"step":{"flow":…,"step":…}}}`, `held`, `waiting`, `paused` or `nothing`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "due", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Due {
    /// Something falls due: now, where that is the time that was asked about.
    At {
        /// When, in UTC.
        at: DateTime<Utc>,
        /// What.
        turn: Turn,
    },
    /// Something is due and denied: it is tried again when the case or the rules change, and then.
    Held {
        /// When it is tried again, in UTC.
        retry: DateTime<Utc>,
        /// What.
        turn: Turn,
        /// Why it is denied.
        denials: Vec<Denial<'static>>,
    },
    /// The step that comes next waits, for as long as the case stays as it is.
    Waiting {
        /// The step.
        turn: Turn,
        /// The condition that doesn't hold, or the moment that isn't known, as its rule file has it.
        wait_for: String,
    },
    /// The case is paused, and no hold ends by itself.
    Paused,
    /// Nothing: the case is closed, or its flow has no further step.
    Nothing,
}

impl Due {
    /// Returns the step, the timer or the hold that it is about.
    #[must_use]
    pub fn turn(&self) -> Option<&Turn> {
        match self {
            Self::At { turn, .. } | Self::Held { turn, .. } | Self::Waiting { turn, .. } => {
                Some(turn)
            }
            Self::Paused | Self::Nothing => None,
        }
    }

    /// Returns when to ask again if nothing changes before.
    #[must_use]
    pub fn at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::At { at, .. } => Some(*at),
            Self::Held { retry, .. } => Some(*retry),
            Self::Waiting { .. } | Self::Paused | Self::Nothing => None,
        }
    }
}

/// What came of looking: something to do now, or what comes next and what is held meanwhile.
pub(super) enum Next<'e> {
    Now(Box<Now<'e>>),
    Later(Due, Vec<Due>),
}

/// A turn that is allowed.
pub(super) struct Now<'e> {
    pub(super) turn: Turn,
    request: Request,
    made: Made<'e>,
}

impl<'e> Now<'e> {
    pub(super) fn decision(
        self,
        rules: &'e RuleSet,
        case: Cow<'e, Case>,
        now: DateTime<Utc>,
    ) -> Decision<'e> {
        let request = Cow::Owned(self.request);
        self.made.decision(rules, case, request, now)
    }
}

/// Something that falls due.
struct Candidate<'a> {
    at: DateTime<Utc>,
    turn: Turn,
    /// When it is tried again where it is denied.
    retry: DateTime<Utc>,
    what: What<'a>,
}

enum What<'a> {
    HoldEnds(Value),
    Timer(&'a Timer),
    Step(&'a Step),
    /// It could not be worked out when it falls due.
    Unknown(Fault),
}

/// The first that is due and allowed, decided; or what comes next.
pub(super) fn next<'e, W: Watch>(
    rules: &'e Rules,
    case: &Case,
    now: DateTime<Utc>,
    watch: &mut W,
) -> Next<'e> {
    let actor = Actor::system();
    let clock = Clock::new(rules, now);
    let schedule = Schedule {
        rules,
        case,
        now,
        today: clock.today,
        actor: &actor,
    };
    let (mut candidates, mut comes) = candidates(&schedule);
    // A hold ends before a timer runs, and that before a step, where all fall due at once.
    candidates.sort_by_key(|candidate| candidate.at);
    let mut held = Vec::new();
    for candidate in candidates {
        if candidate.at > now {
            comes = Due::At {
                at: candidate.at,
                turn: candidate.turn,
            };
            break;
        }
        let (request, made) = decide(rules, case, &candidate, &actor, clock, watch);
        let turn = candidate.turn;
        if made.denials.is_empty() {
            return Next::Now(Box::new(Now {
                turn,
                request,
                made,
            }));
        }
        let denials = made.denials.into_iter().map(Denial::into_owned);
        held.push(Due::Held {
            retry: candidate.retry,
            turn,
            denials: denials.collect(),
        });
    }
    // What is held already is named first where both come at once.
    let timed = held.iter().chain([&comes]).filter(|due| due.at().is_some());
    let first = timed.min_by_key(|due| due.at()).cloned();
    Next::Later(first.unwrap_or(comes), held)
}

/// Everything that falls due, and what is said where nothing does.
fn candidates<'e>(schedule: &Schedule<'e, '_>) -> (Vec<Candidate<'e>>, Due) {
    let (rules, state) = (schedule.rules, &schedule.case.state);
    let mut found = Vec::new();
    if state.closing.is_some() {
        return (found, Due::Nothing);
    }
    for hold in &state.holds {
        let turn = Turn::HoldEnds {
            reason: hold.reason.as_str().unwrap_or_default().into(),
        };
        found.extend(schedule.end_of(hold).map(|at| Candidate {
            at,
            turn,
            retry: schedule.next_day(),
            what: What::HoldEnds(hold.reason.clone()),
        }));
    }
    for timer in &rules.timers {
        let turn = Turn::Timer {
            timer: timer.name.clone(),
        };
        let due = schedule.timer(timer).transpose();
        found.extend(due.map(|due| candidate(schedule, turn, due, What::Timer(timer))));
    }
    let Some((flow, step)) = schedule.next_step() else {
        return (found, Due::Nothing);
    };
    if state.status() == Status::Paused {
        return (found, Due::Paused);
    }
    let turn = turn_of(&rules.words, state.flow, step);
    let due = match schedule.step(flow, step) {
        Ok(StepDue::WaitsFor(wait_for)) => {
            let wait_for = rules.text(wait_for.span);
            return (found, Due::Waiting { turn, wait_for });
        }
        Ok(StepDue::At(at, daily)) => Ok((at, daily)),
        Err(fault) => Err(fault),
    };
    found.push(candidate(schedule, turn, due, What::Step(step)));
    (found, Due::Nothing)
}

/// What falls due at a time of day. Where that could not be worked out it is held, and whatever else is due goes on.
fn candidate<'a>(
    schedule: &Schedule<'_, '_>,
    turn: Turn,
    due: Result<(DateTime<Utc>, Daily), Fault>,
    what: What<'a>,
) -> Candidate<'a> {
    let timed = due.and_then(|(at, daily)| Ok((at, schedule.tomorrow(daily)?)));
    let (at, retry, what) = match timed {
        Ok((at, retry)) => (at, retry, what),
        Err(fault) => (schedule.now, schedule.next_day(), What::Unknown(fault)),
    };
    Candidate {
        at,
        turn,
        retry,
        what,
    }
}

/// Decides what is due, as the system.
fn decide<'e, W: Watch>(
    rules: &'e Rules,
    case: &Case,
    candidate: &Candidate<'e>,
    actor: &Actor,
    clock: Clock,
    watch: &mut W,
) -> (Request, Made<'e>) {
    let turn = &candidate.turn;
    let mut run = Run::new(rules, case, &[], actor, clock, watch);
    let mut passed_over = false;
    let held_to = match &candidate.what {
        What::Timer(timer) => &timer.held_to,
        What::Step(step) => &step.held_to,
        What::HoldEnds(_) | What::Unknown(_) => &HeldTo::ALL,
    };
    let result = match &candidate.what {
        What::HoldEnds(reason) => {
            let action = system::Action::HoldEnded;
            let request = Request::new(action.name(), actor.clone()).with("reason", reason.clone());
            let made = system::decide(rules, case, action, &request, clock.now, watch);
            return (request, made);
        }
        What::Unknown(fault) => Err(vec![wording::failed(rules, "due", fault)]),
        What::Timer(timer) => run.items(&timer.effects),
        What::Step(step) => step_effects(&mut run, step, &mut passed_over),
    };
    let effects = run.effects.iter();
    let effects = effects.map(|effect| (effect.kind, effect.arguments.first()));
    let reached = reached(&rules.words, effects);
    take(&mut run.draft, turn, clock.now, passed_over, reached);
    let request = request_of(turn, passed_over);
    (request, finish(&mut run, result, Vec::new(), held_to))
}

/// What a step does, unless its condition has it passed over.
fn step_effects<'e, W: Watch>(
    run: &mut Run<'e, '_, W>,
    step: &'e Step,
    passed_over: &mut bool,
) -> Result<(), Denials<'e>> {
    if let Some(when) = &step.when {
        let applies = run.holds(when, || format!("step {}", step.name));
        let failed = |fault| vec![wording::failed(run.rules, &step.name, &fault)];
        *passed_over = !applies.map_err(failed)?;
    }
    if *passed_over {
        return Ok(());
    }
    run.items(&step.effects)
}

/// The request by which a record names a turn.
fn request_of(turn: &Turn, passed_over: bool) -> Request {
    let request = Request::new(ADVANCE, Actor::system());
    let request = match turn {
        Turn::Step { flow, step } => request.with("flow", &**flow).with("step", &**step),
        Turn::Timer { timer } => request.with("timer", &**timer),
        Turn::HoldEnds { reason } => request.with("reason", &**reason),
    };
    match passed_over {
        true => request.with(PASSED_OVER, true),
        false => request,
    }
}

/// The turn that a record's request names.
pub(super) fn turn_asked(input: &indexmap::IndexMap<String, Value>) -> Option<(Turn, bool)> {
    let name = |key: &str| Some(input.get(key)?.as_str()?.into());
    let passed_over = input.get(PASSED_OVER).and_then(Value::as_bool);
    let turn = match name("timer") {
        Some(timer) => Turn::Timer { timer },
        None => Turn::Step {
            flow: name("flow")?,
            step: name("step")?,
        },
    };
    Some((turn, passed_over.unwrap_or(false)))
}

/// Notes that a turn was taken; a step that hasn't moved the case lets the next come.
pub(super) fn take(
    draft: &mut Draft<'_>,
    turn: &Turn,
    now: DateTime<Utc>,
    passed_over: bool,
    reached: bool,
) {
    let words = &draft.rules().words;
    let moved = draft.delta.flow.is_some() || draft.view().closing().is_some();
    if matches!(turn, Turn::Step { .. }) && !moved {
        let state = &draft.case.state;
        let steps = words.flow(state.flow).map_or(0, |flow| flow.steps.len());
        let next = state.step.map(|step| step + 1);
        draft.delta.step = Some(next.filter(|next| *next < steps));
    }
    draft.delta.taken = Some(Box::new(Taken {
        turn: turn.clone(),
        at: now,
        passed_over,
        reached,
    }));
}

/// Whether any of the effects sends or charges something.
pub(super) fn reached<'v>(
    words: &Vocabulary,
    effects: impl IntoIterator<Item = (EffectKind, Option<&'v Value>)>,
) -> bool {
    effects
        .into_iter()
        .any(|(kind, first)| reaches_customer(kind, first, words))
}

/// Whether a turn comes by itself: at a time, or denied now that it is due; none where it doesn't.
pub(super) fn comes<'e>(
    rules: &'e Rules,
    case: &Case,
    now: DateTime<Utc>,
    turn: &Turn,
) -> Option<Result<(), Denials<'e>>> {
    let actor = Actor::system();
    let clock = Clock::new(rules, now);
    let schedule = Schedule {
        rules,
        case,
        now,
        today: clock.today,
        actor: &actor,
    };
    let (candidates, _) = candidates(&schedule);
    let found = candidates
        .into_iter()
        .find(|candidate| candidate.turn == *turn)?;
    if found.at > now {
        return Some(Ok(()));
    }
    let (_, made) = decide(rules, case, &found, &actor, clock, &mut Silent);
    Some(if made.denials.is_empty() {
        Ok(())
    } else {
        Err(made.denials)
    })
}

/// What comes next, nothing being done.
pub(super) fn due<W: Watch>(rules: &Rules, case: &Case, now: DateTime<Utc>, watch: &mut W) -> Due {
    match next(rules, case, now, watch) {
        Next::Now(next) => Due::At {
            at: now,
            turn: next.turn,
        },
        Next::Later(due, _) => due,
    }
}
