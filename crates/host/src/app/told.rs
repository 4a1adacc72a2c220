//! What another system tells of a case: an action of the system's own, asked of the engine once.

use std::sync::Arc;

use dunlin::{Actor, Case, Engine, Request};
use rusqlite::Connection;

use super::{App, Failure};
use crate::store::{cases, journal};

/// What became of what was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// It is done.
    Done,
    /// The rules are against it: the case's journal says why.
    Denied,
    /// It was told before, or the case is closed.
    Known,
}

impl App {
    /// Has the system take an action on an open case, unless it has been asked for it before.
    pub(crate) async fn system_once(
        self: &Arc<Self>,
        case: String,
        action: String,
    ) -> Result<Told, Failure> {
        let app = self.clone();
        let write = move |connection: &Connection| {
            let now = app.now();
            let row = cases::find(connection, &case)?;
            let row = row.ok_or_else(|| Failure::NoCase(case.clone()))?;
            if journal::has_asked(connection, row.number, &action)? {
                return Ok(Told::Known);
            }
            let engine = app.engine();
            let before = Self::case_of(&engine, &row)?;
            if before.closed().is_some() {
                return Ok(Told::Known);
            }
            let request = Request::new(action.as_str(), Actor::system());
            let decision = engine
                .decide(&before, request, now)
                .map_err(Failure::Unasked)?;
            app.settle(connection, &engine, &row, &before, &decision, now)?;
            Ok(if decision.is_allowed() {
                Told::Done
            } else {
                Told::Denied
            })
        };
        self.write(write).await
    }

    /// A case as it stands, and the rules in force, for those that may wait.
    pub(crate) fn case_blocking(&self, id: &str) -> Result<(Engine, Case), Failure> {
        let row = self
            .store
            .read_blocking(|connection| cases::find(connection, id))?;
        let row = row.ok_or_else(|| Failure::NoCase(id.to_owned()))?;
        let engine = self.engine();
        let case = Self::case_of(&engine, &row)?;
        Ok((engine, case))
    }
}
