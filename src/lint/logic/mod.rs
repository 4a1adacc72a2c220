//! Whether conditions can hold together: formulas over terms, and a search that is certain only of what it denies. No finding is told here.

mod domain;
mod formula;
#[cfg(test)]
mod properties;
mod satisfy;
mod terms;

pub(super) use formula::Formula;
pub(super) use satisfy::{Effort, satisfiable};
pub(super) use terms::Terms;
