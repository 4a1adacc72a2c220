//! What rule files may not use of YAML, in words, with the remedy. Nothing is decided here.

use crate::source::{Code, Problem};

pub(super) fn disagreement() -> Problem {
    Problem::new(
        Code::YamlDisagreement,
        "YAML parsers read this line in two ways",
        "YAML-læsere læser denne linje på to måder",
    )
    .help(
        "write it in a plainer way: texts in quotes, one key a line",
        "skriv det enklere: tekster i anførselstegn, én nøgle på hver linje",
    )
}

pub(super) fn empty_file() -> Problem {
    Problem::new(
        Code::Empty,
        "this file declares nothing",
        "denne fil erklærer ikke noget",
    )
    .help(
        "write a document in it, or remove it",
        "skriv et dokument i den, eller fjern den",
    )
}

pub(super) fn several_documents() -> Problem {
    Problem::new(
        Code::YamlFeature,
        "a second document begins in this file",
        "et andet dokument begynder i denne fil",
    )
    .help(
        "give each document a file of its own",
        "giv hvert dokument sin egen fil",
    )
}

pub(super) fn feature(text: &str) -> Problem {
    let word = text
        .split_whitespace()
        .next()
        .unwrap_or("!")
        .trim_end_matches(['[', '{']);
    let (en, da) = match word.chars().next() {
        Some('&') => ("an anchor", "et anker"),
        Some('*') => ("an alias", "et alias"),
        _ => ("a tag", "et mærke"),
    };
    let problem = Problem::new(
        Code::YamlFeature,
        format!("`{word}` is {en} in YAML, which rule files don't use"),
        format!("`{word}` er {da} i YAML, og det bruges ikke i regelfiler"),
    );
    match word.strip_prefix('!').filter(|condition| !condition.is_empty()) {
        Some(condition) => problem.help(
            format!("write `not({condition})` if a condition is meant, else put the value in quotes"),
            format!("skriv `not({condition})`, hvis det er en betingelse, ellers sæt værdien i anførselstegn"),
        ),
        None => problem.help(
            "put the value in quotes if it is meant as it stands",
            "sæt værdien i anførselstegn, hvis den skal stå sådan",
        ),
    }
}

pub(super) fn repeated_key(key: &str) -> Problem {
    Problem::new(
        Code::RepeatedKey,
        format!("key `{key}` stands here a second time"),
        format!("nøglen `{key}` står her for anden gang"),
    )
    .help("keep one of them", "behold den ene")
}

pub(super) fn not_a_key() -> Problem {
    Problem::new(
        Code::WrongShape,
        "a key must be a single word",
        "en nøgle skal være et enkelt ord",
    )
    .help(
        "put the text in quotes if it isn't meant as a map",
        "sæt teksten i anførselstegn, hvis den ikke er ment som et opslag",
    )
}
