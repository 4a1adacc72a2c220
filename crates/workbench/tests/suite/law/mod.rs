//! The shipped rule set keeps Danish law, whatever people, payments and time do · its files: what is charged, what is done, and what the law says of it.

#![expect(
    clippy::indexing_slicing,
    reason = "what JSON lacks is null, and a test fails by panicking"
)]

pub(crate) mod by_hand;
mod charges;
mod checker;
mod levels;
mod story;

use std::path::Path;

use dunlin::{Engine, RuleSet, Sources};

use story::{Story, play};

/// The rule set at the repository's root, each text changed first.
fn shipped(changed: impl Fn(&str, &str) -> String) -> Engine {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut sources = Sources::new();
    for source in Sources::read(root).unwrap().iter() {
        sources.add(source.name(), changed(source.name(), source.text()));
    }
    Engine::new(RuleSet::load(&sources).unwrap())
}

/// A file of it.
fn shipped_text(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(name)).unwrap()
}

/// The text of the invariants without some of them.
fn without(text: &str, names: &[&str]) -> String {
    let mut blocks = text.split("  - invariant: ");
    let head = blocks.next().unwrap_or_default().to_owned();
    blocks
        .filter(|block| !names.contains(&block.lines().next().unwrap_or_default()))
        .fold(head, |text, block| text + "  - invariant: " + block)
}

/// One text in place of another that must be there.
fn swapped(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "there is no `{from}`");
    text.replace(from, to)
}

/// How creditors set the rules.
const CREDITORS: [&[(&str, &str)]; 4] = [
    &[],
    &[
        ("default: approval", "default: automatic"),
        ("default: in_collection", "default: with_reminders"),
        ("default: never", "default: per_invoice"),
    ],
    &[
        ("default: approval", "default: automatic"),
        ("default: in_collection", "default: never"),
        ("    default: 3\n", "    default: 9\n"),
    ],
    &[
        ("default: approval", "default: automatic"),
        ("default: never", "default: per_invoice"),
        ("default: 5\n", "default: 1\n"),
        ("default: 50\n", "default: 0\n"),
    ],
];

fn creditor(settings: &[(&str, &str)], name: &str, text: &str) -> String {
    if name != "dunlin.yaml" {
        return text.to_owned();
    }
    let swaps = settings.iter();
    swaps.fold(text.to_owned(), |text, (from, to)| swapped(&text, from, to))
}

/// The first story that breaks the law, as short as it gets, with what it breaks.
fn breach(engine: &Engine, seeds: std::ops::Range<u64>) -> Option<String> {
    let broken = |story: &Story| checker::breach(&play(engine, story));
    for seed in seeds {
        let mut story = Story::random(seed);
        if broken(&story).is_none() {
            continue;
        }
        let mut at = 0;
        while at < story.acts.len() {
            let mut shorter = story.clone();
            shorter.acts.remove(at);
            if broken(&shorter).is_some() {
                story = shorter;
            } else {
                at += 1;
            }
        }
        let why = broken(&story)?;
        return Some(format!("{why}\nin {story:#?}"));
    }
    None
}

/// How many stories for each creditor: more with `DUNLIN_LAW_STORIES`.
fn stories() -> u64 {
    let more = std::env::var("DUNLIN_LAW_STORIES").ok();
    more.and_then(|more| more.parse().ok()).unwrap_or(150)
}

#[test]
fn no_story_breaks_danish_law() {
    for (index, settings) in CREDITORS.iter().enumerate() {
        let engine = shipped(|name, text| creditor(settings, name, text));
        let found = breach(&engine, 0..stories());
        assert_eq!(found, None, "creditor {index}");
    }
}

/// A guard of the flows taken away, and the invariant that stands behind it.
struct Wound {
    invariants: &'static [&'static str],
    file: &'static str,
    swaps: &'static [(&'static str, &'static str)],
    found: &'static str,
}

const WOUNDS: [Wound; 4] = [
    Wound {
        invariants: &["three_reminder_fees"],
        file: "dunlin.yaml",
        swaps: &[("    default: 3\n", "    default: 9\n")],
        found: "a fourth reminder fee",
    },
    Wound {
        invariants: &["reminder_fees_ten_days_apart"],
        file: "flows/reminder.yaml",
        swaps: &[
            ("apart: 10 days\n", ""),
            ("\"{settings.reminder_gap} days\"", "7 days"),
        ],
        found: "reminder fees less than ten days apart",
    },
    Wound {
        invariants: &["no_charge_during_an_objection"],
        file: "flows/reminder.yaml",
        swaps: &[],
        found: "a charge during an objection",
    },
    Wound {
        invariants: &["collection_cost_within_the_order"],
        file: "flows/collection.yaml",
        swaps: &[("case.count(\"collection_cost\") == 0", "case.balance > 0")],
        found: "collection costs twice",
    },
];

fn wounded(wound: &Wound, invariants: bool) -> Engine {
    shipped(|name, text| {
        let mut text = text.to_owned();
        if name == "dunlin.yaml" {
            text = swapped(&text, "default: approval", "default: automatic");
        }
        if name == wound.file {
            for (from, to) in wound.swaps {
                text = swapped(&text, from, to);
            }
        }
        if name == "rules/invariants.yaml" && !invariants {
            text = without(&text, wound.invariants);
        }
        text
    })
}

#[test]
fn without_the_invariants_the_search_finds_a_breach() {
    for wound in &WOUNDS {
        let found = breach(&wounded(wound, false), 0..2_000).unwrap_or_default();
        assert!(found.starts_with(wound.found), "{}: {found}", wound.found);
    }
}

#[test]
fn where_a_flow_guards_nothing_the_invariants_do() {
    for wound in &WOUNDS {
        let found = breach(&wounded(wound, true), 0..100);
        assert_eq!(found, None, "{}", wound.found);
    }
}
