//! CEL: a program for each condition, compiled once; each decision binds the fields its action reads.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use cel::{Context, Env, Program, Value};

use crate::policy::{PerAction, Rules, Verdict, asked_in_order, conditions};
use crate::portfolio::{Pair, Plain};

pub(crate) struct Cel {
    env: Arc<Env>,
    programs: PerAction<Vec<(Rules, Program)>>,
}

impl Cel {
    pub(crate) fn new() -> Result<Self> {
        let env = Arc::new(Env::stdlib());
        let programs = PerAction::new(|action| {
            let programs = conditions(action).iter().map(|condition| {
                let program = env.compile(condition.text);
                let program = program.map_err(|error| anyhow!("{error}"))?;
                Ok((condition.rule, program))
            });
            programs.collect()
        })?;
        Ok(Self { env, programs })
    }

    pub(crate) fn decide(&mut self, pair: &Pair) -> Result<Verdict> {
        let mut context = Context::with_env(self.env.clone());
        pair.each_field(|name, value| match value {
            Plain::Text(text) => context.add_variable_from_value(name, text),
            Plain::Number(number) => context.add_variable_from_value(name, number),
            Plain::Flag(flag) => context.add_variable_from_value(name, flag),
        });
        asked_in_order(self.programs.of(pair.action), |program| {
            Ok(program.execute(&context)? == Value::Bool(true))
        })
    }
}
