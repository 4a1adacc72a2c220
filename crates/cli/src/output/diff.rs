//! What differs between two versions of a rule set, for people and for programs · nothing is compared here.

use std::path::PathBuf;

use dunlin::{EditKind, Edits, Engine, RecordedRules};
use dunlin_workbench::differ::{About, Cause, Caused, Change, Difference, Stranded, Told};
use serde::Serialize;

use super::style::{BAD, FAINT, NAME, STRONG, styled};

/// So many stranded cases are named.
const NAMED: usize = 10;
/// So many differences of an example are told.
const DIFFERENCES: usize = 5;

/// The form of the document.
const SCHEMA: u32 = 1;

/// What is told to people.
pub(crate) struct Text<'t> {
    pub(crate) told: &'t Told<'t>,
    /// Whether cases were compared, or only texts.
    pub(crate) compared: bool,
    /// The scenario of each cause, where one was written.
    pub(crate) scenarios: &'t [Option<PathBuf>],
}

impl Text<'_> {
    /// Returns what differs in words.
    pub(crate) fn written(&self) -> String {
        let words = self.told.words;
        let edits = self.told.edits.len() as u64;
        let head = match edits {
            0 => words
                .of(
                    "no edits: both say the same",
                    "ingen ændringer: begge siger det samme",
                )
                .to_owned(),
            _ => words.many(edits, ["edit", "edits", "ændring", "ændringer"]),
        };
        let mut text = format!("{}\n", styled(STRONG, &head));
        for edit in 0..self.told.edits.len() {
            text.push_str(&self.edit(edit, true));
        }
        if !self.compared {
            return text;
        }
        let differences = self.told.differences;
        let (differing, all) = (
            words.count(differences.differing),
            words.cases(differences.cases),
        );
        let differ = match differences.differing {
            1 => words.of("differs", "bliver anderledes"),
            _ => words.of("differ", "bliver anderledes"),
        };
        let of = words.of("of", "af");
        text.push_str(&format!(
            "\n{}\n",
            styled(STRONG, &format!("{differing} {of} {all} {differ}"))
        ));
        for (at, caused) in differences.causes.iter().enumerate() {
            text.push_str(&self.caused(caused, self.scenarios.get(at)));
        }
        let idle = self.told.idle();
        if !idle.is_empty() {
            let heading = words.of("no case differs by", "ingen sag bliver anderledes af");
            text.push_str(&format!("\n{heading}\n"));
            for edit in idle {
                text.push_str(&self.edit(edit, false));
            }
        }
        text
    }

    /// An edit with its number and, if that is wanted, its place.
    fn edit(&self, edit: usize, with_place: bool) -> String {
        let Some(edited) = self.told.edits.get(edit) else {
            return String::new();
        };
        let number = styled(NAME, &(edit + 1).to_string());
        let place = edited.place.as_ref().filter(|_| with_place);
        let place = place.map(|place| format!("  {}", styled(FAINT, place)));
        format!("{number}  {}{}\n", edited.words, place.unwrap_or_default())
    }

    fn caused(&self, caused: &Caused, scenario: Option<&Option<PathBuf>>) -> String {
        let words = self.told.words;
        let mut text = String::from("\n");
        if let Some(numbers) = self.told.numbers(&caused.cause) {
            text.push_str(&format!("{}\n", styled(STRONG, &numbers)));
        }
        for edit in self.told.edits_of(&caused.cause) {
            text.push_str(&self.edit(edit, false));
        }
        let mut line = |line: &str| text.push_str(&format!("   {line}\n"));
        let differ = words.of(" differ", " bliver anderledes");
        let differ = if caused.cases == 1 {
            words.of(" differs", differ)
        } else {
            differ
        };
        line(&format!("{}{differ}", words.cases(caused.cases)));
        for stranded in &caused.stranded {
            let heading = styled(BAD, words.of("stranded:", "strandet:"));
            line(&format!("{heading} {}", words.stranded(stranded, NAMED)));
            line(&styled(FAINT, &format!("  {}", stranded.why)));
        }
        for (under, counts) in words.changes(&caused.changes) {
            line(&format!("{under}: {counts}"));
        }
        if let Some(example) = caused.examples.first() {
            let heading = words.of("smallest: case", "mindste: sag");
            line(&format!("{heading} `{}`", example.case));
            for difference in example.differences.iter().take(DIFFERENCES) {
                line(&format!("  {}", words.difference(difference)));
            }
            let more = example.more + example.differences.len().saturating_sub(DIFFERENCES);
            if more > 0 {
                line(&format!(
                    "  {} {}",
                    words.of("and", "og"),
                    words.many(more as u64, ["more", "more", "mere", "mere"])
                ));
            }
        }
        if let Some(Some(path)) = scenario {
            line(&format!(
                "{}: {}",
                words.of("scenario", "scenarie"),
                path.display()
            ));
        }
        text
    }
}

/// What is told to programs.
#[derive(Serialize)]
pub(crate) struct Document<'d> {
    schema: u32,
    old: RecordedRules,
    new: RecordedRules,
    edits: Vec<EditDocument<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<Compared<'d>>,
}

#[derive(Serialize)]
struct EditDocument<'d> {
    /// From 1, as causes name it.
    number: usize,
    kind: &'static str,
    words: Words<'d>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Place<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Place<'d>>,
}

#[derive(Serialize)]
struct Words<'d> {
    en: &'d str,
    da: &'d str,
}

#[derive(Serialize)]
struct Place<'d> {
    file: &'d str,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Compared<'d> {
    cases: u64,
    differing: u64,
    causes: Vec<CauseDocument<'d>>,
    /// The edits by which no case differs.
    without_difference: Vec<usize>,
}

#[derive(Serialize)]
struct CauseDocument<'d> {
    /// `alone`, `either` or `together`.
    how: &'static str,
    /// Each group of edits that has to do with it; of `either`, each alone makes the difference.
    edits: Vec<Vec<usize>>,
    cases: u64,
    changes: Vec<ChangeDocument<'d>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    stranded: &'d [Stranded],
    examples: Vec<ExampleDocument<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario: Option<String>,
}

#[derive(Serialize)]
struct ChangeDocument<'d> {
    #[serde(flatten)]
    about: &'d About,
    #[serde(flatten)]
    change: &'d Change,
}

#[derive(Serialize)]
struct ExampleDocument<'d> {
    case: &'d str,
    differences: &'d [Difference],
    more: usize,
}

impl<'d> Document<'d> {
    /// Returns the document; `compared` says whether cases were.
    pub(crate) fn of(
        told: &'d Told<'_>,
        edits: &'d Edits,
        [old, new]: [&Engine; 2],
        compared: bool,
        scenarios: &[Option<PathBuf>],
    ) -> Self {
        let place = |place: &'d dunlin::Place| Place {
            file: &place.file,
            line: place.line,
            column: place.column,
        };
        let edits = edits.iter().enumerate().map(|(at, edit)| EditDocument {
            number: at + 1,
            kind: match edit.kind() {
                EditKind::Added => "added",
                EditKind::Removed => "removed",
                EditKind::Moved => "moved",
                _ => "changed",
            },
            words: Words {
                en: edit.words("en"),
                da: edit.words("da"),
            },
            before: edit.before().map(place),
            after: edit.after().map(place),
        });
        let causes = told.differences.causes.iter().enumerate();
        let causes = causes.map(|(at, caused)| {
            let scenario = scenarios.get(at).cloned().flatten();
            cause(
                told,
                caused,
                scenario.map(|path| path.display().to_string()),
            )
        });
        Self {
            schema: SCHEMA,
            old: RecordedRules::of(old.rules()),
            new: RecordedRules::of(new.rules()),
            edits: edits.collect(),
            compared: compared.then(|| Compared {
                cases: told.differences.cases,
                differing: told.differences.differing,
                causes: causes.collect(),
                without_difference: told.idle().into_iter().map(|edit| edit + 1).collect(),
            }),
        }
    }
}

fn cause<'d>(told: &Told<'_>, caused: &'d Caused, scenario: Option<String>) -> CauseDocument<'d> {
    let groups = caused.cause.groups().iter();
    let groups = groups.filter_map(|group| told.groups.get(*group));
    CauseDocument {
        how: match caused.cause {
            Cause::Alone(_) => "alone",
            Cause::Either(_) => "either",
            _ => "together",
        },
        edits: groups
            .map(|group| group.iter().map(|edit| edit + 1).collect())
            .collect(),
        cases: caused.cases,
        changes: caused
            .changes
            .iter()
            .map(|(about, change)| ChangeDocument { about, change })
            .collect(),
        stranded: &caused.stranded,
        examples: caused
            .examples
            .iter()
            .map(|example| ExampleDocument {
                case: &example.case,
                differences: &example.differences,
                more: example.more,
            })
            .collect(),
        scenario,
    }
}
