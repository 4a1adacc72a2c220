//! 2,466 real invoices through the shipped rules: which got which letter on which day, and what was denied.
//!
//! What is expected is reckoned from their dates by another route, without the engine: see `by_hand.rs`.

mod by_hand;
mod replayed;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use by_hand::{ByHand, Course, Denied};
use replayed::replay;

/// What is changed in what happened.
#[derive(Debug, Clone, Copy, Default)]
struct Supposed {
    /// By how many days every invoice is settled later.
    late: u64,
    /// Whether a clerk resumes the case on the day of the answer.
    resumed: bool,
    /// Whether what is settled is closed in the accounting system, so that no fee is pursued.
    let_go: bool,
}

#[test]
fn as_it_was() {
    let supposed = Supposed {
        let_go: true,
        ..Supposed::default()
    };
    let Some((courses, denied)) = hold(supposed) else {
        return;
    };
    assert_eq!(denied.objections, 160);
    insta::assert_snapshot!(tally(&courses, &denied));
}

#[test]
fn everybody_pays_sixty_days_later() {
    let supposed = Supposed {
        late: 60,
        let_go: true,
        ..Supposed::default()
    };
    let Some((courses, denied)) = hold(supposed) else {
        return;
    };
    assert_eq!(denied.objections, 0);
    insta::assert_snapshot!(tally(&courses, &denied));
}

#[test]
fn sixty_days_later_and_a_clerk_resumes() {
    let supposed = Supposed {
        late: 60,
        resumed: true,
        let_go: true,
    };
    let Some((courses, denied)) = hold(supposed) else {
        return;
    };
    insta::assert_snapshot!(tally(&courses, &denied));
}

#[test]
fn fees_that_nobody_lets_go_of_are_pursued() {
    let supposed = Supposed {
        late: 60,
        ..Supposed::default()
    };
    let Some((courses, denied)) = hold(supposed) else {
        return;
    };
    insta::assert_snapshot!(tally(&courses, &denied));
}

/// Holds what the rules make of the invoices to what is reckoned by hand, invoice by invoice.
fn hold(supposed: Supposed) -> Option<(BTreeMap<String, Course>, Denied)> {
    let (file, holidays) = (
        read("receivables/receivables.csv")?,
        read("holidays/DK.csv")?,
    );
    let invoices = by_hand::invoices(&file);
    assert_eq!(invoices.len(), 2_466);
    let (expected, expected_denied) = ByHand::new(&holidays, supposed).reckon(&invoices);
    let (courses, denied, summary) = replay(&file, supposed);

    let ids = expected.keys().chain(courses.keys());
    let mut differ: Vec<String> = ids
        .filter(|id| expected.get(*id) != courses.get(*id))
        .map(|id| {
            let (by_hand, by_rules) = (expected.get(id), courses.get(id));
            format!("{id}\n  by hand  {by_hand:?}\n  by rules {by_rules:?}")
        })
        .collect();
    differ.dedup();
    let all = differ.len();
    differ.truncate(5);
    assert!(all == 0, "{all} differ, such as {}", differ.join("\n"));
    assert_eq!(denied, expected_denied);
    let reckoned = |what: &str| {
        let happened = expected.values().flatten();
        happened.filter(|(_, happened)| happened == what).count() as u64
    };
    assert_eq!(summary.cases.opened, 2_466);
    for letters in &summary.letters {
        assert_eq!(letters.times, reckoned(&letters.name), "{}", letters.name);
    }
    let mut reached = summary.reached.iter();
    let collection = reached.find(|reached| reached.flow == "collection");
    assert_eq!(collection.unwrap().cases, reckoned("collection"));
    let refused = summary.refused.iter().map(|refused| refused.times);
    assert_eq!(refused.sum::<u64>(), expected_denied.all());
    Some((courses, denied))
}

/// How often each thing happened.
fn tally(courses: &BTreeMap<String, Course>, denied: &Denied) -> String {
    let mut often: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, what) in courses.values().flatten() {
        *often.entry(what).or_default() += 1;
    }
    let lines = often.iter().map(|(what, times)| format!("{what}: {times}"));
    let lines: Vec<String> = lines.chain([format!("{denied:?}")]).collect();
    lines.join("\n")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of others, if it is there.
fn read(name: &str) -> Option<String> {
    let path = root().join("../shared/data").join(name);
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: {} is not there", path.display());
    }
    text
}
