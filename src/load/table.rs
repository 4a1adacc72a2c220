//! Decision tables: their inputs and outputs, their versions, and rows of cells.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::document::{DocumentKind, Documents};
use super::fields::{Fields, list};
use super::functions::CALLED;
use super::host_effects::parameters;
use super::scalar::{self, repeated_name, reserved_name};
use super::yaml::Node;
use crate::expr::{BUILTIN_NAMES, can_be_name};
use crate::rules::table::{Form, Hit, Table, Version};
use crate::rules::{TableType, Vocabulary};
use crate::source::{Code, Problem, Report, Sources};

mod csv;
mod rows;
mod sheet;

use rows::rows;

/// Where a table's rows may come from.
#[derive(Clone, Copy)]
struct Place<'s> {
    sources: &'s Sources,
    /// The name of the table's own file.
    document: &'s str,
    table: &'s TableType,
    words: &'s Vocabulary,
}

pub(super) fn declare(documents: &Documents, words: &mut Vocabulary, report: &mut Report) {
    for document in documents.of(DocumentKind::Table) {
        let Some(mut fields) = Fields::of(&document.node, report) else {
            continue;
        };
        let Some(node) = fields.take("table") else {
            continue;
        };
        let Some(name) = scalar::name(node, report) else {
            continue;
        };
        if BUILTIN_NAMES.contains(&&*name) || !can_be_name(&name) {
            report.add(node.span, reserved_name(&name));
            continue;
        }
        let first = report.named(CALLED, None, &name, node.span);
        if words.tables.contains_key(&name) || words.functions.contains_key(&name) {
            report.add(
                node.span,
                repeated_name(
                    "a table or function",
                    "en tabel eller funktion",
                    &name,
                    first,
                ),
            );
            continue;
        }
        let before = report.count();
        let hit = fields
            .need("hit", report)
            .and_then(|node| hit(node, report));
        let inputs = fields
            .need("in", report)
            .and_then(|node| Fields::of(node, report));
        let outputs = fields
            .need("out", report)
            .and_then(|node| Fields::of(node, report));
        let mut declared = |map: Option<Fields<'_>>| {
            map.map(|mut map| parameters(map.rest(report), words, report))
                .unwrap_or_default()
        };
        let (inputs, outputs) = (declared(inputs), declared(outputs));
        // Of a table that isn't known whole, nothing can be said of what looks into it.
        let Some(hit) = hit.filter(|_| report.count() == before) else {
            report.broke(&name);
            continue;
        };
        words.tables.insert(
            name,
            TableType {
                hit,
                inputs,
                outputs,
                declared: node.span,
            },
        );
    }
}

/// Reads the rows of each table, in the vocabulary's order.
pub(super) fn read(
    documents: &Documents,
    sources: &Sources,
    words: &Vocabulary,
    report: &mut Report,
) -> Vec<Table> {
    let mut tables = Vec::with_capacity(words.tables.len());
    let mut places = Vec::with_capacity(words.tables.len());
    for document in documents.of(DocumentKind::Table) {
        let Some(mut fields) = Fields::of(&document.node, report) else {
            continue;
        };
        let name = fields
            .take("table")
            .and_then(|node| scalar::name(node, &mut Report::default()));
        let Some((index, _, table)) = name.and_then(|name| words.tables.get_full(&name)) else {
            continue;
        };
        if index != tables.len() {
            continue;
        }
        fields.take("in");
        fields.take("out");
        fields.take("hit");
        let place = Place {
            sources,
            document: &document.name,
            table,
            words,
        };
        let versions = match fields.take("versions") {
            Some(node) => {
                if let Some((key, _)) = fields
                    .take_with_key("rows")
                    .or_else(|| fields.take_with_key("file"))
                {
                    report.add(key.span, beside_versions(&key.text));
                }
                versions(node, place, report)
            }
            None => body(&mut fields, None, place, &versions_or_rows, report)
                .into_iter()
                .collect(),
        };
        fields.finish(report);
        tables.push(Table {
            hit: table.hit,
            versions,
        });
        places.push(document.node.span);
    }
    let mut known = vec![None; tables.len()];
    for (table, place) in places.iter().enumerate() {
        if depth(&tables, table, 0, &mut known) > MOST_DEPTH {
            report.add(*place, too_deep());
        }
    }
    tables
}

/// The tables that may call each other in a row.
const MOST_DEPTH: usize = 8;

/// How many tables, each in the other's outputs, a look-up may go through; a ring of them is
/// deeper than any limit.
fn depth(tables: &[Table], table: usize, above: usize, known: &mut [Option<usize>]) -> usize {
    if above > MOST_DEPTH {
        return above;
    }
    match known.get_mut(table) {
        Some(Some(depth)) => return *depth,
        // Until its own depth is known, meeting it again is a ring.
        Some(depth) => *depth = Some(MOST_DEPTH + 1),
        None => return 0,
    }
    let rows = tables
        .get(table)
        .into_iter()
        .flat_map(|table| &table.versions);
    let outputs = rows
        .flat_map(|version| &version.rows)
        .flat_map(|row| &row.outputs);
    let mut called = BTreeSet::new();
    for output in outputs {
        output.each_table(&mut |id| {
            called.insert(id.index());
        });
    }
    let below = called
        .into_iter()
        .map(|id| depth(tables, id, above + 1, known))
        .max();
    let depth = below.map_or(0, |below| below + 1).min(MOST_DEPTH + 1);
    if let Some(found) = known.get_mut(table) {
        *found = Some(depth);
    }
    depth
}

fn hit(node: &Node, report: &mut Report) -> Option<Hit> {
    let text = scalar::text(node, report)?;
    let found = Hit::ALL.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let problem = scalar::wrong_value(
            text,
            "`first`, `unique` or `collect`",
            "`first`, `unique` eller `collect`",
        );
        report.add(
            node.span,
            problem.help(
                "write `hit: first` where the first row that fits is meant, `hit: unique` where only one may fit, `hit: collect` where all that fit are meant",
                "skriv `hit: first`, hvor den første række, der passer, gælder, `hit: unique`, hvor kun én må passe, `hit: collect`, hvor alle, der passer, gælder",
            ),
        );
    }
    found.map(|(_, hit)| *hit)
}

fn versions(node: &Node, place: Place<'_>, report: &mut Report) -> Vec<Version> {
    let mut versions: Vec<Version> = Vec::new();
    for node in list(node, report) {
        let Some(mut fields) = Fields::of(node, report) else {
            continue;
        };
        let from_node = fields.need("from", report);
        let from = from_node.and_then(|node| scalar::civil_date(node, report));
        let version = body(&mut fields, from, place, &rows_or_file, report);
        fields.finish(report);
        if let (Some(from), Some(node), Some(last)) = (from, from_node, versions.last())
            && last.from.is_some_and(|last| from <= last)
        {
            report.add(node.span, not_in_order());
        }
        versions.extend(version);
    }
    versions
}

/// The rows, as they stand in the rule file or in one of their own.
fn body(
    fields: &mut Fields<'_>,
    from: Option<NaiveDate>,
    place: Place<'_>,
    neither: &dyn Fn() -> Problem,
    report: &mut Report,
) -> Option<Version> {
    match (fields.take_with_key("rows"), fields.take_with_key("file")) {
        (Some((key, node)), None) => Some(Version {
            from,
            rows: rows(node, place.table, place.words, report),
            span: key.span,
            form: Form::List,
        }),
        (None, Some((_, node))) => sheet::version(node, from, place, report),
        (Some(_), Some((key, _))) => {
            report.add(key.span, rows_and_file());
            None
        }
        (None, None) => {
            report.add(fields.span, neither());
            None
        }
    }
}

fn too_deep() -> Problem {
    Problem::new(
        Code::TableRow,
        format!("this table calls itself, or others more than {MOST_DEPTH} deep"),
        format!("denne tabel kalder sig selv eller andre mere end {MOST_DEPTH} lag dybt"),
    )
    .help(
        "let its outputs stand by themselves",
        "lad dens uddata stå alene",
    )
}

fn versions_or_rows() -> Problem {
    Problem::new(
        Code::MissingKey,
        "a table has `versions`, each from a date, or `rows`, or the `file` that holds them",
        "en tabel har `versions`, hver fra en dato, eller `rows`, eller den `file`, der rummer dem",
    )
    .help("add one of them", "tilføj en af dem")
}

fn rows_or_file() -> Problem {
    Problem::new(
        Code::MissingKey,
        "a version has `rows`, or the `file` that holds them",
        "en version har `rows` eller den `file`, der rummer dem",
    )
    .help("add one of them", "tilføj en af dem")
}

fn rows_and_file() -> Problem {
    Problem::new(
        Code::WrongValue,
        "the rows stand under `rows` and in a file, and only one of them can be meant",
        "rækkerne står under `rows` og i en fil, og kun den ene kan være ment",
    )
    .help("remove `rows`, or `file`", "fjern `rows` eller `file`")
}

fn beside_versions(key: &str) -> Problem {
    Problem::new(
        Code::WrongValue,
        format!("`{key}` stands beside `versions`, and only one of them can be meant"),
        format!("`{key}` står ved siden af `versions`, og kun en af dem kan være ment"),
    )
    .help(
        format!("write `{key}` below one of the versions, or remove it"),
        format!("skriv `{key}` under en af versionerne, eller fjern den"),
    )
}

fn not_in_order() -> Problem {
    Problem::new(
        Code::TableRow,
        "this version begins no later than the one above it",
        "denne version begynder ikke senere end den over den",
    )
    .help(
        "put the versions in the order of their dates",
        "sæt versionerne i rækkefølge efter dato",
    )
}
