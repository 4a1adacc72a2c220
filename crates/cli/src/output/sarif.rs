//! Findings as SARIF 2.1.0, the form in which code hosts and editors take them: names and shapes are the standard's.

use std::collections::BTreeSet;
use std::path::Path;

use dunlin::{Code, Finding, Findings, Place, Severity};
use serde::Serialize;

use super::page;
use crate::arguments::Language;
use crate::rule_set::Folder;

/// Everything that one run of the command found.
#[derive(Serialize)]
pub(crate) struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    language: &'static str,
    column_kind: &'static str,
    results: Vec<Found>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

/// A code, with its page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: Severity,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    rule_id: &'static str,
    rule_index: usize,
    level: Severity,
    message: Text,
    locations: Vec<Location>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

/// Lines and columns as findings count them: from one, in characters, the end after the last.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

impl Log {
    /// Returns the log of findings about the rule set in a folder, their messages in a language.
    pub(crate) fn of(findings: &Findings, folder: &Folder, lang: Language) -> Self {
        let codes: BTreeSet<Code> = findings.iter().map(Finding::code).collect();
        let found = |finding: &Finding| Found {
            rule_id: finding.code().id(),
            rule_index: codes.range(..finding.code()).count(),
            level: finding.severity(),
            message: message(finding, lang),
            locations: finding
                .place()
                .map(|place| location(place, folder))
                .into_iter()
                .collect(),
        };
        let driver = Driver {
            name: "dunlin",
            semantic_version: env!("CARGO_PKG_VERSION"),
            rules: codes.iter().map(|code| rule(*code, lang)).collect(),
        };
        Self {
            schema: "https://json.schemastore.org/sarif-2.1.0.json",
            version: "2.1.0",
            runs: [Run {
                tool: Tool { driver },
                language: lang.code(),
                column_kind: "unicodeCodePoints",
                results: findings.iter().map(found).collect(),
            }],
        }
    }
}

fn rule(code: Code, lang: Language) -> Rule {
    let page = code.page(lang.code());
    Rule {
        id: code.id(),
        short_description: Text {
            text: page::title(code, lang).to_owned(),
        },
        help: Help {
            text: page,
            markdown: page,
        },
        default_configuration: Configuration {
            level: code.severity(),
        },
    }
}

fn message(finding: &Finding, lang: Language) -> Text {
    let mut text = finding.message(lang.code()).to_owned();
    if let Some(help) = finding.help(lang.code()) {
        text.push_str(lang.of("\nhelp: ", "\nhjælp: "));
        text.push_str(help);
    }
    Text { text }
}

fn location(place: &Place, folder: &Folder) -> Location {
    Location {
        physical_location: PhysicalLocation {
            artifact_location: Artifact {
                uri: uri(&folder.path_of(&place.file)),
            },
            region: Region {
                start_line: place.line,
                start_column: place.column,
                end_line: place.end_line,
                end_column: place.end_column,
            },
        },
    }
}

/// A path as a URI: relative where the path is, and every byte escaped that a URI can't hold.
fn uri(path: &Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    let mut uri = match (path.is_absolute(), text.starts_with('/')) {
        (true, true) => "file://".to_owned(),
        (true, false) => "file:///".to_owned(),
        (false, _) => String::new(),
    };
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        for (path, expected) in [
            ("rules/pause.yaml", "rules/pause.yaml"),
            ("../base/rules/a.yaml", "../base/rules/a.yaml"),
            (
                "regler for år/a 1.yaml",
                "regler%20for%20%C3%A5r/a%201.yaml",
            ),
            ("/etc/100%/a.yaml", "file:///etc/100%25/a.yaml"),
        ] {
            assert_eq!(uri(Path::new(path)), expected);
        }
    }
}
