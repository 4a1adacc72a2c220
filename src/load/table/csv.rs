//! A text of delimited cells read line by line, each cell with the place of each of its bytes. What a cell means isn't known here.
//!
//! The crate `csv` tells the place of a line, not that of a cell within it, and takes a quote that is
//! never closed for a cell to the end of the text: both are what an author must be shown.

use crate::load::yaml::{Body, Node, Places, Scalar};
use crate::source::{Code, FileId, Problem, Report, Span};

/// One line that isn't blank.
pub(super) struct Line {
    pub(super) span: Span,
    pub(super) cells: Vec<Node>,
}

/// What may stand between the cells, the likelier first.
const DELIMITERS: [char; 2] = [';', ','];

/// The character that divides a line into cells: the semicolon, where it stands outside of quotes.
pub(super) fn delimiter(line: &str) -> char {
    let mut quoted = false;
    let outside: Vec<char> = line
        .chars()
        .filter(|c| {
            quoted ^= *c == '"';
            !quoted
        })
        .collect();
    let found = DELIMITERS.into_iter().find(|c| outside.contains(c));
    found.unwrap_or(',')
}

/// The lines of a text that aren't blank, each with the byte at which it begins.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.trim_end_matches(['\n', '\r']))
    });
    lines.filter(|(_, line)| !line.trim().is_empty())
}

/// The cells of a line; none where a quote in it is wrong.
pub(super) fn cells(
    file: FileId,
    start: usize,
    line: &str,
    delimiter: char,
    report: &mut Report,
) -> Option<Line> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let at = start + (line.len() - rest.len());
        let (cell, after) = cell(file, at, rest, delimiter, report)?;
        cells.push(cell);
        match after {
            Some(after) => rest = after,
            None => break,
        }
    }
    Some(Line {
        span: Span::new(file, start, start + line.len()),
        cells,
    })
}

/// The first cell of a text, and what stands behind its delimiter.
fn cell<'t>(
    file: FileId,
    at: usize,
    text: &'t str,
    delimiter: char,
    report: &mut Report,
) -> Option<(Node, Option<&'t str>)> {
    let blank = |c: char| c.is_whitespace() && c != delimiter;
    let begun = text.trim_start_matches(blank);
    let begin = at + (text.len() - begun.len());
    if let Some(quoted) = begun.strip_prefix('"') {
        return quoted_cell(file, begin, quoted, delimiter, report);
    }
    let (cell, after) = match begun.split_once(delimiter) {
        Some((cell, after)) => (cell, Some(after)),
        None => (begun, None),
    };
    let cell = cell.trim_end();
    let span = Span::new(file, begin, begin + cell.len());
    Some((node(span, cell.to_owned(), Places::Straight(begin)), after))
}

/// A cell in quotes, by what stands behind the first of them; two within it stand for one.
fn quoted_cell<'t>(
    file: FileId,
    begin: usize,
    text: &'t str,
    delimiter: char,
    report: &mut Report,
) -> Option<(Node, Option<&'t str>)> {
    let mut content = String::new();
    let mut places = Vec::new();
    let mut rest = text;
    let place = |rest: &str| begin + 1 + (text.len() - rest.len());
    let mut take = |part: &str, from: usize| {
        content.push_str(part);
        places.extend((from..from + part.len()).filter_map(|byte| u32::try_from(byte).ok()));
    };
    let after = loop {
        let Some((part, after)) = rest.split_once('"') else {
            report.add(Span::new(file, begin, begin + 1 + text.len()), not_closed());
            return None;
        };
        take(part, place(rest));
        match after.strip_prefix('"') {
            Some(further) => {
                take("\"", place(after));
                rest = further;
            }
            None => break after,
        }
    };
    let end = place(after);
    places.extend(u32::try_from(end - 1).ok());
    let (behind, next) = match after.split_once(delimiter) {
        Some((behind, next)) => (behind, Some(next)),
        None => (after, None),
    };
    if !behind.trim().is_empty() {
        let from = end + (behind.len() - behind.trim_start().len());
        let span = Span::new(file, from, end + behind.trim_end().len());
        report.add(span, behind_quote(behind.trim(), delimiter));
        return None;
    }
    let span = Span::new(file, begin, end);
    Some((node(span, content, Places::Mapped(places)), next))
}

/// A cell as a rule file would hold it in quotes: what it says is what is written.
pub(super) fn node(span: Span, text: String, places: Places) -> Node {
    Node {
        span,
        body: Body::Scalar(Scalar {
            text,
            plain: false,
            comment: None,
            places,
        }),
    }
}

fn not_closed() -> Problem {
    Problem::new(
        Code::TableRow,
        "this cell begins with a quote that isn't closed in its line",
        "dette felt begynder med et anførselstegn, der ikke lukkes på linjen",
    )
    .help(
        "add a `\"` where the cell ends; within a cell in quotes, write `\"\"` for one quote",
        "tilføj et `\"`, hvor feltet slutter; inde i et felt i anførselstegn skrives et anførselstegn som `\"\"`",
    )
}

fn behind_quote(text: &str, delimiter: char) -> Problem {
    Problem::new(
        Code::TableRow,
        format!("`{text}` stands behind the quote that ends its cell"),
        format!("`{text}` står efter det anførselstegn, der slutter feltet"),
    )
    .help(
        format!("write `{delimiter}` before it, or `\"\"` for a quote within the cell"),
        format!("skriv `{delimiter}` før det, eller `\"\"` for et anførselstegn inde i feltet"),
    )
}
