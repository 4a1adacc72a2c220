//! A case in one line · what is owed is the engine's to say.

use dunlin::{Case, RuleSet, Value};

use super::style::{STRONG, styled};
use crate::arguments::Language;

/// Returns the case in one line: number, status, flow, next step, balance.
pub(crate) fn line(case: &Case, rules: &RuleSet, lang: Language) -> String {
    let name = styled(STRONG, &format!("{} {}", lang.of("Case", "Sag"), case.id()));
    let status = match case.status() {
        "active" => lang.of("active", "aktiv"),
        "paused" => lang.of("paused", "i bero"),
        "closed" => lang.of("closed", "lukket"),
        other => other,
    };
    // Of a closed case no step comes next, wherever it stopped.
    let step = match case.step() {
        Some(step) if case.status() != "closed" => {
            format!(" · {} {step}", lang.of("next step", "næste trin"))
        }
        _ => String::new(),
    };
    let balance = Value::Amount(case.balance());
    let balance = rules.printed(&balance, case.currency(), lang.code());
    let owed = format!("{} {balance}", lang.of("owes", "skylder"));
    format!("{name} · {status} · flow {}{step} · {owed}\n", case.flow())
}
