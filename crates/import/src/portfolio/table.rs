//! A CSV file as rows of cells: its header found, its rows whole, each with its line · no meaning of any column.

use std::io::{self, Chain, Cursor, Read};

use csv::{ByteRecord, ReaderBuilder};

use super::CsvError;
use super::watch::{Flaw, Watch};
use crate::finding::{Finding, Findings, Problem, quoted};
use crate::mapping::Mapping;
use crate::notation::{Encoding, is_utf8};
use crate::text::is_allowed;

const MARK: &[u8] = b"\xEF\xBB\xBF";
const DELIMITERS: [(u8, &str); 4] = [
    (b';', "\";\""),
    (b',', "\",\""),
    (b'\t', "tab"),
    (b'|', "\"|\""),
];

/// The rows of a file.
pub(super) struct Table<R> {
    reader: csv::Reader<Watch<Chain<Cursor<Vec<u8>>, R>>>,
    delimiter: u8,
    /// How many fields a row has.
    width: usize,
    row: Row,
    /// Whether nothing that follows can be read.
    ended: bool,
}

/// One row.
pub(super) struct Row {
    pub(super) line: u64,
    record: ByteRecord,
    encoding: Encoding,
    /// Where each column that the mapping asks for stands.
    places: Vec<usize>,
}

impl<R: Read> Table<R> {
    /// Reads a file's header.
    pub(super) fn open(source: R, mapping: &Mapping) -> Result<Self, CsvError> {
        let source = without_mark(source, mapping.encoding)?;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(mapping.delimiter)
            .buffer_capacity(64 * 1024)
            .from_reader(Watch::new(source, mapping.delimiter));
        let mut header = Row {
            line: 1,
            record: ByteRecord::new(),
            encoding: mapping.encoding,
            places: Vec::new(),
        };
        match next(&mut reader, &mut header)? {
            None => return Err(refused(empty().everywhere())),
            Some(Err(flaw)) => return Err(refused(flaw)),
            Some(Ok(())) => {}
        }
        if let Some(problem) = header.one_column(mapping.delimiter) {
            return Err(refused(problem.at(header.line)));
        }
        let names = header.names().map_err(refused)?;
        header.places = places(&names, mapping, header.line)?;
        Ok(Self {
            reader,
            delimiter: mapping.delimiter,
            width: names.len(),
            row: header,
            ended: false,
        })
    }

    /// Returns the next row that has anything in it.
    pub(super) fn next(&mut self) -> Option<Result<&Row, CsvError>> {
        loop {
            if self.ended {
                return None;
            }
            match next(&mut self.reader, &mut self.row) {
                Ok(None) => return None,
                Ok(Some(Err(flaw))) => return Some(Err(CsvError::Row(flaw.into()))),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
                Ok(Some(Ok(()))) => {}
            }
            if self.row.is_blank() {
                continue;
            }
            return Some(if self.row.has(self.width) {
                Ok(&self.row)
            } else {
                let problem = ragged(self.row.record.len(), self.width, self.delimiter);
                Err(CsvError::Row(problem.at(self.row.line).into()))
            });
        }
    }
}

impl Row {
    /// Returns what stands in a column of the mapping, without the white space around it.
    pub(super) fn cell(&self, column: usize) -> Result<String, Problem> {
        match self.places.get(column) {
            Some(place) => self.text(*place),
            None => Ok(String::new()),
        }
    }

    fn text(&self, place: usize) -> Result<String, Problem> {
        let bytes = self.record.get(place).unwrap_or_default();
        let text = self.encoding.text(bytes)?;
        match text.chars().find(|character| !is_allowed(*character)) {
            Some(character) => Err(not_allowed(character)),
            None => Ok(text.trim().to_owned()),
        }
    }

    fn is_blank(&self) -> bool {
        self.record
            .iter()
            .all(|field| field.iter().all(u8::is_ascii_whitespace))
    }

    /// Whether it has so many fields. A delimiter at the end of the line begins no other.
    fn has(&self, width: usize) -> bool {
        self.record.len() == width
            || (self.record.len() == width + 1 && self.record.get(width) == Some(b""))
    }

    /// Another delimiter stands in a header that is one column.
    fn one_column(&self, delimiter: u8) -> Option<Problem> {
        let name = self.record.get(0).filter(|_| self.record.len() == 1)?;
        let (_, other) = DELIMITERS
            .iter()
            .find(|(other, _)| *other != delimiter && name.contains(other))?;
        Some(one_column(delimiter, other))
    }

    fn names(&self) -> Result<Vec<String>, Finding> {
        let mut names = Vec::new();
        for place in 0..self.record.len() {
            let name = self.text(place).map_err(|problem| problem.at(self.line))?;
            names.push(name.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        if names.len() > 1 {
            names.pop_if(|last| last.is_empty());
        }
        Ok(names)
    }
}

/// Reads one more row into `row`, or says what is wrong with its quotes.
fn next<R: Read>(
    reader: &mut csv::Reader<Watch<R>>,
    row: &mut Row,
) -> Result<Option<Result<(), Finding>>, CsvError> {
    let read = reader.read_byte_record(&mut row.record);
    if let Some(line) = reader.get_ref().too_long() {
        return Err(CsvError::Row(too_long().at(line).into()));
    }
    if !read.map_err(|error| CsvError::Unreadable(error.into()))? {
        return Ok(None);
    }
    let begun = reader.get_mut().next_row();
    row.line = begun.map_or(row.line, |begun| begun.line);
    let flaw = begun.and_then(|begun| begun.flaw);
    Ok(Some(match flaw {
        None => Ok(()),
        Some(Flaw::ClosesEarly(line)) => Err(closes_early().at(line)),
        Some(Flaw::NeverCloses(line)) => Err(never_closes().at(line)),
    }))
}

/// The source after its byte order mark.
fn without_mark<R: Read>(
    mut source: R,
    encoding: Encoding,
) -> Result<Chain<Cursor<Vec<u8>>, R>, CsvError> {
    let mut start = Vec::new();
    source
        .by_ref()
        .take(MARK.len() as u64)
        .read_to_end(&mut start)?;
    if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
        return Err(refused(utf16().everywhere()));
    }
    if start == MARK {
        if encoding == Encoding::Windows1252 {
            return Err(refused(is_utf8().everywhere()));
        }
        start.clear();
    }
    Ok(Cursor::new(start).chain(source))
}

/// Where each column that the mapping asks for stands.
fn places(names: &[String], mapping: &Mapping, line: u64) -> Result<Vec<usize>, CsvError> {
    let mut findings = Vec::new();
    let mut places = Vec::new();
    for column in &mapping.columns {
        let mut found = names.iter().enumerate().filter(|(_, name)| *name == column);
        match (found.next(), found.next()) {
            (Some((place, _)), None) => places.push(place),
            (None, _) => findings.push(no_column(column, names).at(line)),
            (Some(_), Some(_)) => findings.push(two_columns(column).at(line)),
        }
    }
    if findings.is_empty() {
        Ok(places)
    } else {
        Err(CsvError::Refused(Findings(findings)))
    }
}

fn refused(finding: Finding) -> CsvError {
    CsvError::Refused(finding.into())
}

fn one_column(delimiter: u8, other: &str) -> Problem {
    let delimiter = char::from(delimiter).escape_default();
    Problem::new(
        [
            format!("the header is one column, with no `{delimiter}` in it"),
            format!("overskriften er én kolonne, uden `{delimiter}` i"),
        ],
        [
            format!("write `delimiter: {other}` in the mapping"),
            format!("skriv `delimiter: {other}` i opsætningen"),
        ],
    )
}

fn empty() -> Problem {
    Problem::new(
        ["the file is empty", "filen er tom"],
        [
            "export it again, with the names of the columns in its first line",
            "eksportér den igen, med kolonnernes navne i første linje",
        ],
    )
}

fn utf16() -> Problem {
    Problem::new(
        ["the file is UTF-16", "filen er UTF-16"],
        ["save it as UTF-8", "gem den som UTF-8"],
    )
}

fn no_column(column: &str, names: &[String]) -> Problem {
    let name = quoted(column);
    let known = names
        .iter()
        .map(String::as_str)
        .filter(|name| !name.is_empty());
    Problem::unknown(
        [
            format!("there is no column `{name}`"),
            format!("der er ingen kolonne `{name}`"),
        ],
        column,
        known,
    )
}

fn two_columns(column: &str) -> Problem {
    let name = quoted(column);
    Problem::new(
        [
            format!("two columns are called `{name}`"),
            format!("to kolonner hedder `{name}`"),
        ],
        [
            "give one of them another name in the file",
            "giv den ene af dem et andet navn i filen",
        ],
    )
}

fn ragged(found: usize, wanted: usize, delimiter: u8) -> Problem {
    let delimiter = char::from(delimiter).escape_default();
    Problem::new(
        [
            format!("the row has {found} fields, and the header {wanted}"),
            format!("rækken har {found} felter, og overskriften {wanted}"),
        ],
        [
            format!(
                "write every field, and those that hold a `{delimiter}` or a line break in quotes"
            ),
            format!(
                "skriv alle felter, og dem med `{delimiter}` eller linjeskift i, i anførselstegn"
            ),
        ],
    )
}

fn closes_early() -> Problem {
    Problem::new(
        [
            "a quote `\"` closes a field, and the field goes on after it",
            "et anførselstegn `\"` afslutter et felt, og feltet fortsætter efter det",
        ],
        [
            "write a quote inside of a quoted field twice, or close the field above it",
            "skriv et anførselstegn inde i et felt i anførselstegn to gange, eller afslut feltet ovenfor",
        ],
    )
}

fn never_closes() -> Problem {
    Problem::new(
        [
            "a quote `\"` opens a field, and the rest of the file has none that closes it",
            "et anførselstegn `\"` åbner et felt, og resten af filen har intet, der afslutter det",
        ],
        ["close it, or take it out", "afslut det, eller fjern det"],
    )
}

fn too_long() -> Problem {
    Problem::new(
        [
            "the row has more than 1 MiB, and nothing after it is read",
            "rækken fylder mere end 1 MiB, og intet efter den læses",
        ],
        [
            "look for a quote `\"` that is never closed",
            "se efter et anførselstegn `\"`, der ikke afsluttes",
        ],
    )
}

fn not_allowed(character: char) -> Problem {
    let number = u32::from(character);
    Problem::new(
        [
            format!("the character U+{number:04X} doesn't belong in a text"),
            format!("tegnet U+{number:04X} hører ikke hjemme i en tekst"),
        ],
        ["take it out", "fjern det"],
    )
}

impl From<io::Error> for CsvError {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}
