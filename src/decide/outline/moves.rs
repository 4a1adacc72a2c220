//! What actions and hosts' answers do to where a case stands: from which flows, and where to. Steps tell their own.

use serde::Serialize;

use super::Lead;
use super::words::Outliner;
use crate::rules::action::{Action, Body};
use crate::rules::effect::{EffectCall, EffectItem};
use crate::rules::{FlowName, Rules};
use crate::text::Texts;

/// Something outside of the flows' steps that may move a case, close it, or pause it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Move<'e> {
    /// What does it.
    pub cause: Cause<'e>,
    /// What that is called.
    pub label: Texts<'e>,
    /// The roles that may ask for it.
    pub who: Vec<&'e str>,
    /// The flows of the cases that it may move; flows that its conditions rule out are left out.
    pub from: Vec<&'e str>,
    /// Where it leads.
    pub lead: Lead<'e>,
    /// What it does to the case, in words.
    pub words: Texts<'static>,
}

/// What moves a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cause<'e> {
    /// An action.
    Action(&'e str),
    /// An action whose script decides what it does: it may lead anywhere.
    Script(&'e str),
    /// The answer of a host that an effect is done.
    Done(&'e str),
    /// The answer of a host that an effect has failed.
    Failed(&'e str),
}

/// Every move, in the order of the menu, hosts' answers last.
pub(super) fn of(rules: &Rules) -> Vec<Move<'_>> {
    let mut found = Vec::new();
    for action in rules.actions.values() {
        of_action(rules, action, &mut found);
    }
    for ((name, _), answers) in rules.words.effects.iter().zip(&rules.answers) {
        let languages = &rules.words.languages;
        for (cause, items) in [
            (Cause::Done(name), &answers.done),
            (Cause::Failed(name), &answers.failed),
        ] {
            let made = |_: &Outliner<'_>| true;
            let about = About {
                cause,
                label: Texts::of_name(languages, &**name),
                who: Vec::new(),
            };
            about.add(rules, items, made, &mut found);
        }
    }
    found
}

fn of_action<'e>(rules: &'e Rules, action: &'e Action, found: &mut Vec<Move<'e>>) {
    let mut about = About {
        cause: Cause::Action(&action.name),
        label: rules.label(&action.label, &action.name),
        who: action.who.iter().map(|role| &**role).collect(),
    };
    match &action.body {
        Body::Effects(items) => about.add(rules, items, |outliner| may_be(action, outliner), found),
        Body::Script(_) => {
            about.cause = Cause::Script(&action.name);
            let outliner = Outliner::of(rules, None);
            let words = outliner.both(|language| {
                let words = language.of(
                    "A script decides what it does",
                    "Et script afgør, hvad den gør",
                );
                words.to_owned()
            });
            let flows = rules.words.flows.iter();
            let flows =
                flows.filter(|(_, flow)| may_be(action, &Outliner::of(rules, Some(&flow.value))));
            found.push(about.to(
                flows.map(|(name, _)| &**name).collect(),
                Lead::AnyFlow,
                words,
            ));
        }
    }
}

/// Whether an action may be allowed for some case of the flow.
fn may_be(action: &Action, outliner: &Outliner<'_>) -> bool {
    let is_never = |condition| outliner.presumed.truth(condition) == Some(false);
    let shown = action.shown.as_ref().is_none_or(|shown| !is_never(shown));
    let refused = action.require.iter().any(|rule| {
        let asked = rule
            .when
            .as_ref()
            .is_none_or(|when| outliner.presumed.truth(when) == Some(true));
        asked && is_never(&rule.that)
    });
    shown && !refused
}

/// What moves a case.
struct About<'e> {
    cause: Cause<'e>,
    label: Texts<'e>,
    who: Vec<&'e str>,
}

impl<'e> About<'e> {
    /// Adds what its effects do, each with the flows in which it can happen.
    fn add(
        &self,
        rules: &'e Rules,
        items: &'e [EffectItem],
        may_be: impl Fn(&Outliner<'e>) -> bool,
        found: &mut Vec<Move<'e>>,
    ) {
        let mut calls: Vec<(&'e EffectCall, Vec<(&'e str, &'e FlowName)>)> = Vec::new();
        for (name, flow) in &rules.words.flows {
            let whatever = Outliner::of(rules, Some(&flow.value));
            for outliner in [whatever, whatever.of_open()] {
                if !may_be(&outliner) {
                    continue;
                }
                outliner.each_call(items, &mut Vec::new(), &mut |call, _| {
                    // Only a closed case is reopened, and only an open one is moved otherwise.
                    let reopens = outliner.lead(call) == Some(Lead::Reopen);
                    if reopens == outliner.presumed.is_open {
                        return;
                    }
                    match calls
                        .iter_mut()
                        .find(|(known, _)| std::ptr::eq(*known, call))
                    {
                        Some((_, flows)) => flows.push((name, flow)),
                        None => calls.push((call, vec![(name, flow)])),
                    }
                });
            }
        }
        let outliner = Outliner::of(rules, None);
        for (call, flows) in calls {
            let Some(lead) = outliner.lead(call) else {
                continue;
            };
            let leads = |flow: &FlowName| match lead {
                Lead::Flow(to) => rules
                    .words
                    .flow_id(to)
                    .is_some_and(|to| flow.switch_to.contains(&to)),
                Lead::AnyFlow => !flow.switch_to.is_empty(),
                _ => true,
            };
            let from: Vec<_> = flows
                .iter()
                .filter(|(_, flow)| leads(flow))
                .map(|(name, _)| *name)
                .collect();
            if !from.is_empty() {
                let words = outliner.both(|language| outliner.said(call, language));
                found.push(self.to(from, lead, words));
            }
        }
    }

    fn to(&self, from: Vec<&'e str>, lead: Lead<'e>, words: Texts<'static>) -> Move<'e> {
        Move {
            cause: self.cause.clone(),
            label: self.label.clone(),
            who: self.who.clone(),
            from,
            lead,
            words,
        }
    }
}
