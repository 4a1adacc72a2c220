//! A rule set as whoever draws or describes it needs it: flows, steps, timers, what moves a case, and each action. Nothing is decided or drawn here.

mod action;
mod condition;
mod deed;
mod moves;
mod words;

use serde::Serialize;

pub use action::{OutlinedAction, OutlinedRequirement, OutlinedWarning};
pub use condition::Condition;
pub use deed::{Deed, DeedKind, Lead};
pub use moves::{Cause, Move};
use words::Outliner;

use crate::rules::action::Input;
use crate::rules::flow::{Flow, Step};
use crate::rules::timer::Timer;
use crate::rules::{FlowName, RuleSet};
use crate::text::Texts;

/// The flows of a rule set, described so that they can be drawn.
///
/// It shows the rules under their settings: what the settings rule out isn't in it. Labels are in the
/// rule set's languages; words of the engine's own are in English and Danish.
///
/// ```
/// # #[cfg(feature = "fs")] {
/// let sources = dunlin::Sources::read("tests/fixtures/valid/library")?;
/// let rules = dunlin::RuleSet::load(&sources)?;
/// let outline = rules.outline();
/// let loan = &outline.flows[0];
/// assert!(loan.is_start);
/// assert_eq!(loan.steps[0].label.get("en"), "Reminder before the loan ends");
/// assert_eq!(loan.steps[0].wait.get("en"), "3 days before due, at 10:00");
/// assert_eq!(loan.steps[0].wait.get("da"), "3 dage før due, kl. 10.00");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Outline<'e> {
    /// The flows: those that a case may begin in first, in the manifest's order.
    pub flows: Vec<OutlinedFlow<'e>>,
    /// What happens at its time beside the flows' steps.
    pub timers: Vec<OutlinedTimer<'e>>,
    /// What actions and hosts' answers do to where a case stands.
    pub moves: Vec<Move<'e>>,
}

/// A flow.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OutlinedFlow<'e> {
    /// Its name.
    pub name: &'e str,
    /// What it is called.
    pub label: Texts<'e>,
    /// Whether a case may begin in it.
    pub is_start: bool,
    /// The flows that a case in it may be moved to.
    pub switch_to: Vec<&'e str>,
    /// The least time between two steps that reach the customer, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apart: Option<Texts<'static>>,
    /// Its steps, in order.
    pub steps: Vec<OutlinedStep<'e>>,
}

/// A step of a flow.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OutlinedStep<'e> {
    /// Its name.
    pub name: &'e str,
    /// What it is called.
    pub label: Texts<'e>,
    /// How long it waits, and from when, in words.
    pub wait: Texts<'static>,
    /// What it waits for besides: approval, for instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_for: Option<Condition>,
    /// Its condition: it is passed over where that doesn't hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// What it does.
    pub does: Vec<Deed<'e>>,
}

impl OutlinedStep<'_> {
    /// Returns whether no step behind it runs: whatever the case, it leaves the flow, starts it again or closes the case.
    #[must_use]
    pub fn always_leaves(&self) -> bool {
        let leaves = |lead: &Lead<'_>| !matches!(lead, Lead::Reopen | Lead::Pause | Lead::Resume);
        let leaving =
            |deed: &Deed<'_>| deed.when.is_none() && deed.lead.as_ref().is_some_and(leaves);
        self.when.is_none() && self.does.iter().any(leaving)
    }
}

/// Something that happens at its time beside the flows' steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OutlinedTimer<'e> {
    /// Its name.
    pub name: &'e str,
    /// What it is called.
    pub label: Texts<'e>,
    /// Whether it returns.
    pub repeats: bool,
    /// How long it waits, and from when, in words.
    pub wait: Texts<'static>,
    /// What must hold for it to run.
    #[serde(rename = "while", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// The flows in which it can run: all of them, unless its condition rules some out.
    pub flows: Vec<&'e str>,
    /// What it does.
    pub does: Vec<Deed<'e>>,
}

impl RuleSet {
    /// Returns its flows, described so that they can be drawn.
    #[must_use]
    pub fn outline(&self) -> Outline<'_> {
        self.outlined(None)
    }

    /// Returns its flows, described so that people can be told of them: the same, with conditions in whole sentences.
    ///
    /// ```
    /// # #[cfg(feature = "fs")] {
    /// let sources = dunlin::Sources::read("examples/rulesets/se")?;
    /// let rules = dunlin::RuleSet::load(&sources)?;
    /// let [drawn, told] = [rules.outline(), rules.outline_in_words()];
    /// let condition = |outline: &dunlin::Outline<'_>| {
    ///     let steps = outline.flows.iter().flat_map(|flow| &flow.steps);
    ///     let when = steps.filter_map(|step| step.when.as_ref()).next();
    ///     when.map(|when| when.words.get("en").to_owned())
    /// };
    /// assert_eq!(condition(&drawn).unwrap(), "case.balance >= 50");
    /// assert_eq!(condition(&told).unwrap(), "what is owed is at least the setting `minimum_amount` (50.00)");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn outline_in_words(&self) -> Outline<'_> {
        self.outlined(Some(&[]))
    }

    /// Returns what a letter is called in every language: its subject, an ellipsis standing for what differs from case
    /// to case.
    #[must_use]
    pub fn label_of_letter(&self, template: &str) -> Texts<'static> {
        let outliner = Outliner::of(&self.0, None);
        outliner.both(|language| outliner.letter(template, language))
    }

    fn outlined(&self, inputs: Option<&'static [Input]>) -> Outline<'_> {
        let rules = &*self.0;
        let flows = || rules.words.flows.iter().zip(&rules.flows);
        let described = flows().map(|((name, words), flow)| {
            let outliner = Outliner::of(rules, Some(&words.value)).of_open();
            let outliner = Outliner { inputs, ..outliner };
            flow_of(self, outliner, (name, words), flow)
        });
        let mut described: Vec<_> = described.collect();
        let start = |flow: &OutlinedFlow<'_>| {
            let id = rules.words.flow_id(flow.name);
            let at = rules.start.iter().position(|start| Some(*start) == id);
            at.unwrap_or(usize::MAX)
        };
        described.sort_by_key(start);
        Outline {
            flows: described,
            timers: rules
                .timers
                .iter()
                .map(|timer| timer_of(self, timer, inputs))
                .collect(),
            moves: moves::of(rules),
        }
    }
}

fn flow_of<'e>(
    set: &'e RuleSet,
    outliner: Outliner<'e>,
    (name, words): (&'e str, &'e FlowName),
    flow: &'e Flow,
) -> OutlinedFlow<'e> {
    let rules = &*set.0;
    let steps = flow.steps.iter().map(|step| step_of(&outliner, step));
    let id = rules.words.flow_id(name);
    OutlinedFlow {
        name,
        label: set.label_of_flow(name),
        is_start: id.is_some_and(|id| rules.start.contains(&id)),
        switch_to: words
            .switch_to
            .iter()
            .map(|to| rules.words.flow_name(*to))
            .collect(),
        apart: flow.apart.as_ref().map(|wait| outliner.length(wait)),
        steps: steps.collect(),
    }
}

fn step_of<'e>(outliner: &Outliner<'e>, step: &'e Step) -> OutlinedStep<'e> {
    OutlinedStep {
        name: &step.name,
        label: outliner.rules.label(&step.label, &step.name),
        wait: outliner.wait(&step.after, step.at, step.day),
        wait_for: outliner.condition(step.wait_for.as_ref()),
        when: outliner.condition(step.when.as_ref()),
        does: outliner.deeds(&step.effects),
    }
}

fn timer_of<'e>(
    set: &'e RuleSet,
    timer: &'e Timer,
    inputs: Option<&'e [Input]>,
) -> OutlinedTimer<'e> {
    let rules = &*set.0;
    let flows = rules.words.flows.iter().filter(|(_, flow)| {
        let outliner = Outliner::of(rules, Some(&flow.value)).of_open();
        let condition = timer.condition.as_ref();
        condition.is_none_or(|condition| outliner.presumed.truth(condition) != Some(false))
    });
    let flows: Vec<_> = flows.map(|(name, words)| (&**name, &words.value)).collect();
    // What only holds in one flow is described as it is there.
    let only = match flows.as_slice() {
        [(_, flow)] => Some(*flow),
        _ => None,
    };
    let outliner = Outliner::of(rules, only).of_open();
    let outliner = Outliner { inputs, ..outliner };
    OutlinedTimer {
        name: &timer.name,
        label: rules.label(&timer.label, &timer.name),
        repeats: timer.repeats,
        wait: outliner.timing(timer),
        condition: outliner.condition(timer.condition.as_ref()),
        flows: flows.into_iter().map(|(name, _)| name).collect(),
        does: outliner.deeds(&timer.effects),
    }
}
