//! Values, effects and turns as people read them in a language, for hosts that show them. Nothing is decided or worded here.

use super::record::arguments_of;
use super::{DeedKind, RecordedEffect};
use crate::case::Turn;
use crate::rules::effect::EffectKind;
use crate::rules::{Kind, Label, RuleSet, Sort, builtin};
use crate::text::{Format, Texts, print};
use crate::value::Value;

impl RuleSet {
    /// Returns a value as texts print it in a language: 1.234,50 kr. · 24.11.2026 kl. 09.00.
    ///
    /// Amounts are in `currency`, times in the rule set's time zone.
    #[must_use]
    pub fn printed(&self, value: &Value, currency: &str, language: &str) -> String {
        self.printed_as(value, &Kind::Record, currency, language)
    }

    /// Returns a fact's value as texts print it in a language: of a choice, the option's label.
    #[must_use]
    pub fn printed_fact(
        &self,
        fact: &str,
        value: &Value,
        currency: &str,
        language: &str,
    ) -> String {
        let kind = self.0.words.facts.get(fact).map(|fact| &fact.ty.kind);
        self.printed_as(value, kind.unwrap_or(&Kind::Record), currency, language)
    }

    /// Returns what a fact is called in every language: its label, or else its name.
    #[must_use]
    pub fn label_of_fact<'e>(&'e self, fact: &'e str) -> Texts<'e> {
        let found = self.0.words.facts.get(fact);
        self.labelled(found.map(|fact| &fact.label), fact)
    }

    /// Returns what a step, a timer or a hold is called in every language: its label, or else its name.
    #[must_use]
    pub fn label_of<'e>(&'e self, turn: &'e Turn) -> Texts<'e> {
        let (rules, words) = (&self.0, &self.0.words);
        let (label, name) = match turn {
            Turn::Step { flow, step } => {
                let flow = words
                    .flow_id(flow)
                    .and_then(|id| rules.flows.get(id.index()));
                let step_of = |named: &str| flow?.steps.iter().find(|known| *known.name == *named);
                (step_of(step).map(|step| &step.label), step)
            }
            Turn::Timer { timer } => {
                let found = rules.timers.iter().find(|known| known.name == *timer);
                (found.map(|timer| &timer.label), timer)
            }
            Turn::HoldEnds { reason } => {
                let list = words
                    .list_named("pause_reason")
                    .and_then(|id| words.list(id));
                let option = list.and_then(|list| list.options.get(reason));
                (option.map(|option| &option.label), reason)
            }
        };
        self.labelled(label, name)
    }

    /// Returns what a flow is called in every language: its label, or else its name.
    #[must_use]
    pub fn label_of_flow<'e>(&'e self, flow: &'e str) -> Texts<'e> {
        let options = self.0.words.list(builtin::FLOW);
        let option = options.and_then(|list| list.options.get(flow));
        self.labelled(option.map(|option| &option.label), flow)
    }

    /// Returns what an action is called in every language: its label, or else its name.
    #[must_use]
    pub fn label_of_action<'e>(&'e self, action: &'e str) -> Texts<'e> {
        let found = self.0.actions.get(action);
        self.labelled(found.map(|action| &action.label), action)
    }

    /// Returns what an option of a list is called in every language: its label, or else its name.
    #[must_use]
    pub fn label_of_option<'e>(&'e self, list: &str, option: &'e str) -> Texts<'e> {
        let words = &self.0.words;
        let list = words.list_named(list).and_then(|id| words.list(id));
        let found = list.and_then(|list| list.options.get(option));
        self.labelled(found.map(|option| &option.label), option)
    }

    /// Returns what a kind of ledger entry is called in every language: its label, or else its name.
    #[must_use]
    pub fn label_of_entry<'e>(&'e self, entry: &'e str) -> Texts<'e> {
        let found = self.0.words.entries.get(entry);
        self.labelled(found.map(|entry| &entry.label), entry)
    }

    /// Returns what an effect that hosts carry out is called in every language: its label, or else its name.
    #[must_use]
    pub fn label_of_effect<'e>(&'e self, effect: &'e str) -> Texts<'e> {
        let found = self.0.words.effects.get(effect);
        self.labelled(found.map(|effect| &effect.label), effect)
    }

    fn labelled<'e>(&'e self, label: Option<&'e Label>, name: &'e str) -> Texts<'e> {
        match label {
            Some(label) => self.0.label(label, name),
            None => Texts::of_name(&self.0.words.languages, name),
        }
    }

    fn printed_as(&self, value: &Value, kind: &Kind, currency: &str, language: &str) -> String {
        // A language that the rule set lacks has its own figures, and the labels of the first.
        let mut languages = self.languages();
        let labels = languages.position(|known| known == language).unwrap_or(0);
        let format = Format::of(language);
        print(value, kind, labels, &format, &self.0, currency)
    }
}

impl RecordedEffect {
    /// Returns what kind of thing it is; something asked of a host where `rules` don't know it.
    #[must_use]
    pub fn kind(&self, rules: &RuleSet) -> DeedKind {
        let words = &rules.0.words;
        let entry = self.arguments.get("entry").and_then(Value::as_str);
        let effect = EffectKind::named(&self.effect, words);
        effect.map_or(DeedKind::Asks, |effect| DeedKind::of(effect, entry, words))
    }

    /// Returns the arguments that are set, each by its name, as texts of `rules` print them in a language.
    ///
    /// Options go by their labels, and of a text in several languages it is the one in that language.
    #[must_use]
    pub fn printed(&self, rules: &RuleSet, currency: &str, language: &str) -> Vec<(&str, String)> {
        let words = &rules.0.words;
        let kind = EffectKind::named(&self.effect, words);
        let typed = kind.and_then(|kind| {
            let values = arguments_of(&rules.0, kind, self, currency)?;
            Some((kind.parameters(words), values))
        });
        let Some((parameters, values)) = typed else {
            // Of an effect that these rules don't know, as it was recorded.
            let recorded = self.arguments.iter();
            return recorded
                .map(|(name, value)| (&**name, value.to_string()))
                .collect();
        };
        let fact = self.arguments.get("fact").and_then(Value::as_str);
        let fact = fact.and_then(|fact| words.facts.get(fact));
        let printed = |name: &str| {
            let at = parameters
                .iter()
                .position(|parameter| *parameter.name == *name)?;
            let (parameter, value) = (parameters.get(at)?, values.get(at)?);
            if let Value::Record(texts) = value {
                let text = texts.get(language).or_else(|| texts.values().next())?;
                return Some(text.to_string());
            }
            let kind = match (parameter.sort, fact) {
                (Sort::FactValue, Some(fact)) => &fact.ty.kind,
                _ => &parameter.ty.kind,
            };
            Some(rules.printed_as(value, kind, currency, language))
        };
        self.arguments
            .keys()
            .filter_map(|name| Some((&**name, printed(name)?)))
            .collect()
    }
}
