//! What an author did to a text that isn't YAML: mistakes that people make are tried on the lines about the place
//! where the parser gave up, and the one without which it reads on is told. The parser comes in as a question alone.

mod line;
mod problem;
mod repair;
mod shape;

use std::ops::Range;

use super::limits;
use crate::source::Problem;
use line::{Line, lines};
pub(super) use problem::{
    at_another_depth, below, colon_missing, not_opened, space_after_colon, space_after_dash,
};
use repair::Repair;

/// A question to the parsers: the byte at which they give up on a text, if they do.
pub(super) type Fault<'q> = &'q dyn Fn(&str) -> Option<usize>;

/// A mistake in a text, and its place there.
pub(super) type Mistake = (Range<usize>, Problem);

/// What is wrong with a text on which the parser gives up at `at`: each mistake once, from the first to the last.
pub(super) fn diagnose(text: &str, at: usize, fault: Fault<'_>) -> Vec<Mistake> {
    let mut patient = Patient {
        text: text.to_owned(),
        fault,
        budget: limits::REPAIR_BYTES,
        shifts: Vec::new(),
    };
    let mut mistakes = Vec::new();
    let mut next = Some(at);
    while let Some(at) = next.filter(|_| mistakes.len() < limits::MISTAKES) {
        let Some(cure) = patient.cure(at) else {
            // After a first mistake, what can't be named may only follow from it.
            if mistakes.is_empty() {
                mistakes.push(patient.unnamed(at));
            }
            break;
        };
        let place = patient.original(&cure.repair.place);
        let corrected = patient.apply(&cure.repair);
        mistakes.push((place, problem::of(&cure.repair.wound, corrected.trim())));
        next = cure.next;
    }
    mistakes
}

/// What is wrong where a key seems to be at another depth than the lines that belong to it.
pub(super) fn misplaced(text: &str, at: usize, fault: Fault<'_>) -> Option<Mistake> {
    let lines = lines(text);
    let index = index_of(&lines, at);
    let repairs = shape::depths(&lines, index);
    let repair = repairs
        .into_iter()
        .find(|repair| fault(&repair.applied(text)).is_none())?;
    let corrected = repair.corrected(text);
    Some((
        repair.place.clone(),
        problem::of(&repair.wound, corrected.trim()),
    ))
}

/// A repair, and where the parser then gives up.
struct Cure {
    repair: Repair,
    next: Option<usize>,
}

/// A text under repair.
struct Patient<'q> {
    text: String,
    fault: Fault<'q>,
    /// The bytes that the parser may still be given.
    budget: usize,
    /// Where repairs have lengthened or shortened the text, and by how much, in the order in which they were made.
    shifts: Vec<(usize, isize)>,
}

impl Patient<'_> {
    /// The first repair with which the text can be read, or else the one with which it can be read the furthest.
    fn cure(&mut self, at: usize) -> Option<Cure> {
        let lines = lines(&self.text);
        let index = index_of(&lines, at);
        let line_end = lines
            .get(index)
            .map_or(at, |line| line.start + line.text.len());
        let far_end = lines
            .get(index + limits::LINES_PAST)
            .map_or(self.text.len(), |line| line.start);
        let mut best: Option<Cure> = None;
        for repair in candidates(&lines, index) {
            let repaired = repair.applied(&self.text);
            let Some(budget) = self.budget.checked_sub(repaired.len()) else {
                break;
            };
            self.budget = budget;
            let next = (self.fault)(&repaired);
            if next.is_none() {
                return Some(Cure { repair, next });
            }
            let reach = next.unwrap_or_default();
            let known = best.as_ref().and_then(|cure| cure.next).unwrap_or(line_end);
            // It must come well past the place, or it has only moved the mistake; the more so if nothing shows it.
            let shows = repair.wound.shows() || reach > far_end;
            if shows && reach > known + repair.growth() {
                best = Some(Cure { repair, next });
            }
        }
        best
    }

    fn apply(&mut self, repair: &Repair) -> String {
        let corrected = repair.corrected(&self.text);
        self.text = repair.applied(&self.text);
        for (range, with) in &repair.edits {
            let grown = isize::try_from(with.len()).unwrap_or(0)
                - isize::try_from(range.len()).unwrap_or(0);
            self.shifts.push((range.start, grown));
        }
        corrected
    }

    /// A place as it was before the repairs.
    fn original(&self, place: &Range<usize>) -> Range<usize> {
        let back = |at: usize| {
            self.shifts.iter().rev().fold(at, |at, (from, grown)| {
                if at > *from {
                    at.saturating_add_signed(-grown)
                } else {
                    at
                }
            })
        };
        back(place.start)..back(place.end)
    }

    /// The line at which the parser gives up, when no mistake is recognised.
    fn unnamed(&self, at: usize) -> Mistake {
        let lines = lines(&self.text);
        let place = lines.get(index_of(&lines, at)).map_or(at..at, |line| {
            line.place(line.indent().min(line.text.len())..line.text.len())
        });
        (place, problem::unnamed())
    }
}

/// The line that holds a byte; the last one that says something where the text ends.
fn index_of(lines: &[Line<'_>], at: usize) -> usize {
    let index = lines
        .partition_point(|line| line.start <= at)
        .saturating_sub(1);
    let said = |index: &usize| lines.get(*index).is_some_and(|line| !line.is_blank());
    (0..=index).rev().find(said).unwrap_or(index)
}

/// What may be the mistake, the likeliest first: marks that can be seen on a line, from the place upwards; then what
/// can only be told from the lines about it.
fn candidates(lines: &[Line<'_>], index: usize) -> Vec<Repair> {
    let near: Vec<Line<'_>> = lines
        .iter()
        .take(index + 2)
        .rev()
        .filter(|line| !line.is_blank())
        .copied()
        .collect();
    // The line after the place comes last.
    let (after, upwards) = match near.split_first() {
        Some((first, rest))
            if lines
                .get(index)
                .is_some_and(|line| first.start > line.start) =>
        {
            (Some(*first), rest)
        }
        _ => (None, near.as_slice()),
    };
    let ordered = || upwards.iter().copied().chain(after);
    let mut repairs: Vec<Repair> = ordered().flat_map(|line| repair::seen(&line)).collect();
    repairs.extend(
        ordered()
            .take(limits::LINES_ABOUT)
            .flat_map(|line| repair::colon(&line)),
    );
    repairs.extend(shape::repairs(lines, index));
    repairs
}
