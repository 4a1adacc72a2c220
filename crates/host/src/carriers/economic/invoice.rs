//! Invoices as e-conomic writes them, and a credit note as one · nothing is asked here.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use serde_json::{Number, json};
use sha2::{Digest, Sha256};

use super::settings::Settings;

/// How many characters a reference may have.
const REFERENCE: usize = 250;
/// How many decimals a price has.
const DECIMALS: u32 = 2;

/// A credit note that is to be.
#[derive(Debug, Clone)]
pub(super) struct Note {
    /// The effect's id, by which it is found again.
    pub(super) key: String,
    pub(super) case: String,
    pub(super) currency: String,
    /// How much is credited, VAT included.
    pub(super) amount: Decimal,
    pub(super) customer: i64,
    pub(super) customer_name: String,
    pub(super) date: NaiveDate,
}

/// An invoice, a draft or a booked one: of what e-conomic tells, what matters here.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invoice {
    #[serde(default)]
    pub(super) draft_invoice_number: u64,
    #[serde(default)]
    pub(super) booked_invoice_number: u64,
    #[serde(default)]
    pub(super) currency: String,
    pub(super) gross_amount: Option<Number>,
    pub(super) remainder: Option<Number>,
    #[serde(default)]
    customer: Customer,
    #[serde(default)]
    references: References,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Customer {
    customer_number: i64,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct References {
    #[serde(default)]
    other: String,
}

/// What is posted to book a draft.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Booking {
    draft_invoice: DraftInvoice,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DraftInvoice {
    draft_invoice_number: u64,
}

impl Booking {
    pub(super) fn of(draft: &Invoice) -> Self {
        let draft_invoice_number = draft.draft_invoice_number;
        Self {
            draft_invoice: DraftInvoice {
                draft_invoice_number,
            },
        }
    }
}

impl Note {
    /// What is posted to make a draft of it. Without one, the amount has more digits than e-conomic can be told.
    pub(super) fn draft(&self, settings: &Settings) -> Option<serde_json::Value> {
        let name: String = self.customer_name.chars().take(REFERENCE).collect();
        Some(json!({
            "currency": self.currency,
            "customer": { "customerNumber": self.customer },
            "date": self.date,
            "layout": { "layoutNumber": settings.layout },
            "paymentTerms": { "paymentTermsNumber": settings.payment_terms },
            "recipient": { "name": name, "vatZone": { "vatZoneNumber": settings.vat_zone } },
            "references": { "other": self.key },
            "lines": [{
                "lineNumber": 1,
                "product": { "productNumber": settings.product },
                "description": format!("{} · {}", settings.text, self.case),
                "quantity": -1,
                "unitNetPrice": number(net(self.amount, settings.vat_percent)?)?,
            }],
        }))
    }
}

impl Invoice {
    /// Whether it refers to that.
    pub(super) fn refers_to(&self, key: &str) -> bool {
        self.references.other == key
    }

    /// Whether it credits that customer exactly that.
    pub(super) fn credits(&self, note: &Note) -> bool {
        self.gross() == Some(-note.amount)
            && self.currency == note.currency
            && self.customer.customer_number == note.customer
    }

    /// Whether nothing is left of it.
    pub(super) fn is_closed(&self) -> bool {
        self.remainder.as_ref().and_then(decimal) == Some(Decimal::ZERO)
    }

    fn gross(&self) -> Option<Decimal> {
        decimal(self.gross_amount.as_ref()?)
    }

    /// What it is of, in words.
    pub(super) fn told(&self) -> String {
        let gross = self.gross().map(|gross| gross.to_string());
        let gross = gross.unwrap_or_else(|| "an unknown amount".to_owned());
        format!("{gross} {}", self.currency)
    }
}

/// What refers to an effect: its id, or, where that is too long, a hash of it.
pub(super) fn key(id: &str) -> String {
    if id.chars().count() <= REFERENCE {
        return id.to_owned();
    }
    let hash = Sha256::digest(id.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An amount without its VAT.
fn net(gross: Decimal, vat_percent: Decimal) -> Option<Decimal> {
    let share = Decimal::ONE.checked_add(vat_percent.checked_div(Decimal::ONE_HUNDRED)?)?;
    let net = gross.checked_div(share)?;
    Some(net.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointAwayFromZero))
}

/// An amount as JSON writes it, if no digit is lost.
fn number(amount: Decimal) -> Option<Number> {
    let number: Number = serde_json::from_str(&amount.to_string()).ok()?;
    (decimal(&number)? == amount).then_some(number)
}

fn decimal(number: &Number) -> Option<Decimal> {
    let text = number.to_string();
    let read = text.parse().or_else(|_| Decimal::from_scientific(&text));
    read.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_told_to_the_last_digit_or_not_at_all() {
        for text in ["6312.50", "0.01", "9999999999999.99"] {
            let amount: Decimal = text.parse().unwrap();
            assert_eq!(number(amount).as_ref().and_then(decimal), Some(amount));
        }
        assert_eq!(number("12345678901234567.89".parse().unwrap()), None);
    }

    #[test]
    fn vat_is_taken_out_of_what_includes_it() {
        let net = |gross: i64, vat: i64| net(Decimal::new(gross, 2), vat.into());
        assert_eq!(net(631_250, 0), Some(Decimal::new(631_250, 2)));
        assert_eq!(net(631_250, 25), Some(Decimal::new(505_000, 2)));
        assert_eq!(net(100, 25), Some(Decimal::new(80, 2)));
        assert_eq!(net(100, -100), None);
    }

    #[test]
    fn an_effect_is_referred_to_by_its_id_however_long_that_is() {
        assert_eq!(key("1001:3:1"), "1001:3:1");
        let long = "a".repeat(251);
        assert_eq!(key(&long).len(), 64);
        assert_eq!(key(&long), key(&long));
    }
}
