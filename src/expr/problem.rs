//! What can be wrong with an expression, in words, with the remedy. Nothing is decided here.

use std::ops::RangeInclusive;

use super::compile::can_be_name;
use crate::source::{Code, Problem};

pub(crate) fn too_long(characters: usize, limit: usize) -> Problem {
    Problem::new(
        Code::Limit,
        format!("an expression of {characters} characters; it may have {limit}"),
        format!("et udtryk på {characters} tegn; det må have {limit}"),
    )
    .help(
        "move parts of it to a table or a script function",
        "flyt dele af det til en tabel eller en scriptfunktion",
    )
}

pub(crate) fn empty() -> Problem {
    Problem::new(Code::Empty, "the expression is empty", "udtrykket er tomt").help(
        "write a condition, or remove the key",
        "skriv en betingelse, eller fjern nøglen",
    )
}

pub(crate) fn statement() -> Problem {
    Problem::new(
        Code::Unsupported,
        "an expression is one value, without statements",
        "et udtryk er én værdi, uden sætninger",
    )
    .help(
        "use `if`, a table or a script function",
        "brug `if`, en tabel eller en scriptfunktion",
    )
}

/// What the parser doesn't take from here on, perhaps as a part after a dot, with the remedy
/// where the mistake is a known one.
pub(crate) fn syntax(rest: &str, what: &str, is_part: bool) -> Problem {
    let word: String = rest
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let problem = |en: &str, da: &str| Problem::new(Code::ExpressionSyntax, en, da);
    let known = |wrong: &str, right: &str| {
        problem(
            &format!("`{wrong}` isn't part of expressions"),
            &format!("`{wrong}` findes ikke i udtryk"),
        )
        .help(format!("write `{right}`"), format!("skriv `{right}`"))
    };
    match word.as_str() {
        "and" | "AND" | "og" => return known(&word, "&&"),
        "or" | "OR" | "eller" => return known(&word, "||"),
        "not" | "ikke" => {
            return problem(
                &format!("`{word}` needs parentheses around what it denies"),
                &format!("`{word}` skal have parenteser om det, som det benægter"),
            )
            .help("write `not(…)`", "skriv `not(…)`");
        }
        "null" | "nil" | "void" if !is_part => return no_value(&word),
        word if STATEMENTS.contains(&word) && !is_part => {
            let word = format!("`{word}`");
            return unsupported(&word, &word);
        }
        _ => {}
    }
    if rest.starts_with("===") {
        return known("===", "==");
    }
    if rest.starts_with('=') && !rest.starts_with("==") {
        return known("=", "==");
    }
    if rest.starts_with('{') {
        return statement();
    }
    if rest.starts_with(['"', '`']) && what.ends_with("not terminated") {
        return problem(
            "the text in quotes isn't closed",
            "teksten i anførselstegn er ikke lukket",
        )
        .help("close it with `\"`", "luk den med `\"`");
    }
    if rest.starts_with('\'') {
        let quoted = rest.split('\'').nth(1).unwrap_or_default();
        return known(&format!("'{quoted}'"), &format!("\"{quoted}\""));
    }
    if rest.starts_with("<>") {
        return known("<>", "!=");
    }
    if !word.is_empty() && !can_be_name(&word) && !word.starts_with(|c: char| c.is_numeric()) {
        return problem(
            &format!("`{word}` is a reserved word and can't be used here"),
            &format!("`{word}` er et reserveret ord og kan ikke bruges her"),
        )
        .help("choose another name", "vælg et andet navn");
    }
    if rest.is_empty() {
        return problem(
            "the expression ends too soon",
            "udtrykket slutter for tidligt",
        )
        .help(
            "look for a bracket or a value that is missing",
            "se efter en parentes eller en værdi, der mangler",
        );
    }
    let shown: String = rest
        .chars()
        .take(20)
        .collect::<String>()
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    problem(
        &format!("the expression can't be read from `{shown}` on ({what})"),
        &format!("udtrykket kan ikke læses fra `{shown}` ({what})"),
    )
    .help(
        "look for a quote, a bracket or an operator that is missing",
        "se efter et anførselstegn, en parentes eller en operator, der mangler",
    )
}

/// The words that begin a statement.
const STATEMENTS: [&str; 14] = [
    "let", "const", "while", "loop", "for", "do", "break", "continue", "fn", "return", "throw",
    "try", "import", "export",
];

pub(crate) fn bare_date(text: &str) -> Problem {
    Problem::new(
        Code::ExpressionSyntax,
        format!("`{text}` is a subtraction here, not a date"),
        format!("`{text}` er en subtraktion her, ikke en dato"),
    )
    .help(
        format!("write `date(\"{text}\")`"),
        format!("skriv `date(\"{text}\")`"),
    )
}

pub(crate) fn unsupported(what_en: &str, what_da: &str) -> Problem {
    Problem::new(
        Code::Unsupported,
        format!("expressions have no {what_en}"),
        format!("udtryk har ingen {what_da}"),
    )
    .help(
        "use `if`, a table or a script function",
        "brug `if`, en tabel eller en scriptfunktion",
    )
}

/// A name that nothing declares; in Danish with its `ingen` or `intet`.
pub(crate) fn unknown(what_en: &str, what_da: &str, name: &str) -> Problem {
    Problem::new(
        Code::UnknownName,
        format!("there is no {what_en} `{name}`"),
        format!("der findes {what_da} `{name}`"),
    )
    .about(name)
}

pub(crate) fn not_a_value(path: &str) -> Problem {
    Problem::new(
        Code::TypeMismatch,
        format!("`{path}` isn't a value of its own"),
        format!("`{path}` er ikke en værdi i sig selv"),
    )
    .help(
        "name one of its parts, after a dot",
        "nævn en af dens dele efter et punktum",
    )
}

pub(crate) fn no_part(name: &str, kind: &str) -> Problem {
    Problem::new(
        Code::UnknownName,
        format!("`{name}` can't be asked of a value of type {kind}"),
        format!("`{name}` kan ikke spørges om en værdi af typen {kind}"),
    )
}

pub(crate) fn mismatch(operation: &str, left: &str, right: &str) -> Problem {
    Problem::new(
        Code::TypeMismatch,
        format!("`{operation}` can't be used between {left} and {right}"),
        format!("`{operation}` kan ikke bruges mellem {left} og {right}"),
    )
}

/// What is needed, in English and Danish, and the type of what is there.
pub(crate) fn needs([en, da]: [&str; 2], found: &str) -> Problem {
    Problem::new(
        Code::TypeMismatch,
        format!("{en} is needed here, and this is {found}"),
        format!("her skal stå {da}, og dette er {found}"),
    )
}

pub(crate) fn empty_list() -> Problem {
    Problem::new(
        Code::TypeMismatch,
        "a list without items says nothing about their type",
        "en liste uden elementer siger intet om deres type",
    )
    .help("write its items", "skriv dens elementer")
}

pub(crate) fn no_else() -> Problem {
    Problem::new(
        Code::TypeMismatch,
        "an `if` without `else` may have no value",
        "et `if` uden `else` har måske ingen værdi",
    )
    .help("add `else { … }`", "tilføj `else { … }`")
}

/// A word that other languages have for a value that is missing.
pub(crate) fn no_value(word: &str) -> Problem {
    Problem::new(
        Code::Unsupported,
        format!("expressions have no `{word}`"),
        format!("udtryk har ingen `{word}`"),
    )
    .help(
        "ask `is_set(…)` whether there is a value",
        "spørg med `is_set(…)`, om der er en værdi",
    )
}

pub(crate) fn too_many_digits() -> Problem {
    Problem::new(
        Code::WrongValue,
        "a number of more digits than can be kept",
        "et tal med flere cifre, end der kan gemmes",
    )
    .help("write at most 28 digits", "skriv højst 28 cifre")
}

pub(crate) fn too_deep() -> Problem {
    Problem::new(
        Code::Limit,
        "the expression has too many parts within each other",
        "udtrykket har for mange dele inden i hinanden",
    )
    .help(
        "move parts of it to a table or a script function",
        "flyt dele af det til en tabel eller en scriptfunktion",
    )
}

pub(crate) fn unguarded(path: &str) -> Problem {
    Problem::new(
        Code::Unguarded,
        format!("`{path}` may be missing here"),
        format!("`{path}` kan mangle her"),
    )
    .help(
        format!("ask `is_set({path}) && …` first, or give a value with `{path} ?? …`"),
        format!("spørg `is_set({path}) && …` først, eller giv en værdi med `{path} ?? …`"),
    )
}

pub(crate) fn unknown_option(option: &str, list: &str) -> Problem {
    let (en, da) = if list.is_empty() {
        ("this choice".to_owned(), "dette valg".to_owned())
    } else {
        (format!("`{list}`"), format!("`{list}`"))
    };
    Problem::new(
        Code::UnknownOption,
        format!("`{option}` isn't among the options of {en}"),
        format!("`{option}` er ikke blandt mulighederne i {da}"),
    )
    .about(option)
}

/// So many arguments where a function takes another number of them.
pub(crate) fn wrong_count(function: &str, takes: &RangeInclusive<usize>, found: usize) -> Problem {
    let (least, most) = (takes.start(), takes.end());
    let (en, da) = match (least, most) {
        (1, 1) => ("1 argument".to_owned(), "1 argument".to_owned()),
        (least, most) if least == most => {
            (format!("{least} arguments"), format!("{least} argumenter"))
        }
        _ => (
            format!("{least} to {most} arguments"),
            format!("{least} til {most} argumenter"),
        ),
    };
    Problem::new(
        Code::WrongArguments,
        format!("`{function}` takes {en}, not {found}"),
        format!("`{function}` tager {da}, ikke {found}"),
    )
}

pub(crate) fn literal_needed(function: &str, example: &str) -> Problem {
    Problem::new(
        Code::WrongArguments,
        format!("`{function}` needs a text in quotes here"),
        format!("`{function}` skal have en tekst i anførselstegn her"),
    )
    .help(format!("write {example}"), format!("skriv {example}"))
}

pub(crate) fn not_a_date(text: &str) -> Problem {
    Problem::new(
        Code::WrongValue,
        format!("`{text}` isn't a date"),
        format!("`{text}` er ikke en dato"),
    )
    .help(
        "write year, month and day: 2026-03-20",
        "skriv år, måned og dag: 2026-03-20",
    )
}
