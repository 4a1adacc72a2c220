//! A decision for people: the verdict, what follows or why not, and the case after it.

use dunlin::{Case, Decision, Nearest, RuleSet, TraceLine};
use dunlin_workbench::told::{Teller, on_one_line};

use super::style::{BAD, CARE, FAINT, GOOD, STRONG, styled};
use super::{case, effect, reasons};
use crate::arguments::Language;
use crate::rule_set::Folder;

/// What a decision is told with.
pub(crate) struct Told<'d> {
    pub(crate) decision: &'d Decision<'d>,
    /// What would allow it, where that was asked.
    pub(crate) nearest: Option<&'d Nearest>,
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
        text.push_str(&reasons::nearest(self.nearest, lang));
        text.push_str(&reasons::warnings(decision.warnings(), lang));
        let teller = Teller::of(self.rules, lang.code());
        let (effects, currency) = (decision.record().effects, self.after.currency());
        text.push_str(&effect::lines(&effects, teller, currency, None));
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

/// Returns each condition that was looked at, in words with the values that it saw.
pub(crate) fn because(trace: &[TraceLine], folder: &Folder, lang: Language) -> String {
    if trace.is_empty() {
        return String::new();
    }
    let title = styled(STRONG, lang.of("Because", "Fordi"));
    let lines = trace.iter().map(|line| condition(line, folder, lang));
    format!("{title}\n{}", lines.collect::<String>())
}

/// Returns a condition: whether it holds, in words, and below it as its rule file has it.
pub(crate) fn condition(line: &TraceLine, folder: &Folder, lang: Language) -> String {
    let (mark, style) = match &*line.outcome {
        "true" => (lang.of("yes", "ja"), GOOD),
        "false" => (lang.of("no", "nej"), CARE),
        "skipped" => (lang.of("skipped", "udeladt"), FAINT),
        _ => (lang.of("failed", "fejlede"), BAD),
    };
    let written = on_one_line(&line.condition);
    let words = line.words.as_ref().map(|words| words.get(lang.code()));
    let words = words.unwrap_or(&written);
    let place = line.place.as_ref().map(|place| {
        format!(
            "{}:{}:{}",
            folder.file(&place.file),
            place.line,
            place.column
        )
    });
    let below: Vec<String> = [Some(about(&line.about, lang)), Some(written.clone()), place]
        .into_iter()
        .flatten()
        .collect();
    let (mark, below) = (
        styled(style, &format!("{mark:7}")),
        styled(FAINT, &below.join(" · ")),
    );
    format!("  {mark} {words}\n          {below}\n")
}

/// What a condition decides: `require resume_in_the_future` is a requirement of that name.
fn about(about: &str, lang: Language) -> String {
    let (kind, name) = about.split_once(' ').unwrap_or((about, ""));
    let kind = match kind {
        "shown" => lang.of("shown", "vises"),
        "require" => lang.of("requirement", "krav"),
        "warn" => lang.of("warning", "advarsel"),
        "effect" => lang.of("effect", "effekt"),
        "invariant" => lang.of("limit", "grænse"),
        "step" => lang.of("step", "trin"),
        other => other,
    };
    format!("{kind} {name}").trim_end().to_owned()
}
