//! A decision in lines: who asked for what, the verdict, what speaks against it or follows. Nothing is decided here.

use dunlin::{Decision, Denial, Effect, Letter, Texts, Value};

use super::lines::Lines;

/// Writes the verdict, warnings, denials and effects of a decision.
pub(super) fn decision(lines: &mut Lines, decision: &Decision<'_>) {
    lines.line(if decision.is_allowed() {
        "verdict: allowed"
    } else {
        "verdict: denied"
    });
    denials(lines, decision.denials());
    warnings(lines, decision);
    effects(lines, decision.effects());
    if decision.is_allowed() && decision.effects().is_empty() {
        lines.line("effects: none");
    }
}

/// Writes denials, if there are any.
pub(super) fn denials(lines: &mut Lines, denials: &[Denial]) {
    if denials.is_empty() {
        return;
    }
    lines.block("denials:", |lines| {
        for denial in denials {
            let input = denial
                .input
                .as_ref()
                .map_or_else(String::new, |input| format!(" (at {input})"));
            lines.block(&format!("{}{input}:", denial.rule), |lines| {
                texts(lines, &denial.message)
            });
        }
    });
}

/// Writes the warnings of a decision, if there are any.
pub(super) fn warnings(lines: &mut Lines, decision: &Decision<'_>) {
    if decision.warnings().is_empty() {
        return;
    }
    lines.block("warnings:", |lines| {
        for warning in decision.warnings() {
            lines.block(&format!("{}:", warning.rule), |lines| {
                texts(lines, &warning.message)
            });
        }
    });
}

/// Writes effects in order, if there are any, each with its arguments and its letter.
pub(super) fn effects(lines: &mut Lines, effects: &[Effect<'_>]) {
    if effects.is_empty() {
        return;
    }
    lines.block("effects:", |lines| {
        for effect in effects {
            lines.block(&format!("- {}", effect.name()), |lines| {
                lines.within(|lines| {
                    effect
                        .arguments()
                        .for_each(|(name, argument)| value(lines, name, argument));
                    if let Some(sent) = effect.letter() {
                        letter(lines, sent);
                    }
                });
            });
        }
    });
}

fn letter(
    lines: &mut Lines,
    Letter {
        language,
        subject,
        body,
        ..
    }: &Letter,
) {
    lines.block("letter:", |lines| {
        lines.pair("language", language);
        lines.pair("subject", subject);
        lines.block("body:", |lines| {
            body.trim()
                .lines()
                .for_each(|line| lines.line(line.trim_end()));
        });
    });
}

fn texts(lines: &mut Lines, texts: &Texts) {
    texts
        .iter()
        .for_each(|(language, text)| lines.pair(language, text));
}

/// Writes a value by its name; one that has parts, such as a text in each language, below it.
pub(super) fn value(lines: &mut Lines, name: &str, shown: &Value) {
    match shown {
        Value::Record(parts) => lines.block(&format!("{name}:"), |lines| {
            parts
                .iter()
                .for_each(|(name, part)| value(lines, name, part));
        }),
        Value::Unset => lines.line(&format!("{name}: none")),
        shown => lines.pair(name, &shown.to_string()),
    }
}
