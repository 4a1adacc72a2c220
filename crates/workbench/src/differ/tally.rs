//! What differs, counted by its cause, with the smallest cases in which it does · nothing is compared here.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use dunlin::Value;
use rust_decimal::Decimal;
use serde::Serialize;

use super::asked::{ADD_INTEREST, AMOUNT, CLOSE_CASE, POST, SWITCH_FLOW};
use super::cause::Cause;
use super::example::{Example, Found, Origin};
use super::outcome::{Aspect, Done, How, Item, Key, Outcome, Part, Said};
use super::shown::Difference;
use super::subject::Standing;

/// So many of the smallest cases of each cause are kept.
const EXAMPLES: usize = 3;
/// So many differences of each of them.
const DIFFERENCES: usize = 8;
/// So many stranded cases are named at each place, and so many reasons kept apart.
const NAMED: usize = 1_000;
const REASONS: usize = 50;

/// The kind of entry that charged interest is.
const INTEREST: &str = "interest";

/// What differs between what two versions of a rule set make of the same cases.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Differences {
    /// How many cases were compared.
    pub cases: u64,
    /// How many of them differ in anything.
    pub differing: u64,
    /// What differs, by its cause: first what one group of edits causes alone.
    pub causes: Vec<Caused>,
}

/// What one cause makes different.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Caused {
    /// What causes it.
    pub cause: Cause,
    /// How many cases differ by it.
    pub cases: u64,
    /// What differs, and how often.
    pub changes: BTreeMap<About, Change>,
    /// Cases that the new rules can't take, by why.
    pub stranded: Vec<Stranded>,
    /// The smallest cases that differ by it, the smallest first.
    pub examples: Vec<Example>,
}

/// What a difference is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "about", rename_all = "snake_case")]
#[non_exhaustive]
pub enum About {
    /// Letters of a template.
    Letter {
        /// The template's name.
        template: String,
    },
    /// Entries of a kind.
    Entry {
        /// The kind's name.
        entry: String,
        /// The currency of the cases.
        currency: String,
    },
    /// Switches to a flow.
    Flow {
        /// The flow's name.
        to: String,
    },
    /// Closings of cases.
    Closing,
    /// Openings of cases.
    Opening,
    /// Decisions about what was asked for.
    Decision {
        /// The action's name.
        action: String,
    },
    /// An action in the menu of a role.
    Menu {
        /// The action's name.
        action: String,
        /// The role.
        role: String,
    },
    /// Other effects.
    Effect {
        /// The effect's name.
        effect: String,
        /// What it names first: a fact, a reason.
        of: String,
    },
    /// Turns of a step.
    Step {
        /// The flow's name; none for a timer.
        flow: Option<String>,
        /// The step's or the timer's name.
        step: String,
    },
}

/// How often what differs does so, and by how much.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// There is one that was not.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: u64,
    /// There is none where one was.
    #[serde(skip_serializing_if = "is_zero")]
    pub fewer: u64,
    /// It comes on an earlier day.
    #[serde(skip_serializing_if = "Moved::is_none")]
    pub earlier: Moved,
    /// It comes on a later day.
    #[serde(skip_serializing_if = "Moved::is_none")]
    pub later: Moved,
    /// It comes at another time of the day.
    #[serde(skip_serializing_if = "is_zero")]
    pub clock: u64,
    /// It is for another amount.
    #[serde(skip_serializing_if = "is_zero")]
    pub amounts: u64,
    /// How much more, or less, all of it comes to.
    #[serde(skip_serializing_if = "Decimal::is_zero")]
    pub amount: Decimal,
    /// Its letter is worded otherwise.
    #[serde(skip_serializing_if = "is_zero")]
    pub wording: u64,
    /// Its letter has other figures: days, amounts.
    #[serde(skip_serializing_if = "is_zero")]
    pub figures: u64,
    /// It is allowed, and was denied.
    #[serde(skip_serializing_if = "is_zero")]
    pub allowed: u64,
    /// It is denied, and was allowed.
    #[serde(skip_serializing_if = "is_zero")]
    pub denied: u64,
    /// Other rules deny it.
    #[serde(skip_serializing_if = "is_zero")]
    pub reasons: u64,
    /// What is said about it is said otherwise.
    #[serde(skip_serializing_if = "is_zero")]
    pub messages: u64,
    /// It is called otherwise, or asks for something else.
    #[serde(skip_serializing_if = "is_zero")]
    pub forms: u64,
    /// A step is done that was passed over or held.
    #[serde(skip_serializing_if = "is_zero")]
    pub ran: u64,
    /// A step is passed over that was done or held.
    #[serde(skip_serializing_if = "is_zero")]
    pub passed_over: u64,
    /// A step is held, or held otherwise.
    #[serde(skip_serializing_if = "is_zero")]
    pub held: u64,
    /// Anything else of it differs.
    #[serde(skip_serializing_if = "is_zero")]
    pub other: u64,
}

/// How often something comes on another day, and by how many days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Moved {
    /// How often.
    pub times: u64,
    /// By at least so many days.
    pub least: u64,
    /// By at most so many days.
    pub most: u64,
    /// By so many days in all.
    pub days: u64,
}

/// Cases that the new rules can't take for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stranded {
    /// Why, as the engine says it.
    pub why: String,
    /// The flow in which they are.
    pub flow: String,
    /// The step that comes next for them.
    pub step: Option<String>,
    /// How many they are.
    pub cases: u64,
    /// The first thousand of them.
    pub named: Vec<String>,
}

/// What has been found so far.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) cases: u64,
    differing: u64,
    causes: BTreeMap<Cause, Counts>,
}

/// The flow and the step at which cases are stranded, and why.
type Strand = (String, Option<String>, String);

#[derive(Default)]
struct Counts {
    cases: u64,
    changes: BTreeMap<About, Change>,
    stranded: BTreeMap<Strand, (u64, Vec<String>)>,
    examples: Vec<Example>,
}

impl About {
    /// What a difference between two items is about; nothing of a case that can't be taken.
    pub(super) fn of(key: &Key, items: [Option<&Item>; 2]) -> Option<Self> {
        let mut done = items.into_iter().flatten().filter_map(|item| match item {
            Item::Done(done) => Some(done),
            _ => None,
        });
        let done = done.next();
        let currency = done
            .map(|done| done.currency.to_string())
            .unwrap_or_default();
        let is_letter = done.is_some_and(|done| done.letter.is_some());
        Some(match key {
            Key::Stranded => return None,
            Key::Opening => Self::Opening,
            Key::Decision(_, action) => Self::Decision {
                action: action.to_string(),
            },
            Key::Menu(role, action) => Self::Menu {
                action: action.to_string(),
                role: role.to_string(),
            },
            Key::Turn(flow, step, _) => Self::Step {
                flow: flow.as_ref().map(ToString::to_string),
                step: step.to_string(),
            },
            Key::Effect(_, of, _) | Key::Follows(_, _, of, _) if is_letter => Self::Letter {
                template: of.to_string(),
            },
            Key::Effect(effect, of, _) | Key::Follows(_, effect, of, _) => match &**effect {
                POST => Self::Entry {
                    entry: of.to_string(),
                    currency,
                },
                ADD_INTEREST => Self::Entry {
                    entry: INTEREST.to_owned(),
                    currency,
                },
                SWITCH_FLOW => Self::Flow { to: of.to_string() },
                CLOSE_CASE => Self::Closing,
                _ => Self::Effect {
                    effect: effect.to_string(),
                    of: of.to_string(),
                },
            },
        })
    }
}

impl Tally {
    /// Counts what differs in a case, by its causes.
    pub(super) fn meets(
        &mut self,
        (case, at): (&str, u64),
        standing: &Standing,
        [old, new]: [&Outcome; 2],
        found: Vec<(Aspect, Cause)>,
        origin: impl Fn() -> Option<Origin>,
    ) {
        self.differing += 1;
        let mut by_cause: BTreeMap<Cause, Vec<Aspect>> = BTreeMap::new();
        for (aspect, cause) in found {
            by_cause.entry(cause).or_default().push(aspect);
        }
        for (cause, aspects) in by_cause {
            let counts = self.causes.entry(cause).or_default();
            counts.cases += 1;
            let mut last_figure: Option<&Key> = None;
            for aspect in &aspects {
                if matches!(aspect.part, Part::Figure(_)) {
                    // A letter with several other figures is one letter.
                    if last_figure == Some(&aspect.key) {
                        continue;
                    }
                    last_figure = Some(&aspect.key);
                }
                counts.counts(aspect, old, new);
            }
            if let Some(Item::Stranded(why)) = new.get(&Key::Stranded) {
                counts.strands(case, standing, why);
                continue;
            }
            let rank = (standing.size, aspects.len(), at);
            if counts.examples.len() == EXAMPLES
                && counts.examples.last().is_some_and(|last| last.rank < rank)
            {
                continue;
            }
            let mut differences: Vec<Difference> = aspects
                .iter()
                .filter_map(|aspect| Difference::of(aspect, old, new))
                .collect();
            differences.sort_by_key(|difference| (difference.is_figure, difference.about.clone()));
            let all = differences.len();
            differences.truncate(DIFFERENCES);
            counts.takes(Example {
                case: case.to_owned(),
                more: all - differences.len(),
                differences,
                rank,
                found: origin().map(|origin| Found {
                    origin,
                    until: last_day(&aspects, old, new),
                    asks: asks(&aspects),
                }),
            });
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.differing += other.differing;
        for (cause, more) in other.causes {
            let counts = self.causes.entry(cause).or_default();
            counts.cases += more.cases;
            for (about, change) in more.changes {
                counts.changes.entry(about).or_default().add(&change);
            }
            for (place, (cases, named)) in more.stranded {
                counts.strand(place, cases, named);
            }
            for example in more.examples {
                counts.takes(example);
            }
        }
    }

    pub(super) fn into_differences(self) -> Differences {
        let causes = self.causes.into_iter().map(|(cause, counts)| Caused {
            cause,
            cases: counts.cases,
            changes: counts.changes,
            stranded: counts
                .stranded
                .into_iter()
                .map(|((flow, step, why), (cases, named))| Stranded {
                    why,
                    flow,
                    step,
                    cases,
                    named,
                })
                .collect(),
            examples: counts.examples,
        });
        Differences {
            cases: self.cases,
            differing: self.differing,
            causes: causes.collect(),
        }
    }
}

impl Counts {
    fn counts(&mut self, aspect: &Aspect, old: &Outcome, new: &Outcome) {
        let items = [old.get(&aspect.key), new.get(&aspect.key)];
        if let Some(about) = About::of(&aspect.key, items) {
            let change = self.changes.entry(about).or_default();
            change.counts(&aspect.part, items);
        }
    }

    fn strands(&mut self, case: &str, standing: &Standing, why: &str) {
        let place = (standing.flow.clone(), standing.step.clone(), why.to_owned());
        self.strand(place, 1, vec![case.to_owned()]);
    }

    fn strand(&mut self, place: (String, Option<String>, String), cases: u64, named: Vec<String>) {
        let is_known = self.stranded.contains_key(&place);
        let place = match is_known || self.stranded.len() < REASONS {
            true => place,
            false => (String::new(), None, String::new()),
        };
        let (count, known) = self.stranded.entry(place).or_default();
        *count += cases;
        known.extend(named);
        known.truncate(NAMED);
    }

    /// Keeps an example if it is among the smallest.
    fn takes(&mut self, example: Example) {
        let at = self
            .examples
            .partition_point(|known| known.rank < example.rank);
        self.examples.insert(at, example);
        self.examples.truncate(EXAMPLES);
    }
}

impl Change {
    fn counts(&mut self, part: &Part, items: [Option<&Item>; 2]) {
        let [old, new] = items;
        match (old, new) {
            (None, Some(new)) => {
                self.more += 1;
                self.amount += amount(new);
            }
            (Some(old), None) => {
                self.fewer += 1;
                self.amount -= amount(old);
            }
            (Some(old), Some(new)) => self.differs(part, old, new),
            (None, None) => {}
        }
    }

    fn differs(&mut self, part: &Part, old: &Item, new: &Item) {
        match (part, old, new) {
            (Part::Day, _, _) => self.moves(old, new),
            (Part::Clock, _, _) => self.clock += 1,
            (Part::Argument(name), _, _) if **name == *AMOUNT => {
                self.amounts += 1;
                self.amount += amount(new) - amount(old);
            }
            (Part::Wording | Part::Language, _, _) => self.wording += 1,
            (Part::Figure(_), _, _) => self.figures += 1,
            (Part::Message | Part::Warnings, _, _) => self.messages += 1,
            (Part::Form, _, _) => self.forms += 1,
            (Part::Held, _, _) => self.held += 1,
            (Part::State, Item::Said(old), Item::Said(new)) => self.says(old, new),
            (Part::State, _, Item::Taken(new)) => match new.how {
                How::Ran => self.ran += 1,
                How::PassedOver => self.passed_over += 1,
                How::Held => self.held += 1,
            },
            _ => self.other += 1,
        }
    }

    fn says(&mut self, old: &Said, new: &Said) {
        match (old.allowed, new.allowed) {
            (false, true) => self.allowed += 1,
            (true, false) => self.denied += 1,
            (false, false) => self.reasons += 1,
            (true, true) => match (&old.turn, &new.turn) {
                (Some(old), Some(new)) if (&old.flow, &old.name) == (&new.flow, &new.name) => {
                    let fared = match new.passed_over {
                        true => &mut self.passed_over,
                        false => &mut self.ran,
                    };
                    *fared += 1;
                }
                _ => self.other += 1,
            },
        }
    }

    fn moves(&mut self, old: &Item, new: &Item) {
        let (Some(old), Some(new)) = (day(old), day(new)) else {
            return;
        };
        let days = new.date().signed_duration_since(old.date()).num_days();
        let moved = match days < 0 {
            true => &mut self.earlier,
            false => &mut self.later,
        };
        let days = days.unsigned_abs();
        moved.add(&Moved {
            times: 1,
            least: days,
            most: days,
            days,
        });
    }

    fn add(&mut self, more: &Self) {
        self.earlier.add(&more.earlier);
        self.later.add(&more.later);
        self.amount += more.amount;
        for (count, more) in self.each().into_iter().zip(more.clone().each()) {
            *count += *more;
        }
    }

    fn each(&mut self) -> [&mut u64; 15] {
        [
            &mut self.more,
            &mut self.fewer,
            &mut self.clock,
            &mut self.amounts,
            &mut self.wording,
            &mut self.figures,
            &mut self.allowed,
            &mut self.denied,
            &mut self.reasons,
            &mut self.messages,
            &mut self.forms,
            &mut self.ran,
            &mut self.passed_over,
            &mut self.held,
            &mut self.other,
        ]
    }
}

impl Moved {
    fn is_none(&self) -> bool {
        self.times == 0
    }

    fn add(&mut self, more: &Self) {
        if more.is_none() {
            return;
        }
        self.least = match self.is_none() {
            true => more.least,
            false => self.least.min(more.least),
        };
        self.most = self.most.max(more.most);
        self.times += more.times;
        self.days += more.days;
    }
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

fn amount(item: &Item) -> Decimal {
    let amount = match item {
        Item::Done(done) => done.argument(AMOUNT).and_then(Value::as_decimal),
        _ => None,
    };
    amount.unwrap_or_default()
}

fn day(item: &Item) -> Option<NaiveDateTime> {
    match item {
        Item::Done(Done { at, .. }) => Some(*at),
        Item::Taken(taken) => Some(taken.at),
        _ => None,
    }
}

/// When the last of what differs comes, under either rules.
fn last_day(aspects: &[Aspect], old: &Outcome, new: &Outcome) -> Option<NaiveDateTime> {
    let items = aspects
        .iter()
        .flat_map(|aspect| [old.get(&aspect.key), new.get(&aspect.key)]);
    items.flatten().filter_map(day).max()
}

/// The actions whose place in a menu differs, with the role.
fn asks(aspects: &[Aspect]) -> Vec<(String, String)> {
    let mut asks = Vec::new();
    for aspect in aspects {
        if let Key::Menu(role, action) = &aspect.key {
            let ask = (role.to_string(), action.to_string());
            if !asks.contains(&ask) {
                asks.push(ask);
            }
        }
    }
    asks
}
