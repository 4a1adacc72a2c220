//! Charts as small SVG drawings that stretch, with their labels as text beside them · no words, nothing is counted here.

use std::fmt::Write;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::html::Escaped;

/// The drawing's own measures; it is stretched to its place.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 300.0;
/// No more labels than these stand under a chart.
const LABELS: usize = 8;
/// Every so many columns have a label: of months, those of a quarter, a half year, a year.
const EVERY: [usize; 7] = [1, 2, 3, 6, 12, 24, 60];

/// How charts look, by classes alone: the page that they stand in has the colours `--c0` to `--c7`, `--line`, `--soft` and `--page`.
pub const STYLE: &str = include_str!("chart.css");

/// One of the parts that a chart stacks.
#[derive(Debug)]
pub struct Layer<'a> {
    /// What it is called.
    pub label: &'a str,
    /// A number for each column.
    pub values: &'a [Decimal],
    /// The class of its colour: `c0` to `c7`.
    pub class: String,
}

/// A mark at a place between the first and the last column.
#[derive(Debug)]
pub struct Mark {
    /// From 0 at the left to 1 at the right.
    pub at: f64,
    /// The class of its line.
    pub class: &'static str,
}

/// A chart over columns: days, months, or lengths of time.
///
/// ```
/// use dunlin_workbench::report::chart::{Chart, Layer};
///
/// let chart = Chart {
///     id: "paid",
///     title: "Paid",
///     description: "What was paid, by the month.",
///     columns: &["Jan".to_owned(), "Feb".to_owned()],
///     layers: &[Layer { label: "DKK", values: &[5.into(), 8.into()], class: "c0".to_owned() }],
///     marks: &[],
///     number: &|number| number.to_string(),
/// };
/// let bars = chart.bars();
/// assert!(bars.contains("<title>Feb · DKK: 8</title>") && !bars.contains("style="));
/// ```
pub struct Chart<'a> {
    /// Its name in the page, different from every other's.
    pub id: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// What it tells, for who doesn't see it.
    pub description: &'a str,
    /// What stands under each column.
    pub columns: &'a [String],
    /// What is stacked, from the bottom.
    pub layers: &'a [Layer<'a>],
    /// Lines across it.
    pub marks: &'a [Mark],
    /// How a number is written.
    pub number: &'a dyn Fn(Decimal) -> String,
}

impl std::fmt::Debug for Chart<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chart")
            .field("id", &self.id)
            .field("columns", &self.columns)
            .field("layers", &self.layers)
            .finish_non_exhaustive()
    }
}

impl Chart<'_> {
    /// Draws the layers as areas, one above the other.
    #[must_use]
    pub fn areas(&self) -> String {
        let scale = Scale::of(self.layers);
        let mut drawn = String::new();
        let mut floor = vec![0.0; self.columns.len()];
        for layer in self.layers {
            let tops: Vec<f64> = stacked(&floor, layer.values);
            let last = self.columns.len().saturating_sub(1).max(1) as f64;
            let x = |at: usize| at as f64 / last * WIDTH;
            let up = tops.iter().enumerate();
            let down = floor.iter().enumerate().rev();
            let points = up.chain(down);
            let points: Vec<String> = points
                .map(|(at, value)| format!("{:.1},{:.1}", x(at), scale.y(*value)))
                .collect();
            let (class, points, label) = (&layer.class, points.join(" "), Escaped(layer.label));
            let _ = write!(
                drawn,
                "<polygon class=\"{class}\" points=\"{points}\"><title>{label}</title></polygon>"
            );
            floor = tops;
        }
        self.framed(&scale, &drawn, "ends")
    }

    /// Draws the layers as bars, one above the other in each column.
    #[must_use]
    pub fn bars(&self) -> String {
        let scale = Scale::of(self.layers);
        let mut drawn = String::new();
        let wide = WIDTH / self.columns.len().max(1) as f64;
        let gap = (wide * 0.22).min(14.0);
        let mut floor = vec![0.0; self.columns.len()];
        for layer in self.layers {
            let tops = stacked(&floor, layer.values);
            let told = layer.values.iter().zip(self.columns);
            for (at, ((low, top), (value, column))) in floor.iter().zip(&tops).zip(told).enumerate()
            {
                if value.is_zero() {
                    continue;
                }
                let x = at as f64 * wide + gap / 2.0;
                let (y, tall) = (scale.y(*top), scale.y(*low) - scale.y(*top));
                let _ = write!(
                    drawn,
                    "<rect class=\"{}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{tall:.1}\"><title>{} · {}: {}</title></rect>",
                    layer.class,
                    wide - gap,
                    Escaped(column),
                    Escaped(layer.label),
                    Escaped((self.number)(*value)),
                );
            }
            floor = tops;
        }
        self.framed(&scale, &drawn, "middles")
    }

    /// Puts a drawing between its scales.
    fn framed(&self, scale: &Scale, drawn: &str, labels: &str) -> String {
        let id = self.id;
        let mut ticks = String::new();
        let mut lines = String::new();
        for tick in scale.ticks() {
            let y = scale.y(tick);
            let told = Decimal::try_from(tick).unwrap_or_default().normalize();
            let _ = write!(
                ticks,
                "<text x=\"100%\" y=\"{:.2}%\" dy=\"0.35em\" text-anchor=\"end\">{}</text>",
                y / HEIGHT * 100.0,
                Escaped((self.number)(told))
            );
            let class = if tick == 0.0 { "base" } else { "grid" };
            let _ = write!(
                lines,
                "<line class=\"{class}\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>"
            );
        }
        let mut marks = String::new();
        for mark in self.marks {
            let _ = write!(
                marks,
                "<line class=\"{1}\" x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"0\" y2=\"{HEIGHT}\"/>",
                mark.at.clamp(0.0, 1.0) * WIDTH,
                mark.class
            );
        }
        let (title, description) = (Escaped(self.title), Escaped(self.description));
        let under = self.under(labels == "ends");
        format!(
            "<div class=\"chart\"><svg class=\"scale\" aria-hidden=\"true\">{ticks}</svg>\
             <svg class=\"plot\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\">\
             <title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{description}</desc>{lines}{drawn}{marks}</svg>\
             <svg class=\"under\" aria-hidden=\"true\">{under}</svg></div>\n"
        )
    }

    /// The labels of the columns, as many as have room; a phone shows every other.
    fn under(&self, at_ends: bool) -> String {
        let all = self.columns.len();
        let every = EVERY.iter().find(|every| all.div_ceil(**every) <= LABELS);
        let every = *every.unwrap_or(&all);
        let mut under = String::new();
        for (at, label) in self.columns.iter().enumerate().step_by(every) {
            let place = if at_ends {
                at as f64 / all.saturating_sub(1).max(1) as f64
            } else {
                (at as f64 + 0.5) / all as f64
            };
            let anchor = match place {
                ..0.02 => "start",
                0.98.. => "end",
                _ => "middle",
            };
            let is_crowded = all > every * 4;
            let class = if is_crowded && at / every % 2 == 1 {
                " class=\"wide\""
            } else {
                ""
            };
            let _ = write!(
                under,
                "<text{class} x=\"{:.2}%\" y=\"1.5em\" text-anchor=\"{anchor}\">{}</text>",
                place * 100.0,
                Escaped(label)
            );
        }
        under
    }
}

fn stacked(floor: &[f64], values: &[Decimal]) -> Vec<f64> {
    let values = values
        .iter()
        .copied()
        .chain(std::iter::repeat(Decimal::ZERO));
    let raised = floor.iter().zip(values);
    raised
        .map(|(low, value)| low + value.to_f64().unwrap_or_default().max(0.0))
        .collect()
}

/// From nothing to the first round number above everything.
struct Scale {
    step: f64,
    steps: u32,
}

impl Scale {
    fn of(layers: &[Layer<'_>]) -> Self {
        let columns = layers.iter().map(|layer| layer.values.len()).max();
        let mut tops = vec![0.0; columns.unwrap_or_default()];
        for layer in layers {
            tops = stacked(&tops, layer.values);
        }
        let most = tops.into_iter().fold(1.0, f64::max);
        // Four or five steps of 1, 2 or 5, ten times over as often as it takes; of counts, none is a fraction.
        let rough = most / 4.0;
        let ten = 10_f64.powf(rough.log10().floor()).max(1.0);
        let of_ten = [1.0, 2.0, 5.0, 10.0].into_iter();
        let step = of_ten
            .map(|times| times * ten)
            .find(|step| *step >= rough)
            .unwrap_or(ten * 10.0);
        let steps = (most / step).ceil().max(1.0).to_u32().unwrap_or(1);
        Self { step, steps }
    }

    fn y(&self, value: f64) -> f64 {
        HEIGHT - value / (self.step * f64::from(self.steps)) * HEIGHT
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        (0..=self.steps).map(|times| f64::from(times) * self.step)
    }
}
