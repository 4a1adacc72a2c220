//! The service that keeps a creditor's cases: it takes actions, runs steps on time and carries out effects. Every decision is the engine's.

mod app;
mod carriers;
mod clock;
mod config;
mod demo;
mod http;
mod letter;
mod page;
mod service;
mod store;

pub use app::{NewToken, TokenError, Verification};
pub use clock::{NotAPace, Pace};
pub use config::{Config, ConfigError};
pub use service::{
    Service, ServiceError, Settings, backup, export_journal, new_token, restore, revoke_token,
    tokens, verify_journal,
};
pub use store::{StoreError, Token};
