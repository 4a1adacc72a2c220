//! Where names stand in the shipped rule set: as keys, as values, in expressions, in placeholders, in scripts.
//! And which of them are declarations, and whether anything refers to those. Nothing is wounded here.

use std::ops::Range;

use super::data::{Scalar, Yaml, front_matter, is_word, tokens};
use super::shipped::{File, Shipped, count};

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A key of the language, or one that refers to something.
    Key,
    /// A value that is a name.
    Name,
    /// In an expression, a name between its quotes included.
    Expression,
    /// In the braces of a text or a letter.
    Placeholder,
    /// In a script.
    Script,
    /// It gives a thing its name, and something refers to it by that.
    Declared,
    /// It gives a thing its name, and nothing refers to it by that.
    Free,
}

/// A word of the rule set.
pub(super) struct Word<'s> {
    pub(super) file: &'s File,
    pub(super) range: Range<usize>,
    pub(super) role: Role,
}

impl<'s> Word<'s> {
    pub(super) fn text(&self) -> &'s str {
        &self.file.text[self.range.clone()]
    }
}

/// Every word that is a name.
pub(super) fn words(shipped: &Shipped) -> Vec<Word<'_>> {
    let files = shipped.files.iter();
    files.flat_map(|file| words_of(shipped, file)).collect()
}

fn words_of<'s>(shipped: &Shipped, file: &'s File) -> Vec<Word<'s>> {
    let words: Vec<(Range<usize>, Role)> = if file.name.ends_with(".rhai") {
        script(&file.text)
    } else {
        let mut words = Vec::new();
        for scalar in scalars(file) {
            words.extend(words_in(shipped, file, &scalar));
        }
        if file.name.ends_with(".md") {
            let body = front_matter(&file.text).unwrap().end;
            words.extend(placeholders(&file.text, body..file.text.len()));
        }
        words
    };
    let words = words.into_iter();
    let words = words.map(|(range, role)| Word { file, range, role });
    words.filter(|word| word.range.len() > 1).collect()
}

/// The keys and values of a rule file, or of a letter's head, at their places in the file.
pub(super) fn scalars(file: &File) -> Vec<Scalar> {
    if file.name.ends_with(".rhai") {
        return Vec::new();
    }
    let range = if file.name.ends_with(".md") {
        front_matter(&file.text).unwrap()
    } else {
        0..file.text.len()
    };
    let mut scalars = Yaml::of(&file.text[range.clone()]).unwrap().scalars;
    for scalar in &mut scalars {
        scalar.range = range.start + scalar.range.start..range.start + scalar.range.end;
    }
    scalars
}

/// What a value is to those who read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Expression,
    Text,
    Prose,
    Name,
    /// A number, a date, a time, yes or no.
    Plain,
}

pub(super) fn sort(scalar: &Scalar) -> Sort {
    const CONDITIONS: [&str; 8] = [
        "when", "that", "shown", "never", "always", "while", "wait_for", "after",
    ];
    let path: Vec<&str> = scalar.path.iter().map(String::as_str).collect();
    let text = scalar.text.as_str();
    let is_contact = matches!(path[..], ["contact", "email" | "language"]);
    if CONDITIONS.contains(&scalar.name()) || text.starts_with('=') || is_contact {
        return Sort::Expression;
    }
    match path[..] {
        ["settings", "sender" | "account", "default"] | ["example_case", "customer.name"] => {
            return Sort::Prose;
        }
        // The name of an accounting system is any text to the effect that is given it.
        ["effects", _, "create_credit_note", "system"] => return Sort::Prose,
        ["holidays" | "blackouts", _, "name"] | ["version"] | ["invariants", _, "source"] => {
            return Sort::Prose;
        }
        _ => {}
    }
    let begins = text.chars().next().is_some_and(char::is_alphabetic);
    match scalar.name() {
        "da" | "en" | "subject" => Sort::Text,
        _ if matches!(text, "true" | "false") => Sort::Plain,
        _ if begins
            && text
                .chars()
                .all(|next| is_word(next) || matches!(next, '.' | '/')) =>
        {
            Sort::Name
        }
        _ => Sort::Plain,
    }
}

fn words_in(shipped: &Shipped, file: &File, scalar: &Scalar) -> Vec<(Range<usize>, Role)> {
    let inner = scalar.inner();
    let role = |role| segments(&file.text, inner.clone(), role);
    if is_by_place(shipped, file, scalar) {
        return Vec::new();
    }
    if let Some(is_referred_to) = declaration(shipped, file, scalar) {
        return role(if is_referred_to {
            Role::Declared
        } else {
            Role::Free
        });
    }
    if scalar.is_key {
        return role(Role::Key);
    }
    match sort(scalar) {
        Sort::Name => role(Role::Name),
        Sort::Expression => expression(&file.text, inner, Role::Expression),
        Sort::Text => placeholders(&file.text, inner),
        Sort::Prose | Sort::Plain => Vec::new(),
    }
}

/// The words of a name with dots in it.
fn segments(text: &str, range: Range<usize>, role: Role) -> Vec<(Range<usize>, Role)> {
    let words = tokens(&text[range.clone()]).map(|token| shift(token, range.start));
    let words = words.filter(|word| text[word.clone()].starts_with(char::is_alphabetic));
    words.map(|word| (word, role)).collect()
}

fn shift(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// The words of an expression, those between quotes that are names included.
fn expression(text: &str, range: Range<usize>, role: Role) -> Vec<(Range<usize>, Role)> {
    let tokens = tokens(&text[range.clone()]).map(|token| shift(token, range.start));
    let words = tokens.filter_map(|token| {
        let word = &text[token.clone()];
        let is_name =
            |word: &str| word.starts_with(char::is_alphabetic) && word.chars().all(is_word);
        if is_name(word) {
            return Some(token);
        }
        let named = word.strip_prefix('"')?.strip_suffix('"')?;
        is_name(named).then_some(token.start + 1..token.end - 1)
    });
    words.map(|word| (word, role)).collect()
}

fn placeholders(text: &str, range: Range<usize>) -> Vec<(Range<usize>, Role)> {
    let mut words = Vec::new();
    for braces in braces(text, range) {
        words.extend(expression(text, braces, Role::Placeholder));
    }
    words
}

/// What stands in braces within a text.
pub(super) fn braces(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(open) = text[at..range.end].find('{') {
        let start = at + open + 1;
        let length = text[start..range.end].find('}').unwrap();
        found.push(start..start + length);
        at = start + length;
    }
    found
}

/// The words of a script, but for parameters that aren't used: what they are called is no matter.
/// The name of a rule that a call gives is free; functions, parameters and variables are declared.
fn script(text: &str) -> Vec<(Range<usize>, Role)> {
    let words = expression(text, 0..text.len(), Role::Script);
    let once = |wanted: &str| {
        let same = words
            .iter()
            .filter(|(range, _)| &text[range.clone()] == wanted);
        same.count() == 1
    };
    let roles = words.iter().filter_map(|(range, role)| {
        let before = &text[..range.start];
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let names_a_rule = before.ends_with("deny(\"") || before.ends_with("warn(\"");
        let declares = line.starts_with("fn ") || before.ends_with("let ");
        let is_unused = line.contains('(') && declares && once(&text[range.clone()]);
        let role = match *role {
            _ if names_a_rule => Role::Free,
            _ if declares => Role::Declared,
            role => role,
        };
        (!is_unused).then(|| (range.clone(), role))
    });
    roles.collect()
}

/// Whether it names a parameter, or a table's input that no cell reads: given by its place, what it is called is no matter.
fn is_by_place(shipped: &Shipped, file: &File, scalar: &Scalar) -> bool {
    let path: Vec<&str> = scalar.path.iter().map(String::as_str).collect();
    match path[..] {
        ["functions", _, "in", _] => scalar.is_key,
        ["in", name] if scalar.is_key => {
            let head = file.text.split("rows:").next().unwrap();
            shipped.count(name, &file.name) == count(head, name)
        }
        _ => false,
    }
}

/// Whether anything refers to the thing that the scalar names; none where it names none.
fn declaration(shipped: &Shipped, file: &File, scalar: &Scalar) -> Option<bool> {
    let path: Vec<&str> = scalar.path.iter().map(String::as_str).collect();
    let name = scalar.text.as_str();
    let stem = file.name.trim_end_matches("yaml");
    let everywhere = |wanted: &str| shipped.count(wanted, "");
    let here = |wanted: &str| shipped.count(wanted, stem);
    let option = || everywhere(&format!("\"{name}\"")) + everywhere(&format!(": {name}")) > 0;
    let referred = if scalar.is_key {
        match path[..] {
            ["settings", _] => everywhere(&format!("settings.{name}")) > 0,
            ["facts", _] | ["functions", _] => everywhere(name) > 1,
            ["effects", _] if is_effects(file) => everywhere(&format!("{name}:")) > 1,
            ["effects", _, "arguments", _] => everywhere(&format!("{name}:")) > 1,
            ["inputs", _] => here(&format!("input.{name}")) + here(&format!("input: {name}")) > 0,
            ["in", _] => true,
            ["out", _] => everywhere(&format!(".{name}")) > 0,
            ["choices", ref rest @ ..] => match of_choices(rest)? {
                OfChoices::List => everywhere(name) > 1 || name == "close_reason",
                OfChoices::Option => option(),
            },
            _ => return None,
        }
    } else {
        match path[..] {
            ["action"] => shipped.count(name, "dunlin.yaml") > 0,
            ["flow" | "table"] => everywhere(name) > 1,
            ["rule_set" | "calendar" | "timer"]
            | ["steps", _, "step"]
            | ["invariants", _, "invariant"] => false,
            ["require" | "warn", _, "rule"] => here(&format!("[{name}]")) > 0,
            ["roles" | "languages" | "currencies", _] => true,
            ["ledger", "charges" | "settlements", _] => true,
            _ if scalar.name() == "options" => option(),
            _ => return None,
        }
    };
    Some(referred)
}

/// Whether the file declares the effects of hosts.
fn is_effects(file: &File) -> bool {
    file.text.lines().any(|line| line == "effects:") && file.name == "rules/effects.yaml"
}

enum OfChoices {
    List,
    Option,
}

/// What the key at the end of a way through the lists of choices names.
fn of_choices(path: &[&str]) -> Option<OfChoices> {
    match path {
        [_] => Some(OfChoices::List),
        [_, _] => Some(OfChoices::Option),
        [_, _, "then", rest @ ..] if !rest.is_empty() => of_choices(rest),
        _ => None,
    }
}
