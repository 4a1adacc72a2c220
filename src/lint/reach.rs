//! Flows that no case comes to, and steps that none reaches.

use std::collections::BTreeSet;

use super::course::{calls, constant};
use crate::rules::action::Body;
use crate::rules::effect::{CaseEffect, EffectCall, EffectItem, EffectItemBody, EffectKind};
use crate::rules::flow::{Flow, Step};
use crate::rules::{FlowId, FlowName, Rules};
use crate::source::{Code, Problem, Report};
use crate::value::Value;

pub(super) fn find(rules: &Rules, report: &mut Report) {
    flows(rules, report);
    for (name, flow) in rules.words.flows.values().zip(&rules.flows) {
        steps(name, flow, report);
    }
}

fn flows(rules: &Rules, report: &mut Report) {
    let moves = Moves::of(rules);
    let mut reached = moves.from(rules.start.iter().copied());
    let all = || (0..rules.flows.len()).map(FlowId::new);
    let never: Vec<FlowId> = all().filter(|flow| !reached.contains(flow)).collect();
    let led_to = |flow: FlowId| {
        let mut others = never.iter().filter(|other| **other != flow);
        others.any(|other| moves.next(*other).any(|next| next == flow))
    };
    // What only such a flow leads to needs no finding of its own; in a ring of them, the first has it.
    let (inner, outer): (Vec<FlowId>, Vec<FlowId>) = never.iter().partition(|flow| led_to(**flow));
    for flow in outer.into_iter().chain(inner) {
        if reached.contains(&flow) {
            continue;
        }
        reached.extend(moves.from([flow]));
        if let Some(declared) = rules.flows.get(flow.index()) {
            report.add(declared.span, never_entered(rules, flow));
        }
    }
}

/// Which flows a case may be moved to, from each.
struct Moves<'r> {
    rules: &'r Rules,
    /// Whether something moves a case to whatever flow its own may lead to.
    anywhere: bool,
    /// The flows that something moves a case to, whatever flow it is in.
    to: BTreeSet<FlowId>,
    /// The flows that steps move a case to, with the flow of each.
    by_steps: BTreeSet<(FlowId, FlowId)>,
}

impl<'r> Moves<'r> {
    fn of(rules: &'r Rules) -> Self {
        let mut moves = Self {
            rules,
            anywhere: false,
            to: BTreeSet::new(),
            by_steps: BTreeSet::new(),
        };
        for action in rules.actions.values() {
            match &action.body {
                Body::Effects(items) => moves.add(items),
                // A script may ask for any effect.
                Body::Script(_) => moves.anywhere = true,
            }
        }
        for timer in &rules.timers {
            moves.add(&timer.effects);
        }
        for answers in &rules.answers {
            moves.add(&answers.done);
            moves.add(&answers.failed);
        }
        for (at, flow) in rules.flows.iter().enumerate() {
            let from = FlowId::new(at);
            for call in flow.steps.iter().flat_map(|step| calls(&step.effects)) {
                match moves.target(call) {
                    Some(Target::Flow(to)) => moves.by_steps.extend([(from, to)]),
                    Some(Target::Any) => {
                        let to = rules.words.flow(from).map(|flow| flow.switch_to.iter());
                        let to = to.into_iter().flatten();
                        moves.by_steps.extend(to.map(|to| (from, *to)));
                    }
                    None => {}
                }
            }
        }
        moves
    }

    fn add(&mut self, items: &[EffectItem]) {
        for call in calls(items) {
            match self.target(call) {
                Some(Target::Flow(to)) => self.to.extend([to]),
                Some(Target::Any) => self.anywhere = true,
                None => {}
            }
        }
    }

    fn target(&self, call: &EffectCall) -> Option<Target> {
        if call.kind != EffectKind::Case(CaseEffect::SwitchFlow) {
            return None;
        }
        let name = constant(call, 0).and_then(Value::as_str);
        let flow = name.and_then(|name| self.rules.words.flow_id(name));
        Some(flow.map_or(Target::Any, Target::Flow))
    }

    /// The flows that a case in `flow` may be moved to.
    fn next(&self, flow: FlowId) -> impl Iterator<Item = FlowId> {
        let declared = self.rules.words.flow(flow);
        let to = declared.map(|flow| flow.switch_to.iter().copied());
        to.into_iter().flatten().filter(move |to| {
            self.anywhere || self.to.contains(to) || self.by_steps.contains(&(flow, *to))
        })
    }

    /// These flows, and those that a case in one of them may come to.
    fn from(&self, start: impl IntoIterator<Item = FlowId>) -> BTreeSet<FlowId> {
        let mut reached = BTreeSet::new();
        let mut left: Vec<FlowId> = start.into_iter().collect();
        while let Some(flow) = left.pop() {
            if reached.insert(flow) {
                left.extend(self.next(flow));
            }
        }
        reached
    }
}

enum Target {
    Flow(FlowId),
    Any,
}

/// Tells of the first step behind one that always leaves.
fn steps(name: &FlowName, flow: &Flow, report: &mut Report) {
    let mut steps = flow.steps.iter();
    let leaving = steps.find_map(|step| Some((step, leaves(step)?)));
    let (Some((last, how)), Some(next)) = (leaving, steps.next()) else {
        return;
    };
    // A case whose step was renamed may stand behind it.
    let behind: Vec<&str> = std::iter::once(next)
        .chain(steps)
        .map(|step| &*step.name)
        .collect();
    let entered = name.renamed.iter().any(|(_, to)| behind.contains(&&**to));
    if !entered {
        report.add(next.span, never_runs(next, last, how));
    }
}

/// The effect by which a step always leaves its place in the flow.
fn leaves(step: &Step) -> Option<CaseEffect> {
    if step.when.is_some() {
        return None;
    }
    let reopens = calls(&step.effects)
        .iter()
        .any(|call| call.kind == EffectKind::Case(CaseEffect::Reopen));
    let mut certain = Vec::new();
    unconditional(&step.effects, &mut certain);
    certain.into_iter().find(|effect| match effect {
        CaseEffect::SwitchFlow | CaseEffect::RestartFlow => true,
        CaseEffect::Close => !reopens,
        _ => false,
    })
}

fn unconditional(items: &[EffectItem], effects: &mut Vec<CaseEffect>) {
    for item in items.iter().filter(|item| item.when.is_none()) {
        for body in &item.bodies {
            match body {
                EffectItemBody::Item(item) => unconditional(std::slice::from_ref(item), effects),
                EffectItemBody::Call(call) => {
                    if let EffectKind::Case(effect) = call.kind {
                        effects.push(effect);
                    }
                }
            }
        }
    }
}

fn never_entered(rules: &Rules, flow: FlowId) -> Problem {
    let words = &rules.words;
    let name = words.flow_name(flow);
    let permitted = words
        .flows
        .values()
        .any(|other| other.switch_to.contains(&flow));
    let (en, da) = if permitted {
        (
            format!(
                "no case comes to flow `{name}`: it isn't under `start`, and nothing moves a case to it"
            ),
            format!(
                "ingen sag kommer i flowet `{name}`: det står ikke under `start`, og intet flytter en sag til det"
            ),
        )
    } else {
        (
            format!(
                "no case comes to flow `{name}`: it isn't under `start`, and stands in no other flow's `switch_to`"
            ),
            format!(
                "ingen sag kommer i flowet `{name}`: det står ikke under `start` og heller ikke i et andet flows `switch_to`"
            ),
        )
    };
    let problem = Problem::new(Code::UnreachableFlow, en, da);
    if permitted {
        problem.help(
            format!("add the effect `switch_flow: {{ to: {name} }}` where a case should move to it, or remove the flow"),
            format!("tilføj effekten `switch_flow: {{ to: {name} }}`, hvor en sag skal flytte til det, eller fjern flowet"),
        )
    } else {
        problem.help(
            format!("add `{name}` under `start` in dunlin.yaml, or to the `switch_to` of the flow before it, or remove the flow"),
            format!("tilføj `{name}` under `start` i dunlin.yaml eller til `switch_to` i flowet før det, eller fjern flowet"),
        )
    }
}

fn never_runs(step: &Step, last: &Step, how: CaseEffect) -> Problem {
    let (name, before) = (&step.name, &last.name);
    let (en, da) = match how {
        CaseEffect::Close => ("closes the case", "lukker altid sagen"),
        CaseEffect::RestartFlow => ("starts the flow again", "begynder altid flowet forfra"),
        _ => ("leaves the flow", "forlader altid flowet"),
    };
    Problem::new(
        Code::UnreachableStep,
        format!("step `{name}` never runs: `{before}` before it always {en}"),
        format!("trinnet `{name}` kører aldrig: `{before}` før det {da}"),
    )
    .help(
        format!("give `{before}` a `when`, move it to the end, or remove the steps behind it"),
        format!("giv `{before}` et `when`, flyt det til sidst, eller fjern trinnene efter det"),
    )
}
