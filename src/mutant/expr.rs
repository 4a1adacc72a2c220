//! The edits of an expression, node by node: comparisons, values, parts of conditions, what is computed. What the expression is for is known elsewhere.

use chrono::TimeDelta;
use rust_decimal::Decimal;

use super::MutantKind::{Comparison as Compared, Computation, Constant, Logic};
use super::editor::{Editor, Words};
use super::logic::{joined, negated, not};
use crate::expr::{Arithmetic, Comparison, Expr, Field, Function, HistoryPart, Node, Read};
use crate::rules::{Kind, ListId, Type};
use crate::source::Span;
use crate::value::Value;

/// Every edit of an expression and its parts.
pub(super) fn expr(whole: &mut Expr, editor: &mut Editor<'_>) {
    part(whole, Role::Whole, editor);
}

/// What an expression is within the one around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Whole,
    /// What comes after it relies on it.
    Guard,
    /// Its own edits are those of what is around it.
    Covered,
}

pub(super) fn part(whole: &mut Expr, role: Role, editor: &mut Editor<'_>) {
    if editor.settled(whole).is_some() {
        return;
    }
    editor.probing(
        whole,
        |part| *part = failing(part),
        |part, editor| {
            node(part, role, editor);
        },
    );
}

/// An expression that fails when it is asked, of the same type.
pub(super) fn failing(expr: &Expr) -> Expr {
    let zero = Expr::constant(Value::Integer(0), Type::of(Kind::Integer), expr.span);
    Expr {
        node: Node::Arithmetic(Arithmetic::Remainder, Box::new((zero.clone(), zero))),
        ty: expr.ty.clone(),
        span: expr.span,
    }
}

fn node(whole: &mut Expr, role: Role, editor: &mut Editor<'_>) {
    negated(whole, role, editor);
    match &mut whole.node {
        Node::Const(_) if role == Role::Covered => {}
        Node::Const(_) => constant(whole, editor),
        Node::Read(_) => read(whole, editor),
        Node::IsSet(_) => {}
        Node::Not(_) => not(whole, role, editor),
        Node::Negate(inner) => part(inner, Role::Whole, editor),
        Node::Widen(inner) | Node::NameOf(inner) => part(inner, role, editor),
        Node::And(_) | Node::Or(_) => joined(whole, editor),
        Node::Compare(..) => compared(whole, role, editor),
        Node::Arithmetic(..) => arithmetic(whole, editor),
        Node::In(_) => among(whole, editor),
        Node::Coalesce(_) => coalesced(whole, editor),
        Node::If(_) => chosen(whole, editor),
        Node::List(parts) | Node::Join(parts) => all(parts, editor),
        Node::Call(..) => called(whole, editor),
        Node::Script(_, parts) => {
            all(parts, editor);
            swapped(whole, editor);
        }
        Node::Table { inputs, on, .. } => {
            all(inputs, editor);
            if let Some(on) = on {
                part(on, Role::Whole, editor);
            }
            swapped(whole, editor);
        }
    }
}

fn all(parts: &mut [Expr], editor: &mut Editor<'_>) {
    for inner in parts {
        part(inner, Role::Whole, editor);
    }
}

fn compared(whole: &mut Expr, role: Role, editor: &mut Editor<'_>) {
    let Node::Compare(comparison, sides) = &whole.node else {
        return;
    };
    let comparison = *comparison;
    let twin = is_same_as_turned(comparison, &sides.0, &sides.1, editor);
    if role != Role::Covered {
        for other in others(comparison).iter().copied() {
            let span = whole.span;
            let text = editor.text(span);
            editor.offer(
                Compared,
                span,
                whole,
                |_| {
                    Words::new(
                        format!(
                            "`{}` becomes `{}` in `{text}`",
                            comparison.symbol(),
                            other.symbol()
                        ),
                        format!(
                            "`{}` bliver til `{}` i `{text}`",
                            comparison.symbol(),
                            other.symbol()
                        ),
                    )
                },
                |whole| {
                    if let Node::Compare(comparison, _) = &mut whole.node {
                        *comparison = other;
                    }
                },
            );
        }
    }
    if let Node::Compare(_, sides) = &mut whole.node {
        part(&mut sides.0, Role::Whole, editor);
        if twin {
            part(&mut sides.1, Role::Covered, editor);
        } else if matches!(sides.1.node, Node::Const(_)) && !comparison.is_equality() {
            // Of a value one up and one down, one is the same as a comparison with or without "or equal".
            let up = matches!(comparison, Comparison::LessOrEqual | Comparison::Greater);
            moved(&mut sides.1, up, editor);
        } else {
            part(&mut sides.1, Role::Whole, editor);
        }
    }
}

/// Whether an option compared with has but one other, so that it says the same to compare with that.
fn is_same_as_turned(
    comparison: Comparison,
    one: &Expr,
    other: &Expr,
    editor: &Editor<'_>,
) -> bool {
    let Kind::Choice(list) = one.ty.kind else {
        return false;
    };
    let few = editor
        .words()
        .list(list)
        .is_some_and(|list| list.options.len() <= 2);
    comparison.is_equality() && few && matches!(other.node, Node::Const(_))
}

/// The comparison with its boundary moved, and turned round.
fn others(comparison: Comparison) -> &'static [Comparison] {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    match comparison {
        Equal => &[NotEqual],
        NotEqual => &[Equal],
        Less => &[LessOrEqual, GreaterOrEqual],
        LessOrEqual => &[Less, Greater],
        Greater => &[GreaterOrEqual, LessOrEqual],
        GreaterOrEqual => &[Greater, Less],
    }
}

/// A value written out: one up and one down, or another option.
pub(super) fn constant(whole: &mut Expr, editor: &mut Editor<'_>) {
    let Node::Const(value) = &whole.node else {
        return;
    };
    let (kind, value) = (whole.ty.kind.clone(), value.clone());
    for other in other_values(&value, &kind, editor) {
        put(whole, other, editor);
    }
}

/// The same, in one direction alone.
fn moved(whole: &mut Expr, up: bool, editor: &mut Editor<'_>) {
    let Node::Const(value) = &whole.node else {
        return;
    };
    if let Some(other) = step(value, if up { 1 } else { -1 }) {
        put(whole, other, editor);
    }
}

fn put(whole: &mut Expr, other: Value, editor: &mut Editor<'_>) {
    let span = whole.span;
    let from = whole
        .as_constant()
        .map(ToString::to_string)
        .unwrap_or_default();
    let to = other.to_string();
    let around = editor.text(span);
    let is_whole = around.trim_matches('"') == from;
    editor.offer(
        Constant,
        span,
        whole,
        |_| {
            if is_whole {
                return Words::becomes(&from, &to);
            }
            Words::new(
                format!("`{from}` becomes `{to}` in `{around}`"),
                format!("`{from}` bliver til `{to}` i `{around}`"),
            )
        },
        |whole| whole.node = Node::Const(other),
    );
}

/// The values that somebody could have written instead.
pub(super) fn other_values(value: &Value, kind: &Kind, editor: &Editor<'_>) -> Vec<Value> {
    match value {
        Value::Bool(truth) => vec![Value::Bool(!truth)],
        Value::Choice(name) => {
            let list = match kind {
                Kind::Choice(list) => Some(*list),
                _ => None,
            };
            let next = list.and_then(|list| next_option(list, name, editor));
            next.into_iter().collect()
        }
        value => [1, -1]
            .into_iter()
            .filter_map(|by| step(value, by))
            .collect(),
    }
}

fn next_option(list: ListId, name: &str, editor: &Editor<'_>) -> Option<Value> {
    let options = &editor.words().list(list)?.options;
    let at = options.get_index_of(name)?;
    let next = (at + 1) % options.len().max(1);
    let (_, option) = options.get_index(next)?;
    (next != at).then(|| option.value.clone())
}

/// A number or a date, one of its smallest units up or down.
pub(super) fn step(value: &Value, by: i64) -> Option<Value> {
    let moved = |number: &Decimal, least: u32| {
        let unit = Decimal::new(by, number.scale().max(least));
        number.checked_add(unit)
    };
    match value {
        Value::Integer(number) => number.checked_add(by).map(Value::Integer),
        Value::Decimal(number) => moved(number, 0).map(Value::Decimal),
        Value::Amount(number) => moved(number, 2).map(Value::Amount),
        Value::Percent(number) => moved(number, 2).map(Value::Percent),
        Value::Date(date) => date
            .checked_add_signed(TimeDelta::days(by))
            .map(Value::Date),
        _ => None,
    }
}

/// What the history is asked, and in invariants the case before or after.
fn read(whole: &mut Expr, editor: &mut Editor<'_>) {
    let Node::Read(read) = &whole.node else {
        return;
    };
    let mut instead = Vec::new();
    match read {
        Read::Case(field) if editor.is_in_limit() => instead.push(Read::Before(field.clone())),
        Read::Before(field) if editor.is_in_limit() => instead.push(Read::Case(field.clone())),
        _ => {}
    }
    if let Read::Case(Field::History(part, key)) = read {
        let other = match part {
            HistoryPart::Times => HistoryPart::Pending,
            HistoryPart::Pending => HistoryPart::Times,
            HistoryPart::Last | HistoryPart::Failed => HistoryPart::Done,
            HistoryPart::Done => HistoryPart::Last,
        };
        instead.push(Read::Case(Field::History(other, key.clone())));
    }
    let (span, text) = (whole.span, editor.text(whole.span));
    for read in instead {
        let to = respelt(&text, &read);
        editor.offer(
            Computation,
            span,
            whole,
            |_| Words::becomes(&text, &to),
            |whole| whole.node = Node::Read(read),
        );
    }
}

/// The words of a slot that is read instead of the one in the text.
fn respelt(text: &str, read: &Read) -> String {
    let rest = |from: &str, to: &str| text.strip_prefix(from).map(|rest| format!("{to}{rest}"));
    let asked = match read {
        Read::Before(_) => rest("after.", "before.").or_else(|| rest("case.", "before.")),
        Read::Case(Field::History(part, _)) => {
            let (_, arguments) = text.split_once('(').unwrap_or(("", ""));
            let name = match part {
                HistoryPart::Times => "times",
                HistoryPart::Last => "last",
                HistoryPart::Done => "done",
                HistoryPart::Failed => "failed",
                HistoryPart::Pending => "pending",
            };
            let before = text.split('.').next().unwrap_or("case");
            match rest("before.", "after.") {
                Some(after) if after.contains(&format!(".{name}(")) => Some(after),
                _ => Some(format!("{before}.{name}({arguments}")),
            }
        }
        Read::Case(_) => rest("before.", "after."),
        _ => None,
    };
    asked.unwrap_or_else(|| text.to_owned())
}

fn arithmetic(whole: &mut Expr, editor: &mut Editor<'_>) {
    let Node::Arithmetic(operation, sides) = &whole.node else {
        return;
    };
    let operation = *operation;
    let (span, text) = (whole.span, editor.text(whole.span));
    let is_moved_date = sides.1.ty.kind == Kind::Date;
    let other = match operation {
        Arithmetic::Add if !is_moved_date => Some(Arithmetic::Subtract),
        Arithmetic::Subtract => Some(Arithmetic::Add),
        _ => None,
    };
    if let Some(other) = other {
        editor.offer(
            Computation,
            span,
            whole,
            |_| {
                Words::new(
                    format!(
                        "`{}` becomes `{}` in `{text}`",
                        operation.symbol(),
                        other.symbol()
                    ),
                    format!(
                        "`{}` bliver til `{}` i `{text}`",
                        operation.symbol(),
                        other.symbol()
                    ),
                )
            },
            |whole| {
                if let Node::Arithmetic(operation, _) = &mut whole.node {
                    *operation = other;
                }
            },
        );
    } else if sides.0.ty == whole.ty {
        let left = editor.text(sides.0.span);
        editor.offer(
            Computation,
            span,
            whole,
            |_| Words::becomes(&text, &left),
            |whole| {
                if let Node::Arithmetic(_, sides) = &whole.node {
                    *whole = sides.0.clone();
                }
            },
        );
    }
    if let Node::Arithmetic(_, sides) = &mut whole.node {
        part(&mut sides.0, Role::Whole, editor);
        part(&mut sides.1, Role::Whole, editor);
    }
}

/// A value among several: each of them left out.
fn among(whole: &mut Expr, editor: &mut Editor<'_>) {
    let Node::In(sides) = &mut whole.node else {
        return;
    };
    part(&mut sides.0, Role::Whole, editor);
    let list = &mut sides.1;
    let Node::List(items) = &list.node else {
        part(list, Role::Whole, editor);
        return;
    };
    if items.len() < 2 {
        return;
    }
    let places: Vec<Span> = items.iter().map(|item| item.span).collect();
    for (at, place) in places.into_iter().enumerate() {
        let text = editor.text(place);
        editor.offer(
            Logic,
            place,
            list,
            |_| Words::dropped(&text),
            |list| {
                if let Node::List(items) = &mut list.node {
                    items.remove(at);
                }
            },
        );
    }
}

/// The first value that is set: the second alone.
fn coalesced(whole: &mut Expr, editor: &mut Editor<'_>) {
    let Node::Coalesce(parts) = &whole.node else {
        return;
    };
    if let [first, rest @ ..] = parts.as_slice()
        && !rest.is_empty()
    {
        let (span, text) = (whole.span, editor.text(first.span));
        editor.offer(
            Computation,
            span,
            whole,
            |_| Words::dropped(&format!("{text} ??")),
            |whole| {
                if let Node::Coalesce(parts) = &mut whole.node {
                    parts.remove(0);
                }
            },
        );
    }
    if let Node::Coalesce(parts) = &mut whole.node {
        all(parts, editor);
    }
}

/// One branch, whatever the condition says.
fn chosen(whole: &mut Expr, editor: &mut Editor<'_>) {
    let span = whole.span;
    for yes in [true, false] {
        let text = match &whole.node {
            Node::If(three) => editor.text(three.0.span),
            _ => return,
        };
        editor.offer(
            Computation,
            span,
            whole,
            |_| match yes {
                true => Words::new(
                    format!("taken as if `{text}` always held"),
                    format!("læses, som om `{text}` altid gjaldt"),
                ),
                false => Words::new(
                    format!("taken as if `{text}` never held"),
                    format!("læses, som om `{text}` aldrig gjaldt"),
                ),
            },
            |whole| {
                if let Node::If(three) = &whole.node {
                    *whole = if yes {
                        three.1.clone()
                    } else {
                        three.2.clone()
                    };
                }
            },
        );
    }
    if let Node::If(three) = &mut whole.node {
        // That it never or always holds is said already; what is within it isn't.
        let role = match three.0.node {
            Node::And(_) | Node::Or(_) => Role::Whole,
            _ => Role::Guard,
        };
        part(&mut three.0, role, editor);
        for branch in [&mut three.1, &mut three.2] {
            let role = match branch.node {
                Node::Const(Value::Choice(_) | Value::Bool(_)) => Role::Covered,
                _ => Role::Whole,
            };
            part(branch, role, editor);
        }
    }
}

fn called(whole: &mut Expr, editor: &mut Editor<'_>) {
    let Node::Call(function, _) = &whole.node else {
        return;
    };
    let other = match function {
        Function::Min => Some((Function::Max, "min", "max")),
        Function::Max => Some((Function::Min, "max", "min")),
        _ => None,
    };
    if let Some((other, from, to)) = other {
        let span = whole.span;
        let text = editor.text(span);
        editor.offer(
            Computation,
            span,
            whole,
            |_| {
                Words::new(
                    format!("`{from}` becomes `{to}` in `{text}`"),
                    format!("`{from}` bliver til `{to}` i `{text}`"),
                )
            },
            |whole| {
                if let Node::Call(function, _) = &mut whole.node {
                    *function = other;
                }
            },
        );
    }
    if let Node::Call(_, parts) = &mut whole.node {
        all(parts, editor);
    }
}

/// Two arguments of one type, the one for the other.
fn swapped(whole: &mut Expr, editor: &mut Editor<'_>) {
    let arguments = |whole: &Expr| match &whole.node {
        Node::Script(_, parts) => parts.clone(),
        Node::Table { inputs, .. } => inputs.clone(),
        _ => Vec::new(),
    };
    let given = arguments(whole);
    let pairs = given.windows(2).enumerate();
    let same: Vec<(usize, Span, Span)> = pairs
        .filter_map(|(at, pair)| match pair {
            [one, other] if one.ty == other.ty => Some((at, one.span, other.span)),
            _ => None,
        })
        .collect();
    for (at, one, other) in same {
        let (one, other) = (editor.text(one), editor.text(other));
        let span = whole.span;
        editor.offer(
            Computation,
            span,
            whole,
            |_| {
                Words::new(
                    format!("`{one}` and `{other}` change places"),
                    format!("`{one}` og `{other}` bytter plads"),
                )
            },
            |whole| {
                if let Node::Script(_, parts) | Node::Table { inputs: parts, .. } = &mut whole.node
                {
                    parts.swap(at, at + 1);
                }
            },
        );
    }
}
