//! The tests of the command, one binary: what is wired up, what is written, the schemas, and invoices, receivables and fines from outside.

#[cfg(test)]
mod commands;
#[cfg(test)]
mod copied;
#[cfg(test)]
mod coverage;
#[cfg(test)]
#[cfg(all(unix, feature = "serve"))]
mod crash;
#[cfg(test)]
mod new;
#[cfg(test)]
mod oioubl;
#[cfg(test)]
mod receivables;
#[cfg(test)]
mod review;
#[cfg(test)]
mod road_fines;
#[cfg(test)]
mod schemas;
#[cfg(test)]
mod watch;
#[cfg(test)]
mod written;
