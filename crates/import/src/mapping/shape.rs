//! The shapes of which a mapping is made, and what is wrong where another one stands · no meaning of any key.

use super::yaml::{Body, Entry, Node};
use crate::finding::{Finding, Problem, quoted};
use crate::notation::{Marks, Pattern};

/// What is found while a mapping is read, and what all its parts refer to.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) findings: Vec<Finding>,
    /// The columns that are asked for so far, each once.
    pub(super) columns: Vec<String>,
    pub(super) dates: Given<Pattern>,
    pub(super) numbers: Given<Marks>,
}

/// What may be said at the top for the whole file.
#[derive(Debug, Default)]
pub(super) enum Given<T> {
    /// It isn't said; whoever needs it first says so.
    #[default]
    Not,
    /// It is said wrongly, or missed already, and told.
    Told,
    Is(T),
}

/// The entries of one map.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'n> {
    pub(super) line: u64,
    /// Whether a key isn't known, which may have been meant as one that is missing.
    pub(super) strange: bool,
    entries: &'n [Entry],
}

impl<'n> Fields<'n> {
    pub(super) fn get(&self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl Reader {
    pub(super) fn tell(&mut self, problem: Problem, line: u64) {
        self.findings.push(problem.at(line));
    }

    /// Returns what was read, or tells why it couldn't be.
    pub(super) fn or_tell<T>(&mut self, read: Result<T, Problem>, line: u64) -> Option<T> {
        read.map_err(|problem| self.tell(problem, line)).ok()
    }

    /// Returns a column's place among those asked for.
    pub(super) fn column(&mut self, name: &str) -> usize {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        match self.columns.iter().position(|known| *known == name) {
            Some(place) => place,
            None => {
                self.columns.push(name);
                self.columns.len() - 1
            }
        }
    }

    /// Returns the entries of a map whose keys the author chooses.
    pub(super) fn entries<'n>(&mut self, name: &str, node: &'n Node) -> &'n [Entry] {
        match &node.body {
            Body::Map(entries) => entries,
            _ => {
                self.tell(not_a_map(name), node.line);
                &[]
            }
        }
    }

    /// Returns the entries of a map that may have these keys.
    pub(super) fn fields<'n>(
        &mut self,
        name: &str,
        node: &'n Node,
        known: &[&str],
    ) -> Option<Fields<'n>> {
        let Body::Map(entries) = &node.body else {
            self.tell(not_a_map(name), node.line);
            return None;
        };
        let before = self.findings.len();
        for entry in entries {
            if !known.contains(&entry.key.as_str()) {
                self.tell(unknown_key(&entry.key, known), entry.line);
            }
        }
        Some(Fields {
            line: node.line,
            strange: self.findings.len() > before,
            entries,
        })
    }

    /// Returns the items of a list, or the one thing that stands without one.
    pub(super) fn items<'n>(&mut self, name: &str, node: &'n Node) -> Vec<&'n Node> {
        match &node.body {
            Body::List(items) => items.iter().collect(),
            Body::Map(_) => vec![node],
            Body::Nothing | Body::Text(_) => {
                self.tell(not_a_list(name), node.line);
                Vec::new()
            }
        }
    }

    /// Returns the text of an entry.
    pub(super) fn text<'n>(&mut self, entry: &'n Entry) -> Option<&'n str> {
        self.text_of(&entry.key, &entry.node)
    }

    /// Returns the text of a node, which goes by a name.
    pub(super) fn text_of<'n>(&mut self, name: &str, node: &'n Node) -> Option<&'n str> {
        if let Body::Text(text) = &node.body {
            return Some(text);
        }
        let nothing = matches!(node.body, Body::Nothing);
        self.tell(not_a_text(name, nothing), node.line);
        None
    }

    /// Returns the text of an entry that must be there.
    pub(super) fn required<'n>(
        &mut self,
        fields: &Fields<'n>,
        key: &str,
    ) -> Option<(&'n str, u64)> {
        match fields.get(key) {
            Some(entry) => Some((self.text(entry)?, entry.node.line)),
            None => {
                self.missing(fields, missing_key(key));
                None
            }
        }
    }

    /// Tells what is missing from a map, unless another key there may have been meant as it.
    pub(super) fn missing(&mut self, fields: &Fields<'_>, problem: Problem) {
        if !fields.strange {
            self.tell(problem, fields.line);
        }
    }

    /// Returns how dates are written, which something on this line must know.
    pub(super) fn dates(&mut self, line: u64) -> Option<Pattern> {
        match &self.dates {
            Given::Is(pattern) => return Some(pattern.clone()),
            Given::Told => return None,
            Given::Not => {}
        }
        self.dates = Given::Told;
        self.tell(no_date_format(), line);
        None
    }

    /// Returns how numbers are written, which something on this line must know.
    pub(super) fn numbers(&mut self, line: u64) -> Option<Marks> {
        match &self.numbers {
            Given::Is(marks) => return Some(*marks),
            Given::Told => return None,
            Given::Not => {}
        }
        self.numbers = Given::Told;
        self.tell(no_decimal_mark(), line);
        None
    }
}

pub(super) fn missing_key(key: &str) -> Problem {
    Problem::new(
        [
            format!("`{key}` is missing here"),
            format!("`{key}` mangler her"),
        ],
        [
            format!("write `{key}:` and its value"),
            format!("skriv `{key}:` og dens værdi"),
        ],
    )
}

fn not_a_map(name: &str) -> Problem {
    let name = quoted(name);
    Problem::new(
        [
            format!("`{name}` must be keys and values"),
            format!("`{name}` skal være nøgler og værdier"),
        ],
        [
            "write one `key: value` a line, indented, or all in `{…}`",
            "skriv én `nøgle: værdi` pr. linje, indrykket, eller alle i `{…}`",
        ],
    )
}

fn not_a_list(name: &str) -> Problem {
    Problem::new(
        [
            format!("`{name}` must be a list"),
            format!("`{name}` skal være en liste"),
        ],
        [
            "write each item on a line of its own after `- `",
            "skriv hvert punkt på sin egen linje efter `- `",
        ],
    )
}

fn not_a_text(name: &str, nothing: bool) -> Problem {
    let name = quoted(name);
    if nothing {
        return Problem::new(
            [
                format!("`{name}` has no value"),
                format!("`{name}` har ingen værdi"),
            ],
            [
                "write the value after the colon, or take the key out",
                "skriv værdien efter kolonet, eller fjern nøglen",
            ],
        );
    }
    Problem::new(
        [
            format!("`{name}` must be a single value"),
            format!("`{name}` skal være en enkelt værdi"),
        ],
        [
            "write one word or text after the colon",
            "skriv ét ord eller én tekst efter kolonet",
        ],
    )
}

fn unknown_key(key: &str, known: &[&str]) -> Problem {
    let name = quoted(key);
    Problem::unknown(
        [
            format!("there is no key `{name}` here"),
            format!("der er ingen nøgle `{name}` her"),
        ],
        key,
        known.iter().copied(),
    )
}

fn no_date_format() -> Problem {
    Problem::new(
        [
            "this reads a date, and `date_format` is missing",
            "dette læser en dato, og `date_format` mangler",
        ],
        [
            "write at the top how the file writes dates, as in `date_format: dd-mm-yyyy`",
            "skriv øverst, hvordan filen skriver datoer, som i `date_format: dd-mm-yyyy`",
        ],
    )
}

fn no_decimal_mark() -> Problem {
    Problem::new(
        [
            "this reads a number, and `decimal_mark` is missing",
            "dette læser et tal, og `decimal_mark` mangler",
        ],
        [
            "write at the top what stands before the decimals, as in `decimal_mark: \",\"`",
            "skriv øverst, hvad der står før decimalerne, som i `decimal_mark: \",\"`",
        ],
    )
}
