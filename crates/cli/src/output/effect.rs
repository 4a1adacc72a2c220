//! An effect in words · effects that the rule set declares for its host are told by their arguments.

use dunlin::{Effect, Field, Value};

use crate::arguments::Language;

/// Returns what an effect does, in words; options go by the labels that the action's form has for them.
pub(crate) fn words(effect: &Effect<'_>, form: &[Field], currency: &str, lang: Language) -> String {
    let said = Said { effect, form, lang };
    match effect.name() {
        "close_case" => {
            let (code, reason) = (said.get("code"), said.get("reason"));
            format!(
                "{}: {code}, {reason}",
                lang.of("the case is closed", "sagen lukkes")
            )
        }
        "reopen_case" => lang
            .of("the case is opened again", "sagen genåbnes")
            .to_owned(),
        "pause_case" => pause(&said),
        "resume_case" if said.has("reason") => {
            let reason = said.get("reason");
            let of = lang.of(
                "it is no longer paused for",
                "den er ikke længere i bero på grund af",
            );
            format!("{of}: {reason}")
        }
        "resume_case" => lang.of("the case goes on", "sagen genoptages").to_owned(),
        "schedule_resume" => {
            let on = said.get("on");
            format!(
                "{} {on}",
                lang.of("it goes on by itself on", "den genoptages af sig selv den")
            )
        }
        "switch_flow" => {
            let to = said.get("to");
            format!(
                "{}: {to}",
                lang.of(
                    "the case begins in another flow",
                    "sagen begynder i et andet flow"
                )
            )
        }
        "restart_flow" => lang
            .of("the flow begins again", "flowet begynder forfra")
            .to_owned(),
        "post" => post(&said, currency),
        "set_fact" if said.has("value") => format!("{} = {}", said.get("fact"), said.get("value")),
        "set_fact" => format!("{} {}", said.get("fact"), lang.of("is cleared", "ryddes")),
        "add_note" => format!("{}: {}", lang.of("a note", "et notat"), said.get("text")),
        _ => for_host(&said),
    }
}

struct Said<'e> {
    effect: &'e Effect<'e>,
    form: &'e [Field],
    lang: Language,
}

impl Said<'_> {
    fn has(&self, argument: &str) -> bool {
        self.effect.argument(argument).is_some()
    }

    fn get(&self, argument: &str) -> String {
        self.effect
            .argument(argument)
            .map(|value| self.value(value))
            .unwrap_or_default()
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Choice(name) => {
                let mut options = self.form.iter().flat_map(|field| &field.options);
                let label = options.find(|option| option.value == *name);
                label
                    .map_or(&**name, |option| option.label.get(self.lang.code()))
                    .to_owned()
            }
            // A text in every language.
            Value::Record(texts) => {
                let text = texts
                    .get(self.lang.code())
                    .or_else(|| texts.values().next());
                text.unwrap_or(value).to_string()
            }
            value => value.to_string(),
        }
    }
}

fn pause(said: &Said<'_>) -> String {
    let lang = said.lang;
    let stops = |argument| said.effect.argument(argument).and_then(Value::as_str) == Some("stops");
    let clock = if stops("clock") {
        lang.of("its steps wait", "dens trin venter")
    } else {
        lang.of("its steps fall due meanwhile", "dens trin forfalder imens")
    };
    let interest = if stops("interest") {
        lang.of("no interest accrues", "der løber ingen renter på")
    } else {
        lang.of("interest accrues", "der løber renter på")
    };
    let paused = lang.of("the case is paused", "sagen sættes i bero");
    let mut words = format!("{paused}: {} ({clock}, {interest})", said.get("reason"));
    if said.has("note") {
        words.push_str(&format!("; “{}”", said.get("note")));
    }
    words
}

fn post(said: &Said<'_>, currency: &str) -> String {
    let lang = said.lang;
    let (entry, amount, date) = (said.get("entry"), said.get("amount"), said.get("date"));
    let on = lang.of("on", "den");
    let book = match said.effect.argument("book") {
        Some(Value::Bool(false)) => lang.of(", not to be booked", ", bogføres ikke"),
        _ => "",
    };
    format!("{entry} {amount} {currency} {on} {date}{book}")
}

fn for_host(said: &Said<'_>) -> String {
    let arguments: Vec<String> = said
        .effect
        .arguments()
        .map(|(name, value)| format!("{name} {}", said.value(value)))
        .collect();
    let mut words = arguments.join(", ");
    if let Some(letter) = said.effect.letter() {
        words.push_str(&format!("; “{}”", letter.subject));
    }
    words
}
