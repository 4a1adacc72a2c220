//! What flows are described with: waiting times and what they count from, in the engine's words. Nothing is computed for a case.

use chrono::{NaiveTime, Timelike};

use crate::expr::{Expr, Field, HistoryKey, HistoryPart, Node, Presumed, Read};
use crate::rules::Rules;
use crate::rules::action::Input;
use crate::rules::flow::{After, Day, Unit, Wait};
use crate::rules::timer::Timer;
use crate::text::Texts;
use crate::value::Value;

/// A language of the engine's own words, and the place of the rule set's labels for it.
#[derive(Clone, Copy)]
pub(super) struct Language {
    is_danish: bool,
    pub(super) place: usize,
}

impl Language {
    pub(super) fn of<'w>(self, en: &'w str, da: &'w str) -> &'w str {
        if self.is_danish { da } else { en }
    }

    /// Its code, as texts have it.
    pub(super) fn code(self) -> &'static str {
        self.of("en", "da")
    }
}

/// Describes the rules of a rule set, for the cases of a flow or all.
#[derive(Clone, Copy)]
pub(super) struct Outliner<'e> {
    pub(super) rules: &'e Rules,
    pub(super) presumed: Presumed<'e>,
    /// Of an action, what it asks for: its conditions are then told in whole sentences.
    pub(super) inputs: Option<&'e [Input]>,
}

impl<'e> Outliner<'e> {
    pub(super) fn of(rules: &'e Rules, flow: Option<&'e Value>) -> Self {
        let words = &rules.words;
        Self {
            rules,
            presumed: Presumed {
                words,
                flow,
                is_open: false,
            },
            inputs: None,
        }
    }

    /// The same for cases that aren't closed.
    pub(super) fn of_open(self) -> Self {
        let presumed = Presumed {
            is_open: true,
            ..self.presumed
        };
        Self { presumed, ..self }
    }

    /// The same for an action that asks for something.
    pub(super) fn of_inputs(self, inputs: &'e [Input]) -> Self {
        let inputs = Some(inputs);
        Self { inputs, ..self }
    }

    /// The same in English and in Danish.
    pub(super) fn both(&self, words: impl Fn(Language) -> String) -> Texts<'static> {
        Texts::in_both([false, true].map(|is_danish| {
            let code = if is_danish { "da" } else { "en" };
            let mut languages = self.rules.words.languages.iter();
            let place = languages.position(|known| **known == *code).unwrap_or(0);
            words(Language { is_danish, place })
        }))
    }

    /// How long a step waits, and from when.
    pub(super) fn wait(&self, after: &After, at: Option<NaiveTime>, day: Day) -> Texts<'static> {
        self.both(|language| {
            let length = self.length_in(&after.wait, language);
            let words = match (&after.from, self.number(&after.wait)) {
                (None, Some(0)) => language.of("at once", "straks").to_owned(),
                (None, _) => format!("{} {length}", language.of("after", "efter")),
                (Some(from), number) => self.from(from, number, &length, language),
            };
            format!("{words}{}", when(at, day, language))
        })
    }

    /// How long a timer waits, how often it returns, and from when.
    pub(super) fn timing(&self, timer: &Timer) -> Texts<'static> {
        self.both(|language| {
            let number = self.number(&timer.wait);
            let length = self.length_in(&timer.wait, language);
            let words = if timer.repeats {
                let every = match number {
                    Some(1) => {
                        let unit = unit(timer.wait.unit, true, language);
                        format!("{} {unit}", language.of("every", "hver"))
                    }
                    Some(number) if language.is_danish => {
                        format!("hver {number}. {}", unit(timer.wait.unit, true, language))
                    }
                    _ => format!("{} {length}", language.of("every", "for hver")),
                };
                let from = self.moment(&timer.from, language);
                format!("{every} {} {from}", language.of("from", "fra"))
            } else {
                self.from(&timer.from, number, &length, language)
            };
            format!("{words}{}", when(timer.at, timer.day, language))
        })
    }

    /// A length of time.
    pub(super) fn length(&self, wait: &Wait) -> Texts<'static> {
        self.both(|language| self.length_in(wait, language))
    }

    fn number(&self, wait: &Wait) -> Option<i64> {
        match self.presumed.value(&wait.number)? {
            Value::Integer(number) => Some(number),
            _ => None,
        }
    }

    fn length_in(&self, wait: &Wait, language: Language) -> String {
        let number = self.number(wait);
        let count = number.map_or_else(
            || self.rules.text(wait.number.span),
            |number| number.unsigned_abs().to_string(),
        );
        let is_one = number.is_some_and(|number| number.unsigned_abs() == 1);
        format!("{count} {}", unit(wait.unit, is_one, language))
    }

    /// So long after or before something.
    fn from(&self, from: &Expr, number: Option<i64>, length: &str, language: Language) -> String {
        let moment = self.moment(from, language);
        match number {
            Some(0) => format!("{} {moment}", language.of("on", "på")),
            Some(number) if number < 0 => {
                format!("{length} {} {moment}", language.of("before", "før"))
            }
            _ => format!("{length} {} {moment}", language.of("after", "efter")),
        }
    }

    /// What something counts from: a fact by its label, what the history knows in words, else as written.
    pub(super) fn moment(&self, from: &Expr, language: Language) -> String {
        let words = &self.rules.words;
        match &from.node {
            Node::Read(Read::Case(Field::Fact(fact))) => {
                let found = words.facts.get_index(fact.index());
                let label = found.and_then(|(_, fact)| fact.label.0.get(language.place));
                let name = || found.map_or_else(String::new, |(name, _)| name.to_string());
                let label = label.filter(|label| !label.is_empty());
                label.map_or_else(name, ToString::to_string)
            }
            Node::Read(Read::Case(Field::FlowStarted)) => language
                .of("the flow began", "flowets begyndelse")
                .to_owned(),
            Node::Read(Read::Case(Field::History(part, key))) => {
                let what = self.history(key, language);
                let words = match part {
                    HistoryPart::Done => language.of("was done", "er udført"),
                    HistoryPart::Failed => language.of("has failed", "er mislykket"),
                    _ => return format!("{} {what}", language.of("the last", "seneste")),
                };
                format!("{what} {words}")
            }
            _ => self.rules.text(from.span),
        }
    }

    /// What the history is asked about.
    pub(super) fn history(&self, key: &HistoryKey, language: Language) -> String {
        let effect = key.effect.name(&self.rules.words);
        match &key.name {
            Some(name) if self.rules.words.templates.contains_key(&**name) => {
                format!("“{}”", self.letter(name, language))
            }
            Some(name) => format!("“{}”", &**name),
            None => format!("“{effect}”"),
        }
    }

    /// What a letter is called: its subject, an ellipsis standing for what differs from case to case.
    pub(super) fn letter(&self, template: &str, language: Language) -> String {
        let mut templates = self.rules.templates.iter();
        let found = templates.find(|known| *known.name == *template);
        let subject = found.map(|template| template.subject.outline(language.place));
        // What differs at its end needs no ellipsis: it is a name here.
        let subject = subject.map(|subject| {
            let kept = subject.trim_end_matches(['…', ' ', ':', ',', '-', '.']);
            kept.to_owned()
        });
        let subject = subject.filter(|subject| subject.chars().any(char::is_alphabetic));
        subject.unwrap_or_else(|| template.to_owned())
    }
}

/// The time of day and the days on which something may run.
fn when(at: Option<NaiveTime>, day: Day, language: Language) -> String {
    let at = at.map(|at| {
        let (hour, minute) = (at.hour(), at.minute());
        match language.is_danish {
            true => format!("kl. {hour:02}.{minute:02}"),
            false => format!("at {hour:02}:{minute:02}"),
        }
    });
    let day = match day {
        Day::Any => None,
        Day::Business => Some(language.of("on a business day", "på en hverdag").to_owned()),
    };
    match (day, at) {
        (None, None) => String::new(),
        (Some(one), None) | (None, Some(one)) => format!(", {one}"),
        (Some(day), Some(at)) => format!(", {day} {at}"),
    }
}

fn unit(unit: Unit, is_one: bool, language: Language) -> &'static str {
    let [[en_one, en_many], [da_one, da_many]] = match unit {
        Unit::Days => [["day", "days"], ["dag", "dage"]],
        Unit::BusinessDays => [["business day", "business days"], ["hverdag", "hverdage"]],
        Unit::Weeks => [["week", "weeks"], ["uge", "uger"]],
        Unit::Months => [["month", "months"], ["måned", "måneder"]],
    };
    if is_one {
        language.of(en_one, da_one)
    } else {
        language.of(en_many, da_many)
    }
}
