//! Letters: where they go when a rule doesn't say, and their text on the case as the decision left it.

use serde::{Deserialize, Serialize};

use super::effects::{Denials, Run};
use super::trace::Watch;
use super::{DenialKind, wording};
use crate::rules::Sort;
use crate::rules::effect::EffectKind;
use crate::value::Value;

/// A letter in the customer's language, its placeholders filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Letter {
    /// The language that it is written in.
    pub language: String,
    /// The subject line.
    pub subject: String,
    /// The body, as Markdown.
    pub body: String,
}

/// Fills in where a letter goes, and renders it; other effects are left alone.
pub(super) fn address<'e, W: Watch>(
    run: &Run<'e, '_, W>,
    kind: EffectKind,
    arguments: &mut [Value],
) -> Result<Option<Letter>, Denials<'e>> {
    let rules = run.rules;
    let EffectKind::Host(_) = kind else {
        return Ok(None);
    };
    let parameters = kind.parameters(&rules.words);
    let position = |wanted: &str| {
        parameters
            .iter()
            .position(|parameter| &*parameter.name == wanted)
    };
    let Some(at) = parameters
        .iter()
        .position(|parameter| parameter.sort == Sort::Template)
    else {
        return Ok(None);
    };
    let name = arguments
        .get(at)
        .and_then(Value::as_str)
        .unwrap_or_default();
    let Some(template) = rules
        .templates
        .iter()
        .find(|template| &*template.name == name)
    else {
        return Ok(None);
    };
    let failed = |fault| vec![wording::failed(rules, &template.name, &fault)];
    let mut language = 0;
    if let Some(contact) = &rules.contact {
        let chosen = match &contact.language {
            Some(expr) => run.value(expr).map_err(failed)?,
            None => Value::Unset,
        };
        let languages = &rules.words.languages;
        language = languages
            .iter()
            .position(|known| chosen.as_str() == Some(known))
            .unwrap_or(0);
        let email = match &contact.email {
            Some(expr) => run.value(expr).map_err(failed)?,
            None => Value::Unset,
        };
        let set = |arguments: &mut [Value], at: Option<usize>, value: Value| {
            if let Some(argument) = at.and_then(|at| arguments.get_mut(at)) {
                *argument = value;
            }
        };
        let (channel, to) = (position("channel"), position("to"));
        let is_set = |at: Option<usize>, arguments: &[Value]| {
            at.and_then(|at| arguments.get(at))
                .is_some_and(Value::is_set)
        };
        if channel.is_some() && !is_set(channel, arguments) {
            let by = if email.is_set() {
                Some("email")
            } else {
                contact.otherwise.as_deref()
            };
            set(arguments, channel, by.map_or(Value::Unset, Value::choice));
        }
        let by_email = channel
            .and_then(|at| arguments.get(at))
            .and_then(Value::as_str)
            == Some("email");
        if by_email && to.is_some() && !is_set(to, arguments) {
            if !email.is_set() {
                let words = [
                    "There is no e-mail address to send the letter to.",
                    "Der er ingen e-mailadresse at sende brevet til.",
                ];
                return Err(vec![wording::denial(
                    rules,
                    DenialKind::Effect,
                    "no_address",
                    words,
                )]);
            }
            set(arguments, to, email);
        }
    }
    let env = run.env();
    let subject = template.subject.text(language, &env).map_err(failed)?;
    let body = template.body.markdown(language, &env).map_err(failed)?;
    let language = rules
        .words
        .languages
        .get(language)
        .map_or_else(String::new, ToString::to_string);
    Ok(Some(Letter {
        language,
        subject,
        body,
    }))
}
