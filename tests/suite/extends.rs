//! A rule set that extends another: its settings and templates replace the base's, nothing else does.

use dunlin::{Actor, Engine, Request, RuleSet, Sources};

use crate::fixtures::{at, library_sources, opened};

fn branch(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::new();
    for source in library_sources().iter() {
        sources.add(format!("../base/{}", source.name()), source.text());
    }
    for (name, text) in files {
        sources.add(name, text);
    }
    sources
}

const MANIFEST: &str =
    "rule_set: branch\nversion: '2'\nextends: ../base\nsettings:\n  longest_extension: 7\n";

#[test]
fn a_setting_of_the_extension_holds() {
    let rules = RuleSet::load(&branch(&[("dunlin.yaml", MANIFEST)])).unwrap();
    assert_eq!((rules.name(), rules.version()), ("branch", "2"));
    let engine = Engine::new(rules);
    let now = at("2026-03-16T10:00:00Z");
    let loan = opened(&engine, &[], now);
    let request = Request::new("extend", Actor::new("bo", "volunteer")).with("days", 14);
    let decision = engine.decide(&loan, &request, now).unwrap();
    assert_eq!(
        decision.denials()[0].message.get("en"),
        "A volunteer may extend a loan by 7 days at most."
    );
}

#[test]
fn a_template_of_the_extension_replaces_the_bases() {
    let letter = (
        "templates/due_soon.en.md",
        "---\nsubject: Branch\n---\n\nBring it back.\n",
    );
    let rules = RuleSet::load(&branch(&[("dunlin.yaml", MANIFEST), letter]));
    assert!(rules.is_ok(), "{}", rules.unwrap_err());
}

#[test]
fn what_a_replaced_template_reads_is_used() {
    let base = (
        "../base/templates/due_soon.en.md",
        "---\nsubject: Soon\n---\n\nCome to {settings.address}.\n",
    );
    let letter = (
        "templates/due_soon.en.md",
        "---\nsubject: Branch\n---\n\nCome to us.\n",
    );
    let sources = branch(&[("dunlin.yaml", MANIFEST)]);
    let manifest = sources.get("../base/dunlin.yaml").unwrap().text();
    let address = "settings:\n  address:\n    type: text\n    default: High Street\n";
    let manifest = manifest.replace("settings:\n", address);
    let manifest = ("../base/dunlin.yaml", manifest.as_str());
    for (files, unused) in [
        (
            vec![("dunlin.yaml", MANIFEST), manifest, base, letter],
            false,
        ),
        (vec![("dunlin.yaml", MANIFEST), manifest, letter], true),
    ] {
        let findings = RuleSet::check(&branch(&files));
        assert_eq!(!findings.is_empty(), unused, "{findings}");
    }
}

#[test]
fn the_fingerprint_covers_the_base_and_nothing_about_line_ends() {
    let one = RuleSet::load(&branch(&[("dunlin.yaml", MANIFEST)])).unwrap();
    let mut windows = Sources::new();
    for source in branch(&[("dunlin.yaml", MANIFEST)]).iter() {
        windows.add(source.name(), source.text().replace('\n', "\r\n"));
    }
    let same = RuleSet::load(&windows).unwrap();
    assert_eq!(one.fingerprint(), same.fingerprint());

    let mut changed = branch(&[("dunlin.yaml", MANIFEST)]);
    let base = changed
        .get("../base/dunlin.yaml")
        .unwrap()
        .text()
        .replace("default: 28", "default: 27");
    changed.add("../base/dunlin.yaml", base);
    assert_ne!(
        one.fingerprint(),
        RuleSet::load(&changed).unwrap().fingerprint()
    );
}

#[test]
fn bases_may_extend_bases_but_not_in_a_ring() {
    let mut sources = Sources::new();
    for source in library_sources().iter() {
        sources.add(format!("../../c/{}", source.name()), source.text());
    }
    sources.add(
        "../long_name/dunlin.yaml",
        "rule_set: middle\nversion: '1'\nextends: ../../c\nsettings:\n  longest_extension: 9\n",
    );
    sources.add(
        "dunlin.yaml",
        "rule_set: top\nversion: '1'\nextends: ../long_name\n",
    );
    let rules = RuleSet::load(&sources).unwrap();
    assert_eq!(rules.name(), "top");

    sources.add(
        "../../c/dunlin.yaml",
        "rule_set: c\nversion: '1'\nextends: ../a/long_name\n",
    );
    sources.add(
        "../../a/long_name/dunlin.yaml",
        "rule_set: a\nversion: '1'\nextends: ../../c\n",
    );
    let findings = RuleSet::check(&sources);
    assert_eq!(
        findings
            .iter()
            .map(|finding| finding.code().id())
            .collect::<Vec<_>>(),
        ["D0901"]
    );
}
