//! What to say of a condition that is always the same, by where it stands. Nothing is looked for here.

use super::known::Verdict;
use super::wording::{Words, because, quoted, words};
use crate::expr::{Expr, Node};
use crate::rules::Rules;
use crate::source::{Code, Problem, Span};

/// Where a condition stands, which says what follows from it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Shown,
    RuleWhen,
    /// With the place of the rule's `when`.
    That(Option<Span>),
    WarnWhen,
    EffectWhen,
    WaitFor,
    StepWhen,
    While,
    Invariant {
        always: bool,
    },
}

/// A condition, or a part of one, that is the same for every case.
pub(super) fn constant(part: &Expr, verdict: &Verdict, rules: &Rules) -> Problem {
    let code = Code::ConstantCondition;
    let text = quoted(rules, part.span);
    let [what, hvad] = match &text {
        Some(text) => words(text, text),
        None => words("this condition", "denne betingelse"),
    };
    let [always, altid] = if verdict.truth {
        ["true", "sand"]
    } else {
        ["false", "falsk"]
    };
    match (because(&verdict.because, rules), &part.node) {
        (_, Node::Const(_)) => Problem::new(
            code,
            format!("{what} is the same for every case"),
            format!("{hvad} er ens for alle sager"),
        ),
        (None, _) => Problem::new(
            code,
            format!("{what} is always {always}"),
            format!("{hvad} er altid {altid}"),
        ),
        (Some([en, da]), _) => Problem::new(
            code,
            format!("{what} is always {always} here: {en}"),
            format!("{hvad} er altid {altid} her: {da}"),
        ),
    }
}

/// What to do about a part that decides nothing.
pub(super) fn needless() -> Words {
    words(
        "remove this part, or correct it: the rest of the condition decides",
        "fjern denne del, eller ret den: resten af betingelsen afgør det",
    )
}

/// What to do about a part that makes a larger one decide nothing.
pub(super) fn needless_because(whole: &Expr, truth: bool, rules: &Rules) -> Words {
    let Some(text) = quoted(rules, whole.span) else {
        return words(
            "correct it, or remove the whole part that it belongs to",
            "ret den, eller fjern hele den del, som den hører til",
        );
    };
    let [en, da] = if truth {
        ["always true", "altid er sand"]
    } else {
        ["never true", "aldrig er sand"]
    };
    words(
        format!("correct it, or remove all of {text}, which is {en}"),
        format!("ret den, eller fjern hele {text}, som {da}"),
    )
}

/// What to do about a condition that is always so.
pub(super) fn remedy(place: Place, truth: bool, rules: &Rules) -> Words {
    match (place, truth) {
        (Place::Shown, true) => words(
            "remove `shown`: without it the action is shown for every case",
            "fjern `shown`: uden den vises handlingen for alle sager",
        ),
        (Place::Shown, false) => words(
            "correct the condition, or remove the action: it is never shown",
            "ret betingelsen, eller fjern handlingen: den vises aldrig",
        ),
        (Place::RuleWhen, true) => words(
            "remove `when`: the rule always applies",
            "fjern `when`: reglen gælder altid",
        ),
        (Place::RuleWhen, false) => words(
            "correct the condition, or remove the rule: it never applies",
            "ret betingelsen, eller fjern reglen: den gælder aldrig",
        ),
        (Place::That(_), true) => words(
            "correct the condition, or remove the rule: it never denies anything",
            "ret betingelsen, eller fjern reglen: den afviser aldrig noget",
        ),
        (Place::That(when), false) => match when.and_then(|when| quoted(rules, when)) {
            Some(when) => {
                let when = when.trim_matches('`');
                words(
                    format!("write `that: not({when})`, and remove `when`"),
                    format!("skriv `that: not({when})`, og fjern `when`"),
                )
            }
            None => words(
                "correct the condition: it denies whatever the case is",
                "ret betingelsen: den afviser, uanset hvordan sagen er",
            ),
        },
        (Place::WarnWhen, true) => words(
            "remove `when`: the warning is always given",
            "fjern `when`: advarslen gives altid",
        ),
        (Place::WarnWhen, false) => words(
            "correct the condition, or remove the warning: it is never given",
            "ret betingelsen, eller fjern advarslen: den gives aldrig",
        ),
        (Place::EffectWhen, true) => words(
            "remove `when`: the effect always happens",
            "fjern `when`: effekten sker altid",
        ),
        (Place::EffectWhen, false) => words(
            "correct the condition, or remove the effect: it never happens",
            "ret betingelsen, eller fjern effekten: den sker aldrig",
        ),
        (Place::WaitFor, true) => words(
            "remove `wait_for`: the step waits for nothing",
            "fjern `wait_for`: trinnet venter ikke på noget",
        ),
        (Place::WaitFor, false) => words(
            "correct the condition: the step waits for ever, and the flow stops there",
            "ret betingelsen: trinnet venter for evigt, og flowet går i stå der",
        ),
        (Place::StepWhen, true) => words(
            "remove `when`: the step is never passed over",
            "fjern `when`: trinnet springes aldrig over",
        ),
        (Place::StepWhen, false) => words(
            "correct the condition, or remove the step: it is always passed over",
            "ret betingelsen, eller fjern trinnet: det springes altid over",
        ),
        (Place::While, true) => words(
            "remove `while`: the timer runs whenever it is due",
            "fjern `while`: timeren kører, hver gang tiden er inde",
        ),
        (Place::While, false) => words(
            "correct the condition, or remove the timer: it never runs",
            "ret betingelsen, eller fjern timeren: den kører aldrig",
        ),
        (Place::Invariant { always }, truth) if always == truth => words(
            "correct the condition, or remove the invariant: no decision can break it",
            "ret betingelsen, eller fjern invarianten: ingen beslutning kan bryde den",
        ),
        (Place::Invariant { .. }, _) => words(
            "correct the condition: every decision breaks it",
            "ret betingelsen: enhver beslutning bryder den",
        ),
    }
}
