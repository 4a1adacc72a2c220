//! A form as JSON Schema (2020-12), so that any host can check inputs before it asks. Built from the form alone.

use std::sync::Arc;

use indexmap::IndexMap;

use super::form::Field;
use crate::value::Value;

/// The schema of an object with a form's inputs; amounts are texts with the currency's decimals.
pub(super) fn schema<'e>(form: impl Iterator<Item = Field<'e>>, decimals: u32) -> Value {
    let form: Vec<Field<'_>> = form.collect();
    let properties = form
        .iter()
        .map(|field| (field.name(), property(field, decimals)));
    let properties = record(properties.collect::<Vec<_>>());
    let required = form
        .iter()
        .filter(|field| !field.is_optional())
        .map(|field| Value::text(field.name()));
    let mut schema = vec![
        (
            "$schema",
            Value::text("https://json-schema.org/draft/2020-12/schema"),
        ),
        ("type", Value::text("object")),
        ("properties", properties),
        ("required", Value::List(required.collect())),
        ("additionalProperties", Value::Bool(false)),
    ];
    let dependent: Vec<Value> = form.iter().flat_map(dependencies).collect();
    if !dependent.is_empty() {
        schema.push(("allOf", Value::List(dependent.into())));
    }
    record(schema)
}

fn property(field: &Field<'_>, decimals: u32) -> Value {
    let mut property = vec![("title", Value::text(field.label().get("")))];
    let mut add = |name, value| property.push((name, value));
    match field.kind() {
        "bool" => add("type", Value::text("boolean")),
        "integer" => add("type", Value::text("integer")),
        "amount" => {
            add("type", Value::text("string"));
            let pattern = match decimals {
                0 => "^-?\\d+$".to_owned(),
                decimals => format!("^-?\\d+(\\.\\d{{1,{decimals}}})?$"),
            };
            add("pattern", Value::from(pattern));
        }
        "decimal" | "percent" => {
            add("type", Value::text("string"));
            add("pattern", Value::text("^-?\\d+(\\.\\d+)?$"));
        }
        "date" => {
            add("type", Value::text("string"));
            add("format", Value::text("date"));
        }
        "datetime" => {
            add("type", Value::text("string"));
            add("format", Value::text("date-time"));
        }
        "choice" => add("enum", names(field.options().map(|option| option.value()))),
        _ => add("type", Value::text("string")),
    }
    if field.kind() == "integer" {
        let whole = |number: rust_decimal::Decimal| {
            i64::try_from(number).map_or(Value::Unset, Value::Integer)
        };
        if let Some(min) = field.min() {
            add("minimum", whole(min));
        }
        if let Some(max) = field.max() {
            add("maximum", whole(max));
        }
    }
    if let Some(length) = field.max_length() {
        add(
            "maxLength",
            Value::Integer(i64::try_from(length).unwrap_or(i64::MAX)),
        );
    }
    if let Some(default) = field.default() {
        add("default", default.clone());
    }
    record(property)
}

/// For each option of the field before: which options of this one go with it.
fn dependencies(field: &Field<'_>) -> Vec<Value> {
    let Some(parent) = field.depends_on() else {
        return Vec::new();
    };
    let mut parents: Vec<&str> = Vec::new();
    for under in field.options().flat_map(|option| option.under()) {
        if !parents.contains(&under) {
            parents.push(under);
        }
    }
    let rule = |under: &str| {
        let options = field.options();
        let options = options.filter(|option| option.under().any(|name| name == under));
        let constant = record([("const", Value::text(under))]);
        let options = record([("enum", names(options.map(|option| option.value())))]);
        record([
            ("if", record([("properties", record([(parent, constant)]))])),
            (
                "then",
                record([("properties", record([(field.name(), options)]))]),
            ),
        ])
    };
    parents.into_iter().map(rule).collect()
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> Value {
    Value::List(names.map(Value::text).collect())
}

fn record<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let fields: IndexMap<Arc<str>, Value> = fields
        .into_iter()
        .map(|(name, value)| (Arc::from(name), value))
        .collect();
    Value::Record(Arc::new(fields))
}
