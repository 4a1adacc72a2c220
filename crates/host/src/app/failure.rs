//! Why something couldn't be done at all. A decision that denies is no failure.

use std::sync::Arc;

use dunlin::{ApplyError, CaseError};

use super::Refused;
use crate::store::StoreError;

/// Why something couldn't be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there is no case `{0}`")]
    NoCase(String),
    #[error("there is no effect `{0}` in the outbox")]
    NoEffect(String),
    #[error("the effect `{0}` isn't given up, so there is nothing to retry")]
    NotDead(String),
    #[error("the case is at revision {is}, and the request was about {asked}")]
    Stale { is: i64, asked: i64 },
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// What was asked for can't be: an action, a role or an input that the rules don't know.
    #[error(transparent)]
    Unasked(CaseError),
    /// The rules in force can't take the case as it was written.
    #[error("the rules in force can't take the case `{case}`: {problem}")]
    Stranded { case: String, problem: String },
    /// The rules in the folder aren't in force.
    #[error("{0}")]
    Refused(Arc<Refused>),
    /// Nothing that nobody guesses can be made.
    #[error("the machine gives no random numbers: {0}")]
    NoRandomness(getrandom::Error),
    /// A decision that the engine made doesn't fit the case that it was made about.
    #[error("{0}")]
    Unfit(#[from] ApplyError),
}
