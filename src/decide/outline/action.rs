//! An action as whoever tells of it needs it: who may ask for it and when, what it asks for, what must hold, and what follows. Nothing is decided here.

use std::borrow::Cow;

use serde::Serialize;

use super::words::Outliner;
use super::{Condition, Deed};
use crate::decide::form::Field;
use crate::expr::Expr;
use crate::rules::action::{Action, Body};
use crate::rules::effect::{CaseEffect, EffectCall, EffectKind};
use crate::rules::{RuleSet, Rules};
use crate::source::Location;
use crate::text::{Message, Texts};

/// An action, described so that people can be told of it.
///
/// It shows the rules under their settings, as [`Outline`](super::Outline) does, and for every case: in messages an
/// ellipsis stands for what differs from case to case.
///
/// ```
/// # #[cfg(feature = "fs")] {
/// let sources = dunlin::Sources::read("tests/fixtures/valid/library")?;
/// let rules = dunlin::RuleSet::load(&sources)?;
/// let extend = rules.outline_of_action("extend").unwrap();
/// assert_eq!(extend.label.get("en"), "Extend the loan");
/// for requirement in &extend.requires {
///     println!("{}: {}", requirement.name, requirement.that.words.get("en"));
/// }
/// assert!(rules.outline_of_action("nothing").is_none());
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct OutlinedAction<'e> {
    /// Its name.
    pub name: &'e str,
    /// What it is called.
    pub label: Texts<'e>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Texts<'e>>,
    /// The roles that may ask for it.
    pub who: Vec<&'e str>,
    /// When it is shown: always, where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<Condition>,
    /// What is told to who asks for it although it isn't shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Texts<'e>>,
    /// What it asks for; of a flow, every flow is an option.
    pub asks: Vec<Field<'e>>,
    /// What must hold.
    pub requires: Vec<OutlinedRequirement<'e>>,
    /// What a person should know before going on.
    pub warns: Vec<OutlinedWarning<'e>>,
    /// What it does; nothing where a script decides that.
    pub does: Vec<Deed<'e>>,
    /// Whether a script decides what it does.
    pub is_scripted: bool,
    /// What of the case it can change, in words; nothing is known of what a script changes.
    pub changes: Vec<Texts<'static>>,
    /// Where it is declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Location>,
}

/// Something that must hold for an action to be allowed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OutlinedRequirement<'e> {
    /// The rule's name.
    pub name: &'e str,
    /// When it is asked: always, where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// What must hold.
    pub that: Condition,
    /// What a person is told where it doesn't.
    pub otherwise: Texts<'e>,
    /// The input that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<&'e str>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Location>,
}

/// Something that a person should know before going on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OutlinedWarning<'e> {
    /// The rule's name.
    pub name: &'e str,
    /// When it is told: always, where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// What is told.
    pub message: Texts<'e>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Location>,
}

impl RuleSet {
    /// Returns an action, described so that people can be told of it; none where it declares no such action.
    #[must_use]
    pub fn outline_of_action(&self, action: &str) -> Option<OutlinedAction<'_>> {
        let rules = &*self.0;
        let action = rules.actions.get(action)?;
        Some(outlined(rules, action))
    }
}

fn outlined<'e>(rules: &'e Rules, action: &'e Action) -> OutlinedAction<'e> {
    let outliner = Outliner::of(rules, None).of_inputs(&action.inputs);
    let (does, changes) = match &action.body {
        Body::Effects(items) => (outliner.deeds(items), outliner.changes(action)),
        Body::Script(_) => (Vec::new(), Vec::new()),
    };
    let inputs = action.inputs.iter();
    OutlinedAction {
        name: &action.name,
        label: rules.label(&action.label, &action.name),
        help: action.help.as_ref().map(|help| rules.label(help, "")),
        who: action.who.iter().map(|role| &**role).collect(),
        shown: outliner.condition(action.shown.as_ref()),
        hidden: action.hidden.as_ref().map(|hidden| told(rules, hidden)),
        asks: inputs
            .map(|input| Field::new(rules, action, input, None))
            .collect(),
        requires: outliner.requirements(action),
        warns: outliner.warnings(action),
        does,
        is_scripted: matches!(action.body, Body::Script(_)),
        changes,
        place: rules.location(action.span),
    }
}

/// A message as it is for every case.
fn told<'e>(rules: &'e Rules, message: &Message) -> Texts<'e> {
    let languages = &rules.words.languages;
    let texts = (0..languages.len()).map(|place| Cow::Owned(message.outline(place)));
    Texts::new(languages, texts.collect())
}

impl<'e> Outliner<'e> {
    /// What must hold; what is never asked under the settings is left out.
    fn requirements(&self, action: &'e Action) -> Vec<OutlinedRequirement<'e>> {
        let asked = action
            .require
            .iter()
            .filter(|requirement| !self.is_never(requirement.when.as_ref()));
        let told = asked.map(|requirement| OutlinedRequirement {
            name: &requirement.name,
            when: self.condition(requirement.when.as_ref()),
            that: self.whole(&requirement.that),
            otherwise: told(self.rules, &requirement.otherwise),
            input: requirement.input.as_deref(),
            place: requirement.place.clone(),
        });
        told.collect()
    }

    /// What is warned about; what never is under the settings is left out.
    fn warnings(&self, action: &'e Action) -> Vec<OutlinedWarning<'e>> {
        let told_of = action
            .warn
            .iter()
            .filter(|warning| !self.is_never(warning.when.as_ref()));
        let warnings = told_of.map(|warning| OutlinedWarning {
            name: &warning.name,
            when: self.condition(warning.when.as_ref()),
            message: told(self.rules, &warning.message),
            place: self.rules.location(warning.span),
        });
        warnings.collect()
    }

    fn is_never(&self, condition: Option<&Expr>) -> bool {
        condition.is_some_and(|condition| self.presumed.truth(condition) == Some(false))
    }

    /// What of the case an action can change, each thing once.
    fn changes(&self, action: &'e Action) -> Vec<Texts<'static>> {
        let mut changes: Vec<Texts<'static>> = Vec::new();
        if let Body::Effects(items) = &action.body {
            self.each_call(items, &mut Vec::new(), &mut |call, _| {
                let changed = self.changed(call);
                changes.extend(changed.filter(|changed| !changes.contains(changed)));
            });
        }
        changes
    }

    fn changed(&self, call: &EffectCall) -> Option<Texts<'static>> {
        let EffectKind::Case(effect) = call.kind else {
            return None;
        };
        let (en, da) = match effect {
            CaseEffect::Post | CaseEffect::AddInterest => ("what is owed", "det skyldige beløb"),
            CaseEffect::Close | CaseEffect::Reopen => {
                ("whether the case is closed", "om sagen er lukket")
            }
            CaseEffect::Pause | CaseEffect::Resume | CaseEffect::ScheduleResume => {
                ("whether the case is paused", "om sagen er i bero")
            }
            CaseEffect::SwitchFlow => ("which flow the case is in", "hvilket flow sagen er i"),
            CaseEffect::RestartFlow => (
                "where the case stands in its flow",
                "hvor sagen står i sit flow",
            ),
            CaseEffect::AddNote => ("the notes", "notaterne"),
            CaseEffect::SetFact => {
                return Some(self.both(|language| {
                    let fact = self.given(call, 0, language);
                    fact.unwrap_or_else(|| language.of("a fact", "et faktum").to_owned())
                }));
            }
        };
        Some(self.both(|language| language.of(en, da).to_owned()))
    }
}
