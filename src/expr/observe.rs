//! Who watches an evaluation: by default nobody. The trace is one such observer, and later coverage another.

use super::tree::Expr;
use crate::value::Value;

/// Told what an evaluation sees.
pub(crate) trait Observer {
    /// A slot was read.
    fn read(&mut self, _expr: &Expr, _value: &Value) {}
}

/// Watches nothing, and costs nothing.
pub(crate) struct Silent;

impl Observer for Silent {}
