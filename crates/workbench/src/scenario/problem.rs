//! What keeps a scenario from being read or run, with its place and a remedy. Nothing is drawn here.

use std::fmt;

use super::Place;

/// What is said of a name that stands twice, by the parser and here.
pub(super) const REPEATED: &str = "duplicate field";

/// One thing that is wrong with a scenario's file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The file within the rule set, such as `scenarios/pause.yaml`.
    pub file: String,
    /// The line, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Problem {
    pub(crate) fn new(
        file: &str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let Place { line, column } = place;
        Self {
            file: file.to_owned(),
            line,
            column,
            message: message.into(),
            help: help.into(),
        }
    }

    /// A file that can't be opened, or isn't text.
    pub(crate) fn unreadable(file: &str, error: &std::io::Error) -> Self {
        let help = "save it as UTF-8 text that may be read";
        Self::new(file, Place::START, format!("can't be read: {error}"), help)
    }

    /// What the parser says, split into what is wrong and what to write instead.
    pub(super) fn of_yaml(file: &str, error: &serde_yaml::Error) -> Self {
        let place = error.location().map_or(Place::START, |location| Place {
            line: location.line(),
            column: location.column(),
        });
        let said = error.to_string();
        let at = format!(" at line {} column {}", place.line, place.column);
        let said = said.replace(&at, "");
        if let Some((message, expected)) = said.split_once(", expected ") {
            return Self::new(file, place, message, format!("write {expected}"));
        }
        if said.contains("more than one document") {
            let help = "give each scenario a file of its own";
            return Self::new(file, place, "the file holds more than one document", help);
        }
        let help = if said.contains(REPEATED) {
            "keep one of them"
        } else {
            "check the indentation and the quotes around it"
        };
        Self::new(file, place, said, help)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {} ({})",
            self.file, self.line, self.column, self.message, self.help
        )
    }
}
