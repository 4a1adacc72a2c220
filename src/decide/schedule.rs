//! When the next step, each timer and the end of each hold fall due: a function of case and rule set, computed anew each time. Nothing is decided here.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::case::{Actor, Case, Hold, Taken, Turn, civil, instant_in, local_in};
use crate::expr::{
    Dates, Env, Expr, Fault, FaultKind, Observer, add_days, eval, eval_bool, months_after,
};
use crate::rules::effect::{Argument, CaseEffect, EffectItem, EffectItemBody, EffectKind};
use crate::rules::flow::{Day, Flow, Step, Unit, Wait};
use crate::rules::timer::Timer;
use crate::rules::{FlowId, INTEREST, Rules, Side, Vocabulary};
use crate::source::Span;
use crate::value::Value;

/// The most days that are looked through for one that will do.
const MOST_DAYS: usize = 4_000;

/// A case at a point in time, asked when things fall due.
pub(super) struct Schedule<'e, 'a, O> {
    pub(super) rules: &'e Rules,
    pub(super) case: &'a Case,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    pub(super) actor: &'a Actor,
    pub(super) watch: &'a O,
}

/// When a step falls due.
pub(super) enum StepDue<'a> {
    /// At the earliest now.
    At(DateTime<Utc>, Daily),
    /// Not before this condition holds, or this moment is known.
    WaitsFor(&'a Expr),
}

/// The days and the time of day at which something may run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Daily {
    flow: Option<FlowId>,
    day: Day,
    time: NaiveTime,
    /// The step or the timer, for what goes wrong.
    span: Span,
}

impl<'e, O: Observer> Schedule<'e, '_, O> {
    fn env(&self, now: DateTime<Utc>) -> Env<'_> {
        let rules = self.rules;
        Env {
            rules,
            case: self.case.view(),
            before: self.case.view(),
            inputs: &[],
            actor: self.actor,
            now,
            today: civil(rules.time_zone, now),
            parameters: &[],
        }
    }

    /// The step that comes next, with its flow.
    pub(super) fn next_step(&self) -> Option<(&'e Flow, &'e Step)> {
        let state = &self.case.state;
        let flow = self.rules.flows.get(state.flow.index())?;
        Some((flow, flow.steps.get(state.step?)?))
    }

    /// When the step that comes next falls due.
    pub(super) fn step(&self, flow: &'e Flow, step: &'e Step) -> Result<StepDue<'e>, Fault> {
        let env = self.env(self.now);
        if let Some(wait_for) = &step.wait_for
            && !eval_bool(wait_for, &env, &mut self.watch.aside())?
        {
            return Ok(StepDue::WaitsFor(wait_for));
        }
        let zone = self.rules.time_zone;
        let before = self.last_step();
        let anchor = match &step.after.from {
            None => local_in(zone, before),
            Some(from) => match self.moment(from)? {
                Some(anchor) => anchor,
                None => return Ok(StepDue::WaitsFor(from)),
            },
        };
        let daily = Daily {
            flow: Some(self.case.state.flow),
            span: step.span,
            day: step.day,
            time: step.at.unwrap_or(anchor.time()),
        };
        let due = self.after(anchor.date(), &step.after.wait, 1)?;
        let mut due = self.unpaused(anchor.date(), due);
        if reaches(step, self.rules)
            && let Some(last) = self.last_reached()
        {
            due = self.spaced(due, civil(zone, last), flow.apart.as_ref())?;
        }
        // A step never comes before the one before it, and never twice at one moment: flows that lead back to it
        // without waiting would otherwise go round for ever.
        due = due.max(civil(zone, before));
        if self.led_back(step) {
            due = due.max(
                add_days(civil(zone, before), Some(1))
                    .map_err(|kind| Fault::new(kind, step.span))?,
            );
        }
        Ok(StepDue::At(self.not_before_now(due, daily)?, daily))
    }

    /// Whether a step ran at the very moment at which its flow began.
    fn led_back(&self, step: &Step) -> bool {
        let state = &self.case.state;
        let mut turns = state.turns.iter().rev();
        turns.any(|taken| {
            let named = matches!(&taken.turn, Turn::Step { step: name, .. } if *name == step.name);
            named && taken.at == state.flow_started
        })
    }

    /// When a timer falls due; nothing if it had its turn, doesn't apply, or counts from what isn't known.
    pub(super) fn timer(&self, timer: &'e Timer) -> Result<Option<(DateTime<Utc>, Daily)>, Fault> {
        let Some(anchor) = self.moment(&timer.from)? else {
            return Ok(None);
        };
        let daily = Daily {
            flow: None,
            span: timer.span,
            day: timer.day,
            time: timer.at.unwrap_or(anchor.time()),
        };
        let Some(due) = self.period(timer, anchor.date())? else {
            return Ok(None);
        };
        let at = self.not_before_now(due, daily)?;
        let holds = match &timer.condition {
            Some(condition) => eval_bool(condition, &self.env(at), &mut self.watch.aside())?,
            None => true,
        };
        Ok(holds.then_some((at, daily)))
    }

    /// The day of a timer's first period after its last turn, if it has one.
    fn period(&self, timer: &Timer, from: NaiveDate) -> Result<Option<NaiveDate>, Fault> {
        let due = |period| self.after(from, &timer.wait, period);
        let first = due(1)?;
        let Some(last) = self.last_turn(timer).filter(|last| first <= *last) else {
            return Ok(Some(first));
        };
        if !timer.repeats || due(2)? <= first {
            return Ok(None);
        }
        // Between a period that has passed and one that hasn't, halved until they are next to each other.
        let (mut passed, mut comes) = (1_i64, 2_i64);
        while due(comes)? <= last {
            (passed, comes) = (comes, comes.saturating_mul(2));
        }
        while comes - passed > 1 {
            let middle = passed + (comes - passed) / 2;
            if due(middle)? <= last {
                passed = middle;
            } else {
                comes = middle;
            }
        }
        due(comes).map(Some)
    }

    /// When a hold ends by itself.
    pub(super) fn end_of(&self, hold: &Hold) -> Option<DateTime<Utc>> {
        let date = hold.resume_on.filter(|_| hold.ended.is_none())?;
        let at = instant_in(self.rules.time_zone, date.and_time(NaiveTime::MIN));
        Some(at.max(self.now))
    }

    /// When the day after begins.
    pub(super) fn next_day(&self) -> DateTime<Utc> {
        let tomorrow = self.today.succ_opt().unwrap_or(self.today);
        instant_in(self.rules.time_zone, tomorrow.and_time(NaiveTime::MIN))
    }

    /// The same on the day after: when what was denied is tried again.
    pub(super) fn tomorrow(&self, daily: Daily) -> Result<DateTime<Utc>, Fault> {
        let fault = |kind| Fault::new(kind, daily.span);
        let tomorrow = add_days(self.today, Some(1)).map_err(fault)?;
        let day = self.allowed(tomorrow, daily)?;
        Ok(instant_in(self.rules.time_zone, day.and_time(daily.time)))
    }

    /// The moment that an expression gives, on the wall clock; a date begins at midnight.
    fn moment(&self, from: &Expr) -> Result<Option<NaiveDateTime>, Fault> {
        let env = self.env(self.now);
        Ok(match &*eval(from, &env, &mut self.watch.aside())? {
            Value::Date(date) => Some(date.and_time(NaiveTime::MIN)),
            Value::DateTime(time) => Some(local_in(self.rules.time_zone, *time)),
            _ => None,
        })
    }

    /// So many times a waiting time after a day.
    fn after(&self, date: NaiveDate, wait: &Wait, times: i64) -> Result<NaiveDate, Fault> {
        let fault = |kind| Fault::new(kind, wait.number.span);
        let env = self.env(self.now);
        let Value::Integer(number) = *eval(&wait.number, &env, &mut self.watch.aside())? else {
            return Err(fault(FaultKind::WrongValue));
        };
        let out_of_range = || fault(FaultKind::DateOutOfRange);
        let number = number.checked_mul(times).ok_or_else(out_of_range)?;
        let rules = self.rules;
        let dates = Dates {
            time_zone: rules.time_zone,
            calendar: &rules.calendar,
        };
        match wait.unit {
            Unit::Days => add_days(date, Some(number)),
            Unit::Weeks => add_days(date, number.checked_mul(7)),
            Unit::BusinessDays => dates.business_days_after(date, number),
            Unit::Months => months_after(date, number),
        }
        .map_err(fault)
    }

    /// The day on which a customer is reached again: `apart` from the last, and on a later day where it was overdue
    /// then, so that no two that are overdue leave together.
    fn spaced(
        &self,
        due: NaiveDate,
        last: NaiveDate,
        apart: Option<&Wait>,
    ) -> Result<NaiveDate, Fault> {
        let due = if due < last {
            last.succ_opt().unwrap_or(last)
        } else {
            due
        };
        Ok(match apart {
            Some(apart) => due.max(self.after(last, apart, 1)?),
            None => due,
        })
    }

    /// A due day moved by the days since `from` on which the clock stood still.
    fn unpaused(&self, from: NaiveDate, due: NaiveDate) -> NaiveDate {
        let mut due = due;
        let mut counted = from;
        for (start, end) in self.stopped() {
            let start = start.max(counted);
            if start >= due || end <= start {
                continue;
            }
            let days = (end - start).num_days().unsigned_abs();
            due = due.checked_add_days(Days::new(days)).unwrap_or(due);
            counted = end;
        }
        due
    }

    /// The holds that stop the clock, as days from and up to, in their order; an open one ends today.
    fn stopped(&self) -> Vec<(NaiveDate, NaiveDate)> {
        let zone = self.rules.time_zone;
        let holds = self.case.state.holds.iter();
        let mut stopped: Vec<_> = holds
            .filter(|hold| hold.clock_stops)
            .map(|hold| {
                let end = hold.ended.map_or(self.today, |ended| civil(zone, ended));
                (civil(zone, hold.since), end)
            })
            .collect();
        stopped.sort_unstable();
        stopped
    }

    /// When the step before ran, or else the flow began.
    fn last_step(&self) -> DateTime<Utc> {
        let state = &self.case.state;
        let steps = state.turns.iter().filter_map(|taken| match taken.turn {
            Turn::Step { .. } => Some(taken.at),
            _ => None,
        });
        steps
            .max()
            .unwrap_or(state.flow_started)
            .max(state.flow_started)
    }

    /// When a step last sent or charged something.
    fn last_reached(&self) -> Option<DateTime<Utc>> {
        let turns = self.case.state.turns.iter();
        turns
            .filter(|taken| taken.reached && matches!(taken.turn, Turn::Step { .. }))
            .map(|taken| taken.at)
            .max()
    }

    /// The day of a timer's last turn.
    fn last_turn(&self, timer: &Timer) -> Option<NaiveDate> {
        let is_it = |taken: &&Taken| matches!(&taken.turn, Turn::Timer { timer: name } if *name == timer.name);
        let last = self
            .case
            .state
            .turns
            .iter()
            .filter(is_it)
            .map(|taken| taken.at);
        last.max().map(|at| civil(self.rules.time_zone, at))
    }

    /// The first allowed time on a day or after it; one that has passed is the first that hasn't.
    fn not_before_now(&self, due: NaiveDate, daily: Daily) -> Result<DateTime<Utc>, Fault> {
        let zone = self.rules.time_zone;
        let on = |day: NaiveDate| instant_in(zone, day.and_time(daily.time));
        let at = on(self.allowed(due, daily)?);
        if at >= self.now {
            return Ok(at);
        }
        // What is overdue may run for the rest of a day on which its time has come.
        let day = self.allowed(due.max(self.today), daily)?;
        Ok(on(day).max(self.now))
    }

    /// The first day, from one on, on which something may run.
    fn allowed(&self, from: NaiveDate, daily: Daily) -> Result<NaiveDate, Fault> {
        let calendar = &self.rules.calendar;
        let may = |day: &NaiveDate| {
            let business = daily.day == Day::Any || calendar.is_business_day(*day);
            let mut blackouts = calendar.blackouts.iter();
            let blackout = |flow| blackouts.any(|blackout| blackout.covers(flow, *day));
            business && !daily.flow.is_some_and(blackout)
        };
        let mut days = from.iter_days().take(MOST_DAYS);
        days.find(may)
            .ok_or_else(|| Fault::new(FaultKind::DateOutOfRange, daily.span))
    }
}

/// Whether a step may send or charge something, interest aside.
fn reaches(step: &Step, rules: &Rules) -> bool {
    fn any(items: &[EffectItem], words: &Vocabulary) -> bool {
        items
            .iter()
            .flat_map(|item| &item.bodies)
            .any(|body| match body {
                EffectItemBody::Item(item) => any(std::slice::from_ref(item), words),
                EffectItemBody::Call(call) => {
                    let entry = match call.arguments.first() {
                        Some(Some(Argument::Value(entry))) => entry.as_constant(),
                        _ => None,
                    };
                    reaches_customer(call.kind, entry, words)
                }
            })
    }
    any(&step.effects, &rules.words)
}

/// Whether an effect sends or charges something, interest aside; its entry is its first argument.
pub(crate) fn reaches_customer(
    kind: EffectKind,
    entry: Option<&Value>,
    words: &Vocabulary,
) -> bool {
    match kind {
        EffectKind::Host(host) => {
            let effect = words.effects.get_index(host.index());
            effect.is_some_and(|(_, signature)| signature.outward)
        }
        EffectKind::Case(CaseEffect::Post) => entry
            .and_then(Value::as_str)
            .and_then(|name| Some((name, words.entry_id(name)?)))
            .is_none_or(|(name, id)| name != INTEREST && words.entry_side(id) == Side::Charge),
        EffectKind::Case(_) => false,
    }
}

/// The turn that a step is.
pub(super) fn turn_of(words: &Vocabulary, flow: FlowId, step: &Step) -> Turn {
    Turn::Step {
        flow: Arc::from(words.flow_name(flow)),
        step: step.name.clone(),
    }
}
