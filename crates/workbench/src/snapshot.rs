//! Snapshots as insta keeps them: a head between `---` lines, then the text. What the text says is no matter here.

use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;
use similar::TextDiff;

use crate::change::{Change, Told, changes};

/// How a snapshot's file ends.
pub(crate) const ENDING: &str = ".snap";
/// How the file of one that waits for review ends.
pub(crate) const PENDING: &str = ".snap.new";

/// What is kept of a scenario: what it shows, and everything that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snapshot {
    description: String,
    contents: String,
}

/// The part of a head that says what is kept; insta may write more.
#[derive(Default, Deserialize)]
struct Head {
    #[serde(default)]
    description: String,
}

impl Snapshot {
    /// A snapshot of what has just been run.
    pub(crate) fn new(description: &str, contents: &str) -> Self {
        Self {
            description: description.to_owned(),
            contents: normal(contents),
        }
    }

    /// Reads a snapshot's file; none where there is none.
    pub(crate) fn read(path: &Path) -> io::Result<Option<Self>> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Some(Self::parse(&text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn parse(file: &str) -> Self {
        let file = normal(file);
        let parts = file
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"));
        let (head, contents) = parts.unwrap_or(("", &file));
        // A head that can't be read describes nothing, and so differs.
        let head: Head = serde_yaml::from_str(head).unwrap_or_default();
        Self::new(&head.description, contents)
    }

    /// The snapshot's file; `source` is the scenario's.
    pub(crate) fn text(&self, source: &str) -> String {
        let Self {
            description,
            contents,
        } = self;
        // As JSON, a text is a quoted scalar of YAML.
        let description = serde_json::Value::from(description.as_str());
        format!("---\nsource: {source}\ndescription: {description}\n---\n{contents}")
    }

    /// The lines in which `new` differs, marked `-` and `+`, with some around them.
    pub(crate) fn diff(&self, new: &Self) -> String {
        let (kept, new) = (self.compared(new), new.compared(self));
        let diff = TextDiff::from_lines(kept.as_str(), new.as_str());
        diff.unified_diff().context_radius(3).to_string()
    }

    /// What `new` says otherwise.
    pub(crate) fn changes(&self, new: &Self) -> Vec<Change> {
        changes(self.told(), new.told())
    }

    fn told(&self) -> Told<'_> {
        Told {
            sentence: &self.description,
            report: &self.contents,
        }
    }

    /// The lines to compare: the description is among them where it differs.
    fn compared(&self, other: &Self) -> String {
        let Self {
            description,
            contents,
        } = self;
        if *description == other.description {
            contents.clone()
        } else {
            format!("description: {description}\n{contents}")
        }
    }
}

/// Line ends as one kind, and one at the end.
fn normal(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    format!("{}\n", text.trim_end())
}
