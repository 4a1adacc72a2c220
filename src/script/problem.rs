//! What can be wrong with a script that can be parsed, in words, with the remedy. Nothing is decided here.

use std::sync::Arc;

use crate::expr::unknown;
use crate::rules::Vocabulary;
use crate::source::{Code, Problem};

fn call(en: impl Into<String>, da: impl Into<String>) -> Problem {
    Problem::new(Code::ScriptCall, en, da)
}

pub(super) fn no_closures() -> Problem {
    call(
        "scripts have no closures",
        "scripts har ingen funktionsudtryk",
    )
    .help(
        "write a `for` loop, or a function with a name",
        "skriv en `for`-løkke eller en funktion med et navn",
    )
}

pub(super) fn no_modules() -> Problem {
    call("scripts have no modules", "scripts har ingen moduler").help(
        "put the function in this file, and call it by its name alone",
        "sæt funktionen i denne fil, og kald den ved navnet alene",
    )
}

pub(super) fn no_this() -> Problem {
    call("scripts have no `this`", "scripts har intet `this`").help(
        "give the value to the function as a parameter",
        "giv funktionen værdien som parameter",
    )
}

/// What scripts may not do although other languages offer it, with what to do instead.
pub(super) fn forbidden(name: &str) -> Option<Problem> {
    let [en, da, help, hjaelp] = match name {
        "print" | "debug" => [
            "scripts print nothing",
            "scripts skriver ikke noget ud",
            "remove it; what a person should read is told by `warn(rule, message)`",
            "fjern det; hvad et menneske skal læse, siges med `warn(rule, message)`",
        ],
        "eval" => [
            "scripts don't run texts as code",
            "scripts kører ikke tekster som kode",
            "write the code itself in its place",
            "skriv selve koden i stedet",
        ],
        "timestamp" | "now" | "today" | "time" | "elapsed" => [
            "scripts have no clock of their own",
            "scripts har intet ur",
            "use `today` and `now` without parentheses: `decide` has them, other functions take them as parameters",
            "brug `today` og `now` uden parenteser: `decide` har dem, andre funktioner tager dem som parametre",
        ],
        "sleep" | "wait" => [
            "scripts can't wait",
            "scripts kan ikke vente",
            "let a flow's step wait, with `after` or `wait_for`",
            "lad et trin i et flow vente med `after` eller `wait_for`",
        ],
        "rand" | "random" | "rand_int" | "shuffle" | "sample" | "uuid" => [
            "nothing in a script is left to chance",
            "intet i et script er overladt til tilfældet",
            "decide by what the case holds: the same case must always get the same answer",
            "afgør det efter, hvad der står på sagen: samme sag skal altid få samme svar",
        ],
        "call" | "Fn" | "curry" | "is_shared" => [
            "functions can't be handed on as values",
            "funktioner kan ikke gives videre som værdier",
            "call the function by its name",
            "kald funktionen ved dens navn",
        ],
        "open" | "open_file" | "read" | "read_file" | "write" | "write_file" | "fetch" | "http"
        | "system" | "exec" | "spawn" | "env" | "exit" => [
            "scripts reach no files, programs or networks",
            "scripts når hverken filer, programmer eller netværk",
            "keep what the script needs as a fact, or give it as a parameter; what is to be done outside is an effect",
            "gem det, scriptet skal bruge, som et faktum, eller giv det som parameter; hvad der skal ske udenfor, er en effekt",
        ],
        "map" | "filter" | "reduce" | "some" | "all" | "any" | "find" | "for_each" | "sort"
        | "sum_of" => [
            "lists have no functions that take functions",
            "lister har ingen funktioner, der tager funktioner",
            "write a `for` loop: `for item in list { … }`",
            "skriv en `for`-løkke: `for item in list { … }`",
        ],
        "floor" | "ceil" | "ceiling" | "trunc" | "int" => [
            "numbers are rounded by `round` alone",
            "tal afrundes kun med `round`",
            "write `round(number, 0)`, or `div(a, b)` for a whole quotient",
            "skriv `round(number, 0)` eller `div(a, b)` for en hel kvotient",
        ],
        _ => return None,
    };
    Some(call(en, da).help(help, hjaelp))
}

pub(super) fn unknown_function(name: &str, words: &Vocabulary, known: Vec<&str>) -> Problem {
    let problem = call(
        format!("there is no function `{name}` for scripts"),
        format!("der findes ingen funktion `{name}` til scripts"),
    )
    .about("function", name);
    if words.tables.contains_key(name) || words.functions.contains_key(name) {
        return problem.help(
            format!("a script calls no tables and no functions of other files: take what `{name}` gives as a parameter"),
            format!("et script kalder hverken tabeller eller funktioner i andre filer: tag det, som `{name}` giver, som parameter"),
        );
    }
    problem.suggest(name, known)
}

pub(super) fn wrong_count(name: &str, given: usize, forms: &[String]) -> Problem {
    let (en, da) = match given {
        0 => ("no arguments".to_owned(), "uden argumenter".to_owned()),
        1 => ("1 argument".to_owned(), "med 1 argument".to_owned()),
        given => (
            format!("{given} arguments"),
            format!("med {given} argumenter"),
        ),
    };
    let list = |or: &str| {
        let forms: Vec<String> = forms.iter().map(|form| format!("`{form}`")).collect();
        match forms.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, before)) => format!("{}{or}{last}", before.join(", ")),
            None => String::new(),
        }
    };
    call(
        format!("`{name}` can't be called with {en}"),
        format!("`{name}` kan ikke kaldes {da}"),
    )
    .help(
        format!("write {}", list(" or ")),
        format!("skriv {}", list(" eller ")),
    )
}

pub(super) fn undefined(name: &str) -> Problem {
    unknown("variable", "ingen variabel", name)
}

/// A variable that is given a value before it is declared.
pub(super) fn never_declared(name: &str) -> Problem {
    undefined(name).help(
        format!("write `let {name} = …` where it is first given a value"),
        format!("skriv `let {name} = …`, hvor den først får en værdi"),
    )
}

pub(super) fn write_instead(name: &str, right: &str) -> Problem {
    undefined(name).help(format!("write `{right}`"), format!("skriv `{right}`"))
}

/// What whole-action scripts are given, in a function that isn't.
pub(super) fn not_handed(name: &str) -> Problem {
    undefined(name).help(
        format!("a function sees only its own parameters: add `{name}` to them, and to its calls"),
        format!("en funktion ser kun sine egne parametre: føj `{name}` til dem og til kaldene"),
    )
}

pub(super) fn no_settings() -> Problem {
    undefined("settings").help(
        "scripts see no settings: give one to a function as a parameter, as in `fee(case, settings.fee)`",
        "scripts ser ingen indstillinger: giv en funktion den som parameter, som i `fee(case, settings.fee)`",
    )
}

/// A variable that is declared outside of all functions.
pub(super) fn outside(name: &str) -> Problem {
    undefined(name).help(
        format!("functions see constants of the file, not its variables: declare it as `const {name} = …`, and write `global::{name}`"),
        format!("funktioner ser filens konstanter, ikke dens variable: erklær den som `const {name} = …`, og skriv `global::{name}`"),
    )
}

pub(super) fn no_constant(name: &str) -> Problem {
    unknown("constant", "ingen konstant", name).help(
        format!("declare it outside of the functions: `const {name} = …;`"),
        format!("erklær den uden for funktionerne: `const {name} = …;`"),
    )
}

fn arguments(en: impl Into<String>, da: impl Into<String>) -> Problem {
    Problem::new(Code::WrongArguments, en, da)
}

pub(super) fn unknown_argument(effect: &str, name: &str) -> Problem {
    arguments(
        format!("`{effect}` takes no argument `{name}`"),
        format!("`{effect}` tager ikke argumentet `{name}`"),
    )
    .about("argument", name)
}

pub(super) fn missing_argument(effect: &str, name: &str) -> Problem {
    arguments(
        format!("`{effect}` needs the argument `{name}`"),
        format!("`{effect}` skal have argumentet `{name}`"),
    )
    .about("argument", name)
    .help(
        format!("write `effect(\"{effect}\", #{{ {name}: … }})`"),
        format!("skriv `effect(\"{effect}\", #{{ {name}: … }})`"),
    )
}

pub(super) fn rule_name(outcome: &str) -> Problem {
    arguments(
        "a rule's name is a text in quotes",
        "en regels navn er en tekst i anførselstegn",
    )
    .help(
        format!("write `{outcome}(\"rule\", message)`"),
        format!("skriv `{outcome}(\"rule\", message)`"),
    )
}

pub(super) fn no_message(languages: &[Arc<str>]) -> Problem {
    let texts: Vec<String> = languages
        .iter()
        .map(|language| format!("{language}: \"…\""))
        .collect();
    let example = format!("#{{ {} }}", texts.join(", "));
    arguments(
        "a message is a text, or a map with one in each language",
        "en besked er en tekst eller et opslag med en på hvert sprog",
    )
    .help(format!("write `{example}`"), format!("skriv `{example}`"))
}

pub(super) fn no_text() -> Problem {
    arguments(
        "a message in one language is a text",
        "en besked på ét sprog er en tekst",
    )
    .help("write it in quotes", "skriv den i anførselstegn")
}

pub(super) fn missing_language(language: &str, given: &[&str]) -> Problem {
    let problem = Problem::new(
        Code::MissingLanguage,
        format!("the text is missing in the language `{language}`"),
        format!("teksten mangler på sproget `{language}`"),
    )
    .about(crate::source::LANGUAGE, language);
    let swapped = crate::source::nearest(language, given.iter().copied());
    match swapped {
        Some(near) => problem.help(
            format!("write `{language}` instead of `{near}`"),
            format!("skriv `{language}` i stedet for `{near}`"),
        ),
        None => problem.help(
            format!("add `{language}: \"…\"`"),
            format!("tilføj `{language}: \"…\"`"),
        ),
    }
}
