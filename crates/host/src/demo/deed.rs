//! What somebody does at some time: a case that comes in, or an action. Whether it is allowed is the rules' to say.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dunlin::{Actor, Case, Opening, Value};
use rust_decimal::Decimal;

use super::people;
use crate::app::{App, Asked, Failure, Idempotency};
use crate::store::{Answer, Hash};

/// Something that happens to a case.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) at: DateTime<Utc>,
    pub(super) case: String,
    pub(super) deed: Deed,
}

#[derive(Debug, Clone)]
pub(super) enum Deed {
    Open(Box<Opening>),
    Act {
        action: &'static str,
        by: By,
        input: Vec<(&'static str, Input)>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    System,
    Clerk,
    Manager,
}

#[derive(Debug, Clone)]
pub(super) enum Input {
    Is(Value),
    /// So many hundredths of what is owed then.
    Share(i64),
    /// The payment that came last.
    LastPaid,
}

impl By {
    fn actor(self) -> Actor {
        match self {
            Self::System => Actor::system(),
            Self::Clerk => people::actor("clerk"),
            Self::Manager => people::actor("manager"),
        }
    }
}

impl Input {
    /// The value as the case stands; none where there is nothing to pay or to take back.
    fn value(&self, case: &Case) -> Option<Value> {
        match self {
            Self::Is(value) => Some(value.clone()),
            Self::Share(hundredths) => {
                let amount = case.balance() * Decimal::new(*hundredths, 2);
                let amount = amount.round_dp(2);
                (amount > Decimal::ZERO).then(|| Value::from(amount))
            }
            Self::LastPaid => {
                let paid = case.ledger().filter(|entry| !entry.is_charge).last()?;
                Some(Value::from(paid.amount))
            }
        }
    }
}

impl Event {
    /// Whether it is no clerk's and no manager's.
    pub(super) fn is_of_others(&self) -> bool {
        match &self.deed {
            Deed::Open(_) => true,
            Deed::Act { by, .. } => *by == By::System,
        }
    }

    /// Has it happen. What the rules deny doesn't, and what they don't know neither: whoever looks has gone another way with the case.
    pub(super) async fn happen(&self, app: &Arc<App>) -> Result<(), Failure> {
        let happened = match &self.deed {
            Deed::Open(opening) => self.open(app, opening).await,
            Deed::Act { action, by, input } => self.act(app, action, *by, input).await,
        };
        match happened {
            Err(failure @ Failure::Store(_)) => Err(failure),
            _ => Ok(()),
        }
    }

    async fn open(&self, app: &Arc<App>, opening: &Opening) -> Result<(), Failure> {
        let openings = vec![(0, opening.clone())];
        app.open(openings, self.once("open"), |_| told()).await?;
        Ok(())
    }

    async fn act(
        &self,
        app: &Arc<App>,
        action: &'static str,
        by: By,
        input: &[(&'static str, Input)],
    ) -> Result<(), Failure> {
        let standing = app.standing(self.case.clone()).await?;
        let input = input.iter().map(|(name, input)| {
            let value = input.value(&standing.case)?;
            Some(((*name).to_owned(), value))
        });
        let Some(input) = input.collect::<Option<Vec<_>>>() else {
            return Ok(());
        };
        let asked = Asked {
            case: self.case.clone(),
            action: action.to_owned(),
            actor: by.actor(),
            input,
            revision: None,
        };
        app.act(asked, self.once(action), |_| told()).await?;
        Ok(())
    }

    fn once(&self, what: &str) -> Idempotency {
        Idempotency {
            token: "demo".to_owned(),
            key: format!("{} {what} {}", self.case, self.at.timestamp_millis()),
            request: Hash::NONE,
        }
    }
}

/// Nobody waits for the answer.
fn told() -> Answer {
    Answer {
        status: 200,
        body: String::new(),
    }
}
