//! The nearest change in words, in Danish and English: what would have to be so, and who could make it so. What it is has been found before.

use super::change::{Move, Slot, Wanted};
use super::makers::Makers;
use super::world::{Ask, World, kind_of};
use super::{By, Change};
use crate::case::{Status, View, civil};
use crate::decide::spoken::{Language, in_each};
use crate::expr::{HistoryKey, HistoryPart};
use crate::rules::{Kind, Rules};
use crate::text::Texts;
use crate::value::Value;

/// What changes are told with.
pub(super) struct Telling<'t> {
    pub(super) rules: &'t Rules,
    /// What was asked, with nothing changed.
    pub(super) world: &'t World,
}

impl Telling<'_> {
    /// A change with its words, and who could make it.
    pub(super) fn change(&self, change: &Move) -> Change {
        let makers = Makers {
            rules: self.rules,
            world: self.world,
        };
        Change {
            about: self.about(&change.slot),
            was: self.was(&change.slot),
            to: change.to.clone(),
            words: in_each(self.rules, |language| self.words(change, language)),
            by: makers.of(change),
        }
    }

    /// The sentence that tells of all of them.
    pub(super) fn sentence(&self, changes: &[Change]) -> Texts<'static> {
        in_each(self.rules, |language| {
            let parts = changes.iter().map(|change| {
                let words = change.words.get(language.name);
                format!("{words}{}", self.who(&change.by, language))
            });
            let mut parts: Vec<String> = parts.collect();
            // A clause of its own ends before the next.
            let last = parts.len().saturating_sub(1);
            for (part, change) in parts.iter_mut().zip(changes).take(last) {
                if !matches!(change.by, By::Asking | By::Waiting) {
                    part.push(',');
                }
            }
            let all = listed(&parts, language.of("and", "og")).replace(",,", ",");
            let would = match self.world.ask {
                Ask::Action(_) | Ask::Item(_) => {
                    language.of("It would be allowed if", "Det ville være tilladt, hvis")
                }
                Ask::Turn(_) => language.of(
                    "It would come by itself if",
                    "Det ville ske af sig selv, hvis",
                ),
            };
            // An amount may end in the stop of its currency.
            format!("{would} {}.", all.trim_end_matches('.'))
        })
    }

    /// What would have to be so.
    fn words(&self, change: &Move, language: Language<'_>) -> String {
        let is = |subject: String| {
            let predicate = self.predicate(change, language);
            format!("{subject} {predicate}")
        };
        match &change.slot {
            Slot::Unknown(name) => language.of(
                format!("`{name}` were left out"),
                format!("`{name}` blev udeladt"),
            ),
            Slot::Input(name) => {
                let label = self.input_label(name, language);
                if !change.to.is_set() {
                    return language.of(
                        format!("{label} were left out"),
                        format!("{label} blev udeladt"),
                    );
                }
                is(label)
            }
            Slot::Role => {
                let role = change.to.as_str().unwrap_or_default();
                language.of(
                    format!("the one who asks were `{role}`"),
                    format!("den, der spørger, var `{role}`"),
                )
            }
            Slot::Time => is(language.of("the date", "datoen").to_owned()),
            Slot::Status => self.status(change, language),
            Slot::Flow => self.flow(change, language),
            Slot::Fact(_) if !change.to.is_set() => {
                let label = self.fact_label(&change.slot, language);
                language.of(
                    format!("{label} were not set"),
                    format!("{label} ikke var sat"),
                )
            }
            Slot::Fact(_) => is(self.fact_label(&change.slot, language)),
            Slot::Balance => is(language.of("what is owed", "det skyldige beløb").to_owned()),
            Slot::Sum(entry) => {
                let name = self.rules.words.entry_name(*entry);
                is(language.of(
                    format!("what is posted as `{name}`"),
                    format!("det, der er posteret som `{name}`,"),
                ))
            }
            Slot::Count(entry) => {
                let name = self.rules.words.entry_name(*entry);
                is(language.of(
                    format!("the number of `{name}`"),
                    format!("antallet af `{name}`"),
                ))
            }
            Slot::History(part, key) => self.history(*part, key, change, language),
            Slot::Step => is(language.of("the next step", "det næste trin").to_owned()),
            Slot::FlowStarted => is(language.of("the flow's start", "flowets start").to_owned()),
        }
    }

    /// What a value would have to be.
    fn predicate(&self, change: &Move, language: Language<'_>) -> String {
        let kind = kind_of(&change.slot, self.world, self.rules);
        let shown = |value: &Value| self.shown(value, &kind, language);
        let to = shown(&change.to);
        let is_moment = matches!(change.to, Value::Date(_) | Value::DateTime(_));
        match &change.wanted {
            Wanted::Is => language.of(format!("were {to}"), format!("var {to}")),
            Wanted::IsNot(value) => {
                let not = shown(value);
                language.of(
                    format!("were not {not}, but {to}, say"),
                    format!("ikke var {not}, men for eksempel {to}"),
                )
            }
            Wanted::AtLeast if is_moment => language.of(
                format!("were {to} or later"),
                format!("var {to} eller senere"),
            ),
            Wanted::AtMost if is_moment => language.of(
                format!("were {to} or earlier"),
                format!("var {to} eller før"),
            ),
            Wanted::AtLeast => {
                language.of(format!("were at least {to}"), format!("var mindst {to}"))
            }
            Wanted::AtMost => language.of(format!("were at most {to}"), format!("var højst {to}")),
            Wanted::IsSet => language.of(
                format!("were given, such as {to}"),
                format!("var angivet, for eksempel {to}"),
            ),
        }
    }

    fn status(&self, change: &Move, language: Language<'_>) -> String {
        let to = change.to.as_str().unwrap_or_default();
        let was = self.world.case.status();
        let named = |name: &str| match name {
            "closed" => language.of("closed", "lukket"),
            "paused" => language.of("paused", "i bero"),
            _ => language.of("active", "aktiv"),
        };
        if to == Status::Active.name() {
            let was = named(was);
            return language.of(
                format!("the case were not {was}"),
                format!("sagen ikke var {was}"),
            );
        }
        let to = named(to);
        language.of(format!("the case were {to}"), format!("sagen var {to}"))
    }

    fn flow(&self, change: &Move, language: Language<'_>) -> String {
        let kind = Kind::Choice(crate::rules::builtin::FLOW);
        let name = |value: &Value| self.shown(value, &kind, language);
        let to = name(&change.to);
        match &change.wanted {
            Wanted::IsNot(value) => {
                let not = name(value);
                language.of(
                    format!("the case were not in {not}"),
                    format!("sagen ikke var i {not}"),
                )
            }
            _ => language.of(
                format!("the case were in {to}"),
                format!("sagen var i {to}"),
            ),
        }
    }

    fn history(
        &self,
        part: HistoryPart,
        key: &HistoryKey,
        change: &Move,
        language: Language<'_>,
    ) -> String {
        let words = &self.rules.words;
        let effect = key.effect.name(words);
        let what = match &key.name {
            Some(name) => format!("`{effect}` `{name}`"),
            None => format!("`{effect}`"),
        };
        let to = self.shown(&change.to, &Kind::DateTime, language);
        let bound = match change.wanted {
            Wanted::AtLeast => language.of(" or later", " eller senere"),
            Wanted::AtMost => language.of(" or earlier", " eller før"),
            _ => "",
        };
        match (part, change.to.is_set()) {
            (HistoryPart::Times, _) => language.of(
                format!("{what} had been decided {} times", change.to),
                format!("{what} var besluttet {} gange", change.to),
            ),
            (HistoryPart::Pending, _) if change.to == Value::Integer(0) => language.of(
                format!("{what} had been carried out"),
                format!("{what} var udført"),
            ),
            (HistoryPart::Pending, _) => language.of(
                format!("{what} were on its way"),
                format!("{what} var undervejs"),
            ),
            (_, false) => language.of(
                format!("{what} had never been decided"),
                format!("{what} aldrig var besluttet"),
            ),
            (HistoryPart::Failed, _) => language.of(
                format!("{what} had failed on {to}{bound}"),
                format!("{what} var mislykket {to}{bound}"),
            ),
            (HistoryPart::Last, _) => language.of(
                format!("{what} had last been decided on {to}{bound}"),
                format!("{what} sidst var besluttet {to}{bound}"),
            ),
            (HistoryPart::Done, _) => language.of(
                format!("{what} had been carried out on {to}{bound}"),
                format!("{what} var udført {to}{bound}"),
            ),
        }
    }

    /// A value as people read it; a point in time by its day.
    fn shown(&self, value: &Value, kind: &Kind, language: Language<'_>) -> String {
        let day;
        let value = match value {
            Value::DateTime(time) => {
                day = Value::Date(civil(self.rules.time_zone, *time));
                &day
            }
            value => value,
        };
        let currency = self.world.case.currency();
        language.value(value, kind, self.rules, currency)
    }

    fn input_label(&self, name: &str, language: Language<'_>) -> String {
        let action = self.world.action();
        let action = action.and_then(|name| self.rules.actions.get(name));
        let mut inputs = action.into_iter().flat_map(|action| &action.inputs);
        let input = inputs.find(|input| *input.name == *name);
        let fact = self.rules.words.facts.get(name);
        let label = input
            .map(|input| &input.label)
            .or(fact.map(|fact| &fact.label));
        language.labelled(label, name)
    }

    fn fact_label(&self, slot: &Slot, language: Language<'_>) -> String {
        let Slot::Fact(fact) = slot else {
            return String::new();
        };
        let fact = self.rules.words.facts.get_index(fact.index());
        let (name, label) = fact.map_or(("", None), |(name, fact)| (&**name, Some(&fact.label)));
        language.labelled(label, name)
    }

    /// A slot as rules write it.
    fn about(&self, slot: &Slot) -> String {
        let words = &self.rules.words;
        match slot {
            Slot::Input(name) | Slot::Unknown(name) => format!("input.{name}"),
            Slot::Role => "actor.role".to_owned(),
            Slot::Time => "now".to_owned(),
            Slot::Status => "case.status".to_owned(),
            Slot::Fact(fact) => {
                let name = words.facts.get_index(fact.index());
                format!("case.{}", name.map_or("", |(name, _)| name))
            }
            Slot::Balance => "case.balance".to_owned(),
            Slot::Sum(entry) => format!("case.sum(\"{}\")", words.entry_name(*entry)),
            Slot::Count(entry) => format!("case.count(\"{}\")", words.entry_name(*entry)),
            Slot::History(part, key) => {
                let part = match part {
                    HistoryPart::Times => "times",
                    HistoryPart::Last => "last",
                    HistoryPart::Done => "done",
                    HistoryPart::Failed => "failed",
                    HistoryPart::Pending => "pending",
                };
                let effect = key.effect.name(words);
                match &key.name {
                    Some(name) => format!("case.{part}(\"{effect}\", \"{name}\")"),
                    None => format!("case.{part}(\"{effect}\")"),
                }
            }
            Slot::Step => "case.step".to_owned(),
            Slot::Flow => "case.flow".to_owned(),
            Slot::FlowStarted => "case.flow_started".to_owned(),
        }
    }

    /// What a slot holds as it is.
    fn was(&self, slot: &Slot) -> Value {
        let world = self.world;
        let view: View<'_> = world.case.view();
        match slot {
            Slot::Input(name) | Slot::Unknown(name) => match &world.ask {
                Ask::Action(request) => request.input(name).cloned().unwrap_or_default(),
                Ask::Item(_) | Ask::Turn(_) => Value::Unset,
            },
            Slot::Role => world.actor().role_value().clone(),
            Slot::Time => Value::DateTime(world.now),
            Slot::Status => Value::choice(world.case.status()),
            Slot::Fact(fact) => view.fact(*fact).clone(),
            Slot::Balance => Value::Amount(view.balance()),
            Slot::Sum(entry) => Value::Amount(view.sum(*entry)),
            Slot::Count(entry) => {
                let count = world.case.state.ledger.count(*entry);
                Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))
            }
            Slot::History(part, key) => view.past(*part, key),
            Slot::Step => world.case.step().map_or(Value::Unset, Value::choice),
            Slot::Flow => Value::choice(world.case.flow()),
            Slot::FlowStarted => Value::DateTime(world.case.state.flow_started),
        }
    }

    /// Who could make it so, as the end of a clause.
    fn who(&self, by: &By, language: Language<'_>) -> String {
        match by {
            By::Asking | By::Waiting => String::new(),
            By::Host => language
                .of(", which is told from outside", ", hvilket meldes udefra")
                .to_owned(),
            By::Nothing => language
                .of(", which no action does", ", hvilket ingen handling gør")
                .to_owned(),
            By::Actions(names) => {
                let labels = names.iter().map(|name| {
                    let action = self.rules.actions.get(&**name);
                    language.labelled(action.map(|action| &action.label), name)
                });
                let labels = listed(&labels.collect::<Vec<_>>(), language.of("or", "eller"));
                language.of(
                    format!(", which {labels} does"),
                    format!(", hvilket {labels} gør"),
                )
            }
        }
    }
}

/// Parts one after the other: `a, b and c`.
fn listed(parts: &[String], last: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}
