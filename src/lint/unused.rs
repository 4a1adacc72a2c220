//! What is declared and never used, and actions that no menu offers.

use crate::rules::Rules;
use crate::source::Report;

pub(super) fn find(_rules: &Rules, _report: &mut Report) {}
