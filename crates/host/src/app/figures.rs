//! What a day's work is planned by: what waits for somebody, and what has happened day by day. Nothing is decided, and nothing counted over all cases.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use rusqlite::Connection;

use super::{App, Failure};
use crate::store::{Figure, Filter, Stand, What, figures, lists};

/// A count that isn't taken further than somebody wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UpTo {
    pub(crate) count: i64,
    /// Whether there are more.
    pub(crate) is_more: bool,
}

impl UpTo {
    const MOST: i64 = 1_000;

    fn of(connection: &Connection, filter: &Filter) -> Result<Self, Failure> {
        let count = lists::count_up_to(connection, filter, Self::MOST + 1)?;
        Ok(Self {
            count: count.min(Self::MOST),
            is_more: count > Self::MOST,
        })
    }
}

/// How many cases wait, and for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiting {
    /// Cases that don't go on.
    pub(crate) held: UpTo,
    /// Cases of which an effect is given up.
    pub(crate) dead: UpTo,
    /// Cases that something falls due on by itself by the end of today.
    pub(crate) due: UpTo,
    /// Cases whose payment was due before today.
    pub(crate) overdue: UpTo,
}

/// What has happened day by day.
#[derive(Debug, Clone)]
pub(crate) struct Figures {
    pub(crate) opened: Vec<Figure>,
    pub(crate) closed: Vec<Figure>,
    pub(crate) reopened: Vec<Figure>,
    /// What has become owed, by the kind of entry.
    pub(crate) charged: Vec<Figure>,
    /// What has been settled, by the kind of entry.
    pub(crate) settled: Vec<Figure>,
    /// Letters by their templates: asked for, carried out, given up.
    pub(crate) asked: Vec<Figure>,
    pub(crate) sent: Vec<Figure>,
    pub(crate) given_up: Vec<Figure>,
    /// How many cases stood where before the first day.
    pub(crate) before: Vec<Stand>,
    /// How many more stood there, by the day.
    pub(crate) moves: Vec<(NaiveDate, Stand)>,
}

impl App {
    /// Today, as the rules' calendar has it.
    pub(crate) fn today(&self) -> NaiveDate {
        self.engine().rules().local(self.now()).date()
    }

    /// When a civil day begins.
    pub(crate) fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        self.engine().rules().instant(day.and_time(NaiveTime::MIN))
    }

    /// The last moment of a civil day.
    pub(crate) fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        self.start_of(next) - TimeDelta::milliseconds(1)
    }

    /// How many cases wait for somebody or something.
    pub(crate) async fn waiting(self: &Arc<Self>) -> Result<Waiting, Failure> {
        let today = self.today();
        let end = self.end_of(today);
        let look = move |connection: &Connection| {
            let up_to = |filter: Filter| UpTo::of(connection, &filter);
            Ok::<_, Failure>(Waiting {
                held: up_to(Filter {
                    held: Some(true),
                    ..Filter::default()
                })?,
                dead: up_to(Filter {
                    dead: Some(true),
                    ..Filter::default()
                })?,
                due: up_to(Filter {
                    due_by: Some(end),
                    ..Filter::default()
                })?,
                overdue: up_to(Filter {
                    overdue: Some((true, today)),
                    ..Filter::default()
                })?,
            })
        };
        self.store.read(look).await
    }

    /// What has happened on these days, the last of them included.
    pub(crate) async fn figures(
        self: &Arc<Self>,
        from: NaiveDate,
        until: NaiveDate,
    ) -> Result<Figures, Failure> {
        let look = move |connection: &Connection| {
            let of = |what| figures::days(connection, what, (from, until));
            let before = from.pred_opt().unwrap_or(from);
            Ok::<_, Failure>(Figures {
                opened: of(What::Opened)?,
                closed: of(What::Closed)?,
                reopened: of(What::Reopened)?,
                charged: of(What::Charged)?,
                settled: of(What::Settled)?,
                asked: of(What::Asked)?,
                sent: of(What::Sent)?,
                given_up: of(What::GivenUp)?,
                before: figures::standing(connection, before)?,
                moves: figures::moves(connection, (from, until))?,
            })
        };
        self.store.read(look).await
    }
}
