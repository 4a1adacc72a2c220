//! Why a document is not imported: what, where, and what to do about it · no drawing, no exit codes, no reading.

use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Why a document was not imported.
///
/// One line to print: what is wrong, the place in brackets, and after the colon what to do.
/// Words of the document stand in backticks, shortened where they are long. The number of a
/// party is never among them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The document is larger than any invoice.
    #[error("the file has more than {limit}: export the invoice without its attachments")]
    TooLarge {
        /// What was exceeded, such as `16 MiB`.
        limit: &'static str,
    },
    /// The document is written in another encoding than UTF-8.
    #[error("the file is written in `{encoding}`, and only UTF-8 is read: save it as UTF-8")]
    Encoding {
        /// The encoding by the name that the document gives it.
        encoding: String,
    },
    /// The document says or implies UTF-8, and isn't.
    #[error("a character is not UTF-8 (line {line}): save the file as UTF-8")]
    NotUtf8 {
        /// The line of the first byte that doesn't belong.
        line: usize,
    },
    /// The document isn't well-formed XML.
    #[error("the file is not XML, {reason} (line {line}): export the invoice again, as UBL")]
    NotXml {
        /// What the reader stumbled on.
        reason: String,
        /// The line on which it did.
        line: usize,
    },
    /// The document ends in the middle.
    #[error("the file ends before {inside} does (line {line}): fetch it again, whole")]
    Truncated {
        /// What is open where the document ends, such as `` `cac:Party` ``.
        inside: String,
        /// The line on which that begins.
        line: usize,
    },
    /// The document has a document type declaration, which could define entities.
    #[error(
        "the file declares a document type (line {line}): take out `<!DOCTYPE …>`, which no UBL invoice has"
    )]
    Doctype {
        /// The line of the declaration.
        line: usize,
    },
    /// The document refers to an entity that XML doesn't define by itself.
    #[error(
        "the entity `&{name};` is not read (line {line}): write the character itself, and a lone `&` as `&amp;`"
    )]
    Entity {
        /// The name of the entity.
        name: String,
        /// The line of the reference.
        line: usize,
    },
    /// The document's elements are nested deeper than those of any invoice.
    #[error(
        "elements are nested more than {limit} deep (line {line}): export the invoice again, as UBL"
    )]
    TooDeep {
        /// The greatest depth that is read.
        limit: usize,
        /// The line of the element that is too deep.
        line: usize,
    },
    /// The document is XML, and no UBL document.
    #[error(
        "`{root}` is not a UBL document (line {line}): import an invoice in OIOUBL 2, Peppol BIS 3 or EN 16931 UBL"
    )]
    NotUbl {
        /// The name of the root element.
        root: String,
        /// The line of the root element.
        line: usize,
    },
    /// The document is a credit note.
    #[error(
        "this is a credit note ({place}): it opens no case, so register it on the case of the invoice that it credits"
    )]
    CreditNote {
        /// The element that says so.
        place: Place,
    },
    /// The document is neither an invoice nor a credit note, or an invoice that asks for no payment.
    #[error("this is {document}, not an invoice to be paid ({place}): import the invoice itself")]
    OtherDocument {
        /// What it is, such as ``a UBL `Order` ``.
        document: String,
        /// The element that says so.
        place: Place,
    },
    /// The document says twice what may be said once.
    #[error("this is said more than once ({place}): leave one of them")]
    Repeated {
        /// The second of the elements.
        place: Place,
    },
    /// An element holds other elements where it should hold text.
    #[error("elements stand where text is expected ({place}): write the text alone")]
    NotText {
        /// The element that should hold text.
        place: Place,
    },
    /// The invoice has no number.
    #[error(
        "the invoice has no number ({place}): give it one, since the case takes its name from it"
    )]
    NoNumber {
        /// Where the number belongs.
        place: Place,
    },
    /// The invoice has no customer, or one without a name.
    #[error("the invoice names no customer ({place}): write the name of the one who owes it")]
    NoCustomer {
        /// Where the name belongs.
        place: Place,
    },
    /// The invoice doesn't say when it was issued.
    #[error("the invoice has no issue date ({place}): write one")]
    NoInvoiceDate {
        /// Where the date belongs.
        place: Place,
    },
    /// The invoice doesn't say when it is due, and [`Options::due_days`](crate::Options::due_days) doesn't either.
    #[error(
        "the invoice has no due date ({place}): say after how many days it is due with `--due-days`"
    )]
    NoDueDate {
        /// Where the date belongs.
        place: Place,
    },
    /// The invoice says of several days that it is due on them.
    #[error(
        "the due dates `{first}` and `{other}` differ ({place}): leave one, or import each instalment as an invoice of its own"
    )]
    DueDatesDiffer {
        /// The due date that stands first in the order of precedence.
        first: NaiveDate,
        /// The first one that differs from it.
        other: NaiveDate,
        /// Where the differing one stands.
        place: Place,
    },
    /// [`Options::due_days`](crate::Options::due_days) leads out of the calendar.
    #[error("`--due-days {days}` from `{from}` leads past the year 9999: give fewer days")]
    DueDaysTooMany {
        /// The days that were given.
        days: u32,
        /// The invoice date.
        from: NaiveDate,
    },
    /// A date isn't one.
    #[error("`{text}` is not a date ({place}): write a day of the calendar as YYYY-MM-DD")]
    BadDate {
        /// What stands there.
        text: String,
        /// Where it stands.
        place: Place,
    },
    /// The invoice doesn't say what is to be paid.
    #[error("the invoice has no payable amount ({place}): write what is to be paid")]
    NoAmount {
        /// Where the amount belongs.
        place: Place,
    },
    /// The payable amount isn't one.
    #[error(
        "`{text}` is not an amount ({place}): write digits, and a dot before at most two decimals"
    )]
    BadAmount {
        /// What stands there.
        text: String,
        /// Where it stands.
        place: Place,
    },
    /// The payable amount is zero, or in the customer's favour.
    #[error(
        "nothing is payable, the amount is `{amount}` ({place}): there is no claim to open a case for"
    )]
    NothingPayable {
        /// The payable amount.
        amount: Decimal,
        /// Where it stands.
        place: Place,
    },
    /// The invoice, or its payable amount, has no currency.
    #[error("the currency is missing ({place}): write its three-letter code, such as `DKK`")]
    NoCurrency {
        /// Where the currency belongs.
        place: Place,
    },
    /// The currency isn't a code of ISO 4217.
    #[error(
        "`{text}` is not a currency ({place}): write a three-letter code of ISO 4217, such as `DKK`"
    )]
    UnknownCurrency {
        /// What stands there.
        text: String,
        /// Where it stands.
        place: Place,
    },
    /// The payable amount is in another currency than the invoice.
    #[error(
        "the amount is in `{amount}` and the invoice in `{invoice}` ({place}): write both in one currency"
    )]
    CurrenciesDiffer {
        /// The currency of the payable amount.
        amount: String,
        /// The currency of the invoice.
        invoice: String,
        /// Where the amount stands.
        place: Place,
    },
}

/// Where in a document something stands, or is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path from the root, with the usual prefixes whatever the document's are: `/Invoice/cbc:ID`.
    pub path: String,
    /// The line of the element, from 1; of the root element if the element is missing.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`, line {}", self.path, self.line)
    }
}

/// Returns words of the document, short enough for a message of one line.
pub(crate) fn quoted(words: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = words.chars().take(LONGEST).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}
