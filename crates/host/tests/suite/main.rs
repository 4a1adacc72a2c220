//! What the service does, asked over HTTP as its users ask.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use dunlin_served as served;

mod actions;
mod bound;
mod browsed;
mod connections;
mod demo;
mod demo_pages;
mod documented;
mod due;
mod economic;
mod figures;
mod import;
mod keeping;
mod lists;
mod mail;
mod mail_server;
mod numbers;
mod once;
mod page_journal;
mod page_rules;
mod page_today;
mod pages;
mod requests;
mod restarts;
mod rules;
mod tls;
mod tokens;
mod verified;
