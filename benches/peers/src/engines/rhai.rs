//! Plain Rhai, twice: a compiled expression for each condition, and a compiled script with a function for each action.

use anyhow::{Context as _, Result, anyhow};
use rhai::packages::{ArithmeticPackage, BasicArrayPackage, LogicPackage, Package};
use rhai::{AST, Array, CallFnOptions, Dynamic, Engine, Scope};

use crate::policy::{Action, PerAction, Rules, Verdict, asked_in_order, conditions};
use crate::portfolio::{Pair, Plain};

/// One expression a condition, asked one after another on one scope.
pub(crate) struct Conditions {
    engine: Engine,
    conditions: PerAction<Vec<(Rules, AST)>>,
}

impl Conditions {
    pub(crate) fn new() -> Result<Self> {
        let engine = engine();
        let conditions = PerAction::new(|action| {
            let asts = conditions(action).iter().map(|condition| {
                let ast = engine.compile_expression(condition.text)?;
                Ok((condition.rule, ast))
            });
            asts.collect()
        })?;
        Ok(Self { engine, conditions })
    }

    pub(crate) fn decide(&mut self, pair: &Pair) -> Result<Verdict> {
        let mut scope = Scope::new();
        pair.each_field(|name, value| {
            scope.push_dynamic(name, dynamic(value));
        });
        let engine = &self.engine;
        asked_in_order(self.conditions.of(pair.action), |ast| {
            Ok(engine.eval_ast_with_scope::<bool>(&mut scope, ast)?)
        })
    }
}

/// One function an action, called with the fields, which returns the numbers of the rules that deny.
pub(crate) struct Functions {
    engine: Engine,
    scripts: PerAction<AST>,
}

impl Functions {
    pub(crate) fn new() -> Result<Self> {
        let engine = engine();
        let scripts = PerAction::new(|action| Ok(engine.compile(script(action)?)?))?;
        Ok(Self { engine, scripts })
    }

    pub(crate) fn decide(&mut self, pair: &Pair) -> Result<Verdict> {
        let mut arguments = Vec::with_capacity(8);
        pair.each_field(|_, value| arguments.push(dynamic(value)));
        let denying: Array = self.engine.call_fn_with_options(
            CallFnOptions::new().eval_ast(false),
            &mut Scope::new(),
            self.scripts.of(pair.action),
            "decide",
            arguments,
        )?;
        let mut rules = Rules::NONE;
        for name in denying {
            let name = name.into_immutable_string();
            let name = name.map_err(|kind| anyhow!("a name, not {kind}"))?;
            rules = rules.and(Rules::named(&name).context("a rule's name")?);
        }
        Ok(Verdict::of(rules))
    }
}

/// The conditions of an action as the body of one function.
fn script(action: Action) -> Result<String> {
    let mut body = String::new();
    for condition in conditions(action) {
        let names = condition.rule.names();
        let name = names.first().context("a rule without a name")?;
        let text = condition.text;
        body.push_str(&if condition.rule.holds(Rules::HIDDEN.and(Rules::ROLE)) {
            format!("if {text} {{ return [\"{name}\"]; }}\n")
        } else {
            format!("if {text} {{ denying.push(\"{name}\"); }}\n")
        });
    }
    let parameters = parameters(action).join(", ");
    Ok(format!(
        "fn decide({parameters}) {{ let denying = [];\n{body}denying }}"
    ))
}

fn parameters(action: Action) -> Vec<&'static str> {
    let mut names = vec!["status", "role"];
    names.extend(match action {
        Action::Close => &["code", "reason", "confirmation", "email"][..],
        Action::PartialPayment => &[
            "paid_on",
            "amount_given",
            "amount",
            "balance",
            "invoice_date",
            "today",
        ],
        Action::CreditNote => &["accounting", "balance", "pending_credit"],
        Action::Pause => &["reason", "resume_on", "today"],
        Action::Resume => &["objection_since", "objection_answered"],
        Action::ChangeFlow => &["flow", "flow_to"],
        Action::RestartFlow => &["flow"],
    });
    names
}

fn dynamic(value: Plain<'_>) -> Dynamic {
    match value {
        Plain::Text(text) => text.into(),
        Plain::Number(number) => number.into(),
        Plain::Flag(flag) => flag.into(),
    }
}

fn engine() -> Engine {
    let mut engine = Engine::new_raw();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicArrayPackage::new().register_into_engine(&mut engine);
    engine
}
