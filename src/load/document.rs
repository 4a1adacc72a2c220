//! The rule set's YAML files as documents, told apart by their first key. What a document says is read elsewhere.

use super::base::Chain;
use super::fields::wrong_shape;
use super::yaml::{self, Body, Node};
use crate::source::{Code, FileId, Problem, Report, Sources, Span, Unreadable};

/// What a document declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentKind {
    Manifest,
    Flow,
    Action,
    Timer,
    Facts,
    Choices,
    Functions,
    Ledger,
    Interest,
    Effects,
    Table,
    Calendar,
    Invariants,
}

impl DocumentKind {
    const KEYS: [(&'static str, Self); 13] = [
        ("rule_set", Self::Manifest),
        ("flow", Self::Flow),
        ("action", Self::Action),
        ("timer", Self::Timer),
        ("facts", Self::Facts),
        ("choices", Self::Choices),
        ("functions", Self::Functions),
        ("ledger", Self::Ledger),
        ("interest", Self::Interest),
        ("effects", Self::Effects),
        ("table", Self::Table),
        ("calendar", Self::Calendar),
        ("invariants", Self::Invariants),
    ];

    /// What a document declares that begins with a key.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        let mut known = Self::KEYS.iter();
        known
            .find(|(known, _)| *known == key)
            .map(|(_, kind)| *kind)
    }
}

/// One file, read.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) kind: DocumentKind,
    pub(crate) node: Node,
    /// The file's name, by which scripts beside it are found.
    pub(crate) name: String,
}

/// The name of a file that a document names, beside which it stands.
pub(super) fn beside(document: &str, file: &str) -> String {
    match document.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{file}"),
        None => file.to_owned(),
    }
}

/// Every document of a rule set.
#[derive(Debug, Default)]
pub(crate) struct Documents(Vec<Document>);

impl Documents {
    pub(crate) fn of(&self, kind: DocumentKind) -> impl Iterator<Item = &Document> {
        self.0.iter().filter(move |document| document.kind == kind)
    }
}

/// Tells of the files among the rule files that can't be read as such.
pub(super) fn unreadable(sources: &Sources, report: &mut Report) {
    for (index, source) in sources.iter().enumerate() {
        let Some(why) = source.unreadable() else {
            continue;
        };
        let file = FileId(u32::try_from(index).unwrap_or(u32::MAX));
        let at = match why {
            Unreadable::NotUtf8(at) => at,
            _ => 0,
        };
        report.add(Span::new(file, at, at), why.problem(source.name()));
        report.unread();
    }
}

/// Reads every YAML file of the rule set and its bases.
pub(super) fn read_all(sources: &Sources, chain: &Chain, report: &mut Report) -> Documents {
    let mut documents = Documents::default();
    for (index, source) in sources.iter().enumerate() {
        let is_yaml = source.name().ends_with(".yaml") || source.name().ends_with(".yml");
        if !is_yaml {
            continue;
        }
        let file = FileId(u32::try_from(index).unwrap_or(u32::MAX));
        let Some(node) = yaml::parse(file, source.text(), report) else {
            report.unread();
            continue;
        };
        let Some(kind) = kind_of(&node, source.name(), chain, report) else {
            report.unread();
            continue;
        };
        if kind != DocumentKind::Manifest && !chain.is_root(source.name()) {
            report.add(node.span, only_in_base());
            continue;
        }
        documents.0.push(Document {
            kind,
            node,
            name: source.name().to_owned(),
        });
    }
    documents
}

fn kind_of(node: &Node, name: &str, chain: &Chain, report: &mut Report) -> Option<DocumentKind> {
    let Body::Map(map) = &node.body else {
        report.add(
            node.span,
            wrong_shape(
                node,
                "a map of keys and values",
                "et opslag med nøgler og værdier",
            ),
        );
        return None;
    };
    let (first, _) = map.entries.first()?;
    let kind = DocumentKind::of_key(&first.text);
    let is_manifest = name == format!("{}dunlin.yaml", chain.prefix_of(name));
    match kind {
        Some(DocumentKind::Manifest) if !is_manifest => {
            report.add(first.span, misplaced_manifest());
            None
        }
        Some(kind) => Some(kind),
        // The manifest is known by its name, whatever its keys' order.
        None if is_manifest => Some(DocumentKind::Manifest),
        None => {
            let known = DocumentKind::KEYS.iter().map(|(key, _)| *key).skip(1);
            report.add(
                first.span,
                unknown_document(&first.text).suggest(&first.text, known),
            );
            None
        }
    }
}

fn unknown_document(key: &str) -> Problem {
    Problem::new(
        Code::UnknownDocument,
        format!("the first key says what a file declares, and `{key}` is no such key"),
        format!("den første nøgle siger, hvad en fil erklærer, og `{key}` er ikke sådan en nøgle"),
    )
}

fn misplaced_manifest() -> Problem {
    Problem::new(
        Code::UnknownDocument,
        "a rule set's manifest stands in `dunlin.yaml` alone",
        "et regelsæts manifest står kun i `dunlin.yaml`",
    )
    .help(
        "move it there, or begin the file with another key",
        "flyt det dertil, eller begynd filen med en anden nøgle",
    )
}

fn only_in_base() -> Problem {
    Problem::new(
        Code::Extension,
        "a rule set that extends another may set `settings` and replace templates, nothing else",
        "et regelsæt, der bygger på et andet, må sætte `settings` og erstatte skabeloner, intet andet",
    )
    .help("move this file to the base", "flyt filen til grundregelsættet")
}
