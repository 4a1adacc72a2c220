//! The file that holds a case: read, opened where it holds an opening, written back whole or not at all.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use chrono::{DateTime, Utc};
use dunlin::{Case, Engine, Opening, Value};

use crate::beside::Beside;

/// A case, and the form of the file that it was read from.
#[derive(Debug)]
pub(crate) struct CaseFile {
    pub(crate) case: Case,
    path: PathBuf,
    /// What the file held.
    text: String,
    /// Whether it stood on one line, as in a file of cases.
    on_one_line: bool,
}

impl CaseFile {
    /// Reads a case, or opens the one that the file describes.
    pub(crate) fn read(path: &Path, engine: &Engine, now: DateTime<Utc>) -> Result<Self> {
        let text = read_text(path)?;
        let case = case_of(&text, engine, now).with_context(|| named(path))?;
        let on_one_line = !text.trim().contains('\n');
        Ok(Self {
            case,
            path: path.to_owned(),
            text,
            on_one_line,
        })
    }

    /// Replaces what the file holds by a case, in one move: a reader finds the old one or the new one.
    pub(crate) fn write(&self, case: &Case) -> Result<()> {
        let text = if self.on_one_line {
            serde_json::to_string(case)
        } else {
            serde_json::to_string_pretty(case)
        };
        let text = text.context("the case can't be written as JSON")?;
        let unwritten = || format!("can't write {}, which is as it was", named(&self.path));
        // Whoever else writes holds this, or has moved another file into its place by now.
        let held = File::open(&self.path).with_context(unwritten)?;
        held.lock().with_context(unwritten)?;
        if read_text(&self.path)? != self.text {
            bail!(
                "{} has changed meanwhile, and nothing was written: decide again",
                named(&self.path)
            );
        }
        replace(&self.path, &format!("{text}\n")).with_context(unwritten)
    }
}

/// Returns a file's text, or what standard input holds where `-` is named.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    let bytes = read_bytes(path)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| anyhow!("{} is not UTF-8: save it as UTF-8", named(path)))?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map_or(text.clone(), str::to_owned))
}

/// Returns what a file holds, or standard input where `-` is named.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if is_stdin(path) {
        io::stdin().lock().read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    read.with_context(|| format!("can't read {}", named(path)))?;
    Ok(bytes)
}

/// Returns whether a path stands for standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// Returns how messages call a file.
pub(crate) fn named(path: &Path) -> String {
    if is_stdin(path) {
        "standard input".to_owned()
    } else {
        format!("`{}`", path.display())
    }
}

fn case_of(text: &str, engine: &Engine, now: DateTime<Utc>) -> Result<Case> {
    let values: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(text)
        .into_iter()
        .collect();
    let values = values.map_err(|error| anyhow!("not JSON as cases are written: {error}"))?;
    let [Value::Record(fields)] = values.as_slice() else {
        match values.len() {
            0 => bail!("nothing is in it: write a case or an opening into it"),
            1 => bail!("not a case: write an object, as `dunlin import` and `dunlin decide` do"),
            many => bail!("{many} cases are in it: hand them over one at a time"),
        }
    };
    // What has a revision is a case, although its schema is missing; the engine says so.
    if fields.contains_key("schema") || fields.contains_key("revision") {
        return Ok(engine.read_case(text)?);
    }
    let opening: Opening =
        serde_json::from_str(text).map_err(|error| anyhow!("not an opening: {error}"))?;
    let opened = engine.open(&opening, now)?;
    let Some(case) = opened.case_after() else {
        let reasons = opened
            .denials()
            .iter()
            .map(|denial| denial.message.get("en").to_owned());
        let reasons: Vec<String> = reasons.collect();
        bail!(
            "case `{}` can't be opened: {}",
            opening.id,
            reasons.join(" ")
        );
    };
    Ok(case)
}

/// Puts a text in the file's place.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = Beside::create(path)?;
    beside.write_all(text.as_bytes())?;
    beside.place()
}
