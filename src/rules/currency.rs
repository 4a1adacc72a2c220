//! Currencies by their codes, and how finely each divides. No amounts, no rates, no formatting.

/// Returns how many decimals amounts in a currency have, by ISO 4217; 2 for a code that it doesn't list.
///
/// CLDR prints some currencies with fewer (HUF, IDR); the ledger keeps what the standard says.
pub(crate) fn currency_decimals(code: &str) -> u32 {
    // Bytes are told apart one by one; texts would be compared with each of these in turn.
    match code.as_bytes() {
        b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
        | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
        b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
        b"CLF" | b"UYW" => 4,
        _ => 2,
    }
}

/// Returns whether a text has the shape of a currency's code: three upper-case letters.
pub(crate) fn is_currency_code(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_divide_as_the_standard_says() {
        for (code, decimals) in [
            ("DKK", 2),
            ("EUR", 2),
            ("GBP", 2),
            ("NOK", 2),
            ("SEK", 2),
            ("USD", 2),
            ("ISK", 0),
            ("JPY", 0),
            ("BHD", 3),
            ("KWD", 3),
            ("TND", 3),
            ("CLF", 4),
            ("ZZZ", 2),
            ("jpy", 2),
        ] {
            assert_eq!(currency_decimals(code), decimals, "{code}");
        }
    }

    #[test]
    fn a_code_is_three_upper_case_letters() {
        for code in ["DKK", "EUR", "XXX"] {
            assert!(is_currency_code(code), "{code}");
        }
        for code in ["", "DK", "DKKK", "dkk", "DK1", "DKØ", "kr."] {
            assert!(!is_currency_code(code), "{code}");
        }
    }
}
