//! What is wrong with rules that can be read: what can never happen, what nothing uses. No YAML, and nothing runs here.

mod conditions;
mod constant;
mod course;
mod known;
mod legal;
mod logic;
mod reach;
#[cfg(test)]
mod silent;
mod tables;
mod unused;
mod wording;

use crate::rules::Rules;
use crate::source::Report;

/// Looks at a rule set that could be read, perhaps with errors.
///
/// What a broken file says isn't known whole, so that nothing is concluded from it: the first three
/// leave out what stands in such a file, and the others say nothing while there is an error.
pub(crate) fn lint(rules: &Rules, report: &mut Report) {
    tables::find(rules, report);
    conditions::find(rules, report);
    legal::find(rules, report);
    if !report.has_errors() {
        reach::find(rules, report);
        unused::find(rules, report);
    }
}
