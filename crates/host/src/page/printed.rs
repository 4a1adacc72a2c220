//! Values as the reader's language prints them: amounts, days, moments · the words are the rule set's.

use chrono::{DateTime, NaiveDate, Utc};
use dunlin::{RuleSet, Value};
use dunlin_workbench::told::Teller;
use rust_decimal::Decimal;

use crate::app::UpTo;
use crate::http::Language;

/// Prints in a language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Printed<'p> {
    pub(crate) rules: &'p RuleSet,
    pub(crate) language: Language,
}

impl<'p> Printed<'p> {
    pub(crate) fn new(rules: &'p RuleSet, language: Language) -> Self {
        Self { rules, language }
    }

    pub(crate) fn amount(&self, amount: Decimal, currency: &str) -> String {
        self.value(&Value::Amount(amount), currency)
    }

    pub(crate) fn value(&self, value: &Value, currency: &str) -> String {
        self.rules.printed(value, currency, self.language.code())
    }

    /// A whole number.
    pub(crate) fn whole(&self, number: i64) -> String {
        self.value(&Value::Integer(number), "")
    }

    /// A number of no currency.
    pub(crate) fn decimal(&self, number: Decimal) -> String {
        self.value(&Value::Decimal(number), "")
    }

    pub(crate) fn day(&self, day: NaiveDate) -> String {
        self.value(&Value::Date(day), "")
    }

    /// The day of a point in time in the rule set's zone.
    pub(crate) fn day_of(&self, at: DateTime<Utc>) -> String {
        self.day(self.rules.local(at).date())
    }

    /// A point in time with its day of the week.
    pub(crate) fn moment(&self, at: DateTime<Utc>) -> String {
        self.teller().moment(at)
    }

    /// What tells of cases in words.
    pub(crate) fn teller(&self) -> Teller<'p> {
        Teller::of(self.rules, self.language.code())
    }

    /// A count, and whether there are more.
    pub(crate) fn up_to(&self, counted: UpTo) -> String {
        let count = self.value(&Value::Integer(counted.count), "");
        let more = if counted.is_more { "+" } else { "" };
        format!("{count}{more}")
    }

    /// How a case stands, in words.
    pub(crate) fn status(&self, status: &str) -> &'static str {
        self.language.of(match status {
            "paused" => ["Paused", "I bero"],
            "closed" => ["Closed", "Lukket"],
            _ => ["Active", "Aktiv"],
        })
    }
}

/// An amount as people write it in a language: `1.250,50` in Danish, `1,250.50` in English; none where nothing is written.
pub(super) fn amount(written: &str, language: Language) -> Option<Result<Decimal, ()>> {
    let written = written.trim();
    if written.is_empty() {
        return None;
    }
    let (thousands, point) = language.of([(',', '.'), ('.', ',')]);
    let (sign, digits) = match written.strip_prefix(['-', '−']) {
        Some(digits) => ("-", digits.trim_start()),
        None => ("", written),
    };
    let (whole, part) = match digits.split_once(point) {
        Some((whole, part)) => (whole, Some(part)),
        None => (digits, None),
    };
    let mut groups = whole.split([thousands, ' ', '\u{a0}']);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = rest
        .iter()
        .all(|group| is_digits(group) && group.len() == 3)
        && (rest.is_empty() || first.len() <= 3);
    let is_read = is_digits(first) && is_grouped && part.is_none_or(is_digits);
    let number = format!(
        "{sign}{first}{}{}",
        rest.concat(),
        part.map(|part| format!(".{part}")).unwrap_or_default()
    );
    Some(match number.parse() {
        Ok(number) if is_read => Ok(number),
        _ => Err(()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_each_language_writes_them() {
        let read = |written, language| {
            let read = amount(written, language)?;
            Some(
                read.map(|amount| amount.to_string())
                    .unwrap_or_else(|()| "?".to_owned()),
            )
        };
        let cases = [
            ("", None, None),
            ("1250", Some("1250"), Some("1250")),
            ("1.250,50", Some("1250.50"), Some("?")),
            ("1,250.50", Some("?"), Some("1250.50")),
            ("1 250,5", Some("1250.5"), Some("?")),
            ("312,50", Some("312.50"), Some("?")),
            ("312.50", Some("?"), Some("312.50")),
            ("-40", Some("-40"), Some("-40")),
            ("1.25", Some("?"), Some("1.25")),
            ("12.34.567", Some("?"), Some("?")),
            ("kr 5", Some("?"), Some("?")),
            ("1,", Some("?"), Some("?")),
        ];
        for (written, danish, english) in cases {
            assert_eq!(
                read(written, Language::Danish).as_deref(),
                danish,
                "{written}"
            );
            assert_eq!(
                read(written, Language::English).as_deref(),
                english,
                "{written}"
            );
        }
    }
}
