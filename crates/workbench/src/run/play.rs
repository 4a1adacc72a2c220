//! Plays a scenario step by step: asks the engine, applies what it decides, and answers for the host. No rule is known here.

use std::collections::VecDeque;

use chrono::{DateTime, NaiveDateTime, Timelike, Utc};
use dunlin::{Actor, Case, Decision, Engine, Opening, Request};
use indexmap::IndexMap;

use super::expect::Unmet;
use super::lines::Lines;
use super::state::State;
use super::{Run, change, report};
use crate::scenario::{Answer, Asked, Problem, Scenario, Step, StepBody};

/// The number of a case that a scenario gives none.
const CASE: &str = "1001";
/// The most answers that one step may lead to: more than any rule set means.
const ANSWERS: usize = 100;

/// A scenario on its way: the case as it is, and what has been told.
pub(super) struct Play<'e> {
    engine: &'e Engine,
    now: DateTime<Utc>,
    /// The time as people read it.
    clock: String,
    case: Case,
    state: State,
    answers: IndexMap<String, Fate>,
    lines: Lines,
}

/// How the effects of a name are answered, and which step says so.
struct Fate {
    answer: Answer,
    step: usize,
    /// Whether one has been decided since.
    is_met: bool,
}

/// An effect that the host must answer.
struct Asking {
    id: String,
    effect: String,
    title: String,
}

impl<'e> Play<'e> {
    /// Opens the case.
    pub(super) fn open(engine: &'e Engine, scenario: &Scenario) -> Result<Self, Problem> {
        let opening = opening(engine, scenario);
        let now = engine.rules().instant(scenario.now);
        let wrong = |message: String| {
            let help = "change `case`, or the manifest's `example_case`";
            Problem::new(&scenario.file, scenario.case, message, help)
        };
        let decision = engine.open(&opening, now).map_err(|error| wrong(error.to_string()))?;
        if let Some(denial) = decision.denials().first() {
            let message = denial.message.get("en");
            return Err(wrong(format!("the case can't be opened: `{}` ({message})", denial.rule)));
        }
        let case = decision.case_after();
        let state = State::of(&case).map_err(|error| wrong(error.to_string()))?;
        let clock = clock(scenario.now);
        let mut lines = Lines::default();
        lines.block(&format!("{clock} | case {} is opened", case.id()), |lines| {
            report::warnings(lines, &decision);
            change::beginning(lines, &state, |fact| scenario.opening.contains_key(fact));
        });
        Ok(Self { engine, now, clock, case, state, answers: IndexMap::new(), lines })
    }

    /// Plays every step.
    pub(super) fn through(mut self, scenario: &Scenario) -> Result<Run, Problem> {
        let mut unmet = Vec::new();
        for (at, step) in scenario.steps.iter().enumerate() {
            self.lines.line("");
            match &step.body {
                StepBody::Do(asked) => unmet.extend(self.ask(scenario, at, step, asked)?),
                StepBody::Answer { effect, answer } => self.answer_so(at, effect, *answer),
            }
        }
        for (effect, fate) in self.answers.iter().filter(|(_, fate)| !fate.is_met) {
            if let Some(step) = scenario.steps.get(fate.step) {
                let key = if fate.answer == Answer::Failed { "fails" } else { "unanswered" };
                let action = format!("{key}: {effect}");
                let expected = format!("an effect `{effect}` to be carried out after it");
                unmet.push(Unmet::new(scenario, fate.step, step, &action, &expected, "never decided"));
            }
        }
        Ok(Run { report: self.lines.into_text(), unmet })
    }

    fn answer_so(&mut self, at: usize, effect: &str, answer: Answer) {
        let how = if answer == Answer::Failed { "fails" } else { "stays unanswered" };
        self.lines.line(&format!("{} | step {}: {effect} {how} from here on", self.clock, at + 1));
        self.answers.insert(effect.to_owned(), Fate { answer, step: at, is_met: false });
    }

    /// Asks for an action, and lets follow what does.
    fn ask(
        &mut self,
        scenario: &Scenario,
        at: usize,
        step: &Step,
        asked: &Asked,
    ) -> Result<Option<Unmet>, Problem> {
        let wrong = |message: String| {
            Problem::new(&scenario.file, step.place, message, "change the step, or the rule set")
        };
        let engine = self.engine;
        let case = self.case.clone();
        let request = request(asked);
        let decision =
            engine.decide(&case, &request, self.now).map_err(|error| wrong(error.to_string()))?;
        let heading = format!("{} | step {}: {} by {}", self.clock, at + 1, asked.action, asked.role);
        let mut lines = std::mem::take(&mut self.lines);
        lines.line(&heading);
        let mut done = Ok(());
        lines.within(|lines| {
            if !asked.inputs.is_empty() {
                lines.block("with:", |lines| {
                    asked.inputs.iter().for_each(|(name, value)| report::value(lines, name, value));
                });
            }
            report::decision(lines, &decision);
            if decision.is_allowed() {
                done = self.apply(lines, &decision, true).and_then(|()| self.answers(lines, &decision));
            }
        });
        self.lines = lines;
        done.map_err(wrong)?;
        Ok(asked.expect.as_ref().and_then(|expect| Unmet::of(scenario, at, step, expect, &decision)))
    }

    /// Takes the case on to what the decision left; an unchanged one is told of where `always`.
    fn apply(&mut self, lines: &mut Lines, decision: &Decision<'_>, always: bool) -> Result<(), String> {
        let case = self.case.apply(decision).map_err(|error| error.to_string())?;
        let state = State::of(&case).map_err(|error| error.to_string())?;
        if always || state != self.state {
            change::changes(lines, &self.state, &state);
        }
        self.case = case;
        self.state = state;
        Ok(())
    }

    /// Answers the effects of a decision as the host would, and those that follow from the answers.
    fn answers(&mut self, lines: &mut Lines, decision: &Decision<'_>) -> Result<(), String> {
        let mut waiting: VecDeque<Asking> = asking(decision).collect();
        if waiting.is_empty() {
            return Ok(());
        }
        let engine = self.engine;
        lines.line("answers:");
        let mut answered = 0;
        while let Some(Asking { id, effect, title }) = waiting.pop_front() {
            answered += 1;
            if answered > ANSWERS {
                return Err(format!("the answers to `{effect}` lead to effects without end"));
            }
            let fate = self.answers.get_mut(&effect);
            let answer = fate.map_or(Answer::Done, |fate| {
                fate.is_met = true;
                fate.answer
            });
            let (action, word) = match answer {
                Answer::Done => ("effect_done", "done"),
                Answer::Failed => ("effect_failed", "failed"),
                Answer::None => {
                    lines.within(|lines| lines.line(&format!("{title}: unanswered")));
                    continue;
                }
            };
            let request = Request::new(action, Actor::system()).with("id", id);
            let case = self.case.clone();
            let decision =
                engine.decide(&case, &request, self.now).map_err(|error| error.to_string())?;
            let mut done = Ok(());
            lines.within(|lines| {
                lines.block(&format!("{title}: {word}"), |lines| {
                    report::denials(lines, &decision);
                    report::warnings(lines, &decision);
                    report::effects(lines, decision.effects());
                    done = self.apply(lines, &decision, false);
                });
            });
            done?;
            waiting.extend(asking(&decision));
        }
        Ok(())
    }
}

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
    let request = Request::new(&asked.action, actor);
    asked.inputs.iter().fold(request, |request, (name, value)| request.with(name, value.clone()))
}

/// The effects of a decision that the host must answer.
fn asking(decision: &Decision<'_>) -> impl Iterator<Item = Asking> {
    let effects = decision.effects().iter().filter(|effect| effect.is_for_host());
    effects.map(|effect| {
        let template = effect.argument("template").map_or_else(String::new, |name| format!(" {name}"));
        Asking {
            id: effect.id().to_owned(),
            effect: effect.name().to_owned(),
            title: format!("{}{template}", effect.name()),
        }
    })
}

fn clock(now: NaiveDateTime) -> String {
    let form = if now.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    now.format(form).to_string()
}
