//! What the rules make of a case, told apart so finely that each piece has one cause: a day, an amount, a wording · no rule is asked here.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDateTime;
use dunlin::{Denial, Str, Texts, Value, Warning};

use super::figures::{Parted, Written};
use super::shown::Had;

/// What a piece of an outcome is about. It is told in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// That the rules can't take the case at all.
    Stranded,
    /// The case's opening.
    Opening,
    /// What was asked for and decided, by its place in the journal or among the events.
    Decision(u32, Str),
    /// What follows from a decision of the journal: its place, the effect, what it names, how many have gone before.
    Follows(u32, Str, Str, u16),
    /// An action in a menu, by role.
    Menu(Str, Str),
    /// An effect in what is forecast: what it names, and how many have gone before.
    Effect(Str, Str, u16),
    /// A step of a flow or a timer, and how often it has had its turn before.
    Turn(Option<Str>, Str, u16),
}

/// What the rules make of what a key is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    Stranded(String),
    Said(Said),
    Done(Done),
    Taken(Taken),
}

/// A decision, or what a menu says of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    pub(super) allowed: bool,
    /// What had its turn; nothing, where what is decided isn't a turn, or none was due.
    pub(super) turn: Option<Had>,
    pub(super) denials: Vec<Reason>,
    pub(super) warnings: Vec<Reason>,
    /// Its label and what it asks for, as JSON.
    pub(super) form: Option<Arc<str>>,
}

/// A rule's name, and what it says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reason {
    pub(super) rule: String,
    pub(super) message: Texts<'static>,
}

/// Something that is done to a case, or asked of its host.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Done {
    pub(super) at: NaiveDateTime,
    pub(super) currency: Str,
    pub(super) arguments: Vec<(Str, Value)>,
    pub(super) letter: Option<Written>,
}

/// A turn that was had, or is due and denied.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Taken {
    pub(super) at: NaiveDateTime,
    pub(super) how: How,
    /// Why it was held before, or still is.
    pub(super) held: Vec<Reason>,
}

/// How a turn fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Ran,
    PassedOver,
    Held,
}

/// A part of an item that can differ by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// That there is such an item.
    Exists,
    /// Allowed or by which rules denied; run, passed over or held.
    State,
    Day,
    Clock,
    Argument(Str),
    Language,
    Wording,
    Figure(u16),
    /// What rules that deny or warn say.
    Message,
    Warnings,
    Held,
    Form,
}

/// One difference: what it is about, and which part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Aspect {
    pub(super) key: Key,
    pub(super) part: Part,
}

/// How much of what the rules make of a case is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// What comes before the case is followed: what is decided again, and the menus.
    Menus,
    /// What becomes of it, too.
    All,
}

impl Reach {
    /// As far as it takes to tell these aspects.
    pub(super) fn of(aspects: &[Aspect]) -> Self {
        let is_ahead = |aspect: &Aspect| matches!(aspect.key, Key::Menu(..) | Key::Opening);
        if aspects.iter().all(is_ahead) {
            Self::Menus
        } else {
            Self::All
        }
    }
}

/// Everything that the rules make of a case, by key.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Outcome(Vec<(Key, Item)>);

impl Reason {
    pub(super) fn of_denial(denial: &Denial<'_>) -> Self {
        Self {
            rule: denial.rule.to_string(),
            message: denial.message.clone().into_owned(),
        }
    }

    pub(super) fn of_warning(warning: &Warning<'_>) -> Self {
        Self {
            rule: warning.rule.to_string(),
            message: warning.message.clone().into_owned(),
        }
    }
}

impl Done {
    pub(super) fn argument(&self, name: &str) -> Option<&Value> {
        let mut arguments = self.arguments.iter();
        let (_, value) = arguments.find(|(known, _)| **known == *name)?;
        Some(value)
    }
}

impl Outcome {
    pub(super) fn of(mut items: Vec<(Key, Item)>) -> Self {
        items.sort_by(|(one, _), (other, _)| one.cmp(other));
        Self(items)
    }

    /// That the rules can't take the case, and why.
    pub(super) fn stranded(why: String) -> Self {
        Self(vec![(Key::Stranded, Item::Stranded(why))])
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Item> {
        let at = self.0.binary_search_by(|(known, _)| known.cmp(key)).ok()?;
        self.0.get(at).map(|(_, item)| item)
    }

    /// Everything in which `new` differs, in order.
    pub(super) fn differences(&self, new: &Self) -> Vec<Aspect> {
        if self == new {
            return Vec::new();
        }
        // Where the rules can't take a case, nothing else is known of it.
        if let Some(Item::Stranded(_)) = new.get(&Key::Stranded) {
            return vec![Aspect {
                key: Key::Stranded,
                part: Part::Exists,
            }];
        }
        let keys = self.0.iter().chain(&new.0).map(|(key, _)| key);
        let keys: BTreeSet<&Key> = keys.collect();
        let mut found = Vec::new();
        for key in keys {
            let parts = match (self.get(key), new.get(key)) {
                (Some(old), Some(new)) => old.parts(new),
                _ => vec![Part::Exists],
            };
            found.extend(parts.into_iter().map(|part| Aspect {
                key: key.clone(),
                part,
            }));
        }
        found
    }

    /// Whether another says the same, as far as that was worked out.
    pub(super) fn is_same(&self, whole: &Self, reach: Reach) -> bool {
        match reach {
            Reach::All => self == whole,
            Reach::Menus => self
                .0
                .iter()
                .all(|(key, item)| whole.get(key) == Some(item)),
        }
    }

    /// Whether an aspect is here as it is in `new`.
    pub(super) fn agrees(&self, new: &Self, aspect: &Aspect) -> bool {
        match (self.get(&aspect.key), new.get(&aspect.key)) {
            (Some(here), Some(new)) => here.agrees(new, &aspect.part),
            (here, new) => here.is_none() == new.is_none(),
        }
    }
}

impl Item {
    /// The parts in which `new` differs.
    fn parts(&self, new: &Self) -> Vec<Part> {
        if self == new {
            return Vec::new();
        }
        let differing = |part: &Part| !self.agrees(new, part);
        match (self, new) {
            (Self::Said(_), Self::Said(_)) => {
                let parts = [Part::State, Part::Message, Part::Warnings, Part::Form];
                let mut parts: Vec<Part> = parts.into_iter().filter(differing).collect();
                // Other rules say something else: that is no difference of its own.
                if parts.first() == Some(&Part::State) {
                    parts.retain(|part| *part != Part::Message);
                }
                parts
            }
            (Self::Taken(_), Self::Taken(_)) => {
                let parts = [Part::State, Part::Day, Part::Clock, Part::Held];
                parts.into_iter().filter(differing).collect()
            }
            (Self::Done(old), Self::Done(done)) => {
                let mut parts = vec![Part::Day, Part::Clock];
                let names = old.arguments.iter().chain(&done.arguments);
                let names: BTreeSet<&Str> = names.map(|(name, _)| name).collect();
                parts.extend(names.into_iter().cloned().map(Part::Argument));
                if old.letter != done.letter {
                    parts.extend([Part::Language, Part::Wording]);
                    let [old, new] = [old, done].map(|done| figures(done).len());
                    // What has more figures has other words around them.
                    let figures = if old == new { old } else { 0 };
                    parts.extend((0..figures).map(|at| Part::Figure(place(at))));
                }
                parts.into_iter().filter(differing).collect()
            }
            (Self::Stranded(_), Self::Stranded(_)) => Vec::new(),
            _ => vec![Part::State],
        }
    }

    fn agrees(&self, new: &Self, part: &Part) -> bool {
        match (self, new) {
            (Self::Said(here), Self::Said(new)) => here.agrees(new, part),
            (Self::Taken(here), Self::Taken(new)) => match part {
                Part::State => here.how == new.how,
                Part::Day => here.at.date() == new.at.date(),
                Part::Clock => here.at.time() == new.at.time(),
                Part::Held => here.held == new.held,
                _ => true,
            },
            (Self::Done(here), Self::Done(new)) => here.agrees(new, part),
            (Self::Stranded(_), Self::Stranded(_)) => true,
            _ => false,
        }
    }
}

impl Said {
    fn agrees(&self, new: &Self, part: &Part) -> bool {
        match part {
            Part::State => {
                (self.allowed, &self.turn) == (new.allowed, &new.turn)
                    && rules(&self.denials) == rules(&new.denials)
            }
            Part::Message => self.denials == new.denials,
            Part::Warnings => self.warnings == new.warnings,
            Part::Form => self.form == new.form,
            _ => true,
        }
    }
}

impl Done {
    fn agrees(&self, new: &Self, part: &Part) -> bool {
        match part {
            Part::Day => self.at.date() == new.at.date(),
            Part::Clock => self.at.time() == new.at.time(),
            Part::Argument(name) => self.argument(name) == new.argument(name),
            Part::Language => language(self) == language(new),
            Part::Wording => wording(self) == wording(new),
            Part::Figure(at) => {
                let [here, new] = [self, new].map(figures);
                here.len() == new.len() && here.get(usize::from(*at)) == new.get(usize::from(*at))
            }
            _ => true,
        }
    }
}

fn rules(reasons: &[Reason]) -> Vec<&str> {
    reasons.iter().map(|reason| &*reason.rule).collect()
}

fn language(done: &Done) -> Option<&str> {
    done.letter.as_ref().map(|letter| &*letter.letter.language)
}

fn wording(done: &Done) -> Option<&str> {
    done.letter.as_ref().map(|letter| &*letter.parted().wording)
}

/// The figures in a letter's text, in order.
pub(super) fn figures(done: &Done) -> &[String] {
    let parted = done.letter.as_ref().map(Written::parted);
    parted.map_or(&[], |parted: &Parted| &parted.figures)
}

/// A place in a list that is never so long that it matters.
pub(super) fn place(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}
