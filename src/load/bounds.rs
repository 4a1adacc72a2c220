//! The limits of an input or a setting: each only where its type has it, and never one that nothing can meet.

use rust_decimal::Decimal;

use super::fields::Fields;
use super::scalar;
use super::yaml::Node;
use crate::rules::Kind;
use crate::source::{Code, Problem, Report};
use crate::value::Value;

/// The smallest and the largest number, and the most characters.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bounds {
    pub(super) min: Option<Decimal>,
    pub(super) max: Option<Decimal>,
    pub(super) max_length: Option<usize>,
}

impl Bounds {
    /// Takes `min` and `max`, of numbers, and `max_length`, of texts.
    pub(super) fn take(fields: &mut Fields<'_>, kind: Option<&Kind>, report: &mut Report) -> Self {
        let (min, max) = (fields.take("min"), fields.take("max"));
        let length = fields.take("max_length");
        let Some(kind) = kind else {
            return Self::default();
        };
        for node in [min, max]
            .into_iter()
            .flatten()
            .filter(|_| !kind.is_number())
        {
            report.add(node.span, no_such_limit("a number", "et tal"));
        }
        for node in length.into_iter().filter(|_| *kind != Kind::Text) {
            report.add(node.span, no_such_limit("a text", "en tekst"));
        }
        let number = |node: Option<&Node>, report: &mut Report| {
            node.and_then(|node| scalar::number(node, report))
        };
        let bounds = Self {
            min: number(min, report),
            max: number(max, report),
            max_length: length.and_then(|node| positive(node, report)),
        };
        if let (Some(low), Some(high), Some(node)) = (bounds.min, bounds.max, max)
            && low > high
        {
            report.add(node.span, nothing_between(low, high));
        }
        bounds
    }

    /// Reports a value that is written beyond its own limits.
    pub(super) fn hold(&self, value: &Value, node: &Node, report: &mut Report) {
        let number = value.as_decimal();
        let length = value.as_str().map(|text| text.chars().count());
        let problem = match (number, self.min, self.max) {
            (Some(number), Some(min), _) if number < min => {
                beyond(number, "at least", "mindst", min)
            }
            (Some(number), _, Some(max)) if number > max => beyond(number, "at most", "højst", max),
            _ => match (length, self.max_length) {
                (Some(length), Some(most)) if length > most => too_long(length, most),
                _ => return,
            },
        };
        report.add(node.span, problem);
    }
}

fn positive(node: &Node, report: &mut Report) -> Option<usize> {
    let number = scalar::integer(node, report)?;
    let length = usize::try_from(number).ok().filter(|length| *length > 0);
    if length.is_none() {
        let text = number.to_string();
        report.add(
            node.span,
            scalar::wrong_value(&text, "a number above 0", "et tal over 0"),
        );
    }
    length
}

fn no_such_limit(en: &str, da: &str) -> Problem {
    Problem::new(
        Code::UnknownKey,
        format!("only {en} has this limit"),
        format!("kun {da} har denne grænse"),
    )
    .help(
        "remove it, or put the limit into a requirement",
        "fjern den, eller skriv grænsen som et krav",
    )
}

fn nothing_between(min: Decimal, max: Decimal) -> Problem {
    Problem::new(
        Code::WrongValue,
        format!("no value is at least {min} and at most {max}"),
        format!("ingen værdi er mindst {min} og højst {max}"),
    )
    .help("exchange the two", "byt om på de to")
}

fn beyond(number: Decimal, en: &str, da: &str, limit: Decimal) -> Problem {
    Problem::new(
        Code::WrongValue,
        format!("{number} isn't allowed here: the value must be {en} {limit}"),
        format!("{number} er ikke tilladt her: værdien skal være {da} {limit}"),
    )
}

fn too_long(length: usize, most: usize) -> Problem {
    Problem::new(
        Code::WrongValue,
        format!("a text of {length} characters, where {most} are allowed"),
        format!("en tekst på {length} tegn, hvor {most} er tilladt"),
    )
}
