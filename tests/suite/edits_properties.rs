//! What holds for the edits between any two versions: all of them made give the new one, none the old, each is made once.

use dunlin::{Edits, Sources};

use crate::fixtures::{add, library_sources, root, shipped_sources, sources};

/// What all edits between two versions keep to.
#[track_caller]
pub(crate) fn holds(what: &str, old: &Sources, new: &Sources) -> usize {
    let Ok(edits) = Edits::between(old, new) else {
        return 0;
    };
    let all: Vec<usize> = (0..edits.len()).collect();
    assert!(same(&edits.made(&[]), old), "{what}: nothing made");
    rests(what, &edits.made(&all), new, 0);
    for at in &all {
        let words = edits.iter().nth(*at).unwrap();
        for lang in ["da", "en"] {
            assert!(!words.words(lang).is_empty());
        }
        if all.len() > 40 && at % 7 > 0 {
            continue;
        }
        let what = format!("{what}: {}", words.words("en"));
        rests(&what, &edits.made(&[*at]), new, all.len() - 1);
        let others: Vec<usize> = all.iter().copied().filter(|other| other != at).collect();
        rests(&format!("all but {what}"), &edits.made(&others), new, 1);
    }
    all.len()
}

#[track_caller]
fn rests(what: &str, made: &Sources, new: &Sources, count: usize) {
    let rest = Edits::between(made, new).unwrap_or_else(|findings| panic!("{what}: {findings}"));
    let told: Vec<&str> = rest.iter().map(|edit| edit.words("en")).collect();
    assert_eq!(rest.len(), count, "{what}: {told:#?}");
}

fn same(one: &Sources, other: &Sources) -> bool {
    one.iter().eq(other.iter())
}

/// A line left out, a line doubled, a number changed, two lines swapped, by turns.
pub(crate) fn wounded(text: &str, at: usize) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let at = at % lines.len();
    match at % 4 {
        0 => {
            lines.remove(at);
        }
        1 => lines.insert(at, lines[at].clone()),
        2 => lines[at] = lines[at].replace(char::is_numeric, "7"),
        _ if at > 0 => lines.swap(at, at - 1),
        _ => {}
    }
    lines.concat()
}

#[test]
fn small_changes_of_the_shipped_rules() {
    let old = shipped_sources();
    let files: Vec<(String, String)> = old
        .iter()
        .map(|source| (source.name().to_owned(), source.text().to_owned()))
        .collect();
    let mut count = 0;
    for (name, text) in files {
        // By threes, each sort of change comes by turns.
        for line in (0..text.lines().count()).step_by(3) {
            let (mut old, mut new) = (Sources::new(), Sources::new());
            old.add(&name, &text);
            new.add(&name, wounded(&text, line));
            // A text that begins and has no lines is refused when the rule set loads.
            let begins = |line: &str| line.ends_with(": >-");
            let lines: Vec<&str> = text.lines().collect();
            if lines[line.saturating_sub(2)..(line + 1).min(lines.len())]
                .iter()
                .any(|line| begins(line))
            {
                continue;
            }
            count += holds(&format!("{name}:{}", line + 1), &old, &new);
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn broken_and_half_written_files() {
    let old = library_sources();
    for entry in std::fs::read_dir(root().join("tests/fixtures/invalid")).unwrap() {
        let path = entry.unwrap().path();
        let mut new = library_sources();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            add(&path, "", &mut new);
        } else {
            new.add_bytes(format!("rules/{name}"), &std::fs::read(&path).unwrap());
        }
        holds(name, &old, &new);
        holds(name, &new, &old);
    }
    // Cut short anywhere, they are compared or told.
    let text = old.get("rules/extend.yaml").unwrap().text().to_owned();
    for (at, _) in text.char_indices() {
        let mut new = library_sources();
        new.add("rules/extend.yaml", text.get(..at).unwrap());
        holds(&format!("cut at {at}"), &old, &new);
        holds(&format!("cut at {at}"), &new, &old);
    }
}

#[test]
fn one_rule_set_to_another() {
    let folder = |name: &str| sources(&root().join(name));
    let sets = [
        shipped_sources(),
        folder("examples/rulesets/se"),
        folder("examples/rulesets/road-fines"),
        folder("tests/fixtures/valid/library"),
        folder("tests/fixtures/valid/norway"),
        folder("tests/fixtures/valid/over_time"),
        folder("tests/fixtures/valid/sweden"),
    ];
    let only_rules = |sources: &Sources| {
        let mut rules = Sources::new();
        let read = [".yaml", ".rhai", ".csv"];
        let kept = sources.iter().filter(|source| {
            let is_letter = source.name().starts_with("templates/");
            let is_scenario = source.name().starts_with("scenarios/");
            let is_map = source.name() == "map.yaml";
            is_letter
                || !is_scenario && !is_map && read.iter().any(|end| source.name().ends_with(end))
        });
        for source in kept {
            rules.add(source.name(), source.text());
        }
        rules
    };
    let sets = sets.map(|set| only_rules(&set));
    for (a, old) in sets.iter().enumerate() {
        for (b, new) in sets.iter().enumerate() {
            let count = holds(&format!("{a} to {b}"), old, new);
            assert_eq!(count == 0, a == b, "{a} to {b}");
        }
    }
}

#[test]
fn written_otherwise_it_is_the_same() {
    let old = shipped_sources();
    let mut new = Sources::new();
    for source in old.iter() {
        let text = source.text();
        let is_yaml = source.name().ends_with(".yaml");
        let lines = text
            .lines()
            .filter(|line| !(is_yaml && line.trim_start().starts_with('#')));
        let lines: Vec<String> = lines
            .map(|line| {
                let line = if is_yaml {
                    line.replace(
                        "who: [clerk, manager]",
                        "who:\n  - \"manager\"\n  - 'clerk'\n",
                    )
                    .replace("default: false", "default:   false   # no")
                } else {
                    line.to_owned()
                };
                format!("{line}\n")
            })
            .collect();
        new.add(source.name(), lines.concat());
    }
    let edits = Edits::between(&old, &new).unwrap();
    let told: Vec<&str> = edits.iter().map(|edit| edit.words("en")).collect();
    assert!(told.is_empty(), "{told:#?}");
}
