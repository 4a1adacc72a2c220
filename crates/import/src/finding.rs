//! What is wrong with a mapping or a CSV file, in two languages: what, where, and what to do · no drawing, no exit codes.

use std::fmt;

/// One thing that is wrong with a mapping or with a CSV file.
///
/// One line to print: what is wrong, the place in brackets, and after the colon what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    line: Option<u64>,
    column: Option<String>,
    problem: Box<Problem>,
}

impl Finding {
    /// Returns the line on which it is, from 1, if it is on one.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// Returns the column of the CSV file in which it is, if it is in one.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// Returns what is wrong, in English or, for `da`, in Danish.
    #[must_use]
    pub fn message(&self, language: &str) -> &str {
        pick(&self.problem.message, language)
    }

    /// Returns what to do about it, in English or, for `da`, in Danish.
    #[must_use]
    pub fn help(&self, language: &str) -> &str {
        pick(&self.problem.help, language)
    }

    /// Returns it as one line, in English or, for `da`, in Danish.
    #[must_use]
    pub fn told(&self, language: &str) -> String {
        let (message, help) = (self.message(language), self.help(language));
        match self.place(language) {
            Some(place) => format!("{message} ({place}): {help}"),
            None => format!("{message}: {help}"),
        }
    }

    fn place(&self, language: &str) -> Option<String> {
        let (column, line) = match language {
            "da" => ("kolonne", "linje"),
            _ => ("column", "line"),
        };
        let column = self.column.as_ref().map(|name| {
            let name = quoted(name);
            format!("{column} `{name}`")
        });
        let line = self.line.map(|number| format!("{line} {number}"));
        let parts: Vec<String> = column.into_iter().chain(line).collect();
        Some(parts.join(", ")).filter(|place| !place.is_empty())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told("en"))
    }
}

/// Everything that is wrong with one mapping, one header or one row, and there is at least one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings(pub(crate) Vec<Finding>);

impl Findings {
    /// Returns the findings in the order of their places.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Self(vec![finding])
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

/// What is wrong and what to do, before its place is known. The wordings stand where the problems are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    message: [String; 2],
    help: [String; 2],
}

impl Problem {
    /// What is wrong, and what to do: each in English and Danish.
    pub(crate) fn new<T: Into<String>>(message: [T; 2], help: [impl Into<String>; 2]) -> Self {
        Self {
            message: message.map(Into::into),
            help: help.map(Into::into),
        }
    }

    /// A name that isn't known: the nearest known one is suggested, or else they are listed.
    pub(crate) fn unknown<'k>(
        message: [String; 2],
        name: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Self {
        const FEW: usize = 24;
        let known: Vec<&str> = known.into_iter().collect();
        if let Some(near) = nearest(name, &known) {
            let near = quoted(near);
            let help = [
                format!("did you mean `{near}`?"),
                format!("mente du `{near}`?"),
            ];
            return Self::new(message, help);
        }
        let list = known.iter().take(FEW).map(|name| {
            let name = quoted(name);
            format!("`{name}`")
        });
        let mut list = list.collect::<Vec<_>>().join(", ");
        if known.len() > FEW {
            list.push_str(", …");
        }
        let help = [format!("known here: {list}"), format!("kendt her: {list}")];
        Self::new(message, help)
    }

    /// The finding of it on a line.
    pub(crate) fn at(self, line: u64) -> Finding {
        Finding {
            line: Some(line),
            column: None,
            problem: Box::new(self),
        }
    }

    /// The finding of it in a column, on a line.
    pub(crate) fn in_column(self, column: &str, line: u64) -> Finding {
        Finding {
            column: Some(column.to_owned()),
            ..self.at(line)
        }
    }

    /// The finding of it in the whole of a file.
    pub(crate) fn everywhere(self) -> Finding {
        Finding {
            line: None,
            column: None,
            problem: Box::new(self),
        }
    }
}

/// Returns words of a file, short enough for a message of one line and free of what doesn't print.
pub(crate) fn quoted(words: &str) -> String {
    let printable: String = words
        .chars()
        .take(LONGEST + 1)
        .map(|character| match character {
            _ if character.is_control() => '\u{FFFD}',
            _ => character,
        })
        .collect();
    crate::refusal::quoted(&printable)
}

const LONGEST: usize = 60;

fn pick<'a>([en, da]: &'a [String; 2], language: &str) -> &'a str {
    if language == "da" { da } else { en }
}

/// The name among `known` that is a typing error away, or differs in capitals alone.
pub(crate) fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    const LONGEST_NAME: usize = 200;
    if name.len() > LONGEST_NAME {
        return None;
    }
    let name = name.to_lowercase();
    let limit = (name.chars().count() / 3).clamp(1, 3);
    known
        .iter()
        .filter(|candidate| candidate.len() <= LONGEST_NAME)
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&name, &candidate.to_lowercase());
            (distance, *candidate)
        })
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
