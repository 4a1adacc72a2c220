//! The journal held to its hashes, and each case rebuilt from it: proof that the store is what was decided.

use std::collections::HashMap;

use dunlin::{Case, Engine, Record, RuleSet, Verdict};
use rusqlite::Connection;

use crate::store::{CaseRow, Store, StoreError, Verified, cases, journal, rule_sets};

/// How many cases are read at once.
const BATCH: usize = 512;

/// What was found in the journals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verification {
    /// How many cases there are.
    pub cases: u64,
    /// How many entries their journals have.
    pub entries: u64,
    /// Each case whose journal isn't whole, or doesn't lead to it: its id, and what is wrong.
    pub problems: Vec<(String, String)>,
}

/// The engines of the rules that were in force, by fingerprint.
#[derive(Default)]
pub(super) struct Engines(HashMap<String, Option<Engine>>);

impl Engines {
    /// Knows the rules in force already.
    pub(super) fn with(engine: Engine) -> Self {
        let fingerprint = engine.rules().fingerprint().to_owned();
        Self(HashMap::from([(fingerprint, Some(engine))]))
    }

    pub(super) fn of(
        &mut self,
        connection: &Connection,
        fingerprint: &str,
    ) -> Result<Engine, String> {
        if !self.0.contains_key(fingerprint) {
            let sources = rule_sets::sources(connection, fingerprint);
            let sources = sources.map_err(|error| error.to_string())?;
            let rules = sources.and_then(|sources| RuleSet::load(&sources).ok());
            self.0
                .insert(fingerprint.to_owned(), rules.map(Engine::new));
        }
        let engine = self.0.get(fingerprint).cloned().flatten();
        engine.ok_or_else(|| format!("the rules {fingerprint} aren't kept, or don't load"))
    }
}

/// Verifies every case's journal, at one point in time.
pub(crate) fn verify(
    store: &Store,
    mut progress: impl FnMut(u64, u64),
) -> Result<Verification, StoreError> {
    store.read_blocking(|connection| {
        let mut found = Verification::default();
        let mut engines = Engines::default();
        let all = u64::try_from(cases::count(connection)?).unwrap_or_default();
        let mut after = 0;
        loop {
            let rows = cases::after(connection, after, BATCH)?;
            let Some(last) = rows.last() else { break };
            after = last.number;
            for row in &rows {
                found.cases += 1;
                let entries = u64::try_from(row.entries).unwrap_or_default();
                found.entries += entries;
                if let Some(problem) = problem(connection, &mut engines, row)? {
                    found.problems.push((row.id.clone(), problem));
                }
            }
            progress(found.cases, all);
        }
        Ok(found)
    })
}

/// What is wrong with a case's journal, if anything is.
fn problem(
    connection: &Connection,
    engines: &mut Engines,
    row: &CaseRow,
) -> Result<Option<String>, StoreError> {
    let records = match journal::verified(connection, row.number, row.entries, &row.head)? {
        Verified::Whole(records) => records,
        Verified::Broken(entry, how) => return Ok(Some(format!("entry {entry} {how}"))),
    };
    Ok(match rebuilt(connection, engines, &records) {
        Ok(state) if state == row.state => None,
        Ok(_) => Some("its journal leads to another state than the one that is kept".to_owned()),
        Err(problem) => Some(problem),
    })
}

/// The case that records lead to, as it is kept.
fn rebuilt(
    connection: &Connection,
    engines: &mut Engines,
    records: &[String],
) -> Result<String, String> {
    let case = followed(connection, engines, records)?;
    let (case, _) = case.ok_or_else(|| "its journal is empty".to_owned())?;
    serde_json::to_string(&case).map_err(|error| error.to_string())
}

/// The case that records lead to, and the fingerprint of the rules that it was last written under; none before the first.
pub(super) fn followed(
    connection: &Connection,
    engines: &mut Engines,
    records: &[String],
) -> Result<Option<(Case, String)>, String> {
    let mut case: Option<(Case, String)> = None;
    for (place, text) in records.iter().enumerate() {
        let at = |problem: String| format!("entry {}: {problem}", place + 1);
        let record: Record = serde_json::from_str(text).map_err(|error| at(error.to_string()))?;
        let rules = record.rule_set.fingerprint.clone();
        let engine = engines.of(connection, &rules).map_err(at)?;
        let next = match &case {
            None => engine.replay([&record]),
            Some((case, by)) if *by == rules => case.replay(&record),
            Some((case, _)) => carried(&engine, case).map_err(at)?.replay(&record),
        };
        let next = next.map_err(|error| at(error.to_string()))?;
        // A denial leaves the case as it is kept, by whichever rules that was.
        if case.is_none() || record.verdict == Verdict::Allowed {
            case = Some((next, rules));
        }
    }
    Ok(case)
}

/// The case as other rules take it over: as it was kept.
pub(super) fn carried(engine: &Engine, case: &Case) -> Result<Case, String> {
    let kept = serde_json::to_string(case).map_err(|error| error.to_string())?;
    engine.read_case(&kept).map_err(|error| error.to_string())
}
