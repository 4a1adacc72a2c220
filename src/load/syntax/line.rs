//! One line of a YAML text by its parts: indent, dashes, keys and values, as far as a line alone can tell. Nothing is judged here.

use std::ops::Range;

/// A line with the byte at which it begins in its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    pub(super) start: usize,
    pub(super) text: &'t str,
}

/// The lines of a text, without their ends.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let found = Line {
                start,
                text: line.trim_end(),
            };
            start += line.len();
            found
        })
        .collect()
}

impl<'t> Line<'t> {
    /// Whether it says nothing: empty, or a comment.
    pub(super) fn is_blank(&self) -> bool {
        let body = self.text.trim_start();
        body.is_empty() || body.starts_with('#')
    }

    /// The white space before its first character, in bytes.
    pub(super) fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start().len()
    }

    /// Where what stands after its dashes begins.
    pub(super) fn content(&self) -> usize {
        let mut at = self.indent();
        while let Some(rest) = self.after(at).strip_prefix("- ") {
            at += 2 + rest.len() - rest.trim_start().len();
        }
        at
    }

    /// Whether it is an item of a list.
    pub(super) fn has_dash(&self) -> bool {
        self.content() > self.indent() || self.after(self.indent()) == "-"
    }

    /// The text from a byte of the line on.
    pub(super) fn after(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or_default()
    }

    /// The text before a byte of the line.
    pub(super) fn before(&self, at: usize) -> &'t str {
        self.text.get(..at).unwrap_or_default()
    }

    /// Its end without a comment, as far as quotes allow one to be told from a text.
    pub(super) fn end(&self) -> usize {
        let comment = self
            .text
            .match_indices(" #")
            .map(|(at, _)| at)
            .find(|at| self.before(*at).matches('"').count().is_multiple_of(2));
        comment.map_or(self.text.len(), |at| self.before(at).trim_end().len())
    }

    /// Where keys may stand: at the start of the content, after a brace, after a comma.
    pub(super) fn key_starts(&self) -> Vec<usize> {
        let content = self.content();
        let after = self.openings(&["{", ","]);
        std::iter::once(content)
            .chain(after.into_iter().filter(|at| *at > content))
            .collect()
    }

    /// Where values may stand: after a colon, a dash, a bracket, a comma.
    pub(super) fn value_starts(&self) -> Vec<usize> {
        let content = self.content();
        let mut starts = self.openings(&[": ", "[", "{", ","]);
        starts.push(content);
        starts.retain(|at| *at >= content);
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// Where the first character after one of these marks stands.
    fn openings(&self, marks: &[&str]) -> Vec<usize> {
        let mut starts: Vec<usize> = marks
            .iter()
            .flat_map(|mark| self.text.match_indices(mark))
            .map(|(at, mark)| {
                let rest = self.after(at + mark.len());
                at + mark.len() + rest.len() - rest.trim_start().len()
            })
            .filter(|at| *at < self.text.len())
            .collect();
        starts.sort_unstable();
        starts
    }

    /// The value after the line's first key, without a comment.
    pub(super) fn block_value(&self) -> Option<Range<usize>> {
        let content = self.content();
        let word = word_length(self.after(content));
        let rest = self.after(content + word);
        let value = rest.strip_prefix(':').filter(|_| word > 0)?;
        let start = self.text.len() - value.trim_start().len();
        let end = self.end();
        (start < end).then_some(start..end)
    }

    /// A range of the line as one of the whole text.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        self.start + range.start..self.start + range.end
    }
}

/// The length of the word that a key may be, at the start of a text.
pub(super) fn word_length(text: &str) -> usize {
    if !text.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return 0;
    }
    text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
        .unwrap_or(text.len())
}

/// A text in quotes, for a value that can't stand without them.
pub(super) fn quoted(value: &str) -> String {
    if !value.contains(['"', '\\']) {
        return format!("\"{value}\"");
    }
    if !value.contains('\'') {
        return format!("'{value}'");
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
