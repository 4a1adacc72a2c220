//! The engines, one a file, each prepared once by `new` and asked by `decide`. None is told of another.

pub(crate) mod by_hand;
pub(crate) mod cedar;
pub(crate) mod cel;
pub(crate) mod complete_by_hand;
pub(crate) mod dunlin;
pub(crate) mod node;
pub(crate) mod rego;
pub(crate) mod rhai;
pub(crate) mod zen_expression;
pub(crate) mod zen_table;
