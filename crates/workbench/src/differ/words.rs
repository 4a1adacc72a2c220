//! What differs, in English or Danish: counts as lines, and a difference as a sentence · nothing is counted here, no page, no terminal.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dunlin::{RuleSet, Turn, Value};
use rust_decimal::Decimal;

use super::shown::{Difference, Shown};
use super::tally::{About, Change, Moved, Stranded};
use crate::report::Language;

/// A language, and the rules whose words are used: the new ones, and the old ones for what is gone.
#[derive(Clone, Copy)]
pub struct Words<'w> {
    old: &'w RuleSet,
    language: Language<'w>,
}

impl<'w> Words<'w> {
    /// Returns the words of a language: Danish for `da`, English otherwise.
    #[must_use]
    pub fn new([old, new]: [&'w RuleSet; 2], language: &str) -> Self {
        let code = if language == "da" { "da" } else { "en" };
        Self {
            old,
            language: Language { code, rules: new },
        }
    }

    /// Returns one of two texts.
    #[must_use]
    pub fn of<'t>(&self, en: &'t str, da: &'t str) -> &'t str {
        self.language.of(en, da)
    }

    /// Returns a number of something, which is named for one and for several.
    #[must_use]
    pub fn many(&self, count: u64, [en, ens, da, das]: [&str; 4]) -> String {
        let name = match count {
            1 => self.of(en, da),
            _ => self.of(ens, das),
        };
        format!("{} {name}", self.count(count))
    }

    /// Returns a number of cases.
    #[must_use]
    pub fn cases(&self, count: u64) -> String {
        self.many(count, ["case", "cases", "sag", "sager"])
    }

    /// Returns a number.
    #[must_use]
    pub fn count(&self, count: u64) -> String {
        self.language.count(count)
    }

    /// Returns a day.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> String {
        self.language.day(day)
    }

    /// Returns what differs as lines, each under what it is about.
    #[must_use]
    pub fn changes(&self, changes: &BTreeMap<About, Change>) -> Vec<(String, String)> {
        let follows = changes.keys().any(About::follows_from_steps);
        let mut lines: Vec<(String, Vec<String>)> = Vec::new();
        for (about, change) in changes {
            let told = match about {
                // What a step does says when it was done.
                About::Step { .. } if follows => self.fared(change),
                _ => self.change(about, change),
            };
            if told.is_empty() {
                continue;
            }
            let (under, name) = self.heading(about);
            let line = match name.is_empty() {
                true => told.join(", "),
                false => format!("{name} {}", told.join(", ")),
            };
            match lines.last_mut() {
                Some((last, lines)) if *last == under => lines.push(line),
                _ => lines.push((under, vec![line])),
            }
        }
        let lines = lines.into_iter();
        lines
            .map(|(under, lines)| (under, lines.join("; ")))
            .collect()
    }

    /// Returns which cases are stranded, and why.
    #[must_use]
    pub fn stranded(&self, stranded: &Stranded, most: usize) -> String {
        let named = stranded.named.iter().take(most);
        let named: Vec<String> = named.map(|case| format!("`{case}`")).collect();
        let left = stranded.cases.saturating_sub(named.len() as u64);
        let mut named = named.join(", ");
        if left > 0 {
            let more = self.of("and", "og");
            named.push_str(&format!(
                " {more} {} {}",
                self.count(left),
                self.of("more", "flere")
            ));
        }
        let stand = match (stranded.cases, &stranded.step) {
            (_, None) => String::new(),
            (1, Some(_)) => self.of(" stands at", " står ved").to_owned(),
            (_, Some(_)) => self.of(" stand at", " står ved").to_owned(),
        };
        let step = stranded.step.as_ref().map(|step| {
            let label = self.turn(Some(&stranded.flow), step);
            format!(
                " {label}{}",
                self.of(
                    ", which the new rules can't take",
                    ", som de nye regler ikke kan tage"
                )
            )
        });
        let step = step.unwrap_or_else(|| {
            let cannot = self.of(
                " that the new rules can't take",
                ", som de nye regler ikke kan tage",
            );
            cannot.to_owned()
        });
        format!("{}{stand}{step}: {named}", self.cases(stranded.cases))
    }

    /// Returns a difference as a sentence: what it is about, how it was and how it is.
    #[must_use]
    pub fn difference(&self, difference: &Difference) -> String {
        let about = self.about(&difference.about);
        let part = match difference.part.as_str() {
            "exists" | "state" | "day" | "held" | "message" | "warnings" => String::new(),
            "clock" => self.of(", time of day", ", tidspunkt").to_owned(),
            "language" => self.of(", language", ", sprog").to_owned(),
            "wording" => self.of(", wording", ", ordlyd").to_owned(),
            "figure" => self.of(", figure in it", ", tal i det").to_owned(),
            "amount" => self.of(", amount", ", beløb").to_owned(),
            "form" => {
                let differs = self.of(
                    "label, help or what it asks for differs",
                    "navn, hjælp eller felter er anderledes",
                );
                return format!("{about}: {differs}");
            }
            name => format!(", {name}"),
        };
        let [old, new] =
            [&difference.old, &difference.new].map(|shown| self.shown(shown, &difference.about));
        format!("{about}{part}: {old} → {new}")
    }

    /// What something is called, on its own.
    fn about(&self, about: &About) -> String {
        match about {
            About::Letter { template } => {
                format!("{} `{template}`", self.of("letter", "brev"))
            }
            About::Entry { entry, .. } => format!("`{entry}`"),
            About::Flow { to } => format!("{} {}", self.of("to", "til"), self.flow(to)),
            About::Closing => self.of("closing", "lukning").to_owned(),
            About::Opening => self.of("opening", "oprettelse").to_owned(),
            About::Decision { action } => self.action(action),
            About::Menu { action, role } => {
                let action = self.action(action);
                format!("{action} ({} {role})", self.of("menu of", "menu for"))
            }
            About::Effect { effect, of } if of.is_empty() => format!("`{effect}`"),
            About::Effect { effect, of } => format!("`{effect}` `{of}`"),
            About::Step { flow, step } => self.turn(flow.as_deref(), step),
        }
    }

    /// Under what something is counted, and what it is called there.
    fn heading(&self, about: &About) -> (String, String) {
        let under = |en: &str, da: &str| self.of(en, da).to_owned();
        match about {
            About::Letter { template } => (under("letters", "breve"), format!("`{template}`")),
            About::Entry { entry, .. } => (under("entries", "poster"), format!("`{entry}`")),
            About::Flow { to } => {
                let to = format!("{} {}", under("cases to", "sager til"), self.flow(to));
                (to, String::new())
            }
            About::Closing => (under("closings", "lukninger"), String::new()),
            About::Opening => (under("openings", "oprettelser"), String::new()),
            About::Decision { action } => (under("decisions", "afgørelser"), self.action(action)),
            About::Menu { role, action } => {
                let menu = format!("{} {role}", under("menu of", "menu for"));
                (menu, self.action(action))
            }
            About::Effect { .. } => (under("effects", "effekter"), self.about(about)),
            About::Step { flow, step } => {
                (under("steps", "trin"), self.turn(flow.as_deref(), step))
            }
        }
    }

    fn change(&self, about: &About, change: &Change) -> Vec<String> {
        let mut told = Vec::new();
        let mut tell = |count: u64, en: &str, da: &str| {
            if count > 0 {
                told.push(format!("{} {}", self.count(count), self.of(en, da)));
            }
        };
        match about {
            About::Menu { .. } => {
                tell(change.more, "newly shown", "vises nu");
                tell(change.fewer, "no longer shown", "vises ikke længere");
            }
            _ => {
                tell(change.more, "more", "flere");
                tell(change.fewer, "fewer", "færre");
            }
        }
        tell(change.allowed, "now allowed", "nu tilladt");
        tell(change.denied, "now denied", "nu afvist");
        tell(
            change.reasons,
            "denied for other reasons",
            "afvist af andre grunde",
        );
        tell(
            change.messages,
            "with another message",
            "med en anden besked",
        );
        tell(
            change.forms,
            "with another label or form",
            "med et andet navn eller andre felter",
        );
        for (moved, [en, da]) in [
            (&change.earlier, ["earlier", "tidligere"]),
            (&change.later, ["later", "senere"]),
        ] {
            if moved.times > 0 {
                told.push(self.moved(moved, self.of(en, da)));
            }
        }
        let mut tell = |count: u64, en: &str, da: &str| {
            if count > 0 {
                told.push(format!("{} {}", self.count(count), self.of(en, da)));
            }
        };
        tell(
            change.clock,
            "at another time of day",
            "på et andet tidspunkt af dagen",
        );
        tell(change.amounts, "for another amount", "med et andet beløb");
        tell(change.wording, "worded otherwise", "med en anden ordlyd");
        tell(change.figures, "with other figures", "med andre tal");
        tell(change.other, "with other details", "med andre oplysninger");
        told.extend(self.fared_by(change));
        if let About::Entry { currency, .. } = about
            && !change.amount.is_zero()
        {
            told.push(self.sum(change.amount, currency));
        }
        told
    }

    /// How steps fare otherwise, beside when they have their turns.
    fn fared(&self, change: &Change) -> Vec<String> {
        let mut told = Vec::new();
        for (count, en, da) in [
            (change.more, "more", "flere"),
            (change.fewer, "fewer", "færre"),
        ] {
            if count > 0 {
                told.push(format!("{} {}", self.count(count), self.of(en, da)));
            }
        }
        told.extend(self.fared_by(change));
        told
    }

    fn fared_by(&self, change: &Change) -> Vec<String> {
        let fared = [
            (change.ran, "now done", "udføres nu"),
            (change.passed_over, "now passed over", "springes nu over"),
            (
                change.held,
                "held otherwise",
                "holdes tilbage på en anden måde",
            ),
        ];
        let told = fared.into_iter().filter(|(count, ..)| *count > 0);
        told.map(|(count, en, da)| format!("{} {}", self.count(count), self.of(en, da)))
            .collect()
    }

    fn moved(&self, moved: &Moved, when: &str) -> String {
        let count = self.count(moved.times);
        let days = match (moved.least, moved.most) {
            (1, 1) => self.of("1 day", "1 dag").to_owned(),
            (least, most) if least == most => {
                format!("{} {}", self.count(least), self.of("days", "dage"))
            }
            (least, most) => {
                let (least, most) = (self.count(least), self.count(most));
                format!("{least}–{most} {}", self.of("days", "dage"))
            }
        };
        let come = match moved.times {
            1 => self.of("comes", "kommer"),
            _ => self.of("come", "kommer"),
        };
        format!("{count} {come} {days} {when}")
    }

    /// How much more or less something comes to.
    fn sum(&self, amount: Decimal, currency: &str) -> String {
        let printed = self.language.amount(amount.abs(), currency);
        match amount.is_sign_negative() {
            true => format!("{printed} {}", self.of("less in all", "mindre i alt")),
            false => format!("{printed} {}", self.of("more in all", "mere i alt")),
        }
    }

    fn shown(&self, shown: &Shown, about: &About) -> String {
        match (shown, about) {
            (Shown::Nothing, About::Menu { .. }) => self.of("not shown", "vises ikke").to_owned(),
            (Shown::Nothing, _) => self.of("nothing", "intet").to_owned(),
            (Shown::On(day, None), _) => self.day(*day),
            (Shown::On(day, Some((amount, currency))), _) => {
                let amount = self.language.amount(*amount, currency);
                format!("{amount} {} {}", self.of("on", "den"), self.day(*day))
            }
            (Shown::At(time), _) => time.format(self.of("%H:%M", "%H.%M")).to_string(),
            (Shown::Allowed, _) => self.of("allowed", "tilladt").to_owned(),
            (Shown::Reasons(reasons), _) => {
                let said = reasons.iter();
                let said = said.map(|(_, texts)| format!("“{}”", texts.get(self.language.code)));
                said.collect::<Vec<_>>().join(" ")
            }
            (Shown::Ran, _) => self.of("done", "udføres").to_owned(),
            (Shown::PassedOver, _) => self.of("passed over", "springes over").to_owned(),
            (Shown::Held, _) => self.of("held", "holdes tilbage").to_owned(),
            (Shown::Turn(had), _) => {
                let turn = self.turn(had.flow.as_deref(), &had.name);
                match had.passed_over {
                    true => format!("{turn}, {}", self.of("passed over", "sprunget over")),
                    false => turn,
                }
            }
            (Shown::Value(value, currency), _) => {
                let value = match value {
                    // A text in every language is told in one.
                    Value::Record(texts) => match texts.get(self.language.code) {
                        Some(text) => return format!("“{text}”"),
                        None => value.clone(),
                    },
                    // Amounts are kept as such; all else is printed as texts print it.
                    Value::Decimal(amount) => Value::Amount(*amount),
                    value => value.clone(),
                };
                self.language
                    .rules
                    .printed(&value, currency, self.language.code)
            }
            (Shown::Text(text), _) => format!("“{}”", text.trim()),
        }
    }

    fn flow(&self, flow: &str) -> String {
        self.either(
            |rules| rules.label_of_flow(flow).get(self.language.code).to_owned(),
            flow,
        )
    }

    fn action(&self, action: &str) -> String {
        match action {
            "open_case" => self.of("opening", "oprettelse").to_owned(),
            "advance" => self.of("what is due", "det, der forfalder").to_owned(),
            _ => self.either(
                |rules| {
                    rules
                        .label_of_action(action)
                        .get(self.language.code)
                        .to_owned()
                },
                action,
            ),
        }
    }

    fn turn(&self, flow: Option<&str>, name: &str) -> String {
        let turn = match flow {
            Some(flow) => Turn::Step {
                flow: flow.into(),
                step: name.into(),
            },
            None => Turn::Timer { timer: name.into() },
        };
        self.either(
            |rules| rules.label_of(&turn).get(self.language.code).to_owned(),
            name,
        )
    }

    /// A label by the new rules or, of what they lack, by the old ones; a name that has none is marked as one.
    fn either(&self, label: impl Fn(&RuleSet) -> String, name: &str) -> String {
        let labels = [self.language.rules, self.old].map(label);
        let found = labels.into_iter().find(|label| label != name);
        found.unwrap_or_else(|| format!("`{name}`"))
    }
}

impl About {
    /// Whether it says itself when a step was done.
    fn follows_from_steps(&self) -> bool {
        matches!(
            self,
            Self::Letter { .. }
                | Self::Entry { .. }
                | Self::Flow { .. }
                | Self::Closing
                | Self::Effect { .. }
        )
    }
}
