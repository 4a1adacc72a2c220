//! Single values as their source text says them: names, numbers, dates, and values of a declared type. No map is read here.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use rust_decimal::Decimal;

use super::fields::{scalar, whole_scalar};
use super::yaml::Node;
use crate::expr::{self, odd, unknown};
use crate::rules::fit::{date, decimal};
use crate::rules::{Kind, Vocabulary, builtin, currency};
use crate::source::{Code, Problem, Report, Span};
use crate::value::Value;

/// A text that people write for machines: taken as it stands.
pub(super) fn text<'n>(node: &'n Node, report: &mut Report) -> Option<&'n str> {
    let scalar = scalar(node, report)?;
    if let Some((at, c)) = odd::first(&scalar.text) {
        let at = scalar.byte(at);
        let place = Span::new(node.span.file, at, at + c.len_utf8());
        report.add(place, odd::problem(c));
        return None;
    }
    Some(scalar.text.as_str())
}

/// A name that the author gives: letters, digits, `_` and, within it, `-`.
pub(super) fn name(node: &Node, report: &mut Report) -> Option<Arc<str>> {
    let text = text(node, report)?;
    if is_name(text) {
        return Some(Arc::from(text));
    }
    report.add(node.span, malformed_name(text));
    None
}

pub(super) fn is_name(text: &str) -> bool {
    let first = text
        .chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() || c == '_');
    first
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

pub(super) fn boolean(node: &Node, report: &mut Report) -> Option<bool> {
    match text(node, report)? {
        "true" => Some(true),
        "false" => Some(false),
        other => {
            let right = match other.to_ascii_lowercase().as_str() {
                "yes" | "on" | "y" | "ja" => "true",
                "no" | "off" | "n" | "nej" => "false",
                _ => "true` or `false",
            };
            let problem = wrong_value(other, "true or false", "sand eller falsk");
            report.add(
                node.span,
                problem.help(format!("write `{right}`"), format!("skriv `{right}`")),
            );
            None
        }
    }
}

pub(super) fn integer(node: &Node, report: &mut Report) -> Option<i64> {
    let text = text(node, report)?;
    let number = text.parse().ok().filter(|_| is_plain_integer(text));
    if number.is_none() {
        let problem = wrong_value(text, "a whole number", "et helt tal");
        let problem = if is_plain_integer(text) {
            too_large(problem, &i64::MAX.to_string())
        } else if let Some(ambiguous) = expr::ambiguous(text) {
            ambiguous
        } else {
            problem.help(
                "write digits alone, such as 14",
                "skriv kun cifre, for eksempel 14",
            )
        };
        report.add(node.span, problem);
    }
    number
}

fn is_plain_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn number(node: &Node, report: &mut Report) -> Option<Decimal> {
    let text = text(node, report)?;
    if let Some(problem) = expr::ambiguous(text) {
        report.add(node.span, problem);
        return None;
    }
    let number = decimal(text);
    if number.is_none() {
        let problem = wrong_value(text, "a number", "et tal");
        let problem = if is_digits(text) {
            too_large(problem, &Decimal::MAX.to_string())
        } else {
            problem.help(
                "write digits, with a point before the decimals: 9.75",
                "skriv cifre, med punktum før decimalerne: 9.75",
            )
        };
        report.add(node.span, problem);
    }
    number
}

/// Whether a text is a number by its digits, if perhaps of too many of them.
fn is_digits(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.matches('.').count() <= 1
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

fn too_large(problem: Problem, largest: &str) -> Problem {
    problem.help(
        format!("it has more digits than can be kept: the largest number is {largest}"),
        format!("det har flere cifre, end der kan gemmes: det største tal er {largest}"),
    )
}

/// An amount: `1.000` could be one or a thousand, and is refused.
fn amount(node: &Node, words: &Vocabulary, report: &mut Report) -> Option<Decimal> {
    let text = text(node, report)?;
    let currencies = words
        .list(builtin::CURRENCY)
        .map(|list| list.options.keys())
        .into_iter()
        .flatten();
    let decimals = currencies
        .map(|code| currency::currency_decimals(code))
        .max()
        .unwrap_or(2);
    let number = decimal(text).filter(|number| number.scale() <= decimals);
    if number.is_none() {
        let problem = wrong_value(text, "an amount", "et beløb");
        let digits = text.rsplit_once('.').map_or(text, |(whole, _)| whole);
        let problem = match plain_amounts(text).as_slice() {
            _ if is_digits(text) && digits.len() > 28 => {
                too_large(problem, &Decimal::MAX.to_string())
            }
            [] => problem.help(
                "write digits, such as 1000 or 1000.00",
                "skriv cifre, for eksempel 1000 eller 1000.00",
            ),
            readings => {
                let readings: Vec<String> =
                    readings.iter().map(|text| format!("`{text}`")).collect();
                problem.help(
                    format!("write {}", readings.join(" or ")),
                    format!("skriv {}", readings.join(" eller ")),
                )
            }
        };
        report.add(node.span, problem);
    }
    number
}

/// What a number with marks between its digits may have meant: a last comma or point with one or two
/// digits after it is a decimal mark; with three, nobody can tell.
fn plain_amounts(text: &str) -> Vec<String> {
    let marked = |c: char| matches!(c, '.' | ',' | ' ' | '_' | '\'');
    let written = text.chars().all(|c| c.is_ascii_digit() || marked(c));
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let Some((whole, last)) = text.rsplit_once(marked).filter(|_| written) else {
        return Vec::new();
    };
    match last.len() {
        1 | 2 => vec![format!("{}.{last}", digits(whole))],
        3 => {
            let thousands = format!("{}{last}", digits(whole));
            vec![thousands.clone(), format!("{thousands}.00")]
        }
        _ => Vec::new(),
    }
}

pub(super) fn civil_date(node: &Node, report: &mut Report) -> Option<NaiveDate> {
    let text = text(node, report)?;
    let found = date(text);
    if found.is_none() {
        report.add(
            node.span,
            wrong_value(text, "a date", "en dato").help(
                "write year, month and day: 2026-03-20",
                "skriv år, måned og dag: 2026-03-20",
            ),
        );
    }
    found
}

pub(super) fn time_of_day(node: &Node, report: &mut Report) -> Option<NaiveTime> {
    let text = text(node, report)?;
    let found = NaiveTime::parse_from_str(text, "%H:%M")
        .ok()
        .filter(|_| text.len() == 5);
    if found.is_none() {
        report.add(
            node.span,
            wrong_value(text, "a time of day", "et klokkeslæt").help(
                "write hours and minutes in quotes: \"09:00\"",
                "skriv timer og minutter i anførselstegn: \"09:00\"",
            ),
        );
    }
    found
}

/// A value of a declared type, as it is written.
pub(super) fn value(
    node: &Node,
    kind: &Kind,
    words: &Vocabulary,
    report: &mut Report,
) -> Option<Value> {
    Some(match kind {
        Kind::Bool => Value::Bool(boolean(node, report)?),
        Kind::Integer => Value::Integer(integer(node, report)?),
        Kind::Decimal => Value::Decimal(number(node, report)?),
        Kind::Percent => Value::Percent(number(node, report)?),
        Kind::Amount => Value::Amount(amount(node, words, report)?),
        Kind::Text => Value::text(&whole_scalar(node, report)?.text),
        Kind::Date => Value::Date(civil_date(node, report)?),
        Kind::DateTime => {
            let text = text(node, report)?;
            match crate::rules::fit::instant(text) {
                Some(time) => Value::DateTime(time),
                None => {
                    report.add(
                        node.span,
                        wrong_value(text, "a point in time", "et tidspunkt").help(
                            "write it so: 2026-03-20T09:00:00Z",
                            "skriv det sådan: 2026-03-20T09:00:00Z",
                        ),
                    );
                    return None;
                }
            }
        }
        Kind::Choice(id) => {
            let text = text(node, report)?;
            let list = words.list(*id)?;
            match list.options.get(text) {
                Some(option) => option.value.clone(),
                None => {
                    let options = list.options.keys().map(|option| &**option);
                    report.add(
                        node.span,
                        expr::unknown_option(text, &list.name).suggest(text, options),
                    );
                    return None;
                }
            }
        }
        Kind::List(item) => {
            let items = super::fields::list(node, report);
            let values: Vec<Option<Value>> = items
                .iter()
                .map(|node| value(node, item, words, report))
                .collect();
            Value::List(values.into_iter().collect::<Option<Arc<[Value]>>>()?)
        }
        Kind::Case | Kind::Record => {
            report.add(node.span, wrong_value("", "a value", "en værdi"));
            return None;
        }
    })
}

/// A type by its name.
pub(super) fn kind(node: &Node, words: &Vocabulary, report: &mut Report) -> Option<Kind> {
    let text = text(node, report)?;
    if let Some(kind) = super::kind_named(text, words) {
        return Some(kind);
    }
    let problem = if text == "choice" {
        choice_of_what(words)
    } else {
        unknown("type", "ingen type", text).suggest(text, super::kind_names(words))
    };
    report.add(node.span, problem);
    None
}

/// A `choice` where no options of its own can be given.
fn choice_of_what(words: &Vocabulary) -> Problem {
    let lists = words.lists.iter().filter(|list| list.declared.is_some());
    let example = lists
        .map(|list| &*list.name)
        .find(|name| !name.is_empty())
        .unwrap_or("colour");
    Problem::new(
        Code::MissingKey,
        "`choice` by itself is no type here: the options come from a list",
        "`choice` er ikke i sig selv en type her: mulighederne kommer fra en liste",
    )
    .help(
        format!("declare a list of options under `choices:`, and write its name, such as `type: {example}`"),
        format!("erklær en liste med muligheder under `choices:`, og skriv dens navn, for eksempel `type: {example}`"),
    )
}

/// A name that is taken, perhaps by what stands at a known place; with its article in both languages.
pub(super) fn repeated_name(
    what_en: &str,
    what_da: &str,
    name: &str,
    first: Option<Span>,
) -> Problem {
    Problem::new(
        Code::RepeatedName,
        format!("there is already {what_en} `{name}`"),
        format!("der er allerede {what_da} `{name}`"),
    )
    .help(
        "choose another name, or remove one of them",
        "vælg et andet navn, eller fjern den ene",
    )
    .first_at(first)
}

/// A second document of a kind of which there is one; with its word in both languages.
pub(super) fn second_of_one(what_en: &str, what_da: &str, first: Option<Span>) -> Problem {
    Problem::new(
        Code::RepeatedName,
        format!("a rule set has one {what_en}, and this is a second"),
        format!("et regelsæt har én {what_da}, og dette er nummer to"),
    )
    .help("put all of it into one", "saml det hele i én")
    .first_at(first)
}

pub(super) fn reserved_name(name: &str) -> Problem {
    Problem::new(
        Code::ReservedName,
        format!("`{name}` belongs to the language and can't be used as a name"),
        format!("`{name}` hører til sproget og kan ikke bruges som navn"),
    )
    .help("choose another name", "vælg et andet navn")
}

pub(super) fn malformed_name(text: &str) -> Problem {
    Problem::new(
        Code::MalformedName,
        format!("`{text}` can't be a name"),
        format!("`{text}` kan ikke være et navn"),
    )
    .help(
        "use letters, digits and `_`, and begin with a letter",
        "brug bogstaver, cifre og `_`, og begynd med et bogstav",
    )
}

pub(super) fn wrong_value(text: &str, needed: &str, da: &str) -> Problem {
    Problem::new(
        Code::WrongValue,
        format!("{needed} is needed here, and this is `{text}`"),
        format!("her skal stå {da}, og dette er `{text}`"),
    )
}
