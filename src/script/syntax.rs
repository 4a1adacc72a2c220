//! What is wrong with a script that can't be parsed, in the words of its authors, with the remedy. Rhai's own words stay out.

use rhai::{LexError, ParseError, ParseErrorType, Position};

use super::problem::{forbidden, no_closures, no_modules, no_this, undefined};
use super::sandbox::{MAX_FUNCTIONS, MAX_LIST, MAX_MAP, MAX_TEXT};
use super::scan::{Lone, closing, lone_bracket, pieces, word_before};
use crate::expr::{Text, can_be_name, is_word, token_length};
use crate::source::{Code, FileId, Problem, Span};

/// What is wrong, and where.
pub(super) fn problem(file: FileId, text: &str, error: &ParseError) -> (Span, Problem) {
    let at = start_of_mistake(text, byte(file, text, error.position()));
    let rest = text.get(at..).unwrap_or_default();
    let here = Span::new(file, at, at + token_length(rest));
    if let Some(problem) = refused(error.err_type(), rest) {
        return (here, problem);
    }
    if let Some(problem) = of_word(rest).or_else(|| of_sign(rest)) {
        return (here, problem);
    }
    // A word of another language reads as a name, and only what follows it is wrong.
    if let Some(before) = word_before(text, at)
        && let Some(problem) = text.get(before.clone()).and_then(foreign)
    {
        return (Span::new(file, before.start, before.end), problem);
    }
    if may_be_bracket(error.err_type())
        && let Some(lone) = lone_bracket(text)
    {
        let span = Span::new(file, lone.at, lone.at + 1);
        return (span, of_bracket(text, &lone));
    }
    match error.err_type() {
        ParseErrorType::MissingToken(token, _) if token == ";" => {
            (after_last(file, text, at), no_semicolon())
        }
        ParseErrorType::MissingToken(token, _) => (here, missing(token, word_of(rest))),
        ParseErrorType::UnexpectedEOF => (here, ends_too_soon()),
        ParseErrorType::BadInput(error) => (here, of_token(error, rest)),
        kind => (here, of_kind(kind, rest)),
    }
}

fn byte(file: FileId, text: &str, position: Position) -> usize {
    if position.is_none() {
        return text.len();
    }
    let text = Text {
        file,
        text,
        place: &|at| at,
    };
    text.byte(position)
}

/// What the sandbox has against a script that can be parsed.
fn refused(kind: &ParseErrorType, rest: &str) -> Option<Problem> {
    match kind {
        ParseErrorType::BadInput(LexError::ImproperSymbol(word, _))
        | ParseErrorType::Reserved(word) => match word.as_str() {
            "this" => Some(no_this()),
            word => forbidden(word),
        },
        ParseErrorType::PropertyExpected => forbidden(word_of(rest)),
        ParseErrorType::VariableUndefined(name) => Some(undefined(name)),
        _ if rest.starts_with('|') && !rest.starts_with("||=") => Some(no_closures()),
        _ => None,
    }
}

/// Where a mistake begins whose end the parser stumbled on: `<>`.
fn start_of_mistake(text: &str, at: usize) -> usize {
    match text.split_at_checked(at) {
        Some((before, rest)) if rest.starts_with('>') && before.ends_with('<') => at - 1,
        _ => at,
    }
}

fn word_of(rest: &str) -> &str {
    rest.split(|c| !is_word(c)).next().unwrap_or_default()
}

fn syntax(en: impl Into<String>, da: impl Into<String>) -> Problem {
    Problem::new(Code::ScriptSyntax, en, da)
}

fn known(wrong: &str, right: &str) -> Problem {
    syntax(
        format!("`{wrong}` isn't part of scripts"),
        format!("`{wrong}` findes ikke i scripts"),
    )
    .help(format!("write `{right}`"), format!("skriv `{right}`"))
}

/// A word that other languages have and scripts write otherwise.
fn foreign(word: &str) -> Option<Problem> {
    let right = match word {
        "and" | "AND" | "og" => "&&",
        "or" | "OR" | "eller" => "||",
        "not" | "ikke" => "not(…)",
        "null" | "nil" | "void" | "undefined" | "None" => "()",
        "var" | "auto" => "let",
        "match" => "switch",
        "elif" | "elsif" | "elseif" => "else if",
        "def" | "function" | "func" => "fn",
        "foreach" => "for",
        _ => return None,
    };
    Some(known(word, right))
}

/// A word that can't stand where it does.
fn of_word(rest: &str) -> Option<Problem> {
    let word = word_of(rest);
    if let Some(problem) = foreign(word).filter(|_| !rest.starts_with("not(")) {
        return Some(problem);
    }
    Some(match word {
        "import" | "export" => no_modules(),
        word if !word.is_empty()
            && !word.starts_with(|c: char| c.is_numeric())
            && !can_be_name(word)
            && !STATEMENTS.contains(&word) =>
        {
            syntax(
                format!("`{word}` is a reserved word and can't be used here"),
                format!("`{word}` er et reserveret ord og kan ikke bruges her"),
            )
            .help("choose another name", "vælg et andet navn")
        }
        _ => return None,
    })
}

/// The words that scripts have, which are reserved rightly.
const STATEMENTS: [&str; 22] = [
    "true", "false", "let", "const", "if", "else", "switch", "while", "loop", "do", "until", "for",
    "in", "break", "continue", "return", "throw", "try", "catch", "fn", "private", "this",
];

/// A sign that other languages have, or that is another's.
fn of_sign(rest: &str) -> Option<Problem> {
    for (wrong, right) in [
        ("===", "=="),
        ("!==", "!="),
        ("<>", "!="),
        (":=", "="),
        ("=<", "<="),
        ("++", "+= 1"),
        ("--", "-= 1"),
    ] {
        if rest.starts_with(wrong) {
            return Some(known(wrong, right));
        }
    }
    if rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>") {
        return Some(
            syntax(
                "`=` gives a variable its value, and doesn't compare",
                "`=` giver en variabel sin værdi og sammenligner ikke",
            )
            .help("write `==` to compare", "skriv `==` for at sammenligne"),
        );
    }
    if rest.starts_with('\'') {
        let quoted = rest.split('\'').nth(1).unwrap_or_default();
        let quoted = quoted.lines().next().unwrap_or_default();
        return Some(known(&format!("'{quoted}'"), &format!("\"{quoted}\"")));
    }
    None
}

/// Whether a bracket without its other half may be what is wrong.
fn may_be_bracket(kind: &ParseErrorType) -> bool {
    use ParseErrorType as P;
    match kind {
        P::UnexpectedEOF | P::WrongFnDefinition | P::ExprExpected(_) | P::PropertyExpected => true,
        P::MissingToken(..) | P::MissingSymbol(_) | P::VariableExpected => true,
        P::BadInput(error) => matches!(error, LexError::UnexpectedInput(_)),
        _ => false,
    }
}

fn of_bracket(text: &str, lone: &Lone) -> Problem {
    let bracket = lone.bracket;
    if matches!(bracket, ')' | ']' | '}') {
        return syntax(
            format!("`{bracket}` closes nothing"),
            format!("`{bracket}` lukker ikke noget"),
        )
        .help(
            "remove it, or write what it closes before it",
            "fjern den, eller skriv det, som den lukker, før den",
        );
    }
    let other = closing(bracket);
    let what = match bracket {
        '{' if text
            .get(..lone.at)
            .is_some_and(|before| before.ends_with('#')) =>
        {
            ["map", "opslaget"]
        }
        '{' => ["block", "blokken"],
        '[' => ["list", "listen"],
        _ => ["parenthesis", "parentesen"],
    };
    syntax(
        format!("`{bracket}` is never closed"),
        format!("`{bracket}` bliver aldrig lukket"),
    )
    .help(
        format!("write `{other}` where the {} ends", what[0]),
        format!("skriv `{other}`, hvor {} slutter", what[1]),
    )
}

/// The place right behind the last piece before a byte.
fn after_last(file: FileId, text: &str, at: usize) -> Span {
    let last = pieces(text)
        .map(|(range, _)| range.end)
        .take_while(|end| *end <= at)
        .last()
        .unwrap_or(at);
    Span::new(file, last, last)
}

fn no_semicolon() -> Problem {
    syntax("a `;` is missing here", "her mangler et `;`")
        .help("end each statement with `;`", "afslut hver sætning med `;`")
}

fn missing(token: &str, word: &str) -> Problem {
    let found = match word {
        "" => [String::new(), String::new()],
        word => [format!(" before `{word}`"), format!(" før `{word}`")],
    };
    syntax(
        format!("`{token}` is missing{}", found[0]),
        format!("`{token}` mangler{}", found[1]),
    )
    .help(
        format!("write `{token}` here"),
        format!("skriv `{token}` her"),
    )
}

fn ends_too_soon() -> Problem {
    syntax("the script ends too soon", "scriptet slutter for tidligt").help(
        "look for a bracket or a value that is missing",
        "se efter en parentes eller en værdi, der mangler",
    )
}

/// A piece that isn't one of the language's.
fn of_token(error: &LexError, rest: &str) -> Problem {
    match error {
        LexError::UnterminatedString => syntax(
            "the text in quotes isn't closed",
            "teksten i anførselstegn er ikke lukket",
        )
        .help("close it with `\"`", "luk den med `\"`"),
        LexError::MalformedNumber(number) => syntax(
            format!("`{number}` isn't a number"),
            format!("`{number}` er ikke et tal"),
        )
        .help(
            "write digits, and a point before decimals: 1000.50",
            "skriv cifre og et punktum før decimalerne: 1000.50",
        ),
        LexError::MalformedEscapeSequence(sequence) => syntax(
            format!("`{sequence}` can't stand in a text in quotes"),
            format!("`{sequence}` kan ikke stå i en tekst i anførselstegn"),
        )
        .help(
            "write `\\\\` for a backslash, `\\\"` for a quote",
            "skriv `\\\\` for en omvendt skråstreg, `\\\"` for et anførselstegn",
        ),
        _ => unreadable(rest),
    }
}

fn of_kind(kind: &ParseErrorType, rest: &str) -> Problem {
    use ParseErrorType as P;
    match kind {
        P::DuplicatedProperty(name) => syntax(
            format!("`{name}` stands twice in this map"),
            format!("`{name}` står to gange i dette opslag"),
        )
        .help("remove one of them", "fjern den ene"),
        P::FnDuplicatedDefinition(name, _) => syntax(
            format!("`fn {name}` stands twice, with as many parameters"),
            format!("`fn {name}` står to gange med lige mange parametre"),
        )
        .help("give one of them another name", "giv den ene et andet navn"),
        P::FnDuplicatedParam(function, name) => syntax(
            format!("`fn {function}` has the parameter `{name}` twice"),
            format!("`fn {function}` har parameteren `{name}` to gange"),
        )
        .help("give one of them another name", "giv den ene et andet navn"),
        P::FnMissingName | P::FnMissingParams(_) | P::FnMissingBody(_) => syntax(
            "a function has a name, its parameters in parentheses and a body in braces",
            "en funktion har et navn, sine parametre i parentes og en krop i krøllede parenteser",
        )
        .help("write `fn name(case) { … }`", "skriv `fn navn(case) { … }`"),
        P::WrongFnDefinition => syntax(
            "a function can't stand within another",
            "en funktion kan ikke stå inden i en anden",
        )
        .help(
            "put it beside the others, at the start of a line",
            "sæt den ved siden af de andre, forrest på en linje",
        ),
        P::AssignmentToConstant(name) => syntax(
            format!("`{name}` is a constant and can't be given another value"),
            format!("`{name}` er en konstant og kan ikke få en anden værdi"),
        )
        .help("declare it with `let`", "erklær den med `let`"),
        P::AssignmentToInvalidLHS(_) => syntax(
            "only a variable, or a part of one, can be given a value",
            "kun en variabel eller en del af en kan få en værdi",
        )
        .help("write `==` to compare", "skriv `==` for at sammenligne"),
        P::VariableExpected => syntax("a name is needed here", "her skal stå et navn")
            .help("write `let name = …;`", "skriv `let navn = …;`"),
        P::PropertyExpected => syntax(
            "the name of a part is needed after the dot, and of an entry in a map",
            "efter punktummet skal stå navnet på en del, og i et opslag navnet på en indgang",
        )
        .help("write a name", "skriv et navn"),
        P::LoopBreak => syntax(
            "`break` and `continue` stand in loops only",
            "`break` og `continue` står kun i løkker",
        )
        .help(
            "leave a function with `return`",
            "forlad en funktion med `return`",
        ),
        P::WrongSwitchDefaultCase | P::WrongSwitchIntegerCase | P::WrongSwitchCaseCondition => {
            syntax(
                "the cases of this `switch` are out of order",
                "grenene i denne `switch` står i forkert rækkefølge",
            )
            .help(
                "put single values first, then ranges, and `_` last",
                "sæt enkelte værdier først, så intervaller og `_` til sidst",
            )
        }
        P::WrongDocComment => syntax(
            "a comment with `///` stands only before a function",
            "en kommentar med `///` står kun før en funktion",
        )
        .help("write `//`", "skriv `//`"),
        P::MismatchedType(needed, _) if needed.contains("boolean") => syntax(
            "a condition (true or false) is needed here",
            "her skal stå en betingelse (sand eller falsk)",
        )
        .help("compare with `==`, `<` or `>`", "sammenlign med `==`, `<` eller `>`"),
        P::ExprTooDeep => Problem::new(
            Code::Limit,
            "the script has too many parts within each other here",
            "scriptet har for mange dele inden i hinanden her",
        )
        .help(
            "give a part of it a name with `let`, or a function of its own",
            "giv en del af det et navn med `let` eller sin egen funktion",
        ),
        P::TooManyFunctions => Problem::new(
            Code::Limit,
            format!("a script may have {MAX_FUNCTIONS} functions"),
            format!("et script må have {MAX_FUNCTIONS} funktioner"),
        )
        .help("divide it into several files", "del det i flere filer"),
        P::LiteralTooLarge(..) => Problem::new(
            Code::Limit,
            format!("a text may have {MAX_TEXT} bytes, a list {MAX_LIST} items, a map {MAX_MAP} entries"),
            format!("en tekst må have {MAX_TEXT} byte, en liste {MAX_LIST} elementer, et opslag {MAX_MAP} indgange"),
        )
        .help("move it to a table or to the facts", "flyt det til en tabel eller til fakta"),
        P::ModuleUndefined(_) => no_modules(),
        _ => unreadable(rest),
    }
}

fn unreadable(rest: &str) -> Problem {
    let shown = rest.split_whitespace().next().unwrap_or_default();
    if shown.is_empty() {
        return ends_too_soon();
    }
    let shown: String = shown.chars().take(20).collect();
    syntax(
        format!("the script can't be read from `{shown}` on"),
        format!("scriptet kan ikke læses fra `{shown}`"),
    )
    .help(
        "look at the brackets, semicolons and operators here and on the line above",
        "se på parenteser, semikolon og operatorer her og på linjen over",
    )
}
