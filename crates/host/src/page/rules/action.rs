//! An action as a page: what it is for, who may ask for it and when, what it asks for, what must hold, what is warned about, and what follows · what it says is the engine's.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use dunlin::{Field, FieldOption, OutlinedAction, Value};
use rust_decimal::Decimal;
use serde::Serialize;

use super::super::printed::Printed;
use super::super::render;
use super::super::visitor::Visitor;
use super::words::{self, Asked, Done, Standing};
use crate::app::App;
use crate::http::Path;

#[derive(Serialize)]
struct Page {
    label: String,
    help: Option<String>,
    who: String,
    is_for_people: bool,
    shown: Option<Asked>,
    hidden: Option<String>,
    asks: Vec<Input>,
    requires: Vec<Requirement>,
    warns: Vec<Warning>,
    does: Vec<Done>,
    is_scripted: bool,
    changes: Vec<String>,
    place: Option<Standing>,
}

/// What is asked for.
#[derive(Serialize)]
struct Input {
    label: String,
    help: Option<String>,
    kind: &'static str,
    is_optional: bool,
    default: Option<String>,
    least: Option<String>,
    most: Option<String>,
    longest: Option<usize>,
    /// What must be chosen first.
    after: Option<String>,
    options: Vec<Options>,
    /// How many there are.
    count: usize,
}

/// Options that can be chosen under one of what is chosen before, or always.
#[derive(Serialize)]
struct Options {
    under: Option<String>,
    labels: Vec<String>,
}

#[derive(Serialize)]
struct Requirement {
    message: String,
    that: Asked,
    when: Option<Asked>,
    /// What it is said beside.
    beside: Option<String>,
    place: Option<Standing>,
}

#[derive(Serialize)]
struct Warning {
    message: String,
    when: Option<Asked>,
    place: Option<Standing>,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(action): Path<String>,
) -> Response {
    let engine = app.engine();
    let printed = Printed::new(engine.rules(), visitor.reader.language);
    match engine.rules().outline_of_action(&action) {
        Some(action) => {
            let page = page(&action, printed);
            render::page(&app, &visitor, "rules_action.html", page)
        }
        None => render::nothing(&app, &visitor),
    }
}

fn page(action: &OutlinedAction<'_>, printed: Printed<'_>) -> Page {
    let language = printed.language;
    let get = |texts: &dunlin::Texts<'_>| texts.get(language.code()).to_owned();
    let asks: Vec<Input> = action
        .asks
        .iter()
        .map(|field| input(field, action, printed))
        .collect();
    Page {
        label: get(&action.label),
        help: action.help.as_ref().map(get),
        who: words::who(&action.who, language),
        is_for_people: action.who.iter().any(|role| *role != words::SYSTEM),
        shown: action
            .shown
            .as_ref()
            .map(|shown| words::asked(shown, language)),
        hidden: action.hidden.as_ref().map(get),
        asks,
        requires: requirements(action, printed),
        warns: action
            .warns
            .iter()
            .map(|warned| Warning {
                message: get(&warned.message),
                when: warned
                    .when
                    .as_ref()
                    .map(|when| words::asked(when, language)),
                place: warned
                    .place
                    .as_ref()
                    .map(|place| words::standing(place, printed)),
            })
            .collect(),
        does: action
            .does
            .iter()
            .map(|deed| words::done(deed, language))
            .collect(),
        is_scripted: action.is_scripted,
        changes: action.changes.iter().map(get).collect(),
        place: action
            .place
            .as_ref()
            .map(|place| words::standing(place, printed)),
    }
}

fn requirements(action: &OutlinedAction<'_>, printed: Printed<'_>) -> Vec<Requirement> {
    let language = printed.language;
    let required = action.requires.iter().map(|required| Requirement {
        message: required.otherwise.get(language.code()).to_owned(),
        that: words::asked(&required.that, language),
        when: required
            .when
            .as_ref()
            .map(|when| words::asked(when, language)),
        beside: required
            .input
            .and_then(|input| label(action, input, printed)),
        place: required
            .place
            .as_ref()
            .map(|place| words::standing(place, printed)),
    });
    required.collect()
}

/// What an input is called.
fn label(action: &OutlinedAction<'_>, input: &str, printed: Printed<'_>) -> Option<String> {
    let field = action.asks.iter().find(|field| field.name() == input)?;
    Some(field.label().get(printed.language.code()).to_owned())
}

fn input(field: &Field<'_>, action: &OutlinedAction<'_>, printed: Printed<'_>) -> Input {
    let language = printed.language;
    let number = |number: Decimal| printed.value(&Value::Decimal(number), "");
    Input {
        label: field.label().get(language.code()).to_owned(),
        help: field
            .help()
            .map(|help| help.get(language.code()).to_owned()),
        kind: language.of(match field.kind() {
            "bool" => ["yes or no", "ja eller nej"],
            "integer" => ["a whole number", "et helt tal"],
            "decimal" => ["a number", "et tal"],
            "amount" => ["an amount", "et beløb"],
            "percent" => ["a percentage", "en procentsats"],
            "date" => ["a date", "en dato"],
            "datetime" => ["a date and a time", "en dato og et klokkeslæt"],
            "choice" => ["a choice", "et valg"],
            "list" => ["a list", "en liste"],
            _ => ["a text", "en tekst"],
        }),
        is_optional: field.is_optional(),
        default: field
            .default()
            .map(|default| shown(default, field, printed)),
        least: field.min().map(number),
        most: field.max().map(number),
        longest: field.max_length(),
        after: field
            .depends_on()
            .and_then(|before| label(action, before, printed)),
        count: field.options().count(),
        options: options(field, action, printed),
    }
}

/// A value of an input, an option by its label.
fn shown(value: &Value, field: &Field<'_>, printed: Printed<'_>) -> String {
    let name = value.as_str();
    let option = name.and_then(|name| field.options().find(|option| option.value() == name));
    match option {
        Some(option) => option.label().get(printed.language.code()).to_owned(),
        None => printed.value(value, ""),
    }
}

/// The options, by what must be chosen first.
fn options(field: &Field<'_>, action: &OutlinedAction<'_>, printed: Printed<'_>) -> Vec<Options> {
    let code = printed.language.code();
    let label = |option: FieldOption<'_>| option.label().get(code).to_owned();
    let before = field.depends_on();
    let before = before.and_then(|before| action.asks.iter().find(|one| one.name() == before));
    let Some(before) = before else {
        let labels: Vec<String> = field.options().map(label).collect();
        let all = Options {
            under: None,
            labels,
        };
        return Some(all)
            .into_iter()
            .filter(|all| !all.labels.is_empty())
            .collect();
    };
    let groups = before.options().map(|over| Options {
        under: Some(label(over)),
        labels: field
            .options()
            .filter(|option| option.under().any(|under| under == over.value()))
            .map(label)
            .collect(),
    });
    groups.filter(|group| !group.labels.is_empty()).collect()
}
