//! The reference: plain Rhai evaluating the conditions of `partial_payment`, as a host that embeds it would. No Dunlin.

use anyhow::Result;
use rhai::packages::{ArithmeticPackage, LogicPackage, Package};
use rhai::{AST, Dynamic, Map, Scope};

use crate::timing::Work;

/// The conditions of `rules/partial_payment.yaml`, as it has them, dates as texts.
const CONDITIONS: [&str; 6] = [
    r#"case.status != "closed""#,
    "input.amount > 0",
    "input.amount < case.balance",
    "input.date <= today",
    "input.date >= case.invoice_date",
    r#"case.accounting.system != "none""#,
];

/// The conditions compiled once, as a host that embeds Rhai would.
pub(crate) struct Rhai {
    engine: rhai::Engine,
    conditions: Vec<AST>,
}

impl Rhai {
    pub(crate) fn new() -> Result<Self> {
        let mut engine = rhai::Engine::new_raw();
        ArithmeticPackage::new().register_into_engine(&mut engine);
        LogicPackage::new().register_into_engine(&mut engine);
        #[expect(deprecated, reason = "declared volatile; the version is pinned")]
        engine.on_parse_token(|token, _, _| match token {
            rhai::Token::Reserved(word) if &*word == "case" => rhai::Token::Identifier(word),
            token => token,
        });
        let conditions = CONDITIONS
            .iter()
            .map(|text| engine.compile_expression(text));
        let conditions = conditions.collect::<Result<Vec<_>, _>>()?;
        Ok(Self { engine, conditions })
    }

    /// The conditions alone, and with what a host does before: what everything else is held against.
    pub(crate) fn works(&self) -> Result<Vec<Work<'_>>> {
        let given = scope()?;
        Ok(vec![
            Work::new("rhai, the 6 conditions, scope given", move || {
                self.conditions(&mut given.clone())
            }),
            Work::new("rhai, the 6 conditions, scope built", || {
                self.conditions(&mut scope()?)
            }),
        ])
    }

    fn conditions(&self, scope: &mut Scope<'_>) -> Result<usize> {
        let mut held = 0;
        for condition in &self.conditions {
            let holds: bool = self.engine.eval_ast_with_scope(scope, condition)?;
            held += usize::from(holds);
        }
        Ok(held)
    }
}

/// What a host would push before each decision.
fn scope() -> Result<Scope<'static>> {
    let amount = |text: &str| text.parse().map(Dynamic::from_decimal);
    let mut accounting = Map::new();
    accounting.insert("system".into(), "economic".into());
    let mut case = Map::new();
    case.insert("status".into(), "active".into());
    case.insert("balance".into(), amount("1000.00")?);
    case.insert("invoice_date".into(), "2026-01-02".into());
    case.insert("accounting".into(), accounting.into());
    let mut input = Map::new();
    input.insert("amount".into(), amount("250.00")?);
    input.insert("date".into(), "2026-03-01".into());
    let mut scope = Scope::new();
    scope.push("case", case);
    scope.push("input", input);
    scope.push("today", "2026-03-02");
    Ok(scope)
}
