//! Edits between rule sets of which one extends the other, or both extend a third: what they say otherwise, whichever file says it.

use std::fs;

use dunlin::{Edits, RuleSet, Sources};

use crate::edits_properties::{holds, wounded};
use crate::fixtures::{add, library_sources, root, shipped_sources, sources};

/// A rule set that extends another, which lies in a folder beside it.
fn over(base: &Sources, folder: &str, files: &[(&str, &str)]) -> Sources {
    let mut extending = Sources::new();
    for source in base.iter() {
        extending.add(format!("{folder}{}", source.name()), source.text());
    }
    for (name, text) in files {
        extending.add(name, text);
    }
    extending
}

/// A rule set among the examples, over its base.
fn example(name: &str, base: &Sources, folder: &str) -> Sources {
    let manifest = root().join(format!("examples/rulesets/{name}/dunlin.yaml"));
    let manifest = fs::read_to_string(manifest).unwrap();
    over(base, folder, &[("dunlin.yaml", &manifest)])
}

fn fines() -> Sources {
    let mut fines = Sources::new();
    let folder = root().join("examples/rulesets/road-fines");
    for part in ["flows", "rules"] {
        add(&folder.join(part), &format!("{part}/"), &mut fines);
    }
    let manifest = fs::read_to_string(folder.join("dunlin.yaml")).unwrap();
    fines.add("dunlin.yaml", manifest);
    fines
}

fn fines_that_stop() -> Sources {
    example("road-fines-stops-when-paid", &fines(), "../road-fines/")
}

fn creditor() -> Sources {
    example("danish-creditor", &shipped_sources(), "../../../")
}

const BRANCH: &str =
    "rule_set: branch\nversion: '2'\nextends: ../base\nsettings:\n  longest_extension: 7\n";

const LETTER: &str = "---\nsubject: Branch\n---\n\nBring it back.\n";

fn branch(files: &[(&str, &str)]) -> Sources {
    let mut branch = over(&library_sources(), "../base/", files);
    if branch.get("dunlin.yaml").is_none() {
        branch.add("dunlin.yaml", BRANCH);
    }
    branch
}

/// The edits with the lines that they stand in, in the old texts and in the new.
#[track_caller]
fn told(old: &Sources, new: &Sources) -> Vec<String> {
    let edits = Edits::between(old, new).unwrap();
    let told = edits.iter().map(|edit| {
        let place = |place: Option<&dunlin::Place>| {
            place.map_or("-".to_owned(), |at| format!("{}:{}", at.file, at.line))
        };
        let (before, after) = (place(edit.before()), place(edit.after()));
        format!("{} ({before} → {after})", edit.words("en"))
    });
    told.collect()
}

#[test]
fn what_extends_another_differs_by_what_it_sets() {
    let (old, new) = (fines(), fines_that_stop());
    assert_eq!(
        told(&old, &new),
        [
            "the rule set is called `road-fines-stops-when-paid` instead of `road-fines` (dunlin.yaml:3 → dunlin.yaml:3)",
            "setting `stop_when_paid` is `true` instead of `false` (dunlin.yaml:14 → dunlin.yaml:7)",
        ]
    );
    let edits = Edits::between(&old, &new).unwrap();
    assert_eq!(edits.groups(), [[0], [1]]);
    let made = edits.made(&[1]);
    let manifest = old.get("dunlin.yaml").unwrap().text();
    let manifest = manifest.replace("default: false", "default: true");
    assert_eq!(made.get("dunlin.yaml").unwrap().text(), manifest);
}

#[test]
fn what_is_extended_differs_by_what_was_set() {
    let (old, new) = (fines_that_stop(), fines());
    assert_eq!(
        told(&old, &new),
        [
            "the rule set is called `road-fines` instead of `road-fines-stops-when-paid` (dunlin.yaml:3 → dunlin.yaml:3)",
            "setting `stop_when_paid` is `false` instead of `true` (dunlin.yaml:7 → dunlin.yaml:14)",
        ]
    );
    // It is made where it is said, and the base is left as it is.
    let made = Edits::between(&old, &new).unwrap().made(&[1]);
    let manifest = old.get("dunlin.yaml").unwrap().text();
    let manifest = manifest.replace("stop_when_paid: true", "stop_when_paid: false");
    assert_eq!(made.get("dunlin.yaml").unwrap().text(), manifest);
    let base = "../road-fines/dunlin.yaml";
    assert_eq!(made.get(base), old.get(base));
}

#[test]
fn where_the_base_lies_is_no_edit() {
    let old = creditor();
    let moved = |folder: &str| {
        let mut moved = example("danish-creditor", &shipped_sources(), &format!("{folder}/"));
        let manifest = moved.get("dunlin.yaml").unwrap().text();
        let manifest = manifest.replace("extends: ../../..", &format!("extends: {folder}"));
        moved.add("dunlin.yaml", manifest);
        moved
    };
    for new in [moved("../base"), moved("base")] {
        RuleSet::load(&new).unwrap();
        assert!(told(&old, &new).is_empty());
        assert!(told(&new, &old).is_empty());
    }
}

#[test]
fn both_extend_one_and_what_one_leaves_is_what_the_base_says() {
    let folder = "../../../";
    let never = example("danish-creditor-never-reminds", &shipped_sources(), folder);
    let told = told(&creditor(), &never);
    assert!(
        told.contains(
            &"setting `first_reminder` is 1 instead of 5 (../../../dunlin.yaml:21 → dunlin.yaml:8)"
                .to_owned()
        ),
        "{told:#?}"
    );
    assert!(told.contains(&"setting `compensation` is `never` instead of `per_invoice` (dunlin.yaml:12 → ../../../dunlin.yaml:67)".to_owned()), "{told:#?}");
    // What one sets to what the base says anyway.
    assert!(
        !told.iter().any(|told| told.contains("reminder_gap")),
        "{told:#?}"
    );
}

#[test]
fn a_change_of_the_base_is_told_where_the_base_says_it() {
    let mut base = shipped_sources();
    let flow = base.get("flows/reminder.yaml").unwrap().text();
    let flow = flow.replace("apart: 10 days", "apart: 14 days");
    base.add("flows/reminder.yaml", flow);
    let new = example("danish-creditor", &base, "../../../");
    let old = creditor();
    let told = told(&old, &new);
    assert_eq!(told.len(), 1, "{told:#?}");
    let made = Edits::between(&old, &new).unwrap().made(&[0]);
    let flow = "../../../flows/reminder.yaml";
    assert_eq!(made.get(flow), new.get(flow));
}

#[test]
fn a_letter_that_is_replaced_is_one_that_reads_otherwise() {
    let name = "templates/due_soon.en.md";
    let mut base = library_sources();
    let there = "---\nsubject: Soon\n---\n\nIt is due soon.\n";
    base.add(name, there);
    let plain = over(&base, "../base/", &[("dunlin.yaml", BRANCH)]);
    let own = over(
        &base,
        "../base/",
        &[("dunlin.yaml", BRANCH), (name, LETTER)],
    );
    assert_eq!(
        told(&plain, &own),
        [
            "the letter `due_soon` in English reads “Bring it back.” instead of “It is due soon.” (../base/templates/due_soon.en.md:1 → templates/due_soon.en.md:1)"
        ]
    );
    assert_eq!(told(&own, &plain).len(), 1);
    // One that is no longer there is no longer there in the base either.
    let mut without = library_sources();
    without.add("dunlin.yaml", base.get("dunlin.yaml").unwrap().text());
    without.remove(name);
    let edits = Edits::between(&own, &without).unwrap();
    let all: Vec<usize> = (0..edits.len()).collect();
    let made = edits.made(&all);
    assert!(made.iter().all(|source| !source.name().ends_with(name)));
    for (old, new) in [
        (&plain, &own),
        (&own, &plain),
        (&base, &own),
        (&own, &without),
    ] {
        assert!(holds("a letter", old, new) > 0);
        holds("a letter", new, old);
    }
}

#[test]
fn one_that_extends_one_that_extends() {
    let middle = branch(&[]);
    let own =
        "rule_set: desk\nversion: '3'\nextends: ../branch\nsettings:\n  longest_extension: 5\n";
    let mut desk = Sources::new();
    for source in middle.iter() {
        let name = format!("../branch/{}", source.name());
        desk.add(name.replace("../branch/../", "../"), source.text());
    }
    desk.add("dunlin.yaml", own);
    RuleSet::load(&desk).unwrap();
    assert_eq!(
        told(&middle, &desk),
        [
            "the rule set is called `desk` instead of `branch` (dunlin.yaml:1 → dunlin.yaml:1)",
            "the rule set is version 3 instead of 2 (dunlin.yaml:2 → dunlin.yaml:2)",
            "setting `longest_extension` is 5 instead of 7 (dunlin.yaml:5 → dunlin.yaml:5)",
        ]
    );
    for (old, new) in [
        (&middle, &desk),
        (&desk, &middle),
        (&desk, &library_sources()),
    ] {
        assert!(holds("three of them", old, new) > 0);
    }
    let mut gone = library_sources();
    let manifest = gone.get("dunlin.yaml").unwrap().text();
    let setting =
        "settings:\n  longest_extension:\n    type: integer\n    default: 28\n    min: 1\n";
    assert!(manifest.contains(setting));
    let manifest = manifest.replace(setting, "");
    gone.add("dunlin.yaml", manifest);
    assert!(holds("a setting that goes", &desk, &gone) > 0);
    assert!(holds("a setting that comes", &gone, &desk) > 0);
}

#[test]
fn however_the_manifests_are_written() {
    let written = |settings: &str| {
        let mut base = Sources::new();
        base.add(
            "dunlin.yaml",
            format!("rule_set: base\nversion: '1'\n{settings}roles: [clerk]\n"),
        );
        base
    };
    let bases = [
        "settings:\n  gap: { default: 5, type: integer }\n  sender:\n    type: text\n    default: |\n      One\n      two\n",
        "settings: { gap: { type: integer, default: 6, min: 1 }, sender: { type: text, default: One } }\n",
        "settings:\n  # The gap.\n  gap:\n    type: integer\n    default: 10 # days\n    min: 3\n  sender:\n    default: \"Nord, & Co\"\n    type: text\n",
        "settings:\n  sender:\n    type: text\n    default: Nord\n",
    ]
    .map(written);
    let own = [
        "settings: { gap: 7, sender: \"A, B\" }\n",
        "settings:\n  sender: >-\n    A long\n    name\n",
        "settings:\n  # None.\n  sender: 'x: y'\n  gap: 9\n",
        "",
        "settings: {}\n",
    ];
    let mut sets = bases.to_vec();
    for base in &bases {
        let has_gap = base.get("dunlin.yaml").unwrap().text().contains("gap");
        for own in own.iter().filter(|own| has_gap || !own.contains("gap")) {
            let manifest = format!("rule_set: own\nversion: \"1\"\nextends: b\n{own}");
            sets.push(over(base, "b/", &[("dunlin.yaml", &manifest)]));
        }
    }
    for (a, old) in sets.iter().enumerate() {
        for (b, new) in sets.iter().enumerate() {
            holds(&format!("{a} to {b}"), old, new);
        }
    }
}

#[test]
fn small_changes_of_the_manifest_of_a_base() {
    let manifest = shipped_sources();
    let manifest = manifest.get("dunlin.yaml").unwrap().text();
    let with = |manifest: &str| {
        let mut sources = Sources::new();
        sources.add("dunlin.yaml", manifest);
        sources
    };
    let old = example("danish-creditor", &with(manifest), "../../../");
    let mut count = 0;
    for line in 0..manifest.lines().count() {
        let base = with(&wounded(manifest, line));
        let new = example("danish-creditor", &base, "../../../");
        count += holds(&format!("{}, both over it", line + 1), &old, &new);
        count += holds(&format!("{}, the base", line + 1), &old, &base);
        count += holds(&format!("{}, over the base", line + 1), &base, &old);
    }
    assert!(count > 100, "{count}");
}

#[test]
fn whatever_they_extend() {
    let fixture = |name: &str| sources(&root().join(format!("tests/fixtures/valid/{name}")));
    let never = example(
        "danish-creditor-never-reminds",
        &shipped_sources(),
        "../../../",
    );
    let pairs = [
        (fines(), fines_that_stop()),
        (shipped_sources(), creditor()),
        (creditor(), never.clone()),
        (library_sources(), branch(&[])),
        (fines_that_stop(), branch(&[])),
        (branch(&[]), fixture("norway")),
        (creditor(), library_sources()),
        (never, fines_that_stop()),
    ];
    for (at, (old, new)) in pairs.iter().enumerate() {
        assert!(holds(&format!("{at}"), old, new) > 0);
        assert!(holds(&format!("{at}, the other way"), new, old) > 0);
    }
}

#[test]
fn each_edit_of_one_over_its_base_loads_alone() {
    let never = example(
        "danish-creditor-never-reminds",
        &shipped_sources(),
        "../../../",
    );
    for (old, new) in [
        (shipped_sources(), creditor()),
        (creditor(), shipped_sources()),
        (creditor(), never.clone()),
        (never, creditor()),
    ] {
        let edits = Edits::between(&old, &new).unwrap();
        let alone: Vec<Vec<usize>> = (0..edits.len()).map(|edit| vec![edit]).collect();
        assert_eq!(edits.groups(), alone);
        let made = edits.made(&(0..edits.len()).collect::<Vec<_>>());
        let (made, new) = (RuleSet::load(&made).unwrap(), RuleSet::load(&new).unwrap());
        assert_eq!((made.name(), made.version()), (new.name(), new.version()));
    }
}

#[test]
fn what_may_not_be_said_by_what_extends_is_kept() {
    let manifest = format!("{BRANCH}roles: [visitor]\n");
    for files in [
        [
            ("dunlin.yaml", manifest.as_str()),
            ("templates/x.en.md", LETTER),
        ],
        [("dunlin.yaml", BRANCH), ("rules/vip.yaml", "facts: {}\n")],
    ] {
        let new = branch(&files);
        assert!(RuleSet::load(&new).is_err());
        let edits = Edits::between(&branch(&[]), &new).unwrap();
        let all: Vec<usize> = (0..edits.len()).collect();
        assert!(RuleSet::load(&edits.made(&all)).is_err());
    }
}
