//! The tests of the command, one binary: what is wired up, what is written, and invoices from outside.

mod commands;
mod oioubl;
mod written;
