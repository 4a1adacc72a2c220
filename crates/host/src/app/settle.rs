//! What a decision leaves, settled: the case, its journal, when it is due next, its outbox. All that is written about a case goes through here.

use chrono::{DateTime, NaiveDate, Utc};
use dunlin::{Case, Decision, Due, Effect, Engine, Value};
use rusqlite::Connection;

use super::{App, Failure};
use crate::store::{Booked, CaseRow, Kept, Outgoing, cases};

/// When a case is looked at next, and why it doesn't go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wait {
    pub(super) due_at: Option<DateTime<Utc>>,
    /// As JSON.
    pub(super) held: Option<String>,
}

/// A case as a decision leaves it.
struct Left<'c> {
    case: &'c Case,
    wait: Wait,
    /// What it is searched by, where that has changed.
    words: Option<String>,
    /// How many entries its ledger had before.
    known: usize,
}

impl App {
    /// The case that a row holds.
    pub(super) fn case_of(engine: &Engine, row: &CaseRow) -> Result<Case, Failure> {
        engine
            .read_case(&row.state)
            .map_err(|error| Failure::Stranded {
                case: row.id.clone(),
                problem: error.problems().collect::<Vec<_>>().join("; "),
            })
    }

    /// Writes a decision about a case that is there, and returns the case as it is then.
    pub(super) fn settle(
        &self,
        connection: &Connection,
        engine: &Engine,
        row: &CaseRow,
        before: &Case,
        decision: &Decision<'_>,
        now: DateTime<Utc>,
    ) -> Result<Case, Failure> {
        let after = before.apply(decision)?;
        let wait = if decision.is_allowed() {
            Wait::of(engine, &after, now)
        } else {
            let due_at = row.due_at.map(crate::clock::instant);
            let held = row.held.clone();
            Wait { due_at, held }
        };
        let words = self.words(&after);
        let left = Left {
            words: (words != self.words(before)).then_some(words),
            case: &after,
            wait,
            known: before.ledger().len(),
        };
        self.put(connection, engine, Some(row), decision, left)?;
        Ok(after)
    }

    /// Writes the decision by which a case is born.
    pub(super) fn settle_opening(
        &self,
        connection: &Connection,
        engine: &Engine,
        decision: &Decision<'_>,
        case: &Case,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        let wait = Wait::of(engine, case, now);
        let left = Left {
            words: Some(self.words(case)),
            case,
            wait,
            known: 0,
        };
        self.put(connection, engine, None, decision, left)
    }

    fn put(
        &self,
        connection: &Connection,
        engine: &Engine,
        row: Option<&CaseRow>,
        decision: &Decision<'_>,
        left: Left<'_>,
    ) -> Result<(), Failure> {
        let record = decision.record();
        let case = left.case;
        let booked = case.ledger().skip(left.known).map(|entry| Booked {
            kind: entry.kind,
            is_charge: entry.is_charge,
            amount: entry.amount,
            date: entry.date,
        });
        let asked = decision.effects().iter().zip(&record.effects);
        let asked = asked.filter(|(effect, _)| effect.is_for_host());
        let outgoing = asked.map(|(effect, recorded)| {
            let body = serde_json::to_string(recorded).unwrap_or_default();
            self.outgoing(effect, body)
        });
        let outgoing: Vec<Outgoing> = outgoing.collect();
        let kept = Kept {
            case,
            rules: engine.rules().fingerprint(),
            customer: self.fact(case, &self.config.lists.customer),
            due_date: self.date(case, &self.config.lists.due_date),
            words: left.words,
            due_at: left.wait.due_at,
            held: left.wait.held,
            outgoing,
            booked: booked.collect(),
            day: engine.rules().local(record.at).date(),
        };
        cases::write(connection, row, &record, &kept)?;
        Ok(())
    }

    fn outgoing(&self, effect: &Effect<'_>, body: String) -> Outgoing {
        Outgoing {
            id: effect.id().to_owned(),
            carrier: self.config.carrier_of(effect).to_owned(),
            effect: effect.name().to_owned(),
            template: effect.template().map(str::to_owned),
            body,
        }
    }

    /// What a case is searched by.
    fn words(&self, case: &Case) -> String {
        let facts = self.config.lists.search.iter();
        let facts = facts.filter_map(|fact| self.fact(case, fact));
        let words: Vec<String> = std::iter::once(case.id().to_owned()).chain(facts).collect();
        words.join(" ")
    }

    fn fact(&self, case: &Case, name: &str) -> Option<String> {
        Some(case.fact(name)?.as_str()?.to_owned())
    }

    fn date(&self, case: &Case, name: &str) -> Option<NaiveDate> {
        case.fact(name).and_then(Value::as_date)
    }
}

impl Wait {
    /// What the engine says about when something is due.
    pub(super) fn of(engine: &Engine, case: &Case, now: DateTime<Utc>) -> Self {
        match engine.next_due(case, now) {
            Ok(due) => Self::until(&due),
            Err(error) => Self::stranded(&error.to_string()),
        }
    }

    /// When it is looked at next, by what is due.
    pub(super) fn until(due: &Due) -> Self {
        match due {
            Due::At { at, .. } => Self {
                due_at: Some(*at),
                held: None,
            },
            Due::Held { retry, .. } => Self {
                due_at: Some(*retry),
                held: serde_json::to_string(due).ok(),
            },
            _ => Self {
                due_at: None,
                held: None,
            },
        }
    }

    /// Rules can't take the case: somebody has to mend them.
    pub(super) fn stranded(problem: &str) -> Self {
        let held = serde_json::json!({ "stranded": problem });
        Self {
            due_at: None,
            held: Some(held.to_string()),
        }
    }
}
