//! What would allow what is denied: the nearest change, searched for over the conditions and decided again to be sure. Nothing is changed, and no rule is in here.

mod aim;
mod change;
mod makers;
mod search;
mod target;
mod ways;
mod wording;
mod world;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Request;
use crate::case::Case;
use crate::rules::RuleSet;
use crate::text::Texts;
use crate::value::Value;
pub(super) use world::Ask;
use world::World;

/// The smallest set of changes with which what is denied would be allowed.
///
/// It has been decided again with the changes made: [`Nearest::case`], [`Nearest::request`] and
/// [`Nearest::now`] are what was asked then. What the one who asks can write otherwise comes before
/// the time, and that before what would have to happen to the case.
///
/// As JSON it is `{"changes":[{"about","was","to","words","by"}],"words"}`.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Nearest {
    /// What would have to be otherwise, all of it.
    pub changes: Vec<Change>,
    /// The same as a sentence in every language: `It would be allowed if …`.
    pub words: Texts<'static>,
    #[serde(skip)]
    case: Case,
    #[serde(skip)]
    request: Option<Request>,
    #[serde(skip)]
    now: DateTime<Utc>,
}

/// One thing that would have to be otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// What, as rules write it: `input.resume_on`, `actor.role`, `now`, `case.flow`.
    pub about: String,
    /// The value that it has.
    pub was: Value,
    /// The nearest value that will do.
    pub to: Value,
    /// What would have to be so, in every language: `the date were 3 March 2026 or later`.
    pub words: Texts<'static>,
    /// Who or what could make it so.
    pub by: By,
}

/// Who or what could make a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum By {
    /// The one who asks, by asking otherwise.
    Asking,
    /// Time.
    Waiting,
    /// These actions.
    Actions(Vec<String>),
    /// The host, which tells of facts and of what it has carried out.
    Host,
    /// No action does it.
    Nothing,
}

impl Nearest {
    /// Returns the case as it would be.
    #[must_use]
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// Returns what would be asked; none where it is about a step, a timer or the end of a hold.
    #[must_use]
    pub fn request(&self) -> Option<&Request> {
        self.request.as_ref()
    }

    /// Returns when it would be asked.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }
}

/// What would allow what is asked; none where nothing was found, or where it is allowed.
pub(super) fn of(rules: &RuleSet, case: &Case, ask: Ask, now: DateTime<Utc>) -> Option<Nearest> {
    let world = &World {
        case: case.clone(),
        ask,
        now,
    };
    let found = search::search(rules, world)?;
    if found.moves.is_empty() {
        return None;
    }
    let telling = wording::Telling {
        rules: &rules.0,
        world,
    };
    let changes: Vec<Change> = found
        .moves
        .iter()
        .map(|change| telling.change(change))
        .collect();
    let words = telling.sentence(&changes);
    let request = match found.world.ask {
        Ask::Action(request) | Ask::Item(request) => Some(request),
        Ask::Turn(_) => None,
    };
    Some(Nearest {
        changes,
        words,
        case: found.world.case,
        request,
        now: found.world.now,
    })
}
