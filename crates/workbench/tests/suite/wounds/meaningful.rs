//! Wounds that may leave a rule set that somebody could have meant: a number, a line, an order.

use std::ops::Range;

use super::broken::pick;
use super::data::is_word;
use super::random::Random;
use super::shipped::{File, Shipped, is_comment, lines};
use super::wound::{Kind, Wound};

pub(super) fn wounds(shipped: &Shipped, kind: Kind, random: &mut Random) -> Vec<Wound> {
    match kind {
        Kind::NumberChanged => pick(kind, numbers(shipped), random, |(file, range), random| {
            let is_fraction = file.text[..range.start].ends_with("0.");
            let new = changed(&file.text[range.clone()], is_fraction, random)?;
            Some((file, range.clone(), new))
        }),
        Kind::LineRemoved => pick(kind, meant(shipped), random, |(file, line), _| {
            Some((file, line.clone(), String::new()))
        }),
        Kind::LineDoubled => pick(kind, meant(shipped), random, |(file, line), _| {
            Some((file, line.clone(), file.text[line.clone()].repeat(2)))
        }),
        Kind::SiblingsSwapped => pick(kind, siblings(shipped), random, |(file, pair), _| {
            let [first, second] = pair.clone().map(|range| &file.text[range]);
            let between = &file.text[pair[0].end..pair[1].start];
            let new = [second, between, first].concat();
            Some((file, pair[0].start..pair[1].end, new))
        }),
        _ => Vec::new(),
    }
}

/// The lines that say something: no comments, no empty ones, not the lines around a letter's head, and no citation of
/// the law, which is for readers as a comment is.
fn meant_of(file: &File) -> Vec<Range<usize>> {
    let is_meant = |line: &Range<usize>| {
        let line = file.text[line.clone()].trim();
        !line.is_empty() && line != "---" && !line.starts_with("source:") && !is_comment(line)
    };
    lines(&file.text).into_iter().filter(is_meant).collect()
}

fn meant(shipped: &Shipped) -> Vec<(&File, Range<usize>)> {
    let files = shipped.files.iter();
    files
        .flat_map(|file| meant_of(file).into_iter().map(move |line| (file, line)))
        .collect()
}

/// The numbers that aren't parts of names.
fn numbers(shipped: &Shipped) -> Vec<(&File, Range<usize>)> {
    let mut found = Vec::new();
    for (file, line) in meant(shipped) {
        let text = &file.text[line.clone()];
        let mut at = 0;
        while let Some(first) = text[at..].find(|next: char| next.is_ascii_digit()) {
            let start = at + first;
            let rest = &text[start..];
            let length = rest
                .find(|next: char| !next.is_ascii_digit())
                .unwrap_or(rest.len());
            at = start + length;
            let is_part = text[..start].chars().next_back().is_some_and(is_word)
                || text[at..].chars().next().is_some_and(is_word);
            if !is_part {
                found.push((file, line.start + start..line.start + at));
            }
        }
    }
    found
}

/// Another number: one digit changed, one more, or one less; none where it comes to the same.
fn changed(number: &str, is_fraction: bool, random: &mut Random) -> Option<String> {
    let mut digits: Vec<char> = number.chars().collect();
    let at = random.below(digits.len());
    match random.below(4) {
        0 => digits.push('0'),
        1 if digits.len() > 1 => {
            digits.remove(at);
        }
        _ => {
            let digit = digits[at].to_digit(10).unwrap();
            let other = (digit + 1 + u32::try_from(random.below(9)).unwrap()) % 10;
            digits[at] = char::from_digit(other, 10).unwrap();
        }
    }
    let new: String = digits.into_iter().collect();
    let value = |digits: &str| match is_fraction {
        true => digits.trim_end_matches('0').to_owned(),
        false => digits.trim_start_matches('0').to_owned(),
    };
    (value(&new) != value(number)).then_some(new)
}

/// How what may stand in any order begins: conditions, invariants, holidays.
const ANY_ORDER: [&str; 4] = ["&", "|", "- invariant:", "- { name:"];

/// Neighbours of the same depth, each with what is indented below it.
fn siblings(shipped: &Shipped) -> Vec<(&File, [Range<usize>; 2])> {
    let files = shipped.files.iter();
    files
        .flat_map(|file| siblings_of(file).into_iter().map(move |pair| (file, pair)))
        .collect()
}

fn siblings_of(file: &File) -> Vec<[Range<usize>; 2]> {
    let lines = meant_of(file);
    let depth = |line: &Range<usize>| {
        let text = &file.text[line.clone()];
        let depth = 2 * (text.len() - text.trim_start().len());
        // What only closes a block belongs to it.
        depth + usize::from(text.trim_start().starts_with(['}', ')']))
    };
    let mut pairs = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let next = |from: usize| {
            let below = lines[from + 1..].iter();
            from + 1 + below.take_while(|other| depth(other) > depth(line)).count()
        };
        let second = next(at);
        let is_sibling = |other: &Range<usize>| {
            let text = file.text[other.clone()].trim_start();
            depth(other) == depth(line) && !ANY_ORDER.iter().any(|begin| text.starts_with(begin))
        };
        if lines.get(second).is_some_and(is_sibling) {
            let end = next(second);
            pairs.push([
                line.start..lines[second - 1].end,
                lines[second].start..lines[end - 1].end,
            ]);
        }
    }
    pairs
}
