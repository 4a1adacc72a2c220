//! A decision for people: the verdict, what follows or why not, and the case after it.

use dunlin::{Case, Decision, MenuItem, TraceLine};

use super::style::{BAD, FAINT, GOOD, NAME, STRONG, styled};
use super::{case, effect, reasons};
use crate::arguments::Language;
use crate::rule_set::Folder;

/// What a decision is told with.
pub(crate) struct Told<'d> {
    pub(crate) decision: &'d Decision<'d>,
    pub(crate) after: &'d Case,
    /// The action as the menu has it; the engine's own actions aren't in there.
    pub(crate) item: Option<&'d MenuItem>,
    pub(crate) folder: &'d Folder,
    pub(crate) lang: Language,
}

impl Told<'_> {
    /// Returns the decision in words.
    pub(crate) fn text(&self) -> String {
        let (lang, decision) = (self.lang, self.decision);
        let label = self
            .item
            .map_or(decision.action(), |item| item.label.get(lang.code()));
        let verdict = if decision.is_allowed() {
            styled(GOOD, lang.of("allowed", "tilladt"))
        } else {
            styled(BAD, lang.of("denied", "afvist"))
        };
        let mut text = format!("{}: {verdict}\n", styled(STRONG, label));
        text.push_str(&reasons::denials(decision.denials(), self.folder, lang));
        text.push_str(&reasons::warnings(decision.warnings(), lang));
        text.push_str(&self.effects());
        if !decision.trace().is_empty() {
            text.push_str(&format!(
                "{}\n",
                styled(STRONG, lang.of("Because", "Fordi"))
            ));
            text.extend(decision.trace().iter().map(|line| self.because(line)));
        }
        text.push_str(&case::line(self.after, lang));
        text
    }

    fn effects(&self) -> String {
        let form = self.item.map_or(&[][..], |item| &item.form);
        let currency = case::currency(self.after);
        let effects = self.decision.effects();
        let width = effects
            .iter()
            .map(|effect| effect.name().len())
            .max()
            .unwrap_or_default();
        let one = |effect: &dunlin::Effect<'_>| {
            let name = styled(NAME, &format!("{:width$}", effect.name()));
            format!(
                "  {name}  {}\n",
                effect::words(effect, form, &currency, self.lang)
            )
        };
        effects.iter().map(one).collect()
    }

    fn because(&self, line: &TraceLine) -> String {
        // A condition may stand on several lines of its file.
        let condition = line
            .condition
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let seen = line
            .seen
            .iter()
            .map(|seen| format!("{} = {}", seen.name, seen.value));
        let place = line.place.as_ref().map(|place| {
            format!(
                "{}:{}:{}",
                self.folder.file(&place.file),
                place.line,
                place.column
            )
        });
        let seen = seen.collect::<Vec<_>>().join(", ");
        let saw: Vec<String> = [(!seen.is_empty()).then_some(seen), place]
            .into_iter()
            .flatten()
            .collect();
        let (about, saw) = (&line.about, styled(FAINT, &saw.join(" · ")));
        format!(
            "  {:7} {about}: {condition}\n            {saw}\n",
            line.outcome
        )
    }
}
