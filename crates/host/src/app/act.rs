//! An action asked for by somebody: decided, and what follows written, once for each idempotency key.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dunlin::{Actor, Case, Decision, Engine, Request, Value};
use rusqlite::Connection;

use super::{App, Failure, Idempotency};
use crate::clock::Clock;
use crate::store::{Answer, Known, answers, cases};

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) case: String,
    pub(crate) action: String,
    pub(crate) actor: Actor,
    pub(crate) input: Vec<(String, Value)>,
    /// The revision that whoever asks has seen.
    pub(crate) revision: Option<i64>,
}

/// A decision, and the case as it is after it.
#[derive(Debug)]
pub(crate) struct Decided<'d> {
    pub(crate) engine: &'d Engine,
    pub(crate) decision: &'d Decision<'d>,
    pub(crate) case: &'d Case,
}

impl Asked {
    pub(crate) fn request(&self) -> Request {
        let request = Request::new(self.action.as_str(), self.actor.clone());
        let input = self.input.iter();
        input.fold(request, |request, (name, value)| {
            request.with(name.as_str(), value.clone())
        })
    }
}

impl App {
    /// Decides an action and carries it out, or returns what was answered when it was asked for before.
    ///
    /// `told` makes the answer, which is kept with what is written.
    pub(crate) async fn act(
        self: &Arc<Self>,
        asked: Asked,
        idempotency: Idempotency,
        told: impl Fn(&Decided<'_>) -> Answer + Send + 'static,
    ) -> Result<Answer, Failure> {
        let app = self.clone();
        let write = move |connection: &Connection| {
            let now = app.now();
            app.once(connection, &idempotency, || {
                app.act_on(connection, &asked, now, &told)
            })
        };
        self.write(write).await
    }

    /// Does a write, unless it has been done.
    pub(super) fn once(
        &self,
        connection: &Connection,
        idempotency: &Idempotency,
        write: impl FnOnce() -> Result<Answer, Failure>,
    ) -> Result<Answer, Failure> {
        let Idempotency {
            token,
            key,
            request,
        } = idempotency;
        match answers::known(connection, token, key, request)? {
            Known::Same(answer) => return Ok(answer),
            Known::Another => return Err(Failure::KeyReused),
            Known::New => {}
        }
        let answer = write()?;
        // Clients come again in their own time, whatever the pace of the cases' clock.
        let at = Clock::machine();
        answers::keep(connection, token, key, request, &answer, at)?;
        Ok(answer)
    }

    fn act_on(
        &self,
        connection: &Connection,
        asked: &Asked,
        now: DateTime<Utc>,
        told: &dyn Fn(&Decided<'_>) -> Answer,
    ) -> Result<Answer, Failure> {
        let row = cases::find(connection, &asked.case)?;
        let row = row.ok_or_else(|| Failure::NoCase(asked.case.clone()))?;
        if let Some(revision) = asked.revision
            && revision != row.revision
        {
            return Err(Failure::Stale {
                is: row.revision,
                asked: revision,
            });
        }
        let engine = self.engine();
        let case = Self::case_of(&engine, &row)?;
        let decision = engine
            .decide(&case, asked.request(), now)
            .map_err(Failure::Unasked)?;
        let after = self.settle(connection, &engine, &row, &case, &decision, now)?;
        Ok(told(&Decided {
            engine: &engine,
            decision: &decision,
            case: &after,
        }))
    }
}
