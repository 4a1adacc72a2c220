//! A case as JSON. What is read back from it is in `read.rs`.

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use super::{Case, Closing, Hold, Note, Past, Taken, Turn};
use crate::expr::Field;
use crate::rules::Vocabulary;
use crate::value::instant;

/// The form of case files that this engine writes, and the newest that it reads.
pub(super) const SCHEMA: i64 = 1;

impl Serialize for Case {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (state, words, view) = (&self.state, &self.rules.0.words, self.view());
        let mut out = serializer.serialize_struct("Case", 20)?;
        out.serialize_field("schema", &SCHEMA)?;
        out.serialize_field("id", &state.id)?;
        out.serialize_field("revision", &state.revision)?;
        out.serialize_field("currency", &state.currency)?;
        out.serialize_field("status", state.status().name())?;
        out.serialize_field("flow", words.flow_name(state.flow))?;
        out.serialize_field("flow_started", &instant(&state.flow_started))?;
        out.serialize_field("step", &*view.field(&Field::Step))?;
        out.serialize_field("step_index", &state.step)?;
        out.serialize_field("principal", &view.field(&Field::Principal).as_decimal())?;
        out.serialize_field(
            "principal_left",
            &view.field(&Field::PrincipalLeft).as_decimal(),
        )?;
        out.serialize_field("balance", &view.balance())?;
        out.serialize_field("holds", &state.holds)?;
        out.serialize_field("closing", &state.closing)?;
        let ledger: Vec<EntryOut<'_>> = state
            .ledger
            .iter()
            .map(|entry| EntryOut {
                entry: words.entry_name(entry.entry),
                amount: entry.amount,
                date: entry.date,
                book: entry.book,
                period: entry.period,
            })
            .collect();
        out.serialize_field("ledger", &ledger)?;
        let history: Vec<PastOut<'_>> = state
            .history
            .iter()
            .map(|past| PastOut { past, words })
            .collect();
        out.serialize_field("history", &history)?;
        out.serialize_field("turns", &state.turns)?;
        out.serialize_field("notes", &state.notes)?;
        // A cleared fact is left out, unless its default would come back.
        let facts = words.facts.iter().zip(&state.facts);
        let facts = facts.filter(|((_, fact), value)| value.is_set() || fact.default.is_set());
        let facts = facts.map(|((name, _), value)| (name, value));
        out.serialize_field("facts", &Facts(facts.collect()))?;
        out.end()
    }
}

struct Facts<'c>(Vec<(&'c std::sync::Arc<str>, &'c crate::Value)>);

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (&***name, value)))
    }
}

#[derive(serde::Serialize)]
struct EntryOut<'c> {
    entry: &'c str,
    amount: rust_decimal::Decimal,
    date: chrono::NaiveDate,
    book: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<super::Period>,
}

struct PastOut<'c> {
    past: &'c Past,
    words: &'c Vocabulary,
}

impl Serialize for PastOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let past = self.past;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &*past.id)?;
        map.serialize_entry("effect", past.effect.name(self.words))?;
        if let Some(name) = &past.name {
            map.serialize_entry("name", &**name)?;
        }
        map.serialize_entry("at", &instant(&past.at))?;
        if let Some(done) = &past.done {
            map.serialize_entry("done", &instant(done))?;
        }
        if let Some(failed) = &past.failed {
            map.serialize_entry("failed", &instant(failed))?;
        }
        if let Some(settles) = &past.settles {
            map.serialize_entry("settles", settles)?;
        }
        map.end()
    }
}

impl Serialize for Taken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.turn {
            Turn::Step { flow, step } => {
                map.serialize_entry("flow", &**flow)?;
                map.serialize_entry("step", &**step)?;
            }
            Turn::Timer { timer } => map.serialize_entry("timer", &**timer)?,
            Turn::HoldEnds { .. } => {}
        }
        map.serialize_entry("at", &instant(&self.at))?;
        if self.passed_over {
            map.serialize_entry("passed_over", &true)?;
        }
        if self.reached {
            map.serialize_entry("reached", &true)?;
        }
        map.end()
    }
}

impl Serialize for Hold {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("reason", &self.reason)?;
        if let Some(note) = &self.note {
            map.serialize_entry("note", &**note)?;
        }
        map.serialize_entry("clock", if self.clock_stops { "stops" } else { "runs" })?;
        map.serialize_entry(
            "interest",
            if self.interest_stops {
                "stops"
            } else {
                "accrues"
            },
        )?;
        map.serialize_entry("since", &instant(&self.since))?;
        if let Some(date) = &self.resume_on {
            map.serialize_entry("resume_on", date)?;
        }
        if let Some(ended) = &self.ended {
            map.serialize_entry("ended", &instant(ended))?;
        }
        map.end()
    }
}

impl Serialize for Closing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("code", &self.code)?;
        map.serialize_entry("reason", &self.reason)?;
        map.serialize_entry("at", &instant(&self.at))?;
        map.end()
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("text", &self.text)?;
        map.serialize_entry("at", &instant(&self.at))?;
        map.serialize_entry("by", &*self.by)?;
        map.end()
    }
}
