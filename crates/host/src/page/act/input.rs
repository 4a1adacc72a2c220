//! What a form asks for and what was written in it: read as the reader's language writes it, so that the engine can take it.

use chrono::NaiveDateTime;
use dunlin::{MenuItem, Value};
use serde::Serialize;

use crate::http::Language;
use crate::page::form::Fields;
use crate::page::printed::{Printed, amount};

/// One thing that a form asks for, with what stands in it.
#[derive(Debug, Serialize)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) label: String,
    help: Option<String>,
    kind: &'static str,
    is_optional: bool,
    /// What stands in it, as it was written.
    pub(super) value: String,
    /// What can be chosen, by what it belongs under.
    groups: Vec<Group>,
    /// The field from which must be chosen first.
    depends_on: Option<String>,
    min: Option<String>,
    max: Option<String>,
    max_length: Option<usize>,
    /// What is wrong with it.
    pub(super) problems: Vec<String>,
}

/// Options that belong under one option of another field.
#[derive(Debug, Serialize)]
struct Group {
    label: Option<String>,
    options: Vec<Choice>,
}

#[derive(Debug, Serialize)]
struct Choice {
    value: String,
    label: String,
    /// The options of the other field under which it can be chosen.
    under: Vec<String>,
}

/// A form as it was filled in.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) fields: Vec<Field>,
    /// What is given to the engine.
    pub(super) values: Vec<(String, Value)>,
}

impl Read {
    pub(super) fn of(item: &MenuItem<'_>, sent: Option<&Fields>, printed: Printed<'_>) -> Self {
        let mut read = Self {
            fields: Vec::new(),
            values: Vec::new(),
        };
        for declared in item.form() {
            let mut field = Field::of(item, &declared, printed.language);
            match sent {
                None => field.value = default(&declared, printed),
                Some(sent) => {
                    let written = sent.get(&format!("input.{}", field.name));
                    field.value = written.unwrap_or_default().trim().to_owned();
                    match field.read(printed) {
                        Ok(Some(value)) => read.values.push((field.name.clone(), value)),
                        Ok(None) => {}
                        Err(problem) => field.problems.push(problem),
                    }
                }
            }
            read.fields.push(field);
        }
        read
    }

    /// Whether all that was written can be read.
    pub(super) fn is_whole(&self) -> bool {
        self.fields.iter().all(|field| field.problems.is_empty())
    }

    /// What a field says, as people read it.
    pub(super) fn printed(
        &self,
        declared: &dunlin::Field<'_>,
        printed: Printed<'_>,
        currency: &str,
    ) -> String {
        let given = self.values.iter().find(|(name, _)| name == declared.name());
        let Some((_, value)) = given else {
            return String::new();
        };
        let text = value.as_str().unwrap_or_default();
        match declared.kind() {
            "choice" => {
                let option = declared.options().find(|option| option.value() == text);
                option.map_or_else(
                    || text.to_owned(),
                    |option| option.label().get(printed.language.code()).to_owned(),
                )
            }
            "amount" => match text.parse() {
                Ok(amount) => printed.amount(amount, currency),
                Err(_) => text.to_owned(),
            },
            "date" => match text.parse() {
                Ok(day) => printed.day(day),
                Err(_) => text.to_owned(),
            },
            "bool" => printed.language.of(["yes", "ja"]).to_owned(),
            _ => printed.value(value, currency),
        }
    }
}

/// What stands in a field before anybody writes in it.
fn default(declared: &dunlin::Field<'_>, printed: Printed<'_>) -> String {
    match declared.default() {
        Some(Value::Bool(true)) => "true".to_owned(),
        Some(Value::Bool(false)) | None => String::new(),
        Some(value) => match value.as_str() {
            Some(text) => text.to_owned(),
            None if declared.kind() == "date" => value.to_string(),
            None => printed.value(value, ""),
        },
    }
}

impl Field {
    fn of(item: &MenuItem<'_>, declared: &dunlin::Field<'_>, language: Language) -> Self {
        let code = language.code();
        let before = declared.depends_on();
        let before = before.and_then(|name| item.form().find(|field| field.name() == name));
        let group = |under: &[String]| {
            let before = before.as_ref()?;
            let mut options = before.options();
            let group = options.find(|option| under.iter().any(|under| under == option.value()))?;
            Some(group.label().get(code).to_owned())
        };
        let mut groups: Vec<Group> = Vec::new();
        for option in declared.options() {
            let under: Vec<String> = option.under().map(str::to_owned).collect();
            let label = group(&under);
            let choice = Choice {
                value: option.value().to_owned(),
                label: option.label().get(code).to_owned(),
                under,
            };
            match groups.iter_mut().find(|group| group.label == label) {
                Some(group) => group.options.push(choice),
                None => groups.push(Group {
                    label,
                    options: vec![choice],
                }),
            }
        }
        Self {
            name: declared.name().to_owned(),
            label: declared.label().get(code).to_owned(),
            help: declared.help().map(|help| help.get(code).to_owned()),
            kind: declared.kind(),
            is_optional: declared.is_optional(),
            value: String::new(),
            groups,
            depends_on: declared.depends_on().map(str::to_owned),
            min: declared.min().map(|min| min.to_string()),
            max: declared.max().map(|max| max.to_string()),
            max_length: declared.max_length(),
            problems: Vec::new(),
        }
    }

    /// What is given to the engine; nothing where nothing is written.
    fn read(&self, printed: Printed<'_>) -> Result<Option<Value>, String> {
        let language = printed.language;
        let written = self.value.as_str();
        let text = || (!written.is_empty()).then(|| Value::text(written));
        match self.kind {
            "bool" => Ok(Some(Value::Bool(written == "true"))),
            "amount" | "decimal" | "percent" => match amount(written, language) {
                None => Ok(None),
                Some(Ok(amount)) => Ok(Some(Value::text(amount.to_string()))),
                Some(Err(())) => Err(language.of([
                    "Write a number such as 1,250.50.".to_owned(),
                    "Skriv et tal som 1.250,50.".to_owned(),
                ])),
            },
            "datetime" if !written.is_empty() => {
                let local = NaiveDateTime::parse_from_str(written, "%Y-%m-%dT%H:%M");
                let local = local.map_err(|_| {
                    language.of([
                        "Choose a day and a time.".to_owned(),
                        "Vælg en dag og et klokkeslæt.".to_owned(),
                    ])
                })?;
                let at = printed.rules.instant(local);
                Ok(Some(Value::text(at.to_rfc3339())))
            }
            _ => Ok(text()),
        }
    }
}
