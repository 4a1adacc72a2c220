//! The edits of truths: turned round, a part of a condition dropped, `&&` for `||`. What stands in the parts is known elsewhere.

use super::MutantKind::Logic;
use super::editor::{Editor, Words};
use super::expr::{Role, part};
use crate::expr::{Expr, Field, Node, Read};
use crate::rules::Kind;
use crate::value::Value;

/// A truth, the other way round; comparisons and the like are turned round in their own way.
pub(super) fn negated(whole: &mut Expr, role: Role, editor: &mut Editor<'_>) {
    let has_own = matches!(
        whole.node,
        Node::Compare(..)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Const(_)
            | Node::If(_)
    );
    if whole.ty.kind != Kind::Bool || has_own || role != Role::Whole {
        return;
    }
    let text = editor.text(whole.span);
    let span = whole.span;
    editor.offer(
        Logic,
        span,
        whole,
        |_| Words::becomes(&text, &format!("not({text})")),
        |whole| replace(whole, |part| Node::Not(Box::new(part))),
    );
}

/// Makes an expression part of another of its own type.
pub(super) fn replace(whole: &mut Expr, around: impl FnOnce(Expr) -> Node) {
    let inner = whole.clone();
    whole.node = around(inner);
}

pub(super) fn not(whole: &mut Expr, role: Role, editor: &mut Editor<'_>) {
    let span = whole.span;
    let text = editor.text(span);
    if role == Role::Whole {
        let inner = match &whole.node {
            Node::Not(inner) => editor.text(inner.span),
            _ => String::new(),
        };
        editor.offer(
            Logic,
            span,
            whole,
            |_| Words::becomes(&text, &inner),
            |whole| {
                if let Node::Not(inner) = &mut whole.node {
                    *whole = Expr::clone(inner);
                }
            },
        );
    }
    if let Node::Not(inner) = &mut whole.node {
        part(inner, Role::Covered, editor);
    }
}

/// `&&` and `||`: each part dropped, and the one for the other.
pub(super) fn joined(whole: &mut Expr, editor: &mut Editor<'_>) {
    let span = whole.span;
    let (Node::And(parts) | Node::Or(parts)) = &whole.node else {
        return;
    };
    let guards: Vec<bool> = (0..parts.len()).map(|at| is_guard(parts, at)).collect();
    let is_and = matches!(whole.node, Node::And(_));
    let settled = parts.iter().map(|part| editor.settled(part).is_some());
    let settled: Vec<bool> = settled.collect();
    for (at, (guard, settled)) in guards.iter().zip(settled).enumerate() {
        if *guard || settled {
            continue;
        }
        let place = parts_of(whole).get(at).map_or(span, |part| part.span);
        let text = editor.text(place);
        editor.offer(
            Logic,
            place,
            whole,
            |_| {
                Words::new(
                    format!("`{text}` is no longer asked"),
                    format!("der spørges ikke længere om `{text}`"),
                )
            },
            |whole| drop_part(whole, at),
        );
    }
    if !guards.contains(&true) {
        let text = editor.text(span);
        let (from, to) = if is_and { ("&&", "||") } else { ("||", "&&") };
        editor.offer(
            Logic,
            span,
            whole,
            |_| {
                Words::new(
                    format!("`{from}` becomes `{to}` in `{text}`"),
                    format!("`{from}` bliver til `{to}` i `{text}`"),
                )
            },
            |whole| {
                whole.node = match std::mem::replace(&mut whole.node, Node::Const(Value::Unset)) {
                    Node::And(parts) => Node::Or(parts),
                    Node::Or(parts) => Node::And(parts),
                    other => other,
                };
            },
        );
    }
    if let Node::And(parts) | Node::Or(parts) = &mut whole.node {
        for (inner, guard) in parts.iter_mut().zip(guards) {
            let role = if guard { Role::Guard } else { Role::Whole };
            part(inner, role, editor);
        }
    }
}

fn parts_of(whole: &Expr) -> &[Expr] {
    match &whole.node {
        Node::And(parts) | Node::Or(parts) => parts,
        _ => &[],
    }
}

fn drop_part(whole: &mut Expr, at: usize) {
    let (Node::And(parts) | Node::Or(parts)) = &mut whole.node else {
        return;
    };
    if at < parts.len() {
        parts.remove(at);
    }
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        *whole = only;
    }
}

/// Whether a part says that a slot is set which the parts after it use.
fn is_guard(parts: &[Expr], at: usize) -> bool {
    let Some(guarded) = parts.get(at).and_then(guarded) else {
        return false;
    };
    let mut later = parts.iter().skip(at + 1);
    later.any(|part| uses(part, guarded))
}

fn guarded(part: &Expr) -> Option<&Read> {
    match &part.node {
        Node::IsSet(inner) => match &inner.node {
            Node::Read(read) => Some(read),
            _ => None,
        },
        Node::Not(inner) => guarded(inner),
        _ => None,
    }
}

/// Whether an expression uses the value of a slot, not only whether there is one.
fn uses(expr: &Expr, slot: &Read) -> bool {
    match &expr.node {
        Node::Read(read) => read == slot || is_within(read, slot),
        Node::IsSet(_) => false,
        _ => expr.parts().into_iter().any(|part| uses(part, slot)),
    }
}

/// Whether a field is a part of another: of how the case was closed.
fn is_within(read: &Read, slot: &Read) -> bool {
    let part = |field: &Field| {
        matches!(
            field,
            Field::ClosingCode | Field::ClosingReason | Field::ClosingAt
        )
    };
    match (read, slot) {
        (Read::Case(read), Read::Case(Field::Closing))
        | (Read::Before(read), Read::Before(Field::Closing)) => part(read),
        _ => false,
    }
}
