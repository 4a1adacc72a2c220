//! Effects that aren't legal in the only status that the case can have where they stand.

use crate::rules::Rules;
use crate::source::Report;

pub(super) fn find(_rules: &Rules, _report: &mut Report) {}
