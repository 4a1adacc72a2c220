//! Amounts and currencies as documents write them · no floats, no rounding, no conversion.

use rust_decimal::Decimal;

/// The codes of ISO 4217 that are money, not metals, funds, tests or units of account. A currency
/// given up of late stays while invoices in it may be unpaid.
const CURRENCIES: &str = "\
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD \
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS \
    GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW \
    KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR \
    MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR \
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX \
    USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// Returns the amount that an `xsd:decimal` of at most two decimals writes, with its own scale.
///
/// EN 16931 allows no more than two (BR-DEC-18), and a third is as likely a thousands separator:
/// `1.000` is refused, not read as one.
pub(crate) fn amount(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(decimals) || decimals.len() > 2 {
        return None;
    }
    Decimal::from_str_exact(text.strip_suffix('.').unwrap_or(text)).ok()
}

/// Returns whether this is the code of a currency in use.
pub(crate) fn is_currency(code: &str) -> bool {
    CURRENCIES
        .split_ascii_whitespace()
        .any(|known| known == code)
}

#[cfg(test)]
mod tests {
    use super::{amount, is_currency};

    #[test]
    fn an_amount_keeps_the_scale_it_was_written_with() {
        for (text, same) in [
            ("6312.50", "6312.50"),
            ("6312.5", "6312.5"),
            ("6312", "6312"),
            ("6312.", "6312"),
            ("+1.00", "1.00"),
            ("007.00", "7.00"),
            ("-0.00", "0.00"),
            ("-12.5", "-12.5"),
            (
                "99999999999999999999999999.99",
                "99999999999999999999999999.99",
            ),
        ] {
            assert_eq!(
                amount(text).map(|amount| amount.to_string()).as_deref(),
                Some(same),
                "{text}"
            );
        }
        for text in [
            "",
            "-",
            ".",
            "1.000",
            "1,00",
            "1 000",
            "1_000",
            "1e3",
            "0x10",
            "--1",
            "1.2.3",
            "NaN",
            "INF",
            "1.+5",
            "٣",
            "999999999999999999999999999999",
        ] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn a_currency_is_a_code_in_use() {
        assert!(
            ["DKK", "EUR", "SEK", "NOK", "USD"]
                .into_iter()
                .all(is_currency)
        );
        assert!(
            !["", "dkk", "DK", "KR", "XXX", "XAU", "DEM", "DKK EUR"]
                .into_iter()
                .any(is_currency)
        );
    }
}
