//! Snapshots that are missing or differ, gone through one by one: shown, asked about, accepted or left · what differs stands with the workbench.

use std::io::{self, BufRead};

use anyhow::{Context, Result, anyhow};
use dunlin_workbench::{Outcome, Status};

use crate::arguments::Language;
use crate::output::style::{FAINT, STRONG, styled};
use crate::output::{scenarios, stream};
use crate::rule_set::Folder;

/// What somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Accept,
    Leave,
    Whole,
    Quit,
}

impl Answer {
    /// Returns what a line answers; the words of both languages are taken.
    fn read(line: &str) -> Option<Self> {
        match line.trim().to_lowercase().as_str() {
            "a" | "accept" | "g" | "godkend" => Some(Self::Accept),
            "l" | "leave" | "b" | "behold" => Some(Self::Leave),
            "d" | "diff" | "v" | "vis" => Some(Self::Whole),
            "q" | "quit" | "s" | "stop" => Some(Self::Quit),
            _ => None,
        }
    }
}

/// Asks of each outcome that can be accepted; returns all, with whether they were.
pub(crate) fn each(
    outcomes: Vec<Outcome>,
    folder: &Folder,
    lang: Language,
) -> Result<Vec<(Outcome, bool)>> {
    let count = outcomes.iter().filter(|outcome| is_open(outcome)).count();
    let mut lines = io::stdin().lock().lines();
    let mut reviewed = Vec::with_capacity(outcomes.len());
    let mut at = 0;
    let mut goes_on = true;
    for outcome in outcomes {
        let mut accepted = false;
        if goes_on && is_open(&outcome) {
            at += 1;
            let shown = scenarios::one(&outcome, false, folder, lang);
            let number = styled(STRONG, &format!("{at}/{count}"));
            stream::tell(&format!("{number} {shown}"));
            match ask(&outcome, &mut lines, lang)? {
                Answer::Accept => {
                    accepted = outcome.accept().map_err(|error| anyhow!("{error}"))?
                }
                Answer::Quit => goes_on = false,
                Answer::Leave | Answer::Whole => {}
            }
        }
        reviewed.push((outcome, accepted));
    }
    Ok(reviewed)
}

/// Whether somebody is to decide about it.
fn is_open(outcome: &Outcome) -> bool {
    matches!(
        outcome.status(),
        Status::SnapshotDiffers(_) | Status::SnapshotMissing
    )
}

/// Asks until there is an answer; where nobody answers any more, the rest is left.
fn ask(
    outcome: &Outcome,
    lines: &mut impl Iterator<Item = io::Result<String>>,
    lang: Language,
) -> Result<Answer> {
    let question = lang.of(
        "accept, leave, show the whole diff, or quit? [a/l/d/q]",
        "godkend, behold det gamle, vis hele forskellen, eller stop? [g/b/v/s]",
    );
    loop {
        stream::tell(&format!("{} ", styled(FAINT, question)));
        let Some(line) = lines.next() else {
            let ended = lang.of(
                "\nno more answers: what is left stays as it is\n",
                "\nikke flere svar: resten bliver, som det er\n",
            );
            stream::tell(ended);
            return Ok(Answer::Quit);
        };
        match Answer::read(&line.context("can't read the answer")?) {
            Some(Answer::Whole) => stream::tell(&format!("\n{}", scenarios::whole(outcome))),
            Some(answer) => {
                stream::tell("\n");
                return Ok(answer);
            }
            None => stream::tell("\n"),
        }
    }
}
