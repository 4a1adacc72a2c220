//! Findings with their place in the text: the lines around it, and what of them is meant · what is found, and its words, are the engine's.

use dunlin::{Finding, Findings, Place, Severity, Sources};
use serde::Serialize;

use super::version;
use crate::http::Language;

/// No more lines of a place are shown than these.
const MOST: u32 = 6;

/// A finding.
#[derive(Serialize)]
pub(super) struct Found {
    code: &'static str,
    /// Where the code is explained.
    explained: String,
    is_error: bool,
    message: String,
    help: Option<String>,
    file: Option<String>,
    line: u32,
    /// Where the file can be read whole.
    address: Option<String>,
    lines: Vec<Line>,
}

/// A line of a file, in three parts: the one in the middle is meant.
#[derive(Serialize)]
struct Line {
    number: u32,
    before: String,
    meant: String,
    after: String,
}

/// Each finding; `files` is where the version's files are read, if they are.
pub(super) fn all(
    findings: &Findings,
    sources: &Sources,
    files: Option<&str>,
    language: Language,
) -> Vec<Found> {
    let one = |finding: &Finding| {
        let (place, code) = (finding.place(), finding.code().id());
        let text = place.and_then(|place| sources.get(&place.file));
        let lines = place
            .zip(text)
            .map(|(place, source)| lines(source.text(), place));
        let address = place
            .zip(files)
            .map(|(place, files)| version::line_address(files, &place.file, place.line));
        Found {
            code,
            explained: format!("/ui/rules/findings/{code}"),
            is_error: finding.severity() == Severity::Error,
            message: finding.message(language.code()).to_owned(),
            help: finding.help(language.code()).map(ToOwned::to_owned),
            file: place.map(|place| place.file.to_string()),
            line: place.map_or(0, |place| place.line),
            address,
            lines: lines.unwrap_or_default(),
        }
    };
    findings.iter().map(one).collect()
}

/// The lines of a place, and one on each side of it.
fn lines(text: &str, place: &Place) -> Vec<Line> {
    let (first, end) = (place.line, place.end_line.min(place.line + MOST - 1));
    let mut lines = Vec::new();
    let mut start = 0;
    for (number, whole) in (1_u32..).zip(text.split_inclusive('\n')) {
        let line = whole.trim_end_matches(['\n', '\r']);
        let at = start;
        start += whole.len();
        if number + 1 < first {
            continue;
        }
        if number > end + 1 {
            break;
        }
        lines.push(meant(line, number, at, (first, end), place));
    }
    lines
}

fn meant(line: &str, number: u32, at: usize, (first, end): (u32, u32), place: &Place) -> Line {
    let range = place.range();
    let indent = line.len() - line.trim_start().len();
    let within = |byte: usize| byte.saturating_sub(at).min(line.len());
    let (from, to) = match number {
        _ if number < first || number > end => (line.len(), line.len()),
        // What is meant of a further line begins where its text does.
        _ if number > first => (indent.min(within(range.end)), within(range.end)),
        _ => (within(range.start), within(range.end)),
    };
    let part = |from: usize, to: usize| line.get(from..to).unwrap_or_default().to_owned();
    let is_empty = number == first && from == to;
    Line {
        number,
        before: part(0, from),
        // Something is missing here.
        meant: if is_empty {
            " ".to_owned()
        } else {
            part(from, to)
        },
        after: part(to, line.len()),
    }
}

#[cfg(test)]
mod tests {
    use dunlin::RuleSet;

    use super::*;

    #[test]
    fn what_is_meant_of_each_line_is_told_apart() {
        let mut sources = Sources::new();
        let text =
            "rule_set: probe\r\nversion: \"1\"\r\ntime_zone: Mars/Olympus\r\nlanguages: [en]\r\n";
        sources.add("dunlin.yaml", text);
        let findings = RuleSet::check(&sources);
        let found = all(&findings, &sources, Some("/files"), Language::English);
        let mars = found.iter().find(|found| found.message.contains("Mars"));
        let mars = mars.unwrap();
        assert_eq!((mars.file.as_deref(), mars.line), (Some("dunlin.yaml"), 3));
        assert_eq!(mars.address.as_deref(), Some("/files?file=dunlin.yaml#L3"));
        let told: Vec<String> = mars
            .lines
            .iter()
            .map(|line| {
                format!(
                    "{} {}[{}]{}",
                    line.number, line.before, line.meant, line.after
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "2 version: \"1\"[]",
                "3 time_zone: [Mars/Olympus]",
                "4 languages: [en][]"
            ]
        );
    }
}
