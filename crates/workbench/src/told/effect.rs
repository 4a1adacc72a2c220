//! An effect in words: as the command has it, with the names of the rules, and as a sentence for who doesn't know them · effects that a rule set declares for its host are told by their letter and their arguments.

use dunlin::{DeedKind, Letter, RecordedEffect, Value};
use rust_decimal::Decimal;

use super::Teller;

/// An effect, told to who doesn't know the rules' names.
///
/// ```
/// use dunlin_workbench::told::{EffectKind, Teller};
///
/// let rules = dunlin::RuleSet::load(&dunlin::Sources::read("../..")?)?;
/// let effect = serde_json::from_str(
///     r#"{"id": "e1", "effect": "set_fact", "fact": "reminders_approved", "value": true}"#,
/// )?;
/// let told = Teller::of(&rules, "en").effect(&effect, "DKK", None);
/// assert_eq!(told.kind, EffectKind::Fact);
/// assert!(told.sentence.ends_with(": yes"), "{}", told.sentence);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Told {
    /// What kind of thing it is.
    pub kind: EffectKind,
    /// What happens, in a sentence without its full stop.
    pub sentence: String,
    /// What else is known of it: what it is called, and what it is.
    pub detail: Vec<(String, String)>,
    /// The letter that is sent.
    pub letter: Option<Letter>,
    /// How the letter goes.
    pub way: Option<Way>,
}

/// What kind of thing an effect is: one icon each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EffectKind {
    /// Something reaches the customer.
    Letter,
    /// Somebody is given something to do.
    Task,
    /// The customer owes more.
    Charge,
    /// The customer owes less.
    Settlement,
    /// The case begins in a flow.
    Move,
    /// The case is closed, or opened again.
    Close,
    /// The case is paused, or goes on.
    Hold,
    /// A note.
    Note,
    /// Something is known of the case that wasn't, or no longer.
    Fact,
    /// Another system is asked for something.
    Host,
}

/// How a letter goes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Way {
    /// By e-mail, to an address.
    Email(String),
    /// By post.
    Post,
    /// By another way, as it is called.
    Other(String),
}

impl EffectKind {
    /// Returns the kind's name, as classes and icons have it: `letter`, `task`, …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Task => "task",
            Self::Charge => "charge",
            Self::Settlement => "settlement",
            Self::Move => "move",
            Self::Close => "close",
            Self::Hold => "hold",
            Self::Note => "note",
            Self::Fact => "fact",
            Self::Host => "host",
        }
    }
}

impl Teller<'_> {
    /// Returns what an effect does, in words, with the names that the rules have for things.
    ///
    /// An entry of the day that is given, as the language prints it, goes without its date.
    #[must_use]
    pub fn effect_words(
        &self,
        effect: &RecordedEffect,
        currency: &str,
        day: Option<&str>,
    ) -> String {
        Said::of(self, effect, currency, day).words()
    }

    /// Returns what an effect does, for who doesn't know the rules' names.
    ///
    /// An entry of the day that is given, as the language prints it, goes without its date.
    #[must_use]
    pub fn effect(&self, effect: &RecordedEffect, currency: &str, day: Option<&str>) -> Told {
        Said::of(self, effect, currency, day).told()
    }
}

/// An effect that is told.
struct Said<'e> {
    effect: &'e RecordedEffect,
    /// The arguments as the language prints them.
    arguments: Vec<(&'e str, String)>,
    teller: &'e Teller<'e>,
    day: Option<&'e str>,
}

impl<'e> Said<'e> {
    fn of(
        teller: &'e Teller<'e>,
        effect: &'e RecordedEffect,
        currency: &str,
        day: Option<&'e str>,
    ) -> Self {
        Self {
            effect,
            arguments: effect.printed(teller.rules(), currency, teller.code()),
            teller,
            day,
        }
    }

    /// What the engine does with the case itself; none of what a host is asked for.
    fn of_case(&self, names: &Names) -> Option<String> {
        let teller = self.teller;
        Some(match &*self.effect.effect {
            "close_case" => {
                let (code, reason) = (self.get("code"), self.get("reason"));
                let closed = teller.words("the case is closed", "sagen lukkes");
                format!("{closed}: {code}, {reason}")
            }
            "reopen_case" => teller
                .words("the case is opened again", "sagen genåbnes")
                .to_owned(),
            "pause_case" => self.pause(),
            "resume_case" if self.has("reason") => {
                let reason = self.get("reason");
                let of = teller.words(
                    "it is no longer paused for",
                    "den er ikke længere i bero på grund af",
                );
                format!("{of}: {reason}")
            }
            "resume_case" => teller
                .words("the case goes on", "sagen genoptages")
                .to_owned(),
            "schedule_resume" => {
                let goes_on =
                    teller.words("it goes on by itself on", "den genoptages af sig selv den");
                format!("{goes_on} {}", self.get("on"))
            }
            "switch_flow" => {
                let begins = teller.words(
                    "the case begins in another flow",
                    "sagen begynder i et andet flow",
                );
                format!("{begins}: {}", self.get("to"))
            }
            "restart_flow" => teller
                .words("the flow begins again", "flowet begynder forfra")
                .to_owned(),
            "post" => self.post(&names.entry),
            "add_interest" => self.interest(),
            "set_fact" if self.has("value") => {
                format!("{}{}{}", names.fact, names.is, self.get("value"))
            }
            "set_fact" => format!("{} {}", names.fact, teller.words("is cleared", "ryddes")),
            "add_note" => format!(
                "{}: {}",
                teller.words("a note", "et notat"),
                self.get("text")
            ),
            _ => return None,
        })
    }

    fn has(&self, argument: &str) -> bool {
        self.effect.arguments.contains_key(argument)
    }

    fn get(&self, argument: &str) -> &str {
        let found = self.arguments.iter().find(|(name, _)| *name == argument);
        found.map_or("", |(_, printed)| printed)
    }

    /// An argument as the rules name it.
    fn name(&self, argument: &str) -> &str {
        let given = self.effect.arguments.get(argument);
        given.and_then(Value::as_str).unwrap_or_default()
    }

    fn pause(&self) -> String {
        let teller = self.teller;
        let clock = if self.name("clock") == "stops" {
            teller.words("its steps wait", "dens trin venter")
        } else {
            teller.words("its steps fall due meanwhile", "dens trin forfalder imens")
        };
        let interest = if self.name("interest") == "stops" {
            teller.words("no interest accrues", "der løber ingen renter på")
        } else {
            teller.words("interest accrues", "der løber renter på")
        };
        let paused = teller.words("the case is paused", "sagen sættes i bero");
        let mut words = format!("{paused}: {} ({clock}, {interest})", self.get("reason"));
        if self.has("note") {
            words.push_str(&format!("; “{}”", self.get("note")));
        }
        words
    }

    fn interest(&self) -> String {
        let teller = self.teller;
        // A record has amounts as texts.
        let amount = self.effect.arguments.get("amount");
        let amount = amount.and_then(|amount| amount.to_string().parse::<Decimal>().ok());
        if amount.is_none_or(|amount| amount.is_zero()) {
            return teller.words("no interest", "ingen rente").to_owned();
        }
        let (interest, until) = (
            teller.words("interest", "rente"),
            teller.words("until", "til"),
        );
        let (amount, day) = (self.get("amount"), self.get("until"));
        format!("{interest} {amount} {until} {day}")
    }

    fn post(&self, entry: &str) -> String {
        let teller = self.teller;
        let mut words = format!("{entry} {}", self.get("amount"));
        let date = self.get("date");
        if self.day != Some(date) {
            words.push_str(&format!(" {} {date}", teller.words("on", "den")));
        }
        if matches!(self.effect.arguments.get("book"), Some(Value::Bool(false))) {
            words.push_str(teller.words(", not to be booked", ", bogføres ikke"));
        }
        words
    }
}

/// With the names that the rules have for things.
impl Said<'_> {
    fn words(&self) -> String {
        let names = Names {
            entry: self.get("entry").to_owned(),
            fact: self.get("fact").to_owned(),
            is: " = ",
        };
        self.of_case(&names).unwrap_or_else(|| self.of_host())
    }

    /// What people read comes first; numbers and truths alone would say nothing without their names.
    fn of_host(&self) -> String {
        let letter = self.effect.letter.iter();
        let texts = self.arguments.iter().filter(|(name, _)| self.is_text(name));
        let read = letter.map(|letter| &letter.subject);
        let read = read
            .chain(texts.map(|(_, text)| text))
            .map(|text| format!("“{text}”"));
        let others = self
            .arguments
            .iter()
            .filter(|(name, _)| !self.is_text(name));
        let others = others.map(|(name, printed)| match self.effect.arguments.get(*name) {
            Some(Value::Bool(_) | Value::Integer(_)) => format!("{name} {printed}"),
            _ => printed.clone(),
        });
        read.chain(others).collect::<Vec<_>>().join(" · ")
    }

    fn is_text(&self, name: &str) -> bool {
        let given = self.effect.arguments.get(name);
        matches!(given, Some(Value::Record(_)))
    }
}

/// For who doesn't know the rules' names.
impl Said<'_> {
    fn told(&self) -> Told {
        let teller = self.teller;
        let rules = teller.rules();
        let names = Names {
            entry: called(rules.label_of_entry(self.name("entry")).get(teller.code())),
            fact: called(rules.label_of_fact(self.name("fact")).get(teller.code())),
            is: ": ",
        };
        let kind = self.kind();
        let way = self.way();
        let sentence = match (self.of_case(&names), &self.effect.letter) {
            (Some(words), _) => capital(&words),
            (None, Some(letter)) => self.sent(&letter.subject, way.as_ref()),
            (None, None) => self.asked(kind),
        };
        Told {
            kind,
            sentence,
            detail: self.detail(kind),
            letter: self.effect.letter.clone(),
            way,
        }
    }

    fn kind(&self) -> EffectKind {
        match (&*self.effect.effect, self.effect.kind(self.teller.rules())) {
            ("close_case" | "reopen_case", _) => EffectKind::Close,
            ("pause_case" | "resume_case" | "schedule_resume", _) => EffectKind::Hold,
            ("set_fact", _) => EffectKind::Fact,
            (_, DeedKind::Sends) => EffectKind::Letter,
            (_, DeedKind::Charges) => EffectKind::Charge,
            (_, DeedKind::Settles) => EffectKind::Settlement,
            (_, DeedKind::Moves) => EffectKind::Move,
            (_, DeedKind::Notes) => EffectKind::Note,
            _ if self.task().is_some() => EffectKind::Task,
            _ => EffectKind::Host,
        }
    }

    /// What somebody is given to do: a text for people.
    fn task(&self) -> Option<&str> {
        let text = self.arguments.iter().find(|(name, _)| self.is_text(name));
        text.map(|(_, text)| &**text)
    }

    /// The engine itself fills in the channel of a letter, and the address.
    fn way(&self) -> Option<Way> {
        self.effect.letter.as_ref()?;
        match self.name("channel") {
            "" => None,
            "email" => Some(Way::Email(self.get("to").to_owned())),
            "letter" | "post" => Some(Way::Post),
            _ => Some(Way::Other(self.get("channel").to_owned())),
        }
    }

    fn sent(&self, subject: &str, way: Option<&Way>) -> String {
        let teller = self.teller;
        match way {
            None => format!("“{subject}”"),
            Some(Way::Email(to)) if to.is_empty() => {
                format!("“{subject}” {}", teller.words("by e-mail", "med e-mail"))
            }
            Some(Way::Email(to)) => {
                let by = teller.words("by e-mail to", "med e-mail til");
                format!("“{subject}” {by} {to}")
            }
            Some(Way::Post) => format!("“{subject}” {}", teller.words("by post", "med post")),
            Some(Way::Other(way)) => {
                format!("“{subject}” {} {}", teller.words("by", "med"), called(way))
            }
        }
    }

    /// What a host is asked for: the text that somebody reads, or the effect's name with its arguments.
    fn asked(&self, kind: EffectKind) -> String {
        if let (EffectKind::Task, Some(text)) = (kind, self.task()) {
            return text.to_owned();
        }
        let given: Vec<&str> = self
            .arguments
            .iter()
            .map(|(_, printed)| &**printed)
            .collect();
        let label = self.teller.rules().label_of_effect(&self.effect.effect);
        let what = called(label.get(self.teller.code()));
        match given.is_empty() {
            true => what,
            false => format!("{what}: {}", given.join(" · ")),
        }
    }

    /// What the sentence leaves out.
    fn detail(&self, kind: EffectKind) -> Vec<(String, String)> {
        if !matches!(
            kind,
            EffectKind::Task | EffectKind::Letter | EffectKind::Host
        ) {
            return Vec::new();
        }
        let is_told = |name: &str| {
            self.is_text(name)
                || (self.effect.letter.is_some() && ["template", "channel", "to"].contains(&name))
                || kind == EffectKind::Host
        };
        let rest = self.arguments.iter().filter(|(name, _)| !is_told(name));
        rest.map(|(name, printed)| (self.argument(name), printed.clone()))
            .collect()
    }

    /// What an argument is called.
    fn argument(&self, name: &str) -> String {
        let teller = self.teller;
        match name {
            "role" => teller.words("For", "Til").to_owned(),
            "about" => teller.words("About", "Om").to_owned(),
            _ => called(name),
        }
    }
}

/// What entries and facts are called.
struct Names {
    entry: String,
    fact: String,
    /// What stands between a fact and its value.
    is: &'static str,
}

/// A name as people would write it, where nobody has given it a label.
fn called(name: &str) -> String {
    let spaced = name.replace(['_', '.'], " ");
    capital(if name.contains(char::is_whitespace) {
        name
    } else {
        &spaced
    })
}

/// A text that begins with a capital letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}
