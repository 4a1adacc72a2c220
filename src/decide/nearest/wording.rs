//! The nearest change in words, in Danish and English: what would have to be so, and who could make it so. What it is has been found before.

use std::borrow::Cow;

use super::change::{Move, Slot, Wanted};
use super::world::{Ask, World, kind_of};
use super::{By, Change};
use crate::case::{Status, View, civil};
use crate::expr::{HistoryKey, HistoryPart};
use crate::rules::action::{Action, Body};
use crate::rules::effect::{Argument, CaseEffect, EffectCall, EffectKind};
use crate::rules::{FlowId, Kind, Label, Rules, Side};
use crate::text::{Format, Texts, print};
use crate::value::Value;

/// What changes are told with.
pub(super) struct Telling<'t> {
    pub(super) rules: &'t Rules,
    /// What was asked, with nothing changed.
    pub(super) world: &'t World,
}

/// A language of the rule set: its place, and whether the engine's words are Danish in it.
#[derive(Clone, Copy)]
struct Language<'t> {
    place: usize,
    is_danish: bool,
    format: &'t Format,
}

impl Language<'_> {
    fn of<T>(self, en: T, da: T) -> T {
        if self.is_danish { da } else { en }
    }
}

impl Telling<'_> {
    /// A change with its words, and who could make it.
    pub(super) fn change(&self, change: &Move) -> Change {
        let by = self.by(change);
        Change {
            about: self.about(&change.slot),
            was: self.was(&change.slot),
            to: change.to.clone(),
            words: self.in_each(|language| self.words(change, language)),
            by,
        }
    }

    /// The sentence that tells of all of them.
    pub(super) fn sentence(&self, changes: &[Change]) -> Texts<'static> {
        let languages = &self.rules.words.languages;
        self.in_each(|language| {
            let name = languages.get(language.place).map_or("", |name| name);
            let parts = changes.iter().map(|change| {
                let words = change.words.get(name);
                format!("{words}{}", self.who(&change.by, language))
            });
            let parts: Vec<String> = parts.collect();
            let all = listed(&parts, language.of("and", "og"));
            match self.world.ask {
                Ask::Action(_) => language.of(
                    format!("It would be allowed if {all}."),
                    format!("Det ville være tilladt, hvis {all}."),
                ),
                Ask::Turn(_) => language.of(
                    format!("It would come by itself if {all}."),
                    format!("Det ville ske af sig selv, hvis {all}."),
                ),
            }
        })
    }

    fn in_each(&self, words: impl Fn(Language<'_>) -> String) -> Texts<'static> {
        let languages = &self.rules.words.languages;
        let texts = languages.iter().zip(&self.rules.formats).enumerate();
        let texts = texts.map(|(place, (name, format))| {
            Cow::Owned(words(Language {
                place,
                is_danish: &**name == "da",
                format,
            }))
        });
        Texts::new(languages, texts.collect()).into_owned()
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
            Wanted::AtMost => {
                language.of(format!("were at most {to}"), format!("var højst {to}"))
            }
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
            _ => language.of(format!("the case were in {to}"), format!("sagen var i {to}")),
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
        let text = print(
            value,
            kind,
            language.place,
            language.format,
            self.rules,
            currency,
        );
        match value {
            Value::Text(_) | Value::Choice(_) => {
                let (open, close) = language.of(("“", "”"), ("»", "«"));
                format!("{open}{text}{close}")
            }
            _ => text,
        }
    }

    fn labelled(&self, label: Option<&Label>, name: &str, language: Language<'_>) -> String {
        let (open, close) = language.of(("“", "”"), ("»", "«"));
        match label.and_then(|label| label.0.get(language.place)) {
            Some(label) => format!("{open}{label}{close}"),
            None => format!("`{name}`"),
        }
    }

    fn input_label(&self, name: &str, language: Language<'_>) -> String {
        let action = match &self.world.ask {
            Ask::Action(request) => self.rules.actions.get(request.action()),
            Ask::Turn(_) => None,
        };
        let mut inputs = action.into_iter().flat_map(|action| &action.inputs);
        let input = inputs.find(|input| *input.name == *name);
        let fact = self.rules.words.facts.get(name);
        let label = input
            .map(|input| &input.label)
            .or(fact.map(|fact| &fact.label));
        self.labelled(label, name, language)
    }

    fn fact_label(&self, slot: &Slot, language: Language<'_>) -> String {
        let Slot::Fact(fact) = slot else {
            return String::new();
        };
        let fact = self.rules.words.facts.get_index(fact.index());
        let (name, label) = fact.map_or(("", None), |(name, fact)| (&**name, Some(&fact.label)));
        self.labelled(label, name, language)
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
                Ask::Turn(_) => Value::Unset,
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

    /// Who could make a change.
    fn by(&self, change: &Move) -> By {
        match &change.slot {
            Slot::Input(_) | Slot::Unknown(_) | Slot::Role => By::Asking,
            Slot::Time => By::Waiting,
            Slot::History(part, _) if *part != HistoryPart::Times && change.to.is_set() => By::Host,
            Slot::Fact(_) => match self.actions(change) {
                actions if actions.is_empty() => By::Host,
                actions => By::Actions(actions),
            },
            Slot::Step | Slot::FlowStarted => By::Waiting,
            _ => match self.actions(change) {
                actions if actions.is_empty() => By::Nothing,
                actions => By::Actions(actions),
            },
        }
    }

    /// The actions that could make a change.
    fn actions(&self, change: &Move) -> Vec<String> {
        let makes = |action: &&Action| match &action.body {
            Body::Effects(items) => {
                let mut does = false;
                for item in items {
                    item.each_effect(&mut |call| does |= self.does(call, change));
                }
                does
            }
            // What a script asks for only shows when it runs.
            Body::Script(_) => false,
        };
        let asked = match &self.world.ask {
            Ask::Action(request) => request.action(),
            Ask::Turn(_) => "",
        };
        let actions = self.rules.actions.values();
        let actions = actions.filter(|action| *action.name != *asked).filter(makes);
        actions.map(|action| action.name.to_string()).collect()
    }

    /// Whether an effect could make a change.
    fn does(&self, call: &EffectCall, change: &Move) -> bool {
        use CaseEffect::{Close, Pause, Post, Reopen, Resume, SetFact, SwitchFlow};
        let words = &self.rules.words;
        let state = &self.world.case.state;
        let first = call.arguments.first().and_then(Option::as_ref);
        let name = first.and_then(Argument::fixed).and_then(Value::as_str);
        let EffectKind::Case(effect) = call.kind else {
            return matches!(&change.slot, Slot::History(_, key) if key.effect == call.kind);
        };
        match &change.slot {
            Slot::Status => match (change.to.as_str(), state.status()) {
                (Some("active"), Status::Closed) => effect == Reopen,
                (Some("active"), _) => effect == Resume,
                (Some("paused"), _) => effect == Pause,
                _ => effect == Close,
            },
            Slot::Flow => {
                let to = change.to.as_str().and_then(|to| words.flow_id(to));
                let from = words.flow(state.flow);
                let may = from.is_some_and(|from| {
                    to.is_some_and(|to: FlowId| from.switch_to.contains(&to))
                });
                effect == SwitchFlow && may
            }
            Slot::Fact(fact) => {
                let fact = words.facts.get_index(fact.index());
                effect == SetFact && fact.is_some_and(|(fact, _)| Some(&**fact) == name)
            }
            Slot::Balance => {
                let entry = name.and_then(|name| words.entry_id(name));
                let falls = change.to.as_decimal() < Some(state.ledger.balance());
                let side = entry.map(|entry| words.entry_side(entry));
                effect == Post && side == Some(if falls { Side::Settlement } else { Side::Charge })
            }
            Slot::Sum(kind) | Slot::Count(kind) => {
                effect == Post && name.and_then(|name| words.entry_id(name)) == Some(*kind)
            }
            Slot::History(_, key) => key.effect == call.kind,
            _ => false,
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
                    self.labelled(action.map(|action| &action.label), name, language)
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
