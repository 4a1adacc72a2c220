//! A timer as a rule set declares it: what happens at its time outside of the flows' steps.

use std::sync::Arc;

use chrono::NaiveTime;

use super::effect::EffectItem;
use super::flow::{Day, Wait};
use super::{HeldTo, Label};
use crate::expr::Expr;
use crate::source::Span;

/// Something that happens once, or again and again, whatever flow the case is in and also while it is paused.
#[derive(Debug, Clone)]
pub(crate) struct Timer {
    pub(crate) name: Arc<str>,
    pub(crate) label: Label,
    /// Whether it returns: `every`, not `after`.
    pub(crate) repeats: bool,
    pub(crate) wait: Wait,
    /// The date or point in time that it counts from; not due until it is set.
    pub(crate) from: Expr,
    pub(crate) at: Option<NaiveTime>,
    pub(crate) day: Day,
    /// `while`: what must hold for it to run.
    pub(crate) condition: Option<Expr>,
    pub(crate) effects: Vec<EffectItem>,
    /// What they could break, told once the whole rule set is read.
    pub(crate) held_to: HeldTo,
    pub(crate) span: Span,
}
