//! What the rules use: by expressions, effects, types, and the words of texts that aren't read as rules. Nothing is reported here.

use std::collections::HashSet;

use crate::expr::{Expr, Field, HistoryKey, Node, Read};
use crate::rules::effect::{Argument, CaseEffect, EffectCall, EffectKind, naming};
use crate::rules::{
    EntryId, FunctionId, HostEffectId, Kind, ListId, Parameter, Rules, SettingId, Sort, TableId,
    Vocabulary,
};
use crate::value::Value;

/// Something that a rule set declares for its rules to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Item {
    Setting(SettingId),
    Function(FunctionId),
    Table(TableId),
    Entry(EntryId),
    List(ListId),
    Template(usize),
    HostEffect(HostEffectId),
}

/// What is used.
pub(super) struct Usage<'r> {
    words: &'r Vocabulary,
    /// Whether an effect adds interest.
    interest: bool,
    used: HashSet<Item>,
    /// The texts whose words may each be a use.
    texts: Vec<&'r str>,
}

impl<'r> Usage<'r> {
    /// What a rule set uses of what it declares.
    pub(super) fn of(rules: &'r Rules) -> Self {
        let mut usage = Self {
            words: &rules.words,
            interest: false,
            used: HashSet::new(),
            texts: texts(rules),
        };
        rules.each_expr(&mut |expr| expr.each(&mut |part| usage.read(part)));
        rules.each_effect(&mut |call| usage.asked(call));
        usage.by_scripts();
        usage.by_types(rules);
        usage.by_the_engine();
        usage.parents();
        usage
    }

    /// Whether something is used, by itself or by its name.
    pub(super) fn has(&self, item: Item, name: &str) -> bool {
        self.used.contains(&item) || self.is_mentioned(name)
    }

    /// Whether an effect adds interest, or a script may.
    pub(super) fn adds_interest(&self) -> bool {
        self.interest || self.is_mentioned(CaseEffect::AddInterest.name())
    }

    /// Whether a script holds a name as a word: it may then speak of what has the name.
    pub(super) fn is_mentioned(&self, name: &str) -> bool {
        self.texts.iter().any(|text| mentions(text, name))
    }

    /// What a node of an expression uses by itself.
    fn read(&mut self, expr: &Expr) {
        self.kind(&expr.ty.kind);
        match &expr.node {
            Node::Script(function, _) => self.add(Item::Function(*function)),
            Node::Table { table, .. } => self.add(Item::Table(*table)),
            Node::Read(Read::Setting(setting)) => self.add(Item::Setting(*setting)),
            Node::Read(Read::Added(entry)) => self.add(Item::Entry(*entry)),
            Node::Read(Read::Case(field) | Read::Before(field)) => match field {
                Field::Count(entry) | Field::Sum(entry) | Field::Left(entry) => {
                    self.add(Item::Entry(*entry))
                }
                Field::History(_, key) => self.asked_about(key),
                _ => {}
            },
            _ => {}
        }
    }

    /// What a question to the history is about.
    fn asked_about(&mut self, key: &HistoryKey) {
        self.effect(key.effect);
        let parameters = key.effect.parameters(self.words);
        let named = naming(parameters).and_then(|at| parameters.get(at));
        if let (Some(parameter), Some(name)) = (named, &key.name) {
            self.named(parameter.sort, name);
        }
    }

    /// What an effect names, or may name where that is computed.
    fn asked(&mut self, call: &EffectCall) {
        self.effect(call.kind);
        self.interest |= call.kind == EffectKind::Case(CaseEffect::AddInterest);
        let parameters = call.kind.parameters(self.words);
        for (parameter, argument) in parameters.iter().zip(&call.arguments) {
            if let Some(Argument::Value(value)) = argument {
                match value.as_constant().and_then(Value::as_str) {
                    Some(name) => self.named(parameter.sort, name),
                    None => self.any_of(parameter.sort),
                }
            }
        }
    }

    fn effect(&mut self, effect: EffectKind) {
        match effect {
            EffectKind::Host(id) => self.add(Item::HostEffect(id)),
            EffectKind::Case(effect) => {
                for list in effect.lists() {
                    self.used
                        .extend(self.words.list_named(list).map(Item::List));
                }
            }
        }
    }

    /// What an argument of a sort names.
    fn named(&mut self, sort: Sort, name: &str) {
        let item = match sort {
            Sort::Template => self.words.templates.get_index_of(name).map(Item::Template),
            Sort::Entry => self.words.entry_id(name).map(Item::Entry),
            Sort::Plain
            | Sort::Message
            | Sort::Flow
            | Sort::Fact
            | Sort::FactValue
            | Sort::Found => None,
        };
        self.used.extend(item);
    }

    /// Everything that an argument of a sort may name.
    fn any_of(&mut self, sort: Sort) {
        match sort {
            Sort::Template => {
                let all = 0..self.words.templates.len();
                self.used.extend(all.map(Item::Template));
            }
            Sort::Entry => {
                let all = 0..self.words.entries.len();
                self.used.extend(all.map(EntryId::new).map(Item::Entry));
            }
            Sort::Plain
            | Sort::Message
            | Sort::Flow
            | Sort::Fact
            | Sort::FactValue
            | Sort::Found => {}
        }
    }

    /// The lists that effects take from which a script may ask for.
    fn by_scripts(&mut self) {
        for effect in CaseEffect::ALL {
            if self.is_mentioned(effect.name()) {
                self.effect(EffectKind::Case(effect));
            }
        }
    }

    /// The lists that something is typed by.
    fn by_types(&mut self, rules: &Rules) {
        let words = &rules.words;
        for fact in words.facts.values() {
            self.kind(&fact.ty.kind);
        }
        for setting in words.settings.values() {
            self.kind(&setting.kind);
        }
        for input in rules.actions.values().flat_map(|action| &action.inputs) {
            self.kind(&input.ty.kind);
        }
        for effect in words.effects.values() {
            self.parameters(&effect.parameters);
        }
        for function in words.functions.values() {
            self.parameters(&function.parameters);
            self.kind(&function.out.kind);
        }
        for table in words.tables.values() {
            self.parameters(&table.inputs);
            self.parameters(&table.outputs);
        }
    }

    /// What the engine itself posts: the principal of an opening, and what settles when a host is done,
    /// and interest.
    fn by_the_engine(&mut self) {
        let settled = self.words.effects.values();
        let settled = settled.filter_map(|effect| effect.settles);
        let interest = self.words.interest.and(self.words.interest_entry());
        let posted = settled.chain(self.words.principal).chain(interest);
        self.used.extend(posted.map(Item::Entry));
    }

    /// A list that depends on another needs it.
    fn parents(&mut self) {
        for (index, list) in self.words.lists.iter().enumerate() {
            let mut used = self.used.contains(&Item::List(ListId::new(index)));
            let mut above = list.parent;
            while let (true, Some(parent)) = (used, above) {
                used = self.used.insert(Item::List(parent));
                above = self.words.list(parent).and_then(|list| list.parent);
            }
        }
    }

    fn parameters(&mut self, parameters: &[Parameter]) {
        for parameter in parameters {
            self.kind(&parameter.ty.kind);
        }
    }

    fn kind(&mut self, kind: &Kind) {
        match kind {
            Kind::Choice(list) => self.add(Item::List(*list)),
            Kind::List(item) => self.kind(item),
            _ => {}
        }
    }

    fn add(&mut self, item: Item) {
        self.used.insert(item);
    }
}

/// The texts that speak of what is declared, and aren't read as rules: scripts, and the letters of
/// a base, which another rule set may have replaced.
fn texts(rules: &Rules) -> Vec<&str> {
    let is_one = |name: &str| {
        name.ends_with(".rhai") || (name.ends_with(".md") && !name.starts_with("templates/"))
    };
    rules
        .sources
        .iter()
        .filter(|source| is_one(source.name()))
        .map(|source| source.text())
        .collect()
}

/// Whether a text holds a name as a word; that a script defines it is no use of it.
fn mentions(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + name.len()..).unwrap_or_default();
        let defined = before.trim_end();
        let is_defined = defined.len() < before.len()
            && defined
                .strip_suffix("fn")
                .is_some_and(|rest| !rest.ends_with(is_part));
        !before.ends_with(is_part) && !after.starts_with(is_part) && !is_defined
    })
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn a_name_is_mentioned_as_a_whole_word_that_isnt_its_own_definition() {
        for (text, found) in [
            ("let x = fee(case);", true),
            ("input.fee", true),
            ("effect(\"send\", #{ template: \"fee\" })", true),
            ("fn fee(case) { 1 }", false),
            ("fn other(case) { fee(case) }", true),
            ("fn  fee() {}", false),
            ("myfn fee", true),
            ("late_fee fees 2fee", false),
            ("fee", true),
            ("", false),
        ] {
            assert_eq!(mentions(text, "fee"), found, "{text}");
        }
    }
}
