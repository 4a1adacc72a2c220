//! What the measurements have in common: the shipped rules with what is asked of them, and a portfolio. Nothing is measured here.
//!
//! `src/bin/bench` takes times, `src/bin/instructions` counts instructions; CONTRIBUTING.md says how to run them.

/// A portfolio that a Danish creditor could have.
pub mod portfolio;
mod shipped;

pub use shipped::Shipped;
