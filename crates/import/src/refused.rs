//! Refusals in Danish · in English, they stand with what they are.

use crate::refusal::{Place, Refusal};

impl Refusal {
    /// Returns why a document was not imported, in Danish for `da`, else in English.
    ///
    /// ```
    /// let refusal = dunlin_import::ubl(b"<Order/>", &dunlin_import::Options::default()).unwrap_err();
    /// assert!(refusal.told("da").starts_with("`Order` er ikke et UBL-dokument"));
    /// assert_eq!(refusal.told("en"), refusal.to_string());
    /// ```
    #[must_use]
    pub fn told(&self, language: &str) -> String {
        match language {
            "da" => self.in_danish(),
            _ => self.to_string(),
        }
    }

    fn in_danish(&self) -> String {
        match self {
            Self::TooLarge { limit } => {
                format!("filen fylder mere end {limit}: eksportér fakturaen uden bilag")
            }
            Self::Encoding { encoding } => {
                format!("filen er skrevet i `{encoding}`, og kun UTF-8 læses: gem den som UTF-8")
            }
            Self::NotUtf8 { line } => {
                format!("et tegn er ikke UTF-8 (linje {line}): gem filen som UTF-8")
            }
            Self::NotXml { reason, line } => format!(
                "filen er ikke XML, {reason} (linje {line}): eksportér fakturaen igen som UBL"
            ),
            Self::Truncated { inside, line } => {
                format!("filen slutter, før {inside} gør (linje {line}): hent hele filen igen")
            }
            Self::Doctype { line } => format!(
                "filen erklærer en dokumenttype (linje {line}): fjern `<!DOCTYPE …>`, som ingen UBL-faktura har"
            ),
            Self::Entity { name, line } => format!(
                "entiteten `&{name};` læses ikke (linje {line}): skriv selve tegnet, og et enligt `&` som `&amp;`"
            ),
            Self::TooDeep { limit, line } => format!(
                "elementer er indlejret mere end {limit} dybt (linje {line}): eksportér fakturaen igen som UBL"
            ),
            Self::NotUbl { root, line } => format!(
                "`{root}` er ikke et UBL-dokument (linje {line}): indlæs en faktura i OIOUBL 2, Peppol BIS 3 eller EN 16931 UBL"
            ),
            Self::CreditNote { place } => format!(
                "dette er en kreditnota ({}): den opretter ingen sag, så registrér den på sagen om den faktura, den krediterer",
                at(place)
            ),
            Self::OtherDocument { document, place } => format!(
                "dette er {document} og ikke en faktura, der skal betales ({}): indlæs selve fakturaen",
                at(place)
            ),
            Self::Repeated { place } => format!(
                "dette står mere end én gang ({}): lad ét af dem stå",
                at(place)
            ),
            Self::NotText { place } => format!(
                "der står elementer, hvor der skal stå tekst ({}): skriv kun teksten",
                at(place)
            ),
            Self::NoNumber { place } => format!(
                "fakturaen har intet nummer ({}): giv den ét, for sagen får navn efter det",
                at(place)
            ),
            Self::NoCustomer { place } => format!(
                "fakturaen nævner ingen kunde ({}): skriv navnet på den, der skylder",
                at(place)
            ),
            Self::NoInvoiceDate { place } => {
                format!("fakturaen har ingen fakturadato ({}): skriv en", at(place))
            }
            Self::NoDueDate { place } => format!(
                "fakturaen har ingen forfaldsdato ({}): angiv dage til betaling (`--due-days`)",
                at(place)
            ),
            Self::DueDatesDiffer {
                first,
                other,
                place,
            } => format!(
                "forfaldsdatoerne `{first}` og `{other}` er forskellige ({}): lad én stå, eller indlæs hver rate som sin egen faktura",
                at(place)
            ),
            Self::DueDaysTooMany { days, from } => {
                format!("`--due-days {days}` fra `{from}` fører forbi år 9999: angiv færre dage")
            }
            Self::BadDate { text, place } => format!(
                "`{text}` er ikke en dato ({}): skriv en kalenderdag som YYYY-MM-DD",
                at(place)
            ),
            Self::NoAmount { place } => format!(
                "fakturaen har intet beløb til betaling ({}): skriv, hvad der skal betales",
                at(place)
            ),
            Self::BadAmount { text, place } => format!(
                "`{text}` er ikke et beløb ({}): skriv cifre og et punktum før højst to decimaler",
                at(place)
            ),
            Self::NothingPayable { amount, place } => format!(
                "der er intet at betale, beløbet er `{amount}` ({}): der er intet krav at oprette en sag om",
                at(place)
            ),
            Self::NoCurrency { place } => format!(
                "valutaen mangler ({}): skriv dens kode på tre bogstaver, f.eks. `DKK`",
                at(place)
            ),
            Self::UnknownCurrency { text, place } => format!(
                "`{text}` er ikke en valuta ({}): skriv en kode på tre bogstaver fra ISO 4217, f.eks. `DKK`",
                at(place)
            ),
            Self::CurrenciesDiffer {
                amount,
                invoice,
                place,
            } => format!(
                "beløbet er i `{amount}` og fakturaen i `{invoice}` ({}): skriv begge i én valuta",
                at(place)
            ),
        }
    }
}

fn at(place: &Place) -> String {
    format!("`{}`, linje {}", place.path, place.line)
}
