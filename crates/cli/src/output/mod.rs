//! What the command prints, one form a file · nothing is decided, read or written here.

pub(crate) mod case;
pub(crate) mod coverage;
pub(crate) mod decision;
pub(crate) mod diff;
pub(crate) mod due;
pub(crate) mod effect;
pub(crate) mod findings;
pub(crate) mod forecast;
pub(crate) mod json;
pub(crate) mod menu;
pub(crate) mod mutate;
pub(crate) mod page;
pub(crate) mod reasons;
pub(crate) mod sarif;
pub(crate) mod scenarios;
pub(crate) mod simulate;
pub(crate) mod stream;
pub(crate) mod style;
