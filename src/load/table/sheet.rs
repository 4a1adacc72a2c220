//! A table's rows in a CSV file of their own: the file, its columns by name, its lines as rows. What a cell means isn't known here.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::Place;
use super::csv::{self, Line};
use super::rows::row;
use crate::expr::{odd, unknown};
use crate::load::document::beside;
use crate::load::limits;
use crate::load::scalar;
use crate::load::yaml::{Body, Node, Places};
use crate::rules::TableType;
use crate::rules::table::{Form, Version};
use crate::source::{Code, FileId, Problem, Report, Span};

/// The rows of the file that a key names; none where it has none that could be read.
pub(super) fn version(
    node: &Node,
    from: Option<NaiveDate>,
    place: Place<'_>,
    report: &mut Report,
) -> Option<Version> {
    let (file, text) = file(node, place, report)?;
    let mut lines = csv::lines(text);
    let Some((start, line)) = lines.next() else {
        report.add(Span::new(file, 0, 0), no_columns(place.table));
        return None;
    };
    let delimiter = csv::delimiter(line);
    let head = csv::cells(file, start, line, delimiter, report)?;
    if head.cells.len() == 1 && line.contains('\t') {
        report.add(head.span, divided_by_tabs(line));
        return None;
    }
    let columns = columns(&head, delimiter, place.table, report)?;
    let mut rows = Vec::new();
    for (start, line) in lines {
        let Some(line) = csv::cells(file, start, line, delimiter, report) else {
            continue;
        };
        let Some(cells) = in_order(&line, &columns, delimiter, report) else {
            continue;
        };
        let inputs = place.table.inputs.len();
        let cells = cells.into_iter().enumerate();
        let cells = cells.map(|(at, cell)| match at < inputs {
            true => listed(cell, report),
            false => Some(Cow::Borrowed(cell)),
        });
        let Some(cells) = cells.collect::<Option<Vec<_>>>() else {
            continue;
        };
        let cells: Vec<&Node> = cells.iter().map(AsRef::as_ref).collect();
        rows.extend(row(&cells, line.span, place.table, place.words, report));
    }
    Some(Version {
        from,
        rows,
        span: head.span,
        form: Form::Line { delimiter, columns },
    })
}

/// The file of that name beside the table's own, and its text.
fn file<'s>(node: &Node, place: Place<'s>, report: &mut Report) -> Option<(FileId, &'s str)> {
    let name = scalar::text(node, report)?;
    let path = beside(place.document, name);
    let found = place
        .sources
        .iter()
        .enumerate()
        .find(|(_, source)| source.name() == path && is_csv(name));
    let Some((index, source)) = found else {
        report.add(node.span, missing_file(name, &path, place));
        return None;
    };
    // That it can't be read was told already.
    if source.unreadable().is_some() {
        return None;
    }
    let file = FileId(u32::try_from(index).unwrap_or(u32::MAX));
    let text = source.text();
    if text.len() > limits::FILE_BYTES {
        report.add(Span::new(file, 0, 0), limits::file_too_large(text.len()));
        return None;
    }
    if let Some((at, c)) = odd::first_control(text) {
        report.add(Span::new(file, at, at + c.len_utf8()), odd::control(c));
        return None;
    }
    Some((file, text))
}

fn is_csv(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| ending == "csv")
}

/// For each of a file's columns, which of the inputs, and the outputs after them, it holds.
fn columns(
    head: &Line,
    delimiter: char,
    table: &TableType,
    report: &mut Report,
) -> Option<Vec<usize>> {
    let before = report.count();
    let wanted = names(table);
    let mut columns = Vec::with_capacity(head.cells.len());
    for cell in &head.cells {
        let name = text_of(cell);
        // An output may have the name of an input: its column is the second of that name.
        let mut meant = (0..wanted.len()).filter(|at| wanted.get(*at) == Some(&name));
        match meant.find(|at| !columns.contains(at)) {
            Some(at) => columns.push(at),
            None if wanted.contains(&name) => report.add(cell.span, repeated_column(name)),
            None if name.is_empty() => report.add(cell.span, nameless_column(delimiter)),
            None => {
                let known = wanted.iter().copied();
                let problem = unknown_column(name, &wanted, delimiter);
                report.add(cell.span, problem.suggest(name, known));
            }
        }
    }
    let missing: Vec<&str> = wanted
        .iter()
        .enumerate()
        .filter(|(at, _)| !columns.contains(at))
        .map(|(_, name)| *name)
        .collect();
    // A column that isn't known may be a missing one by another name.
    if report.count() == before && !missing.is_empty() {
        report.add(head.span, missing_columns(&missing, delimiter));
    }
    (report.count() == before).then_some(columns)
}

fn names(table: &TableType) -> Vec<&str> {
    let parameters = table.inputs.iter().chain(&table.outputs);
    parameters.map(|parameter| &*parameter.name).collect()
}

/// The cells of a line, the inputs first.
fn in_order<'l>(
    line: &'l Line,
    columns: &[usize],
    delimiter: char,
    report: &mut Report,
) -> Option<Vec<&'l Node>> {
    let is_empty = |cell: &Node| text_of(cell).is_empty();
    if line.cells.len() > 1 && line.cells.iter().all(is_empty) {
        report.add(line.span, empty_row());
        return None;
    }
    if let Some(first) = line.cells.get(columns.len())
        && let Some(last) = line.cells.last()
    {
        let span = Span {
            end: last.span.end,
            ..first.span
        };
        report.add(
            span,
            wrong_width(line.cells.len(), columns.len(), delimiter),
        );
        return None;
    }
    if line.cells.len() < columns.len() {
        report.add(
            line.span,
            wrong_width(line.cells.len(), columns.len(), delimiter),
        );
        return None;
    }
    let mut whole = true;
    for cell in line.cells.iter().filter(|cell| is_empty(cell)) {
        report.add(cell.span, empty_cell());
        whole = false;
    }
    let mut cells: Vec<(usize, &Node)> = columns.iter().copied().zip(&line.cells).collect();
    cells.sort_by_key(|(at, _)| *at);
    whole.then(|| cells.into_iter().map(|(_, cell)| cell).collect())
}

/// An input's cell, its values one by one where it is a list in brackets.
fn listed<'l>(cell: &'l Node, report: &mut Report) -> Option<Cow<'l, Node>> {
    let text = text_of(cell);
    let (Some(inner), Body::Scalar(scalar)) = (text.strip_prefix('['), &cell.body) else {
        return Some(Cow::Borrowed(cell));
    };
    let Some(inner) = inner.strip_suffix(']') else {
        report.add(cell.span, list_not_closed(text));
        return None;
    };
    let mut items = Vec::new();
    let mut at = 1;
    for part in inner.split(',') {
        let begin = at + (part.len() - part.trim_start().len());
        at += part.len() + 1;
        let item = part.trim();
        let (from, to) = (scalar.byte(begin), scalar.byte(begin + item.len()));
        let span = Span::new(cell.span.file, from, to);
        if item.is_empty() {
            report.add(cell.span, empty_item());
            return None;
        }
        let places = (begin..=begin + item.len()).map(|byte| scalar.byte(byte));
        let places = places.filter_map(|byte| u32::try_from(byte).ok()).collect();
        items.push(csv::node(span, item.to_owned(), Places::Mapped(places)));
    }
    Some(Cow::Owned(Node {
        span: cell.span,
        body: Body::List(items),
    }))
}

fn text_of(cell: &Node) -> &str {
    match &cell.body {
        Body::Scalar(scalar) => scalar.text.trim(),
        _ => "",
    }
}

fn missing_file(name: &str, path: &str, place: Place<'_>) -> Problem {
    let folder = beside(place.document, "");
    let known = place
        .sources
        .iter()
        .filter_map(|source| source.name().strip_prefix(&folder))
        .filter(|name| is_csv(name));
    if !is_csv(name) {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        return scalar::wrong_value(name, "the name of a CSV file", "navnet på en CSV-fil").help(
            format!("save the rows as CSV, and write `{stem}.csv`"),
            format!("gem rækkerne som CSV, og skriv `{stem}.csv`"),
        );
    }
    Problem::new(
        Code::MissingFile,
        format!("there is no file `{name}` beside this one"),
        format!("der er ingen fil `{name}` ved siden af denne"),
    )
    .help(
        format!("write the rows in `{path}`, or name a file that is there"),
        format!("skriv rækkerne i `{path}`, eller nævn en fil, der findes"),
    )
    .suggest(name, known)
}

fn no_columns(table: &TableType) -> Problem {
    let line = names(table).join(",");
    Problem::new(
        Code::TableRow,
        "this file is empty, and its first line names the table's columns",
        "filen er tom, og dens første linje nævner tabellens kolonner",
    )
    .help(
        format!("begin it with `{line}`"),
        format!("begynd den med `{line}`"),
    )
}

fn divided_by_tabs(line: &str) -> Problem {
    let fixed = line
        .split('\t')
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(";");
    Problem::new(
        Code::TableRow,
        "these columns are divided by tabs, not by `;` or `,`",
        "disse kolonner er adskilt af tabulatorer og ikke af `;` eller `,`",
    )
    .help(
        format!("save the file as CSV, so that it begins with `{fixed}`"),
        format!("gem filen som CSV, så den begynder med `{fixed}`"),
    )
}

fn unknown_column(name: &str, wanted: &[&str], delimiter: char) -> Problem {
    let line = wanted.join(&delimiter.to_string());
    unknown(
        "input or output",
        "hverken inddata eller uddata ved navn",
        name,
    )
    .help(
        format!("the columns of this table are `{line}`"),
        format!("kolonnerne i denne tabel er `{line}`"),
    )
}

fn repeated_column(name: &str) -> Problem {
    Problem::new(
        Code::RepeatedName,
        format!("there is already a column `{name}`"),
        format!("der er allerede en kolonne `{name}`"),
    )
    .help(
        "remove one of them, with its cells in each line",
        "fjern den ene, med dens felter i hver linje",
    )
}

fn nameless_column(delimiter: char) -> Problem {
    Problem::new(
        Code::TableRow,
        "this column has no name",
        "denne kolonne har intet navn",
    )
    .help(
        format!("name an input or an output of the table, or remove the `{delimiter}`"),
        format!("nævn et ind- eller uddata i tabellen, eller fjern `{delimiter}`"),
    )
}

fn missing_columns(names: &[&str], delimiter: char) -> Problem {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let added: String = names
        .iter()
        .flat_map(|name| [delimiter.to_string(), (*name).to_owned()])
        .collect();
    let (and, og) = (quoted.join(" and "), quoted.join(" og "));
    Problem::new(
        Code::TableRow,
        format!("no column is named {and}"),
        format!("ingen kolonne hedder {og}"),
    )
    .help(
        format!("add `{added}` to this line, and a cell to each line below"),
        format!("tilføj `{added}` til denne linje, og et felt til hver linje under den"),
    )
}

fn wrong_width(found: usize, wanted: usize, delimiter: char) -> Problem {
    let (cells, felter) = match found {
        1 => ("1 cell".to_owned(), "1 felt".to_owned()),
        _ => (format!("{found} cells"), format!("{found} felter")),
    };
    let problem = Problem::new(
        Code::TableRow,
        format!("this line has {cells}, and the first line names {wanted} columns"),
        format!("linjen har {felter}, og den første linje nævner {wanted} kolonner"),
    );
    if found > wanted {
        return problem.help(
            format!("remove what is too much; put a cell that holds `{delimiter}` in quotes"),
            format!("fjern det, der er for meget; sæt et felt, der rummer `{delimiter}`, i anførselstegn"),
        );
    }
    problem.help(
        "write a cell for each column, `-` where any value will do",
        "skriv et felt for hver kolonne, `-` hvor alt passer",
    )
}

fn empty_row() -> Problem {
    Problem::new(
        Code::TableRow,
        "every cell of this line is empty",
        "alle felter på denne linje er tomme",
    )
    .help("remove the line", "fjern linjen")
}

fn empty_cell() -> Problem {
    Problem::new(Code::TableRow, "this cell is empty", "dette felt er tomt").help(
        "write `-` where any value will do",
        "skriv `-`, hvor alt passer",
    )
}

fn list_not_closed(text: &str) -> Problem {
    Problem::new(
        Code::TableRow,
        "the list in this cell isn't closed",
        "listen i dette felt er ikke lukket",
    )
    .help(
        format!("write `{text}]`; put a cell that holds a `,` in quotes where `,` divides the cells"),
        format!("skriv `{text}]`; sæt et felt, der rummer et `,`, i anførselstegn, hvor `,` adskiller felterne"),
    )
}

fn empty_item() -> Problem {
    Problem::new(
        Code::TableRow,
        "a value is missing between the commas of this list",
        "der mangler en værdi mellem kommaerne i denne liste",
    )
    .help(
        "write a value, or remove the comma",
        "skriv en værdi, eller fjern kommaet",
    )
}
