//! The case: its state, its ledger and history, how an effect changes it, and how it is read and written. No rule is asked here.

mod account;
mod actor;
mod apply;
mod draft;
mod entry;
mod error;
mod interest;
mod ledger;
mod opening;
mod read;
mod state;
mod time;
mod view;
mod write;

use std::borrow::Cow;
use std::sync::Arc;

pub use account::Account;
pub use actor::Actor;
pub(crate) use apply::{Moment, apply_effect};
pub(crate) use draft::{Delta, Draft, NO_CHANGE};
pub(crate) use entry::{Entry, Period, round_to_currency};
pub use error::{CaseError, CaseErrorKind};
pub(crate) use interest::{accrued, charged};
pub(crate) use ledger::Ledger;
pub use opening::Opening;
pub(crate) use opening::fit_opening;
pub(crate) use read::{carry_over, read_case};
pub use state::Turn;
pub(crate) use state::{Closing, Hold, Note, Past, State, Status, Taken};
pub(crate) use time::{civil, instant_in, local_in};
pub(crate) use view::View;

use crate::rules::{RuleSet, Side};

/// One creditor's claim on one customer, at a revision: immutable, cheap to clone.
///
/// A case is read and checked against a rule set once; everything about it that the engine asks is
/// then a slot. As JSON it is
/// `{"schema":1,"id","revision","currency","flow","flow_started","step","holds","closing","ledger","history","turns","notes","facts"}`,
/// with what follows from these (`status`, `principal`, `principal_left`, `balance`) beside them.
#[derive(Clone)]
pub struct Case {
    pub(crate) rules: RuleSet,
    pub(crate) state: Arc<State>,
}

impl Case {
    /// Returns the case's own number, unique for the host.
    #[must_use]
    pub fn id(&self) -> &str {
        self.state.id.as_str().unwrap_or_default()
    }

    /// Returns how many decisions have changed it.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.state.revision
    }

    /// Returns the currency's ISO 4217 code; empty where the rule set declares no currencies.
    #[must_use]
    pub fn currency(&self) -> &str {
        self.view().currency()
    }

    /// Returns `active`, `paused` or `closed`.
    #[must_use]
    pub fn status(&self) -> &str {
        self.state.status().name()
    }

    /// Returns the flow that it is in.
    #[must_use]
    pub fn flow(&self) -> &str {
        self.rules.0.words.flow_name(self.state.flow)
    }

    /// Returns the step that comes next, if one does.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        let flow = self.rules.0.words.flow(self.state.flow)?;
        flow.steps
            .get(self.state.step?)
            .and_then(|step| step.as_str())
    }

    /// Returns when it began in the flow that it is in.
    #[must_use]
    pub fn flow_started(&self) -> chrono::DateTime<chrono::Utc> {
        self.state.flow_started
    }

    /// Returns the steps and timers that had their turn, in their order.
    pub fn turns(&self) -> impl ExactSizeIterator<Item = TookTurn<'_>> {
        self.state.turns.iter().map(|taken| TookTurn {
            turn: &taken.turn,
            at: taken.at,
            passed_over: taken.passed_over,
        })
    }

    /// Returns how it was closed; none while it is open.
    #[must_use]
    pub fn closed(&self) -> Option<Closed<'_>> {
        let closing = self.state.closing.as_deref()?;
        Some(Closed {
            code: closing.code.as_str().unwrap_or_default(),
            reason: closing.reason.as_str().unwrap_or_default(),
            at: closing.at,
        })
    }

    /// Returns what is owed: charges less settlements, in the case's currency.
    #[must_use]
    pub fn balance(&self) -> rust_decimal::Decimal {
        self.view().balance()
    }

    /// Returns the account as it stands at the end of a day: entries dated later don't count.
    ///
    /// An entry counts from the date that it bears, whenever it was posted, so that a payment that
    /// is posted late changes what was owed on the days between.
    #[must_use]
    pub fn account_on(&self, date: chrono::NaiveDate) -> Account {
        Account::on(&self.rules.0.words, &self.state.ledger, date)
    }

    /// Returns the ledger's entries in the order in which they were posted.
    pub fn ledger(&self) -> impl ExactSizeIterator<Item = Posted<'_>> {
        let words = &self.rules.0.words;
        self.state.ledger.iter().map(|entry| Posted {
            kind: words.entry_name(entry.entry),
            is_charge: words.entry_side(entry.entry) == Side::Charge,
            amount: entry.amount,
            date: entry.date,
        })
    }

    /// Returns the reasons for which the case is or was paused, in the order in which they came.
    pub fn holds(&self) -> impl ExactSizeIterator<Item = Held<'_>> {
        self.state.holds.iter().map(|hold| Held {
            reason: hold.reason.as_str().unwrap_or_default(),
            note: hold.note.as_deref(),
            since: hold.since,
            resume_on: hold.resume_on,
            ended: hold.ended,
        })
    }

    /// Returns the facts that are set, by their names, in the order in which the rule set declares them.
    pub fn facts(&self) -> impl Iterator<Item = (&str, &crate::Value)> {
        let names = self.rules.0.words.facts.keys();
        let facts = names.zip(&self.state.facts);
        facts
            .filter(|(_, value)| value.is_set())
            .map(|(name, value)| (&**name, value))
    }

    /// Returns a fact's value; none where there is no such fact.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&crate::Value> {
        self.state
            .facts
            .get(self.rules.0.words.facts.get_index_of(name)?)
    }

    pub(crate) fn view(&self) -> View<'_> {
        View {
            case: self,
            delta: &NO_CHANGE,
        }
    }
}

impl From<Case> for Cow<'_, Case> {
    fn from(case: Case) -> Self {
        Self::Owned(case)
    }
}

impl<'c> From<&'c Case> for Cow<'c, Case> {
    fn from(case: &'c Case) -> Self {
        Self::Borrowed(case)
    }
}

/// A turn that a case has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TookTurn<'c> {
    /// What had its turn.
    pub turn: &'c Turn,
    /// When, in UTC.
    pub at: chrono::DateTime<chrono::Utc>,
    /// Whether it was passed over, as its condition didn't hold.
    pub passed_over: bool,
}

/// A reason for which a case is or was paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Held<'c> {
    /// The option of `pause_reason`.
    pub reason: &'c str,
    /// What somebody has written about it.
    pub note: Option<&'c str>,
    /// Since when, in UTC.
    pub since: chrono::DateTime<chrono::Utc>,
    /// The day on which it ends by itself, in the rule set's zone, if it does.
    pub resume_on: Option<chrono::NaiveDate>,
    /// When it ended, in UTC, if it has.
    pub ended: Option<chrono::DateTime<chrono::Utc>>,
}

/// How a case was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Closed<'c> {
    /// The option of `close_code`.
    pub code: &'c str,
    /// The option of `close_reason`.
    pub reason: &'c str,
    /// When, in UTC.
    pub at: chrono::DateTime<chrono::Utc>,
}

/// An entry of a case's ledger.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Posted<'c> {
    /// The kind of entry, as the rule set declares it.
    pub kind: &'c str,
    /// Whether it is owed, rather than paid.
    pub is_charge: bool,
    /// How much, in the case's currency; less than nothing where it takes something back.
    pub amount: rust_decimal::Decimal,
    /// The day from which it counts.
    pub date: chrono::NaiveDate,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case")
            .field("id", &self.id())
            .field("revision", &self.revision())
            .field("flow", &self.flow())
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}

impl PartialEq for Case {
    /// Whether two cases are in the same state, under the same rules.
    fn eq(&self, other: &Self) -> bool {
        self.rules.fingerprint() == other.rules.fingerprint() && self.state == other.state
    }
}
