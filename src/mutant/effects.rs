//! The edits of a list of effects: each dropped, asked under another condition, given something else. When the list is taken is known elsewhere.

use super::MutantKind::{Argument as Given, Effect, Logic};
use super::editor::{Editor, NOWHERE, Words};
use super::expr::{constant, expr, failing, step};
use crate::expr::{Arithmetic, Expr, Node, Read};
use crate::rules::effect::{
    Argument, CaseEffect, EffectCall, EffectItem, EffectItemBody, EffectKind,
};
use crate::rules::{Kind, Parameter, Sort};
use crate::source::Span;
use crate::value::Value;

/// Every edit of a list of effects.
pub(super) fn list(items: &mut Vec<EffectItem>, editor: &mut Editor<'_>) {
    for at in 0..items.len() {
        if items.get(at).is_some_and(|item| is_ruled_out(item, editor)) {
            continue;
        }
        let only = items.get(at).is_some_and(|item| item.bodies.len() == 1);
        if only {
            let (span, words) = items.get(at).map_or((NOWHERE, Words::dropped("")), |item| {
                dropped(item.bodies.first(), editor)
            });
            editor.offer(
                Effect,
                span,
                items,
                |_| words,
                |items| drop(items.remove(at)),
            );
        }
        if let Some(item) = items.get_mut(at) {
            self::item(item, !only, editor);
        }
    }
}

fn item(item: &mut EffectItem, droppable: bool, editor: &mut Editor<'_>) {
    when(&mut item.when, editor);
    for at in 0..item.bodies.len() {
        if droppable {
            let (span, words) = dropped(item.bodies.get(at), editor);
            editor.offer(
                Effect,
                span,
                &mut item.bodies,
                |_| words,
                |bodies| drop(bodies.remove(at)),
            );
        }
        match item.bodies.get_mut(at) {
            Some(EffectItemBody::Call(call)) => self::call(call, editor),
            Some(EffectItemBody::Item(inner)) if is_ruled_out(inner, editor) => {}
            Some(EffectItemBody::Item(inner)) => {
                let several = inner.bodies.len() > 1;
                self::item(inner, several, editor);
            }
            None => {}
        }
    }
}

/// Whether the settings have it never happen.
fn is_ruled_out(item: &EffectItem, editor: &Editor<'_>) -> bool {
    let when = item.when.as_ref();
    when.and_then(|when| editor.settled(when)) == Some(false)
}

/// A condition that may be there: never asked, and each edit of it.
pub(super) fn when(when: &mut Option<Expr>, editor: &mut Editor<'_>) {
    let undecided = when
        .as_ref()
        .filter(|condition| editor.settled(condition).is_none());
    let Some(span) = undecided.map(|condition| condition.span) else {
        return;
    };
    let text = editor.text(span);
    editor.probing(
        when,
        |when| *when = when.as_ref().map(failing),
        |when, editor| {
            editor.offer(
                Logic,
                span,
                when,
                |_| {
                    Words::new(
                        format!("the condition `{text}` is dropped"),
                        format!("betingelsen `{text}` er fjernet"),
                    )
                },
                |when| *when = None,
            );
        },
    );
    if let Some(condition) = when {
        expr(condition, editor);
    }
}

/// What it is to drop an effect, or those of an item.
fn dropped(body: Option<&EffectItemBody>, editor: &Editor<'_>) -> (Span, Words) {
    let mut calls = Vec::new();
    if let Some(body) = body {
        match body {
            EffectItemBody::Call(call) => calls.push(call),
            EffectItemBody::Item(item) => item.each_effect(&mut |call| calls.push(call)),
        }
    }
    let span = calls.first().map_or(NOWHERE, |call| call.span);
    let names: Vec<String> = calls.into_iter().map(|call| named(call, editor)).collect();
    let names = names.join("`, `");
    (span, Words::dropped(&names))
}

/// An effect with what tells it from others of its kind.
fn named(call: &EffectCall, editor: &Editor<'_>) -> String {
    let words = editor.words();
    let name = call.kind.name(words);
    let parameters = call.kind.parameters(words);
    let which = crate::rules::effect::naming(parameters).and_then(|at| {
        match call.arguments.get(at)?.as_ref()? {
            Argument::Value(value) => Some(editor.text(value.span)),
            Argument::Message(_) => None,
        }
    });
    match which {
        Some(which) => format!("{name} {which}"),
        None => name.to_owned(),
    }
}

fn call(call: &mut EffectCall, editor: &mut Editor<'_>) {
    let parameters = call.kind.parameters(editor.words());
    let (kind, span) = (call.kind, call.span);
    let name = kind.name(editor.words());
    for (argument, parameter) in call.arguments.iter_mut().zip(parameters) {
        if is_droppable(kind, parameter, argument.as_ref()) {
            let at = match argument {
                Some(Argument::Value(value)) => value.span,
                _ => span,
            };
            editor.offer(
                Given,
                at,
                argument,
                |_| {
                    Words::new(
                        format!("`{name}` is given no `{}`", parameter.name),
                        format!("`{name}` får intet `{}`", parameter.name),
                    )
                },
                |argument| *argument = None,
            );
        }
        if let Some(Argument::Value(value)) = argument {
            given(value, parameter, editor);
        }
    }
}

/// Whether leaving an argument out says something else than giving it.
fn is_droppable(kind: EffectKind, parameter: &Parameter, argument: Option<&Argument>) -> bool {
    let Some(Argument::Value(value)) = argument else {
        return false;
    };
    let is_taken_for_granted = match (kind, &*parameter.name, &value.node) {
        (EffectKind::Case(CaseEffect::Pause), "clock", Node::Const(value)) => {
            value.as_str() == Some("stops")
        }
        (EffectKind::Case(CaseEffect::Pause), "interest", Node::Const(value)) => {
            value.as_str() == Some("accrues")
        }
        (EffectKind::Case(CaseEffect::Post), "book", Node::Const(value)) => {
            *value == Value::Bool(true)
        }
        (EffectKind::Case(CaseEffect::Post), "date", Node::Read(Read::Today))
        | (EffectKind::Case(CaseEffect::AddInterest), "until", Node::Read(Read::Today)) => true,
        _ => false,
    };
    parameter.ty.optional && !is_taken_for_granted
}

fn given(value: &mut Expr, parameter: &Parameter, editor: &mut Editor<'_>) {
    let words = editor.words();
    let next = |names: Vec<&str>, name: &str| -> Option<String> {
        let at = names.iter().position(|known| *known == name)?;
        let next = names.get((at + 1) % names.len())?;
        (*next != name).then(|| (*next).to_owned())
    };
    let name = value
        .as_constant()
        .and_then(Value::as_str)
        .map(str::to_owned);
    let instead = match (parameter.sort, &name) {
        (Sort::Plain | Sort::FactValue, _) => {
            computed(value, editor);
            return;
        }
        (Sort::Entry, Some(name)) => {
            let side = words.entry_id(name).map(|id| words.entry_side(id));
            let entries = words.entries.iter();
            let same = entries.filter(|(_, entry)| Some(entry.side) == side);
            next(same.map(|(name, _)| &**name).collect(), name)
        }
        (Sort::Template, Some(name)) => {
            next(words.templates.keys().map(|name| &**name).collect(), name)
        }
        (Sort::Flow, Some(name)) => next(words.flows.keys().map(|name| &**name).collect(), name),
        _ => None,
    };
    if let (Some(from), Some(to)) = (name, instead) {
        editor.offer(
            Given,
            value.span,
            value,
            |_| Words::becomes(&from, &to),
            |value| {
                value.node = Node::Const(match value.as_constant() {
                    Some(Value::Choice(_)) => Value::choice(&to),
                    _ => Value::text(&to),
                });
            },
        );
    }
}

/// A value and, where it is computed, the same with one of its smallest units more.
pub(super) fn computed(value: &mut Expr, editor: &mut Editor<'_>) {
    if matches!(value.node, Node::Const(_)) {
        constant(value, editor);
        return;
    }
    expr(value, editor);
    more(value, editor);
}

fn more(value: &mut Expr, editor: &mut Editor<'_>) {
    use rust_decimal::Decimal;
    let zero = match value.ty.kind {
        _ if value.ty.optional => None,
        Kind::Integer | Kind::Date => Some(Value::Integer(0)),
        Kind::Amount => Some(Value::Amount(Decimal::ZERO)),
        Kind::Percent => Some(Value::Percent(Decimal::ZERO)),
        Kind::Decimal => Some(Value::Decimal(Decimal::ZERO)),
        _ => None,
    };
    let Some(unit) = zero.and_then(|zero| step(&zero, 1)) else {
        return;
    };
    let (span, text) = (value.span, editor.text(value.span));
    let text = text.trim_start_matches('=').trim().to_owned();
    editor.offer(
        Given,
        span,
        value,
        |_| Words::becomes(&text, &format!("{text} + {unit}")),
        |value| {
            let kind = match value.ty.kind {
                Kind::Date => Kind::Integer,
                ref kind => kind.clone(),
            };
            let ty = crate::rules::Type::of(kind);
            let unit = Expr::constant(unit.clone(), ty, value.span);
            let inner = value.clone();
            value.node = Node::Arithmetic(Arithmetic::Add, Box::new((inner, unit)));
        },
    );
}
