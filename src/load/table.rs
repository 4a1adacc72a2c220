//! Decision tables: their inputs and outputs, their versions, and rows of cells.

use std::collections::BTreeSet;

use super::document::{DocumentKind, Documents};
use super::effect_list::value;
use super::fields::{Fields, list};
use super::functions::CALLED;
use super::host_effects::parameters;
use super::scalar::{self, repeated_name, reserved_name};
use super::yaml::{Body, Node};
use crate::expr::{BUILTIN_NAMES, Comparison, Guards, Roots, Scope, can_be_name};
use crate::rules::table::{Cell, Hit, Row, Table, Version};
use crate::rules::{Kind, Parameter, TableType, Vocabulary};
use crate::source::{Code, Problem, Report};
use crate::value::Value;

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
        if report.count() > before {
            report.broke(&name);
            continue;
        }
        words.tables.insert(
            name,
            TableType {
                inputs,
                outputs,
                declared: node.span,
            },
        );
    }
}

/// Reads the rows of each table, in the vocabulary's order.
pub(super) fn read(documents: &Documents, words: &Vocabulary, report: &mut Report) -> Vec<Table> {
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
        // Which rows are meant where it can't be read decides nothing: there is no rule set then.
        let hit = fields
            .need("hit", report)
            .and_then(|node| hit(node, report))
            .unwrap_or(Hit::First);
        let versions = match (fields.take("versions"), fields.take_with_key("rows")) {
            (Some(node), None) => versions(node, table, words, report),
            (None, Some((key, node))) => vec![Version {
                from: None,
                rows: rows(node, table, words, report),
                span: key.span,
            }],
            _ => {
                report.add(document.node.span, versions_or_rows());
                Vec::new()
            }
        };
        fields.finish(report);
        tables.push(Table { hit, versions });
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
        let problem = scalar::wrong_value(text, "`first` or `unique`", "`first` eller `unique`");
        report.add(
            node.span,
            problem.help(
                "write `hit: first` where the first row that fits is meant, `hit: unique` where only one may fit",
                "skriv `hit: first`, hvor den første række, der passer, gælder, `hit: unique`, hvor kun én må passe",
            ),
        );
    }
    found.map(|(_, hit)| *hit)
}

fn versions(
    node: &Node,
    table: &TableType,
    words: &Vocabulary,
    report: &mut Report,
) -> Vec<Version> {
    let mut versions: Vec<Version> = Vec::new();
    for node in list(node, report) {
        let Some(mut fields) = Fields::of(node, report) else {
            continue;
        };
        let from_node = fields.need("from", report);
        let from = from_node.and_then(|node| scalar::civil_date(node, report));
        let rows_node = fields.need_with_key("rows", report);
        fields.finish(report);
        if let (Some(from), Some(node), Some(last)) = (from, from_node, versions.last())
            && last.from.is_some_and(|last| from <= last)
        {
            report.add(node.span, not_in_order());
        }
        if let Some((key, node)) = rows_node {
            versions.push(Version {
                from,
                rows: rows(node, table, words, report),
                span: key.span,
            });
        }
    }
    versions
}

fn rows(node: &Node, table: &TableType, words: &Vocabulary, report: &mut Report) -> Vec<Row> {
    let mut rows = Vec::new();
    for node in list(node, report) {
        let Body::List(cells) = &node.body else {
            list(node, report);
            continue;
        };
        let wanted = table.inputs.len() + table.outputs.len();
        if cells.len() != wanted {
            report.add(node.span, wrong_width(cells.len(), wanted));
            continue;
        }
        let scope = Scope::new(words, Roots::Row).with_parameters(&table.inputs);
        let (inputs, outputs) = cells.split_at(table.inputs.len());
        let places = inputs.iter().map(|node| node.span).collect();
        let inputs: Vec<Option<Cell>> = inputs
            .iter()
            .zip(&table.inputs)
            .map(|(node, input)| cell(node, input, words, report))
            .collect();
        let outputs: Vec<_> = outputs
            .iter()
            .zip(&table.outputs)
            .map(|(node, output)| value(node, &output.ty, scope, &Guards::default(), report))
            .collect();
        let cells = inputs.into_iter().collect::<Option<Vec<_>>>();
        let outputs = outputs.into_iter().collect::<Option<Vec<_>>>();
        if let (Some(cells), Some(outputs)) = (cells, outputs) {
            rows.push(Row {
                cells,
                places,
                outputs,
                span: node.span,
            });
        }
    }
    rows
}

/// `-`, `<= 1000`, `1000..2500`, a list, or a value by itself.
fn cell(node: &Node, input: &Parameter, words: &Vocabulary, report: &mut Report) -> Option<Cell> {
    let kind = &input.ty.kind;
    if let Body::List(items) = &node.body {
        let values: Option<Vec<Value>> = items
            .iter()
            .map(|item| scalar::value(item, kind, words, report))
            .collect();
        return values.map(Cell::OneOf);
    }
    let text = scalar::text(node, report)?.trim().to_owned();
    if text == "-" {
        return Some(Cell::Any);
    }
    let mut part = |text: &str| scalar::value(&with_text(node, text), kind, words, report);
    let ordered = kind.is_number() || matches!(kind, Kind::Date | Kind::DateTime);
    if let Some((symbol, comparison)) = Comparison::ALL
        .iter()
        .find(|(symbol, _)| text.starts_with(symbol))
    {
        let rest = text.get(symbol.len()..).unwrap_or_default().trim();
        if !ordered && !comparison.is_equality() {
            report.add(node.span, not_ordered(symbol));
            return None;
        }
        return part(rest).map(|value| Cell::Compare(*comparison, value));
    }
    if ordered && let Some((low, high)) = text.split_once("..") {
        let (low, high) = (part(low.trim())?, part(high.trim())?);
        return Some(Cell::Range(low, high));
    }
    part(&text).map(|value| Cell::OneOf(vec![value]))
}

/// A part of a cell as a node of its own, at the cell's place.
fn with_text(node: &Node, text: &str) -> Node {
    let mut part = node.clone();
    if let Body::Scalar(scalar) = &mut part.body {
        text.clone_into(&mut scalar.text);
    }
    part
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
        "a table has `versions`, each from a date, or `rows`",
        "en tabel har `versions`, hver fra en dato, eller `rows`",
    )
    .help("add one of them", "tilføj en af dem")
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

fn wrong_width(found: usize, wanted: usize) -> Problem {
    let count = |number, [one, many]: [&str; 2]| match number {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    };
    let [cells, felter] = [["cell", "cells"], ["felt", "felter"]].map(|word| count(found, word));
    let [columns, kolonner] =
        [["column", "columns"], ["kolonne", "kolonner"]].map(|word| count(wanted, word));
    Problem::new(
        Code::TableRow,
        format!("the row has {cells}, and the table {columns}"),
        format!("rækken har {felter}, og tabellen {kolonner}"),
    )
    .help(
        "write inputs first, then outputs; `-` where any value will do",
        "skriv inddata først, så uddata; `-` hvor alt passer",
    )
}

fn not_ordered(symbol: &str) -> Problem {
    Problem::new(
        Code::TypeMismatch,
        format!("`{symbol}` needs a number or a date"),
        format!("`{symbol}` kræver et tal eller en dato"),
    )
    .help("name the options in a list", "nævn mulighederne i en liste")
}
