//! Figures of days as charts, each with its numbers as a table beside it · nothing is counted here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use dunlin_workbench::report::chart::{Chart, Layer};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::Serialize;

use super::super::printed::Printed;
use super::first_of;
use crate::app::Figures;
use crate::store::{Figure, Stand};

/// How many colours there are.
const COLOURS: usize = 8;

/// The days that are looked at, and how many of them a column has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    pub(super) days: u64,
    pub(super) from: NaiveDate,
    pub(super) until: NaiveDate,
    each: u64,
}

/// A chart with its legend, and its numbers as a table.
#[derive(Serialize)]
pub(super) struct Drawn {
    id: String,
    title: String,
    /// What all of it comes to.
    total: String,
    /// What else is to be said of it.
    note: Option<String>,
    /// As SVG.
    drawing: String,
    legend: Vec<Key>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Key {
    class: String,
    label: String,
    total: String,
}

#[derive(Serialize)]
struct Row {
    label: String,
    values: Vec<String>,
}

/// A label, and a number for each column.
type Series = (String, Vec<Decimal>);

impl Period {
    /// So many days up to and with one; a long time in weeks.
    pub(super) fn of(until: NaiveDate, days: u64) -> Self {
        let each = if days > 31 { 7 } else { 1 };
        Self {
            days,
            from: first_of(days.div_ceil(each) * each, until),
            until,
            each,
        }
    }

    /// The first day of each column.
    fn columns(self) -> Vec<NaiveDate> {
        let each = usize::try_from(self.each).unwrap_or(1);
        let days = self.from.iter_days();
        days.take_while(|day| *day <= self.until)
            .step_by(each)
            .collect()
    }

    /// The column of a day.
    fn column(self, day: NaiveDate) -> Option<usize> {
        let days = u64::try_from((day - self.from).num_days()).ok()?;
        usize::try_from(days / self.each).ok()
    }
}

impl Printed<'_> {
    /// A day without its year, as it stands under a chart.
    fn short(&self, day: NaiveDate) -> String {
        let form = self.language.of(["%-d %b", "%-d.%-m."]);
        day.format(form).to_string()
    }
}

/// What has come in and what has been charged, each currency by itself.
pub(super) fn money(figures: &Figures, period: Period, printed: Printed<'_>) -> Vec<Drawn> {
    let mut drawn = Vec::new();
    for (name, of_days, titles) in [
        ("in", &figures.settled, ["Settled", "Afregnet"]),
        ("charged", &figures.charged, ["Charged", "Pålagt"]),
    ] {
        let mut currencies: IndexMap<&str, Vec<&Figure>> = IndexMap::new();
        for figure in of_days {
            currencies.entry(&figure.currency).or_default().push(figure);
        }
        currencies.sort_keys();
        // A kind has the same place and colour in every currency.
        let kinds: BTreeSet<&str> = of_days.iter().map(|figure| &*figure.name).collect();
        for (currency, figures) in currencies {
            let title = format!("{}, {currency}", printed.language.of(titles));
            let id = format!("{name}-{}", currency.to_ascii_lowercase());
            let series = by_kind(&kinds, &figures, period, printed);
            let number = |value| printed.amount(value, currency);
            drawn.push(bars((id, title), &series, period, printed, &number));
        }
    }
    drawn
}

fn by_kind(
    kinds: &BTreeSet<&str>,
    figures: &[&Figure],
    period: Period,
    printed: Printed<'_>,
) -> Vec<Series> {
    let none = vec![Decimal::ZERO; period.columns().len()];
    let kinds = kinds.iter().map(|kind| (*kind, none.clone()));
    let mut kinds: IndexMap<&str, Vec<Decimal>> = kinds.collect();
    for figure in figures {
        let column = period.column(figure.day);
        let values = kinds.get_mut(&*figure.name);
        let value = values.and_then(|values| values.get_mut(column?));
        if let Some(value) = value {
            *value += figure.amount;
        }
    }
    let label = |kind| {
        let label = printed.rules.label_of_entry(kind);
        label.get(printed.language.code()).to_owned()
    };
    let series = kinds
        .into_iter()
        .map(|(kind, values)| (label(kind), values));
    series.collect()
}

fn bars(
    (id, title): (String, String),
    series: &[Series],
    period: Period,
    printed: Printed<'_>,
    number: &dyn Fn(Decimal) -> String,
) -> Drawn {
    let total = |values: &[Decimal]| number(values.iter().sum());
    let all: Vec<Decimal> = series
        .iter()
        .flat_map(|(_, values)| values.clone())
        .collect();
    let columns = period.columns();
    Drawn {
        total: total(&all),
        note: None,
        drawing: charted((&id, &title), series, &columns, printed, true),
        legend: legend(series, total),
        rows: rows(series, &columns, printed, number),
        id,
        title,
    }
}

/// How many open cases there were in each flow at the end of each day.
pub(super) fn flows(figures: &Figures, period: Period, printed: Printed<'_>) -> Option<Drawn> {
    let is_open = |stand: &Stand| stand.status != "closed";
    let mut standing: BTreeMap<String, i64> = BTreeMap::new();
    for stand in figures.before.iter().filter(|stand| is_open(stand)) {
        *standing.entry(stand.flow.clone()).or_default() += stand.count;
    }
    let mut moves = figures.moves.iter().peekable();
    let days = period.from.iter_days();
    let days: Vec<NaiveDate> = days.take_while(|day| *day <= period.until).collect();
    let mut counts: BTreeMap<String, Vec<Decimal>> = BTreeMap::new();
    for (place, day) in days.iter().enumerate() {
        while let Some((_, stand)) = moves.next_if(|(moved, _)| moved <= day) {
            if is_open(stand) {
                *standing.entry(stand.flow.clone()).or_default() += stand.count;
            }
        }
        for (flow, count) in &standing {
            let of_flow = counts.entry(flow.clone()).or_default();
            of_flow.resize(place, Decimal::ZERO);
            of_flow.push(Decimal::from(*count));
        }
    }
    let mut series = Vec::new();
    // In the rules' order; those that are no more come last.
    for flow in printed.rules.flows() {
        series.extend(counts.remove_entry(flow));
    }
    series.extend(counts);
    let series: Vec<Series> = series
        .into_iter()
        .filter(|(_, values)| values.iter().any(|value| !value.is_zero()))
        .map(|(flow, values)| {
            let label = printed.rules.label_of_flow(&flow);
            (label.get(printed.language.code()).to_owned(), values)
        })
        .collect();
    if series.is_empty() {
        return None;
    }
    let number = |value: Decimal| printed.decimal(value);
    let last = |values: &[Decimal]| number(values.last().copied().unwrap_or_default());
    let now: Decimal = series.iter().filter_map(|(_, values)| values.last()).sum();
    let title = printed.language.of(["Open cases", "Åbne sager"]).to_owned();
    Some(Drawn {
        total: number(now),
        note: Some(came_and_went(figures, printed)),
        drawing: charted(("flows", &title), &series, &days, printed, false),
        legend: legend(&series, last),
        rows: rows(&series, &days, printed, &number),
        id: "flows".to_owned(),
        title,
    })
}

/// How many cases were opened and closed.
fn came_and_went(figures: &Figures, printed: Printed<'_>) -> String {
    let count = |of_days: &[Figure]| of_days.iter().map(|figure| figure.count).sum();
    let [opened, closed, reopened] =
        [&figures.opened, &figures.closed, &figures.reopened].map(|of_days| count(of_days));
    let told =
        |count: i64, words| format!("{} {}", printed.whole(count), printed.language.of(words));
    let mut all = vec![
        told(opened, ["opened", "oprettet"]),
        told(closed, ["closed", "lukket"]),
    ];
    if reopened > 0 {
        all.push(told(reopened, ["reopened", "genåbnet"]));
    }
    all.join(" · ")
}

fn class(place: usize) -> String {
    format!("c{}", place.min(COLOURS - 1))
}

fn charted(
    (id, title): (&str, &str),
    series: &[Series],
    columns: &[NaiveDate],
    printed: Printed<'_>,
    is_by_column: bool,
) -> String {
    let columns: Vec<String> = columns.iter().map(|day| printed.short(*day)).collect();
    let layers = series
        .iter()
        .enumerate()
        .map(|(place, (label, values))| Layer {
            label,
            values,
            class: class(place),
        });
    let description = printed.language.of([
        "The numbers stand in the table below.",
        "Tallene står i tabellen nedenfor.",
    ]);
    let chart = Chart {
        id,
        title,
        description,
        columns: &columns,
        layers: &layers.collect::<Vec<_>>(),
        marks: &[],
        number: &|value| printed.decimal(value),
    };
    match is_by_column {
        true => chart.bars(),
        false => chart.areas(),
    }
}

fn legend(series: &[Series], total: impl Fn(&[Decimal]) -> String) -> Vec<Key> {
    let keys = series.iter().enumerate();
    keys.map(|(place, (label, values))| Key {
        class: class(place),
        label: label.clone(),
        total: total(values),
    })
    .collect()
}

/// The numbers, the newest first; where nothing was, there is no row.
fn rows(
    series: &[Series],
    columns: &[NaiveDate],
    printed: Printed<'_>,
    number: &dyn Fn(Decimal) -> String,
) -> Vec<Row> {
    let rows = columns.iter().enumerate().rev().map(|(column, day)| {
        let values = series.iter().map(|(_, values)| {
            let value = values.get(column).copied();
            value.unwrap_or_default()
        });
        (*day, values.collect::<Vec<Decimal>>())
    });
    rows.filter(|(_, values)| values.iter().any(|value| !value.is_zero()))
        .map(|(day, values)| Row {
            label: printed.day(day),
            values: values.into_iter().map(number).collect(),
        })
        .collect()
}
