//! Both sides of a difference, as data that can be told in any language · what causes it isn't known here.

use chrono::{NaiveDate, NaiveTime};
use dunlin::{Texts, Value};
use rust_decimal::Decimal;
use serde::Serialize;

use super::asked::AMOUNT;
use super::outcome::{Aspect, Done, How, Item, Key, Outcome, Part, Reason, figures};
use super::tally::About;

/// One difference of one case.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// What it is about.
    pub about: About,
    /// Which part of it: `exists`, `state`, `day`, `clock`, an argument by its name, `wording`, `figure`, …
    pub part: String,
    /// How it is under the old rules.
    pub old: Shown,
    /// How it is under the new ones.
    pub new: Shown,
    /// Which of the letter's figures it is, where it is one.
    #[serde(skip)]
    pub(super) is_figure: bool,
}

/// One side of a difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Shown {
    /// It isn't there.
    Nothing,
    /// It is done on a day; of an entry, with how much and in which currency.
    On(NaiveDate, Option<(Decimal, String)>),
    /// At a time of day.
    At(NaiveTime),
    /// It is allowed, or nothing is said against it.
    Allowed,
    /// It is denied, or something is said of it, by these rules and in these words.
    Reasons(Vec<(String, Texts<'static>)>),
    /// A step has its turn.
    Ran,
    /// A step is passed over.
    PassedOver,
    /// A step is held.
    Held,
    /// Something due had its turn.
    Turn(Had),
    /// A value, of a case in a currency.
    Value(Value, String),
    /// A text.
    Text(String),
}

/// What had its turn by a decision, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Had {
    /// A step's flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    /// The step's or the timer's name, or the reason of a pause that ended.
    pub name: String,
    /// Whether it was passed over.
    pub passed_over: bool,
}

impl Difference {
    pub(super) fn of(aspect: &Aspect, old: &Outcome, new: &Outcome) -> Option<Self> {
        let items = [old.get(&aspect.key), new.get(&aspect.key)];
        let about = About::of(&aspect.key, items)?;
        let [mut old, mut new] = items.map(|item| {
            item.map_or(Shown::Nothing, |item| {
                shown(item, &aspect.part, &aspect.key)
            })
        });
        if let (Part::Wording, Shown::Text(before), Shown::Text(after)) = (&aspect.part, &old, &new)
        {
            let lines = first_differing(before, after);
            [old, new] = lines.map(Shown::Text);
        }
        Some(Self {
            about,
            part: name(&aspect.part),
            old,
            new,
            is_figure: matches!(aspect.part, Part::Figure(_)),
        })
    }
}

fn name(part: &Part) -> String {
    let name = match part {
        Part::Exists => "exists",
        Part::State => "state",
        Part::Day => "day",
        Part::Clock => "clock",
        Part::Argument(name) => name,
        Part::Language => "language",
        Part::Wording => "wording",
        Part::Figure(_) => "figure",
        Part::Message => "message",
        Part::Warnings => "warnings",
        Part::Held => "held",
        Part::Form => "form",
    };
    name.to_owned()
}

fn shown(item: &Item, part: &Part, key: &Key) -> Shown {
    match item {
        Item::Stranded(why) => Shown::Text(why.clone()),
        Item::Said(said) => match part {
            Part::Message if !said.denials.is_empty() => reasons(&said.denials),
            Part::Message | Part::Warnings => reasons(&said.warnings),
            Part::Form => Shown::Text(said.form.as_deref().unwrap_or_default().to_owned()),
            _ if !said.denials.is_empty() => reasons(&said.denials),
            _ => match &said.turn {
                Some(turn) => Shown::Turn(turn.clone()),
                None if said.allowed => Shown::Allowed,
                None => Shown::Nothing,
            },
        },
        Item::Taken(taken) => match part {
            Part::Clock => Shown::At(taken.at.time()),
            Part::Held => reasons(&taken.held),
            Part::State => match taken.how {
                How::Ran => Shown::Ran,
                How::PassedOver => Shown::PassedOver,
                How::Held => Shown::Held,
            },
            _ => Shown::On(taken.at.date(), None),
        },
        Item::Done(done) => of_done(done, part, key),
    }
}

fn of_done(done: &Done, part: &Part, key: &Key) -> Shown {
    match part {
        Part::Exists if matches!(key, Key::Follows(..)) => match done.argument(AMOUNT) {
            Some(amount) => Shown::Value(amount.clone(), done.currency.to_string()),
            None => Shown::On(done.at.date(), None),
        },
        Part::Exists => {
            let amount = done.argument(AMOUNT).and_then(Value::as_decimal);
            Shown::On(
                done.at.date(),
                amount.map(|amount| (amount, done.currency.to_string())),
            )
        }
        Part::Day => Shown::On(done.at.date(), None),
        Part::Clock => Shown::At(done.at.time()),
        Part::Argument(name) => match done.argument(name) {
            Some(value) => Shown::Value(value.clone(), done.currency.to_string()),
            None => Shown::Nothing,
        },
        Part::Figure(at) => {
            let figure = figures(done).get(usize::from(*at)).cloned();
            figure.map_or(Shown::Nothing, Shown::Text)
        }
        _ => match (done.letter.as_ref().map(|letter| &letter.letter), part) {
            (Some(letter), Part::Language) => Shown::Text(letter.language.clone()),
            (Some(letter), _) => Shown::Text(format!("{}\n{}", letter.subject, letter.body)),
            (None, _) => Shown::Nothing,
        },
    }
}

fn reasons(reasons: &[Reason]) -> Shown {
    if reasons.is_empty() {
        return Shown::Nothing;
    }
    let told = reasons.iter();
    Shown::Reasons(
        told.map(|reason| (reason.rule.clone(), reason.message.clone()))
            .collect(),
    )
}

/// The first lines in which two texts differ.
fn first_differing(old: &str, new: &str) -> [String; 2] {
    let (mut old, mut new) = (old.lines(), new.lines());
    loop {
        match (old.next(), new.next()) {
            (Some(before), Some(after)) if before == after => {}
            (before, after) => {
                return [before, after].map(|line| line.unwrap_or_default().to_owned());
            }
        }
    }
}
