//! Wounds that leave something that can't be meant: misspelt, of another type, or no YAML as it was.

use std::ops::Range;

use saphyr_parser::ScalarStyle;

use super::data::{Scalar, front_matter, tokens};
use super::random::Random;
use super::shipped::{File, Shipped, is_comment, lines};
use super::words::{Role, Sort, Word, braces, scalars, sort, words};
use super::wound::{Kind, Wound};

/// Names of nothing in the rule set, and nothing that a misspelling would lead to.
const NOTHING: [&str; 8] = [
    "farewell",
    "supervisor",
    "final_demand",
    "threshold",
    "archive",
    "telephone",
    "vip",
    "second_visit",
];

/// Every place where a wound of the kind could be, in the order of the files.
pub(super) fn wounds(shipped: &Shipped, kind: Kind, random: &mut Random) -> Vec<Wound> {
    let misspelt = |role: Role, random: &mut Random| {
        let words = words(shipped).into_iter().filter(|word| word.role == role);
        pick(kind, words.collect(), random, |word, random| {
            Some((
                word.file,
                word.range.clone(),
                misspelt(shipped, word.text(), random)?,
            ))
        })
    };
    match kind {
        Kind::KeyMisspelt => misspelt(Role::Key, random),
        Kind::NameMisspelt => misspelt(Role::Name, random),
        Kind::MisspeltInExpression => misspelt(Role::Expression, random),
        Kind::MisspeltInPlaceholder => misspelt(Role::Placeholder, random),
        Kind::MisspeltInScript => misspelt(Role::Script, random),
        Kind::DeclarationMisspelt => misspelt(Role::Declared, random),
        Kind::FreeNameChanged => misspelt(Role::Free, random),
        Kind::ReferenceToNothing => to_nothing(shipped, random),
        Kind::AnotherType => pick(kind, values(shipped), random, |(file, scalar), random| {
            let (range, new) = of_another_type(file, scalar, random)?;
            Some((file, range, new))
        }),
        Kind::QuoteDropped => dropped(kind, quotes(shipped), random),
        Kind::ColonDropped => dropped(kind, colons(shipped), random),
        Kind::IndentedWrongly => pick(kind, indented(shipped), random, |(file, line), random| {
            let (range, new) = wrongly(file, line, random);
            Some((file, range, new))
        }),
        _ => Vec::new(),
    }
}

/// As many wounds as the kind asks for, at places that chance picks; those that leave nothing different are left out.
pub(super) fn pick<'s, S>(
    kind: Kind,
    mut sites: Vec<S>,
    random: &mut Random,
    change: impl Fn(&S, &mut Random) -> Option<(&'s File, Range<usize>, String)>,
) -> Vec<Wound> {
    random.shuffle(&mut sites);
    let mut wounds = Vec::new();
    for site in &sites {
        if wounds.len() == kind.quota() {
            break;
        }
        let change = change(site, random);
        wounds.extend(change.and_then(|(file, range, new)| Wound::of(kind, file, range, &new)));
    }
    wounds
}

/// The word with one letter dropped, doubled, swapped with the next, or changed.
fn misspelt(shipped: &Shipped, word: &str, random: &mut Random) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    for _ in 0..20 {
        let mut wrong = letters.clone();
        let at = random.below(letters.len());
        match random.below(4) {
            0 => {
                wrong.remove(at);
            }
            1 => wrong.insert(at, letters[at]),
            2 if at > 0 => wrong.swap(at - 1, at),
            _ => wrong[at] = char::from(b'a' + u8::try_from(random.below(26)).unwrap()),
        }
        let wrong: String = wrong.into_iter().collect();
        let is_name = wrong.starts_with(char::is_alphabetic);
        if is_name && !shipped.knows(&wrong) {
            return Some(wrong);
        }
    }
    None
}

fn to_nothing(shipped: &Shipped, random: &mut Random) -> Vec<Wound> {
    const REFERENCES: [Role; 4] = [
        Role::Name,
        Role::Expression,
        Role::Placeholder,
        Role::Script,
    ];
    /// What an expression or a script is made of, and no name.
    const GRAMMAR: [&str; 6] = ["if", "else", "let", "fn", "days", "from"];
    let words = words(shipped)
        .into_iter()
        .filter(|word| REFERENCES.contains(&word.role) && !GRAMMAR.contains(&word.text()));
    let kind = Kind::ReferenceToNothing;
    pick(kind, words.collect(), random, |word: &Word<'_>, random| {
        Some((
            word.file,
            word.range.clone(),
            (*random.pick(&NOTHING)).to_owned(),
        ))
    })
}

/// The values that have a type.
fn values(shipped: &Shipped) -> Vec<(&File, Scalar)> {
    let files = shipped.files.iter();
    let scalars =
        files.flat_map(|file| scalars(file).into_iter().map(move |scalar| (file, scalar)));
    scalars
        .filter(|(_, scalar)| !scalar.is_key && sort(scalar) != Sort::Prose)
        .collect()
}

fn of_another_type(
    file: &File,
    scalar: &Scalar,
    random: &mut Random,
) -> Option<(Range<usize>, String)> {
    /// What names a thing; any text will do for these.
    const NAMING: [&str; 9] = [
        "rule_set",
        "action",
        "flow",
        "step",
        "rule",
        "invariant",
        "table",
        "calendar",
        "timer",
    ];
    let raw = &file.text[scalar.range.clone()];
    let whole = |new: &str| Some((scalar.range.clone(), new.to_owned()));
    let listed = format!("[{raw}]");
    match sort(scalar) {
        Sort::Expression if random.below(2) == 0 && !scalar.is_block() => {
            whole(match scalar.text.strip_prefix('=') {
                Some(_) => random.pick::<&str>(&["=case.history", "[1, 2]", "{ value: 1 }"]),
                None => random.pick::<&str>(&["case.balance", "7", "case.id", "[true]"]),
            })
        }
        Sort::Expression => literal(file, scalar, random),
        Sort::Text => whole(&listed),
        Sort::Name if !NAMING.contains(&scalar.name()) => {
            whole(random.pick::<&str>(&["7", "{ name: true }", "2026-01-01"]))
        }
        Sort::Plain if scalar.text.starts_with(['<', '-']) => None,
        Sort::Plain => whole(random.pick::<&str>(&["many", "\"ten\"", "{ value: 1 }", &listed])),
        _ => None,
    }
}

/// One literal of an expression: a text where a number stood, a number where a text stood.
fn literal(file: &File, scalar: &Scalar, random: &mut Random) -> Option<(Range<usize>, String)> {
    let inner = scalar.inner();
    let is_literal = |token: &Range<usize>| {
        file.text[token.clone()].starts_with(|first: char| first == '"' || first.is_ascii_digit())
    };
    let found = tokens(&file.text[inner.clone()]);
    let found = found.map(|token| inner.start + token.start..inner.start + token.end);
    let literals: Vec<Range<usize>> = found.filter(is_literal).collect();
    if literals.is_empty() {
        return None;
    }
    let range = random.pick(&literals).clone();
    let is_text = file.text[range.clone()].starts_with('"');
    let new = match scalar.style {
        _ if is_text => "7",
        ScalarStyle::DoubleQuoted => "true",
        _ => "\"many\"",
    };
    Some((range, new.to_owned()))
}

fn dropped(kind: Kind, sites: Vec<(&File, usize)>, random: &mut Random) -> Vec<Wound> {
    pick(kind, sites, random, |(file, at), _| {
        Some((*file, *at..*at + 1, String::new()))
    })
}

/// Where quotes stand: around values, and around texts in expressions, placeholders and scripts.
fn quotes(shipped: &Shipped) -> Vec<(&File, usize)> {
    let mut found = Vec::new();
    for file in &shipped.files {
        let mut within = Vec::new();
        if file.name.ends_with(".rhai") {
            within.push(0..file.text.len());
        }
        for scalar in scalars(file) {
            if scalar.is_quoted() {
                found.extend([(file, scalar.range.start), (file, scalar.range.end - 1)]);
            }
            match sort(&scalar) {
                Sort::Expression => within.push(scalar.inner()),
                Sort::Text => within.extend(braces(&file.text, scalar.inner())),
                _ => {}
            }
        }
        if file.name.ends_with(".md") {
            let body = front_matter(&file.text).unwrap().end;
            within.extend(braces(&file.text, body..file.text.len()));
        }
        for range in within {
            let texts = tokens(&file.text[range.clone()]);
            let texts = texts.map(|token| range.start + token.start..range.start + token.end);
            for text in texts.filter(|token| file.text[token.clone()].starts_with('"')) {
                found.extend([(file, text.start), (file, text.end - 1)]);
            }
        }
    }
    found
}

/// Where the colons of keys stand.
fn colons(shipped: &Shipped) -> Vec<(&File, usize)> {
    let mut found = Vec::new();
    for file in &shipped.files {
        if file.name.ends_with(".rhai") {
            let colons = tokens(&file.text).filter(|token| &file.text[token.clone()] == ":");
            found.extend(colons.map(|token| (file, token.start)));
        }
        for key in scalars(file).into_iter().filter(|scalar| scalar.is_key) {
            let gap = file.text[key.range.end..].find(':').unwrap();
            found.push((file, key.range.end + gap));
        }
    }
    found
}

fn indented(shipped: &Shipped) -> Vec<(&File, Range<usize>)> {
    let files = shipped.files.iter();
    let files = files.filter(|file| file.name.ends_with(".yaml"));
    let lines = files.flat_map(|file| lines(&file.text).into_iter().map(move |line| (file, line)));
    let is_meant = |line: &str| !line.trim().is_empty() && !is_comment(line);
    lines
        .filter(|(file, line)| is_meant(&file.text[line.clone()]))
        .collect()
}

/// The line's white space, one or two columns more or less.
fn wrongly(file: &File, line: &Range<usize>, random: &mut Random) -> (Range<usize>, String) {
    let text = &file.text[line.clone()];
    let indent = text.len() - text.trim_start().len();
    let by = 1 + random.below(2);
    let wrong = if indent >= by && random.below(2) == 0 {
        indent - by
    } else {
        indent + by
    };
    (line.start..line.start + indent, " ".repeat(wrong))
}
