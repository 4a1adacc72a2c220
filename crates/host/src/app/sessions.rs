//! Sessions: whoever has shown a token is known by a secret of the browser's own, for a working day.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::tokens::{hash, secret};
use super::{App, Bearer, Failure};
use crate::clock::Clock;
use crate::store::{Hash, sessions};

/// How long a session lasts.
pub(crate) const SESSION: Duration = Duration::from_secs(12 * 3_600);

/// A session of somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) bearer: Bearer,
    secret: String,
}

impl Session {
    /// What each form of the session carries, so that no other site's form passes for one: known by whoever knows the session.
    pub(crate) fn form_token(&self) -> String {
        Hash::of(&[b"form", self.secret.as_bytes()]).to_string()
    }
}

impl App {
    /// Begins a session for whoever bears a token, and returns its secret; none where the token isn't in force.
    pub(crate) async fn sign_in(self: &Arc<Self>, token: &str) -> Result<Option<String>, Failure> {
        let Some(bearer) = self.bearer(token.trim()) else {
            return Ok(None);
        };
        self.begin_session(bearer.name).await.map(Some)
    }

    /// Begins a session for the bearer of the token of that name, and returns its secret.
    pub(crate) async fn begin_session(self: &Arc<Self>, token: String) -> Result<String, Failure> {
        let secret = secret().map_err(Failure::NoRandomness)?;
        let hash = hash(&secret);
        let now = Clock::machine();
        let begin = move |connection: &Connection| {
            sessions::add(connection, &token, &hash, [now, now + SESSION])
        };
        self.store.write(begin).await?;
        Ok(secret)
    }

    /// The session of a secret, if it lasts and its token is in force.
    pub(crate) async fn session(
        self: &Arc<Self>,
        secret: &str,
    ) -> Result<Option<Session>, Failure> {
        let hash = hash(secret);
        let now = Clock::machine();
        let find = move |connection: &Connection| sessions::find(connection, &hash, now);
        let found = self.store.read(find).await?;
        Ok(found.map(|(name, role)| Session {
            bearer: Bearer { name, role },
            secret: secret.to_owned(),
        }))
    }

    /// Ends a session.
    pub(crate) async fn sign_out(self: &Arc<Self>, session: &Session) -> Result<(), Failure> {
        let hash = hash(&session.secret);
        let end = move |connection: &Connection| sessions::end(connection, &hash);
        Ok(self.store.write(end).await?)
    }

    /// A key under which one write is done once: forms carry it.
    pub(crate) fn new_key() -> Result<String, Failure> {
        secret().map_err(Failure::NoRandomness)
    }
}
