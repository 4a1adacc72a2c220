//! An effect in words · effects that the rule set declares for its host are told by their letter and their arguments.

use dunlin::{RecordedEffect, RuleSet, Value};
use rust_decimal::Decimal;

use super::style::{NAME, styled};
use crate::arguments::Language;

/// What effects are told with.
pub(crate) struct Telling<'t> {
    pub(crate) rules: &'t RuleSet,
    pub(crate) currency: &'t str,
    /// The day on which it happens, as the language prints it: an entry of that day goes without its date.
    pub(crate) day: Option<String>,
    pub(crate) lang: Language,
}

impl Telling<'_> {
    /// Returns effects in words, a line each.
    pub(crate) fn lines(&self, effects: &[RecordedEffect]) -> String {
        let width = effects.iter().map(|effect| effect.effect.len()).max();
        let width = width.unwrap_or_default();
        let one = |effect: &RecordedEffect| {
            let name = styled(NAME, &format!("{:width$}", effect.effect));
            format!("  {name}  {}\n", self.words(effect))
        };
        effects.iter().map(one).collect()
    }

    /// Returns what an effect does, in words.
    pub(crate) fn words(&self, effect: &RecordedEffect) -> String {
        Said::of(effect, self).words()
    }
}

struct Said<'e> {
    effect: &'e RecordedEffect,
    /// The arguments as the language prints them.
    arguments: Vec<(&'e str, String)>,
    telling: &'e Telling<'e>,
}

impl<'e> Said<'e> {
    fn of(effect: &'e RecordedEffect, telling: &'e Telling<'e>) -> Self {
        let arguments = effect.printed(telling.rules, telling.currency, telling.lang.code());
        Self {
            effect,
            arguments,
            telling,
        }
    }

    fn words(&self) -> String {
        let lang = self.telling.lang;
        match &*self.effect.effect {
            "close_case" => {
                let (code, reason) = (self.get("code"), self.get("reason"));
                let closed = lang.of("the case is closed", "sagen lukkes");
                format!("{closed}: {code}, {reason}")
            }
            "reopen_case" => lang
                .of("the case is opened again", "sagen genåbnes")
                .to_owned(),
            "pause_case" => self.pause(),
            "resume_case" if self.has("reason") => {
                let reason = self.get("reason");
                let of = lang.of(
                    "it is no longer paused for",
                    "den er ikke længere i bero på grund af",
                );
                format!("{of}: {reason}")
            }
            "resume_case" => lang.of("the case goes on", "sagen genoptages").to_owned(),
            "schedule_resume" => {
                let goes_on = lang.of("it goes on by itself on", "den genoptages af sig selv den");
                format!("{goes_on} {}", self.get("on"))
            }
            "switch_flow" => {
                let begins = lang.of(
                    "the case begins in another flow",
                    "sagen begynder i et andet flow",
                );
                format!("{begins}: {}", self.get("to"))
            }
            "restart_flow" => lang
                .of("the flow begins again", "flowet begynder forfra")
                .to_owned(),
            "post" => self.post(),
            "add_interest" => self.interest(),
            "set_fact" if self.has("value") => {
                format!("{} = {}", self.get("fact"), self.get("value"))
            }
            "set_fact" => format!("{} {}", self.get("fact"), lang.of("is cleared", "ryddes")),
            "add_note" => format!("{}: {}", lang.of("a note", "et notat"), self.get("text")),
            _ => self.for_host(),
        }
    }

    fn has(&self, argument: &str) -> bool {
        self.effect.arguments.contains_key(argument)
    }

    fn get(&self, argument: &str) -> &str {
        let found = self.arguments.iter().find(|(name, _)| *name == argument);
        found.map_or("", |(_, printed)| printed)
    }

    fn pause(&self) -> String {
        let lang = self.telling.lang;
        let stops = |argument| {
            let given = self.effect.arguments.get(argument);
            given.and_then(Value::as_str) == Some("stops")
        };
        let clock = if stops("clock") {
            lang.of("its steps wait", "dens trin venter")
        } else {
            lang.of("its steps fall due meanwhile", "dens trin forfalder imens")
        };
        let interest = if stops("interest") {
            lang.of("no interest accrues", "der løber ingen renter på")
        } else {
            lang.of("interest accrues", "der løber renter på")
        };
        let paused = lang.of("the case is paused", "sagen sættes i bero");
        let mut words = format!("{paused}: {} ({clock}, {interest})", self.get("reason"));
        if self.has("note") {
            words.push_str(&format!("; “{}”", self.get("note")));
        }
        words
    }

    fn interest(&self) -> String {
        let lang = self.telling.lang;
        // A record has amounts as texts.
        let amount = self.effect.arguments.get("amount");
        let amount = amount.and_then(|amount| amount.to_string().parse::<Decimal>().ok());
        if amount.is_none_or(|amount| amount.is_zero()) {
            return lang.of("no interest", "ingen rente").to_owned();
        }
        let (interest, until) = (lang.of("interest", "rente"), lang.of("until", "til"));
        let (amount, day) = (self.get("amount"), self.get("until"));
        format!("{interest} {amount} {until} {day}")
    }

    fn post(&self) -> String {
        let lang = self.telling.lang;
        let mut words = format!("{} {}", self.get("entry"), self.get("amount"));
        let date = self.get("date");
        if self.telling.day.as_deref() != Some(date) {
            words.push_str(&format!(" {} {date}", lang.of("on", "den")));
        }
        if matches!(self.effect.arguments.get("book"), Some(Value::Bool(false))) {
            words.push_str(lang.of(", not to be booked", ", bogføres ikke"));
        }
        words
    }

    /// What people read comes first; numbers and truths alone would say nothing without their names.
    fn for_host(&self) -> String {
        let is_text = |name: &str| {
            let given = self.effect.arguments.get(name);
            matches!(given, Some(Value::Record(_)))
        };
        let letter = self.effect.letter.iter();
        let texts = self.arguments.iter().filter(|(name, _)| is_text(name));
        let read = letter.map(|letter| &letter.subject);
        let read = read
            .chain(texts.map(|(_, text)| text))
            .map(|text| format!("“{text}”"));
        let others = self.arguments.iter().filter(|(name, _)| !is_text(name));
        let others = others.map(|(name, printed)| match self.effect.arguments.get(*name) {
            Some(Value::Bool(_) | Value::Integer(_)) => format!("{name} {printed}"),
            _ => printed.clone(),
        });
        read.chain(others).collect::<Vec<_>>().join(" · ")
    }
}
