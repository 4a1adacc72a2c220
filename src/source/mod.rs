//! Named texts as the host hands them over, places in them, and findings about them.
//! No rules, no YAML, and no file but in `folder.rs`, behind the feature `fs`.

mod code;
mod finding;
#[cfg(feature = "fs")]
mod folder;
mod misspelt;
mod problem;
mod report;
mod span;
mod stray;

use std::sync::Arc;

pub use code::Code;
pub use finding::{Finding, Findings, Location, Place, Severity};
#[cfg(feature = "fs")]
pub use folder::FolderError;
pub(crate) use misspelt::LANGUAGE;
pub(crate) use problem::{Problem, nearest};
pub(crate) use report::{Places, Report, Shape};
pub(crate) use span::{FileId, Lines, Span};
pub use stray::Unreadable;

/// One text with the name that findings call it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    unreadable: Option<Unreadable>,
}

impl Source {
    /// Returns a source; `name` is its path within the rule set, with `/` between folders.
    pub fn new(name: impl AsRef<str>, text: impl AsRef<str>) -> Self {
        let name = name.as_ref().replace('\\', "/");
        Self {
            unreadable: stray::has_wrong_ending(&name).then_some(Unreadable::Ending),
            name: Arc::from(name),
            // A byte order mark is no part of the text.
            text: Arc::from(text.as_ref().trim_start_matches('\u{feff}')),
        }
    }

    /// Returns the path within the rule set, such as `rules/pause.yaml`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text as it was handed over.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns why it can't be read as a rule file, if it can't; loading tells of it.
    #[must_use]
    pub fn unreadable(&self) -> Option<Unreadable> {
        self.unreadable
    }

    pub(crate) fn shared_name(&self) -> &Arc<str> {
        &self.name
    }
}

/// The texts that make up one rule set, in the order of their names.
///
/// The manifest is named `dunlin.yaml`. A rule set that extends another also holds the other's
/// texts, under the path by which its manifest names it (`../base/dunlin.yaml`, …).
///
/// ```
/// let mut sources = dunlin::Sources::new();
/// sources.add("dunlin.yaml", "rule_set: loans\n");
/// assert_eq!(sources.iter().count(), 1);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Returns an empty set of texts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text; one of the same name is replaced.
    pub fn add(&mut self, name: impl AsRef<str>, text: impl AsRef<str>) {
        self.insert(Source::new(name, text));
    }

    /// Adds a file's bytes; where they aren't UTF-8, loading tells from which line on.
    ///
    /// ```
    /// let mut sources = dunlin::Sources::new();
    /// sources.add_bytes("rules/pause.yaml", b"action: pause\nlabel: S\xe6t i bero\n");
    /// let unreadable = sources.get("rules/pause.yaml").and_then(dunlin::Source::unreadable);
    /// assert_eq!(unreadable, Some(dunlin::Unreadable::NotUtf8(22)));
    /// ```
    pub fn add_bytes(&mut self, name: impl AsRef<str>, bytes: &[u8]) {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => self.add(name, text),
            Err(error) => {
                let at = error.valid_up_to();
                let mut source = Source::new(name, String::from_utf8_lossy(bytes));
                match source.unreadable {
                    // What it holds doesn't matter where it doesn't belong.
                    Some(_) => source.text = Arc::from(""),
                    None => source.unreadable = Some(Unreadable::NotUtf8(at)),
                }
                self.insert(source);
            }
        }
    }

    /// Adds a file that can't be read as a rule file: loading tells of it, and of everything else.
    pub fn add_unreadable(&mut self, name: impl AsRef<str>, why: Unreadable) {
        let mut source = Source::new(name, "");
        source.unreadable = Some(why);
        self.insert(source);
    }

    /// Removes the text of that name, if there is one.
    pub fn remove(&mut self, name: &str) {
        self.files.retain(|file| file.name() != name);
    }

    fn insert(&mut self, source: Source) {
        match self
            .files
            .binary_search_by(|file| file.name().cmp(source.name()))
        {
            Ok(at) => {
                if let Some(file) = self.files.get_mut(at) {
                    *file = source;
                }
            }
            Err(at) => self.files.insert(at, source),
        }
    }

    /// Returns the texts in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.files.iter()
    }

    /// Returns the text of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Source> {
        let at = self
            .files
            .binary_search_by(|file| file.name().cmp(name))
            .ok()?;
        self.files.get(at)
    }
}
