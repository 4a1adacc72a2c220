//! What happens to a case, in words: effects, moments, what comes next, how certain a forecast is · plain text, in English or Danish; no colour, no HTML, and nothing is decided.

mod effect;
mod forecast;
mod time;

use dunlin::{RuleSet, Value};

pub use effect::{EffectKind, Told, Way};
pub use forecast::Mark;

use crate::report::Language;

/// Tells of the cases of a rule set, in a language.
#[derive(Clone, Copy)]
pub struct Teller<'r> {
    language: Language<'r>,
}

impl<'r> Teller<'r> {
    /// Returns one that tells in Danish for `da`, and in English otherwise.
    #[must_use]
    pub fn of(rules: &'r RuleSet, language: &'r str) -> Self {
        let language = Language {
            code: language,
            rules,
        };
        Self { language }
    }

    fn words<'w>(&self, en: &'w str, da: &'w str) -> &'w str {
        self.language.of(en, da)
    }

    fn rules(&self) -> &'r RuleSet {
        self.language.rules
    }

    fn code(&self) -> &'r str {
        self.language.code
    }

    fn printed(&self, value: &Value, currency: &str) -> String {
        self.rules().printed(value, currency, self.code())
    }
}

impl std::fmt::Debug for Teller<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Teller")
            .field("language", &self.code())
            .field("rules", self.rules())
            .finish()
    }
}

/// Returns an expression, which may stand on several lines of its file, on one.
#[must_use]
pub fn on_one_line(expression: &str) -> String {
    expression.split_whitespace().collect::<Vec<_>>().join(" ")
}
