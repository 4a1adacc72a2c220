//! Before anything is timed: do all engines give the same answer to every pair? Nothing is measured here.

use anyhow::{Result, ensure};
use dunlin::{Case, Texts};

use crate::engines::complete_by_hand::{self, Effect, Said};
use crate::engines::dunlin::Dunlin;
use crate::policy::{Rules, Verdict};
use crate::portfolio::Pair;

/// How many mismatches of an engine are printed.
const SHOWN: usize = 5;

/// Holds an engine's verdicts to those by hand.
pub(crate) fn agree(
    engine: &str,
    pairs: &[Pair],
    expected: &[Verdict],
    given: &[Verdict],
) -> Result<()> {
    let rows = pairs.iter().zip(expected).zip(given);
    let wrong = rows.filter(|((_, expected), given)| !same(expected, given));
    let mut count = 0;
    for ((pair, expected), given) in wrong {
        count += 1;
        if count <= SHOWN {
            eprintln!(
                "{engine}: {} instead of {}\n  {pair:?}",
                told(given),
                told(expected)
            );
        }
    }
    ensure!(count == 0, "{engine} decides {count} pairs otherwise");
    ensure!(
        expected.len() == given.len(),
        "{engine} gave {} verdicts",
        given.len()
    );
    Ok(())
}

fn same(expected: &Verdict, given: &Verdict) -> bool {
    let names = given.rules.is_none() || given.rules == expected.rules;
    given.allowed == expected.allowed && names
}

fn told(verdict: &Verdict) -> String {
    let names = verdict.rules.map(Rules::names).unwrap_or_default();
    format!("allowed {}, denied by {names:?}", verdict.allowed)
}

/// Holds all that is written by hand to what Dunlin says: every message in both languages, every effect, every letter.
pub(crate) fn says_the_same(dunlin: &Dunlin, case: &Case, pair: &Pair) -> Result<()> {
    let ours = dunlin.decision(case, pair)?;
    let theirs = complete_by_hand::decide(pair);
    let denials = ours
        .denials()
        .iter()
        .map(|denial| said(&denial.rule, &denial.message));
    compare(pair, denials.collect(), &theirs.denials)?;
    let warnings = ours
        .warnings()
        .iter()
        .map(|warning| said(&warning.rule, &warning.message));
    compare(pair, warnings.collect(), &theirs.warnings)?;
    let names: Vec<&str> = ours.effects().iter().map(dunlin::Effect::name).collect();
    let by_hand: Vec<&str> = theirs.effects.iter().map(name).collect();
    ensure!(names == by_hand, "{names:?}, by hand {by_hand:?}\n{pair:?}");
    for (effect, by_hand) in ours.effects().iter().zip(&theirs.effects) {
        let letter = effect
            .letter()
            .map(|letter| (&letter.subject, &letter.body));
        let written = match by_hand {
            Effect::Send { subject, body, .. } => Some((subject, body)),
            _ => None,
        };
        ensure!(
            letter == written,
            "{letter:?}, by hand {written:?}\n{pair:?}"
        );
    }
    let shown: Vec<bool> = complete_by_hand::menu(pair)
        .iter()
        .map(|item| item.enabled)
        .collect();
    let enabled = dunlin.enabled(case, pair)?;
    ensure!(
        enabled == shown,
        "the menu enables {enabled:?}, by hand {shown:?}\n{pair:?}"
    );
    Ok(())
}

fn said(rule: &str, message: &Texts) -> (String, String, String) {
    let text = |language| message.get(language).to_owned();
    (rule.to_owned(), text("da"), text("en"))
}

fn compare(pair: &Pair, mut ours: Vec<(String, String, String)>, theirs: &[Said]) -> Result<()> {
    let theirs = theirs.iter().map(|said| {
        (
            said.rule.to_owned(),
            said.da.to_string(),
            said.en.to_string(),
        )
    });
    let mut theirs: Vec<_> = theirs.collect();
    ours.sort();
    theirs.sort();
    ensure!(ours == theirs, "{ours:#?}\nby hand {theirs:#?}\n{pair:?}");
    Ok(())
}

fn name(effect: &Effect<'_>) -> &'static str {
    match effect {
        Effect::CloseCase { .. } => "close_case",
        Effect::Send { .. } => "send",
        Effect::Post { .. } => "post",
        Effect::CreateCreditNote { .. } => "create_credit_note",
        Effect::PauseCase { .. } => "pause_case",
        Effect::ScheduleResume { .. } => "schedule_resume",
        Effect::ResumeCase => "resume_case",
        Effect::SwitchFlow { .. } => "switch_flow",
        Effect::RestartFlow => "restart_flow",
    }
}
