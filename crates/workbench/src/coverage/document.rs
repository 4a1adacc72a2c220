//! Coverage as the data that programs read: its names are a contract. Words are in the language that is asked for.

use std::collections::BTreeMap;

use dunlin::coverage::{Cause, Kind, Obstacle, Verdict};
use serde::Serialize;

use super::{Covered, Found, State, Totals};

/// Coverage as JSON: totals, by kind and by file, and every element with the scenarios that came to it.
#[derive(Debug, Serialize)]
pub struct Document<'c> {
    scenarios: usize,
    totals: Totals,
    kinds: BTreeMap<Kind, Totals>,
    files: BTreeMap<&'c str, Totals>,
    elements: Vec<Told<'c>>,
}

#[derive(Debug, Serialize)]
struct Told<'c> {
    kind: Kind,
    name: &'c str,
    #[serde(skip_serializing_if = "str::is_empty")]
    owner: &'c str,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<At<'c>>,
    state: &'static str,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    behind: Option<Behind<'c>>,
    why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    scenarios: Scenarios<'c>,
}

#[derive(Debug, Serialize)]
struct At<'c> {
    file: &'c str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

/// What kept it from being reached.
#[derive(Debug, Serialize)]
struct Behind<'c> {
    kind: Kind,
    name: &'c str,
    /// What it always came out as; none where it was never reached itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    always: Option<bool>,
}

#[derive(Debug, Serialize)]
struct Scenarios<'c> {
    yes: Vec<&'c str>,
    no: Vec<&'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<&'c str>,
}

impl Covered {
    /// Returns it as data, with its words in a language: Danish for `da`, English otherwise.
    #[must_use]
    pub fn document(&self, language: &str) -> Document<'_> {
        Document {
            scenarios: self.scenarios.len(),
            totals: self.totals(),
            kinds: self.kinds().collect(),
            files: self.files(),
            elements: self.found().map(|found| told(&found, language)).collect(),
        }
    }
}

fn told<'c>(found: &Found<'c>, language: &str) -> Told<'c> {
    let element = found.element();
    let (verdict, behind) = verdict(found.verdict());
    Told {
        kind: element.kind(),
        name: element.name(),
        owner: element.owner(),
        text: element.text(),
        place: element.place().map(|place| At {
            file: &place.file,
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
        }),
        state: match found.state() {
            State::Covered => "covered",
            State::Partly => "partly",
            State::Uncovered => "uncovered",
            State::Settled => "settled",
        },
        verdict,
        behind,
        why: found.why(language),
        hint: found.hint(language),
        scenarios: Scenarios {
            yes: found.yes(),
            no: found.no(),
            faults: found.faults(),
        },
    }
}

fn verdict(verdict: &Verdict) -> (&'static str, Option<Behind<'_>>) {
    match verdict {
        Verdict::Covered => ("covered", None),
        Verdict::OnlyYes => ("only_yes", None),
        Verdict::OnlyNo => ("only_no", None),
        Verdict::Settled => ("settled", None),
        Verdict::Unreached(reason) => cause(reason),
        _ => ("unreached", None),
    }
}

fn cause(cause: &Cause) -> (&'static str, Option<Behind<'_>>) {
    match cause {
        Cause::Untried => ("untried", None),
        Cause::Unreached(before) => ("unreached", Some(behind(before, None))),
        Cause::CameOut(before, truth) => ("behind", Some(behind(before, Some(*truth)))),
        Cause::ShortCircuit(before, truth) => ("short_circuit", Some(behind(before, Some(*truth)))),
        _ => ("unreached", None),
    }
}

fn behind(before: &Obstacle, always: Option<bool>) -> Behind<'_> {
    Behind {
        kind: before.kind,
        name: &before.name,
        always,
    }
}
