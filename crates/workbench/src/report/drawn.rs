//! The sections that are drawn: where cases stand, letters, charges, days to payment · how a chart is drawn is `chart.rs`.

use std::fmt::Write;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::chart::{Chart, Layer, Mark};
use super::html::Escaped;
use super::{Money, Page, Series, within};

/// So many series have a colour of their own; the rest are drawn together.
const COLOURS: usize = 8;
/// No more columns than these are drawn of days to payment.
const COLUMNS: u32 = 24;
/// The widths of a column, in days.
const WIDTHS: [u32; 9] = [1, 2, 5, 7, 10, 14, 30, 60, 90];

impl Page<'_> {
    pub(super) fn standing(&self) -> String {
        let series = &self.figures.standing;
        let heading = self.of("Where the cases stand", "Hvor sagerne står");
        let sentence = self.of(
            "Cases by flow and status at the end of each month.",
            "Sager efter flow og status ved udgangen af hver måned.",
        );
        let number = |value| self.language.number(value);
        let rest = self.by_month(("standing", heading, sentence), series, false, &number);
        self.section("standing", heading, sentence, &rest)
    }

    pub(super) fn letters(&self) -> String {
        let heading = self.of("Letters", "Breve");
        let sentence = self.of(
            "Letters and e-mails sent each month, by template.",
            "Breve og e-mails sendt hver måned, efter skabelon.",
        );
        let number = |value| self.language.number(value);
        let series = &self.figures.letters;
        let rest = self.by_month(("letters", heading, sentence), series, true, &number);
        self.section("letters", heading, sentence, &rest)
    }

    pub(super) fn charges(&self) -> String {
        let heading = self.of(
            "Fees, interest and costs",
            "Gebyrer, renter og omkostninger",
        );
        let sentence = self.of(
            "What was charged each month on top of what was owed from the start.",
            "Det, der hver måned er pålagt ud over det, der skyldtes fra begyndelsen.",
        );
        let all = &self.figures.money;
        let mut rest = String::new();
        for Money {
            currency, charged, ..
        } in all
        {
            if all.len() > 1 {
                let _ = writeln!(rest, "<h3>{}</h3>", Escaped(currency));
            }
            let id = format!("charges-{}", currency.to_ascii_lowercase());
            let amount = |value| self.language.amount(value, currency);
            rest.push_str(&self.by_month((&id, heading, sentence), charged, true, &amount));
        }
        if all.is_empty() {
            rest = self.none();
        }
        self.section("charges", heading, sentence, &rest)
    }

    /// A chart over months, with its legend and its numbers as a table.
    fn by_month(
        &self,
        (id, title, description): (&str, &str, &str),
        series: &[Series],
        is_flow: bool,
        number: &dyn Fn(Decimal) -> String,
    ) -> String {
        let series: Vec<Series> = drawn(series, self.of("Other", "Andet"));
        if series.is_empty() || self.figures.months.is_empty() {
            return self.none();
        }
        let months = self.figures.months.iter();
        let months: Vec<String> = months.map(|month| self.language.month(*month)).collect();
        let layers = layers(&series);
        // A scale of amounts needs no decimals, and no currency, which the legend names.
        let short = |value| self.language.number(value);
        let chart = Chart {
            id: &format!("chart-{}", name_of(id)),
            title,
            description,
            columns: &months,
            layers: &layers,
            marks: &[],
            number: &short,
        };
        let chart = if is_flow { chart.bars() } else { chart.areas() };
        let totals = series.iter().zip(&layers).map(|(series, layer)| {
            let total = is_flow.then(|| number(series.total()));
            (layer.class.as_str(), series.label.as_str(), total)
        });
        let table = self.months_table(title, &series, &months, is_flow, number);
        format!(
            "<figure>\n{}{chart}</figure>\n{table}",
            legend(totals.collect())
        )
    }

    pub(super) fn payment(&self) -> String {
        let heading = self.of("Days to payment", "Dage til betaling");
        let sentence = self.of(
            "From the day a case is opened until nothing is owed.",
            "Fra den dag, en sag oprettes, til intet skyldes.",
        );
        let days = &self.figures.days_to_payment;
        let (Some(median), Some(most)) = (within(days, 50), within(days, 90)) else {
            return self.section("payment", heading, sentence, &self.none());
        };
        let last = days.keys().last().copied().unwrap_or_default();
        let width = WIDTHS.iter().find(|width| last / **width < COLUMNS);
        let width = *width.unwrap_or(&(last / COLUMNS + 1));
        let columns: Vec<u32> = (0..=last / width).collect();
        let counts = columns.iter().map(|column| {
            let first = column * width;
            let within = days.range(first..first + width);
            within.map(|(_, cases)| Decimal::from(*cases)).sum()
        });
        let counts: Vec<Decimal> = counts.collect();
        let names: Vec<String> = columns
            .iter()
            .map(|column| match width {
                1 => column.to_string(),
                _ => format!("{}–{}", column * width, column * width + width - 1),
            })
            .collect();
        let wide = (columns.len().to_f64().unwrap_or(1.0) * f64::from(width)).max(1.0);
        let at = |day: u32| (f64::from(day) + 0.5) / wide;
        let within = [
            (
                median,
                "median",
                self.of("Half within", "Halvdelen inden for"),
            ),
            (
                most,
                "most",
                self.of("Nine in ten within", "Ni ud af ti inden for"),
            ),
        ];
        let told = within.map(|(day, _, words)| format!("{words} {day} {}", self.days(day)));
        let marks = within.map(|(day, class, _)| Mark { at: at(day), class });
        let key = within.iter().zip(&told);
        let key = key.map(|((_, class, _), told)| (*class, told.as_str(), None));
        let key = legend(key.collect());
        let number = |value| self.language.number(value);
        let label = self.of("cases", "sager");
        let chart = Chart {
            id: "chart-payment",
            title: heading,
            description: &format!("{sentence} {}.", told.join(". ")),
            columns: &names,
            layers: &[Layer {
                label,
                values: &counts,
                class: "c0".to_owned(),
            }],
            marks: &marks,
            number: &number,
        };
        let rest = format!(
            "<figure>\n{key}{}<figcaption>{}</figcaption>\n</figure>\n",
            chart.bars(),
            self.of("Cases, by number of days", "Sager, efter antal dage")
        );
        self.section("payment", heading, sentence, &rest)
    }

    fn days(&self, number: u32) -> &str {
        match number {
            1 => self.of("day", "dag"),
            _ => self.of("days", "dage"),
        }
    }

    pub(super) fn none(&self) -> String {
        let none = self.of("There was nothing of this.", "Der var intet af dette.");
        format!("<p class=\"none\">{none}</p>\n")
    }
}

/// What can be drawn: series with something in them, no more than there are colours.
fn drawn(series: &[Series], rest: &str) -> Vec<Series> {
    let some = series.iter().filter(|series| !series.total().is_zero());
    let mut kept: Vec<Series> = some.cloned().collect();
    if kept.len() <= COLOURS {
        return kept;
    }
    let together = kept.split_off(COLOURS - 1);
    let months = together.iter().map(|series| series.values.len()).max();
    let sums = (0..months.unwrap_or_default()).map(|month| {
        let values = together
            .iter()
            .filter_map(|series| series.values.get(month));
        values.copied().sum::<Decimal>()
    });
    kept.push(Series::new(rest, sums));
    kept
}

fn layers(series: &[Series]) -> Vec<Layer<'_>> {
    let mut colours = 0..;
    let layers = series.iter().map(|series| Layer {
        label: &series.label,
        values: &series.values,
        class: match series.is_quiet {
            true => "quiet".to_owned(),
            false => format!("c{}", colours.next().unwrap_or(0)),
        },
    });
    layers.collect()
}

/// What each colour means, and what it comes to.
fn legend(entries: Vec<(&str, &str, Option<String>)>) -> String {
    let mut legend = "<ul class=\"legend\">".to_owned();
    for (class, label, total) in entries {
        let total = total.map(|total| format!(" <b>{}</b>", Escaped(total)));
        let _ = write!(
            legend,
            "<li><i class=\"{class}\"></i><span>{}{}</span></li>",
            Escaped(label),
            total.unwrap_or_default()
        );
    }
    legend.push_str("</ul>\n");
    legend
}

/// A name that an attribute may hold and another may refer to.
fn name_of(text: &str) -> String {
    let plain = |mark: char| mark.is_ascii_alphanumeric() || mark == '-';
    text.chars().filter(|mark| plain(*mark)).collect()
}
