//! What a case is opened with, as every command reads it · no rule set, no opinion on whether it may be opened.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

/// The opening of one case: what is owed, and the facts known from the start.
///
/// It serialises to one JSON object: `id`, `flow` (only if there is one), `principal`, `currency`, `facts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Opening {
    /// The invoice number, which becomes the name of the case.
    pub id: String,
    /// The flow in which the case starts, if the importer chose one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    /// What is owed, with as many decimals as the document wrote; in JSON a string, so that no reader makes a float of it.
    #[serde(serialize_with = "as_written")]
    pub principal: Decimal,
    /// The currency of the principal, as its ISO 4217 code.
    pub currency: String,
    /// The facts of the case by dotted name, such as `customer.name`.
    pub facts: BTreeMap<String, Fact>,
}

/// The value of one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Fact {
    /// Words, with the white space at the ends and the line breaks taken out.
    Text(String),
    /// A day of the calendar, in JSON `YYYY-MM-DD`.
    Date(NaiveDate),
    /// A number or an amount, with as many decimals as were written; in JSON a string, so that no reader makes a float of it.
    #[serde(serialize_with = "as_written")]
    Number(Decimal),
}

/// Not `Decimal`'s own form, which a feature set anywhere in the workspace could turn into a float.
fn as_written<S: Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}
