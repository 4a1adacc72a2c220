//! Why nobody notices a wound: nothing runs the place yet, scenarios don't show it, or it changes nothing after all.
//! The first two are to be shortened as the engine learns to run more.

use super::shipped::Shipped;
use super::wound::{Kind, Wound};

const STEPS: &str = "no step runs yet";
const LETTERS: &str = "only steps send the letter";
const CHARGES: &str = "only steps charge";
const NOTICE: &str = "only steps send a collection notice";
const CALENDAR: &str = "only steps ask for business days";
const LIMITS: &str = "only a rule set that extends this one sets it";
const BACKSTOP: &str = "no rule comes so far as to break it";
const MENU: &str = "scenarios don't show the menu";
const NAMES: &str = "scenarios don't show it";

/// Settings that only steps, their letters and the limits of what they charge read.
const OF_STEPS: [&str; 8] = [
    "first_reminder",
    "reminder_gap",
    "reminders",
    "reminder_fee",
    "reminder_fee_eur",
    "reminder_fees",
    "compensation",
    "account",
];

/// Why no scenario can notice anything at the wound's place yet; none where one could.
pub(super) fn idle(shipped: &Shipped, wound: &Wound) -> Option<&'static str> {
    let place = Place::of(shipped, wound)?;
    match wound.file.as_str() {
        name if name.starts_with("flows/") => {
            matches!(place.top, "apart" | "steps").then_some(STEPS)
        }
        name if name.starts_with("templates/") => (!name.contains("closing")).then_some(LETTERS),
        "rules/calendar.yaml" => Some(CALENDAR),
        "rules/collection_cost.yaml"
        | "rules/compensation.yaml"
        | "rules/reminder_fee_limit.yaml" => Some(CHARGES),
        "rules/functions.yaml" | "rules/currency.rhai" => {
            (place.name == "reminder_fee").then_some(CHARGES)
        }
        "rules/invariants.yaml" => Some(BACKSTOP),
        "rules/change_flow.yaml" if place.says("collection_notice\"") => Some(NOTICE),
        "rules/choices.yaml" => place.says("label:").then_some(MENU),
        "dunlin.yaml" => match place.top {
            "settings" if OF_STEPS.contains(&place.name) => Some(STEPS),
            "settings" if place.says("min:") || place.says("max:") => Some(LIMITS),
            "example_case" if place.name == "due_date" && wound.kind == Kind::NumberChanged => {
                Some(STEPS)
            }
            "contact" if !place.says("language") => Some(STEPS),
            "rule_set" | "version" => Some(NAMES),
            "menu" => Some(MENU),
            _ => None,
        },
        _ => match place.top {
            "label" | "help" => Some(MENU),
            _ => None,
        },
    }
}

/// Where a wound is, read from the lines above it.
struct Place<'s> {
    line: &'s str,
    /// The last key at the line's begin.
    top: &'s str,
    /// The last key one step in, or the function.
    name: &'s str,
}

impl<'s> Place<'s> {
    fn of(shipped: &'s Shipped, wound: &Wound) -> Option<Self> {
        let file = shipped.files.iter().find(|file| file.name == wound.file)?;
        let above: Vec<&str> = file.text.lines().take(wound.line).collect();
        let last = |head: &str| {
            let mut named = above
                .iter()
                .rev()
                .filter_map(|line| line.strip_prefix(head));
            let named = named.find(|rest| rest.starts_with(char::is_alphabetic));
            named
                .and_then(|rest| rest.split([':', '(']).next())
                .unwrap_or_default()
        };
        let is_script = file.name.ends_with(".rhai");
        Some(Self {
            line: above.last()?,
            top: last(""),
            name: last(if is_script { "fn " } else { "  " }),
        })
    }

    fn says(&self, words: &str) -> bool {
        self.line.contains(words)
    }
}

const APART: &str = "what denies, advises and follows is told apart, whatever comes first";
const NEVER_BOTH: &str = "never both";
const CONTACT: &str = "`contact` says the same";

/// Wounds that leave the rules saying the same in other words: how the file's name begins, what stands on the line,
/// and why.
const HARMLESS: [(&str, &str, &str); 16] = [
    (
        "flows/collection.yaml",
        "switch_to: []",
        "no flow to go to is what is taken for granted",
    ),
    ("rules/close.rhai", "if input.", APART),
    ("rules/close.rhai", "outcome.push(effect(", APART),
    (
        "rules/close.yaml",
        "- rule: close_in_accounting",
        NEVER_BOTH,
    ),
    (
        "rules/currency.rhai",
        "fn ",
        "functions may stand in any order",
    ),
    ("rules/email_bounced.yaml", "- when:", NEVER_BOTH),
    ("rules/email_bounced.yaml", "&&", "it says the same twice"),
    ("rules/effects.yaml", "- when: case.status", NEVER_BOTH),
    ("rules/effects.yaml", "- when: case.balance", NEVER_BOTH),
    (
        "rules/email_bounced.yaml",
        "label: { da: \"E-mailadresse\"",
        "the system has no menu, and no text is wrong there",
    ),
    (
        "rules/objection_received.yaml",
        "clock: stops",
        "the clock stops if nothing is said",
    ),
    (
        "rules/payment_bounced.yaml",
        "- rule: positive_amount",
        NEVER_BOTH,
    ),
    (
        "rules/payment_received.yaml",
        "- when: case.status == \"closed\"",
        NEVER_BOTH,
    ),
    (
        "rules/payment_received.yaml",
        "case.flow == \"collection\"",
        NEVER_BOTH,
    ),
    ("rules/", "channel: email", CONTACT),
    ("rules/", "to: =case.customer.email", CONTACT),
];

/// Why a wound that nobody notices does no harm; none where a scenario is missing.
pub(super) fn harmless(shipped: &Shipped, wound: &Wound) -> Option<&'static str> {
    let place = Place::of(shipped, wound)?;
    let known = HARMLESS
        .iter()
        .find(|(file, words, _)| wound.file.starts_with(file) && place.says(words));
    known.map(|(_, _, why)| *why)
}
