//! Drawings among a page's text: elements without a style of their own, and the text of their stylesheet · what is drawn is told in `sheet.rs`.

use dunlin::RuleSet;

use super::position::Position;
use super::sheet::Sheet;
use super::{alone, plan, svg};

/// The stylesheet of the drawings that stand in a page, light and dark: everything in it is within the class `flow-graph`.
///
/// Its colours are the page's where that has custom properties `--ink`, `--soft`, `--surface`, `--ground`,
/// `--line-strong` and `--sunken`.
pub const STYLE: &str = include_str!("inline.css");

/// The class of the drawing itself.
const ROOT: &str = "flow-graph";
/// How the classes within it begin.
const PREFIX: &str = "fg-";

/// How much room a drawing of one flow has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// As on a phone, or beside other things: everything under each other.
    #[default]
    Narrow,
    /// What happens beside the flow stands beside it, and signs are explained.
    Wide,
}

/// Draws flows as elements of a page in HTML, for any policy: there is no style and no script in them.
///
/// ```
/// use dunlin_workbench::graph::{Inline, STYLE, Width};
///
/// let rules = dunlin::RuleSet::load(&dunlin::Sources::read("../../tests/fixtures/valid/library")?)?;
/// let drawn = Inline::of(&rules, "en").flow("loan", "loan", Width::Narrow).unwrap();
/// assert!(drawn.starts_with("<svg class=\"flow-graph\""));
/// assert!(drawn.contains("id=\"loan-title\"") && !drawn.contains("style="));
/// assert!(STYLE.contains(".flow-graph"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Inline<'r> {
    rules: &'r RuleSet,
    language: &'r str,
    position: Option<&'r Position>,
}

impl<'r> Inline<'r> {
    /// Returns what draws the flows of a rule set; in Danish for `da`, else in English.
    #[must_use]
    pub fn of(rules: &'r RuleSet, language: &'r str) -> Self {
        Self {
            rules,
            language,
            position: None,
        }
    }

    /// Returns the same, with where a case stands.
    #[must_use]
    pub fn with(self, position: &'r Position) -> Self {
        let position = Some(position);
        Self { position, ..self }
    }

    /// Returns one flow: its steps, the timers that run in it, and where it leads; none where there is no such flow.
    ///
    /// `id` begins the ids in it, and must be the page's only such.
    #[must_use]
    pub fn flow(&self, flow: &str, id: &str, width: Width) -> Option<String> {
        let sheet = Sheet::of_flow(self.rules, flow, self.position, self.language)?;
        let scene = alone::scene(&sheet, width == Width::Wide);
        Some(svg::element(&scene, &sheet, id, ROOT, PREFIX))
    }

    /// Returns all flows with the arrows between them.
    #[must_use]
    pub fn flows(&self, id: &str) -> String {
        let mut sheet = Sheet::of(self.rules, self.position, self.language);
        sheet.is_inline = true;
        svg::element(&plan::scene(&sheet), &sheet, id, ROOT, PREFIX)
    }
}
