//! The work that a script's calls of built-in functions do: counted for each call from outside, since one operation may look at many items.

use std::collections::BTreeSet;

use rhai::{ASTNode, Dynamic, EvalAltResult, Expr, NativeCallContext, Position, Stmt};

use super::draft::Draft;
use crate::rules::{Kind, Parameter};

/// The items that built-in functions may look at in one call of a script.
pub(super) const MAX_WORK: i64 = 1_000_000;

/// The count of one call, shared by all that happens in it; the engine hands it to the functions as
/// the call's tag.
pub(super) fn none_yet() -> Dynamic {
    Dynamic::from_int(0).into_shared()
}

/// What is kept of a call that is followed: its count, and the statements that it has come to.
#[derive(Debug, Clone, Default)]
pub(super) struct Steps {
    done: i64,
    pub(super) reached: BTreeSet<i64>,
}

impl Steps {
    /// Counts as a call that isn't followed does; nothing where nothing is counted.
    #[cold]
    fn spend(tag: &mut Dynamic, items: i64) -> i64 {
        let Some(mut steps) = tag.write_lock::<Self>() else {
            return 0;
        };
        steps.done = steps.done.saturating_add(items);
        steps.done
    }
}

/// Counts so many more items, and ends the script beyond the limit.
pub(super) fn spend(context: &NativeCallContext, items: usize) -> Result<(), Box<EvalAltResult>> {
    let mut work = context.tag().cloned().unwrap_or_default();
    let items = i64::try_from(items).unwrap_or(MAX_WORK);
    let counted = work.write_lock::<i64>().map(|mut done| {
        *done = done.saturating_add(items);
        *done
    });
    let done = counted.unwrap_or_else(|| Steps::spend(&mut work, items));
    if done > MAX_WORK {
        return Err(Box::new(EvalAltResult::ErrorTooManyOperations(
            Position::NONE,
        )));
    }
    Ok(())
}

/// Whether a function may call anything that counts its work. Where it only compares and computes
/// with single values there is none, and no count needs to be kept.
pub(super) fn may_arise(draft: &Draft, name: &str, parameters: &[Parameter]) -> bool {
    let are_single = parameters
        .iter()
        .all(|parameter| !matches!(parameter.ty.kind, Kind::List(_) | Kind::Record | Kind::Case));
    let function = draft
        .function(name, parameters.len())
        .and_then(|at| draft.functions.get(at));
    let function = function.filter(|_| are_single && draft.outside.is_empty());
    !function.is_some_and(|function| {
        function.body.iter().all(|statement| {
            statement.walk(&mut Vec::new(), &mut |path| {
                path.last().is_some_and(is_of_single_values)
            })
        })
    })
}

/// Whether a node calls nothing by a name, and makes no list or map.
fn is_of_single_values(node: &ASTNode<'_>) -> bool {
    match node {
        // `in` calls `contains`.
        ASTNode::Expr(Expr::FnCall(call, _)) | ASTNode::Stmt(Stmt::FnCall(call, _)) => {
            call.is_operator_call() && !call.name.starts_with(char::is_alphabetic)
        }
        ASTNode::Expr(Expr::DynamicConstant(value, _)) => value.as_decimal().is_ok(),
        ASTNode::Expr(expression) => matches!(
            expression,
            Expr::Variable(..)
                | Expr::BoolConstant(..)
                | Expr::IntegerConstant(..)
                | Expr::CharConstant(..)
                | Expr::StringConstant(..)
                | Expr::Unit(_)
                | Expr::And(..)
                | Expr::Or(..)
                | Expr::Coalesce(..)
                | Expr::Stmt(_)
        ),
        ASTNode::Stmt(statement) => matches!(
            statement,
            Stmt::Expr(_)
                | Stmt::If(..)
                | Stmt::Block(..)
                | Stmt::Return(..)
                | Stmt::Var(..)
                | Stmt::Noop(_)
        ),
        _ => false,
    }
}
