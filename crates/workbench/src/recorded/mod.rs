//! A case of a journal as a scenario: played again as it was recorded, shortened, and with nobody's name in it. Files are others'.

mod draft;
mod gist;
mod journal;
mod shorten;
mod stand_in;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use dunlin::{Engine, Record, Value};

pub use journal::{JournalError, records_of};
pub use shorten::LeftOut;
pub use stand_in::Replaced;

use crate::run::run;
use crate::scenario::Scenario;
use draft::{Draft, Step};
use gist::{Gist, is_figure, is_word};

/// A case that was recorded, as a scenario.
///
/// ```no_run
/// use dunlin_workbench::recorded::{Recorded, records_of};
///
/// let rules = dunlin::RuleSet::load(&dunlin::Sources::read("path/to/rule-set")?)?;
/// let journal = std::io::BufReader::new(std::fs::File::open("journal.jsonl")?);
/// let records = records_of(journal, "1001")?;
/// let recorded = Recorded::of(&dunlin::Engine::new(rules), &records)?;
/// std::fs::write("path/to/rule-set/scenarios/recorded.yaml", recorded.text)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Recorded {
    /// The scenario's file.
    pub text: String,
    /// A name for it that tells of nobody.
    pub name: String,
    /// What was replaced, and what had to stay.
    pub replaced: Vec<Replaced>,
    /// What was left out, as the last decision is the same without.
    pub left_out: LeftOut,
}

/// Why a recorded case can't become a scenario.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordedError {
    /// The journal doesn't have the case's opening first.
    #[error("its opening isn't in the journal: a scenario begins where a case is opened")]
    NotOpened,
    /// The case was never opened.
    #[error("it was never opened: `open_case` was denied by `{}`", .0.join("`, `"))]
    Denied(Vec<String>),
    /// A value is more than one.
    #[error("`{0}` holds several values, and a scenario writes single ones")]
    Many(String),
    /// By these rules it comes out otherwise.
    #[error("by this rule set it doesn't come out as recorded: {0}")]
    Otherwise(String),
}

impl Recorded {
    /// Returns the scenario of a case's records.
    ///
    /// It is played as it was recorded first. Then it is shortened for as long as what was decided last
    /// stays: its verdict, rules and effects. Texts that may tell who somebody is are replaced by others
    /// with which every decision stays; amounts, dates and options are kept.
    ///
    /// # Errors
    ///
    /// [`RecordedError`] where the journal doesn't begin with the case, or it comes out otherwise by these rules.
    pub fn of(engine: &Engine, records: &[Record]) -> Result<Self, RecordedError> {
        let rules = engine.rules();
        let recorded = records.get(1..).unwrap_or_default();
        let decided = Gist::all(recorded, rules);
        // What happened at the time of something due came before it, or after.
        let told = as_recorded(engine, Draft::of(records, rules, false)?, &decided).or_else(
            |otherwise| {
                let early = Draft::of(records, rules, true)?;
                as_recorded(engine, early, &decided).map_err(|_| otherwise)
            },
        )?;
        let last = Gist::last(recorded, rules);
        let stays = |draft: &Draft| {
            let played = play(engine, draft);
            played.is_ok_and(|played| Gist::last(&played, rules) == last)
        };
        let (short, left_out) = shorten::shorten(like_example(engine, told), &stays);
        let (draft, replaced) = anonymous(engine, short);
        Ok(Self {
            text: written::text(&draft),
            name: name(records),
            replaced,
            left_out,
        })
    }
}

/// The draft, if every decision comes out as it was.
fn as_recorded(engine: &Engine, draft: Draft, decided: &[Gist]) -> Result<Draft, RecordedError> {
    let played = play(engine, &draft).map_err(RecordedError::Otherwise)?;
    same(decided, &Gist::all(&played, engine.rules()))?;
    Ok(draft)
}

/// Plays a draft; returns every decision, or what is wrong with it.
fn play(engine: &Engine, draft: &Draft) -> Result<Vec<Record>, String> {
    let scenario = Scenario::read("the scenario", &written::text(draft)).map_err(|problems| {
        let said = problems.iter().map(ToString::to_string);
        said.collect::<Vec<_>>().join("; ")
    })?;
    let run = run(engine, &scenario, None).map_err(|problem| problem.to_string())?;
    match run.unmet.first() {
        Some(unmet) => Err(unmet.to_string()),
        None => Ok(run.records),
    }
}

fn same(recorded: &[Gist], played: &[Gist]) -> Result<(), RecordedError> {
    let count = recorded.len().max(played.len());
    let differs = (0..count).find(|at| recorded.get(*at) != played.get(*at));
    match differs {
        None => Ok(()),
        Some(at) => {
            let said = |gists: &[Gist]| gists.get(at).map_or("nothing".to_owned(), Gist::words);
            let (was, is) = (said(recorded), said(played));
            Err(RecordedError::Otherwise(format!(
                "decision {} was {was}, and is {is}",
                at + 2
            )))
        }
    }
}

/// The draft without what the manifest's example says too.
fn like_example(engine: &Engine, mut draft: Draft) -> Draft {
    let example = engine.example_opening("1001");
    let opened = engine.open(&example, engine.rules().instant(draft.now));
    if let Ok(opened) = opened {
        let example = opened.record().request.input;
        draft.opening.retain(|name, value| {
            let same = example
                .get(name)
                .is_some_and(|like| like.to_string() == value.to_string());
            !same
        });
    }
    draft
}

/// The draft with stand-ins for each text by which somebody may be known.
fn anonymous(engine: &Engine, mut draft: Draft) -> (Draft, Vec<Replaced>) {
    let rules = engine.rules();
    let gists = |draft: &Draft| play(engine, draft).map(|played| Gist::all(&played, rules));
    let Ok(decided) = gists(&draft) else {
        return (draft, Vec::new());
    };
    let mut replaced = Vec::new();
    let mut used = BTreeSet::new();
    for (text, places) in texts(engine, &draft) {
        let first = places.first().map_or("", String::as_str);
        let stand_ins = stand_in::stand_ins(first, &text, used.len() + 1, &used);
        let by = stand_ins.into_iter().find_map(|stand_in| {
            let mut tried = draft.clone();
            for value in tried.values_mut() {
                if value
                    .as_str()
                    .is_some_and(|value| value.to_lowercase() == text)
                {
                    *value = Value::text(&stand_in);
                }
            }
            let stays = gists(&tried).is_ok_and(|tried| tried == decided);
            stays.then_some((tried, stand_in))
        });
        let by = by.map(|(tried, stand_in)| {
            draft = tried;
            used.insert(stand_in.clone());
            stand_in
        });
        // An option isn't replaced, and need not be told of.
        if by.is_some() || !is_word(&text) {
            replaced.push(Replaced { places, by });
        }
    }
    (draft, replaced)
}

/// The texts by which somebody may be known, in small letters, with where they stand.
fn texts(engine: &Engine, draft: &Draft) -> BTreeMap<String, Vec<String>> {
    let mut opening = engine.example_opening("1001");
    for (name, value) in &draft.opening {
        opening.set(name, value.clone());
    }
    let opened = engine.open(&opening, engine.rules().instant(draft.now));
    let case = opened.ok().and_then(|decision| decision.case_after());
    let facts = draft.opening.iter().filter(|(name, _)| {
        let fact = case.as_ref().and_then(|case| case.fact(name));
        matches!(fact, Some(Value::Text(_)))
    });
    let asked = draft.steps.iter().filter_map(|step| match step {
        Step::Do(asked) if !asked.action.starts_with("effect_") => Some(&asked.inputs),
        _ => None,
    });
    let inputs = asked.flatten().filter(|(_, value)| {
        let text = value.as_str();
        text.is_some_and(|text| !is_figure(text) && !["true", "false", ""].contains(&text))
    });
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in facts.chain(inputs) {
        let places = texts.entry(value.to_string().to_lowercase()).or_default();
        if !places.contains(name) {
            places.push(name.clone());
        }
    }
    texts
}

/// What happened last, as a file is called.
fn name(records: &[Record]) -> String {
    let last = records.iter().rfind(|record| !draft::is_answer(record));
    let turn = last.and_then(|last| {
        let input = &last.request.input;
        let named = ["step", "timer", "hold"]
            .iter()
            .find_map(|kind| input.get(*kind));
        named
            .filter(|_| last.request.action == "advance")
            .map(ToString::to_string)
    });
    let what = turn.or_else(|| last.map(|last| last.request.action.clone()));
    format!("recorded-{}", what.unwrap_or_default().replace('_', "-"))
}
