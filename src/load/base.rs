//! Rule sets that extend others: which manifests there are, from the rule set itself to the one that it is based on. No manifest's meaning is known here.

use super::yaml::{self, Body};
use crate::source::{Code, FileId, Problem, Report, Sources, Span};

/// The folders of a rule set and its bases, the rule set's own (an empty path) first.
#[derive(Debug)]
pub(crate) struct Chain(Vec<String>);

impl Chain {
    /// Whether a file belongs to the rule set that extends no other: the one that says everything.
    pub(crate) fn is_root(&self, name: &str) -> bool {
        let root = self.0.last().map_or("", String::as_str);
        self.prefix_of(name) == root
    }

    /// The folder that a file belongs to.
    pub(crate) fn prefix_of(&self, name: &str) -> &str {
        let prefixes = self
            .0
            .iter()
            .filter(|prefix| name.starts_with(prefix.as_str()));
        prefixes
            .max_by_key(|prefix| prefix.len())
            .map_or("", String::as_str)
    }

    /// The folders from the rule set itself to the base.
    pub(crate) fn own_first(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The folders from the base to the rule set itself: later ones replace what earlier ones say.
    pub(crate) fn base_first(&self) -> impl Iterator<Item = &str> {
        self.0.iter().rev().map(String::as_str)
    }
}

/// Follows `extends` from manifest to manifest.
pub(super) fn chain(sources: &Sources, report: &mut Report) -> Option<Chain> {
    if sources.get("dunlin.yaml").is_none() {
        report.add_without_place(no_manifest());
        return None;
    }
    let mut chain = vec![String::new()];
    while let Some((base, span)) = base_with_place(sources, chain.last().map_or("", String::as_str))
    {
        if sources.get(&format!("{base}dunlin.yaml")).is_none() {
            report.add(span, missing_base(&base));
            return None;
        }
        if chain.contains(&base) {
            report.add(span, ring(&base));
            return None;
        }
        chain.push(base);
    }
    Some(Chain(chain))
}

/// The folder that the manifest in `prefix` extends, as a path from the rule set's own.
#[cfg(feature = "fs")]
pub(crate) fn base_of(sources: &Sources, prefix: &str) -> Option<String> {
    base_with_place(sources, prefix).map(|(base, _)| base)
}

fn base_with_place(sources: &Sources, prefix: &str) -> Option<(String, Span)> {
    let name = format!("{prefix}dunlin.yaml");
    let index = sources.iter().position(|source| source.name() == name)?;
    let file = FileId(u32::try_from(index).unwrap_or(u32::MAX));
    let text = sources.get(&name)?.text();
    // What is wrong with the text is told when it is read whole.
    let node = yaml::parse(file, text, &mut Report::default())?;
    let Body::Map(map) = node.body else {
        return None;
    };
    let (_, value) = map.entries.iter().find(|(key, _)| key.text == "extends")?;
    let Body::Scalar(path) = &value.body else {
        return None;
    };
    Some((joined(prefix, &path.text), value.span))
}

/// A path relative to another, with `..` resolved as far as it goes.
fn joined(prefix: &str, path: &str) -> String {
    let mut parts: Vec<&str> = prefix.split('/').filter(|part| !part.is_empty()).collect();
    for part in path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
    {
        let goes_up = part == ".." && parts.last().is_some_and(|last| *last != "..");
        if goes_up {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!("{}/", parts.join("/"))
    }
}

fn no_manifest() -> Problem {
    Problem::new(
        Code::MissingFile,
        "the rule set has no manifest `dunlin.yaml`",
        "regelsættet har intet manifest `dunlin.yaml`",
    )
    .help(
        "add one that begins with `rule_set: NAME`",
        "tilføj et, der begynder med `rule_set: NAVN`",
    )
}

fn missing_base(base: &str) -> Problem {
    Problem::new(
        Code::Base,
        format!("there is no rule set in `{base}`"),
        format!("der er intet regelsæt i `{base}`"),
    )
    .help(
        "name the folder that holds the base's `dunlin.yaml`",
        "angiv mappen med grundregelsættets `dunlin.yaml`",
    )
}

fn ring(base: &str) -> Problem {
    Problem::new(
        Code::Base,
        format!("the rule set in `{base}` extends this one"),
        format!("regelsættet i `{base}` bygger på dette"),
    )
    .help("remove one `extends`", "fjern det ene `extends`")
}
