//! What became of an effect in the world, told to the engine and to the outbox in one write.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dunlin::{Actor, Request};
use rusqlite::Connection;

use super::{App, Failure, Idempotency};
use crate::store::{Answer, OutboxRow, OutboxState, cases, outbox};

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tried {
    /// It is carried out.
    Done,
    /// It is tried again then.
    Again(DateTime<Utc>, String),
    /// It is given up.
    GivenUp(String),
}

impl App {
    /// Notes how a try to carry out an effect has ended, and tells the engine where that is the end of it.
    pub(crate) async fn tried(
        self: &Arc<Self>,
        effect: &OutboxRow,
        tried: Tried,
    ) -> Result<(), Failure> {
        let (app, id, case) = (self.clone(), effect.id.clone(), effect.case.clone());
        let write = move |connection: &Connection| {
            let now = app.now();
            // Somebody may have answered meanwhile.
            let row = outbox::find(connection, &id)?;
            let Some(row) = row.filter(|row| row.state == OutboxState::Pending) else {
                return Ok(());
            };
            let when = (now, app.engine().rules().local(now).date());
            match &tried {
                Tried::Again(at, problem) => {
                    let (pending, problem) = (OutboxState::Pending, Some(&**problem));
                    outbox::tried(connection, &row, pending, Some(*at), problem, when)?;
                }
                Tried::Done => {
                    let request =
                        Request::new("effect_done", Actor::system()).with("id", id.as_str());
                    let problem = app.answered(connection, &case, request, now)?;
                    let (done, problem) = (OutboxState::Done, problem.as_deref());
                    outbox::tried(connection, &row, done, None, problem, when)?;
                }
                Tried::GivenUp(why) => {
                    let request = Request::new("effect_failed", Actor::system())
                        .with("id", id.as_str())
                        .with("why", why.as_str());
                    app.answered(connection, &case, request, now)?;
                    outbox::tried(connection, &row, OutboxState::Dead, None, Some(why), when)?;
                }
            }
            Ok(())
        };
        self.write(write).await
    }

    /// Has the engine decide what follows. What it says against is kept and shown, and holds nobody up.
    fn answered(
        &self,
        connection: &Connection,
        case: &str,
        request: Request,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, Failure> {
        let Some(row) = cases::find(connection, case)? else {
            return Err(Failure::NoCase(case.to_owned()));
        };
        let engine = self.engine();
        let decided = Self::case_of(&engine, &row).and_then(|before| {
            let decision = engine
                .decide(&before, request, now)
                .map_err(Failure::Unasked)?;
            self.settle(connection, &engine, &row, &before, &decision, now)?;
            let denials = decision.denials().iter();
            let denials: Vec<String> = denials
                .map(|denial| denial.message.get("en").to_owned())
                .collect();
            Ok((!denials.is_empty()).then(|| denials.join(" ")))
        });
        match decided {
            Err(failure @ (Failure::Stranded { .. } | Failure::Unasked(_))) => {
                Ok(Some(failure.to_string()))
            }
            decided => decided,
        }
    }

    /// Has an effect tried again that was given up.
    ///
    /// `told` makes the answer, which is kept with what is written.
    pub(crate) async fn retry(
        self: &Arc<Self>,
        id: String,
        idempotency: Idempotency,
        told: impl Fn(&OutboxRow) -> Answer + Send + 'static,
    ) -> Result<Answer, Failure> {
        let app = self.clone();
        let write = move |connection: &Connection| {
            app.once(connection, &idempotency, || {
                let retried = outbox::retry(connection, &id, app.now())?;
                let row = outbox::find(connection, &id)?;
                let row = row.ok_or_else(|| Failure::NoEffect(id.clone()))?;
                if !retried {
                    return Err(Failure::NotDead(id.clone()));
                }
                Ok(told(&row))
            })
        };
        self.write(write).await
    }
}
