//! Plays a scenario step by step, and tells of each as it is played. No rule is known here.

use chrono::{DateTime, Utc};
use dunlin::coverage::Coverage;
use dunlin::{Actor, Engine, Opening, Request};

use super::expect::{Phrase, Unmet};
use super::host::Host;
use super::lines::Lines;
use super::passing::Passing;
use super::stage::{self, Stage, Wrong};
use super::{Run, change, report};
use crate::scenario::{Answer, Asked, Problem, Scenario, Step, StepBody};

/// The number of a case that a scenario gives none.
const CASE: &str = "1001";

/// A scenario on its way.
pub(super) struct Play<'s> {
    scenario: &'s Scenario,
    stage: Stage<'s>,
    host: Host,
    lines: Lines,
}

impl<'s> Play<'s> {
    /// Opens the case.
    pub(super) fn open(
        engine: &'s Engine,
        scenario: &'s Scenario,
        coverage: Option<Coverage>,
    ) -> Result<Self, Problem> {
        let mut lines = Lines::default();
        let stage = open(engine, scenario, &mut lines, coverage);
        let stage = stage.map_err(|Wrong { message, help }| {
            Problem::new(&scenario.file, scenario.case, message, help)
        })?;
        Ok(Self {
            scenario,
            stage,
            host: Host::default(),
            lines,
        })
    }

    /// Plays every step.
    pub(super) fn through(mut self) -> Result<Run, Problem> {
        let scenario = self.scenario;
        let mut unmet = Vec::new();
        for (at, step) in scenario.steps.iter().enumerate() {
            self.lines.line("");
            match &step.body {
                StepBody::Do(asked) => unmet.extend(self.ask(at, step, asked)?),
                StepBody::Answer { effect, answer } => self.answer_so(at, effect, *answer),
                StepBody::WaitUntil(until) => {
                    let until = self.stage.instant(*until);
                    let what = format!("wait until {}", self.stage.time(until));
                    self.lines.line(&self.heading(at, &what));
                    self.pass(step, until)?;
                }
                StepBody::HostDown { period, until } => {
                    self.lines
                        .line(&self.heading(at, &format!("the host is down for {period}")));
                    let until = self.stage.instant(*until);
                    self.stage.move_on(until);
                    self.pass(step, until)?;
                }
            }
        }
        for (effect, at) in self.host.unasked() {
            if let Some(step) = scenario.steps.get(at) {
                let expected = Phrase::new(
                    format!("`{effect}` to be decided from here on"),
                    format!("besluttet fra dette trin (`{effect}`)"),
                );
                let action = match step.body {
                    StepBody::Answer {
                        answer: Answer::Failed,
                        ..
                    } => "fails",
                    _ => "unanswered",
                };
                let came = Phrase::new("never decided", "aldrig besluttet");
                unmet.push(Unmet::new(scenario, at, step, action, expected, came));
            }
        }
        unmet.sort_by_key(|unmet| unmet.step);
        let told = self.stage.into_told();
        Ok(Run {
            report: self.lines.into_text(),
            unmet,
            coverage: told.coverage,
            denied: told.denied,
            records: told.records,
        })
    }

    fn answer_so(&mut self, at: usize, effect: &str, answer: Answer) {
        let how = match answer {
            Answer::Failed => "fails",
            _ => "stays unanswered",
        };
        let heading = self.heading(at, &format!("{effect} {how} from here on"));
        self.lines.line(&heading);
        self.host.answer_so(at, effect, answer);
    }

    /// Lets what falls due happen, up to a time.
    fn pass(&mut self, step: &Step, until: DateTime<Utc>) -> Result<(), Problem> {
        let passing = Passing::new(&mut self.lines, &mut self.stage, &mut self.host);
        let passed = passing.up_to(until);
        passed.map_err(|Wrong { message, help }| {
            Problem::new(&self.scenario.file, step.place, message, help)
        })
    }

    /// Asks for an action, and lets follow what does.
    fn ask(&mut self, at: usize, step: &Step, asked: &Asked) -> Result<Option<Unmet>, Problem> {
        let scenario = self.scenario;
        let wrong =
            |Wrong { message, help }| Problem::new(&scenario.file, step.place, message, help);
        let decision = self.stage.decide(&request(asked)).map_err(wrong)?;
        let heading = self.heading(at, &format!("{} by {}", asked.action, asked.role));
        let Self {
            stage, host, lines, ..
        } = self;
        let played = lines.block(&heading, |lines| {
            if !asked.inputs.is_empty() {
                lines.block("with:", |lines| {
                    let inputs = asked.inputs.iter();
                    inputs.for_each(|(name, value)| report::value(lines, name, value));
                });
            }
            report::decision(lines, &decision);
            if !decision.is_allowed() {
                return Ok(());
            }
            stage.apply(lines, &decision)?;
            host.answer(lines, stage, &decision)
        });
        played.map_err(wrong)?;
        let expect = asked.expect.as_ref();
        Ok(expect.and_then(|expect| Unmet::of(scenario, at, step, expect, &decision)))
    }

    fn heading(&self, at: usize, what: &str) -> String {
        format!("{} | step {}: {what}", self.stage.clock(), at + 1)
    }
}

/// Opens the scenario's case, and tells how it begins.
fn open<'e>(
    engine: &'e Engine,
    scenario: &Scenario,
    lines: &mut Lines,
    mut coverage: Option<Coverage>,
) -> Result<Stage<'e>, Wrong> {
    let help = "change `case`, or the manifest's `example_case`";
    let opening = opening(engine, scenario);
    let now = engine.rules().instant(scenario.now);
    let decision = stage::opened(engine, &opening, now, coverage.as_mut());
    let decision = decision.map_err(|error| Wrong::of(&error, help))?;
    let Some(case) = decision.case_after() else {
        let denials = decision.denials().iter();
        let said: Vec<String> = denials
            .map(|denial| format!("`{}` ({})", denial.rule, denial.message.get("en")))
            .collect();
        let message = format!("the case can't be opened: {}", said.join(", "));
        return Err(Wrong::new(message, help));
    };
    let stage = Stage::new(engine, now, case, coverage)?;
    let heading = format!("{} | case {} is opened", stage.clock(), opening.id);
    lines.block(&heading, |lines| {
        report::warnings(lines, &decision);
        change::beginning(lines, stage.state(), |fact| {
            scenario.opening.contains_key(fact)
        });
    });
    Ok(stage)
}

/// The manifest's example, with what the scenario says of its case.
fn opening(engine: &Engine, scenario: &Scenario) -> Opening {
    let id = scenario.id.as_deref().unwrap_or(CASE);
    let mut opening = engine.example_opening(id);
    for (name, value) in &scenario.opening {
        opening.set(name, value.clone());
    }
    opening
}

fn request(asked: &Asked) -> Request {
    let actor = match asked.role.as_str() {
        "system" => Actor::system(),
        role => Actor::new(role, role),
    };
    let inputs = asked.inputs.iter();
    inputs.fold(
        Request::new(&asked.action, actor),
        |request, (name, value)| request.with(name, value.clone()),
    )
}
