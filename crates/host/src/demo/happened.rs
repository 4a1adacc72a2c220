//! What happened while the clock was moved, counted from the journal · how that is said is the page's matter.

use std::collections::BTreeMap;

use dunlin::{Record, RecordedEffect, Value, Verdict};
use rusqlite::Connection;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::store::{StoreError, journal};

/// How many entries are read at once.
const BATCH: usize = 512;

/// Something that is told after the clock has been moved, in the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Reminder,
    /// A collection notice was sent.
    Notice,
    /// An invoice was sent.
    Invoice,
    /// Any other letter was sent.
    Letter,
    Payment,
    /// A payment went back.
    PaymentBack,
    Objection,
    /// An e-mail came back.
    Bounced,
    /// A letter couldn't be sent.
    Unsent,
    /// A case went to collection.
    Collection,
    Resumed,
    Closed,
    /// A case came in.
    Opened,
    /// Somebody is asked to do something.
    Task,
    /// A step or a timer had its turn, whatever came of it.
    Step,
}

/// What happened, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Happened {
    counted: BTreeMap<Kind, usize>,
    /// Whether the clock is where it was to be.
    pub(crate) is_whole: bool,
}

impl Default for Happened {
    /// Nothing.
    fn default() -> Self {
        Self {
            counted: BTreeMap::new(),
            is_whole: true,
        }
    }
}

impl Happened {
    /// A mark from which on is told what happens.
    pub(super) fn mark(connection: &Connection) -> Result<i64, StoreError> {
        journal::end(connection)
    }

    /// What has happened since a mark.
    pub(super) fn since(connection: &Connection, mark: i64) -> Result<Self, StoreError> {
        let mut happened = Self::default();
        let mut after = mark;
        loop {
            let entries = journal::all(connection, after, BATCH)?;
            let Some(last) = entries.last() else {
                return Ok(happened);
            };
            after = last.seq;
            for entry in &entries {
                if let Ok(record) = serde_json::from_str(&entry.record) {
                    happened.note(&record);
                }
            }
        }
    }

    /// What happened, and how often.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Kind, usize)> {
        self.counted.iter().map(|(kind, count)| (*kind, *count))
    }

    pub(crate) fn is_nothing(&self) -> bool {
        self.counted.is_empty()
    }

    fn note(&mut self, record: &Record) {
        if record.verdict != Verdict::Allowed {
            return;
        }
        match record.request.action.as_str() {
            "open_case" => self.one(Kind::Opened),
            "advance" => self.one(Kind::Step),
            "objection_received" => self.one(Kind::Objection),
            "email_bounced" => self.one(Kind::Bounced),
            "effect_failed" => self.one(Kind::Unsent),
            _ => {}
        }
        for effect in &record.effects {
            if let Some(kind) = kind(effect) {
                self.one(kind);
            }
        }
    }

    fn one(&mut self, kind: Kind) {
        *self.counted.entry(kind).or_default() += 1;
    }
}

/// What an effect of the shipped rules is told as.
fn kind(effect: &RecordedEffect) -> Option<Kind> {
    let argument = |name: &str| effect.arguments.get(name);
    let text = |name: &str| argument(name).and_then(Value::as_str).unwrap_or_default();
    match effect.effect.as_str() {
        "send" => Some(match text("template") {
            "invoice" => Kind::Invoice,
            "collection_notice" => Kind::Notice,
            template if template.starts_with("reminder") => Kind::Reminder,
            _ => Kind::Letter,
        }),
        "post" if text("entry") == "payment" => {
            let amount = text("amount").parse::<Decimal>().ok();
            let amount = amount.or_else(|| argument("amount")?.as_decimal())?;
            Some(if amount.is_sign_negative() {
                Kind::PaymentBack
            } else {
                Kind::Payment
            })
        }
        "switch_flow" if text("to") == "collection" => Some(Kind::Collection),
        "resume_case" => Some(Kind::Resumed),
        "close_case" => Some(Kind::Closed),
        "create_task" => Some(Kind::Task),
        _ => None,
    }
}
