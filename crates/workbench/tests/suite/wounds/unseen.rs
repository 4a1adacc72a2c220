//! Why nobody notices a wound: scenarios don't show the place, no case comes so far, or it changes nothing after all.

use super::shipped::Shipped;
use super::wound::Wound;

const MENU: &str = "scenarios don't show the menu";
const LABELS: &str = "scenarios show the step's name";
const NAMES: &str = "scenarios don't show it";
const LIMITS: &str = "only a rule set that extends this one and goes beyond it is refused";
const BACKSTOP: &str = "no rule comes so far as to break it";
const APART: &str = "what denies, advises and follows is told apart, whatever comes first";
const NEVER_BOTH: &str = "never both";
const CONTACT: &str = "`contact` says the same";
const TWICE: &str = "it says the same twice";
const CURRENCIES: &str = "rows of different currencies may stand in any order";
const SUNDAY: &str = "always a Sunday, and so no working day anyway";
const BLACKOUT: &str = "the day after is a holiday too, or the pause over Christmas covers it";
const SINCE: &str = "no scenario tells of a case as old";

const OPTIONS: &str = "options of facts may stand in any order, as no form offers them";

/// How the file's name begins, what stands on the line, and why nobody notices.
const KNOWN: [(&str, &str, &str); 41] = [
    ("flows/", "label:", LABELS),
    (
        "flows/collection.yaml",
        "switch_to: []",
        "no flow to go to is what is taken for granted",
    ),
    ("flows/collection.yaml", "&&", TWICE),
    ("dunlin.yaml", "min:", LIMITS),
    ("dunlin.yaml", "max:", LIMITS),
    ("dunlin.yaml", "menu:", MENU),
    ("dunlin.yaml", "rule_set:", NAMES),
    ("dunlin.yaml", "version:", NAMES),
    ("rules/calendar.yaml", "\"Påskedag\"", SUNDAY),
    ("rules/calendar.yaml", "\"Pinsedag\"", SUNDAY),
    ("rules/calendar.yaml", "\"Jul\"", BLACKOUT),
    ("rules/calendar.yaml", "calendar:", NAMES),
    ("rules/calendar.yaml", "- { name:", NAMES),
    ("rules/choices.yaml", "label:", MENU),
    ("rules/choices.yaml", "    none:", OPTIONS),
    ("rules/choices.yaml", "    economic:", OPTIONS),
    ("rules/choices.yaml", "    dinero:", OPTIONS),
    ("rules/choices.yaml", "    da:", OPTIONS),
    (
        "rules/close.yaml",
        "- rule: close_in_accounting",
        NEVER_BOTH,
    ),
    ("rules/collection_cost.yaml", "- [", CURRENCIES),
    ("rules/compensation.yaml", "- from:", SINCE),
    ("rules/compensation.yaml", "- [", CURRENCIES),
    (
        "rules/currency.rhai",
        "fn ",
        "functions may stand in any order",
    ),
    ("rules/effects.yaml", "- when: case.status", NEVER_BOTH),
    ("rules/effects.yaml", "- when: case.balance", NEVER_BOTH),
    ("rules/email_bounced.yaml", "- when:", NEVER_BOTH),
    ("rules/email_bounced.yaml", "&&", TWICE),
    (
        "rules/email_bounced.yaml",
        "label: { da: \"E-mailadresse\"",
        "the system has no menu, and no text is wrong there",
    ),
    ("rules/invariants.yaml", "", BACKSTOP),
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
    ("rules/reminder_fee_limit.yaml", "- from:", SINCE),
    ("rules/reminder_fee_limit.yaml", "- [", BACKSTOP),
    ("rules/", "label:", MENU),
    ("rules/", "help:", MENU),
    ("rules/", "da: ", MENU),
    ("rules/", "en: ", MENU),
    ("rules/", "channel: email", CONTACT),
    ("rules/", "to: =case.customer.email", CONTACT),
];

/// Why nobody notices a wound; none where a scenario is missing.
pub(super) fn why(shipped: &Shipped, wound: &Wound) -> Option<&'static str> {
    let file = shipped.files.iter().find(|file| file.name == wound.file)?;
    let line = file.text.lines().nth(wound.line - 1)?;
    let mut known = KNOWN.iter();
    let known = known.find(|(file, words, _)| wound.file.starts_with(file) && line.contains(words));
    known.map(|(_, _, why)| *why)
}

/// Whether a wound leaves every decision as it was, so that nobody can notice it.
pub(super) fn changes_nothing(shipped: &Shipped, wound: &Wound) -> bool {
    let same = [
        APART, NEVER_BOTH, CONTACT, TWICE, CURRENCIES, SUNDAY, BLACKOUT, OPTIONS,
    ];
    why(shipped, wound).is_some_and(|why| same.contains(&why))
}
