//! Invoices written by other systems, read into openings of cases · bytes in, data out: no files, no clock, no rules.
//!
//! [`ubl`] reads one invoice in UBL 2 (OIOUBL 2.x, Peppol BIS 3, EN 16931) and returns the
//! [`Opening`] of a case, or the [`Refusal`] that says what is wrong, where, and what to do.
//! What an invoice doesn't say, [`Options`] may; what it says, they can't change.
//!
//! [`csv()`] reads a portfolio in CSV by a [`Mapping`], and returns the openings, the [`Event`]s that
//! happened to the cases, and a [`Finding`] for whatever is wrong with a row. [`Portfolio`] does the
//! same row by row, for files of any size and several of them.
//!
//! ```
//! use dunlin_import::{Options, ubl};
//!
//! let invoice = br#"<?xml version="1.0" encoding="UTF-8"?>
//! <Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
//!          xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
//!          xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
//!   <cbc:ID>1001</cbc:ID>
//!   <cbc:IssueDate>2026-02-01</cbc:IssueDate>
//!   <cbc:DocumentCurrencyCode>DKK</cbc:DocumentCurrencyCode>
//!   <cac:AccountingCustomerParty>
//!     <cac:Party>
//!       <cbc:EndpointID schemeID="DK:CVR">DK31527864</cbc:EndpointID>
//!       <cac:PartyName><cbc:Name>Birk &amp; Bech ApS</cbc:Name></cac:PartyName>
//!     </cac:Party>
//!   </cac:AccountingCustomerParty>
//!   <cac:LegalMonetaryTotal>
//!     <cbc:PayableAmount currencyID="DKK">6312.50</cbc:PayableAmount>
//!   </cac:LegalMonetaryTotal>
//! </Invoice>"#;
//!
//! let mut options = Options::default();
//! let refusal = ubl(invoice, &options).unwrap_err();
//! assert_eq!(
//!     refusal.to_string(),
//!     "the invoice has no due date (`/Invoice/cbc:DueDate`, line 2): \
//!      say after how many days it is due with `--due-days`",
//! );
//!
//! options.due_days = Some(14);
//! let opening = ubl(invoice, &options)?;
//! assert_eq!(
//!     serde_json::to_value(&opening)?,
//!     serde_json::json!({
//!         "id": "1001",
//!         "principal": "6312.50",
//!         "currency": "DKK",
//!         "facts": {
//!             "customer.kind": "business",
//!             "customer.name": "Birk & Bech ApS",
//!             "customer.number": "DK31527864",
//!             "due_date": "2026-02-15",
//!             "invoice_date": "2026-02-01",
//!         },
//!     }),
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod options;

mod text;
mod tree;
mod xml;

mod date;
mod money;
mod party;
mod ubl;

mod finding;
mod mapping;
mod notation;
mod portfolio;

mod event;
mod opening;
mod refusal;
mod refused;

pub use event::Event;
pub use finding::{Finding, Findings};
pub use mapping::Mapping;
pub use opening::{Fact, Opening};
pub use options::{Kind, Options};
pub use portfolio::{CsvError, Imported, Portfolio, Rows, Tally, csv};
pub use refusal::{Place, Refusal};
pub use ubl::ubl;
