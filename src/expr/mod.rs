//! Expressions: Rhai's parser → a typed tree over slots → a value. The only evaluator is in here; no YAML, no effects.

mod call;
mod check;
mod coerce;
mod compile;
mod eval;
mod fields;
mod functions;
mod guard;
mod mistake;
mod number;
mod observe;
pub(crate) mod odd;
#[cfg(test)]
mod oracle;
mod path;
mod place;
mod presumed;
mod problem;
mod scope;
mod settled;
mod token;
mod tree;
mod unify;

pub(crate) use check::Expected;
pub(crate) use compile::{Text, can_be_name, compile, parse_engine};
pub(crate) use eval::{Env, Fault, FaultKind, eval, eval_bool};
pub(crate) use fields::{FIELDS, METHODS, field_type};
pub(crate) use functions::{
    Dates, add_days, call, compare_values, extreme, months_after, round, weekday_name,
};
pub(crate) use guard::Guards;
pub(crate) use number::ambiguous;
pub(crate) use observe::{Observer, Silent};
#[cfg(test)]
pub(crate) use oracle::{Expressions, Sort, WORLD, compiled, random_inputs, runner};
pub(crate) use path::question;
pub(crate) use presumed::Presumed;
pub(crate) use problem::{unknown, unknown_option};
pub(crate) use scope::{BUILTIN_NAMES, Roots, Scope};
pub(crate) use settled::is_always;
pub(crate) use token::{is_word, token_length};
pub(crate) use tree::{
    Arithmetic, Comparison, Expr, Field, Function, HistoryKey, HistoryPart, Node, Read,
};
