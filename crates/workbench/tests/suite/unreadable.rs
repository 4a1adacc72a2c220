//! Scenarios that can't be read or run say where, what is wrong, and what to do; nothing of them is run by halves.

use std::fs;

use dunlin_workbench::Status;

use crate::{Copy, assert_told, fixtures, told};

#[test]
fn every_problem_names_its_place_and_a_remedy() {
    let copy = Copy::with("unreadable", &[]);
    for entry in fs::read_dir(fixtures().join("unreadable")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(
            &path,
            copy.path(path.file_name().unwrap().to_str().unwrap()),
        )
        .unwrap();
    }
    let outcomes = copy.suite().run();
    for outcome in &outcomes {
        assert!(
            matches!(outcome.status(), Status::Unreadable(_)),
            "{outcome}"
        );
        assert!(!outcome.accept().unwrap(), "{outcome}");
    }
    assert_told!("unreadable", told(&outcomes));
}

#[test]
fn a_file_that_is_no_text_is_unreadable() {
    let copy = Copy::with("no-text", &[]);
    fs::write(copy.path("bytes.yaml"), [0xFF, 0xFE, 0x00]).unwrap();
    assert_told!("no_text", copy.outcome("bytes").to_string());
}
