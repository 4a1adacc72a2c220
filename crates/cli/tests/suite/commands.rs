//! Commands as they are typed, with what they print and their exit codes: the cases are files in `tests/cmd`.

use std::process::Command;

#[test]
fn commands_print_what_their_cases_say() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml");
}

#[test]
#[cfg(target_os = "linux")]
fn the_tutorial_is_true() {
    trycmd::TestCases::new()
        .register_bin("sed", std::path::PathBuf::from("/bin/sed"))
        .case("../../docs/tutorial.md");
}

#[test]
#[cfg(target_os = "linux")]
fn edits_of_the_example_rule_sets_are_told() {
    let rule_sets = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulesets");
    trycmd::TestCases::new()
        .env("RULE_SETS", rule_sets)
        .register_bin("sed", std::path::PathBuf::from("/bin/sed"))
        .register_bin("sh", std::path::PathBuf::from("/bin/sh"))
        .case("tests/cmd/edited/*.trycmd");
}

#[test]
fn the_tour_fits_on_a_screen() {
    for lang in ["da", "en"] {
        let tour = Command::new(env!("CARGO_BIN_EXE_dunlin"))
            .args(["demo", "--lang", lang])
            .output();
        let tour = String::from_utf8(tour.unwrap().stdout).unwrap();
        let lines = tour.lines().count();
        assert!((20..44).contains(&lines), "{lang}: {lines} lines");
        assert!(!tour.contains('\u{1b}'), "{lang}: colours, and no terminal");
    }
}

#[test]
fn a_reader_that_left_is_no_error() {
    let mut menu = Command::new(env!("CARGO_BIN_EXE_dunlin"));
    menu.args(["menu", "--rules", "tests/fixtures/club", "--as", "guest"]);
    menu.args([
        "--case",
        "tests/fixtures/cases/paused.json",
        "--now",
        "2026-03-02",
        "--format",
        "json",
    ]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = menu.stdout(writer).output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
}
