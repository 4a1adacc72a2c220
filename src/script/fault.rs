//! Why a script failed while it ran, in the words of its authors and in both languages, and where. Nothing is run here.

use rhai::{Dynamic, EvalAltResult, ImmutableString, Map, Position};

use super::calls::Library;
use super::sandbox::{MAX_CALL_LEVELS, MAX_LIST, MAX_MAP, MAX_TEXT, MAX_VARIABLES};
use crate::source::Span;

/// Why a script failed, in English and Danish, and where in its file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScriptFault {
    pub(crate) words: [String; 2],
    pub(crate) span: Option<Span>,
}

impl ScriptFault {
    pub(crate) fn new(en: impl Into<String>, da: impl Into<String>) -> Self {
        Self {
            words: [en.into(), da.into()],
            span: None,
        }
    }
}

/// What the library itself has to say, told apart from what an author throws.
#[derive(Debug, Clone)]
struct Complaint([String; 2]);

/// An error of the library, in English and Danish.
pub(super) fn complaint(en: impl Into<String>, da: impl Into<String>) -> Box<EvalAltResult> {
    let complaint = Complaint([en.into(), da.into()]);
    Box::new(EvalAltResult::ErrorRuntime(
        Dynamic::from(complaint),
        Position::NONE,
    ))
}

/// What is caught can be read.
pub(super) fn register(library: &mut Library) {
    library
        .engine
        .register_type_with_name::<Complaint>("complaint");
    library.register_fn("value.to_string()", |complaint: &mut Complaint| {
        complaint.0[0].clone()
    });
}

/// The innermost error, which is the one that a script's author can act on, and its place.
pub(super) fn told(error: &EvalAltResult) -> (ScriptFault, Position) {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, position) => {
            let (fault, inner) = told(inner);
            (fault, if inner.is_none() { *position } else { inner })
        }
        error => (wording(error), error.position()),
    }
}

fn wording(error: &EvalAltResult) -> ScriptFault {
    use EvalAltResult as E;
    match error {
        E::ErrorRuntime(value, _) => thrown(value),
        E::ErrorFunctionNotFound(signature, _) => no_function(signature),
        E::ErrorVariableNotFound(name, _) => ScriptFault::new(
            format!("there is no variable `{name}`"),
            format!("der findes ingen variabel `{name}`"),
        ),
        E::ErrorPropertyNotFound(name, _) => ScriptFault::new(
            format!("there is no `{name}` in the map"),
            format!("der er ingen `{name}` i opslaget"),
        ),
        E::ErrorModuleNotFound(..) => {
            ScriptFault::new("scripts have no modules", "scripts har ingen moduler")
        }
        E::ErrorDotExpr(what, _) => no_part(what),
        E::ErrorIndexNotFound(..) | E::ErrorIndexingType(..) => ScriptFault::new(
            "a value has no parts that can be asked for in `[ ]`",
            "en værdi har ingen dele, der kan spørges om i `[ ]`",
        ),
        E::ErrorArrayBounds(items, index, _) => ScriptFault::new(
            format!("item {index} is asked of a list of {items}; the first is 0"),
            format!("der spørges om element {index} i en liste med {items}; det første er 0"),
        ),
        E::ErrorStringBounds(characters, index, _) => ScriptFault::new(
            format!("character {index} is asked of a text of {characters}; the first is 0"),
            format!("der spørges om tegn {index} i en tekst med {characters}; det første er 0"),
        ),
        E::ErrorMismatchDataType(needed, found, _)
        | E::ErrorMismatchOutputType(needed, found, _) => {
            let ([needed, nødvendig], [found, fundet]) = (type_name(needed), type_name(found));
            ScriptFault::new(
                format!("{needed} is needed, and found is {found}"),
                format!("der skal stå {nødvendig}, og der står {fundet}"),
            )
        }
        E::ErrorFor(_) => ScriptFault::new(
            "`for` needs a list or a range such as `0..10`",
            "`for` skal have en liste eller et interval som `0..10`",
        ),
        E::ErrorArithmetic(what, _) if what.to_lowercase().contains("zero") => {
            ScriptFault::new("a division by zero", "en division med nul")
        }
        E::ErrorArithmetic(..) => {
            ScriptFault::new("a number too large to be kept", "et tal, der er for stort")
        }
        E::ErrorAssignmentToConstant(name, _) => ScriptFault::new(
            format!("`{name}` is a constant and can't be given another value"),
            format!("`{name}` er en konstant og kan ikke få en anden værdi"),
        ),
        E::ErrorTooManyOperations(_) => ScriptFault::new(
            "the script does more than it may: a loop may have no end",
            "scriptet laver mere, end det må: en løkke har måske ingen ende",
        ),
        E::ErrorStackOverflow(_) => ScriptFault::new(
            format!("functions call each other more than {MAX_CALL_LEVELS} deep"),
            format!("funktioner kalder hinanden mere end {MAX_CALL_LEVELS} i dybden"),
        ),
        E::ErrorTooManyVariables(_) => ScriptFault::new(
            format!("more than {MAX_VARIABLES} variables at once"),
            format!("mere end {MAX_VARIABLES} variable på én gang"),
        ),
        E::ErrorDataTooLarge(what, _) => too_large(what),
        _ => ScriptFault::new("the script failed", "scriptet fejlede"),
    }
}

/// What an author throws is told as it was written: a text, or a map with one in each language.
fn thrown(value: &Dynamic) -> ScriptFault {
    if let Some(complaint) = value.read_lock::<Complaint>() {
        let [en, da] = complaint.0.clone();
        return ScriptFault::new(en, da);
    }
    let text = |value: &Dynamic| {
        let text = value.read_lock::<ImmutableString>()?;
        Some(text.as_str().to_owned()).filter(|text| !text.is_empty())
    };
    if let Some(text) = text(value) {
        return ScriptFault::new(text.clone(), text);
    }
    if let Some(map) = value.read_lock::<Map>() {
        let language = |name: &str| map.get(name).and_then(text);
        let any = language("en")
            .or_else(|| language("da"))
            .or_else(|| language("message"));
        if let Some(any) = any {
            return ScriptFault::new(
                language("en").unwrap_or_else(|| any.clone()),
                language("da").unwrap_or(any),
            );
        }
    }
    match super::convert::from_script(value).filter(crate::value::Value::is_set) {
        Some(value) => ScriptFault::new(value.to_string(), value.to_string()),
        None => ScriptFault::new(
            "the script stopped by `throw`, without saying why",
            "scriptet standsede med `throw` uden at sige hvorfor",
        ),
    }
}

/// A function or an operator that there isn't for values of these types: `name (type, type)`.
fn no_function(signature: &str) -> ScriptFault {
    let (name, types) = signature.split_once(" (").unwrap_or((signature, ""));
    let types = types.strip_suffix(')').unwrap_or(types);
    let types: Vec<[&str; 2]> = types
        .split(", ")
        .filter(|name| !name.is_empty())
        .map(type_name)
        .collect();
    let listed = |language: usize, and: &str| {
        let names: Vec<&str> = types
            .iter()
            .filter_map(|names| names.get(language).copied())
            .collect();
        names.join(and)
    };
    let is_operator = !name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    match (is_operator, types.is_empty()) {
        (true, _) => ScriptFault::new(
            format!("`{name}` can't be used between {}", listed(0, " and ")),
            format!("`{name}` kan ikke bruges mellem {}", listed(1, " og ")),
        ),
        (false, true) => ScriptFault::new(
            format!("there is no function `{name}` without arguments"),
            format!("der findes ingen funktion `{name}` uden argumenter"),
        ),
        (false, false) => ScriptFault::new(
            format!("there is no function `{name}` for {}", listed(0, " and ")),
            format!(
                "der findes ingen funktion `{name}` for {}",
                listed(1, " og ")
            ),
        ),
    }
}

/// A part that a value hasn't: Rhai names it in the first quotes.
fn no_part(what: &str) -> ScriptFault {
    match what.split('\'').nth(1) {
        Some(name) => ScriptFault::new(
            format!("`{name}` can't be asked of this value"),
            format!("`{name}` kan ikke spørges om denne værdi"),
        ),
        None => ScriptFault::new(
            "a part is asked of a value that has none",
            "der spørges om en del af en værdi, der ingen har",
        ),
    }
}

fn too_large(what: &str) -> ScriptFault {
    let what = what.to_lowercase();
    if what.contains("string") {
        ScriptFault::new(
            format!("a text of more than {MAX_TEXT} bytes"),
            format!("en tekst på mere end {MAX_TEXT} byte"),
        )
    } else if what.contains("map") {
        ScriptFault::new(
            format!("a map of more than {MAX_MAP} entries"),
            format!("et opslag med mere end {MAX_MAP} indgange"),
        )
    } else {
        ScriptFault::new(
            format!("a list of more than {MAX_LIST} items"),
            format!("en liste med mere end {MAX_LIST} elementer"),
        )
    }
}

/// A type of Rhai's in English and Danish.
fn type_name(name: &str) -> [&str; 2] {
    match name.trim_start_matches('&') {
        "()" => ["no value", "ingen værdi"],
        "i64" => ["a whole number", "et helt tal"],
        "decimal" => ["a number", "et tal"],
        "bool" => ["true or false", "sandt eller falsk"],
        "string" | "str" | "str | ImmutableString | String" => ["a text", "en tekst"],
        "char" => ["a character", "et tegn"],
        "array" => ["a list", "en liste"],
        "map" => ["a map", "et opslag"],
        "date" => ["a date", "en dato"],
        "datetime" => ["a point in time", "et tidspunkt"],
        "case" => ["the case", "sagen"],
        "row" => ["a row of the case", "en række på sagen"],
        "outcome" => ["an outcome", "et udfald"],
        "range" => ["a range", "et interval"],
        _ => ["another value", "en anden værdi"],
    }
}
