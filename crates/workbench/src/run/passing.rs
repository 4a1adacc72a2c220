//! Time that passes: what falls due happens, one turn at a time, and each is told at its own time. When that is, the engine says.

use chrono::{DateTime, Utc};
use dunlin::{Decision, Denial, Due, Turn, Value};

use super::host::Host;
use super::lines::Lines;
use super::report;
use super::stage::{Stage, Wrong};

/// The most times that one step looks for what falls due: more than any story takes.
const LOOKS: usize = 10_000;

/// Time on its way to a point.
pub(super) struct Passing<'p, 's> {
    lines: &'p mut Lines,
    stage: &'p mut Stage<'s>,
    host: &'p mut Host,
    /// What was held when last looked, and the rules that denied it.
    held: Option<(Turn, Vec<String>)>,
}

impl<'p, 's> Passing<'p, 's> {
    pub(super) fn new(lines: &'p mut Lines, stage: &'p mut Stage<'s>, host: &'p mut Host) -> Self {
        Self {
            lines,
            stage,
            host,
            held: None,
        }
    }

    /// Lets everything happen that falls due up to and at a time, and tells what comes next then.
    pub(super) fn up_to(mut self, until: DateTime<Utc>) -> Result<(), Wrong> {
        for _ in 0..LOOKS {
            let due = self.stage.next_due()?;
            match &due {
                Due::At { at, turn } if *at <= self.stage.now() => {
                    self.take(turn)?;
                    continue;
                }
                Due::Held { turn, denials, .. } => self.hold(turn, denials),
                _ => {}
            }
            let Some(comes) = due.at().filter(|at| *at <= until) else {
                self.stage.move_on(until);
                self.tell(&next(self.stage, &due), |_| ());
                return Ok(());
            };
            self.stage.move_on(comes);
        }
        let message =
            format!("until then something falls due or is tried again over {LOOKS} times");
        Err(Wrong::new(message, "wait until an earlier time"))
    }

    /// Lets what is due happen, and the host answer.
    fn take(&mut self, turn: &Turn) -> Result<(), Wrong> {
        let decision = self.stage.advance()?;
        let happens = match turn {
            Turn::HoldEnds { .. } => "ends",
            _ if is_passed_over(&decision) => "is passed over",
            _ => "runs",
        };
        self.held = None;
        let heading = format!("{} {happens}", name(turn));
        let heading = format!("{} | {heading}", self.stage.clock());
        self.lines.line("");
        let (stage, host) = (&mut *self.stage, &mut *self.host);
        self.lines.block(&heading, |lines| {
            report::warnings(lines, &decision);
            report::effects(lines, decision.effects());
            stage.apply_quietly(lines, &decision)?;
            host.answer(lines, stage, &decision)
        })
    }

    /// Tells that something is held, once for as long as it is so for the same reasons.
    fn hold(&mut self, turn: &Turn, denials: &[Denial]) {
        let rules = denials
            .iter()
            .map(|denial| denial.rule.to_string())
            .collect();
        let held = Some((turn.clone(), rules));
        if self.held != held {
            self.held = held;
            self.tell(&format!("{} is held", name(turn)), |lines| {
                report::denials(lines, denials);
            });
        }
    }

    fn tell(&mut self, what: &str, more: impl FnOnce(&mut Lines)) {
        self.lines.line("");
        self.lines
            .block(&format!("{} | {what}", self.stage.clock()), more);
    }
}

fn is_passed_over(decision: &Decision<'_>) -> bool {
    let record = decision.record();
    let passed_over = record.request.input.get("passed_over");
    passed_over == Some(&Value::Bool(true))
}

/// What a turn is, as people follow it.
fn name(turn: &Turn) -> String {
    match turn {
        Turn::Step { flow, step } => format!("{step} of the flow {flow}"),
        Turn::Timer { timer } => format!("the timer {timer}"),
        Turn::HoldEnds { reason } => format!("the hold {reason}"),
        _ => "another turn".to_owned(),
    }
}

/// What comes next, in a line.
fn next(stage: &Stage<'_>, due: &Due) -> String {
    match due {
        Due::At { at, turn } => format!("next: {}, {}", name(turn), stage.time(*at)),
        Due::Held { retry, turn, .. } => {
            format!(
                "next: {} is tried again, {}",
                name(turn),
                stage.time(*retry)
            )
        }
        Due::Waiting { turn, wait_for, .. } => {
            // A condition may go over several lines of its file.
            let words: Vec<&str> = wait_for.split_whitespace().collect();
            format!("next: {} waits for {}", name(turn), words.join(" "))
        }
        Due::Paused => "next: nothing while the case is paused".to_owned(),
        _ => "next: nothing".to_owned(),
    }
}
