//! What the parser doesn't take of an expression: the mistakes that people make, each with its place and the form to
//! write. Nothing is compiled here.

use std::ops::Range;

use super::compile::can_be_name;
use super::problem::{no_value, statement, unsupported};
use super::token::{is_word, outside_quotes, token_length};
use crate::source::{Code, Problem};

/// The mistake in an expression at which the parser gives up, with its place.
pub(super) fn mistake(text: &str, at: usize) -> (Range<usize>, Problem) {
    let at = at.min(text.len());
    swallowed_key(text)
        .or_else(|| negation(text, at))
        .or_else(|| of_another_language(text, at))
        .or_else(|| bracket(text, at))
        .or_else(|| if_without_braces(text, at))
        .or_else(|| missing_part(text, at))
        .unwrap_or_else(|| unnamed(text, at))
}

/// A text in single quotes.
pub(super) fn single_quotes(inner: &str) -> Problem {
    instead(&format!("'{inner}'"), &format!("\"{inner}\""))
}

fn syntax(en: impl Into<String>, da: impl Into<String>) -> Problem {
    Problem::new(Code::ExpressionSyntax, en, da)
}

/// What expressions don't have, and what they have in its place.
fn instead(wrong: &str, right: &str) -> Problem {
    syntax(
        format!("`{wrong}` isn't part of expressions"),
        format!("`{wrong}` findes ikke i udtryk"),
    )
    .help(format!("write `{right}`"), format!("skriv `{right}`"))
}

/// A line of YAML that its indent made a part of the expression: a word, a colon and a space.
fn swallowed_key(text: &str) -> Option<(Range<usize>, Problem)> {
    let colon = outside_quotes(text, 0)
        .filter(|(_, c)| *c == ':')
        .map(|(range, _)| range.start)
        .find(|at| {
            text.get(at + 1..)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        })?;
    let before = text.get(..colon)?;
    let start = before.trim_end_matches(is_word).len();
    let key = before.get(start..).filter(|key| !key.is_empty())?;
    let problem = syntax(
        format!("`{key}:` is a key, and its line is indented into the expression above it"),
        format!("`{key}:` er en nøgle, og dens linje er rykket ind i udtrykket ovenover"),
    );
    let problem = problem.help(
        "indent it as far as the key that the expression belongs to",
        "ryk den lige så langt ind som den nøgle, udtrykket hører til",
    );
    Some((start..colon + 1, problem.lacks(key)))
}

/// `not` without parentheses, before the place where the parser gives up.
fn negation(text: &str, at: usize) -> Option<(Range<usize>, Problem)> {
    let before = text.get(..at)?;
    let words = before.trim_end();
    let word = ["not", "NOT", "ikke"]
        .into_iter()
        .find(|word| words.ends_with(word) && words.len() < at)?;
    let start = words.len() - word.len();
    if words.get(..start)?.ends_with(is_word) {
        return None;
    }
    let rest = text.get(at..)?;
    let ends = ["&&", "||", " and ", " or ", " og ", " eller "];
    let end = ends.iter().filter_map(|end| rest.find(end)).min();
    let denied = rest.get(..end.unwrap_or(rest.len()))?.trim();
    let problem = syntax(
        format!("`{word}` needs parentheses around what it denies"),
        format!("`{word}` skal have parenteser om det, som det benægter"),
    );
    let problem = problem.help(
        format!("write `not({denied})`"),
        format!("skriv `not({denied})`"),
    );
    Some((start..words.len(), problem))
}

/// Words and signs that other languages have.
fn of_another_language(text: &str, at: usize) -> Option<(Range<usize>, Problem)> {
    let (before, rest) = text.split_at_checked(at)?;
    if rest.starts_with('>') && before.ends_with('<') {
        return Some((at - 1..at + 1, instead("<>", "!=")));
    }
    let range = at..at + token_length(rest);
    let is_part = before.ends_with('.');
    let word = rest.get(..rest.find(|c| !is_word(c)).unwrap_or(rest.len()))?;
    let problem = match word {
        "" => return sign(rest).map(|problem| (range, problem)),
        "and" | "AND" | "og" | "OG" => instead(word, "&&"),
        "or" | "OR" | "eller" | "ELLER" => instead(word, "||"),
        "is" | "er" if is_set_follows(rest, word) => {
            let subject = before.trim_end();
            let start = subject.trim_end_matches(|c| is_word(c) || c == '.').len();
            let subject = subject.get(start..)?;
            let wrong = rest
                .split_whitespace()
                .take(2)
                .collect::<Vec<_>>()
                .join(" ");
            instead(&wrong, &format!("is_set({subject})"))
        }
        "is" | "er" | "equals" => instead(word, "=="),
        "then" => return if_without_braces(text, at),
        "between" | "mellem" => syntax(
            format!("`{word}` isn't part of expressions"),
            format!("`{word}` findes ikke i udtryk"),
        )
        .help(
            "write `x >= low && x <= high`",
            "skriv `x >= lav && x <= høj`",
        ),
        "null" | "nil" | "void" if !is_part => no_value(word),
        _ if STATEMENTS.contains(&word) && !is_part => {
            let word = format!("`{word}`");
            unsupported(&word, &word)
        }
        "true" | "false" => return None,
        _ if !can_be_name(word) && !word.starts_with(char::is_numeric) && word != "if" => syntax(
            format!("`{word}` is a reserved word and can't be used here"),
            format!("`{word}` er et reserveret ord og kan ikke bruges her"),
        )
        .help("choose another name", "vælg et andet navn"),
        _ => return None,
    };
    Some((range, problem))
}

/// Whether `set` or `sat` follows the first word.
fn is_set_follows(rest: &str, word: &str) -> bool {
    let after = rest.get(word.len()..).unwrap_or_default();
    matches!(after.split_whitespace().next(), Some("set" | "sat"))
}

/// Signs of other languages, at the start of what the parser doesn't take.
fn sign(rest: &str) -> Option<Problem> {
    const SIGNS: [(&str, &str); 6] = [
        ("===", "=="),
        ("!==", "!="),
        ("=<", "<="),
        ("=>", ">="),
        ("<>", "!="),
        (":=", "=="),
    ];
    if let Some((wrong, right)) = SIGNS.iter().find(|(wrong, _)| rest.starts_with(wrong)) {
        return Some(instead(wrong, right));
    }
    if rest.starts_with('=') && !rest.starts_with("==") {
        return Some(instead("=", "=="));
    }
    if rest.starts_with('{') {
        return Some(statement());
    }
    if rest.starts_with('?') {
        return Some(instead("?", "if … { … } else { … }"));
    }
    if rest.starts_with([';', ',']) {
        let mark = rest.get(..1)?;
        let problem = syntax(
            format!("an expression is one value, and `{mark}` parts it"),
            format!("et udtryk er én værdi, og `{mark}` deler det"),
        );
        return Some(problem.help(
            "remove it, or join conditions by `&&` or `||`",
            "fjern det, eller forbind betingelser med `&&` eller `||`",
        ));
    }
    if rest.starts_with('\'') {
        return Some(single_quotes(rest.split('\'').nth(1)?));
    }
    let open = rest.strip_prefix(['"', '`'])?;
    (!open.contains(['"', '`'])).then(|| {
        syntax(
            "the text in quotes isn't closed",
            "teksten i anførselstegn er ikke lukket",
        )
        .help(
            format!("write `\"{}\"`", open.trim_end()),
            format!("skriv `\"{}\"`", open.trim_end()),
        )
    })
}

/// The words that begin a statement.
const STATEMENTS: [&str; 14] = [
    "let", "const", "while", "loop", "for", "do", "break", "continue", "fn", "return", "throw",
    "try", "import", "export",
];

/// A bracket without its partner.
fn bracket(text: &str, at: usize) -> Option<(Range<usize>, Problem)> {
    let mut opened: Vec<(usize, char)> = Vec::new();
    for (range, c) in outside_quotes(text, 0) {
        match c {
            '(' | '[' | '{' => opened.push((range.start, c)),
            ')' | ']' | '}' => {
                let fits = opened.last().is_some_and(|(_, open)| partner(*open) == c);
                if !fits && opened.is_empty() {
                    let problem = syntax(
                        format!("the bracket `{c}` closes what none opened"),
                        format!("parentesen `{c}` lukker noget, som ingen har åbnet"),
                    );
                    return Some((
                        range,
                        problem.help(
                            "remove it, or open it before",
                            "fjern den, eller åbn den før",
                        ),
                    ));
                }
                opened.pop();
            }
            _ => {}
        }
    }
    let at_end = text.get(at..).is_some_and(|rest| rest.trim().is_empty());
    let value_before = !text.trim_end().ends_with(is_operator);
    let (start, open) = opened.last().filter(|_| at_end && value_before)?;
    let close = partner(*open);
    let problem = syntax(
        format!("the bracket `{open}` that opens here isn't closed"),
        format!("parentesen `{open}`, der åbner her, bliver ikke lukket"),
    );
    let problem = problem.help(
        format!("write `{close}` where it ends"),
        format!("skriv `{close}`, hvor den slutter"),
    );
    Some((*start..start + 1, problem))
}

fn partner(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// An `if` as other languages write it.
fn if_without_braces(text: &str, at: usize) -> Option<(Range<usize>, Problem)> {
    let before = text.get(..at)?;
    let start = before.rfind("if").filter(|start| {
        let word = before
            .get(start + 2..)
            .is_none_or(|rest| !rest.starts_with(is_word));
        word && !before
            .get(..*start)
            .is_some_and(|before| before.ends_with(is_word))
    })?;
    let problem = syntax(
        "an `if` has its values in braces",
        "et `if` har sine værdier i krølleparenteser",
    );
    let problem = problem.help(
        "write `if … { … } else { … }`; for a condition alone, write it without `if`",
        "skriv `if … { … } else { … }`; en betingelse alene skrives uden `if`",
    );
    (!before.get(start..)?.contains('{')).then_some((start..start + 2, problem))
}

fn is_operator(c: char) -> bool {
    "=<>!&|+-*/%^?".contains(c)
}

/// A value or an operator that is missing before or after the place where the parser gives up.
fn missing_part(text: &str, at: usize) -> Option<(Range<usize>, Problem)> {
    let (before, rest) = text.split_at_checked(at)?;
    let ended = before.trim_end();
    if rest.trim().is_empty() {
        let operand = ended.trim_end_matches(is_operator);
        let operator = ended.get(operand.len()..).filter(|text| !text.is_empty())?;
        let problem = syntax(
            format!("a value is missing after `{operator}`"),
            format!("der mangler en værdi efter `{operator}`"),
        );
        let problem = problem.help(
            "write what follows it, or remove it",
            "skriv, hvad der følger efter, eller fjern det",
        );
        return Some((operand.len()..ended.len(), problem));
    }
    let range = at..at + token_length(rest);
    let token = text.get(range.clone())?;
    if rest.starts_with(is_operator) {
        let lacks =
            ended.is_empty() || ended.ends_with(is_operator) || ended.ends_with(['(', '[', ',']);
        let problem = syntax(
            format!("a value is missing before `{token}`"),
            format!("der mangler en værdi før `{token}`"),
        );
        let problem = problem.help(
            "write what is compared or counted before it",
            "skriv, hvad der sammenlignes eller regnes med, foran",
        );
        return lacks.then_some((range, problem));
    }
    let begins = rest.starts_with(|c: char| is_word(c) || matches!(c, '"' | '(' | '['));
    let ends = ended.ends_with(|c: char| is_word(c) || matches!(c, '"' | ')' | ']'));
    let problem = syntax(
        format!("an operator is missing before `{token}`"),
        format!("der mangler en operator før `{token}`"),
    );
    let problem = problem.help(
        "write `==` to compare, `&&` or `||` to join conditions",
        "skriv `==` for at sammenligne, `&&` eller `||` for at forbinde betingelser",
    );
    (begins && ends).then_some((range, problem))
}

/// A place at which the parser gives up for a reason that isn't recognised.
fn unnamed(text: &str, at: usize) -> (Range<usize>, Problem) {
    let rest = text.get(at..).unwrap_or_default();
    let range = at..at + token_length(rest);
    let shown = text.get(range.clone()).unwrap_or_default().trim();
    let problem = if shown.is_empty() {
        syntax(
            "the expression ends too soon",
            "udtrykket slutter for tidligt",
        )
    } else {
        syntax(
            format!("the expression can't be read from `{shown}` on"),
            format!("udtrykket kan ikke læses fra `{shown}`"),
        )
    };
    let problem = problem.help(
        "look for a quote, a bracket or an operator that is missing",
        "se efter et anførselstegn, en parentes eller en operator, der mangler",
    );
    (range, problem)
}
