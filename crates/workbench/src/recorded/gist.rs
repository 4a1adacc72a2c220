//! What must stay the same of a decision: what was asked, the verdict, the rules, the effects. Free texts are no part of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use dunlin::{Record, RuleSet, Value};
use rust_decimal::Decimal;

use super::draft::is_answer;

/// A decision, without what is said in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gist {
    day: NaiveDate,
    action: String,
    role: String,
    verdict: String,
    rules: Vec<String>,
    effects: Vec<(String, BTreeMap<String, String>)>,
}

impl Gist {
    fn of(record: &Record, rules: &RuleSet) -> Self {
        let effects = record.effects.iter().map(|effect| {
            let arguments = effect.arguments.iter();
            let arguments = arguments.map(|(name, value)| (name.clone(), kept(value)));
            (effect.effect.clone(), arguments.collect())
        });
        Self {
            day: rules.local(record.at).date(),
            action: record.request.action.clone(),
            role: record.request.role.clone(),
            verdict: format!("{:?}", record.verdict),
            rules: rules_of(record),
            effects: effects.collect(),
        }
    }

    /// What it was, in words.
    pub(super) fn words(&self) -> String {
        let Self {
            day,
            action,
            verdict,
            ..
        } = self;
        let mut words = format!("`{action}` on {day}, {}", verdict.to_lowercase());
        if !self.rules.is_empty() {
            words.push_str(&format!(" by `{}`", self.rules.join("`, `")));
        }
        if !self.effects.is_empty() {
            let effects: Vec<&str> = self.effects.iter().map(|(name, _)| &**name).collect();
            words.push_str(&format!(" with `{}`", effects.join("`, `")));
        }
        words
    }

    /// The gist of each.
    pub(super) fn all(records: &[Record], rules: &RuleSet) -> Vec<Self> {
        records
            .iter()
            .map(|record| Self::of(record, rules))
            .collect()
    }

    /// The gist of the last that isn't a host's answer.
    pub(super) fn last(records: &[Record], rules: &RuleSet) -> Option<Self> {
        let last = records.iter().rfind(|record| !is_answer(record));
        last.map(|record| Self::of(record, rules))
    }
}

/// The rules that deny, each once.
pub(super) fn rules_of(record: &Record) -> Vec<String> {
    let rules = record.denials.iter().map(|denial| denial.rule.to_string());
    rules.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A value where it is a figure, a date or an option; of a text, that it is one.
fn kept(value: &Value) -> String {
    match value {
        Value::Text(text) if !is_word(text) && !is_figure(text) => "text".to_owned(),
        Value::Record(_) | Value::List(_) => "texts".to_owned(),
        value => value.to_string(),
    }
}

/// Whether a text is written as the names and options of rules are.
pub(super) fn is_word(text: &str) -> bool {
    let mut chars = text.chars();
    let begins = chars.next().is_some_and(|first| first.is_ascii_lowercase());
    begins && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Whether a text is a number, a date or a time as rules write them; a number of eight figures or more, or with a nought before it, names somebody.
pub(super) fn is_figure(text: &str) -> bool {
    let figures = text.trim_start_matches('-');
    let names = !figures.contains('.')
        && (figures.len() >= 8 || (figures.len() > 1 && figures.starts_with('0')));
    let is_number = !figures.starts_with('+') && text.parse::<Decimal>().is_ok() && !names;
    is_number
        || text.parse::<NaiveDate>().is_ok()
        || text.parse::<chrono::NaiveDateTime>().is_ok()
        || chrono::DateTime::parse_from_rfc3339(text).is_ok()
}
