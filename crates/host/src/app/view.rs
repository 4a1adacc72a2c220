//! What is looked at without anything being done: a case, its menu, its forecast, what would follow.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dunlin::{Case, Engine};
use rusqlite::Connection;

use super::{App, Failure};
use crate::store::{CaseRow, Counted, Line, Looked, Sort, cases, journal, outbox};

/// A case, as it stands now.
#[derive(Debug)]
pub(crate) struct Standing {
    pub(crate) engine: Engine,
    pub(crate) case: Case,
    pub(crate) row: CaseRow,
    pub(crate) now: DateTime<Utc>,
}

/// What is told of the whole.
#[derive(Debug)]
pub(crate) struct Overview {
    pub(crate) cases: i64,
    /// When the case that has waited longest was due, if one waits.
    pub(crate) overdue_since: Option<DateTime<Utc>>,
    pub(crate) outbox: Vec<Counted>,
}

impl App {
    /// The case of that id, and the rules that it is looked at by.
    pub(crate) async fn standing(self: &Arc<Self>, id: String) -> Result<Standing, Failure> {
        let find = {
            let id = id.clone();
            move |connection: &Connection| cases::find(connection, &id)
        };
        let row = self.store.read(find).await?;
        let row = row.ok_or(Failure::NoCase(id))?;
        let engine = self.engine();
        let case = Self::case_of(&engine, &row)?;
        Ok(Standing {
            case,
            engine,
            row,
            now: self.now(),
        })
    }

    /// How much there is, and how much waits.
    pub(crate) async fn overview(self: &Arc<Self>) -> Result<Overview, Failure> {
        let now = self.now();
        let look = move |connection: &Connection| {
            let next = cases::next_due(connection)?;
            Ok::<_, Failure>(Overview {
                cases: cases::count(connection)?,
                overdue_since: next.filter(|next| *next < now),
                outbox: outbox::left(connection)?,
            })
        };
        self.store.read(look).await
    }
    /// Decisions that are sought in the journal, the newest first.
    pub(crate) async fn decisions(
        self: &Arc<Self>,
        looked: Looked,
        limit: usize,
    ) -> Result<Vec<Line>, Failure> {
        let look = move |connection: &Connection| journal::sought(connection, &looked, limit);
        Ok(self.store.read(look).await?)
    }

    /// What anybody has asked for, and who: by what the journal can be sought.
    pub(crate) async fn asked_for(self: &Arc<Self>) -> Result<Vec<Sort>, Failure> {
        Ok(self.store.read(journal::sorts).await?)
    }
}
