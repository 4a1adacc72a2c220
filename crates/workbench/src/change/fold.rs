//! Which changes follow from those before them: told in a line, not one by one. What they say is no matter here.

use super::text::Wording;
use super::{Change, What};

/// Marks what follows from what is told before it.
pub(super) fn fold(changes: &mut [Change]) {
    for at in 0..changes.len() {
        let (before, rest) = changes.split_at_mut(at);
        if let Some(change) = rest.first_mut() {
            change.follows = change.follows || follows(before, change);
        }
    }
}

fn follows(before: &[Change], change: &Change) -> bool {
    let here = |other: &&Change| other.place == change.place;
    let told = || before.iter().filter(|other| !other.follows);
    if told().any(|other| other.is_like(change)) {
        return true;
    }
    match &change.what {
        What::Moved { kept, new, .. } => before.iter().any(|other| {
            matches!(&other.what, What::Moved { kept: from, new: to, .. } if (from < to) == (kept < new))
        }),
        What::State { name, .. } if is_money(name) => told().any(|other| other.is_cause()),
        What::State { kept: Some(kept), new: Some(new), .. } if ends_alike(kept, new) => {
            told().any(|other| other.is_cause())
        }
        What::Answer { effect, kept, new } if kept.is_none() || new.is_none() => {
            told().filter(here).any(|other| match &other.what {
                What::Effect { effect: of, .. } => of.starts_with(effect),
                _ => false,
            })
        }
        What::State { .. } => told().filter(here).any(|other| other.is_cause()),
        What::Next { .. } => told().any(|other| other.is_cause() && !other.is_words()),
        What::Text { wording, .. } => wording.is_figures() && told().any(|other| other.is_cause()),
        What::Argument { effect, name, kept: Some(kept), new: Some(new) } => {
            is_figure(kept)
                && is_figure(new)
                && told().any(|other| match &other.what {
                    What::Moved { .. } => true,
                    What::Argument { effect: of, name: also, .. } => (of, also) == (effect, name),
                    _ => false,
                })
        }
        _ => false,
    }
}

/// Whether two lines of the case tell that it came to be the same, from something else.
fn ends_alike(kept: &str, new: &str) -> bool {
    let end = |line: &str| line.split_once(" -> ").map(|(_, end)| end.to_owned());
    end(kept).is_some() && end(kept) == end(new)
}

/// Whether a line of the case tells of money, which follows from what was posted before.
fn is_money(name: &str) -> bool {
    name == "balance" || name.starts_with("ledger ")
}

/// Whether a value is a number, an amount or a date.
pub(super) fn is_figure(value: &str) -> bool {
    let figure = |c: char| c.is_ascii_digit() || ".,-: ".contains(c);
    value.starts_with(|c: char| c.is_ascii_digit() || c == '-') && value.chars().all(figure)
}

impl Change {
    /// Whether it says the same as another, of whatever else and whenever that is.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.gist() == other.gist()
    }

    /// Returns what it says, without days and places.
    pub(super) fn gist(&self) -> What {
        let mut what = self.what.clone();
        match &mut what {
            // By how much is said of days; where that is none, the times are.
            What::Moved { kept, new, days } if *days != 0 => {
                (*kept, *new) = Default::default();
            }
            What::Message { wording, .. } | What::Text { wording, .. } => {
                *wording = Wording {
                    before: String::new(),
                    after: String::new(),
                    ..wording.clone()
                };
            }
            What::Effect { arguments, .. } => arguments.retain(|(_, value)| !is_figure(value)),
            _ => {}
        }
        what
    }

    /// Whether the moment it is about belongs to what it says.
    pub(super) fn is_of_its_moment(&self) -> bool {
        !matches!(
            self.what,
            What::Argument { .. } | What::Text { .. } | What::Sentence { .. } | What::Lines { .. }
        )
    }

    /// Whether others may follow from it.
    fn is_cause(&self) -> bool {
        !matches!(
            self.what,
            What::Sentence { .. } | What::Lines { .. } | What::Message { .. }
        )
    }

    fn is_words(&self) -> bool {
        matches!(self.what, What::Text { .. } | What::Message { .. })
    }
}
