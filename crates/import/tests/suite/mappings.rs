//! What is wrong with mappings, and in which words · one file a case, in `fixtures/mappings`, in both languages.

use std::fs;
use std::path::Path;

use dunlin_import::{Findings, Mapping};

/// What its author reads, in both languages, each held to the form that findings have.
pub(crate) fn told<'f>(findings: impl IntoIterator<Item = &'f dunlin_import::Finding>) -> String {
    let mut lines = Vec::new();
    for finding in findings {
        for language in ["en", "da"] {
            let line = finding.told(language);
            let (message, help) = (finding.message(language), finding.help(language));
            assert!(
                [message, help].iter().all(|text| !text.is_empty()
                    && !text.starts_with(char::is_uppercase)
                    && !text.ends_with('.')
                    && text.chars().all(|character| !character.is_control())),
                "{line}"
            );
            lines.push(line);
        }
        assert_ne!(finding.message("en"), finding.help("en"));
    }
    lines.join("\n")
}

fn check(path: &Path) -> String {
    let mapping = fs::read_to_string(path).unwrap();
    let findings: Findings = Mapping::read(&mapping).expect_err("refused");
    told(findings.iter())
}

#[test]
fn mappings_are_refused_by_line() {
    insta::glob!("../fixtures/mappings", "*.yaml", |path| {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(check(path));
        });
    });
}

#[test]
fn a_mapping_has_no_bottom_and_no_end() {
    let nested = "- ".repeat(20);
    let refused = Mapping::read(&nested).expect_err("too deep");
    assert!(refused.to_string().contains("more levels"), "{refused}");
    for deep in ["[", "{", "- ", "? ", "{a: "] {
        assert!(Mapping::read(&deep.repeat(100_000)).is_err(), "{deep}");
    }
    let long = "# long\n".repeat(200_000);
    let refused = Mapping::read(&long).expect_err("too large");
    assert!(refused.to_string().contains("1 MiB"), "{refused}");
}

#[test]
fn the_documented_mapping_is_one() {
    let page = include_str!("../../docs/mapping.md");
    let (_, rest) = page.split_once("```yaml\n").unwrap();
    let (mapping, _) = rest.split_once("```").unwrap();
    let mapping = Mapping::read(mapping).unwrap();
    assert!(mapping.has_events());
}
