//! Broken rule files say what is wrong, where, and what to do: one fixture a mistake, snapshotted as its author sees it.
//!
//! A fixture is one file that is added to the rules of the library's rule set, or a folder whose
//! files are laid over it. To add one, write it and accept the snapshot after reading it.

use std::fs;

use dunlin::{Code, RuleSet, Sources, Unreadable};

use crate::fixtures::{add, drawn, library_sources, root, sources};

#[test]
fn broken_rule_files_say_why() {
    let folder = root().join("tests/fixtures/invalid");
    let mut seen = Vec::new();
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let mut all = library_sources();
        if path.is_dir() {
            let laid_over = sources(&path);
            let manifest = laid_over
                .get("dunlin.yaml")
                .map_or("", |manifest| manifest.text());
            if manifest.contains("extends:") {
                all = beside("../base/", &all);
            }
            add(&path, "", &mut all);
        } else {
            let name = path.file_name().unwrap().to_str().unwrap();
            all.add_bytes(format!("rules/{name}"), &fs::read(&path).unwrap());
        }
        let findings = RuleSet::check(&all);
        seen.extend(findings.iter().map(dunlin::Finding::code));
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        insta::with_settings!({ omit_expression => true, snapshot_path => "snapshots/findings", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, drawn(&findings, &all));
        });
    }
    let missing: Vec<String> = Code::ALL
        .iter()
        .filter(|code| !seen.contains(code))
        .map(ToString::to_string)
        .collect();
    assert!(
        missing.is_empty(),
        "no fixture shows the findings {}",
        missing.join(", ")
    );
}

/// The same texts in another folder.
pub(crate) fn beside(folder: &str, sources: &Sources) -> Sources {
    let mut moved = Sources::new();
    for source in sources.iter() {
        moved.add(format!("{folder}{}", source.name()), source.text());
    }
    moved
}

#[test]
fn all_findings_come_at_once() {
    let mut all = library_sources();
    all.add("rules/extend.yaml", "action: extend\nlabel: Extend\nwho: [librarain]\nshown: case.stauts == \"active\"\neffects:\n  - set_fact:\n      fact: deu\n      value: =case.due + 1\n");
    all.add(
        "rules/ledger.yaml",
        "ledger:\n  charges: [fine]\n  settlement: [payment]\n",
    );
    let findings = RuleSet::check(&all);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(drawn(&findings, &all));
    });
}

#[test]
fn a_folder_among_the_rule_files_is_told_with_the_rest() {
    let mut all = library_sources();
    all.add_unreadable("rules/old", Unreadable::Folder);
    all.add("rules/note.yaml", "action: note\nlabel Note\n");
    let findings = RuleSet::check(&all);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(drawn(&findings, &all));
    });
}

#[test]
fn a_rule_set_without_findings_loads() {
    let sources = library_sources();
    assert!(RuleSet::check(&sources).is_empty());
    let rules = RuleSet::load(&sources).unwrap();
    assert_eq!((rules.name(), rules.version()), ("library-loans", "1.0"));
}
