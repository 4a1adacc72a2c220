//! The pages as people meet them: read, clicked and typed into in Chromium. Needs what `cargo xtask test browser` installs.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod actions;
mod axe;
mod browser;
mod demo;
mod docs;
mod driver;
mod everyone;
mod harness;
mod imports;
mod look;
mod once;
mod pages;
mod picture;
mod refused;
mod sessions;
mod staff;
mod walk;
