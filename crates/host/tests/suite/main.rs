//! What the service does, asked over HTTP as its users ask.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod actions;
mod due;
mod keeping;
mod mail;
mod mail_server;
mod rules;
mod served;
