//! The tests of the command, one binary: what is wired up, what is written, and invoices from outside.

#[cfg(test)]
mod commands;
#[cfg(test)]
mod oioubl;
#[cfg(test)]
mod watch;
#[cfg(test)]
mod written;
