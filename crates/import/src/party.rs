//! Who owes and who is owed: a name, an address for e-mail, a register number, business or consumer · no personal number gets out.
//!
//! What shows that a party is a business, and what doesn't:
//!
//! | in the document | is it a business | its number is copied |
//! |---|---|---|
//! | CVR or SE number (`DK:CVR`, `DK:SE`, 0184, 0198, 9902, 9904), VAT number | yes | yes |
//! | another register's number: production unit (`DK:P`, 0096), foreign company register, DUNS, LEI | yes | no |
//! | CPR number (`DK:CPR`, 0237, 9901) and no number of the kinds above | no, a consumer | never |
//! | GLN (`GLN`, 0088) and nothing of the above | yes | no |
//! | anything else: e-mail address, IBAN, customer number, a scheme unknown here | it doesn't show | no |
//!
//! A GLN names no company in any register. But GS1 gives them to organisations alone, and in
//! Denmark they are how public bodies and businesses are reached; a private person has none.
//!
//! Two locks keep a personal number in: its schemes are never copied from, and what is copied
//! has the form of a CVR or VAT number, which ten bare digits haven't.

use crate::options::Kind;
use crate::refusal::Refusal;
use crate::tree::{Element, Leaf};

/// One side of an invoice.
#[derive(Debug)]
pub(crate) struct Party {
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) kind: Option<Kind>,
}

/// Returns the party in a role, such as `cac:AccountingCustomerParty`.
pub(crate) fn party(root: &Element, role: &str) -> Result<Party, Refusal> {
    for path in [role.to_owned(), format!("{role}/cac:Party")] {
        if let Some(second) = root.all(&path).get(1) {
            return Err(Refusal::Repeated {
                place: root.place(&path, second.line),
            });
        }
    }
    let shown = shown(root, role)?;
    Ok(Party {
        name: name(root, role)?,
        email: email(root, role)?,
        number: shown.iter().find_map(|shown| match shown {
            Shown::Number(number) => Some(number.clone()),
            _ => None,
        }),
        kind: kind(&shown),
    })
}

/// The legal name before the trading name: a claim is against the one who is registered.
fn name(root: &Element, role: &str) -> Result<Option<String>, Refusal> {
    for path in [
        "cac:PartyLegalEntity/cbc:RegistrationName",
        "cac:PartyName/cbc:Name",
    ] {
        if let Some(name) = root
            .leaves(&format!("{role}/cac:Party/{path}"))?
            .into_iter()
            .next()
        {
            return Ok(Some(name.text));
        }
    }
    let mut names = Vec::new();
    for part in ["FirstName", "MiddleName", "FamilyName"] {
        let part = root
            .leaves(&format!("{role}/cac:Party/cac:Person/cbc:{part}"))?
            .into_iter()
            .next();
        names.extend(part.map(|part| part.text));
    }
    Ok(Some(names.join(" ")).filter(|name| !name.is_empty()))
}

fn email(root: &Element, role: &str) -> Result<Option<String>, Refusal> {
    for contact in [
        "cac:Party/cac:Contact",
        "cac:AccountingContact",
        "cac:BuyerContact",
    ] {
        let found = root.leaves(&format!("{role}/{contact}/cbc:ElectronicMail"))?;
        if let Some(email) = found.into_iter().find(|email| is_email(&email.text)) {
            return Ok(Some(email.text));
        }
    }
    let endpoints = root.leaves(&format!("{role}/cac:Party/cbc:EndpointID"))?;
    let mailbox = endpoints.into_iter().find(|endpoint| {
        endpoint.element.attribute("schemeID") == Some("EM") && is_email(&endpoint.text)
    });
    Ok(mailbox.map(|mailbox| mailbox.text))
}

/// Whether mail could be sent there: one address, of a host that has a domain.
fn is_email(text: &str) -> bool {
    let Some((mailbox, host)) = text.split_once('@') else {
        return false;
    };
    let fits = |part: &str, longest: usize| !part.is_empty() && part.len() <= longest;
    let dotted =
        |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    let in_mailbox = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    fits(mailbox, 64)
        && fits(host, 253)
        && dotted(mailbox)
        && mailbox.chars().all(in_mailbox)
        && host.contains('.')
        && host.split('.').all(|label| {
            fits(label, 63)
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
}

/// What one identifier shows of its party.
enum Shown {
    /// A CVR, SE or VAT number.
    Number(String),
    /// That a register of companies knows it.
    Registered,
    Person,
    Location,
}

fn kind(shown: &[Shown]) -> Option<Kind> {
    let any = |is: fn(&Shown) -> bool| shown.iter().any(is);
    if any(|shown| matches!(shown, Shown::Number(_) | Shown::Registered)) {
        Some(Kind::Business)
    } else if any(|shown| matches!(shown, Shown::Person)) {
        Some(Kind::Consumer)
    } else if any(|shown| matches!(shown, Shown::Location)) {
        Some(Kind::Business)
    } else {
        None
    }
}

fn shown(root: &Element, role: &str) -> Result<Vec<Shown>, Refusal> {
    let mut found = Vec::new();
    // In the order in which a number is preferred. In the first two a number without a known
    // scheme is a register's or the tax authority's; in the others it could be anybody's.
    for (path, official) in [
        ("cac:PartyLegalEntity/cbc:CompanyID", true),
        ("cac:PartyTaxScheme/cbc:CompanyID", true),
        ("cac:PartyIdentification/cbc:ID", false),
        ("cbc:EndpointID", false),
    ] {
        let identifiers = root.leaves(&format!("{role}/cac:Party/{path}"))?;
        found.extend(
            identifiers
                .iter()
                .filter_map(|identifier| shows(identifier, official)),
        );
    }
    Ok(found)
}

fn shows(identifier: &Leaf<'_>, official: bool) -> Option<Shown> {
    let number: String = identifier.text.split_whitespace().collect();
    match identifier
        .element
        .attribute("schemeID")
        .map_or(Scheme::Unknown, scheme)
    {
        Scheme::Danish => is_danish(&number).then_some(Shown::Number(number)),
        Scheme::Vat => is_vat(&number).then_some(Shown::Number(number)),
        Scheme::Unknown => (official && is_vat(&number)).then_some(Shown::Number(number)),
        Scheme::Register => number
            .bytes()
            .any(|byte| byte.is_ascii_digit())
            .then_some(Shown::Registered),
        Scheme::Person => Some(Shown::Person),
        Scheme::Location => is_gln(&number).then_some(Shown::Location),
    }
}

enum Scheme {
    Danish,
    Vat,
    Register,
    Person,
    Location,
    Unknown,
}

/// Registers in which only organisations stand, the Danish one of production units first.
const REGISTERS: &str = "\
    DK:P 0096 AT:GOV 9915 AT:KUR 9919 AU:ABN 0151 BE:EN 0208 9956 CH:UIDB 0183 DE:LWID 0204 DUNS 0060 \
    EE:CC 0191 FI:OVT 0037 0212 0216 FR:SIRENE 0002 FR:SIRET 0009 LEI 0199 LT:LEC 0200 NL:KVK 0106 \
    NL:OINO 0190 NO:ORG NO:ORGNR 0192 9908 SE:ORGNR 0007";

/// The schemes of OIOUBL and of the Electronic Address Scheme list that Peppol and EN 16931 share.
///
/// Left out as unknown are those that also number private persons: the Icelandic kennitala
/// (0196, 9917) and the Italian codice fiscale (0210, 9907).
fn scheme(id: &str) -> Scheme {
    match id {
        "DK:CVR" | "DK:SE" | "DK:DIGST" | "DK:ERST" | "0184" | "0198" | "9902" | "9904" => {
            Scheme::Danish
        }
        "DK:CPR" | "0237" | "9901" => Scheme::Person,
        "GLN" | "EAN" | "0088" => Scheme::Location,
        _ if REGISTERS.split_ascii_whitespace().any(|known| known == id) => Scheme::Register,
        "0211" | "0213" => Scheme::Vat,
        _ if id.len() == 6 && id.ends_with(":VAT") => Scheme::Vat,
        _ => match id.parse() {
            Ok(9906 | 9909 | 9910 | 9914 | 9920 | 9922..=9953 | 9955 | 9957) if id.len() == 4 => {
                Scheme::Vat
            }
            _ => Scheme::Unknown,
        },
    }
}

fn is_danish(number: &str) -> bool {
    let digits = number.strip_prefix("DK").unwrap_or(number);
    digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The two letters of a country that has the tax, then what it writes: for Denmark eight digits.
fn is_vat(number: &str) -> bool {
    const COUNTRIES: &str = "\
        AD AL AT BA BE BG CH CY CZ DE DK EE EL ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MD ME \
        MK MT NL NO PL PT RO RS SE SI SK SM TR UA VA XI";
    let Some((country, rest)) = number.split_at_checked(2) else {
        return false;
    };
    COUNTRIES
        .split_ascii_whitespace()
        .any(|known| known == country)
        && (2..=13).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && rest.bytes().any(|byte| byte.is_ascii_digit())
        && (country != "DK" || is_danish(number))
}

/// Thirteen digits, the last of which checks the others.
fn is_gln(number: &str) -> bool {
    let weighted = number.chars().zip([1, 3].into_iter().cycle());
    let sum = weighted
        .map(|(digit, weight)| Some(digit.to_digit(10)? * weight))
        .sum::<Option<u32>>();
    number.len() == 13 && sum.is_some_and(|sum| sum % 10 == 0)
}
