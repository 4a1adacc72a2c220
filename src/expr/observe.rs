//! Who watches an evaluation: by default nobody. The trace is one such observer, and coverage another.

use super::tree::Expr;
use crate::rules::FunctionId;
use crate::source::Span;
use crate::value::Value;

/// Told what an evaluation sees.
pub(crate) trait Observer {
    /// A slot was read.
    fn read(&mut self, _expr: &Expr, _value: &Value) {}

    /// A condition or a part of one came out, by its place; none where it failed.
    fn came_out(&mut self, _at: Span, _truth: Option<bool>) {}

    /// A version of a table was asked.
    fn looked_up(&mut self, _version: Span) {}

    /// A row of a table was taken.
    fn row(&mut self, _row: Span) {}

    /// A script function was called.
    fn called(&mut self, _function: FunctionId) {}

    /// Whether it is told of the statements of scripts; for that they are run once more.
    fn follows_scripts(&self) -> bool {
        false
    }

    /// A statement of a script was run.
    fn statement(&mut self, _at: Span) {}

    /// Who watches what is evaluated beside the conditions that a trace tells of.
    fn aside(&self) -> impl Observer {
        Silent
    }
}

/// Watches nothing, and costs nothing.
pub(crate) struct Silent;

impl Observer for Silent {}
