//! How a CSV file writes characters, dates and numbers, as its mapping says · no columns, nothing guessed.

mod dates;
mod encoding;
mod numbers;
mod shift;

pub(crate) use dates::Pattern;
pub(crate) use encoding::{Encoding, is_utf8};
pub(crate) use numbers::Marks;
pub(crate) use shift::{Shift, later};
