//! CSV files by a mapping: openings to standard output, events to a file, and what is wrong to standard error.

use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use dunlin_import::{
    CsvError, Event, Finding, Findings, Mapping, Opening, Options, Portfolio, Tally,
};

use super::super::Outcome;
use crate::arguments::Language;
use crate::case_file::{is_stdin, named, read_bytes, read_text};
use crate::output::stream;
use crate::output::style::{BAD, CARE, styled};

/// So many findings are told; a file in the wrong encoding has one a row.
const TOLD: usize = 50;
/// Openings are written in pieces of about so many bytes.
const PIECE: usize = 64 * 1024;

/// What is asked for.
pub(super) struct Mapped<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) options: &'a Options,
    pub(super) files: &'a [PathBuf],
    pub(super) events: Option<&'a Path>,
    pub(super) skip: bool,
    pub(super) language: Language,
}

/// Reads a mapping, or tells what is wrong with it.
pub(super) fn mapping(path: &Path, language: Language) -> Result<Mapping> {
    let text = read_text(path)?;
    Mapping::read(&text).or_else(|findings| {
        let mut told = Told::new(language);
        told.all(&named(path), &findings);
        told.rest();
        bail!(language.of(
            format!("{} can't be used as a mapping", named(path)),
            format!("{} kan ikke bruges som opsætning", named(path)),
        ))
    })
}

impl Mapped<'_> {
    /// Imports the files. Where a wrong row keeps anything from being written, they are read twice: a
    /// portfolio of any size is never held whole.
    pub(super) fn run(&self) -> Result<Outcome> {
        if self.events.is_some() && !self.mapping.has_events() {
            bail!(self.language.of(
                "`--events` is given, and the mapping has no `events`",
                "`--events` er angivet, og opsætningen har ingen `events`",
            ));
        }
        let sources = self.sources()?;
        if !self.skip && !self.read(&sources, &mut Told::new(self.language), None)? {
            stream::tell(&format!(
                "{} {}\n",
                styled(
                    BAD,
                    self.language.of("nothing is written:", "intet er skrevet:")
                ),
                self.language.of(
                    "correct what is refused; `--bad-rows skip` leaves out wrong rows",
                    "ret det, der er afvist; `--bad-rows skip` udelader forkerte rækker"
                )
            ));
            return Ok(Outcome::Found);
        }
        let mut written = Written::default();
        let mut told = Told::new(self.language);
        let clean = self.read(&sources, &mut told, Some(&mut written))?;
        Ok(Outcome::of(!clean))
    }

    fn sources(&self) -> Result<Vec<FileSource<'_>>> {
        self.files
            .iter()
            .map(|path| {
                let held = if is_stdin(path) {
                    Some(read_bytes(path)?)
                } else {
                    None
                };
                Ok(FileSource { path, held })
            })
            .collect()
    }

    /// Reads all files, writes what they say if that is asked for, and returns whether nothing was wrong.
    fn read(
        &self,
        sources: &[FileSource<'_>],
        told: &mut Told,
        mut written: Option<&mut Written>,
    ) -> Result<bool> {
        let mut portfolio = Portfolio::new(self.mapping, self.options);
        for source in sources {
            let name = named(source.path);
            let rows = match portfolio.read(&source.path.display().to_string(), source.open()?) {
                Ok(rows) => rows,
                Err(CsvError::Unreadable(error)) => return Err(unreadable(error, &name)),
                Err(CsvError::Refused(findings) | CsvError::Row(findings)) => {
                    told.all(&name, &findings);
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            for row in rows {
                match (row, &mut written) {
                    (Ok(opening), Some(written)) => written.opening(&opening)?,
                    (Ok(_), None) => {}
                    (Err(CsvError::Unreadable(error)), _) => return Err(unreadable(error, &name)),
                    (Err(CsvError::Refused(findings) | CsvError::Row(findings)), _) => {
                        told.all(&name, &findings);
                    }
                    (Err(error), _) => return Err(error.into()),
                }
            }
        }
        let tally = portfolio.tally();
        let (events, without_case) = portfolio.finish();
        for (file, finding) in &without_case {
            told.one(&named(Path::new(&**file)), finding);
        }
        told.rest();
        if let Some(written) = written {
            written.flush()?;
            self.write_events(&events)?;
            self.summarise(&tally, events.len());
        }
        Ok(told.count == 0)
    }

    fn summarise(&self, tally: &Tally, events: usize) {
        let [rows, cases, happened, left_out, wrong] = self.language.of(
            ["rows", "cases", "events", "left out", "wrong"],
            ["rækker", "sager", "hændelser", "udeladt", "forkerte"],
        );
        stream::tell(&format!(
            "{rows}: {}, {cases}: {}, {happened}: {events}, {left_out}: {}, {wrong}: {}\n",
            tally.rows, tally.openings, tally.left_out, tally.bad
        ));
    }

    fn write_events(&self, events: &[Event]) -> Result<()> {
        let Some(path) = self.events else {
            if !events.is_empty() {
                let mark = self.language.of("not written:", "ikke skrevet:");
                let what = self.language.of(
                    "the events: name a file for them with `--events FILE`",
                    "hændelserne: angiv en fil til dem med `--events FILE`",
                );
                stream::tell(&format!("{} {what}\n", styled(CARE, mark)));
            }
            return Ok(());
        };
        let mut lines = Vec::new();
        for event in events {
            serde_json::to_writer(&mut lines, event).context("can't be written as JSON")?;
            lines.push(b'\n');
        }
        let written = File::create(path).and_then(|mut file| file.write_all(&lines));
        written.with_context(|| format!("can't write {}", named(path)))
    }
}

fn unreadable(error: io::Error, name: &str) -> anyhow::Error {
    anyhow::Error::new(error).context(format!("can't read {name}"))
}

/// A file that is opened as often as it is read; standard input is held.
struct FileSource<'a> {
    path: &'a Path,
    held: Option<Vec<u8>>,
}

impl FileSource<'_> {
    fn open(&self) -> Result<Box<dyn Read + '_>> {
        match &self.held {
            Some(bytes) => Ok(Box::new(Cursor::new(bytes))),
            None => {
                let file = File::open(self.path);
                let file = file.with_context(|| format!("can't read {}", named(self.path)))?;
                Ok(Box::new(file))
            }
        }
    }
}

/// What goes to standard output, gathered into pieces.
#[derive(Default)]
struct Written {
    lines: String,
}

impl Written {
    fn opening(&mut self, opening: &Opening) -> Result<()> {
        let line = serde_json::to_string(opening).context("can't be written as JSON")?;
        if !self.lines.is_empty() {
            self.lines.push('\n');
        }
        self.lines.push_str(&line);
        if self.lines.len() > PIECE {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        if !self.lines.is_empty() {
            stream::print_line(&self.lines)?;
            self.lines.clear();
        }
        Ok(())
    }
}

/// What was said on standard error.
struct Told {
    language: Language,
    count: usize,
}

impl Told {
    fn new(language: Language) -> Self {
        Self { language, count: 0 }
    }

    fn all(&mut self, file: &str, findings: &Findings) {
        for finding in findings.iter() {
            self.one(file, finding);
        }
    }

    fn one(&mut self, file: &str, finding: &Finding) {
        self.count += 1;
        if self.count <= TOLD {
            let mark = styled(BAD, self.language.of("refused:", "afvist:"));
            let told = finding.told(self.language.code());
            stream::tell(&format!("{mark} {file}: {told}\n"));
        }
    }

    /// Says how much wasn't said.
    fn rest(&self) {
        if let Some(rest @ 1..) = self.count.checked_sub(TOLD) {
            let told = self
                .language
                .of(format!("and {rest} more"), format!("og {rest} mere"));
            stream::tell(&format!("{told}\n"));
        }
    }
}
