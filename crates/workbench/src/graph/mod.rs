//! The flows of a rule set as a picture: SVG that stands alone and prints on one page, or Mermaid's text · nothing is decided here, no file is written.
//!
//! What is drawn is the engine's description of the rules, [`dunlin::Outline`]. It meets its rooms in this order:
//! words and blocks (`sheet.rs`, `block.rs`, `text.rs`), the way of each arrow (`routes.rs`), a place for
//! everything (`plan.rs`, of one flow `alone.rs`; `scene.rs`), and SVG (`svg.rs`), among text too (`inline.rs`).

mod alone;
mod block;
mod inline;
mod mermaid;
mod plan;
mod position;
mod routes;
mod scene;
mod sheet;
mod svg;
mod text;

use dunlin::RuleSet;

pub use inline::{Inline, STYLE, Width};
pub use position::Position;
use sheet::Sheet;

/// Returns the flows of a rule set as an SVG document, and where a case stands in them; in Danish for `da`, else in English.
///
/// It needs no network, no script and no font of its own, and whatever comes from the rules is escaped.
///
/// ```
/// let rules = dunlin::RuleSet::load(&dunlin::Sources::read("../../tests/fixtures/valid/library")?)?;
/// let svg = dunlin_workbench::graph::svg(&rules, None, "en");
/// assert!(svg.contains("Reminder before the loan"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn svg(rules: &RuleSet, position: Option<&Position>, language: &str) -> String {
    let sheet = Sheet::of(rules, position, language);
    svg::document(&plan::scene(&sheet), &sheet)
}

/// Returns the same flows as the text of a flowchart in Mermaid, for wikis that draw it.
///
/// ```
/// let rules = dunlin::RuleSet::load(&dunlin::Sources::read("../../tests/fixtures/valid/library")?)?;
/// let text = dunlin_workbench::graph::mermaid(&rules, None, "en");
/// assert!(text.starts_with("flowchart TD\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn mermaid(rules: &RuleSet, position: Option<&Position>, language: &str) -> String {
    mermaid::written(rules, position, language)
}
