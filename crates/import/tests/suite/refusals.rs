//! What is refused, and in which words · one file a case, in `fixtures/invalid`, and the line that its author reads.

use std::fs;
use std::path::Path;

use dunlin_import::ubl;

use crate::options;

fn check(path: &Path) -> String {
    let document = fs::read(path).unwrap();
    let refusal = ubl(&document, &options(&document))
        .expect_err("refused")
        .to_string();
    assert!(
        !refusal.starts_with(char::is_uppercase) && !refusal.ends_with('.'),
        "{refusal}"
    );
    assert!(
        refusal.chars().all(|character| !character.is_control()),
        "{refusal}"
    );
    assert!(refusal.contains(": "), "says what to do: {refusal}");
    refusal
}

#[test]
fn documents_are_refused_by_name() {
    insta::glob!("../fixtures/invalid", "*.xml", |path| {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(check(path));
        });
    });
}
