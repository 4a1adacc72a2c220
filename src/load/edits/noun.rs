//! What an edit is about, as an operations person calls it, in English and Danish. What it does to it is said elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::{Change, Part};
use super::files::Version;
use super::shape;
use super::tree::{scalar, under};
use super::wording::{both, date, name};
use crate::load::document::DocumentKind;
use crate::load::yaml::{Body, Node};

/// Names that say too little alone, and those that a table gives its columns.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The steps that more than one flow has.
    pub(super) steps: BTreeSet<String>,
    /// The inputs and outputs of each table.
    pub(super) columns: BTreeMap<String, (usize, Vec<String>)>,
}

impl Names {
    pub(super) fn of(old: &Version<'_>, new: &Version<'_>) -> Self {
        let mut names = Self::default();
        for version in [old, new] {
            let mut seen = BTreeSet::new();
            for document in version
                .files
                .iter()
                .filter_map(|file| file.document.as_ref())
            {
                let steps = under(&document.root, "steps").map(|steps| &steps.body);
                if let (DocumentKind::Flow, Some(Body::List(steps))) = (document.kind, steps) {
                    let named = steps.iter().filter_map(|step| scalar(under(step, "step")?));
                    for step in named.map(|step| step.text.clone()) {
                        if !seen.insert(step.clone()) {
                            names.steps.insert(step);
                        }
                    }
                }
                if document.kind == DocumentKind::Table {
                    let columns = ["in", "out"]
                        .into_iter()
                        .flat_map(|key| keys(&document.root, key));
                    let columns = (shape::inputs(&document.root), columns.collect());
                    names.columns.insert(document.name.clone(), columns);
                }
            }
        }
        names
    }
}

pub(super) fn keys(root: &Node, key: &str) -> Vec<String> {
    match under(root, key).map(|node| &node.body) {
        Some(Body::Map(map)) => map
            .entries
            .iter()
            .map(|(key, _)| key.text.clone())
            .collect(),
        _ => Vec::new(),
    }
}

/// What an edit is about in a sentence, and what that stands in.
pub(super) struct Noun {
    pub(super) said: [String; 2],
    /// "requirement `x`" stands in "action `pause`".
    pub(super) within: Option<Box<Noun>>,
    /// Whether it says enough without what it stands in.
    pub(super) is_known: bool,
    /// Whether it is an effect in a list, which happens.
    pub(super) is_effect: bool,
    /// Whether it is a table from a date on, which says the table too.
    pub(super) is_version: bool,
}

impl Noun {
    pub(super) fn new(en: impl Into<String>, da: impl Into<String>) -> Self {
        Self {
            said: both(en, da),
            within: None,
            is_known: true,
            is_effect: false,
            is_version: false,
        }
    }

    pub(super) fn of(kind: [&str; 2], called: &str) -> Self {
        let [en, da] = kind;
        Self::new(
            format!("{en} {}", name(called)),
            format!("{da} {}", name(called)),
        )
    }

    /// An effect in a list, and on what it happens.
    pub(super) fn effect(called: &str, on_en: &str, on_da: &str) -> Self {
        let called = name(called);
        Self {
            is_known: false,
            is_effect: true,
            ..Self::new(
                format!("effect {called}{on_en}"),
                format!("effekten {called}{on_da}"),
            )
        }
    }

    pub(super) fn within(self, outer: Self) -> Self {
        Self {
            within: Some(Box::new(outer)),
            ..self
        }
    }

    pub(super) fn unknown_alone(self) -> Self {
        Self {
            is_known: false,
            ..self
        }
    }

    /// "requirement `x` in action `pause`".
    pub(super) fn full(&self) -> [String; 2] {
        let [en, da] = &self.said;
        match &self.within {
            Some(outer) if !self.is_known => {
                let [outer_en, outer_da] = outer.full();
                both(format!("{en} in {outer_en}"), format!("{da} i {outer_da}"))
            }
            _ => both(en, da),
        }
    }

    pub(super) fn outer(&self) -> Option<[String; 2]> {
        self.within.as_ref().map(|outer| outer.full())
    }
}

/// The innermost thing with a name on the way to a change, and the way from there.
pub(super) fn noun<'c>(change: &'c Change, names: &Names) -> (Noun, &'c [Part]) {
    let about = &change.about;
    let mut noun = document(about.kind, &about.document);
    let mut rest = match (about.kind, about.path.as_slice()) {
        (DocumentKind::Ledger | DocumentKind::Interest, [_, rest @ ..]) if !rest.is_empty() => rest,
        (_, path) => path,
    };
    while let Some((inner, after)) = inner(about.kind, &noun, rest, names) {
        noun = if inner.is_version {
            inner
        } else {
            inner.within(noun)
        };
        rest = after;
    }
    (noun, rest)
}

pub(super) fn document(kind: DocumentKind, called: &str) -> Noun {
    match kind {
        DocumentKind::Manifest => Noun::new("the rule set", "regelsættet"),
        DocumentKind::Flow => Noun::of(["flow", "flowet"], called),
        DocumentKind::Action => Noun::of(["action", "handlingen"], called),
        DocumentKind::Timer => Noun::of(["timer", "timeren"], called),
        DocumentKind::Table => Noun::of(["table", "tabellen"], called),
        DocumentKind::Calendar => Noun::new("the calendar", "kalenderen"),
        DocumentKind::Facts => Noun::new("the facts", "faktaene"),
        DocumentKind::Choices => Noun::new("the lists", "listerne"),
        DocumentKind::Functions => Noun::new("the functions", "funktionerne"),
        DocumentKind::Ledger => Noun::new("the ledger", "posteringerne"),
        DocumentKind::Interest => Noun::new("the interest", "renten"),
        DocumentKind::Effects => Noun::new("the effects", "effekterne"),
        DocumentKind::Invariants => Noun::new("the invariants", "invarianterne"),
    }
}

/// The thing with a name that the next parts of the way lead into.
pub(super) fn inner<'c>(
    kind: DocumentKind,
    outer: &Noun,
    rest: &'c [Part],
    names: &Names,
) -> Option<(Noun, &'c [Part])> {
    let (noun, used) = match rest {
        [Part::Key(option), ..] if is_list(outer) && kind == DocumentKind::Choices => (
            Noun::of(["option", "muligheden"], option).unknown_alone(),
            1,
        ),
        [Part::Key(list), Part::Item(item), ..] => {
            let noun = match list.as_str() {
                "steps" if names.steps.contains(item) => {
                    Noun::new(name(item), name(item)).unknown_alone()
                }
                "steps" => Noun::new(name(item), name(item)),
                "require" => Noun::of(["requirement", "kravet"], item).unknown_alone(),
                "warn" => Noun::of(["warning", "advarslen"], item).unknown_alone(),
                "invariants" => Noun::of(["invariant", "invarianten"], item),
                "holidays" => Noun::of(["holiday", "helligdagen"], item),
                "blackouts" => Noun::of(["blackout", "pausen"], item),
                "effects" | "do" => Noun::effect(item, "", ""),
                "done" => Noun::effect(item, " on completion", " ved udførelse"),
                "failed" => Noun::effect(item, " on failure", " ved fejl"),
                "versions" => return Some((version(outer, item), rest.get(2..)?)),
                _ => return None,
            };
            (noun, 2)
        }
        [Part::Key(map), Part::Key(key), ..] => {
            let noun = match (kind, map.as_str()) {
                (DocumentKind::Effects, "effects") => Noun::of(["effect", "effekten"], key),
                (_, "inputs") => Noun::of(["input", "feltet"], key).unknown_alone(),
                (_, "settings") => Noun::of(["setting", "indstillingen"], key),
                (_, "facts") => Noun::of(["fact", "faktummet"], key),
                (_, "functions") => Noun::of(["function", "funktionen"], key),
                (_, "choices") => Noun::of(["list", "listen"], key),
                (_, "arguments") => Noun::of(["argument", "argumentet"], key).unknown_alone(),
                (_, "then") => Noun::of(["list", "listen"], key).unknown_alone(),
                (DocumentKind::Table, "in" | "out") => {
                    Noun::of(["column", "kolonnen"], key).unknown_alone()
                }
                (_, "in") => Noun::of(["parameter", "parameteren"], key).unknown_alone(),
                _ => return None,
            };
            (noun, 2)
        }
        [Part::Key(rows), Part::Row(inputs), ..] if rows == "rows" => {
            let noun = if inputs.is_empty() {
                Noun::new("the row", "rækken")
            } else {
                Noun::of(["row", "rækken"], inputs)
            };
            (noun.unknown_alone(), 2)
        }
        _ => return None,
    };
    Some((noun, rest.get(used..)?))
}

pub(super) fn is_list(noun: &Noun) -> bool {
    noun.said
        .first()
        .is_some_and(|said| said.starts_with("list "))
}

/// A table from a date on.
pub(super) fn version(table: &Noun, from: &str) -> Noun {
    let [en, da] = table.full();
    let [date_en, date_da] = date(from);
    Noun {
        is_version: true,
        ..Noun::new(
            format!("{en} from {date_en}"),
            format!("{da} fra {date_da}"),
        )
    }
}
