//! ZEN's expressions: compiled once to bytecode, asked one after another on one scope.

use anyhow::{Context as _, Result};
use zen_expression::expression::Standard;
use zen_expression::vm::VM;
use zen_expression::{Expression, Scope, Variable, compile_expression};

use crate::policy::{PerAction, Rules, Verdict, asked_in_order, conditions};
use crate::portfolio::{Pair, Plain};

pub(crate) struct ZenExpression {
    conditions: PerAction<Vec<(Rules, Expression<Standard>)>>,
    vm: VM,
}

impl ZenExpression {
    pub(crate) fn new() -> Result<Self> {
        let conditions = PerAction::new(|action| {
            let compiled = conditions(action).iter().map(|condition| {
                let text = in_zen(condition.text);
                let compiled = compile_expression(&text);
                Ok((condition.rule, compiled.with_context(|| text)?))
            });
            compiled.collect()
        })?;
        Ok(Self {
            conditions,
            vm: VM::new(),
        })
    }

    pub(crate) fn decide(&mut self, pair: &Pair) -> Result<Verdict> {
        let scope = Scope::new(input(pair));
        let vm = &mut self.vm;
        asked_in_order(self.conditions.of(pair.action), |condition| {
            let denies = condition.evaluate_with_scope(&scope, vm)?;
            denies.as_bool().context("a condition that isn't one")
        })
    }
}

/// The fields as ZEN's object.
pub(crate) fn input(pair: &Pair) -> Variable {
    let mut fields = zen_expression::variable::VariableMap::with_capacity(8);
    pair.each_field(|name, value| {
        let value = match value {
            Plain::Text(text) => Variable::String(text.into()),
            Plain::Number(number) => Variable::Number(number.into()),
            Plain::Flag(flag) => Variable::Bool(flag),
        };
        fields.insert(name.into(), value);
    });
    Variable::from_object(fields)
}

/// The condition in ZEN's words.
pub(crate) fn in_zen(text: &str) -> String {
    text.replace("&&", "and")
        .replace("||", "or")
        .replace("!(", "not (")
        .replace("!amount_given", "not amount_given")
}
