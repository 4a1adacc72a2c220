//! What the command writes, and what it leaves alone: case files and snapshots.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Returns an empty folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// Runs `dunlin decide … --write` on a case file, as the treasurer of the club.
fn decide(case: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dunlin"));
    command
        .arg("decide")
        .args(arguments)
        .arg("--case")
        .arg(case)
        .arg("--rules")
        .arg(fixture("club"));
    command.args([
        "--now",
        "2026-03-02T10:00",
        "--as",
        "treasurer",
        "--format",
        "json",
        "--write",
    ]);
    command.output().unwrap()
}

fn json(text: &[u8]) -> Value {
    serde_json::from_slice(text).unwrap()
}

/// Returns the names of what a folder holds, so that nothing is left lying about unseen.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn an_allowed_decision_is_written() {
    let folder = folder("allowed");
    let file = folder.join("case.json");
    fs::copy(fixture("cases/paused.json"), &file).unwrap();

    let decided = decide(&file, &["resume"]);
    assert_eq!(decided.status.code(), Some(0));
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(json(written.as_bytes()), json(&decided.stdout)["case"]);
    assert_eq!(json(written.as_bytes())["revision"], 3);
    assert!(
        written.starts_with("{\n") && written.ends_with("}\n"),
        "{written}"
    );

    // What was written is a case to go on with.
    let decided = decide(
        &file,
        &["pay", "--input", "amount=100", "--input", "date=2026-03-02"],
    );
    assert_eq!(decided.status.code(), Some(0));
    let written = json(&fs::read(&file).unwrap());
    assert_eq!(
        (&written["revision"], &written["balance"]),
        (&4.into(), &"200.00".into())
    );
    assert_eq!(names(&folder), ["case.json"]);
}

#[test]
fn an_opening_becomes_a_case_on_its_line() {
    let folder = folder("opening");
    let file = folder.join("cases.jsonl");
    fs::copy(fixture("cases/opening.json"), &file).unwrap();

    assert_eq!(decide(&file, &["leave"]).status.code(), Some(0));
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(written.lines().count(), 1);
    let case = json(written.as_bytes());
    assert_eq!(
        (&case["schema"], &case["revision"], &case["flow"]),
        (&1.into(), &2.into(), &"former".into())
    );
}

#[test]
fn nothing_else_is_written() {
    let folder = folder("denied");
    let file = folder.join("case.json");
    let misfit = fs::read(fixture("cases/ledger.json")).unwrap();
    let sound = fs::read(fixture("cases/paused.json")).unwrap();
    for (case, arguments, code) in [
        (&sound, &["pause", "--input", "reason=ill"][..], 1),
        (
            &sound,
            &["pay", "--input", "amount=301", "--input", "date=2026-03-02"],
            1,
        ),
        (
            &sound,
            &[
                "pay",
                "--input",
                "amount=1.005",
                "--input",
                "date=2026-03-02",
            ],
            1,
        ),
        (&sound, &["nothing"], 2),
        (&misfit, &["resume"], 2),
    ] {
        fs::write(&file, case).unwrap();
        let decided = decide(&file, arguments);
        assert_eq!(decided.status.code(), Some(code), "{arguments:?}");
        assert_eq!(fs::read(&file).unwrap(), *case, "{arguments:?}");
        assert_eq!(names(&folder), ["case.json"], "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_and_permissions_and_strange_names_stay() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = folder("links");
    let file = folder.join(OsStr::from_bytes(b"s\xf8ren.json"));
    let link = folder.join("link.json");
    fs::copy(fixture("cases/paused.json"), &file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&file, &link).unwrap();

    assert_eq!(decide(&link, &["resume"]).status.code(), Some(0));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(json(&fs::read(&file).unwrap())["status"], "active");
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert_eq!(decide(&file, &["leave"]).status.code(), Some(0));
    assert_eq!(names(&folder).len(), 2);
}

#[test]
fn snapshots_are_accepted_on_purpose() {
    let sets = folder("accept");
    let folder = sets.join("unlike");
    copy(&fixture("club"), &sets.join("club"));
    copy(&fixture("unlike"), &folder);
    let scenarios = folder.join("scenarios");
    for name in ["leave-once.yaml", "misspelt.yaml"] {
        fs::remove_file(scenarios.join(name)).unwrap();
    }
    let test = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dunlin"));
        let ended = command
            .arg("test")
            .args(arguments)
            .arg("--rules")
            .arg(&folder)
            .output()
            .unwrap();
        (
            ended.status.code(),
            String::from_utf8(ended.stdout).unwrap(),
        )
    };
    let before = names(&scenarios);
    assert_eq!(test(&[]).0, Some(1));
    assert_eq!(names(&scenarios), before, "asking writes nothing");

    let (code, told) = test(&["--accept"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.ends_with("2 scenarios: 2 accepted\n2 passed, 0 failed\n"),
        "{told}"
    );
    assert_eq!(test(&[]), (Some(0), "2 passed, 0 failed\n".to_owned()));
    assert_eq!(names(&scenarios).len(), 4);

    // A snapshot without its scenario is told, and left to be deleted by whoever knows why.
    fs::write(scenarios.join("nobodys.snap"), "").unwrap();
    let (code, told) = test(&[]);
    assert_eq!(code, Some(1));
    assert!(
        told.contains("nobodys.snap · belongs to no scenario: delete it"),
        "{told}"
    );
    assert_eq!(test(&["pay"]).0, Some(0), "a part says nothing of the rest");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs `dunlin advance … --write` on a case file of the club's dues.
fn advance(case: &Path, now: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dunlin"));
    command.arg("advance").arg("--case").arg(case);
    command.arg("--rules").arg(fixture("dues"));
    command.args(["--now", now, "--format", "json", "--write"]);
    command.output().unwrap()
}

#[test]
fn a_turn_that_was_taken_is_written_and_nothing_else_is() {
    let folder = folder("advance");
    let case = folder.join("case.json");
    fs::copy(fixture("cases/dues.json"), &case).unwrap();
    let before = fs::read_to_string(&case).unwrap();
    let early = advance(&case, "2026-02-02T10:00");
    assert_eq!(early.status.code(), Some(0));
    assert_eq!(fs::read_to_string(&case).unwrap(), before);

    let taken = advance(&case, "2026-02-11T09:00");
    assert_eq!(taken.status.code(), Some(0));
    let written = fs::read(&case).unwrap();
    assert_eq!(json(&written), json(&taken.stdout)["case"]);
    assert_eq!(json(&written)["step"], "second_reminder");
    let again = advance(&case, "2026-02-11T09:00");
    assert_eq!(json(&again.stdout)["verdict"], "nothing");
    assert_eq!(fs::read(&case).unwrap(), written);
    assert_eq!(names(&folder), ["case.json"]);

    fs::copy(fixture("cases/dues-peace.json"), &case).unwrap();
    let before = fs::read_to_string(&case).unwrap();
    let held = advance(&case, "2026-02-12T10:00");
    assert_eq!(held.status.code(), Some(1));
    assert_eq!(fs::read_to_string(&case).unwrap(), before);
}
