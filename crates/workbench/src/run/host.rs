//! The host of a scenario: answers the effects that it would carry out, as the scenario says. It carries nothing out.

use std::collections::VecDeque;

use dunlin::{Actor, Decision, Request};
use indexmap::IndexMap;

use super::lines::Lines;
use super::report;
use super::stage::{Stage, Wrong};
use crate::scenario::Answer;

/// The most answers that one step may lead to: more than any rule set means.
const ANSWERS: usize = 100;

/// How effects are answered: done, unless a step says otherwise.
#[derive(Default)]
pub(super) struct Host {
    fates: IndexMap<String, Fate>,
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

impl Host {
    /// From a step on, answers the effects of a name so.
    pub(super) fn answer_so(&mut self, step: usize, effect: &str, answer: Answer) {
        let fate = Fate {
            answer,
            step,
            is_met: false,
        };
        self.fates.insert(effect.to_owned(), fate);
    }

    /// The names whose answer was never asked for, each with the step that gives it.
    pub(super) fn unasked(&self) -> impl Iterator<Item = (&str, usize)> {
        let unasked = self.fates.iter().filter(|(_, fate)| !fate.is_met);
        unasked.map(|(effect, fate)| (effect.as_str(), fate.step))
    }

    /// Answers the effects of a decision, and those that follow from the answers.
    pub(super) fn answer(
        &mut self,
        lines: &mut Lines,
        stage: &mut Stage<'_>,
        decision: &Decision<'_>,
    ) -> Result<(), Wrong> {
        let mut waiting: VecDeque<Asking> = asking(decision).collect();
        if waiting.is_empty() {
            return Ok(());
        }
        lines.block("answers:", |lines| {
            for _ in 0..ANSWERS {
                let Some(asking) = waiting.pop_front() else {
                    return Ok(());
                };
                waiting.extend(self.answer_one(lines, stage, asking)?);
            }
            let endless = waiting.front().map_or("", |asking| &asking.effect);
            let help = "look at what follows `done` or `failed` of the effect";
            let message = format!("the answers to `{endless}` lead to effects without end");
            Err(Wrong::new(message, help))
        })
    }

    /// Answers one effect, and returns those that follow.
    fn answer_one(
        &mut self,
        lines: &mut Lines,
        stage: &mut Stage<'_>,
        asking: Asking,
    ) -> Result<Vec<Asking>, Wrong> {
        let Asking { id, effect, title } = asking;
        let answer = self.fates.get_mut(&effect).map_or(Answer::Done, |fate| {
            fate.is_met = true;
            fate.answer
        });
        let (action, word) = match answer {
            Answer::Done => ("effect_done", "done"),
            Answer::Failed => ("effect_failed", "failed"),
            Answer::None => {
                lines.line(&format!("{title}: unanswered"));
                return Ok(Vec::new());
            }
        };
        let request = Request::new(action, Actor::system()).with("id", id);
        let decision = stage.decide(&request)?;
        lines.block(&format!("{title}: {word}"), |lines| {
            report::denials(lines, decision.denials());
            report::warnings(lines, &decision);
            report::effects(lines, decision.effects());
            stage.apply_quietly(lines, &decision)
        })?;
        Ok(self::asking(&decision).collect())
    }
}

/// The effects of a decision that the host must answer.
fn asking(decision: &Decision<'_>) -> impl Iterator<Item = Asking> {
    let effects = decision.effects().iter();
    effects.filter(|effect| effect.is_for_host()).map(|effect| {
        let template = effect.argument("template");
        let template = template.map_or_else(String::new, |name| format!(" {name}"));
        Asking {
            id: effect.id().to_owned(),
            effect: effect.name().to_owned(),
            title: format!("{}{template}", effect.name()),
        }
    })
}
