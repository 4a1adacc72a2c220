//! Denials and warnings for people: the message, below it the rule and its place, and what would allow it.

use dunlin::{Denial, Nearest, Warning};

use super::style::{BAD, CARE, FAINT, GOOD, styled};
use crate::arguments::Language;
use crate::rule_set::Folder;

/// Returns each reason against an action, with its rule, the input it is about, and its place.
pub(crate) fn denials(denials: &[Denial], folder: &Folder, lang: Language) -> String {
    let one = |denial: &Denial| {
        let mut about = denial.rule.to_string();
        if let Some(input) = &denial.input {
            about.push_str(&format!(" · {} {input}", lang.of("input", "felt")));
        }
        if let Some(source) = &denial.source {
            about.push_str(&format!(" · {source}"));
        }
        if let Some(place) = &denial.place {
            about.push_str(&format!(
                " · {}:{}:{}",
                folder.file(&place.file),
                place.line,
                place.column
            ));
        }
        let (mark, about) = (styled(BAD, "✗"), styled(FAINT, &about));
        format!(
            "  {mark} {}\n      {about}\n",
            denial.message.get(lang.code())
        )
    };
    denials.iter().map(one).collect()
}

/// Returns what somebody should know before going on, each with its rule.
pub(crate) fn warnings(warnings: &[Warning], lang: Language) -> String {
    let one = |warning: &Warning| {
        let (mark, rule) = (styled(CARE, "!"), styled(FAINT, &warning.rule));
        format!(
            "  {mark} {}\n      {rule}\n",
            warning.message.get(lang.code())
        )
    };
    warnings.iter().map(one).collect()
}

/// Returns what would allow it, where something was found.
pub(crate) fn nearest(nearest: Option<&Nearest>, lang: Language) -> String {
    let told = nearest.map(|nearest| {
        let words = nearest.words.get(lang.code());
        format!("  {} {words}\n", styled(GOOD, "→"))
    });
    told.unwrap_or_default()
}
