//! Inputs that no row of a table takes, or two do, and rows that none reach. A table of a broken file is left alone.

mod domain;
mod grid;
#[cfg(test)]
mod tests;
mod wording;

use crate::rules::table::{Cell, Hit, Row, Version};
use crate::rules::{Rules, TableType};
use crate::source::Report;

use grid::{Area, Grid, Steps, TooLarge};
use wording::RowForm;

/// The gaps of a version that are counted.
const MOST_GAPS: usize = 100;

/// Says what is wrong with the rows of each table.
///
/// What a version takes is searched with bounded work, so that no table can hang the loader: of one
/// that is larger than that, gaps and rows that are never reached aren't told. That only one row of
/// a `unique` table takes the same inputs is never left open: such a table is refused.
pub(super) fn find(rules: &Rules, report: &mut Report) {
    let tables = rules.words.tables.values().zip(&rules.tables);
    for (declared, table) in tables {
        if report.has_error_in_file(declared.declared.file) {
            continue;
        }
        for version in &table.versions {
            if report.has_error_in_file(version.span.file) {
                continue;
            }
            look_at(rules, declared, table.hit, version, report);
        }
    }
}

fn look_at(rules: &Rules, table: &TableType, hit: Hit, version: &Version, report: &mut Report) {
    let Some(grid) = Grid::new(&table.inputs, version, &rules.words) else {
        if hit == Hit::Unique {
            report.add(version.span, wording::too_large());
        }
        return;
    };
    // Where all rows that fit are meant, none and several are as good as one.
    let gaps = match hit {
        Hit::First | Hit::Unique => gaps(&grid),
        Hit::Collect => Vec::new(),
    };
    if let Some((first, more)) = gaps.split_first() {
        let row = RowForm {
            form: &version.form,
            outputs: table.outputs.len(),
            hit,
        };
        let problem = wording::gap(&grid.columns, first, more.len(), &row);
        report.add(version.span, problem);
    }
    for (row, area) in version.rows.iter().zip(&grid.rows) {
        report_nothing(row, area, report);
    }
    match hit {
        Hit::First => never_hit(rules, &grid, version, report),
        Hit::Unique => overlaps(rules, &grid, version, report),
        Hit::Collect => apart(&grid, version, report),
    }
}

/// The inputs that no row takes, in areas as large as they can be; perhaps not all of them.
fn gaps(grid: &Grid<'_>) -> Vec<Area> {
    let mut steps = Steps::new();
    let mut gaps: Vec<Area> = Vec::new();
    while gaps.len() < MOST_GAPS {
        match gap(grid, &gaps, &mut steps) {
            Ok(Some(gap)) => gaps.push(gap),
            Ok(None) | Err(TooLarge) => break,
        }
    }
    gaps
}

fn gap(grid: &Grid<'_>, before: &[Area], steps: &mut Steps) -> Result<Option<Area>, TooLarge> {
    let taken: Vec<&Area> = grid.rows.iter().chain(before).collect();
    match grid.free(&grid.all(), &taken, steps)? {
        Some(inputs) => grid.grown(inputs, steps).map(Some),
        None => Ok(None),
    }
}

/// Reports the cells of a row that nothing fits.
fn report_nothing(row: &Row, area: &Area, report: &mut Report) {
    let cells = row.cells.iter().zip(&row.places).zip(&area.0);
    for ((cell, place), parts) in cells {
        if parts.contains(&true) {
            continue;
        }
        let problem = match cell {
            Cell::Range(low, high) => wording::backward(low, high),
            _ => wording::holds_nothing(),
        };
        report.add(*place, problem);
    }
}

/// Reports the rows of which those above take everything.
fn never_hit(rules: &Rules, grid: &Grid<'_>, version: &Version, report: &mut Report) {
    let mut steps = Steps::new();
    for (at, (row, area)) in version.rows.iter().zip(&grid.rows).enumerate() {
        if area.is_empty() {
            continue;
        }
        let above: Vec<&Area> = grid.rows.iter().take(at).collect();
        let Ok(reached) = grid.free(area, &above, &mut steps) else {
            return;
        };
        if reached.is_some() {
            continue;
        }
        let by = above.iter().position(|other| other.covers(area));
        let line = by.and_then(|by| line_of(rules, version.rows.get(by)?));
        let possible = grid.free(area, &[], &mut steps);
        let problem = match possible {
            Ok(None) => wording::apart(),
            _ => wording::never_hit(line),
        };
        report.add(row.span, problem);
    }
}

/// Reports the rows whose options are never chosen together.
fn apart(grid: &Grid<'_>, version: &Version, report: &mut Report) {
    let mut steps = Steps::new();
    for (row, area) in version.rows.iter().zip(&grid.rows) {
        if area.is_empty() {
            continue;
        }
        match grid.free(area, &[], &mut steps) {
            Ok(Some(_)) => {}
            Ok(None) => report.add(row.span, wording::apart()),
            Err(TooLarge) => return,
        }
    }
}

/// Reports the rows that take what one above takes too.
fn overlaps(rules: &Rules, grid: &Grid<'_>, version: &Version, report: &mut Report) {
    let mut steps = Steps::for_pairs();
    for (at, (row, area)) in version.rows.iter().zip(&grid.rows).enumerate() {
        for (other, above) in version.rows.iter().zip(&grid.rows).take(at) {
            match grid.shared(above, area, &mut steps) {
                Ok(None) => {}
                Ok(Some(shared)) => {
                    let line = line_of(rules, other).unwrap_or_default();
                    report.add(row.span, wording::overlap(&grid.columns, &shared, line));
                    break;
                }
                Err(TooLarge) => {
                    report.add(version.span, wording::too_large());
                    return;
                }
            }
        }
    }
}

fn line_of(rules: &Rules, row: &Row) -> Option<u32> {
    rules.location(row.span).map(|location| location.line)
}
