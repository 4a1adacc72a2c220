//! Which lines of the shipped rules nothing runs yet, and why. To be shortened as the engine learns to run them.

use super::shipped::Shipped;
use super::wound::{Kind, Wound};

const STEPS: &str = "no step runs yet";
const LETTERS: &str = "only steps send the letter";
const CHARGES: &str = "only steps charge";
const CALENDAR: &str = "only steps ask for business days";
const MENU: &str = "scenarios don't show the menu";
const BACKSTOP: &str = "no rule comes so far as to break it";

/// Why no scenario can notice anything at the wound's place; none where the place is run.
pub(super) fn idle(shipped: &Shipped, wound: &Wound) -> Option<&'static str> {
    let file = shipped.files.iter().find(|file| file.name == wound.file)?;
    let above: Vec<&str> = file.text.lines().take(wound.line).collect();
    let below = |head: &str| above.iter().any(|line| line.starts_with(head));
    let within = |heads: &[&str], names: &[&str]| {
        let last = above
            .iter()
            .rev()
            .find_map(|line| heads.iter().find_map(|head| line.strip_prefix(head)));
        last.is_some_and(|rest| {
            let name = rest.split([':', '(']).next().unwrap_or_default();
            rest.starts_with(char::is_alphabetic) && names.contains(&name)
        })
    };
    let orders = wound.kind == Kind::SiblingsSwapped
        && (file.name == "rules/choices.yaml"
            || above
                .iter()
                .rev()
                .find(|line| line.starts_with(char::is_alphabetic))
                == Some(&"inputs:"));
    match file.name.as_str() {
        _ if orders => Some(MENU),
        name if name.starts_with("flows/") => below("apart:")
            .then_some(STEPS)
            .or(below("steps:").then_some(STEPS)),
        name if name.starts_with("templates/") => (!name.contains("closing")).then_some(LETTERS),
        "rules/calendar.yaml" => Some(CALENDAR),
        "rules/collection_cost.yaml"
        | "rules/compensation.yaml"
        | "rules/reminder_fee_limit.yaml" => Some(CHARGES),
        "rules/functions.yaml" => within(&["  "], &["reminder_fee"]).then_some(CHARGES),
        "rules/currency.rhai" => within(&["fn "], &["reminder_fee"]).then_some(CHARGES),
        "dunlin.yaml" => within(
            &["  "],
            &[
                "first_reminder",
                "reminder_gap",
                "reminders",
                "reminder_fee",
                "reminder_fee_eur",
                "reminder_fees",
                "compensation",
                "account",
            ],
        )
        .then_some(STEPS),
        "rules/invariants.yaml" => Some(BACKSTOP),
        _ => None,
    }
}
