//! Dunlin decides what may happen to a case, and when.
//!
//! Rules are data: flows, actions, fees and legal limits as YAML and Rhai files, loaded and checked
//! as a whole into a [`RuleSet`]. An [`Engine`] answers with what follows from an action as data, or
//! with every reason against it. It opens no file, reads no clock and keeps nothing: the same
//! inputs give the same bytes.
//!
//! ```
//! use dunlin::{Actor, Engine, Opening, Request, RuleSet, Sources};
//!
//! // The text of a rule set, from wherever the host keeps it; `Sources::read` reads a folder.
//! let mut sources = Sources::new();
//! sources.add("dunlin.yaml", "
//! rule_set: loans
//! version: '1'
//! time_zone: Europe/Copenhagen
//! languages: [en]
//! start: [out]
//! roles: [librarian]
//! ");
//! sources.add("flows/out.yaml", "
//! flow: out
//! label: On loan
//! steps: []
//! ");
//! sources.add("rules/facts.yaml", "
//! facts:
//!   due:
//!     type: date
//! ");
//! sources.add("rules/extend.yaml", "
//! action: extend
//! label: Extend the loan
//! who: [librarian]
//! inputs:
//!   until_date:
//!     type: date
//! require:
//!   - rule: later_than_now
//!     that: input.until_date > case.due
//!     else: The new date must be after {case.due}.
//! effects:
//!   - set_fact:
//!       fact: due
//!       value: =input.until_date
//! ");
//!
//! let engine = Engine::new(RuleSet::load(&sources)?);
//! let now = "2026-03-02T10:00:00Z".parse()?;
//! let mut opening = Opening::new("loan-7");
//! opening.facts.insert("due".to_owned(), "2026-03-20".into());
//! let loan = engine.open(&opening, now)?.case_after().ok_or("denied")?;
//!
//! let request = Request::new("extend", Actor::new("bo", "librarian")).with("until_date", "2026-03-06");
//! let decision = engine.decide(&loan, &request, now)?;
//! assert_eq!(decision.denials()[0].message.get("en"), "The new date must be after 20 Mar 2026.");
//!
//! let request = Request::new("extend", Actor::new("bo", "librarian")).with("until_date", "2026-04-06");
//! let decision = engine.decide(&loan, &request, now)?;
//! assert_eq!(decision.effects()[0].name(), "set_fact");
//! let loan = loan.apply(&decision)?;
//! assert_eq!(loan.fact("due").unwrap().to_string(), "2026-04-06");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![deny(
    clippy::disallowed_methods,
    reason = "the engine is pure: hosts bring files and time"
)]

mod case;
mod decide;
mod expr;
mod lint;
mod load;
mod mutant;
mod rules;
mod script;
mod source;
mod string;
mod text;
mod value;

pub use case::{
    Account, Actor, Case, CaseError, CaseErrorKind, Closed, Held, Opening, Posted, TookTurn, Turn,
};
/// What decisions have come to of a rule set, and what of it none has come to.
pub use decide::coverage;
pub use decide::{
    ApplyError, By, Cause, Change, Condition, Decision, Deed, DeedKind, Denial, DenialKind, Due,
    Effect, Engine, Field, FieldOption, Forecast, Foreseen, Happened, Happening, Lead, Letter,
    Menu, MenuItem, Move, Nearest, Outline, OutlinedAction, OutlinedFlow, OutlinedRequirement,
    OutlinedStep, OutlinedTimer, OutlinedWarning, Record, RecordedEffect, RecordedRequest,
    RecordedRules, Request, Seen, TraceLine, Verdict, Warning, What,
};
pub use load::{Edit, EditKind, Edits};
pub use mutant::{Mutant, MutantKind};
pub use rules::RuleSet;
#[cfg(feature = "fs")]
pub use source::FolderError;
pub use source::{Code, Finding, Findings, Location, Place, Severity, Source, Sources, Unreadable};
pub use string::Str;
pub use text::Texts;
pub use value::Value;

/// The README's example, run as a test.
#[cfg(all(doctest, feature = "fs"))]
#[doc = include_str!("../README.md")]
struct Readme;
