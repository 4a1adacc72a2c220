//! Conditions that are the same for every case, and requirements that can't hold where their action is shown.

use crate::rules::Rules;
use crate::source::Report;

pub(super) fn find(_rules: &Rules, _report: &mut Report) {}
