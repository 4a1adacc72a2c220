//! The rule sets that tests use, read from their folders; what is told of findings, drawn as text.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use dunlin::{Actor, Engine, Findings, Opening, RuleSet, Sources};

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The texts of a rule set's folder, read without the engine's help.
pub(crate) fn sources(folder: &Path) -> Sources {
    let mut sources = Sources::new();
    add(folder, "", &mut sources);
    sources
}

pub(crate) fn add(folder: &Path, prefix: &str, sources: &mut Sources) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            add(&path, &format!("{name}/"), sources);
        } else {
            sources.add_bytes(name, &fs::read(&path).unwrap());
        }
    }
}

pub(crate) fn library_sources() -> Sources {
    sources(&root().join("tests/fixtures/valid/library"))
}

pub(crate) fn library() -> Engine {
    Engine::new(RuleSet::load(&library_sources()).unwrap())
}

/// The shipped rule set.
pub(crate) fn shipped() -> Engine {
    Engine::new(RuleSet::load(&shipped_sources()).unwrap())
}

/// The shipped rule set's texts.
pub(crate) fn shipped_sources() -> Sources {
    let mut sources = Sources::new();
    for folder in ["flows", "rules", "templates"] {
        add(&root().join(folder), &format!("{folder}/"), &mut sources);
    }
    sources.add(
        "dunlin.yaml",
        fs::read_to_string(root().join("dunlin.yaml")).unwrap(),
    );
    sources
}

pub(crate) fn clerk() -> Actor {
    Actor::new("ida", "clerk")
}

pub(crate) fn at(time: &str) -> chrono::DateTime<chrono::Utc> {
    time.parse().unwrap()
}

pub(crate) fn opening(engine: &Engine, changes: &[(&str, &str)]) -> Opening {
    let mut opening = engine.example_opening("1001");
    for (name, value) in changes {
        opening.set(name, (*value).into());
    }
    opening
}

/// The manifest's example with changes, opened.
pub(crate) fn opened(
    engine: &Engine,
    changes: &[(&str, &str)],
    now: chrono::DateTime<chrono::Utc>,
) -> dunlin::Case {
    let opened = engine.open(&opening(engine, changes), now).unwrap();
    opened.case_after().unwrap()
}

/// Every finding as its author sees it, in both languages.
pub(crate) fn drawn(findings: &Findings, sources: &Sources) -> String {
    let mut text = String::new();
    for finding in findings {
        let severity = format!("{:?}", finding.severity()).to_lowercase();
        writeln!(
            text,
            "{severity}[{}]: {}",
            finding.code(),
            finding.message("en")
        )
        .unwrap();
        if let Some(place) = finding.place() {
            writeln!(text, "  --> {}:{}:{}", place.file, place.line, place.column).unwrap();
            let source = sources.get(&place.file).unwrap().text();
            let line = source
                .lines()
                .nth(place.line as usize - 1)
                .unwrap_or_default();
            let under = if place.end_line == place.line {
                place.end_column
            } else {
                line.chars().count() as u32 + 1
            };
            let carets = "^".repeat(under.saturating_sub(place.column).max(1) as usize);
            writeln!(text, "   | {line}").unwrap();
            writeln!(
                text,
                "   | {}{carets}",
                " ".repeat(place.column as usize - 1)
            )
            .unwrap();
        }
        if let Some(help) = finding.help("en") {
            writeln!(text, "   = help: {help}").unwrap();
        }
        let help = finding
            .help("da")
            .map(|help| format!(" ({help})"))
            .unwrap_or_default();
        writeln!(text, "   = da: {}{help}\n", finding.message("da")).unwrap();
    }
    text
}
