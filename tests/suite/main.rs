//! The engine's tests over its public face, one binary: each file is about one behaviour.

#[cfg(test)]
mod bad_cases;
#[cfg(test)]
mod edits;
#[cfg(test)]
mod edits_extends;
#[cfg(test)]
mod edits_properties;
#[cfg(test)]
mod extends;
#[cfg(test)]
mod findings;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod house;
#[cfg(test)]
mod interest;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod library;
#[cfg(test)]
mod outline;
#[cfg(test)]
mod over_time;
#[cfg(test)]
mod over_time_pauses;
#[cfg(test)]
mod over_time_timers;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod recorded;
#[cfg(test)]
mod system_actions;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod time_properties;
#[cfg(test)]
mod wounded;
