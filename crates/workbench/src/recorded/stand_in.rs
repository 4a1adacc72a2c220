//! Stand-ins for what tells who somebody is: the same for the same text, and of its form. Whether they do is tried elsewhere.

use std::collections::BTreeSet;

/// What a text was replaced by, or why it wasn't.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Replaced {
    /// The facts and inputs in which it stood.
    pub places: Vec<String>,
    /// What stands there now; nothing where it had to stay, as the outcome hangs on it.
    pub by: Option<String>,
}

/// Returns what may stand for the `number`th text, the best first, none of it used already.
pub(super) fn stand_ins(
    name: &str,
    text: &str,
    number: usize,
    used: &BTreeSet<String>,
) -> Vec<String> {
    let likely = if text.contains('@') {
        format!("person{number}@example.com")
    } else if text.chars().any(|c| c.is_ascii_digit()) && !text.contains(' ') || is_phone(text) {
        numbered(text, number)
    } else {
        format!("{} {number}", title(name))
    };
    let masked = numbered(text, number);
    let mut all = vec![likely, masked];
    all.retain(|stand_in| stand_in != text && !used.contains(stand_in));
    all
}

fn is_phone(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || " +-()".contains(c))
}

/// A text of the same length and form: figures for figures, the last of them a number; x for letters.
fn numbered(text: &str, number: usize) -> String {
    let mut rest = number;
    let mut chars: Vec<char> = text.chars().rev().collect();
    for c in &mut chars {
        *c = match *c {
            c if c.is_ascii_digit() => {
                let figure = rest % 10;
                rest /= 10;
                u32::try_from(figure)
                    .ok()
                    .and_then(|figure| char::from_digit(figure, 10))
                    .unwrap_or(c)
            }
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'x',
            c => c,
        };
    }
    chars.into_iter().rev().collect()
}

/// What a fact is of: `customer.name` is a customer's.
fn title(name: &str) -> String {
    let mut parts = name.rsplit('.');
    let last = parts.next().unwrap_or(name);
    let word = match parts.next() {
        Some(owner) if last == "name" => owner,
        _ => last,
    };
    let mut chars = word.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first
        .into_iter()
        .chain(chars)
        .collect::<String>()
        .replace('_', " ")
}
