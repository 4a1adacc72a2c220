//! The pages as people meet them: read, clicked and typed into in Chromium. Needs what `cargo xtask test browser` installs.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod axe;
mod browser;
mod docs;
mod driver;
mod harness;
mod look;
mod picture;
