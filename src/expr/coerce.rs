//! A value of one type where another is needed: option names, number literals and whole numbers adapt; nothing else does.

use rust_decimal::Decimal;

use super::problem;
use super::tree::{Expr, Node};
use crate::rules::{Kind, Type, Vocabulary};
use crate::source::Problem;
use crate::value::Value;

/// An expression as a value of another kind, where that can't change what it means.
pub(crate) fn coerce_kind(
    expr: Expr,
    kind: &Kind,
    words: &Vocabulary,
) -> Result<Expr, Box<Problem>> {
    if expr.ty.kind == *kind {
        return Ok(expr);
    }
    let Expr {
        node: inner,
        ty,
        span,
    } = expr;
    let as_kind = |node| Expr {
        node,
        ty: Type {
            kind: kind.clone(),
            optional: ty.optional,
        },
        span,
    };
    match (inner, kind) {
        (Node::Const(Value::Text(text)), Kind::Choice(id)) => {
            let Some(list) = words.list(*id) else {
                return Err(Box::new(problem::unknown_option(&text, "")));
            };
            match list.options.get(&*text) {
                Some(option) => Ok(as_kind(Node::Const(option.value.clone()))),
                None => Err(Box::new(
                    problem::unknown_option(&text, &list.name)
                        .suggest(&text, list.options.keys().map(|option| &**option)),
                )),
            }
        }
        (Node::Const(value), Kind::Amount)
            if value.as_decimal().is_some() && plain_number(&ty.kind) =>
        {
            Ok(as_kind(Node::Const(Value::Amount(
                value.as_decimal().unwrap_or_default(),
            ))))
        }
        (Node::Const(value), Kind::Percent)
            if value.as_decimal().is_some() && plain_number(&ty.kind) =>
        {
            Ok(as_kind(Node::Const(Value::Percent(
                value.as_decimal().unwrap_or_default(),
            ))))
        }
        (Node::Const(Value::Integer(number)), Kind::Decimal) => {
            Ok(as_kind(Node::Const(Value::Decimal(Decimal::from(number)))))
        }
        (inner, Kind::Decimal) if ty.kind == Kind::Integer => {
            let whole = Expr {
                node: inner,
                ty: ty.clone(),
                span,
            };
            Ok(as_kind(Node::Widen(Box::new(whole))))
        }
        (inner, Kind::Text) if matches!(ty.kind, Kind::Choice(_)) => Ok(name_of(Expr {
            node: inner,
            ty: ty.clone(),
            span,
        })),
        (Node::Negate(part), _) if kind.is_number() && part.as_constant().is_some() => Ok(as_kind(
            Node::Negate(Box::new(coerce_kind(*part, kind, words)?)),
        )),
        (Node::If(three), _) => {
            let (condition, yes, no) = *three;
            let (yes, no) = (
                coerce_kind(yes, kind, words)?,
                coerce_kind(no, kind, words)?,
            );
            Ok(as_kind(Node::If(Box::new((condition, yes, no)))))
        }
        (Node::Coalesce(parts), _) => {
            let parts = parts.into_iter().map(|part| coerce_kind(part, kind, words));
            Ok(as_kind(Node::Coalesce(parts.collect::<Result<_, _>>()?)))
        }
        (Node::List(items), Kind::List(item)) => {
            let items = items.into_iter().map(|part| coerce_kind(part, item, words));
            Ok(as_kind(Node::List(items.collect::<Result<_, _>>()?)))
        }
        (Node::Const(Value::Text(_)), Kind::Date) => {
            let problem = problem::needs(["a date", "en dato"], "text");
            Err(Box::new(problem.help(
                "write `date(\"2026-03-20\")`",
                "skriv `date(\"2026-03-20\")`",
            )))
        }
        _ => {
            let needed = format!("`{}`", words.kind_name(kind));
            let found = words.kind_name(&ty.kind);
            let problem = problem::needs([&needed; 2], &found);
            Err(Box::new(match (&ty.kind, kind) {
                (Kind::List(_), Kind::List(_)) => problem,
                (Kind::List(_), _) => problem::of_a_list(problem),
                _ => problem,
            }))
        }
    }
}

fn plain_number(kind: &Kind) -> bool {
    matches!(kind, Kind::Integer | Kind::Decimal)
}

/// An option's name as a text.
pub(super) fn name_of(expr: Expr) -> Expr {
    let span = expr.span;
    let optional = expr.ty.optional;
    Expr {
        node: Node::NameOf(Box::new(expr)),
        ty: Type {
            kind: Kind::Text,
            optional,
        },
        span,
    }
}
