//! Tokens: who may ask, in which role. A token is shown once, when it is made.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::App;
use crate::clock::Clock;
use crate::store::{self, Hash, StoreError, Token, tokens};

/// How many random bytes a token has.
const BYTES: usize = 32;
/// What a token begins with, so that one that lies about is known for what it is.
const PREFIX: &str = "dunlin_";

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bearer {
    /// The token's name.
    pub(crate) name: String,
    pub(crate) role: String,
}

/// A token that has just been made. The text is in no store, and can't be shown again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What it is called.
    pub name: String,
    /// Its role in the rule set.
    pub role: String,
    /// The token: what its bearer sends.
    pub text: String,
}

/// Why a token couldn't be made or revoked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The store says so.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is or was one of that name.
    #[error(
        "there is or was a token `{0}`, and decisions are recorded under that name: choose another"
    )]
    Taken(String),
    /// There is none in force.
    #[error("there is no token `{0}` in force: `dunlin token list` shows them")]
    Unknown(String),
    /// It has no name, or one that can't be told.
    #[error("a token's name has letters, digits, `-`, `_`, `.` and `@`, and 64 of them at most")]
    BadName,
    /// The machine has no randomness.
    #[error("the machine gives no random numbers: {0}")]
    NoRandomness(getrandom::Error),
}

/// The tokens of a store.
#[derive(Debug)]
pub(crate) struct Tokens {
    store: Connection,
    clock: Clock,
}

impl Tokens {
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            store: store::opened(path)?,
            clock: Clock::new(None),
        })
    }

    pub(crate) fn make(&self, name: &str, role: &str) -> Result<NewToken, TokenError> {
        make(&self.store, name, role, self.clock.now())
    }

    pub(crate) fn revoke(&self, name: &str) -> Result<(), TokenError> {
        if tokens::revoke(&self.store, name, self.clock.now())? {
            Ok(())
        } else {
            Err(TokenError::Unknown(name.to_owned()))
        }
    }

    pub(crate) fn all(&self) -> Result<Vec<Token>, StoreError> {
        tokens::all(&self.store)
    }
}

fn make(
    store: &Connection,
    name: &str,
    role: &str,
    now: DateTime<Utc>,
) -> Result<NewToken, TokenError> {
    let plain = |mark: char| mark.is_alphanumeric() || "-_.@".contains(mark);
    if name.is_empty() || name.chars().count() > 64 || !name.chars().all(plain) {
        return Err(TokenError::BadName);
    }
    let secret = secret().map_err(TokenError::NoRandomness)?;
    let new = NewToken {
        name: name.to_owned(),
        role: role.to_owned(),
        text: format!("{PREFIX}{secret}"),
    };
    if tokens::add(store, name, role, &hash(&new.text), now)? {
        Ok(new)
    } else {
        Err(TokenError::Taken(name.to_owned()))
    }
}

/// Something that nobody guesses: 64 hexadecimal digits.
pub(super) fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)?;
    let mut text = String::with_capacity(2 * BYTES);
    for byte in bytes {
        // Writing into a text can't fail.
        let _written = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// A secret is as random as its hash, so that no salt and no slowness are needed.
pub(super) fn hash(secret: &str) -> Hash {
    Hash::of(&[secret.as_bytes()])
}

impl App {
    /// Makes a token of a role, unless there is one.
    pub(crate) async fn first_token(
        self: &Arc<Self>,
        role: &str,
    ) -> Result<Option<NewToken>, TokenError> {
        let (role, now) = (role.to_owned(), self.now());
        let first = move |connection: &Connection| {
            if tokens::all(connection)?.is_empty() {
                make(connection, "first", &role, now).map(Some)
            } else {
                Ok(None)
            }
        };
        self.store.write(first).await
    }

    /// Makes a token of a role.
    pub(crate) async fn new_token(
        self: &Arc<Self>,
        name: String,
        role: String,
    ) -> Result<NewToken, TokenError> {
        let now = self.now();
        let new = move |connection: &Connection| make(connection, &name, &role, now);
        self.store.write(new).await
    }

    /// Who bears a token, if it is in force.
    pub(crate) fn bearer(&self, token: &str) -> Option<Bearer> {
        self.tokens.load().get(&hash(token)).cloned()
    }

    /// Whether any token is in force.
    pub(crate) fn has_tokens(&self) -> bool {
        !self.tokens.load().is_empty()
    }

    /// Takes up the tokens in force, which others may have made or revoked.
    pub(crate) fn read_tokens(&self) -> Result<(), StoreError> {
        let rows = self.store.read_blocking(tokens::in_force)?;
        let tokens: HashMap<Hash, Bearer> = rows
            .into_iter()
            .map(|(hash, name, role)| (hash, Bearer { name, role }))
            .collect();
        self.tokens.store(Arc::new(tokens));
        Ok(())
    }
}
