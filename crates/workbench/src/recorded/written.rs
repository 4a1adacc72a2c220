//! A draft as a scenario's file. What it holds is others' matter.

use std::fmt::Write;

use dunlin::Value;
use indexmap::IndexMap;

use super::draft::{Asked, Draft, Step};

/// How a time is written.
const TIME: &str = "%Y-%m-%dT%H:%M:%S";

/// Returns the text of a scenario's file.
pub(super) fn text(draft: &Draft) -> String {
    let mut text = format!(
        "scenario: {}\nnow: {}\n",
        quoted(&draft.sentence),
        time(draft.now)
    );
    if !draft.opening.is_empty() {
        text.push_str("case:\n");
        values(&mut text, "  ", &draft.opening);
    }
    text.push_str("steps:\n");
    for step in &draft.steps {
        text.push_str(&match step {
            Step::Answer(how, effect) => format!("  - {how}: {effect}\n"),
            Step::Wait(until) => format!("  - wait_until: {}\n", time(*until)),
            Step::Do(asked) => action(asked),
        });
    }
    text
}

fn action(asked: &Asked) -> String {
    let mut text = format!(
        "  - do: {}\n    as: {}\n",
        asked.action,
        scalar(&asked.role)
    );
    if !asked.inputs.is_empty() {
        text.push_str("    with:\n");
        values(&mut text, "      ", &asked.inputs);
    }
    let expect = match asked.denied_by.as_slice() {
        [] => "allowed".to_owned(),
        rules => format!("[{}]", rules.join(", ")),
    };
    text.push_str(&format!("    expect: {expect}\n"));
    text
}

fn values(text: &mut String, indent: &str, values: &IndexMap<String, Value>) {
    for (name, value) in values {
        let value = match value {
            Value::Unset => "~".to_owned(),
            value => scalar(&value.to_string()),
        };
        // A text takes whatever is written into it.
        let _ = writeln!(text, "{indent}{}: {value}", scalar(name));
    }
}

fn time(time: chrono::NaiveDateTime) -> String {
    let text = time.format(TIME).to_string();
    text.strip_suffix(":00").map_or(text.clone(), str::to_owned)
}

/// A text as YAML takes it for this text: in quotes, unless it can be nothing else.
fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c))
        && !text.eq_ignore_ascii_case("null");
    if is_plain {
        text.to_owned()
    } else {
        quoted(text)
    }
}

fn quoted(text: &str) -> String {
    // As JSON, a text is a quoted scalar of YAML.
    serde_json::Value::from(text).to_string()
}
