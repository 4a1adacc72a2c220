//! Effects as a drawing tells them: what kind they are, in a few words, and where they lead. Nothing is carried out.

use serde::Serialize;

use super::Condition;
use super::words::{Language, Outliner};
use crate::expr::Expr;
use crate::rules::effect::{
    Argument, CaseEffect, EffectCall, EffectItem, EffectItemBody, EffectKind,
};
use crate::rules::{Kind, Parameter, Side, Sort, Vocabulary};
use crate::text::Texts;
use crate::value::Value;

/// One thing that a step, a timer or an action does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Deed<'e> {
    /// The effect's name.
    pub effect: &'e str,
    /// What kind of thing it is.
    pub kind: DeedKind,
    /// What is done, in words.
    pub words: Texts<'static>,
    /// Its condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Where it leads the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<Lead<'e>>,
}

/// What kind of thing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DeedKind {
    /// Something reaches the customer.
    Sends,
    /// A host is asked for something else.
    Asks,
    /// The customer owes more.
    Charges,
    /// The customer owes less.
    Settles,
    /// The case stands elsewhere: another flow, closed, paused.
    Moves,
    /// A fact or a note.
    Notes,
}

impl DeedKind {
    /// What kind of thing an effect is; of one that posts, by the entry.
    pub(in crate::decide) fn of(
        effect: EffectKind,
        entry: Option<&str>,
        words: &Vocabulary,
    ) -> Self {
        use CaseEffect::{AddInterest, AddNote, Post, SetFact};
        match effect {
            EffectKind::Host(id) => {
                let signature = words.effects.get_index(id.index());
                match signature.is_some_and(|(_, signature)| signature.outward) {
                    true => Self::Sends,
                    false => Self::Asks,
                }
            }
            EffectKind::Case(AddInterest) => Self::Charges,
            EffectKind::Case(Post) => {
                let entry = entry.and_then(|name| words.entry_id(name));
                match entry.map(|entry| words.entry_side(entry)) {
                    Some(Side::Settlement) => Self::Settles,
                    _ => Self::Charges,
                }
            }
            EffectKind::Case(SetFact | AddNote) => Self::Notes,
            EffectKind::Case(_) => Self::Moves,
        }
    }
}

/// Where something leads a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Lead<'e> {
    /// To the beginning of a flow.
    Flow(&'e str),
    /// To the beginning of a flow that shows when it happens: one that `switch_to` permits.
    AnyFlow,
    /// To the beginning of the flow that it is in.
    Again,
    /// To its end.
    Close,
    /// Back from its end.
    Reopen,
    /// Into a pause.
    Pause,
    /// Out of a pause.
    Resume,
}

impl<'e> Outliner<'e> {
    /// What a list of effects does; what never happens under the settings is left out.
    pub(super) fn deeds(&self, items: &'e [EffectItem]) -> Vec<Deed<'e>> {
        let mut deeds = Vec::new();
        self.each_call(items, &mut Vec::new(), &mut |call, conditions| {
            deeds.push(Deed {
                effect: call.kind.name(&self.rules.words),
                kind: self.kind(call),
                words: self.both(|language| self.said(call, language)),
                when: self.together(conditions),
                lead: self.lead(call),
            });
        });
        deeds
    }

    /// Calls `visit` with each effect that can happen, and the conditions that it stands under.
    pub(super) fn each_call(
        &self,
        items: &'e [EffectItem],
        conditions: &mut Vec<&'e Expr>,
        visit: &mut impl FnMut(&'e EffectCall, &[&'e Expr]),
    ) {
        for item in items {
            let truth = item.when.as_ref().map(|when| self.presumed.truth(when));
            if truth == Some(Some(false)) {
                continue;
            }
            let before = conditions.len();
            conditions.extend(item.when.as_ref().filter(|_| truth == Some(None)));
            for body in &item.bodies {
                match body {
                    EffectItemBody::Call(call) => visit(call, conditions),
                    EffectItemBody::Item(item) => {
                        self.each_call(std::slice::from_ref(item), conditions, visit);
                    }
                }
            }
            conditions.truncate(before);
        }
    }

    /// Several conditions as one.
    fn together(&self, conditions: &[&'e Expr]) -> Option<Condition> {
        let mut all = conditions
            .iter()
            .filter_map(|condition| self.condition(Some(condition)));
        let first = all.next()?;
        Some(all.fold(first, |one, other| {
            let and = |language: &str, joint: &str| {
                format!(
                    "{}{joint}{}",
                    one.words.get(language),
                    other.words.get(language)
                )
            };
            Condition {
                written: format!("{} && {}", one.written, other.written),
                words: Texts::in_both([and("en", " and "), and("da", " og ")]),
                never: false,
            }
        }))
    }

    fn kind(&self, call: &EffectCall) -> DeedKind {
        DeedKind::of(call.kind, self.name(call, 0), &self.rules.words)
    }

    /// Where an effect leads the case.
    pub(super) fn lead(&self, call: &'e EffectCall) -> Option<Lead<'e>> {
        let EffectKind::Case(effect) = call.kind else {
            return None;
        };
        Some(match effect {
            CaseEffect::SwitchFlow => {
                let flow = self.name(call, 0);
                let known = flow.and_then(|flow| self.rules.words.flows.get_key_value(flow));
                known.map_or(Lead::AnyFlow, |(name, _)| Lead::Flow(name))
            }
            CaseEffect::RestartFlow => Lead::Again,
            CaseEffect::Close => Lead::Close,
            CaseEffect::Reopen => Lead::Reopen,
            CaseEffect::Pause => Lead::Pause,
            CaseEffect::Resume => Lead::Resume,
            _ => return None,
        })
    }

    /// What an effect does, in words.
    pub(super) fn said(&self, call: &EffectCall, language: Language) -> String {
        let EffectKind::Case(effect) = call.kind else {
            return self.asked(call, language);
        };
        let with = |words: &str, rest: Vec<String>| match rest.is_empty() {
            true => words.to_owned(),
            false => format!("{words}: {}", rest.join(", ")),
        };
        let given = |places: &[usize]| -> Vec<String> {
            let given = places
                .iter()
                .filter_map(|at| self.given(call, *at, language));
            given.collect()
        };
        match effect {
            CaseEffect::Close => with(
                language.of("Closes the case", "Lukker sagen"),
                given(&[0, 1]),
            ),
            CaseEffect::Reopen => language.of("Reopens the case", "Genåbner sagen").to_owned(),
            CaseEffect::Pause => with(
                language.of("Pauses the case", "Sætter sagen i bero"),
                given(&[0]),
            ),
            CaseEffect::Resume => with(
                language.of("Resumes the case", "Genoptager sagen"),
                given(&[0]),
            ),
            CaseEffect::ScheduleResume => language
                .of("Sets the day to resume", "Sætter dagen for genoptagelse")
                .to_owned(),
            CaseEffect::SwitchFlow => with(
                language.of("Moves to", "Flytter til"),
                vec![given(&[0]).pop().unwrap_or_else(|| {
                    language.of("the chosen flow", "det valgte flow").to_owned()
                })],
            ),
            CaseEffect::RestartFlow => language
                .of("Starts the flow again", "Begynder flowet forfra")
                .to_owned(),
            CaseEffect::Post => match self.kind(call) {
                DeedKind::Settles => with(language.of("Credits", "Godskriver"), given(&[0, 1])),
                _ => with(language.of("Charges", "Pålægger"), given(&[0, 1])),
            },
            CaseEffect::AddInterest => language
                .of("Charges interest", "Pålægger renter")
                .to_owned(),
            CaseEffect::SetFact => with(language.of("Sets", "Sætter"), given(&[0])),
            CaseEffect::AddNote => with(language.of("Notes", "Noterer"), given(&[0])),
        }
    }

    /// What a host is asked for: a letter by its subject, what somebody is told, or the effect's name with what is
    /// known of its arguments.
    fn asked(&self, call: &EffectCall, language: Language) -> String {
        let parameters = call.kind.parameters(&self.rules.words);
        let letter = parameters
            .iter()
            .position(|parameter| parameter.sort == Sort::Template);
        let letter = letter.and_then(|at| self.name(call, at));
        let name = call.kind.name(&self.rules.words);
        if let Some(letter) = letter {
            let letter = self.letter(letter, language);
            return match self.kind(call) {
                DeedKind::Sends => format!("{}: {letter}", language.of("Sends", "Sender")),
                _ => format!("{name}: {letter}"),
            };
        }
        let is_message =
            |at: &usize| matches!(call.arguments.get(*at), Some(Some(Argument::Message(_))));
        let given = |is_told: bool| -> Vec<String> {
            let places = (0..parameters.len()).filter(|at| is_message(at) == is_told);
            places
                .filter_map(|at| self.given(call, at, language))
                .collect()
        };
        let (told, given) = (given(true), given(false));
        if !told.is_empty() {
            let told = told.join(" ");
            return match given.is_empty() {
                true => told,
                false => format!("{told} ({})", given.join(", ")),
            };
        }
        match given.is_empty() {
            true => name.to_owned(),
            false => format!("{name}: {}", given.join(" · ")),
        }
    }

    /// An argument as it is for every case; none where it differs from case to case.
    pub(super) fn given(&self, call: &EffectCall, at: usize, language: Language) -> Option<String> {
        let parameter = call.kind.parameters(&self.rules.words).get(at)?;
        match call.arguments.get(at)?.as_ref()? {
            Argument::Message(message) => Some(message.outline(language.place)),
            Argument::Value(expr) => {
                let value = self.presumed.value(expr).filter(Value::is_set)?;
                Some(self.printed(&value, parameter, language))
            }
        }
    }

    fn printed(&self, value: &Value, parameter: &Parameter, language: Language) -> String {
        if let (Kind::Choice(list), Some(name)) = (&parameter.ty.kind, value.as_str()) {
            let list = self.rules.words.list(*list);
            let option = list.and_then(|list| list.options.get(name));
            let label = option.and_then(|option| option.label.0.get(language.place));
            return label.map_or(name, |label| label).to_owned();
        }
        if let (Sort::Fact, Some(name)) = (parameter.sort, value.as_str()) {
            let fact = self.rules.words.facts.get(name);
            let label = fact.and_then(|fact| fact.label.0.get(language.place));
            return label.map_or(name, |label| label).to_owned();
        }
        if let (Sort::Entry, Some(name)) = (parameter.sort, value.as_str()) {
            let entry = self.rules.words.entries.get(name);
            let label = entry.and_then(|entry| entry.label.0.get(language.place));
            return label.map_or(name, |label| label).to_owned();
        }
        let printed = crate::text::print(
            value,
            &parameter.ty.kind,
            language.place,
            &crate::text::Format::of(language.code()),
            self.rules,
            "",
        );
        // An amount's currency is the case's.
        printed.trim_end().to_owned()
    }

    /// A name that an argument gives, where it is the same for every case.
    fn name<'c>(&self, call: &'c EffectCall, at: usize) -> Option<&'c str> {
        match call.arguments.get(at)? {
            Some(Argument::Value(expr)) => expr.as_constant().and_then(Value::as_str),
            _ => None,
        }
    }
}
