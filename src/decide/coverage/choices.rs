//! The options of lists as elements, and the pauses by their reasons. What chooses among options is known elsewhere.

use std::collections::BTreeMap;

use super::element::{Kind, Needs};
use super::elements::{Collector, Named};
use super::key::{Hold, Key};
use crate::rules::action::Body;
use crate::rules::effect::{CaseEffect, EffectKind};
use crate::rules::{Kind as TypeKind, ListId};
use crate::string::Str;

/// The list of the reasons for which cases are paused.
const PAUSE_REASON: &str = "pause_reason";

impl Collector<'_> {
    /// The options that rule files declare: of the lists, and of facts, inputs and effects' arguments.
    pub(super) fn options(&mut self) {
        let words = &self.rules.words;
        let mut owners: BTreeMap<ListId, String> = BTreeMap::new();
        let mut own = |kind: &TypeKind, owner: &dyn Fn() -> String| {
            if let TypeKind::Choice(list) = kind {
                owners.entry(*list).or_insert_with(owner);
            }
        };
        for (name, fact) in &words.facts {
            own(&fact.ty.kind, &|| name.to_string());
        }
        for action in self.rules.actions.values() {
            for input in &action.inputs {
                own(&input.ty.kind, &|| {
                    format!("{}: {}", action.name, input.name)
                });
            }
        }
        for (name, signature) in &words.effects {
            for parameter in &signature.parameters {
                own(&parameter.ty.kind, &|| {
                    format!("{name}: {}", parameter.name)
                });
            }
        }
        for (place, list) in words.lists.iter().enumerate() {
            let id = ListId::new(place);
            let owner = match list.declared {
                Some(_) => Some(list.name.to_string()),
                None => owners.get(&id).cloned(),
            };
            // Of a pause's reasons more is told than that they were given.
            let Some(owner) = owner.filter(|owner| owner != PAUSE_REASON) else {
                continue;
            };
            for (name, option) in &list.options {
                if let Some(at) = option.declared {
                    let named = Named {
                        name,
                        owner: &owner,
                    };
                    let key = Key::Option(id, Str::from(name));
                    self.element(Kind::Option, named, key, Needs::Yes, Some(at));
                }
            }
        }
    }

    /// The pauses, by their reasons: begun, and ended in the ways that the rules have.
    pub(super) fn holds(&mut self) {
        let words = &self.rules.words;
        let list = words.list_named(PAUSE_REASON).and_then(|id| words.list(id));
        let mut asked = Vec::new();
        self.rules.each_effect(&mut |call| {
            if let EffectKind::Case(effect) = call.kind {
                asked.push(effect);
            }
        });
        let has_script = self
            .rules
            .actions
            .values()
            .any(|action| matches!(action.body, Body::Script(_)));
        let may = |effects: &[CaseEffect]| {
            has_script || effects.iter().any(|effect| asked.contains(effect))
        };
        if !may(&[CaseEffect::Pause]) {
            return;
        }
        let ends = [
            (
                Kind::PauseEndsByDate,
                Hold::EndsByDate,
                may(&[CaseEffect::ScheduleResume]),
            ),
            (
                Kind::PauseEndsByHand,
                Hold::EndsByHand,
                may(&[CaseEffect::Resume, CaseEffect::Close]),
            ),
        ];
        for (name, option) in list.into_iter().flat_map(|list| &list.options) {
            let at = option.declared;
            let alone = Named { name, owner: "" };
            let begun = Key::Hold(Str::from(name), Hold::Begins);
            self.element(Kind::Pause, alone, begun.clone(), Needs::Yes, at);
            let Some(at) = at else { continue };
            let gate = self.gate(Kind::Pause, name, begun, Some(true), at);
            self.behind(gate, |all| {
                for (kind, end, _) in ends.iter().filter(|(.., may)| *may) {
                    let key = Key::Hold(Str::from(name), *end);
                    all.element(*kind, alone, key, Needs::Yes, Some(at));
                }
            });
        }
    }
}
