//! A case in one line · what is owed is the engine's to say.

use dunlin::Case;

use super::style::{STRONG, styled};
use crate::arguments::Language;

/// Returns the case in one line: number, status, flow, next step, balance.
pub(crate) fn line(case: &Case, lang: Language) -> String {
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
    let owed = format!(
        "{} {} {}",
        lang.of("owes", "skylder"),
        case.balance(),
        currency(case)
    );
    format!("{name} · {status} · flow {}{step} · {owed}\n", case.flow())
}

/// Returns the currency of the case.
pub(crate) fn currency(case: &Case) -> String {
    let case = serde_json::to_value(case).unwrap_or_default();
    case.get("currency")
        .and_then(|code| code.as_str())
        .unwrap_or_default()
        .to_owned()
}
