//! Which invoices are closed in e-conomic, looked up every so often; what follows for their cases is the engine's to decide.
//!
//! It asks about the invoices of open cases, not for all that was ever paid: e-conomic doesn't tell when an invoice was closed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use super::invoice::Invoice;
use super::{Economic, Undone};
use crate::app::{Failure, Told};
use crate::store::{StoreError, cases};

const PAID: &str = "/invoices/paid";
/// What the system asks for when an invoice is closed there.
const ACTION: &str = "accounting_closed";
/// The value of the fact that says which system keeps a case's accounts.
const SYSTEM: &str = "economic";
/// How many invoices are asked about at once: an address may be about 2,000 characters long.
const AT_ONCE: usize = 100;
/// How soon it is tried again after a failure.
const SOON: Duration = Duration::from_secs(300);
/// How long the clock isn't looked at at most: it may be set.
const LONGEST: Duration = Duration::from_secs(1);

/// Why a look couldn't be finished.
#[derive(Debug)]
enum Broken {
    Ended,
    Because(String),
}

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Ended => Self::Ended,
            error => Self::Because(error.to_string()),
        }
    }
}

impl From<Undone> for Broken {
    fn from(undone: Undone) -> Self {
        match undone {
            Undone::Later(why) | Undone::After(_, why) | Undone::Never(why) => Self::Because(why),
        }
    }
}

/// Looks every so often, until the service ends.
pub(super) async fn run(economic: Arc<Economic>) {
    loop {
        let begun = economic.app.now();
        let every = economic.settings.poll;
        let wait = match look(&economic).await {
            Ok(closed) => {
                tracing::debug!(
                    closed,
                    "it was looked which invoices are closed in e-conomic"
                );
                every
            }
            Err(Broken::Ended) => return,
            Err(Broken::Because(why)) => {
                tracing::warn!(
                    why,
                    "it couldn't be looked which invoices are closed in e-conomic"
                );
                every.min(SOON)
            }
        };
        let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX);
        let next = begun.checked_add_signed(wait);
        until(&economic, next.unwrap_or(DateTime::<Utc>::MAX_UTC)).await;
    }
}

async fn until(economic: &Economic, then: DateTime<Utc>) {
    loop {
        let wait = economic.app.clock.wait_until(then, LONGEST);
        // At least so long that a clock of a fast pace doesn't have e-conomic asked all the time.
        tokio::time::sleep(wait.max(Duration::from_millis(5))).await;
        if wait < LONGEST {
            return;
        }
    }
}

/// Looks once at all open cases that e-conomic keeps the accounts of; returns how many were closed.
async fn look(economic: &Arc<Economic>) -> Result<usize, Broken> {
    let engine = economic.app.engine();
    if !engine.rules().actions().any(|action| action == ACTION) {
        return Err(Broken::Because(format!(
            "the rules have no action `{ACTION}`"
        )));
    }
    let facts = &economic.settings.facts;
    let by = cases::KnownBy {
        name: facts.invoice.clone(),
        only: Some((facts.system.clone(), SYSTEM.to_owned())),
    };
    let (mut closed, mut after) = (0, None);
    loop {
        let next = {
            let by = by.clone();
            move |connection: &Connection| {
                cases::known_open(connection, &by, after.as_ref(), AT_ONCE)
            }
        };
        let known: Vec<cases::Known> = economic.app.store.read::<_, StoreError>(next).await?;
        let Some(last) = known.last() else {
            return Ok(closed);
        };
        after = Some(last.clone());
        closed += close(economic, known).await?;
    }
}

/// Looks at some cases.
async fn close(economic: &Arc<Economic>, known: Vec<cases::Known>) -> Result<usize, Broken> {
    let mut cases: HashMap<u64, Vec<String>> = HashMap::new();
    for known in known {
        // What is no number is no invoice of e-conomic's.
        if let Ok(number) = known.name.trim().parse() {
            cases.entry(number).or_default().push(known.id);
        }
    }
    if cases.is_empty() {
        return Ok(0);
    }
    let asked = economic.clone();
    let numbers: Vec<u64> = cases.keys().copied().collect();
    let paid = tokio::task::spawn_blocking(move || asked.paid(&numbers)).await;
    let paid = paid.map_err(|_| Broken::Ended)??;
    let mut closed = 0;
    for invoice in paid.iter().filter(|invoice| invoice.is_closed()) {
        for case in cases
            .remove(&invoice.booked_invoice_number)
            .into_iter()
            .flatten()
        {
            closed += usize::from(tell(economic, case).await? == Told::Done);
        }
    }
    Ok(closed)
}

/// Tells the engine that a case's invoice is closed.
async fn tell(economic: &Economic, case: String) -> Result<Told, Broken> {
    let told = economic
        .app
        .system_once(case.clone(), ACTION.to_owned())
        .await;
    match told {
        Ok(Told::Denied) => {
            tracing::warn!(
                case,
                "its invoice is closed in e-conomic, and the rules don't close it: the journal says why"
            );
            Ok(Told::Denied)
        }
        Ok(told) => Ok(told),
        Err(Failure::Store(error)) => Err(error.into()),
        Err(error) => {
            // One case holds up no other.
            tracing::error!(case, %error, "it couldn't be closed, as its invoice is in e-conomic");
            Ok(Told::Known)
        }
    }
}

impl Economic {
    /// Of these invoices, those that are paid.
    fn paid(&self, numbers: &[u64]) -> Result<Vec<Invoice>, Undone> {
        let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
        let filter = format!("bookedInvoiceNumber$in:[{}]", numbers.join(","));
        Ok(self.client.all(PAID, &filter)?)
    }
}
