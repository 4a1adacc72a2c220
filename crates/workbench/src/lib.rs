//! What is done with rule sets: their scenarios are run and held to snapshots.
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
//! With a [`Suite`] the same is done piece by piece, as `dunlin test` does it:
//!
//! ```no_run
//! use dunlin_workbench::{Counts, Suite};
//!
//! let suite = Suite::read("path/to/rule-set")?.matching("pause");
//! let outcomes = suite.run();
//! for outcome in outcomes.iter().filter(|outcome| !outcome.is_passed()) {
//!     // The file, what is wrong, and the diff where a snapshot differs.
//!     println!("{outcome}");
//!     outcome.accept()?;
//! }
//! println!("{}", Counts::of(&outcomes));
//! # Ok::<(), dunlin_workbench::SuiteError>(())
//! ```

mod scenario;
mod run;
mod snapshot;
mod suite;

pub use run::Unmet;
pub use scenario::Problem;
pub use suite::{Counts, Outcome, Status, Suite, SuiteError, assert_scenarios};
