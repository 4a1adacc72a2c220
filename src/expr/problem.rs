//! What can be wrong with an expression, in words, with the remedy. Nothing is decided here.

use std::ops::RangeInclusive;

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
    .about(what_en, name)
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
        format!("`{name}` can't be asked of a value of type `{kind}`"),
        format!("`{name}` kan ikke spørges om en værdi af typen `{kind}`"),
    )
}

pub(crate) fn mismatch(operation: &str, left: &str, right: &str) -> Problem {
    Problem::new(
        Code::TypeMismatch,
        format!("`{operation}` can't be used between `{left}` and `{right}`"),
        format!("`{operation}` kan ikke bruges mellem `{left}` og `{right}`"),
    )
}

/// What is needed, in English and Danish, and the type of what is there.
pub(crate) fn needs([en, da]: [&str; 2], found: &str) -> Problem {
    Problem::new(
        Code::TypeMismatch,
        format!("{en} is needed here, and this is `{found}`"),
        format!("her skal stå {da}, og dette er `{found}`"),
    )
}

/// A list where one of its values may have been meant.
pub(crate) fn of_a_list(problem: Problem) -> Problem {
    problem.help(
        "a list is added up with `sum(list)`, counted with `len(list)`, and asked with `value in list`",
        "en liste lægges sammen med `sum(list)`, tælles med `len(list)` og spørges med `value in list`",
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
    .about("option", option)
}

/// So many arguments where a function takes another number of them; with a call as it should be.
pub(crate) fn wrong_count(
    function: &str,
    takes: &RangeInclusive<usize>,
    found: usize,
    call: &str,
) -> Problem {
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
    .help(format!("write `{call}`"), format!("skriv `{call}`"))
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
