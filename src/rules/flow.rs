//! A flow as a rule set declares it: its steps, when each falls due, and what each does.

use std::sync::Arc;

use chrono::NaiveTime;

use super::effect::EffectItem;
use super::{HeldTo, Label};
use crate::expr::Expr;
use crate::source::Span;

/// The steps that a case goes through while nothing else happens to it.
#[derive(Debug, Clone)]
pub(crate) struct Flow {
    pub(crate) apart: Option<Wait>,
    pub(crate) steps: Vec<Step>,
    pub(crate) span: Span,
}

/// One step of a flow.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) name: Arc<str>,
    pub(crate) label: Label,
    pub(crate) after: After,
    pub(crate) at: Option<NaiveTime>,
    pub(crate) day: Day,
    pub(crate) wait_for: Option<Expr>,
    pub(crate) when: Option<Expr>,
    pub(crate) effects: Vec<EffectItem>,
    /// What they could break, told once the whole rule set is read.
    pub(crate) held_to: HeldTo,
    pub(crate) span: Span,
}

/// How long a step waits, and from when.
#[derive(Debug, Clone)]
pub(crate) struct After {
    pub(crate) wait: Wait,
    /// The date or point in time that it counts from, where it isn't the step before.
    pub(crate) from: Option<Expr>,
}

/// A number of days, business days, weeks or months.
#[derive(Debug, Clone)]
pub(crate) struct Wait {
    pub(crate) number: Expr,
    pub(crate) unit: Unit,
}

/// What a waiting time counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Days,
    BusinessDays,
    Weeks,
    Months,
}

/// On what days a step may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Day {
    #[default]
    Any,
    Business,
}
