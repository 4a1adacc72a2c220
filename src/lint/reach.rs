//! Flows that no case comes to, and steps after one that always leaves.

use crate::rules::Rules;
use crate::source::Report;

pub(super) fn find(_rules: &Rules, _report: &mut Report) {}
