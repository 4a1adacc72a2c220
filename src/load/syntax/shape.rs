//! Mistakes that show only beside other lines: an indent that no neighbour has, a tab among spaces, a dash missing or
//! too many, each with the edit that would mend it. Whether it does, the parser is asked elsewhere.

use std::ops::Range;

use super::line::{Line, word_length};
use super::repair::{Repair, Wound};
use crate::load::limits;

/// What may be wrong with the lines about the one at which the parser gave up.
pub(super) fn repairs(lines: &[Line<'_>], index: usize) -> Vec<Repair> {
    let suspects = suspects(lines, index);
    let mut repairs: Vec<Repair> = suspects.iter().flat_map(|at| tabs(lines, *at)).collect();
    repairs.extend(suspects.iter().flat_map(|at| lost_dash(lines, *at)));
    let (odd, whole): (Vec<usize>, Vec<usize>) =
        suspects.iter().partition(|at| is_odd(lines, **at));
    // So is one line out of place than several.
    let moves = odd.iter().chain(&whole).flat_map(|at| depths(lines, *at));
    let (alone, together): (Vec<Repair>, Vec<Repair>) =
        moves.partition(|repair| repair.edits.len() == 1);
    repairs.extend(alone.into_iter().chain(together));
    repairs.extend(suspects.iter().flat_map(|at| dashes(lines, *at)));
    repairs
}

/// The lines that may be to blame: the one at the place, those beside it, and those that opened its levels and the levels
/// that ended before it.
fn suspects(lines: &[Line<'_>], index: usize) -> Vec<usize> {
    let said = |at: &usize| lines.get(*at).is_some_and(|line| !line.is_blank());
    let mut found = vec![index];
    found.extend((0..index).rev().filter(said).take(2));
    found.extend((index + 1..lines.len()).filter(said).take(1));
    // Upwards, each line that is less indented than all below it, and the first of each level.
    let mut least = usize::MAX;
    for at in (0..index).rev().filter(said) {
        let indent = indent_at(lines, at);
        let opens = (0..at)
            .rev()
            .find(said)
            .is_none_or(|before| indent_at(lines, before) < indent);
        if indent < least || opens {
            found.push(at);
        }
        least = least.min(indent);
        if least == 0 {
            break;
        }
    }
    let mut seen = Vec::new();
    found.retain(|at| {
        let new = !seen.contains(at);
        seen.push(*at);
        new
    });
    found
}

fn indent_at(lines: &[Line<'_>], at: usize) -> usize {
    lines.get(at).map_or(0, Line::indent)
}

/// Whether a line's indent isn't made of whole steps, or is further than a step from the line above or below that it
/// belongs with: the likelier mistake.
fn is_odd(lines: &[Line<'_>], at: usize) -> bool {
    let said = |line: &&Line<'_>| !line.is_blank();
    let Some(line) = lines.get(at) else {
        return false;
    };
    let above = lines.get(..at).unwrap_or_default().iter().rev().find(said);
    let below = lines.get(at + 1..).unwrap_or_default().iter().find(said);
    let opens = |line: &Line<'_>| line.text.ends_with(':');
    let further = above.is_some_and(|above| opens(above) && line.indent() > above.content() + 2);
    let nearer = opens(line) && below.is_some_and(|below| below.indent() > line.content() + 2);
    !line.indent().is_multiple_of(2) || further || nearer
}

/// Other depths for one line, or for it and all that hangs below it: the nearest first.
pub(super) fn depths(lines: &[Line<'_>], at: usize) -> Vec<Repair> {
    let Some(line) = lines.get(at) else {
        return Vec::new();
    };
    let has = line.indent();
    let mut repairs = Vec::new();
    // A text alone continues another wherever it stands, but in a block of text.
    if !line.has_dash() && !line.text.contains(':') && !is_in_block_text(lines, at) {
        return repairs;
    }
    for needs in indents_about(lines, at) {
        let wound = Wound::Indent { has, needs };
        let place = named(line);
        let alone = vec![reindent(line, needs)];
        let mut below: Vec<(Range<usize>, String)> = block(lines, at)
            .iter()
            .map(|line| {
                let moved = (line.indent() + needs).saturating_sub(has);
                reindent(line, moved)
            })
            .collect();
        below.reverse();
        let many = below.len() > 1;
        repairs.push(Repair {
            wound: wound.clone(),
            place: place.clone(),
            edits: alone,
        });
        if many {
            repairs.push(Repair {
                wound,
                place,
                edits: below,
            });
        }
    }
    repairs
}

/// Whether a block of text, such as `>-` begins, may have been meant to go on to a line.
fn is_in_block_text(lines: &[Line<'_>], at: usize) -> bool {
    let above = lines.get(..at).unwrap_or_default().iter().rev();
    let mut near = above
        .take_while(|line| !line.is_blank())
        .take(limits::LINES_ABOUT);
    near.any(|line| {
        let header = line.text.rsplit(' ').next().unwrap_or_default();
        matches!(header, "|" | "|-" | "|+" | ">" | ">-" | ">+")
    })
}

/// A line and those below it that aren't less indented.
fn block<'l, 't>(lines: &'l [Line<'t>], at: usize) -> &'l [Line<'t>] {
    let rest = lines.get(at..).unwrap_or_default();
    let has = indent_at(lines, at);
    let length = rest
        .iter()
        .take_while(|line| line.is_blank() || line.indent() >= has)
        .count();
    rest.get(..length).unwrap_or_default()
}

fn reindent(line: &Line<'_>, needs: usize) -> (Range<usize>, String) {
    (line.place(0..line.indent()), " ".repeat(needs))
}

/// The indents that lines about have, and one step more than the line above, the nearest to the line's own first.
fn indents_about(lines: &[Line<'_>], at: usize) -> Vec<usize> {
    let has = indent_at(lines, at);
    let said = |line: &&Line<'_>| !line.is_blank();
    let above = lines
        .get(..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .filter(said);
    let below = lines.get(at + 1..).unwrap_or_default().iter().filter(said);
    let mut indents = Vec::new();
    if let Some(line) = above.clone().next() {
        indents.extend([line.content(), line.indent() + 2, line.content() + 2]);
    }
    indents.extend(above.take(limits::LINES_ABOUT).map(Line::indent));
    indents.extend(
        below
            .take(3)
            .flat_map(|line| [line.indent(), line.indent().saturating_sub(2)]),
    );
    indents.sort_by_key(|indent| (indent.abs_diff(has), *indent));
    indents.dedup();
    indents.retain(|indent| *indent != has);
    indents.truncate(4);
    indents
}

/// A tab in the white space before a line.
fn tabs(lines: &[Line<'_>], at: usize) -> Vec<Repair> {
    let Some(line) = lines.get(at) else {
        return Vec::new();
    };
    let indent = line.before(line.indent());
    let Some(tab) = indent.find('\t') else {
        return Vec::new();
    };
    let wider = indent.replace('\t', "  ").len();
    let mut widths = vec![wider];
    widths.extend(indents_about(lines, at));
    widths
        .into_iter()
        .map(|width| Repair::new(Wound::Tab, line.place(tab..tab + 1), reindent(line, width)))
        .collect()
}

/// An item whose dash is gone: a key with a value, and keys below it that are further in.
fn lost_dash(lines: &[Line<'_>], at: usize) -> Option<Repair> {
    let line = lines.get(at)?;
    line.block_value()?;
    let below = lines.get(at + 1..)?.iter().find(|line| !line.is_blank())?;
    let further = below.indent() > line.indent() && line.indent() > 0 && !line.has_dash();
    further.then(|| with_dash(line))
}

fn with_dash(line: &Line<'_>) -> Repair {
    let at = line.indent();
    Repair::new(
        Wound::DashMissing,
        named(line),
        (line.place(at..at), "- ".to_owned()),
    )
}

/// A dash that is missing, or one too many.
fn dashes(lines: &[Line<'_>], at: usize) -> Vec<Repair> {
    let Some(line) = lines.get(at) else {
        return Vec::new();
    };
    let indent = line.indent();
    if line.has_dash() {
        let place = line.place(indent..indent + 1);
        let blank = " ".repeat(line.content() - indent);
        let kept = (line.place(indent..line.content()), blank);
        let moved = (line.place(indent..line.content()), String::new());
        return [kept, moved]
            .into_iter()
            .map(|edit| Repair::new(Wound::DashSpare, place.clone(), edit))
            .collect();
    }
    // A document is a map, so that no item stands at its edge.
    if indent == 0 {
        return Vec::new();
    }
    let mut repairs = vec![with_dash(line)];
    if let Some(outer) = indent.checked_sub(2) {
        let dash = (line.place(outer..indent), "- ".to_owned());
        repairs.push(Repair::new(Wound::DashMissing, named(line), dash));
    }
    repairs
}

/// The word by which a line is known: its key, or all of it.
fn named(line: &Line<'_>) -> Range<usize> {
    let start = line.content();
    let word = word_length(line.after(start));
    if word == 0 {
        line.place(start..line.text.len())
    } else {
        line.place(start..start + word)
    }
}
