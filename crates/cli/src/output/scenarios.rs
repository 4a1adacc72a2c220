//! How scenarios came out, for people: those that didn't pass with all that is wrong, and the count.

use dunlin_workbench::change::{Shared, shared};
use dunlin_workbench::{Outcome, Status};

use super::style::{BAD, CARE, FAINT, GOOD, NAME, STRONG, styled};
use crate::arguments::Language;
use crate::rule_set::Folder;

/// The most scenarios that are named with what changed in them.
const NAMED: usize = 5;

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
    text.push_str(&summary(outcomes, lang));
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
            "where it is meant so, `dunlin test NAME --accept` makes it the snapshot, and `--accept` all of them; `--review` asks one by one\n",
            "hvor det er meningen, gør `dunlin test NAVN --accept` det til facit, og `--accept` dem alle; `--review` spørger om hver\n",
        ));
    }
    text.push_str(&counted(outcomes, lang));
    text
}

/// Returns how one scenario came out, with what is wrong or has changed.
pub(crate) fn one(outcome: &Outcome, accepted: bool, folder: &Folder, lang: Language) -> String {
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
        Status::Unmet(unmet) => {
            let told = unmet.iter().map(|unmet| unmet.told(lang.code()));
            text.extend(told.map(|told| format!("  {told}\n")));
        }
        _ => {}
    }
    let changes = lang.telling().lines(outcome.changes());
    text.extend(changes.iter().map(|line| format!("  {line}\n")));
    text
}

/// Returns the lines in which a snapshot differs, in their colours.
pub(crate) fn whole(outcome: &Outcome) -> String {
    let lines = outcome.diff().or(outcome.report()).unwrap_or_default();
    let is_diff = outcome.diff().is_some();
    lines.lines().map(|line| changed(line, is_diff)).collect()
}

fn changed(line: &str, is_diff: bool) -> String {
    let style = match line.chars().next() {
        Some('-') if is_diff => BAD,
        Some('+') if is_diff => GOOD,
        _ => FAINT,
    };
    format!("  {}\n", styled(style, line))
}

/// What changed over all scenarios, each change once with the scenarios' names.
fn summary(outcomes: &[(Outcome, bool)], lang: Language) -> String {
    let differing = outcomes.iter().map(|(outcome, _)| outcome);
    let differing: Vec<_> = differing
        .filter(|outcome| !outcome.changes().is_empty())
        .map(|outcome| (outcome.name(), outcome.changes()))
        .collect();
    if differing.len() < 2 {
        return String::new();
    }
    let heading = match lang {
        Language::En => format!("in all, {} scenarios differ:", differing.len()),
        Language::Da => format!("i alt afviger {} scenarier:", differing.len()),
    };
    let changes = shared(differing);
    let told = changes
        .iter()
        .filter(|change| change.is_told(lang.telling(), &changes));
    let (alone, common): (Vec<_>, Vec<_>) = told.partition(|change| change.scenarios.len() == 1);
    if common.is_empty() {
        return String::new();
    }
    let alone = match (alone.len(), lang) {
        (0, _) => String::new(),
        (1, Language::En) => "  in one scenario alone: 1 more, told above\n".to_owned(),
        (many, Language::En) => format!("  in one scenario alone: {many} more, told above\n"),
        (many, Language::Da) => format!("  i et enkelt scenarie: {many} til, fortalt ovenfor\n"),
    };
    let common: String = common
        .into_iter()
        .map(|change| self::common(change, lang))
        .collect();
    format!("{}\n{alone}{common}", styled(STRONG, &heading))
}

fn common(change: &Shared, lang: Language) -> String {
    let said = change.said(lang.telling()).replace('\n', "\n  ");
    let names = &change.scenarios;
    let more = names.len().saturating_sub(NAMED);
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let shown = styled(NAME, &shown.join(", "));
    let more = match (more, lang) {
        (0, _) => String::new(),
        (more, Language::En) => format!(" and {more} more"),
        (more, Language::Da) => format!(" og {more} til"),
    };
    let scenarios = match lang {
        Language::En => format!("in {} scenarios", names.len()),
        Language::Da => format!("i {} scenarier", names.len()),
    };
    format!("  {scenarios}: {said}\n    {shown}{more}\n")
}

/// Returns the counts: of each kind where not all passed, and of all.
pub(crate) fn counted(outcomes: &[(Outcome, bool)], lang: Language) -> String {
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
