//! The rows of a table, and the cells of a row. Whether they stand in a rule file or in one of their own isn't known here.

use crate::expr::{Comparison, Guards, Roots, Scope};
use crate::load::effect_list::value;
use crate::load::fields::list;
use crate::load::scalar;
use crate::load::yaml::{Body, Node};
use crate::rules::table::{Cell, Row};
use crate::rules::{Kind, Parameter, TableType, Vocabulary};
use crate::source::{Code, Problem, Report, Span};
use crate::value::Value;

pub(super) fn rows(
    node: &Node,
    table: &TableType,
    words: &Vocabulary,
    report: &mut Report,
) -> Vec<Row> {
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
        let cells: Vec<&Node> = cells.iter().collect();
        rows.extend(row(&cells, node.span, table, words, report));
    }
    rows
}

/// A row by its cells, the inputs first.
pub(super) fn row(
    cells: &[&Node],
    span: Span,
    table: &TableType,
    words: &Vocabulary,
    report: &mut Report,
) -> Option<Row> {
    let scope = Scope::new(words, Roots::Row).with_parameters(&table.inputs);
    let (inputs, outputs) = cells.split_at_checked(table.inputs.len())?;
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
    Some(Row {
        cells: cells?,
        places,
        outputs: outputs?,
        span,
    })
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
