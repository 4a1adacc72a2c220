//! What is done with rule sets: their scenarios are run and held to snapshots, portfolios are lived through, and reports are written.
//!
//! A library for the command and for hosts' own tests; no terminal, no HTTP, and no decision is made in it.
//!
//! A host that keeps a rule set holds it to its scenarios with one test:
//!
//! ```no_run
//! #[test]
//! fn scenarios_hold() {
//!     dunlin_workbench::assert_scenarios("path/to/rule-set");
//! }
//! ```
//!
//! A scenario is a file in the rule set's folder `scenarios/`:
//!
//! ```yaml
//! scenario: a customer who has promised to pay is left alone until then
//! now: 2026-03-02T10:00            # in the rule set's time zone
//! case:                            # what differs from the manifest's `example_case`
//!   customer.language: en
//! steps:
//!   - do: pause
//!     as: clerk                    # a role, or `system`
//!     with: { reason: promised_payment, resume_on: 2026-03-16 }
//!     expect: allowed              # or `denied`, or the names of the rules that deny
//!   - wait_until: 2026-04-01T00:00 # what falls due up to then happens in its time
//!   - host_down: 7 days            # nothing runs for so long; then what has fallen due does
//!   - fails: send                  # from here on; `unanswered` likewise
//! ```
//!
//! The values of `case` and `with` reach the rule set as the text that is written, `100.005` as
//! `100.005` and `0012` as `0012`; nothing, `~` and an unquoted `null` are no value. Each is a single
//! value. Effects for the host count as done when decided, unless a step says otherwise.
//!
//! With a [`Suite`] the same is done piece by piece, as `dunlin test` does it:
//!
//! ```no_run
//! use dunlin_workbench::{Counts, Suite};
//!
//! let suite = Suite::read("path/to/rule-set")?.matching("pause");
//! let outcomes = suite.run();
//! for outcome in outcomes.iter().filter(|outcome| !outcome.is_passed()) {
//!     // The file, what is wrong, and what a snapshot says otherwise.
//!     println!("{outcome}");
//!     outcome.accept()?;
//! }
//! println!("{}", Counts::of(&outcomes));
//! # Ok::<(), dunlin_workbench::SuiteError>(())
//! ```

/// What a scenario says otherwise than its snapshot.
pub mod change;
/// What of a rule set its scenarios have come to, and what not: as data, in words, and as a page.
pub mod coverage;
/// What two versions of a rule set make of the same cases, by the edits that cause it.
pub mod differ;
/// Decisions, menus, forecasts and findings as JSON.
pub mod document;
/// Events as files tell them, a line an event.
pub mod event;
/// The flows of a rule set as a picture, and where a case stands in them.
pub mod graph;
/// Mutants of a rule set, and those that no scenario notices.
pub mod mutate;
/// A case of a journal as a scenario.
pub mod recorded;
/// A report as one page that stands alone, in English or Danish.
pub mod report;
mod run;
mod scenario;
/// A portfolio and its events, lived through between two times.
pub mod simulate;
mod snapshot;
mod suite;
/// What happens to a case, in words: for pages and for the command.
pub mod told;

pub use run::{Denied, DeniedWhat, Phrase, Unmet};
pub use scenario::Problem;
pub use suite::{Counts, Outcome, Status, Suite, SuiteError, assert_scenarios};
