//! How costs are told: a line each, with what they are beside another. Nothing is measured here.

use crate::timing::Cost;

/// Tells what the lines below are about, and what the last column holds each cost against.
pub(crate) fn heading(about: &str, beside: &str) {
    println!(
        "\n{about:<38} {:>10}  {:>17}  {:>9}",
        "median µs",
        "p10–p90",
        format!("× {beside}")
    );
}

/// Tells what something costs, and a ratio.
pub(crate) fn line(name: &str, cost: Cost, ratio: f64) {
    let Cost { median, low, high } = cost;
    let spread = format!("{low:.2}–{high:.2}");
    println!("{name:<38} {median:>10.2}  {spread:>17}  {ratio:>9.2}");
}
