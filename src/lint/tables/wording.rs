//! What is wrong with a table's rows, said with the inputs that show it. Nothing is searched here.

use super::domain::{Column, Cut, Part, Shape};
use super::grid::Area;
use crate::rules::table::{Form, Hit};
use crate::source::{Code, Problem};
use crate::value::Value;

/// The options that are named before the others are only counted.
const MOST_NAMED: usize = 4;

/// A text in English and in Danish.
type Both = [String; 2];

pub(super) fn gap(columns: &[Column<'_>], area: &Area, more: usize, form: &RowForm<'_>) -> Problem {
    let [en, da] = inputs(columns, area)
        .unwrap_or_else(|| ["anything".to_owned(), "noget som helst".to_owned()]);
    let [more_en, more_da] = match more {
        0 => [String::new(), String::new()],
        1 => [
            ", and there is another gap".to_owned(),
            ", og der er et hul til".to_owned(),
        ],
        _ => [
            format!(", and there are {more} other gaps"),
            format!(", og der er {more} huller til"),
        ],
    };
    let problem = Problem::new(
        Code::TableGap,
        format!("no row takes {en}{more_en}"),
        format!("ingen række tager {da}{more_da}"),
    );
    let row = form.row(columns, area);
    let whole = inputs(columns, area).is_none();
    match (row, form.hit) {
        (Some(row), hit) if whole || hit == Hit::Unique => problem.help(
            format!("add the row `{row}`"),
            format!("tilføj rækken `{row}`"),
        ),
        (Some(row), _) => problem.help(
            format!("add the row `{row}`, or a last one with `-` for all that the others leave"),
            format!("tilføj rækken `{row}`, eller en sidste med `-` til alt det, de andre lader ligge"),
        ),
        (None, Hit::First | Hit::Collect) => problem.help(
            "add a last row with `-` for all that the others leave",
            "tilføj en sidste række med `-` til alt det, de andre lader ligge",
        ),
        (None, Hit::Unique) => problem.help(
            "let one of the rows reach further, or write `hit: first` and a last row with `-` for all that the others leave",
            "lad en af rækkerne nå længere, eller skriv `hit: first` og en sidste række med `-` til alt det, de andre lader ligge",
        ),
    }
}

pub(super) fn overlap(columns: &[Column<'_>], area: &Area, line: u32) -> Problem {
    let [en, da] =
        inputs(columns, area).unwrap_or_else(|| ["anything".to_owned(), "alt".to_owned()]);
    Problem::new(
        Code::TableOverlap,
        format!("this row and the one in line {line} both take {en}"),
        format!("denne række og den i linje {line} tager begge {da}"),
    )
    .help(
        "narrow one of them, or write `hit: first` if the upper one is meant",
        "gør en af dem snævrere, eller skriv `hit: first`, hvis det er den øverste, der gælder",
    )
}

/// No inputs reach a row; perhaps one row above it takes them all.
pub(super) fn never_hit(line: Option<u32>) -> Problem {
    match line {
        Some(line) => Problem::new(
            Code::RowNeverHit,
            format!("this row is never reached: the one in line {line} takes all that it takes"),
            format!("denne række nås aldrig: den i linje {line} tager alt det, den tager"),
        )
        .help(
            format!("move it above line {line}, or remove it"),
            format!("flyt den op over linje {line}, eller fjern den"),
        ),
        None => Problem::new(
            Code::RowNeverHit,
            "this row is never reached: those above take all that it takes",
            "denne række nås aldrig: de ovenfor tager alt det, den tager",
        )
        .help(
            "move it further up, or remove it",
            "flyt den længere op, eller fjern den",
        ),
    }
}

/// A row whose options are never chosen together.
pub(super) fn apart() -> Problem {
    Problem::new(
        Code::RowNeverHit,
        "this row is never reached: its options can't be chosen together",
        "denne række nås aldrig: dens muligheder kan ikke vælges sammen",
    )
    .help(
        "look under `then:` in `choices` which go together",
        "se under `then:` i `choices`, hvilke der hører sammen",
    )
}

/// A range whose ends are the wrong way round.
pub(super) fn backward(low: &Value, high: &Value) -> Problem {
    Problem::new(
        Code::RowNeverHit,
        format!("the range `{low}..{high}` holds nothing, so this row is never reached"),
        format!("intervallet `{low}..{high}` rummer intet, så rækken nås aldrig"),
    )
    .help(
        format!("write the lower end first: `{high}..{low}`"),
        format!("skriv den laveste ende først: `{high}..{low}`"),
    )
}

/// Another cell that nothing fits.
pub(super) fn holds_nothing() -> Problem {
    Problem::new(
        Code::RowNeverHit,
        "nothing fits this cell, so this row is never reached",
        "intet passer til dette felt, så rækken nås aldrig",
    )
    .help(
        "name a value, or write `-` where any will do",
        "nævn en værdi, eller skriv `-`, hvor alt passer",
    )
}

/// A table of which it can't be seen that its rows don't overlap.
pub(super) fn too_large() -> Problem {
    Problem::new(
        Code::Limit,
        "these rows are too many to see that only one of them takes the same inputs",
        "disse rækker er for mange til at se, at kun én af dem tager det samme",
    )
    .help(
        "write `hit: first`, or divide the table",
        "skriv `hit: first`, eller del tabellen",
    )
}

/// The inputs of an area, those left out that may be anything; none where all may.
fn inputs(columns: &[Column<'_>], area: &Area) -> Option<Both> {
    let mut said = columns
        .iter()
        .zip(&area.0)
        .filter(|(_, parts)| parts.contains(&false))
        .map(|(column, parts)| {
            let name = &column.input.name;
            let [en, da] = input(column, parts);
            [format!("{name} {en}"), format!("{name} {da}")]
        });
    let first = said.next()?;
    Some(
        said.enumerate()
            .fold(first, |[en, da], (n, [and_en, and_da])| {
                let [with_en, with_da] = if n == 0 {
                    ["with", "med"]
                } else {
                    ["and", "og"]
                };
                [
                    format!("{en} {with_en} {and_en}"),
                    format!("{da} {with_da} {and_da}"),
                ]
            }),
    )
}

/// What an input is in an area.
fn input(column: &Column<'_>, within: &[bool]) -> Both {
    let parts: Vec<(&Part, bool)> = column.parts.iter().zip(within.iter().copied()).collect();
    let held = |part: &&(&Part, bool)| part.1;
    let mut said: Vec<Both> = Vec::new();
    if parts
        .iter()
        .filter(held)
        .any(|(part, _)| matches!(part.shape, Shape::Other))
    {
        let others = parts.iter().filter(|(part, held)| !held && part.is_named());
        said.push(other_than(
            others.map(|(part, _)| named(&part.witness)).collect(),
        ));
    } else {
        let names = parts
            .iter()
            .filter(held)
            .filter(|(part, _)| part.is_named());
        let names: Vec<String> = names.map(|(part, _)| named(&part.witness)).collect();
        if !names.is_empty() {
            said.push(one_of(&names));
        }
    }
    for run in parts.chunk_by(|a, b| a.1 == b.1 && a.0.is_ordered() && b.0.is_ordered()) {
        if let (Some((first, true)), Some((last, _))) = (run.first(), run.last())
            && let (Shape::Between(from, _), Shape::Between(_, to)) = (&first.shape, &last.shape)
        {
            said.push(between(from.as_ref(), to.as_ref(), &first.witness));
        }
    }
    if parts
        .iter()
        .filter(held)
        .any(|(part, _)| matches!(part.shape, Shape::Missing))
    {
        said.push(["missing".to_owned(), "uden værdi".to_owned()]);
    }
    let joined = |at: usize, or: &str| {
        let words = said.iter().filter_map(|both| both.get(at).cloned());
        words.collect::<Vec<_>>().join(or)
    };
    [joined(0, " or "), joined(1, " eller ")]
}

impl Part {
    fn is_named(&self) -> bool {
        matches!(self.shape, Shape::One)
    }
}

/// A value as a rule file names it.
fn named(value: &Value) -> String {
    format!("`{value}`")
}

fn one_of(names: &[String]) -> Both {
    let rest = names.len().saturating_sub(MOST_NAMED);
    if rest > 1 {
        let shown = names.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>();
        let shown = shown.join(", ");
        return [
            format!("{shown} or {rest} others"),
            format!("{shown} eller {rest} andre"),
        ];
    }
    match names.split_last() {
        Some((last, [])) => [last.clone(), last.clone()],
        Some((last, names)) => {
            let names = names.join(", ");
            [
                format!("{names} or {last}"),
                format!("{names} eller {last}"),
            ]
        }
        None => [String::new(), String::new()],
    }
}

fn other_than(names: Vec<String>) -> Both {
    let [en, da] = one_of(&names);
    [format!("other than {en}"), format!("andet end {da}")]
}

/// The values between two cuts.
fn between(from: Option<&Cut>, to: Option<&Cut>, witness: &Value) -> Both {
    let dates = [from, to]
        .into_iter()
        .flatten()
        .any(|cut| matches!(cut.value, Value::Date(_) | Value::DateTime(_)));
    let (over, under) = if dates {
        (["after", "efter"], ["before", "før"])
    } else {
        (["above", "over"], ["below", "under"])
    };
    let two =
        |[en, da]: [&str; 2], value: &Value| [format!("{en} {value}"), format!("{da} {value}")];
    let beside = |[a, b]: Both, [c, d]: Both| [format!("{a} {c}"), format!("{b} {d}")];
    match (from, to) {
        (None, None) => ["of any value".to_owned(), "med en værdi".to_owned()],
        (None, Some(to)) if to.after => two(["up to", "til og med"], &to.value),
        (None, Some(to)) => two(under, &to.value),
        (Some(from), None) => match from.last_below() {
            Some(value) => two(over, &value),
            None => two(["from", "fra"], &from.value),
        },
        (Some(from), Some(to)) => match (from.first_above(), to.last_below()) {
            (Some(first), Some(last)) if first == last => [first.to_string(), first.to_string()],
            (Some(first), Some(last)) => beside(
                two(["from", "fra"], &first),
                two(["to", "til og med"], &last),
            ),
            (Some(first), None) => beside(two(["from", "fra"], &first), two(under, &to.value)),
            (None, Some(last)) => {
                beside(two(over, &from.value), two(["up to", "til og med"], &last))
            }
            (None, None) => {
                let (low, high) = (&from.value, &to.value);
                [
                    format!("between {low} and {high}, such as {witness}"),
                    format!("mellem {low} og {high}, for eksempel {witness}"),
                ]
            }
        },
    }
}

/// How the row that a gap lacks is written.
pub(super) struct RowForm<'v> {
    pub(super) form: &'v Form,
    pub(super) outputs: usize,
    pub(super) hit: Hit,
}

impl RowForm<'_> {
    /// A row that takes an area, and what rows above it don't leave to it; none where no cells say just that.
    fn row(&self, columns: &[Column<'_>], area: &Area) -> Option<String> {
        let cells = columns.iter().zip(&area.0);
        let cells = cells.map(|(column, parts)| cell(column, parts, self.hit));
        let mut cells = cells.collect::<Option<Vec<_>>>()?;
        cells.extend(std::iter::repeat_n(
            Written::Plain("…".to_owned()),
            self.outputs,
        ));
        match self.form {
            Form::List => {
                let cells: Vec<String> = cells.iter().map(Written::in_list).collect();
                Some(format!("[ {} ]", cells.join(", ")))
            }
            Form::Line { delimiter, columns } => {
                let cells = columns.iter().filter_map(|at| cells.get(*at));
                let cells: Vec<String> = cells.map(|cell| cell.in_line(*delimiter)).collect();
                Some(cells.join(&delimiter.to_string()))
            }
        }
    }
}

/// A cell as it may be written.
#[derive(Clone)]
enum Written {
    Plain(String),
    /// In quotes, where YAML would take it for more.
    Quoted(String),
    List(Vec<Self>),
}

impl Written {
    /// As an item of a YAML list.
    fn in_list(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Quoted(text) => format!("{text:?}"),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::in_list).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    /// As a cell of a line, in quotes where it holds what would end it.
    fn in_line(&self, delimiter: char) -> String {
        let text = self.bare();
        if text.contains(delimiter) || text.contains('"') || text.trim() != text || text.is_empty()
        {
            return format!("\"{}\"", text.replace('"', "\"\""));
        }
        text
    }

    fn bare(&self) -> String {
        match self {
            Self::Plain(text) | Self::Quoted(text) => text.clone(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::bare).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }
}

/// The cell that takes these parts of a column; of others at most the ends of a range, and where
/// the rows above come first.
fn cell(column: &Column<'_>, within: &[bool], hit: Hit) -> Option<Written> {
    if !within.contains(&false) {
        return Some(Written::Quoted("-".to_owned()));
    }
    let held: Vec<&Part> = column
        .parts
        .iter()
        .zip(within)
        .filter_map(|(part, held)| held.then_some(part))
        .collect();
    if held.iter().all(|part| part.is_named()) {
        let mut names: Vec<Written> = held.iter().map(|part| written(&part.witness)).collect();
        return match names.len() {
            1 => names.pop(),
            _ => Some(Written::List(names)),
        };
    }
    let (Shape::Between(from, _), Shape::Between(_, to)) =
        (&held.first()?.shape, &held.last()?.shape)
    else {
        return None;
    };
    let text = match (from, to) {
        (None, None) => return None,
        (None, Some(to)) if to.after => format!("<= {}", to.value),
        (None, Some(to)) => format!("< {}", to.value),
        (Some(from), None) => match from.last_below() {
            Some(value) => format!("> {value}"),
            None => format!(">= {}", from.value),
        },
        (Some(from), Some(to)) => {
            let wide = |cut: &Cut| (hit == Hit::First).then(|| cut.value.clone());
            let first = from.first_above().or_else(|| wide(from))?;
            let last = to.last_below().or_else(|| wide(to))?;
            if first == last {
                return Some(Written::Plain(first.to_string()));
            }
            format!("{first}..{last}")
        }
    };
    Some(Written::Quoted(text))
}

/// A value as a cell holds it: a text in quotes where YAML could take it for more.
fn written(value: &Value) -> Written {
    let plain = |c: char| c.is_alphanumeric() || c == '_';
    match value {
        Value::Text(text) if text.is_empty() || !text.chars().all(plain) => {
            Written::Quoted(text.to_string())
        }
        value => Written::Plain(value.to_string()),
    }
}
