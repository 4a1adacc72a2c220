//! Numbers that people write and that read as another number, or as none: with marks between thousands, with a unit, in
//! the notation of other languages. Each with the number to write.

use std::ops::Range;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::token::{is_word, outside_quotes};
use crate::source::{Code, Problem};

/// The first number of an expression that isn't plain, and what to write.
pub(super) fn doubtful(text: &str) -> Option<(Range<usize>, Problem)> {
    let mut read_to = 0;
    let mut before = ' ';
    let mut depth = 0_usize;
    for (range, c) in outside_quotes(text, 0) {
        let starts = c.is_ascii_digit() && !is_word(before) && before != '.';
        depth = match c {
            '(' | '[' => depth + 1,
            ')' | ']' => depth.saturating_sub(1),
            _ => depth,
        };
        before = c;
        if !starts || range.start < read_to {
            continue;
        }
        let rest = text.get(range.start..).unwrap_or_default();
        let literal = rest
            .get(..literal_length(rest, depth == 0))
            .unwrap_or_default();
        read_to = range.start + literal.len();
        if let Some((length, problem)) = date(rest) {
            return Some((range.start..range.start + length, problem));
        }
        if let Some(problem) = ambiguous(literal) {
            return Some((range.start..read_to, problem));
        }
        let after = rest.get(literal.len()..).unwrap_or_default();
        if let Some(length) = unit_length(after) {
            let unit = after.get(..length).unwrap_or_default().trim();
            return Some((range.start..read_to + length, with_unit(literal, unit)));
        }
    }
    None
}

/// A date as it is written by hand, day first, at the start of a text.
fn date(text: &str) -> Option<(usize, Problem)> {
    let length = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '.' | '/')))
        .unwrap_or(text.len());
    let written = text.get(..length)?.trim_end_matches(['-', '.', '/']);
    let parts: Vec<&str> = written.split(['-', '.', '/']).collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let date = NaiveDate::from_ymd_opt(
        year.parse().ok().filter(|_| year.len() == 4)?,
        month.parse().ok()?,
        day.parse().ok()?,
    )?;
    let problem = Problem::new(
        Code::ExpressionSyntax,
        format!("`{written}` isn't how a date is written here"),
        format!("`{written}` er ikke, som en dato skrives her"),
    );
    let problem = problem.help(
        format!("write `date(\"{date}\")`"),
        format!("skriv `date(\"{date}\")`"),
    );
    Some((written.len(), problem))
}

/// Why a number isn't plain, if it is digits and marks that could be read as two numbers.
pub(crate) fn ambiguous(literal: &str) -> Option<Problem> {
    let written = readings(literal);
    if written.is_empty() {
        return None;
    }
    let choices = |or: &str| {
        let quoted = written.iter().map(|text| format!("`{text}`"));
        quoted.collect::<Vec<_>>().join(or)
    };
    let problem = if is_grouped(literal) {
        Problem::new(
            Code::AmbiguousNumber,
            format!("`{literal}` reads as a number with decimals and as one in thousands"),
            format!("`{literal}` kan læses som et tal med decimaler og som tusinder"),
        )
    } else {
        Problem::new(
            Code::AmbiguousNumber,
            format!("`{literal}` isn't how a number is written here"),
            format!("`{literal}` er ikke, som et tal skrives her"),
        )
    };
    Some(problem.help(
        format!("write {}", choices(", or ")),
        format!("skriv {}", choices(" eller ")),
    ))
}

/// The plain numbers that a doubtful one may mean; none if it is plain, or no number at all.
fn readings(literal: &str) -> Vec<String> {
    if is_grouped(literal) {
        let thousands = literal.replace('.', "");
        let single = literal.matches('.').count() == 1;
        let decimals = single.then(|| with_few_decimals(literal));
        return std::iter::once(thousands).chain(decimals).collect();
    }
    if let Some(number) = in_another_base(literal) {
        return vec![number.to_string()];
    }
    let lower = literal.to_ascii_lowercase();
    if lower.contains('e') {
        let number = Decimal::from_scientific(&lower).ok();
        return number
            .map(|number| number.normalize().to_string())
            .into_iter()
            .collect();
    }
    if literal.contains(',') {
        return with_commas(literal);
    }
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '_' | '.');
    if literal.contains('_') && literal.chars().all(digits) {
        return vec![literal.replace('_', "")];
    }
    Vec::new()
}

/// Whether points stand between groups of three digits, as thousands are written in Danish.
fn is_grouped(literal: &str) -> bool {
    let mut groups = literal.split('.');
    let first = groups.next().unwrap_or_default();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut some = false;
    let whole = groups.all(|group| {
        some = true;
        group.len() == 3 && digits(group)
    });
    some && whole && (1..=3).contains(&first.len()) && digits(first) && !first.starts_with('0')
}

/// A number with decimals that nobody takes for thousands.
fn with_few_decimals(literal: &str) -> String {
    let shorter = literal.trim_end_matches('0');
    if shorter.ends_with('.') {
        format!("{shorter}0")
    } else if shorter.len() == literal.len() {
        format!("{literal}0")
    } else {
        shorter.to_owned()
    }
}

fn in_another_base(literal: &str) -> Option<i64> {
    let (base, digits) = match literal.get(..2)? {
        "0x" | "0X" => (16, literal.get(2..)?),
        "0o" | "0O" => (8, literal.get(2..)?),
        "0b" | "0B" => (2, literal.get(2..)?),
        _ => return None,
    };
    i64::from_str_radix(&digits.replace('_', ""), base).ok()
}

/// What digits with commas may mean: the last comma may stand before decimals, or between thousands.
fn with_commas(literal: &str) -> Vec<String> {
    let digits: fn(&str) -> String = |text| text.chars().filter(char::is_ascii_digit).collect();
    let Some((whole, last)) = literal.rsplit_once([',', '.']) else {
        return Vec::new();
    };
    let decimals = format!("{}.{last}", digits(whole));
    let thousands = format!("{}{last}", digits(whole));
    match last.len() {
        3 if literal.contains('.') || literal.matches(',').count() > 1 => vec![thousands],
        3 => vec![thousands, with_few_decimals(&decimals)],
        _ => vec![decimals],
    }
}

/// The length of a number with all that people write in it; commas belong to it where they part no arguments.
fn literal_length(text: &str, commas: bool) -> usize {
    let mut length = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let digit_follows = chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        let belongs = match c {
            '.' => digit_follows,
            ',' => digit_follows && (commas || has_leading_zero(text.get(at + 1..))),
            c => is_word(c),
        };
        if !belongs {
            break;
        }
        length = at + c.len_utf8();
    }
    length
}

/// Whether a text begins with a group of three digits, the first of them a zero: no number of its own.
fn has_leading_zero(text: Option<&str>) -> bool {
    let text = text.unwrap_or_default();
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    digits == 3 && text.starts_with('0')
}

/// The length of a unit after a number, with the space before it: a percent sign, a currency, any word that parts nothing.
fn unit_length(after: &str) -> Option<usize> {
    let trimmed = after.trim_start();
    let space = after.len() - trimmed.len();
    if let Some(rest) = trimmed.strip_prefix('%') {
        let rest = rest.trim_start();
        let ends = rest.is_empty() || rest.starts_with(|c: char| ")]},;&|<>=!?".contains(c));
        return ends.then_some(space + 1);
    }
    if trimmed.starts_with(['€', '$', '£']) {
        return Some(space + trimmed.chars().next().map_or(0, char::len_utf8));
    }
    let word = trimmed.find(|c| !is_word(c)).unwrap_or(trimmed.len());
    let name = trimmed.get(..word).unwrap_or_default();
    // A colon makes a key of it, that an indent brought here.
    let is_key = trimmed
        .get(word..)
        .is_some_and(|rest| rest.starts_with(':'));
    let is_unit =
        space > 0 && !is_key && name.starts_with(char::is_alphabetic) && !JOINING.contains(&name);
    is_unit.then_some(space + word)
}

/// Words that stand between values, in expressions or in what people take for them.
const JOINING: [&str; 15] = [
    "in", "and", "or", "not", "AND", "OR", "og", "eller", "ikke", "if", "else", "then", "is", "er",
    "mellem",
];

fn with_unit(literal: &str, unit: &str) -> Problem {
    let problem = Problem::new(
        Code::ExpressionSyntax,
        format!("a number has no unit in an expression, and `{unit}` stands after this one"),
        format!("et tal har ingen enhed i et udtryk, og efter dette står `{unit}`"),
    );
    problem.help(format!("write `{literal}`"), format!("skriv `{literal}`"))
}
