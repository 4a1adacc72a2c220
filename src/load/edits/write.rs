//! The text of a document with the chosen edits made: replaced where they are, the rest as it stands, byte for byte. What an edit means isn't known here.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Changed;
use super::compare::{Member, Pair};
use super::tree::{
    Entry, end, inline, is_flow, is_on_one_line, joined, past_blanks, rest, scalar, word,
};
use crate::load::yaml::Body;

/// A document's texts, and the edits that are to be made in the old one.
pub(super) struct Writer<'a> {
    pub(super) old: &'a str,
    pub(super) new: &'a str,
    pub(super) chosen: &'a BTreeSet<usize>,
}

/// A text in the place of another.
#[derive(Debug)]
pub(super) struct Replacement {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// Where the parts of a list or map in block form begin and end.
struct Layout {
    /// The first byte of each: of its dash or its key.
    starts: Vec<usize>,
    /// The byte from which each has the text for itself, comments above it included, and the end.
    bounds: Vec<usize>,
    /// The column in which each begins.
    column: usize,
    /// Whether the first begins behind something else on its line, such as the dash of a list.
    is_hanging: bool,
}

impl Writer<'_> {
    /// What takes the place of what in the old text.
    pub(super) fn replacements(&self, old: &Entry, new: &Entry, pair: &Pair) -> Vec<Replacement> {
        let mut replacements = Vec::new();
        self.value(old, new, pair, false, &mut replacements);
        replacements
    }

    fn is_chosen(&self, edit: usize) -> bool {
        self.chosen.contains(&edit)
    }

    /// Whether a part is there when the chosen edits are made.
    fn is_there(&self, member: &Member) -> bool {
        let is_new = member.old.is_none();
        match (&member.old, &member.new, member.edit, &member.inner) {
            (Some(_), Some(_), ..) => true,
            (_, _, Some(edit), _) => self.is_chosen(edit) == is_new,
            (.., Pair::Members(inner)) => inner.iter().any(|member| self.is_there(member)),
            _ => !is_new,
        }
    }

    /// Whether a part is added, removed or moved by the chosen edits.
    fn is_shifted(&self, member: &Member) -> bool {
        match (&member.old, &member.new) {
            (Some(_), Some(_)) => member.edit.is_some_and(|edit| self.is_chosen(edit)),
            (old, _) => self.is_there(member) != old.is_some(),
        }
    }

    fn value(
        &self,
        old: &Entry,
        new: &Entry,
        pair: &Pair,
        is_within_flow: bool,
        out: &mut Vec<Replacement>,
    ) {
        match pair {
            Pair::Same => {}
            Pair::Value(edit) if !self.is_chosen(*edit) => {}
            Pair::Value(_) => out.push(self.replaced(old, new, is_within_flow)),
            Pair::Members(members) => self.members(old, new, members, is_within_flow, out),
        }
    }

    /// What is changed within a part of the old text.
    fn within(&self, member: &Member, is_flow: bool, out: &mut Vec<Replacement>) {
        match (&member.old, &member.new, &member.inner) {
            (Some(old), Some(new), inner) => self.value(old, new, inner, is_flow, out),
            // What is there in the old version alone, item by item.
            (Some(old), None, Pair::Members(inner)) => {
                self.members(old, old, inner, is_flow, out);
            }
            _ => {}
        }
    }

    /// One value in the place of another.
    fn replaced(&self, old: &Entry, new: &Entry, is_within_flow: bool) -> Replacement {
        let span = old.node.span.start as usize..old.node.span.end as usize;
        if is_on_one_line(&old.node, self.old) && is_on_one_line(&new.node, self.new) {
            let range = new.node.span.start as usize..new.node.span.end as usize;
            let raw = self.new.get(range).unwrap_or_default();
            let text = match scalar(&new.node) {
                Some(scalar) if is_within_flow && scalar.plain => word(&scalar.text, true),
                _ => raw.to_owned(),
            };
            return Replacement { range: span, text };
        }
        let last = end(&old.node, self.old);
        if is_within_flow || old.key.is_none() {
            return Replacement {
                range: span.start..last,
                text: inline(&new.node),
            };
        }
        let shift = column(self.old, old.start());
        Replacement {
            range: old.start()..past_comment(self.old, last),
            text: self.core(new, shift),
        }
    }

    /// An entry of the new text as it stands there, its lines below the first at another indent.
    fn core(&self, new: &Entry, column_there: usize) -> String {
        let (start, last) = (new.start(), end(&new.node, self.new));
        let text = self.new.get(start..last).unwrap_or_default();
        shifted(text, column(self.new, start), column_there)
    }

    fn members(
        &self,
        old: &Entry,
        new: &Entry,
        members: &[Member],
        is_within_flow: bool,
        out: &mut Vec<Replacement>,
    ) {
        let is_flow = is_flow(&old.node, self.old);
        if !members.iter().any(|member| self.is_shifted(member)) {
            for member in members {
                self.within(member, is_flow, out);
            }
            return;
        }
        let was_empty = members.iter().all(|member| member.old.is_none());
        let is_empty = !members.iter().any(|member| self.is_there(member));
        let span = old.node.span.start as usize..end(&old.node, self.old);
        if is_empty {
            out.push(self.emptied(old));
        } else if was_empty && !is_within_flow && old.key.is_some() {
            let text = self.some_of(new, members, column(self.old, old.start()));
            out.push(Replacement {
                range: old.start()..past_comment(self.old, span.end),
                text,
            });
        } else if is_flow || was_empty {
            out.push(Replacement {
                range: span,
                text: self.on_one_line(old, members),
            });
        } else if let Some(layout) = Layout::of(self.old, old) {
            self.in_block(&layout, members, out);
        }
    }

    /// A list or map in which nothing is left.
    fn emptied(&self, old: &Entry) -> Replacement {
        let nothing = match old.node.body {
            Body::Map(_) => "{}",
            _ => "[]",
        };
        let last = end(&old.node, self.old);
        match &old.key {
            Some(key) => Replacement {
                range: key.span.start as usize..past_comment(self.old, last),
                text: format!("{}: {nothing}", key.text),
            },
            None => Replacement {
                range: old.start()..last,
                text: nothing.to_owned(),
            },
        }
    }

    /// The places of parts that come in behind each old one, and the order in which they do.
    fn coming<'m>(&self, members: &'m [Member], behind: Option<usize>) -> Vec<&'m Member> {
        let members = members.iter();
        let coming = members.filter(|member| {
            let comes = member.old.is_none() || member.behind.is_some() || member.edit.is_some();
            comes && self.is_there(member) && self.is_shifted(member) && member.behind == behind
        });
        coming.collect()
    }

    fn on_one_line(&self, old: &Entry, members: &[Member]) -> String {
        let mut staying: Vec<&Member> = members.iter().filter(|m| m.old.is_some()).collect();
        staying.sort_by_key(|member| member.at);
        let mut parts: Vec<String> = Vec::new();
        let put = |behind: Option<usize>, parts: &mut Vec<String>| {
            for member in self.coming(members, behind) {
                parts.push(self.inline_part(member));
            }
        };
        put(None, &mut parts);
        for member in staying {
            if !self.is_shifted(member) {
                parts.push(self.inline_part(member));
            }
            put(member.at, &mut parts);
        }
        let parts = joined(parts.into_iter());
        match old.node.body {
            Body::Map(_) => format!("{{ {parts} }}"),
            _ => {
                let is_spaced = rest(self.old, old.node.span.start as usize).starts_with("[ ");
                let blank = if is_spaced { " " } else { "" };
                format!("[{blank}{parts}{blank}]")
            }
        }
    }

    fn inline_part(&self, member: &Member) -> String {
        match (&member.old, &member.new) {
            (Some(old), _) => {
                let mut replacements = Vec::new();
                self.within(member, true, &mut replacements);
                let range = old.start()..end(&old.node, self.old);
                replace(self.old, range, replacements)
            }
            (None, Some(new)) => new.inline(),
            (None, None) => String::new(),
        }
    }

    fn in_block(&self, layout: &Layout, members: &[Member], out: &mut Vec<Replacement>) {
        let new_layouts = |member: &Member| self.part_of_new(member, layout);
        for member in members {
            let Some(range) = member.at.and_then(|at| layout.range(at)) else {
                continue;
            };
            if self.is_shifted(member) {
                out.push(Replacement {
                    range,
                    text: String::new(),
                });
            } else {
                self.within(member, false, out);
            }
        }
        let places = std::iter::once(None).chain((0..layout.starts.len()).map(Some));
        for behind in places {
            let coming = self.coming(members, behind);
            if coming.is_empty() {
                continue;
            }
            let mut text = String::new();
            for member in coming {
                let part = match (&member.old, member.at.and_then(|at| layout.range(at))) {
                    (Some(_), Some(range)) => self.moved(member, range),
                    _ => new_layouts(member),
                };
                text.push_str(&part);
            }
            let at = behind.map_or(0, |at| at + 1);
            out.extend(layout.put(self.old, at, text));
        }
    }

    /// A part of the old text that goes elsewhere, with what is changed in it.
    fn moved(&self, member: &Member, range: Range<usize>) -> String {
        let mut replacements = Vec::new();
        self.within(member, false, &mut replacements);
        let mut text = replace(self.old, range, replacements);
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text
    }

    /// A part of the new text as whole lines, to stand in a list or map of the old one.
    fn part_of_new(&self, member: &Member, there: &Layout) -> String {
        let Some(new) = &member.new else {
            return String::new();
        };
        let indent = " ".repeat(there.column);
        let inner = match &member.inner {
            Pair::Members(inner) => inner.as_slice(),
            _ => &[],
        };
        if !inner.iter().all(|member| self.is_there(member)) {
            return format!("{indent}{}\n", self.some_of(new, inner, there.column));
        }
        let is_flow = self.is_in_flow(new);
        match (is_flow, new.key.is_some()) {
            (true, true) => format!("{indent}{}\n", new.inline()),
            (true, false) => format!("{indent}- {}\n", new.inline()),
            (false, _) => self.lines_of_new(new, there.column),
        }
    }

    /// Whether an entry of the new text stands in braces or brackets.
    fn is_in_flow(&self, new: &Entry) -> bool {
        let start = new.start();
        let before = self.new.get(..start).unwrap_or_default();
        let before = before.rsplit('\n').next().unwrap_or_default();
        let before = before.trim();
        !before.chars().all(|c| c == '-' || c == ' ')
    }

    /// The lines of an entry of the new text, comments above it included.
    fn lines_of_new(&self, new: &Entry, column_there: usize) -> String {
        let start = match new.key {
            Some(_) => new.start(),
            None => dash_before(self.new, new.start()),
        };
        let first = line_start(self.new, start);
        let is_hanging = !self
            .new
            .get(first..start)
            .unwrap_or_default()
            .trim()
            .is_empty();
        let last = line_end(self.new, end(&new.node, self.new));
        let indent = " ".repeat(column_there);
        let text = if is_hanging {
            let text = self.new.get(start..last).unwrap_or_default();
            format!(
                "{indent}{}",
                shifted(text, column(self.new, start), column_there)
            )
        } else {
            let first = comments_above(self.new, first, 0);
            let text = self.new.get(first..last).unwrap_or_default();
            let text = format!("\n{text}");
            let text = shifted(&text, column(self.new, start), column_there);
            text.trim_start_matches('\n').to_owned()
        };
        format!("{}\n", text.trim_end_matches('\n'))
    }

    /// A list or map of the new text with those of its parts alone that are there.
    fn some_of(&self, new: &Entry, members: &[Member], column_there: usize) -> String {
        if members.iter().all(|member| self.is_there(member)) {
            return self.core(new, column_there);
        }
        let mut text = new
            .key
            .as_ref()
            .map_or(String::new(), |key| format!("{}:\n", key.text));
        let is_flow = is_flow(&new.node, self.new);
        let inner = column_there + 2;
        for member in members.iter().filter(|member| self.is_there(member)) {
            let Some(entry) = &member.new else { continue };
            let indent = " ".repeat(inner);
            text.push_str(&match (is_flow, entry.key.is_some()) {
                (true, true) => format!("{indent}{}\n", entry.inline()),
                (true, false) => format!("{indent}- {}\n", entry.inline()),
                (false, _) => self.lines_of_new(entry, inner),
            });
        }
        text.trim_end().to_owned()
    }
}

impl Layout {
    fn of(text: &str, entry: &Entry) -> Option<Self> {
        let (starts, ends): (Vec<usize>, Vec<usize>) = match &entry.node.body {
            Body::Map(map) => map
                .entries
                .iter()
                .map(|(key, node)| (key.span.start as usize, end(node, text)))
                .unzip(),
            Body::List(items) => {
                let dashes = items
                    .iter()
                    .map(|item| dash_before(text, item.span.start as usize));
                let ends = items.iter().map(|item| end(item, text));
                (dashes.collect(), ends.collect())
            }
            Body::Scalar(_) => return None,
        };
        let (first, last) = (*starts.first()?, *ends.last()?);
        let line = line_start(text, first);
        let is_hanging = !text.get(line..first)?.trim().is_empty();
        let mut bounds = Vec::with_capacity(starts.len() + 1);
        let mut before = entry.key.as_ref().map(|key| key.span.end as usize);
        for (start, end) in starts.iter().zip(&ends) {
            bounds.push(match (is_hanging, before) {
                (true, _) => *start,
                (false, Some(before)) => comments_above(text, line_start(text, *start), before),
                (false, None) => line_start(text, *start),
            });
            before = Some(*end);
        }
        bounds.push(if is_hanging {
            last
        } else {
            line_end(text, last)
        });
        Some(Self {
            column: column(text, first),
            starts,
            bounds,
            is_hanging,
        })
    }

    fn range(&self, at: usize) -> Option<Range<usize>> {
        Some(*self.bounds.get(at)?..*self.bounds.get(at + 1)?)
    }

    /// Whole lines put before the part at a place, or behind the last.
    fn put(&self, text: &str, at: usize, lines: String) -> Option<Replacement> {
        let place = *self.bounds.get(at)?;
        let indent = " ".repeat(self.column);
        let is_last = at == self.starts.len();
        let text = match (self.is_hanging, is_last) {
            (true, true) => format!("\n{}", lines.trim_end_matches('\n')),
            (true, false) => {
                let lines = lines.strip_prefix(indent.as_str()).unwrap_or(&lines);
                format!("{lines}{indent}")
            }
            (false, true) if !text.get(..place)?.ends_with('\n') => {
                format!("\n{}", lines.trim_end_matches('\n'))
            }
            (false, _) => lines,
        };
        Some(Replacement {
            range: place..place,
            text,
        })
    }
}

/// The chosen of the parts of a script or a sheet, and what takes their place.
pub(super) fn pieces(
    old: &str,
    new: &str,
    changed: &[Changed],
    chosen: &BTreeSet<usize>,
) -> Vec<Replacement> {
    let mut replacements = Vec::new();
    for change in changed
        .iter()
        .filter(|change| chosen.contains(&change.edit))
    {
        let text = new.get(change.new.clone()).unwrap_or_default();
        let (range, text) = if change.old.is_empty() {
            let at = change.old.end;
            let text = if at == 0 {
                format!("{text}\n")
            } else {
                format!("\n{text}")
            };
            (at..at, text)
        } else if change.new.is_empty() {
            // Its line goes with it, where it has that for itself.
            let (first, last) = (
                line_start(old, change.old.start),
                line_end(old, change.old.end),
            );
            let line = old.get(first..last).unwrap_or_default();
            let is_alone = old.get(change.old.clone()) == Some(line.trim());
            (
                if is_alone {
                    first..last
                } else {
                    change.old.clone()
                },
                String::new(),
            )
        } else {
            (change.old.clone(), text.to_owned())
        };
        replacements.push(Replacement { range, text });
    }
    replacements
}

/// A part of a text with replacements made in it.
pub(super) fn replace(
    text: &str,
    within: Range<usize>,
    mut replacements: Vec<Replacement>,
) -> String {
    replacements.sort_by_key(|replacement| (replacement.range.start, replacement.range.end));
    let mut written = String::new();
    let mut at = within.start;
    for replacement in replacements {
        if replacement.range.start < at || replacement.range.end > within.end {
            continue;
        }
        written.push_str(text.get(at..replacement.range.start).unwrap_or_default());
        written.push_str(&replacement.text);
        at = replacement.range.end;
    }
    written.push_str(text.get(at..within.end).unwrap_or_default());
    written
}

/// Lines below the first at another indent.
fn shifted(text: &str, from: usize, to: usize) -> String {
    let mut lines = text.split('\n');
    let mut written = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        written.push('\n');
        if line.trim().is_empty() {
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let kept = (indent + to).saturating_sub(from);
        written.push_str(&" ".repeat(kept));
        written.push_str(line.trim_start_matches(' '));
    }
    written
}

fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.rfind('\n').map_or(0, |newline| newline + 1)
}

/// The byte after the end of a line.
fn line_end(text: &str, at: usize) -> usize {
    let rest = rest(text, at);
    rest.find('\n')
        .map_or(text.len(), |newline| at + newline + 1)
}

fn column(text: &str, at: usize) -> usize {
    let line = text.get(line_start(text, at)..at).unwrap_or_default();
    line.chars().count()
}

/// Where the comments begin that stand right above a line, but not before a byte.
fn comments_above(text: &str, line: usize, floor: usize) -> usize {
    let mut first = line;
    while first > 0 {
        let above = line_start(text, first - 1);
        let is_comment = text
            .get(above..first)
            .is_some_and(|line| line.trim_start().starts_with('#'));
        if above < floor || !is_comment {
            break;
        }
        first = above;
    }
    first
}

/// The dash of a list's item that begins at a byte.
fn dash_before(text: &str, at: usize) -> usize {
    let mut line = line_start(text, at);
    let mut last = at;
    loop {
        let before = text.get(line..last).unwrap_or_default();
        let trimmed = before.trim_start();
        let is_comment = trimmed.starts_with('#');
        if let Some(dash) = before.rfind('-').filter(|_| !is_comment)
            && past_blanks(text, line + dash + 1) == at
        {
            return line + dash;
        }
        if line == 0 {
            return at;
        }
        last = line - 1;
        line = line_start(text, last);
    }
}

/// The byte after a comment that follows on the same line.
fn past_comment(text: &str, at: usize) -> usize {
    let line = rest(text, at).split('\n').next().unwrap_or_default();
    if line.trim_start().starts_with('#') {
        at + line.trim_end().len()
    } else {
        at
    }
}
