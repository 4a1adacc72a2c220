//! How scenarios came out, for people: those that didn't pass with all that is wrong, and the count.

use dunlin_workbench::{Outcome, Status};

use super::style::{BAD, CARE, FAINT, GOOD, STRONG, styled};
use crate::arguments::Language;
use crate::rule_set::Folder;

/// Returns what didn't pass, and how many did.
pub(crate) fn text(
    outcomes: &[(Outcome, bool)],
    unreferenced: &[String],
    folder: &Folder,
    lang: Language,
) -> String {
    let mut text = String::new();
    for (outcome, accepted) in outcomes.iter().filter(|(outcome, _)| !outcome.is_passed()) {
        text.push_str(&one(outcome, *accepted, folder, lang));
    }
    for snapshot in unreferenced {
        let mark = styled(BAD, lang.of("left over", "til overs"));
        let what = lang.of(
            "belongs to no scenario: delete it",
            "hører til intet scenarie: slet den",
        );
        text.push_str(&format!("{mark} {} · {what}\n", folder.file(snapshot)));
    }
    let acceptable =
        |status: &Status| matches!(status, Status::SnapshotDiffers(_) | Status::SnapshotMissing);
    if outcomes
        .iter()
        .any(|(outcome, accepted)| acceptable(outcome.status()) && !accepted)
    {
        text.push_str(lang.of(
            "where it is meant so, `dunlin test --accept` makes it the snapshot\n",
            "hvor det er meningen, gør `dunlin test --accept` det til facit\n",
        ));
    }
    text.push_str(&counted(outcomes, lang));
    text
}

fn one(outcome: &Outcome, accepted: bool, folder: &Folder, lang: Language) -> String {
    let (mark, style) = match outcome.status() {
        _ if accepted => (lang.of("accepted", "godkendt"), GOOD),
        Status::SnapshotDiffers(_) => (lang.of("differs", "afviger"), BAD),
        Status::SnapshotMissing => (lang.of("new", "ny"), CARE),
        _ => (lang.of("failed", "fejlet"), BAD),
    };
    let mark = styled(style, mark);
    let sentence = outcome.sentence();
    let sentence = if sentence.is_empty() {
        String::new()
    } else {
        format!(" · {sentence}")
    };
    let mut text = format!("{mark} {}{sentence}\n", folder.file(outcome.file()));
    match outcome.status() {
        Status::Unreadable(problems) => {
            text.extend(problems.iter().map(|problem| format!("  {problem}\n")));
        }
        Status::Unmet(unmet) => text.extend(unmet.iter().map(|unmet| format!("  {unmet}\n"))),
        _ => text.extend(outcome.diff().into_iter().flat_map(str::lines).map(changed)),
    }
    text
}

/// A line of a difference, in its colour.
fn changed(line: &str) -> String {
    let style = match line.chars().next() {
        Some('-') => BAD,
        Some('+') => GOOD,
        _ => FAINT,
    };
    format!("  {}\n", styled(style, line))
}

/// The counts: of each kind where not all passed, and of all.
fn counted(outcomes: &[(Outcome, bool)], lang: Language) -> String {
    let count = |is: fn(&Outcome) -> bool| {
        outcomes
            .iter()
            .filter(|(outcome, accepted)| is(outcome) && !accepted)
            .count()
    };
    let accepted = outcomes.iter().filter(|(_, accepted)| *accepted).count();
    let passed = count(Outcome::is_passed);
    let differs = count(|outcome| matches!(outcome.status(), Status::SnapshotDiffers(_)));
    let new = count(|outcome| matches!(outcome.status(), Status::SnapshotMissing));
    let failed = outcomes.len() - accepted - passed - differs - new;
    let kinds = [
        (passed, lang.of("passed", "bestået")),
        (accepted, lang.of("accepted", "godkendt")),
        (
            differs,
            lang.of(if differs == 1 { "differs" } else { "differ" }, "afviger"),
        ),
        (new, lang.of("new", if new == 1 { "ny" } else { "nye" })),
        (failed, lang.of("failed", "fejlet")),
    ];
    let kinds = kinds.iter().filter(|(count, _)| *count > 0);
    let kinds: Vec<String> = kinds
        .map(|(count, kind)| format!("{count} {kind}"))
        .collect();
    let scenarios = match (outcomes.len(), lang) {
        (1, Language::En) => "scenario",
        (_, Language::En) => "scenarios",
        (1, Language::Da) => "scenarie",
        (_, Language::Da) => "scenarier",
    };
    let (good, bad) = (passed + accepted, differs + new + failed);
    let style = if bad == 0 { GOOD } else { BAD };
    let total = format!(
        "{good} {}, {bad} {}",
        lang.of("passed", "bestået"),
        lang.of("failed", "fejlet")
    );
    let total = format!("{}\n", styled(style, &total));
    if good == outcomes.len() && accepted == 0 {
        return total;
    }
    let all = styled(STRONG, &format!("{} {scenarios}", outcomes.len()));
    format!("{all}: {}\n{total}", kinds.join(", "))
}
