//! What two reports of a scenario say otherwise, as decisions, effects, letters and days. No scenario is run here, and no file read.

mod compare;
mod days;
mod effects;
mod fold;
mod pair;
mod story;
mod summary;
mod text;
mod tree;
#[cfg(test)]
mod untold;
mod words;

use chrono::NaiveDateTime;
use serde::Serialize;
use similar::TextDiff;

pub use summary::{Shared, shared};
pub use text::Wording;
pub use words::{Language, Telling};

/// One thing that a scenario's report says otherwise than its snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// What it is about.
    #[serde(flatten)]
    pub place: Place,
    /// What is said otherwise.
    #[serde(flatten)]
    pub what: What,
    /// Whether it follows from what is told before it: a later date, a balance, an amount in a letter.
    pub follows: bool,
}

/// What a change is about, and when that happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Place {
    /// The step of the scenario in which it happens, from one; 0 is the opening.
    pub step: usize,
    /// The action that is asked for, or what falls due, such as `reminder_1 of the flow reminder`.
    pub of: String,
    /// When it happens, in the rule set's zone; as the snapshot says, where it no longer does.
    pub at: NaiveDateTime,
}

/// What is said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum What {
    /// What the scenario shows, in a sentence.
    Sentence {
        /// As the snapshot has it.
        kept: String,
        /// As it is now.
        new: String,
    },
    /// It comes at another time.
    Moved {
        /// When it came.
        kept: NaiveDateTime,
        /// When it comes now.
        new: NaiveDateTime,
        /// By how many days it is later; below 0, earlier.
        days: i64,
    },
    /// It no longer happens.
    Gone {
        /// What followed from it, such as `send reminder_1`.
        effects: Vec<String>,
    },
    /// It happens now, and didn't.
    Comes {
        /// What follows from it.
        effects: Vec<String>,
    },
    /// What fell due comes out another way: it runs, is passed over, ends or is held.
    Turns {
        /// How it came out.
        kept: String,
        /// How it comes out now.
        new: String,
        /// Why it is held, where it is.
        rules: Vec<Reason>,
        /// What followed from it, or what does now.
        effects: Vec<String>,
    },
    /// It was denied, and is allowed.
    Allowed {
        /// The rules that denied it.
        rules: Vec<Reason>,
        /// What follows from it.
        effects: Vec<String>,
    },
    /// It was allowed, and is denied.
    Denied {
        /// The rules that deny it.
        rules: Vec<Reason>,
        /// What followed from it.
        effects: Vec<String>,
    },
    /// A rule speaks against it or warns of it that didn't, or no longer does.
    Rule {
        /// Whether it warns, and doesn't deny.
        warns: bool,
        /// Whether it does now.
        is_new: bool,
        /// The rule.
        rule: Reason,
    },
    /// What a rule says in a language.
    Message {
        /// The rule.
        rule: String,
        /// The language.
        language: String,
        /// The words.
        wording: Wording,
    },
    /// An effect comes that didn't, or no longer does.
    Effect {
        /// Whether it comes now.
        is_new: bool,
        /// The effect with what it is about, such as `post reminder_fee`.
        effect: String,
        /// Its other arguments.
        arguments: Vec<(String, String)>,
    },
    /// The effects come in another order.
    Order {
        /// In their order now.
        effects: Vec<String>,
    },
    /// An argument of an effect; a letter's language too.
    Argument {
        /// The effect with what it is about.
        effect: String,
        /// The argument.
        name: String,
        /// As the snapshot has it.
        kept: Option<String>,
        /// As it is now.
        new: Option<String>,
    },
    /// The words of a letter or of an argument that is a text.
    Text {
        /// The effect with what it is about.
        effect: String,
        /// `subject` and `body` of a letter, or the argument.
        name: String,
        /// The words.
        wording: Wording,
    },
    /// The case after it: its status, what is owed, a fact, a hold, an entry of the ledger.
    State {
        /// Its name.
        name: String,
        /// As the snapshot has it.
        kept: Option<String>,
        /// As it is now.
        new: Option<String>,
    },
    /// What the scenario itself asks with.
    Input {
        /// Its name.
        name: String,
        /// As the snapshot has it.
        kept: Option<String>,
        /// As it is now.
        new: Option<String>,
    },
    /// How the host answers an effect.
    Answer {
        /// The effect with what it is about.
        effect: String,
        /// As the snapshot has it.
        kept: Option<String>,
        /// As it is now.
        new: Option<String>,
    },
    /// What comes next when the time has passed.
    Next {
        /// As the snapshot has it.
        kept: Option<String>,
        /// As it is now.
        new: Option<String>,
    },
    /// Lines that say something else, where no more is understood of them.
    Lines {
        /// As the snapshot has them.
        kept: Vec<String>,
        /// As they are now.
        new: Vec<String>,
    },
}

/// A rule, with what it says in each language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Reason {
    /// Its name.
    pub rule: String,
    /// What it says, by language.
    pub says: Vec<(String, String)>,
}

/// Returns what a report says otherwise than the one that was kept, in the order in which it happens.
///
/// Where they differ at all, there is at least one change.
pub(crate) fn changes(kept: Told<'_>, new: Told<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let start = Place {
        step: 0,
        of: String::new(),
        at: NaiveDateTime::default(),
    };
    if kept.sentence != new.sentence {
        let what = What::Sentence {
            kept: kept.sentence.to_owned(),
            new: new.sentence.to_owned(),
        };
        changes.push(Change::new(&start, what));
    }
    if kept.report != new.report {
        let compared = match (
            story::Story::read(kept.report),
            story::Story::read(new.report),
        ) {
            (Some(kept), Some(new)) => compare::stories(&kept, &new),
            _ => Vec::new(),
        };
        if compared.is_empty() {
            changes.push(Change::new(&start, lines(kept.report, new.report)));
        }
        changes.extend(compared);
    }
    fold::fold(&mut changes);
    changes
}

/// A scenario's report with its sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'t> {
    pub(crate) sentence: &'t str,
    pub(crate) report: &'t str,
}

impl Change {
    fn new(place: &Place, what: What) -> Self {
        Self {
            place: place.clone(),
            what,
            follows: false,
        }
    }
}

/// The lines that differ.
fn lines(kept: &str, new: &str) -> What {
    let diff = TextDiff::from_lines(kept, new);
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for change in diff.iter_all_changes() {
        let line = change.value().trim_end_matches('\n').to_owned();
        match change.tag() {
            similar::ChangeTag::Delete => gone.push(line),
            similar::ChangeTag::Insert => come.push(line),
            similar::ChangeTag::Equal => {}
        }
    }
    What::Lines {
        kept: gone,
        new: come,
    }
}
