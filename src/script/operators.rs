//! How a script's operators are worked out: by Rhai at once where that changes nothing, else each looked up among the functions. No script is run here.

use rhai::{AST, ASTNode, Expr, FnCallExpr, Stmt};

use super::sandbox::MAX_OPERATIONS;

/// How the operators of a script are worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operators {
    /// By Rhai itself, at once: a short script then takes half the time.
    BuiltIn,
    /// Each looked up among the registered functions first.
    LookedUp,
}

impl Operators {
    /// The way that gives a script the results of having them all looked up.
    pub(super) fn of(tree: &AST) -> Self {
        let mut operators = Self::BuiltIn;
        tree.walk(&mut |path| {
            if path.last().is_some_and(needs_looking_up) {
                operators = Self::LookedUp;
            }
            operators == Self::BuiltIn
        });
        operators
    }

    /// The operations of one call. What is looked up is an operation more: a script that does no
    /// more than half of them without would do no more than all of them with it.
    pub(super) fn max_operations(self) -> u64 {
        match self {
            Self::BuiltIn => MAX_OPERATIONS / 2,
            Self::LookedUp => MAX_OPERATIONS,
        }
    }
}

fn needs_looking_up(node: &ASTNode<'_>) -> bool {
    match node {
        ASTNode::Expr(Expr::FnCall(call, _)) | ASTNode::Stmt(Stmt::FnCall(call, _)) => {
            call.is_operator_call() && (call.name == DIVISION || names_its_left_again(call))
        }
        ASTNode::Stmt(Stmt::Assignment(assignment, ..)) => {
            let operator = assignment.0.get_op_assignment_info();
            operator.is_some_and(|(.., sign)| sign == DIVISION)
        }
        _ => false,
    }
}

/// `10/4` is 2.5 here as in expressions, and 2 by Rhai itself.
const DIVISION: &str = "/";

/// Whether the variable on the left stands on the right too. In `n + { n += 1; n }`, it is read last
/// where the operator is looked up, and first by Rhai itself.
fn names_its_left_again(operator: &FnCallExpr) -> bool {
    let [Expr::Variable(left, ..), right] = &*operator.args else {
        return false;
    };
    let mut again = false;
    right.walk(&mut Vec::new(), &mut |path| {
        let node = path.last();
        again |=
            matches!(node, Some(ASTNode::Expr(Expr::Variable(other, ..))) if other.1 == left.1);
        !again
    });
    again
}
