//! Names in a script, held to what the rule set declares: parts of the case and inputs, options, effects with their arguments, languages. Nothing is decided here.

use rhai::{Expr, Position};

use super::check::Checker;
use super::known::{Known, Record};
use super::problem;
use crate::expr::{FIELDS, unknown, unknown_option};
use crate::rules::effect::{CaseEffect, EffectKind};
use crate::rules::{Kind, ListId, Parameter, Sort};
use crate::source::{Span, nearest};
use crate::value::Value;

/// The entries of a map that is written out: their names with their places, and their values.
type Entries<'e> = Vec<(&'e str, Position, &'e Expr)>;

impl Checker<'_> {
    /// A part that a known value hasn't.
    pub(super) fn no_part(&mut self, known: &Known, name: &str, span: Span) {
        let words = self.against.words;
        let ([en, da], parts): ([&str; 2], Vec<&str>) = match known {
            Known::Record(record) => (record.name(), record.parts().to_vec()),
            Known::Inputs => {
                let inputs = self.against.inputs.iter().map(|input| &*input.name);
                (["input", "ingen inddata"], inputs.collect())
            }
            _ => {
                let fields = FIELDS.iter().map(|(name, _)| *name);
                let fields = fields.chain(["holds", "ledger"]);
                let facts = words.facts.keys().map(|fact| &**fact);
                (
                    ["field or fact", "intet felt eller faktum"],
                    fields.chain(facts).collect(),
                )
            }
        };
        self.fail(span, unknown(en, da, name).suggest(name, parts));
    }

    /// A variable that nothing declares.
    pub(super) fn undefined(&mut self, name: &str, position: Position) {
        let words = self.against.words;
        let sees = |root: &str| self.is_variable(root);
        let is_field = FIELDS.iter().any(|(field, _)| *field == name);
        let is_fact = words
            .facts
            .keys()
            .any(|fact| **fact == *name || fact.starts_with(&format!("{name}.")));
        let is_input = self.against.inputs.iter().any(|input| *input.name == *name);
        let is_option = words
            .lists
            .iter()
            .any(|list| list.options.contains_key(name));
        let problem = if name == "settings" {
            problem::no_settings()
        } else if super::PARAMETERS.contains(&name) {
            problem::not_handed(name)
        } else if self.draft.is_constant(name) {
            problem::write_instead(name, &format!("global::{name}"))
        } else if self.draft.is_outside(name) {
            problem::outside(name)
        } else if (is_field || is_fact) && sees("case") {
            problem::write_instead(name, &format!("case.{name}"))
        } else if is_input && sees("input") {
            problem::write_instead(name, &format!("input.{name}"))
        } else if is_option {
            problem::write_instead(name, &format!("\"{name}\""))
        } else {
            problem::undefined(name).suggest(name, self.variable_names())
        };
        let span = self.draft.token(position);
        self.fail(span, problem);
    }

    /// Holds a text that is compared with a choice to its options.
    pub(super) fn compared(&mut self, known: Option<&Known>, other: &Expr) {
        match (known, other) {
            (Some(Known::Value(Kind::Choice(list))), Expr::StringConstant(text, position)) => {
                self.option(*list, text, *position);
            }
            (Some(Known::EntryName), Expr::StringConstant(text, position)) => {
                let names = self.against.words.entries.keys().map(|name| &**name);
                self.one_of(
                    ["ledger entry", "ingen kontopost"],
                    names.collect(),
                    text,
                    *position,
                );
            }
            _ => {}
        }
    }

    fn option(&mut self, list: ListId, text: &str, position: Position) {
        let Some(list) = self.against.words.list(list) else {
            return;
        };
        let are_texts = list
            .options
            .values()
            .all(|option| matches!(option.value, Value::Choice(_)));
        if !are_texts || list.options.is_empty() || list.options.contains_key(text) {
            return;
        }
        let known = list.options.keys().map(|option| &**option);
        let problem = unknown_option(text, &list.name).suggest(text, known);
        self.fail(self.draft.token(position), problem);
    }

    fn one_of(&mut self, [en, da]: [&str; 2], known: Vec<&str>, name: &str, position: Position) {
        if !known.contains(&name) {
            let span = self.draft.token(position);
            self.fail(span, unknown(en, da, name).suggest(name, known));
        }
    }

    /// `deny(rule, message)` and `warn(rule, message)`.
    pub(super) fn outcome(&mut self, outcome: &str, rule: &Expr, message: &Expr) {
        if is_no_text(rule) || matches!(rule, Expr::Map(..)) {
            let span = self.draft.token(rule.start_position());
            self.fail(span, problem::rule_name(outcome));
        }
        self.message(message);
    }

    /// A text, or a map with one in each language.
    fn message(&mut self, message: &Expr) {
        let Some((entries, at)) = entries(message) else {
            if is_no_text(message) {
                let span = self.draft.token(message.start_position());
                self.fail(span, problem::no_message(&self.against.words.languages));
            }
            return;
        };
        for language in &self.against.words.languages {
            match entries.iter().find(|(name, ..)| **name == **language) {
                None => {
                    let names: Vec<&str> = entries.iter().map(|(name, ..)| *name).collect();
                    let span = self.draft.braces(at);
                    self.fail(span, problem::missing_language(language, &names));
                }
                Some((_, _, text)) if is_no_text(text) || matches!(text, Expr::Map(..)) => {
                    let span = self.draft.token(text.start_position());
                    self.fail(span, problem::no_text());
                }
                Some(_) => {}
            }
        }
    }

    /// `effect(name, arguments)`, as far as both are written out.
    pub(super) fn effect(&mut self, name: &Expr, arguments: Option<&Expr>) {
        let Expr::StringConstant(name, position) = name else {
            return;
        };
        let words = self.against.words;
        let Some(kind) = EffectKind::named(name, words) else {
            let known = CaseEffect::ALL.iter().map(|effect| effect.name());
            let known = known.chain(words.effects.keys().map(|name| &**name));
            self.one_of(["effect", "ingen effekt"], known.collect(), name, *position);
            return;
        };
        let given = match arguments {
            None => Vec::new(),
            Some(arguments) => match entries(arguments) {
                Some((given, _)) => given,
                None => return,
            },
        };
        let parameters = kind.parameters(words);
        let mut meant = Vec::new();
        for (argument, position, value) in &given {
            match parameters
                .iter()
                .find(|parameter| parameter.is_given() && *parameter.name == **argument)
            {
                Some(parameter) => self.argument(parameter, value, &given),
                None => {
                    let known = parameters.iter().filter(|known| known.is_given());
                    let known = known.map(|parameter| &*parameter.name);
                    meant.extend(nearest(argument, known.clone()));
                    let problem = problem::unknown_argument(name, argument);
                    let span = self.draft.token(*position);
                    self.fail(span, problem.suggest(argument, known));
                }
            }
        }
        let missing = parameters.iter().filter(|parameter| {
            !parameter.ty.optional
                && !meant.contains(&&*parameter.name)
                && !given.iter().any(|(name, ..)| **name == *parameter.name)
        });
        for parameter in missing {
            let span = self.draft.token(*position);
            self.fail(span, problem::missing_argument(name, &parameter.name));
        }
    }

    /// An argument that is written out names something that there is.
    fn argument(&mut self, parameter: &Parameter, value: &Expr, given: &Entries<'_>) {
        if parameter.sort == Sort::Message {
            if matches!(value, Expr::Map(..)) {
                self.message(value);
            }
            return;
        }
        let Expr::StringConstant(text, position) = value else {
            return;
        };
        let words = self.against.words;
        match (parameter.sort, &parameter.ty.kind) {
            (Sort::Template, _) => {
                let names = words.templates.keys().map(|name| &**name);
                self.one_of(
                    ["template", "ingen skabelon"],
                    names.collect(),
                    text,
                    *position,
                );
            }
            (Sort::Entry, _) => self.compared(Some(&Known::EntryName), value),
            (Sort::Fact, _) => {
                let names = words.facts.keys().map(|name| &**name);
                self.one_of(["fact", "intet faktum"], names.collect(), text, *position);
            }
            (Sort::FactValue, _) => {
                let fact = given.iter().find_map(|(name, _, value)| match value {
                    Expr::StringConstant(fact, _) if *name == "fact" => {
                        words.facts.get(fact.as_str())
                    }
                    _ => None,
                });
                if let Some(Kind::Choice(list)) = fact.map(|fact| &fact.ty.kind) {
                    self.option(*list, text, *position);
                }
            }
            (_, Kind::Choice(list)) => self.option(*list, text, *position),
            _ => {}
        }
    }
}

/// The entries of a map that is written out, and where it begins.
fn entries(expr: &Expr) -> Option<(Entries<'_>, Position)> {
    let Expr::Map(map, at) = expr else {
        return None;
    };
    let entries = map.0.iter();
    Some((
        entries
            .map(|(name, value)| (name.name.as_str(), name.pos, value))
            .collect(),
        *at,
    ))
}

/// Whether a value is written out and isn't a text.
fn is_no_text(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::BoolConstant(..) | Expr::IntegerConstant(..) | Expr::Unit(_) | Expr::Array(..)
    )
}

/// What is known of the arguments of a function that rules call, by its declaration.
pub(super) fn of_declared(parameters: &[Parameter]) -> Vec<Option<Known>> {
    let known = parameters.iter().map(|parameter| match &parameter.ty.kind {
        Kind::Case => Known::Case,
        kind => Known::Value(kind.clone()),
    });
    known.map(Some).collect()
}

/// What is known of the arguments of a whole-action script: `case, input, actor, today, now`.
pub(super) fn of_decide() -> Vec<Option<Known>> {
    vec![
        Some(Known::Case),
        Some(Known::Inputs),
        Some(Known::Record(Record::Actor)),
        Some(Known::Value(Kind::Date)),
        Some(Known::Value(Kind::DateTime)),
    ]
}
