//! What the service does, asked over HTTP as its users ask.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod actions;
mod economic;
mod served;
