//! Changes in words, in English and Danish. Nothing is compared or folded here.

use std::collections::BTreeMap;

use super::days::{between, instead, later, whole};
use super::fold::is_figure;
use super::text::Wording;
use super::{Change, Reason, What};

/// The language in which changes are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Danish.
    Da,
}

impl Language {
    /// Returns the words in this language.
    pub(super) fn of<T>(self, en: T, da: T) -> T {
        match self {
            Self::En => en,
            Self::Da => da,
        }
    }

    fn code(self) -> &'static str {
        self.of("en", "da")
    }
}

/// The most characters of a text that are shown in a line.
const SHOWN: usize = 90;

/// Changes as people read them.
///
/// ```no_run
/// use dunlin_workbench::{Suite, change::{Language, Telling}};
///
/// for outcome in Suite::read("path/to/rule-set")?.outcomes() {
///     for line in Telling(Language::En).lines(outcome.changes()) {
///         println!("{line}");
///     }
/// }
/// # Ok::<(), dunlin_workbench::SuiteError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Telling(pub Language);

impl Telling {
    /// Returns what changed, a line each, and what follows from it in a line more.
    #[must_use]
    pub fn lines(self, changes: &[Change]) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let (told, follow): (Vec<_>, Vec<_>) = changes.iter().partition(|change| !change.follows);
        let told: Vec<&Change> = told
            .iter()
            .filter(|change| !self.is_said_already(change, changes))
            .copied()
            .collect();
        let is_again = |change: &&&Change| told.iter().any(|other| other.is_like(change));
        for change in &told {
            let again = follow.iter().filter(|other| other.is_like(change));
            let again = again
                .filter(|other| !matches!(other.what, What::Moved { .. }))
                .count();
            lines.extend(self.change(change, again).split('\n').map(str::to_owned));
        }
        let rest: Vec<&Change> = follow
            .iter()
            .filter(|change| matches!(change.what, What::Moved { .. }) || !is_again(change))
            .copied()
            .collect();
        lines.extend(self.following(&rest));
        lines
    }

    /// Whether a change is one of words in another language that are told in this one.
    pub(super) fn is_said_already(self, change: &Change, among: &[Change]) -> bool {
        let Some((of, language)) = worded(change) else {
            return false;
        };
        language != self.0.code()
            && among.iter().any(|other| {
                other.place == change.place && worded(other) == Some((of, self.0.code()))
            })
    }

    fn of<T>(self, en: T, da: T) -> T {
        self.0.of(en, da)
    }

    /// What follows, in a line.
    fn following(self, follow: &[&Change]) -> Option<String> {
        let mut said = Vec::new();
        let days = |is_later: bool| {
            let moved = follow.iter().filter_map(move |change| match change.what {
                What::Moved { kept, new, days } if (kept < new) == is_later => Some(days),
                _ => None,
            });
            moved.collect::<Vec<i64>>()
        };
        for days in [days(true), days(false)] {
            let (Some(least), Some(most)) = (days.iter().min(), days.iter().max()) else {
                continue;
            };
            let by = if *most == 0 && *least == 0 {
                self.of("at another time of day", "på et andet tidspunkt af dagen")
                    .to_owned()
            } else {
                between(*least, *most, self.0)
            };
            said.push(match (self.0, days.len()) {
                (Language::En, 1) => format!("a later thing comes {by}"),
                (Language::En, many) => format!("{many} later things come {by}"),
                (Language::Da, 1) => format!("én senere ting kommer {by}"),
                (Language::Da, many) => format!("{many} senere ting kommer {by}"),
            });
        }
        let figures = follow.len()
            - follow
                .iter()
                .filter(|change| matches!(change.what, What::Moved { .. }))
                .count();
        match (self.0, figures) {
            (_, 0) => {}
            (Language::En, 1) => {
                said.push("one balance, amount or date differs with it".to_owned())
            }
            (Language::En, many) => {
                said.push(format!("{many} balances, amounts and dates differ with it"))
            }
            (Language::Da, 1) => {
                said.push("én saldo, ét beløb eller én dato følger med".to_owned())
            }
            (Language::Da, many) => said.push(format!("{many} saldi, beløb og datoer følger med")),
        }
        (!said.is_empty()).then(|| {
            format!(
                "{} {}",
                self.of("and", "og"),
                said.join(self.of(", and ", ", og "))
            )
        })
    }

    /// A change with its day, and how often it is so again.
    fn change(self, change: &Change, again: usize) -> String {
        let said = match &change.what {
            What::Sentence { .. } | What::Lines { .. } | What::Moved { .. } => self.said(change),
            _ => format!(
                "{} · {}",
                whole(change.place.at.date(), self.0),
                self.said(change)
            ),
        };
        match (self.0, again) {
            (_, 0) => said,
            (Language::En, 1) => format!("{said} (and once more later)"),
            (Language::En, many) => format!("{said} (and {many} times more later)"),
            (Language::Da, 1) => format!("{said} (og én gang til senere)"),
            (Language::Da, many) => format!("{said} (og {many} gange til senere)"),
        }
    }

    /// What a change says wherever it is so: by how many days, and of none on which.
    pub(super) fn general(self, change: &Change) -> String {
        match &change.what {
            What::Moved { days, .. } if *days != 0 => {
                let comes = self.of("comes", "kommer");
                format!("{} {comes} {}", self.subject(change), later(*days, self.0))
            }
            What::Argument { .. } | What::Text { .. } => self.what(change),
            _ => self.said(change),
        }
    }

    /// What a change says, with what it is about.
    fn said(self, change: &Change) -> String {
        let subject = self.subject(change);
        let effects = |effects: &[String]| self.effects(effects);
        match &change.what {
            What::Moved { kept, new, days } => {
                let [now, before] = instead(*kept, *new, self.0);
                let by = if *days == 0 {
                    String::new()
                } else {
                    format!(" ({})", later(*days, self.0))
                };
                match self.0 {
                    Language::En => format!("{subject} comes on {now} instead of {before}{by}"),
                    Language::Da => format!("{subject} kommer {now} i stedet for {before}{by}"),
                }
            }
            What::Gone { effects: gone } => {
                format!(
                    "{subject} {}{}",
                    self.of("no longer comes", "kommer ikke længere"),
                    effects(gone)
                )
            }
            What::Comes { effects: come } => {
                format!(
                    "{subject} {}{}",
                    self.of("comes now, and didn't", "kommer nu, og gjorde det ikke før"),
                    effects(come)
                )
            }
            What::Turns {
                kept,
                new,
                rules,
                effects: of,
            } => {
                let (was, is) = (self.was(kept), self.is(new));
                let rules = if rules.is_empty() {
                    String::new()
                } else {
                    format!(": {}", self.rules(rules))
                };
                let and = self.of("and", "og");
                format!("{subject} {was}, {and} {is}{}{rules}", effects(of))
            }
            What::Allowed {
                rules,
                effects: come,
            } => {
                let rules = self.rules(rules);
                match self.0 {
                    Language::En => format!(
                        "{subject} was denied, and is now allowed{}; it was denied by {rules}",
                        effects(come)
                    ),
                    Language::Da => format!(
                        "{subject} blev afvist, og er nu tilladt{}; den blev afvist af {rules}",
                        effects(come)
                    ),
                }
            }
            What::Denied {
                rules,
                effects: gone,
            } => {
                let rules = self.rules(rules);
                match self.0 {
                    Language::En => format!(
                        "{subject} was allowed, and is now denied: {rules}{}",
                        effects(gone)
                    ),
                    Language::Da => format!(
                        "{subject} var tilladt, og afvises nu: {rules}{}",
                        effects(gone)
                    ),
                }
            }
            What::Sentence { .. } | What::Lines { .. } => self.what(change),
            _ if subject.is_empty() => self.what(change),
            _ => format!("{subject}: {}", self.what(change)),
        }
    }

    /// What a change says, of a subject that is named before.
    fn what(self, change: &Change) -> String {
        match &change.what {
            What::Sentence { kept, new } => {
                let is = self.of("the scenario's sentence reads", "scenariets sætning lyder");
                self.reads(is, new, kept)
            }
            What::Rule {
                warns,
                is_new,
                rule,
            } => {
                let how = match (warns, is_new) {
                    (false, true) => self.of("is now also denied by", "afvises nu også af"),
                    (false, false) => self.of("is no longer denied by", "afvises ikke længere af"),
                    (true, true) => self.of("now warns", "advarer nu"),
                    (true, false) => self.of("no longer warns", "advarer ikke længere"),
                };
                format!("{how} {}", self.rule(rule))
            }
            What::Message {
                rule,
                language,
                wording,
            } => {
                let rule = self.rule_name(rule);
                let says = self.of("says", "siger");
                let says = if language == self.0.code() {
                    format!("{rule} {says}")
                } else {
                    format!("{rule} {says} ({language})")
                };
                self.wording(&says, wording)
            }
            What::Effect {
                is_new,
                effect,
                arguments,
            } => self.effect(*is_new, effect, arguments),
            What::Order { effects } => {
                let order = self.of(
                    "its effects come in another order",
                    "virkningerne kommer i en anden rækkefølge",
                );
                format!("{order}: {}", ticked(effects))
            }
            What::Argument {
                effect,
                name,
                kept,
                new,
            } => self.argument(effect, name, kept.as_deref(), new.as_deref()),
            What::Text {
                effect,
                name,
                wording,
            } => {
                let of = self.effect_name(effect);
                let part = match (name.as_str(), self.0) {
                    ("body", Language::En) => format!("the text of {of} reads"),
                    ("body", Language::Da) => format!("teksten i {of} lyder"),
                    ("subject", Language::En) => format!("the subject of {of} reads"),
                    ("subject", Language::Da) => format!("emnet i {of} lyder"),
                    (name, Language::En) => format!("`{name}` of {of} reads"),
                    (name, Language::Da) => format!("`{name}` i {of} lyder"),
                };
                self.wording(&part, wording)
            }
            What::State { name, kept, new } => self.state(name, kept.as_deref(), new.as_deref()),
            What::Input { name, kept, new } => {
                self.either(&format!("`{name}`"), kept.as_deref(), new.as_deref())
            }
            What::Answer { effect, kept, new } => {
                let name = match self.0 {
                    Language::En => format!("the answer to `{effect}`"),
                    Language::Da => format!("svaret på `{effect}`"),
                };
                self.either(&name, kept.as_deref(), new.as_deref())
            }
            What::Next { kept, new } => self.either(
                self.of("what comes next", "det næste"),
                kept.as_deref(),
                new.as_deref(),
            ),
            What::Lines { kept, new } => {
                let mark = |mark: &'static str| move |line: &String| format!("\n{mark}{line}");
                let lines: String = kept
                    .iter()
                    .map(mark("- "))
                    .chain(new.iter().map(mark("+ ")))
                    .collect();
                format!(
                    "{}{lines}",
                    self.of("these lines differ:", "disse linjer afviger:")
                )
            }
            _ => String::new(),
        }
    }

    fn subject(self, change: &Change) -> String {
        let of = change.place.of.as_str();
        if let Some((step, flow)) = of.split_once(" of the flow ") {
            return match self.0 {
                Language::En => format!("`{step}` of the flow `{flow}`"),
                Language::Da => format!("`{step}` i flowet `{flow}`"),
            };
        }
        if let Some(timer) = of.strip_prefix("the timer ") {
            return format!("{} `{timer}`", self.of("the timer", "timeren"));
        }
        if let Some(hold) = of.strip_prefix("the hold ") {
            return format!("{} `{hold}`", self.of("the hold", "pausen"));
        }
        if of.is_empty() {
            return String::new();
        }
        let step = self.of("step", "trin");
        format!("`{of}` ({step} {})", change.place.step)
    }

    fn was(self, how: &str) -> &'static str {
        match how {
            "runs" => self.of("ran", "kørte"),
            "ends" => self.of("ended", "sluttede"),
            "is held" => self.of("was held", "blev holdt tilbage"),
            _ => self.of("was passed over", "blev sprunget over"),
        }
    }

    fn is(self, how: &str) -> &'static str {
        match how {
            "runs" => self.of("now runs", "kører nu"),
            "ends" => self.of("now ends", "slutter nu"),
            "is held" => self.of("is now held", "holdes nu tilbage"),
            _ => self.of("is now passed over", "springes nu over"),
        }
    }

    fn effects(self, effects: &[String]) -> String {
        if effects.is_empty() {
            String::new()
        } else {
            format!(" ({})", ticked(effects))
        }
    }

    fn rules(self, rules: &[Reason]) -> String {
        let rules: Vec<String> = rules.iter().map(|rule| self.rule(rule)).collect();
        rules.join(", ")
    }

    fn rule_name(self, rule: &str) -> String {
        match rule.split_once(" (at ") {
            Some((rule, input)) => {
                let input = input.trim_end_matches(')');
                format!("`{rule}` {} `{input}`", self.of("of", "for"))
            }
            None => format!("`{rule}`"),
        }
    }

    fn rule(self, Reason { rule, says }: &Reason) -> String {
        let named = self.rule_name(rule);
        let mine = says.iter().find(|(language, _)| language == self.0.code());
        let said = mine.or(says.first()).map(|(_, text)| text.as_str());
        said.map_or_else(|| named.clone(), |said| format!("{named} {}", quoted(said)))
    }

    fn effect_name(self, effect: &str) -> String {
        match effect.split_once(' ') {
            Some(("send", template)) => format!("{} `{template}`", self.of("the letter", "brevet")),
            _ => format!("`{effect}`"),
        }
    }

    fn effect(self, is_new: bool, effect: &str, arguments: &[(String, String)]) -> String {
        let name = self.effect_name(effect);
        let is_letter = effect.starts_with("send ");
        let amount = arguments.iter().find(|(name, _)| name == "amount");
        let how = match (is_letter, is_new) {
            (true, true) => self.of("goes now, and didn't", "sendes nu, og blev det ikke før"),
            (true, false) => self.of("no longer goes", "sendes ikke længere"),
            (false, true) => self.of("comes now, and didn't", "kommer nu, og gjorde det ikke før"),
            (false, false) => self.of("no longer comes", "kommer ikke længere"),
        };
        let with = match amount {
            Some((_, amount)) => format!(" ({amount})"),
            None if is_letter => String::new(),
            None => {
                let foreign = |name: &str| name.ends_with(self.0.of(".da", ".en"));
                let with: Vec<String> = arguments
                    .iter()
                    .filter(|(name, _)| !foreign(name))
                    .map(|(name, value)| format!("{name}: {}", short(value)))
                    .collect();
                if with.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", with.join(", "))
                }
            }
        };
        format!("{name} {how}{with}")
    }

    fn argument(self, effect: &str, name: &str, kept: Option<&str>, new: Option<&str>) -> String {
        let instead = self.of("instead of", "i stedet for");
        if let ("amount", Some(kept), Some(new)) = (name, kept, new)
            && is_figure(kept)
        {
            let what = effect.split_once(' ').map_or(effect, |(_, about)| about);
            return format!("{new} `{what}` {instead} {kept}");
        }
        let of = self.effect_name(effect);
        let name = match self.0 {
            Language::En => format!("`{name}` of {of}"),
            Language::Da => format!("`{name}` i {of}"),
        };
        self.either(&name, kept, new)
    }

    fn state(self, name: &str, kept: Option<&str>, new: Option<&str>) -> String {
        let shown = match name {
            "balance" => self.of("the balance", "saldoen").to_owned(),
            "status" => self.of("the status", "status").to_owned(),
            "flow" => self.of("the flow", "flowet").to_owned(),
            "next step" => self.of("the next step", "det næste trin").to_owned(),
            "closed as" => self.of("how it is closed", "lukningen").to_owned(),
            "hold" => self.of("the hold", "pausen").to_owned(),
            "hold ended" => self
                .of("the hold that ends", "pausen, der slutter")
                .to_owned(),
            name => match name.strip_prefix("ledger ") {
                Some(entry) => format!("`{entry}` {}", self.of("in the ledger", "på kontoen")),
                None => format!("`{name}`"),
            },
        };
        let (kept, new) = match (kept, new) {
            (Some(kept), Some(new)) => {
                let ends = kept.split_once(" -> ").zip(new.split_once(" -> "));
                let ends = ends.filter(|((_, from), (_, to))| from != to);
                ends.map_or((Some(kept), Some(new)), |((_, kept), (_, new))| {
                    (Some(kept), Some(new))
                })
            }
            alone => alone,
        };
        self.either(
            &format!("{shown} {}", self.of("afterwards", "derefter")),
            kept,
            new,
        )
    }

    /// A name that had one value and has another, or no longer one.
    fn either(self, name: &str, kept: Option<&str>, new: Option<&str>) -> String {
        match (kept, new) {
            (Some(kept), Some(new)) => {
                let (is, instead) = (self.of("is", "er"), self.of("instead of", "i stedet for"));
                format!("{name} {is} {} {instead} {}", short(new), short(kept))
            }
            (None, Some(new)) => {
                let new = short(new);
                match self.0 {
                    Language::En => format!("{name} is {new}, and there was none"),
                    Language::Da => format!("{name} er {new}, og der var ikke noget"),
                }
            }
            (kept, _) => {
                let kept = short(kept.unwrap_or_default());
                match self.0 {
                    Language::En => format!("{name} is gone, and was {kept}"),
                    Language::Da => format!("{name} er væk, og var {kept}"),
                }
            }
        }
    }

    fn reads(self, is: &str, new: &str, kept: &str) -> String {
        let instead = self.of("instead of", "i stedet for");
        format!("{is} {} {instead} {}", quoted(new), quoted(kept))
    }

    fn wording(self, is: &str, wording: &Wording) -> String {
        let Wording {
            before,
            kept,
            new,
            after,
        } = wording;
        let around = |words: &str| {
            let parts = [before.as_str(), words, after.as_str()];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            parts.join(" ")
        };
        if kept.is_empty() || new.is_empty() || (kept.len() < SHOWN && new.len() < SHOWN) {
            return self.reads(is, &around(new), &around(kept));
        }
        self.reads(is, new, kept)
    }
}

/// What has words in several languages, and in which of them a change is.
fn worded(change: &Change) -> Option<(&str, &str)> {
    match &change.what {
        What::Message { rule, language, .. } => Some((rule, language)),
        What::Text { effect, name, .. } => {
            let language = name.rsplit_once('.').map(|(_, language)| language)?;
            Some((effect, language))
        }
        _ => None,
    }
}

fn ticked(names: &[String]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut order = Vec::new();
    for name in names {
        let count = counts.entry(name).or_default();
        if *count == 0 {
            order.push(name.as_str());
        }
        *count += 1;
    }
    let names = order.into_iter().map(|name| match counts.get(name) {
        Some(count) if *count > 1 => format!("`{name}` × {count}"),
        _ => format!("`{name}`"),
    });
    names.collect::<Vec<_>>().join(", ")
}

fn quoted(text: &str) -> String {
    format!("“{}”", short(text))
}

/// A text in a line, its middle left out where it is long.
fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let count = line.chars().count();
    if count <= 2 * SHOWN {
        return line;
    }
    let start: String = line.chars().take(SHOWN).collect();
    let end: String = line.chars().skip(count - SHOWN).collect();
    format!("{start} … {end}")
}
