//! Schemas as a person reads them: what something is, and what is in it.

use serde_json::Value;

use super::super::language::Language;
use super::html::{Escaped, marked};

/// The text at a place, or none.
pub(super) fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    let text = value.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_default()
}

/// What a list at a place holds.
pub(super) fn list<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> {
    let list = value.pointer(pointer).and_then(Value::as_array);
    list.into_iter().flatten()
}

/// What something is, in a few words.
pub(super) fn form(schema: &Value, language: Language) -> String {
    let or = language.of([" or ", " eller "]);
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let name = Escaped(reference.rsplit('/').next().unwrap_or_default());
        return format!("<a href=\"#form-{name}\">{name}</a>");
    }
    if let Some(value) = schema.get("const") {
        return literal(value);
    }
    if schema.get("enum").is_some() {
        let values: Vec<String> = list(schema, "/enum").map(literal).collect();
        return values.join(or);
    }
    for of in ["/oneOf", "/anyOf"] {
        let several: Vec<String> = list(schema, of).map(|one| form(one, language)).collect();
        if !several.is_empty() {
            return several.join(or);
        }
    }
    let mut kinds: Vec<&str> = list(schema, "/type").filter_map(Value::as_str).collect();
    kinds.extend(schema.get("type").and_then(Value::as_str));
    let kinds: Vec<String> = kinds
        .into_iter()
        .map(|kind| one_of_kind(kind, schema, language))
        .collect();
    kinds.join(or)
}

fn one_of_kind(kind: &str, schema: &Value, language: Language) -> String {
    let number = |name: &str| schema.get(name).and_then(Value::as_i64);
    match kind {
        "array" => {
            let items = schema.get("items").unwrap_or(&Value::Null);
            let items = form(items, language);
            match items.as_str() {
                "" => language.of(["list", "liste"]).to_owned(),
                _ => format!("{} {items}", language.of(["list of", "liste af"])),
            }
        }
        "object" => language.of(["object", "objekt"]).to_owned(),
        "boolean" => format!(
            "<code>true</code>{}<code>false</code>",
            language.of([" or ", " eller "])
        ),
        "null" => "<code>null</code>".to_owned(),
        "integer" | "number" => {
            let name = language.of(["number", "tal"]);
            match (number("minimum"), number("maximum")) {
                (Some(least), Some(most)) => format!("{name} {least}–{most}"),
                _ => name.to_owned(),
            }
        }
        _ => match schema.get("format").and_then(Value::as_str) {
            Some("date-time") => language.of(["time", "tidspunkt"]).to_owned(),
            Some("date") => language.of(["day", "dag"]).to_owned(),
            _ => language.of(["text", "tekst"]).to_owned(),
        },
    }
}

fn literal(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("<code>{}</code>", Escaped(text))
}

/// What an object has, field by field; or what something is that is none.
pub(super) fn fields(schema: &Value, language: Language) -> String {
    let forms: Vec<&Value> = list(schema, "/oneOf").collect();
    if !forms.is_empty() {
        let forms = forms.into_iter().map(|one| match one.get("properties") {
            Some(_) => fields(one, language),
            None => format!("<p>{}</p>\n", form(one, language)),
        });
        let forms: Vec<String> = forms.collect();
        return forms
            .join(language.of(["<p class=\"or\">or</p>\n", "<p class=\"or\">eller</p>\n"]));
    }
    let Some(Value::Object(properties)) = schema.get("properties") else {
        return format!("<p>{}</p>\n", form(schema, language));
    };
    let mut told = "<dl>\n".to_owned();
    for (name, property) in properties {
        let is_required = list(schema, "/required").any(|required| required == name);
        told.push_str(&format!(
            "<div><dt><code{}>{}</code></dt><dd><small>{}</small> {}{}</dd></div>\n",
            if is_required { "" } else { " class=\"may\"" },
            Escaped(name),
            form(property, language),
            marked(text(property, "/description")),
            within(property, language),
        ));
    }
    told.push_str("</dl>\n");
    told
}

/// The fields of an object that stands in another and has no name of its own.
fn within(property: &Value, language: Language) -> String {
    let inner = property.get("items").unwrap_or(property);
    match inner.get("properties") {
        Some(_) => fields(inner, language),
        None => String::new(),
    }
}

/// An example of something, where its form has one.
pub(super) fn example<'a>(api: &'a Value, schema: &'a Value) -> Option<&'a Value> {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let schema = match reference.and_then(|reference| reference.strip_prefix('#')) {
        Some(place) => api.pointer(place)?,
        None => schema,
    };
    schema
        .get("example")
        .or_else(|| schema.pointer("/examples/0"))
}
