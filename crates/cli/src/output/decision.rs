//! A decision for people: the verdict, what follows or why not, and the case after it.

use dunlin::{Case, Decision, RuleSet, TraceLine};

use super::due::on_one_line;
use super::effect::Telling;
use super::style::{BAD, CARE, FAINT, GOOD, STRONG, styled};
use super::{case, reasons};
use crate::arguments::Language;
use crate::rule_set::Folder;

/// What a decision is told with.
pub(crate) struct Told<'d> {
    pub(crate) decision: &'d Decision<'d>,
    pub(crate) after: &'d Case,
    /// What the action, or what was due, is called.
    pub(crate) label: &'d str,
    /// Whether it was due, not asked for.
    pub(crate) was_due: bool,
    pub(crate) rules: &'d RuleSet,
    pub(crate) folder: &'d Folder,
    pub(crate) lang: Language,
}

impl Told<'_> {
    /// Returns the decision in words.
    pub(crate) fn text(&self) -> String {
        let (lang, decision) = (self.lang, self.decision);
        let label = styled(STRONG, self.label);
        let mut text = format!("{label}: {}\n", self.verdict());
        text.push_str(&reasons::denials(decision.denials(), self.folder, lang));
        text.push_str(&reasons::warnings(decision.warnings(), lang));
        let telling = Telling {
            rules: self.rules,
            currency: self.after.currency(),
            day: None,
            lang,
        };
        text.push_str(&telling.lines(&decision.record().effects));
        text.push_str(&because(decision.trace(), self.folder, lang));
        text.push_str(&case::line(self.after, self.rules, lang));
        text
    }

    fn verdict(&self) -> String {
        let lang = self.lang;
        if !self.decision.is_allowed() {
            return styled(BAD, lang.of("denied", "afvist"));
        }
        if !self.was_due {
            return styled(GOOD, lang.of("allowed", "tilladt"));
        }
        let asked = self.decision.record().request.input;
        if asked.contains_key("passed_over") {
            styled(CARE, lang.of("passed over", "sprunget over"))
        } else {
            styled(GOOD, lang.of("done", "udført"))
        }
    }
}

/// Returns each condition that was looked at, with the values that it saw.
pub(crate) fn because(trace: &[TraceLine], folder: &Folder, lang: Language) -> String {
    if trace.is_empty() {
        return String::new();
    }
    let title = styled(STRONG, lang.of("Because", "Fordi"));
    let lines = trace.iter().map(|line| condition(line, folder));
    format!("{title}\n{}", lines.collect::<String>())
}

/// Returns a condition with its outcome, the values that it saw and its place, in two lines.
pub(crate) fn condition(line: &TraceLine, folder: &Folder) -> String {
    let condition = on_one_line(&line.condition);
    let seen = line
        .seen
        .iter()
        .map(|seen| format!("{} = {}", seen.name, seen.value));
    let place = line.place.as_ref().map(|place| {
        format!(
            "{}:{}:{}",
            folder.file(&place.file),
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
