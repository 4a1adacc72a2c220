//! `test --review` asks of each snapshot that is missing or differs, and does what is answered.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::copied::club;

/// What a review came to.
struct Reviewed {
    asked: String,
    counted: String,
    status: Option<i32>,
}

/// Reviews the scenarios of a folder with these answers, a line each.
fn review(folder: &Path, answers: &str, lang: &str) -> Reviewed {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dunlin"));
    command.args(["test", "--review", "--lang", lang]);
    command.current_dir(folder).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut asking = command.spawn().unwrap();
    let mut answering = asking.stdin.take().unwrap();
    answering.write_all(answers.as_bytes()).unwrap();
    drop(answering);
    let ended = asking.wait_with_output().unwrap();
    Reviewed {
        asked: String::from_utf8(ended.stderr).unwrap(),
        counted: String::from_utf8(ended.stdout).unwrap(),
        status: ended.status.code(),
    }
}

/// The club with four snapshots to ask about: one is missing, and three differ.
fn edited(name: &str) -> std::path::PathBuf {
    let folder = club(name);
    let scenarios = folder.join("scenarios");
    for copy in ["pay-again", "pay-more"] {
        for kind in ["yaml", "snap"] {
            let text = fs::read_to_string(scenarios.join(format!("pay-a-part.{kind}"))).unwrap();
            let text = text.replace("pay-a-part", copy);
            fs::write(scenarios.join(format!("{copy}.{kind}")), text).unwrap();
        }
    }
    for differs in ["pay-a-part", "pay-again", "pay-more"] {
        let snapshot = scenarios.join(format!("{differs}.snap"));
        let text = fs::read_to_string(&snapshot).unwrap();
        fs::write(snapshot, text.replace("balance: 300.00", "balance: 310.00")).unwrap();
    }
    fs::remove_file(scenarios.join("leave-twice.snap")).unwrap();
    folder
}

fn snapshot(folder: &Path, name: &str) -> Option<String> {
    fs::read_to_string(folder.join(format!("scenarios/{name}.snap"))).ok()
}

#[test]
fn each_is_accepted_or_left_until_it_is_quit() {
    let folder = edited("review");
    let before = ["pay-again", "pay-more"].map(|name| snapshot(&folder, name));
    // What is no answer is asked again; the whole difference is no answer either.
    let reviewed = review(&folder, "a\nyes\nd\naccept\nl\nq\n", "en");
    insta::assert_snapshot!("review", reviewed.asked);
    insta::assert_snapshot!("review_counted", reviewed.counted);
    assert_eq!(reviewed.status, Some(1));

    let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/club");
    for accepted in ["leave-twice", "pay-a-part"] {
        assert_eq!(snapshot(&folder, accepted), snapshot(&original, accepted));
    }
    let after = ["pay-again", "pay-more"].map(|name| snapshot(&folder, name));
    assert_eq!(after, before);

    // What was left is asked about again, and nothing else.
    let reviewed = review(&folder, "g\ngodkend\n", "da");
    insta::assert_snapshot!("review_again", reviewed.asked);
    assert_eq!(reviewed.status, Some(0));
}

#[test]
fn what_nobody_answers_stays_as_it_is() {
    let folder = edited("review-unanswered");
    let reviewed = review(&folder, "", "en");
    assert!(reviewed.asked.contains("1/4"), "{}", reviewed.asked);
    assert!(
        reviewed
            .asked
            .ends_with("no more answers: what is left stays as it is\n"),
        "{}",
        reviewed.asked
    );
    assert_eq!(reviewed.status, Some(1));
    assert_eq!(snapshot(&folder, "leave-twice"), None);
}
