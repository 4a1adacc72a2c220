//! What comes next for a case on its line · when that is, is the engine's to say; the words are the workbench's.

use chrono::{DateTime, Utc};
use dunlin::{Case, Due, RuleSet};
use dunlin_workbench::told::Teller;

use super::style::{STRONG, styled};
use crate::arguments::Language;

/// Returns what comes next in one line; of what is held, the reasons are told beside it.
pub(crate) fn line(
    due: &Due,
    case: &Case,
    rules: &RuleSet,
    now: DateTime<Utc>,
    lang: Language,
) -> String {
    let next = styled(STRONG, lang.of("Next", "Næste"));
    let words = Teller::of(rules, lang.code()).next(due, case, now);
    format!("{next}: {words}\n")
}

/// Returns whether something keeps what comes next from coming: it is held, or waits.
pub(crate) fn is_stuck(due: &Due) -> bool {
    matches!(due, Due::Held { .. } | Due::Waiting { .. })
}
