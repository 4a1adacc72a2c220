//! A rule that is changed, as those read it who are asked whether that was meant: one edit of the shipped rule set at a time.

use std::fs;
use std::path::{Path, PathBuf};

use dunlin_workbench::Suite;
use dunlin_workbench::change::{Language, Telling, shared};

use crate::{assert_told, copy};

/// A rule set with one text of one file replaced, and some of its scenarios.
struct Edited {
    folder: PathBuf,
}

impl Edited {
    fn of(test: &str, rules: &str, file: &str, [from, to]: [&str; 2]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(rules);
        fs::create_dir_all(&folder).unwrap();
        fs::copy(root.join("dunlin.yaml"), folder.join("dunlin.yaml")).unwrap();
        for room in ["flows", "rules", "templates", "scenarios"] {
            if root.join(room).is_dir() {
                copy(&root.join(room), &folder.join(room));
            }
        }
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no `{from}`");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        Self { folder }
    }

    /// What is told of scenarios in both languages, and of all of them at the end.
    fn told(&self, names: &[&str]) -> String {
        let mut outcomes = Vec::new();
        for name in names {
            let suite = Suite::read(&self.folder).unwrap().matching(name);
            outcomes.extend(suite.run());
        }
        let mut text = String::new();
        for lang in [Language::En, Language::Da] {
            let telling = Telling(lang);
            for outcome in &outcomes {
                text.push_str(&format!("{}: {}\n", outcome.name(), outcome.sentence()));
                for line in telling.lines(outcome.changes()) {
                    text.push_str(&format!("  {line}\n"));
                }
            }
            let all = shared(
                outcomes
                    .iter()
                    .map(|outcome| (outcome.name(), outcome.changes())),
            );
            for change in all.iter().filter(|change| change.is_told(telling, &all)) {
                let (said, names) = (change.said(telling), change.scenarios.join(", "));
                text.push_str(&format!("= {said} [{names}]\n"));
            }
            text.push('\n');
        }
        text
    }
}

#[test]
fn a_waiting_time() {
    let edit = [
        "  reminder_gap:\n    type: integer\n    default: 10",
        "  reminder_gap:\n    type: integer\n    default: 14",
    ];
    let edited = Edited::of("waiting", "", "dunlin.yaml", edit);
    assert_told!(edited.told(&[
        "christmas-reminders-wait",
        "way-to-collection",
        "below-the-minimum-after-a-payment",
        "paid-between-two-reminders",
    ]));
}

#[test]
fn a_fee() {
    let edit = [
        "  reminder_fee:\n    type: amount\n    default: 100",
        "  reminder_fee:\n    type: amount\n    default: 95",
    ];
    let edited = Edited::of("fee", "", "dunlin.yaml", edit);
    assert_told!(edited.told(&[
        "christmas-reminders-wait",
        "bounced-email-and-restart",
        "payment-pays-the-fees-first",
    ]));
}

#[test]
fn a_requirement() {
    let edit = [
        "that: input.resume_on > today",
        "that: days_between(today, input.resume_on) > 20",
    ];
    let edited = Edited::of("requirement", "", "rules/pause.yaml", edit);
    assert_told!(edited.told(&["pause-until-a-date", "paused-in-collection-until-a-date"]));
}

#[test]
fn a_message() {
    let edit = [
        "Datoen for genoptagelse skal ligge efter i dag.",
        "Vælg en dag, der ligger efter i dag.",
    ];
    let edited = Edited::of("message", "", "rules/pause.yaml", edit);
    assert_told!(edited.told(&[
        "pause-denied-when-it-ended-already",
        "pause-denied-when-it-ends-today"
    ]));
}

#[test]
fn a_letter() {
    let edit = ["Måske er den blevet overset.", "Den er nok blevet glemt."];
    let edited = Edited::of("letter", "", "templates/reminder_1.da.md", edit);
    assert_told!(edited.told(&["christmas-reminders-wait", "bounced-email-and-restart"]));
}

#[test]
fn a_step_that_is_gone() {
    let flow = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../flows/reminder.yaml");
    let flow = fs::read_to_string(flow).unwrap();
    let from = flow.find("  - step: reminder_3").unwrap();
    let to = flow.find("  - step: collection_notice").unwrap();
    let edited = Edited::of(
        "step",
        "",
        "flows/reminder.yaml",
        [flow.get(from..to).unwrap(), ""],
    );
    assert_told!(edited.told(&[
        "bounced-email-and-restart",
        "below-the-minimum-after-a-payment"
    ]));
}

#[test]
fn an_action_that_is_denied() {
    let edited = Edited::of(
        "denied",
        "",
        "rules/pause.yaml",
        ["who: [clerk, manager]", "who: [manager]"],
    );
    assert_told!(edited.told(&[
        "limitation-is-warned-of-once",
        "instalment-pause-ends-by-itself"
    ]));
}

#[test]
fn an_action_that_is_allowed() {
    let edit = [
        "that: input.resume_on > today",
        "that: input.resume_on >= today",
    ];
    let edited = Edited::of("allowed", "", "rules/pause.yaml", edit);
    assert_told!(edited.told(&["pause-denied-when-it-ends-today"]));
}

#[test]
fn another_rule_set() {
    let edit = ["amount: 60", "amount: 55"];
    let file = "flows/reminder.yaml";
    let _ = file;
    let edited = Edited::of(
        "swedish",
        "examples/rulesets/se",
        "templates/reminder.sv.md",
        ["---\n\n", "---\n\nObs! "],
    );
    let _ = edit;
    assert_told!(edited.told(&[
        "midsummer-shifts-the-reminder",
        "new-years-eve-shifts-the-reminder"
    ]));
}
