//! From a UBL invoice to an opening: which element says what, and what is refused · no XML syntax, no rules of collection.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::opening::{Fact, Opening};
use crate::options::Options;
use crate::party::party;
use crate::refusal::{Place, Refusal, quoted};
use crate::tree::{Element, Leaf};
use crate::{date, money, text, xml};

/// The invoices of UNTDID 1001 that ask for payment. Not among them are the proforma invoice
/// (325), the tax notification (102) and the invoice for the accounts only (751).
const INVOICES: &str = "\
    80 82 84 202 203 204 211 218 219 295 326 331 380 382 383 384 385 386 387 388 389 390 393 394 \
    395 527 553 575 623 633 780 817 870 875 876 877";
const CREDIT_NOTES: &str = "81 83 261 262 296 308 381 396 420 458 532";

/// Returns the opening of the case for a UBL invoice.
///
/// Reads UBL 2 as OIOUBL 2.x, Peppol BIS 3 and EN 16931 write it, in UTF-8 with or without a
/// byte order mark, whatever its namespace prefixes. The facts are `invoice_date`, `due_date`,
/// `customer.name`, and as far as the invoice shows them `customer.kind` (`business` or
/// `consumer`), `customer.email`, `customer.number`, `supplier.name` and `supplier.number`. The
/// numbers are CVR or VAT numbers; a personal number (CPR) is never copied.
///
/// - A due date is taken from the invoice, its payment means or its payment terms, and all those
///   that it gives must agree; [`Options::due_days`] counts from the issue date and only where
///   there is none.
/// - The customer is a business if the invoice shows a CVR, VAT or other register number of it,
///   a consumer if it shows a CPR number and none of those, and a business if all it shows is a
///   GLN. Where it shows nothing, [`Options::kind`] decides, and where that is silent too, the
///   fact is absent.
/// - An element that is there but empty says nothing.
///
/// # Errors
///
/// Returns the first [`Refusal`] for a document that is not well-formed, not an invoice to be
/// paid, or doesn't say clearly what is owed by whom and when. What could be read in two ways is
/// refused, never guessed.
///
/// # Examples
///
/// ```
/// use dunlin_import::{Options, Refusal, ubl};
///
/// let refusal = ubl(b"<Invoice/>", &Options::default()).unwrap_err();
/// assert!(matches!(refusal, Refusal::NotUbl { .. }));
/// ```
pub fn ubl(bytes: &[u8], options: &Options) -> Result<Opening, Refusal> {
    let root = xml::tree(text::text(bytes)?)?;
    check_document(&root)?;

    let id = required(&root, "cbc:ID", |place| Refusal::NoNumber { place })?.text;
    let (principal, currency) = payable(&root)?;
    let issued = required(&root, "cbc:IssueDate", |place| Refusal::NoInvoiceDate {
        place,
    })?;
    let issued = day(&issued)?;
    let due = due_date(&root, issued, options.due_days)?;
    let customer = party(&root, "cac:AccountingCustomerParty")?;
    let supplier = party(&root, "cac:AccountingSupplierParty")?;
    let Some(name) = customer.name else {
        let place = root.missing("cac:AccountingCustomerParty/cac:Party/cac:PartyName/cbc:Name");
        return Err(Refusal::NoCustomer { place });
    };
    let kind = customer
        .kind
        .or(options.kind)
        .map(|kind| kind.as_str().to_owned());

    let facts = [
        ("invoice_date", Some(Fact::Date(issued))),
        ("due_date", Some(Fact::Date(due))),
        ("customer.name", Some(Fact::Text(name))),
        ("customer.email", customer.email.map(Fact::Text)),
        ("customer.kind", kind.map(Fact::Text)),
        ("customer.number", customer.number.map(Fact::Text)),
        ("supplier.name", supplier.name.map(Fact::Text)),
        ("supplier.number", supplier.number.map(Fact::Text)),
    ];
    let facts: BTreeMap<_, _> = facts
        .into_iter()
        .filter_map(|(name, fact)| Some((name.to_owned(), fact?)))
        .collect();
    Ok(Opening {
        id,
        flow: options.flow.clone(),
        principal,
        currency,
        facts,
    })
}

fn check_document(root: &Element) -> Result<(), Refusal> {
    // The schema is named like its root: `Invoice-2` for `Invoice`.
    let schema = root
        .schema
        .as_deref()
        .and_then(|schema| schema.strip_suffix("-2"));
    if schema != Some(root.name.as_str()) {
        return Err(Refusal::NotUbl {
            root: quoted(&root.name),
            line: root.line,
        });
    }
    match root.name.as_str() {
        "Invoice" => {}
        "CreditNote" => return Err(Refusal::CreditNote { place: root.here() }),
        other => {
            let document = format!("a UBL `{}`", quoted(other));
            return Err(Refusal::OtherDocument {
                document,
                place: root.here(),
            });
        }
    }
    let Some(Leaf {
        text: code, place, ..
    }) = root.leaf("cbc:InvoiceTypeCode")?
    else {
        return Ok(());
    };
    let is_in = |codes: &str| codes.split_ascii_whitespace().any(|known| known == code);
    if is_in(INVOICES) {
        Ok(())
    } else if is_in(CREDIT_NOTES) {
        Err(Refusal::CreditNote { place })
    } else {
        let document = format!("a document of type `{}`", quoted(&code));
        Err(Refusal::OtherDocument { document, place })
    }
}

fn payable(root: &Element) -> Result<(Decimal, String), Refusal> {
    const PAYABLE: &str = "cac:LegalMonetaryTotal/cbc:PayableAmount";
    let document = required(root, "cbc:DocumentCurrencyCode", |place| {
        Refusal::NoCurrency { place }
    })?;
    let currency = document.text;
    if !money::is_currency(&currency) {
        return Err(Refusal::UnknownCurrency {
            text: quoted(&currency),
            place: document.place,
        });
    }
    let Leaf {
        text,
        element,
        place,
    } = required(root, PAYABLE, |place| Refusal::NoAmount { place })?;
    match element.attribute("currencyID") {
        Some(same) if same == currency => {}
        Some(other) => {
            let amount = quoted(other);
            return Err(Refusal::CurrenciesDiffer {
                amount,
                invoice: currency,
                place,
            });
        }
        None => {
            let place = root.place(&format!("{PAYABLE}/@currencyID"), element.line);
            return Err(Refusal::NoCurrency { place });
        }
    }
    match money::amount(&text) {
        None => Err(Refusal::BadAmount {
            text: quoted(&text),
            place,
        }),
        Some(amount) if amount <= Decimal::ZERO => Err(Refusal::NothingPayable { amount, place }),
        Some(amount) => Ok((amount, currency)),
    }
}

/// All the due dates that UBL has room for, in the order of precedence. They must agree: several
/// are instalments, of which one case can't keep account, or a mistake.
fn due_date(root: &Element, issued: NaiveDate, days: Option<u32>) -> Result<NaiveDate, Refusal> {
    const FIRST: &str = "cbc:DueDate";
    let mut due: Option<NaiveDate> = root.leaf(FIRST)?.as_ref().map(day).transpose()?;
    for path in [
        "cac:PaymentMeans/cbc:PaymentDueDate",
        "cac:PaymentTerms/cbc:PaymentDueDate",
        "cac:PaymentTerms/cbc:InstallmentDueDate",
    ] {
        for leaf in root.leaves(path)? {
            let other = day(&leaf)?;
            let first = *due.get_or_insert(other);
            if first != other {
                return Err(Refusal::DueDatesDiffer {
                    first,
                    other,
                    place: leaf.place,
                });
            }
        }
    }
    match (due, days) {
        (Some(due), _) => Ok(due),
        (None, Some(days)) => {
            date::later(issued, days).ok_or(Refusal::DueDaysTooMany { days, from: issued })
        }
        (None, None) => Err(Refusal::NoDueDate {
            place: root.missing(FIRST),
        }),
    }
}

fn day(leaf: &Leaf<'_>) -> Result<NaiveDate, Refusal> {
    date::day(&leaf.text).ok_or_else(|| Refusal::BadDate {
        text: quoted(&leaf.text),
        place: leaf.place.clone(),
    })
}

fn required<'tree>(
    root: &'tree Element,
    path: &str,
    absent: fn(Place) -> Refusal,
) -> Result<Leaf<'tree>, Refusal> {
    root.leaf(path)?.ok_or_else(|| absent(root.missing(path)))
}
