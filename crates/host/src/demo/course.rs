//! The demonstration's course: the clock is moved from one moment to the next, and at each what is due is run before it goes on.

use std::sync::Arc;

use chrono::{DateTime, Days, TimeDelta, Utc};
use rusqlite::Connection;

use super::{Demo, Happened};
use crate::app::{App, Failure};
use crate::carriers::demo;
use crate::store::{StoreError, cases, outbox};

/// How far the clock is moved at once at most, in days.
const FARTHEST: i64 = 93;
/// How many moments are passed through at once at most.
const MOMENTS: usize = 20_000;
/// How often one thing may lead to another at the same moment.
const ROUNDS: usize = 1_000;
/// How many effects are carried out between two looks.
const CARRIED: usize = 64;

/// How far the clock is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// To the same time of the next day.
    Day,
    /// To the same time a week later.
    Week,
    /// To a time.
    Until(DateTime<Utc>),
    /// To when something happens next.
    Something,
}

/// How a list of invoices is read that whoever looks may drop: `examples/invoices/liste.csv`, or one like it.
const LIST: &str = include_str!("../../../../examples/invoices/liste.map.yaml");

impl App {
    /// Makes this a demonstration, in which nothing has happened yet.
    pub(crate) fn demonstrate(&mut self) {
        let demo = Demo::new(self.engine().rules());
        self.demo = Some(demo);
        self.config.add_mapping("liste", LIST);
    }

    /// Whether time is moved by whoever looks.
    pub(crate) fn is_demo(&self) -> bool {
        self.demo.is_some()
    }

    /// Lives through what has been when the demonstration opens.
    pub(crate) async fn live_through(self: &Arc<Self>) -> Result<(), Failure> {
        let Some(demo) = &self.demo else {
            return Ok(());
        };
        let mut done = demo.done.lock().await;
        self.pass(demo, &mut done, demo.opens, false).await
    }

    /// Moves the clock, has everything happen that falls due on the way, and tells what that was.
    pub(crate) async fn move_clock(self: &Arc<Self>, way: Way) -> Result<Happened, Failure> {
        let Some(demo) = &self.demo else {
            return Ok(Happened::default());
        };
        let mut done = demo.done.lock().await;
        let from = self.now();
        let farthest = from + TimeDelta::days(FARTHEST);
        let to = match way {
            Way::Day => self.days_after(from, 1),
            Way::Week => self.days_after(from, 7),
            Way::Until(to) => to.clamp(from, farthest),
            Way::Something => farthest,
        };
        let before = self.store.read(Happened::mark).await?;
        self.pass(demo, &mut done, to, way == Way::Something)
            .await?;
        let is_whole = way == Way::Something || self.now() == to;
        let tell = move |connection: &Connection| Happened::since(connection, before);
        let mut happened = self.store.read::<_, StoreError>(tell).await?;
        happened.is_whole = is_whole;
        Ok(happened)
    }

    /// Has all happen that is due as the clock stands.
    pub(crate) async fn carry_on(self: &Arc<Self>) -> Result<(), Failure> {
        let Some(demo) = &self.demo else {
            return Ok(());
        };
        let mut done = demo.done.lock().await;
        self.settle_now(demo, &mut done).await
    }

    /// Carries out what people ask for, until the service ends: the clock stands still, and that is due at once.
    pub(crate) async fn keep_demonstrating(self: Arc<Self>) {
        let mut posted = self.posted();
        loop {
            match self.carry_on().await {
                Ok(()) => {}
                Err(Failure::Store(StoreError::Ended)) => return,
                Err(error) => tracing::error!(%error, "what is due couldn't be run"),
            }
            if posted.changed().await.is_err() {
                return;
            }
        }
    }

    /// Passes through each moment at which something falls due until a time, or until something has happened.
    async fn pass(
        self: &Arc<Self>,
        demo: &Demo,
        done: &mut usize,
        until: DateTime<Utc>,
        stops: bool,
    ) -> Result<(), Failure> {
        // What is due already is no reason to stop.
        self.settle_now(demo, done).await?;
        for _ in 0..MOMENTS {
            let before = self.store.read(Happened::mark).await?;
            let next = self.next_moment(demo, *done).await?;
            let Some(next) = next.filter(|next| *next <= until) else {
                if !stops {
                    self.clock.move_to(until);
                }
                return Ok(());
            };
            self.clock.move_to(next);
            self.settle_now(demo, done).await?;
            if stops {
                let tell = move |connection: &Connection| Happened::since(connection, before);
                if !self.store.read::<_, StoreError>(tell).await?.is_nothing() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// When something falls due, is tried again or is planned next.
    async fn next_moment(
        self: &Arc<Self>,
        demo: &Demo,
        done: usize,
    ) -> Result<Option<DateTime<Utc>>, Failure> {
        let look = |connection: &Connection| {
            let due = cases::next_due(connection)?;
            let carried = outbox::next_of_all(connection)?;
            Ok::<_, StoreError>([due, carried])
        };
        let [due, carried] = self.store.read(look).await?;
        let planned = demo.plan.get(done).map(|event| event.at);
        Ok([due, carried, planned].into_iter().flatten().min())
    }

    /// Has all happen that is due now, and what follows from it now.
    async fn settle_now(self: &Arc<Self>, demo: &Demo, done: &mut usize) -> Result<(), Failure> {
        for _ in 0..ROUNDS {
            let now = self.now();
            let mut did = self.run_some_due().await?.cases > 0;
            while let Some(event) = demo.plan.get(*done).filter(|event| event.at <= now) {
                *done += 1;
                event.happen(self).await?;
                did = true;
            }
            did |= self.carry_some().await? > 0;
            if !did {
                break;
            }
        }
        Ok(())
    }

    /// Carries out some of what waits in the outbox, one after another, so that it comes out the same each time.
    async fn carry_some(self: &Arc<Self>) -> Result<usize, Failure> {
        let now = self.now();
        let look = move |connection: &Connection| outbox::pending_of_all(connection, now, CARRIED);
        let effects = self.store.read::<_, StoreError>(look).await?;
        for effect in &effects {
            self.tried(effect, demo::tried(effect, now)).await?;
        }
        Ok(effects.len())
    }

    /// The same time of day so many days later.
    fn days_after(&self, from: DateTime<Utc>, days: u64) -> DateTime<Utc> {
        let engine = self.engine();
        let local = engine.rules().local(from).checked_add_days(Days::new(days));
        local.map_or(from, |local| engine.rules().instant(local))
    }
}
