//! A case's records, picked out of a journal line by line. What they say isn't asked here.

use std::collections::BTreeSet;
use std::io::{self, BufRead};

use dunlin::Record;
use serde::Deserialize;

/// Why a case can't be read from a journal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The journal can't be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A line is no decision.
    #[error("line {line}: not a decision: {problem}")]
    Line {
        /// The line, from one.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// No line is of the case.
    #[error("no case `{case}` in it: {there}")]
    NoCase {
        /// The case.
        case: String,
        /// Which there are, in words.
        there: String,
    },
}

/// The case of a line, whatever else is in it.
#[derive(Deserialize)]
struct CaseOf {
    case: String,
}

/// Returns the records of one case from a journal, in the order of their lines.
///
/// # Errors
///
/// [`JournalError`] where the journal can't be read, a line of it is no decision, or none is of the case.
pub fn records_of(journal: impl BufRead, case: &str) -> Result<Vec<Record>, JournalError> {
    let mut records = Vec::new();
    let mut others = BTreeSet::new();
    for (at, text) in journal.lines().enumerate() {
        let text = text?;
        let wrong = |error: serde_json::Error| JournalError::Line {
            line: at + 1,
            problem: error.to_string(),
        };
        if text.trim().is_empty() {
            continue;
        }
        let of: CaseOf = serde_json::from_str(&text).map_err(wrong)?;
        if of.case == case {
            records.push(serde_json::from_str(&text).map_err(wrong)?);
        } else if records.is_empty() {
            others.insert(of.case);
        }
    }
    if records.is_empty() {
        let there = match others.first() {
            None => "it is empty".to_owned(),
            Some(only) if others.len() == 1 => format!("it has `{only}` alone"),
            Some(first) => format!("there are {} others, such as `{first}`", others.len()),
        };
        let case = case.to_owned();
        return Err(JournalError::NoCase { case, there });
    }
    Ok(records)
}
