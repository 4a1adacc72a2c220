//! Property: no text makes the loader panic, and every finding about it stands in it.

use dunlin::{Finding, RuleSet, Sources};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::fixtures::library_sources;

/// What people and editors put into files by accident.
const SCRAPS: [&str; 28] = [
    ":", "- ", "\"", "'", "{", "}", "[", "]", "\t", "\n", "  ", "#", "|", ">", "&a ", "*a", "!x ",
    "\u{a0}", "“", "🦆", "\u{0}", "\r", "---\n", "? ", "${", "=", "1.000", "\u{feff}",
];

/// The file, the place in it in thousandths, how many characters go, and what comes instead.
type Wound = (usize, usize, usize, usize);

fn wounded(wounds: &[Wound]) -> Sources {
    let mut sources = library_sources();
    for (file, at, gone, scrap) in wounds {
        let source = sources.iter().nth(*file % 11).unwrap();
        let (name, text) = (source.name().to_owned(), source.text());
        let count = text.chars().count();
        let start = at * count / 1000;
        let kept = text.chars().take(start);
        let rest = text.chars().skip(start + gone);
        let text: String = kept.chain(SCRAPS[*scrap].chars()).chain(rest).collect();
        sources.add(name, text);
    }
    sources
}

/// What a shell would stumble on.
fn hold(finding: &Finding, sources: &Sources) {
    for language in ["en", "da"] {
        let words = [Some(finding.message(language)), finding.help(language)];
        for words in words.into_iter().flatten() {
            assert!(!words.trim().is_empty(), "{finding} says nothing");
            assert!(!words.contains('\n'), "{finding} is on several lines");
        }
    }
    let Some(place) = finding.place() else { return };
    let text = sources.get(&place.file).unwrap().text();
    assert!(text.get(place.range()).is_some(), "{finding}: {place:?}");
    let lines = text.split('\n').count();
    assert!(place.line as usize <= lines, "{finding} of {lines} lines");
    assert!((place.line, place.column) <= (place.end_line, place.end_column));
}

#[test]
fn no_text_makes_the_loader_panic() {
    let config = Config {
        cases: 1_500,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let wound = (0..11_usize, 0..1000_usize, 0..12_usize, 0..SCRAPS.len());
    TestRunner::new_with_rng(config, rng)
        .run(&prop::collection::vec(wound, 1..4), |wounds| {
            let sources = wounded(&wounds);
            for finding in &RuleSet::check(&sources) {
                hold(finding, &sources);
            }
            Ok(())
        })
        .unwrap();
}
