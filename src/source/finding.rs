//! A finding as hosts receive it: data about one place in one source. Nothing is drawn here.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Code;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The rule set doesn't load.
    Error,
    /// The rule set loads, and somebody should look.
    Warning,
}

/// A place in a source.
///
/// Lines and columns count from one, columns in characters; the end is the place after the last
/// character. `bytes` is the same range in the source's text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Place {
    /// The source's name.
    pub file: Arc<str>,
    /// The line of the first character.
    pub line: u32,
    /// The column of the first character.
    pub column: u32,
    /// The line of the place after the last character.
    pub end_line: u32,
    /// The column of the place after the last character.
    pub end_column: u32,
    /// The range in bytes.
    pub bytes: (usize, usize),
}

impl Place {
    /// Returns the range of bytes in the source's text.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.bytes.0..self.bytes.1
    }
}

/// Where a rule begins in a source: line and column from one, the column in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Location {
    /// The source's name.
    pub file: String,
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// One thing that is wrong with a rule set, at one place, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub(crate) code: Code,
    pub(crate) place: Option<Place>,
    pub(crate) message: [String; 2],
    pub(crate) help: Option<[String; 2]>,
}

impl Finding {
    /// Returns the stable code, which names the finding's page.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// Returns whether it keeps the rule set from loading.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Returns where it is; a missing file has no place.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// Returns what is wrong, in English or, for `da`, in Danish.
    #[must_use]
    pub fn message(&self, language: &str) -> &str {
        pick(&self.message, language)
    }

    /// Returns what to do about it, in English or, for `da`, in Danish.
    #[must_use]
    pub fn help(&self, language: &str) -> Option<&str> {
        self.help.as_ref().map(|help| pick(help, language))
    }
}

fn pick<'a>([en, da]: &'a [String; 2], language: &str) -> &'a str {
    if language == "da" { da } else { en }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{}:{}:{}: ", place.file, place.line, place.column)?;
        }
        write!(f, "{} {}", self.code, self.message("en"))?;
        if let Some(help) = self.help("en") {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

/// Every finding about a rule set, in the order of files and places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(pub(crate) Vec<Finding>);

impl Findings {
    /// Returns the findings in the order of files and places.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }

    /// Returns how many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether one of them keeps the rule set from loading.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0
            .iter()
            .any(|finding| finding.severity() == Severity::Error)
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, finding) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Findings {}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
