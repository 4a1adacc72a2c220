//! The document of findings.

use dunlin::{Finding, Findings, Severity};
use serde::Serialize;

/// The findings about a rule set.
#[derive(Debug, Serialize)]
pub struct FindingsDocument<'f> {
    findings: Vec<FindingOut<'f>>,
}

#[derive(Debug, Serialize)]
struct FindingOut<'f> {
    code: &'static str,
    severity: Severity,
    message: &'f str,
    help: Option<&'f str>,
    file: Option<&'f str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

impl<'f> FindingsDocument<'f> {
    /// Returns the document of findings, their messages in a language.
    #[must_use]
    pub fn of(findings: &'f Findings, lang: &str) -> Self {
        let one = |finding: &'f Finding| {
            let place = finding.place();
            FindingOut {
                code: finding.code().id(),
                severity: finding.severity(),
                message: finding.message(lang),
                help: finding.help(lang),
                file: place.map(|place| &*place.file),
                line: place.map(|place| place.line),
                column: place.map(|place| place.column),
                end_line: place.map(|place| place.end_line),
                end_column: place.map(|place| place.end_column),
            }
        };
        Self {
            findings: findings.iter().map(one).collect(),
        }
    }
}
