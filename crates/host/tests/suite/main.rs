//! What the service does, asked over HTTP as its users ask.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod actions;
mod connections;
mod documented;
mod due;
mod keeping;
mod lists;
mod once;
mod requests;
mod rules;
mod served;
mod tokens;
