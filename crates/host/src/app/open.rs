//! Cases are opened: one, or many of which each is taken or refused by itself.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dunlin::{Denial, Engine, Opening};
use rusqlite::Connection;

use super::{App, Failure, Idempotency};
use crate::store::{Answer, cases};

/// Openings in their order, by their places in what was handed over.
pub(crate) type Openings = Vec<(usize, Opening)>;

/// What became of an opening.
#[derive(Debug)]
pub(crate) enum Opened {
    /// The case is there now.
    New { id: String },
    /// There is one of that id, and it stays as it is.
    Exists { id: String },
    /// The rules don't take it.
    Denied {
        id: String,
        denials: Vec<Denial<'static>>,
    },
    /// It isn't an opening as the rule set knows them.
    Unfit { id: String, problem: String },
}

impl App {
    /// Opens cases, all in one write.
    pub(crate) async fn open(
        self: &Arc<Self>,
        openings: Openings,
        idempotency: Idempotency,
        told: impl Fn(&[(usize, Opened)]) -> Answer + Send + 'static,
    ) -> Result<Answer, Failure> {
        let app = self.clone();
        let write = move |connection: &Connection| {
            let now = app.now();
            app.once(connection, &idempotency, || {
                let engine = app.engine();
                let opened = openings.iter().map(|(place, opening)| {
                    Ok((*place, app.open_one(connection, &engine, opening, now)?))
                });
                let opened: Vec<(usize, Opened)> = opened.collect::<Result<_, Failure>>()?;
                Ok(told(&opened))
            })
        };
        self.write(write).await
    }

    fn open_one(
        &self,
        connection: &Connection,
        engine: &Engine,
        opening: &Opening,
        now: DateTime<Utc>,
    ) -> Result<Opened, Failure> {
        let id = opening.id.clone();
        if cases::find(connection, &id)?.is_some() {
            return Ok(Opened::Exists { id });
        }
        let decision = match engine.open(opening, now) {
            Ok(decision) => decision,
            Err(error) => {
                let problem = error.problems().collect::<Vec<_>>().join("; ");
                return Ok(Opened::Unfit { id, problem });
            }
        };
        let Some(case) = decision.case_after() else {
            let denials = decision.denials().iter().cloned();
            return Ok(Opened::Denied {
                id,
                denials: denials.map(Denial::into_owned).collect(),
            });
        };
        self.settle_opening(connection, engine, &decision, &case, now)?;
        Ok(Opened::New { id })
    }
}
