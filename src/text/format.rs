//! How values print in each language. No templates, no expressions, no time zones: a time arrives as local time.
//!
//! Conventions are those of Unicode CLDR 48 for the language, with five differences on purpose:
//! - Minus is `-`, and the space before a unit an ordinary one, so that what is printed can be searched for.
//! - Currencies are told by their code, but the language's own crowns by `kr.` or `kr`.
//! - A date has the form that no reader takes for another: `24 Nov 2026` in English, in figures elsewhere.
//! - A whole number of four digits isn't grouped, for it may be a year.
//! - An amount has its currency's decimals by ISO 4217, always; other numbers show every digit, for rounding is the author's.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::rules::currency::currency_decimals;

/// The forms of numbers, money, dates and truth in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    /// The mark between whole and fraction.
    pub(crate) decimal: char,
    /// The mark between groups of three digits.
    pub(crate) group: Option<char>,
    pub(crate) date: DatePattern,
    /// The mark between hours and minutes.
    pub(crate) time: char,
    /// What stands between a date and a time.
    pub(crate) at: &'static str,
    /// What stands before `%`.
    pub(crate) percent: &'static str,
    /// A currency with a short name of its own: its code, and that name.
    pub(crate) home: Option<(&'static str, &'static str)>,
    /// The currency stands before the number.
    pub(crate) currency_first: bool,
    /// True and false.
    pub(crate) truth: [&'static str; 2],
}

/// The form of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DatePattern {
    /// `24.11.2026`
    Dotted,
    /// `24 Nov 2026`, the month in English.
    Named,
    /// `2026-11-24`
    Iso,
}

const DANISH: Format = Format {
    decimal: ',',
    group: Some('.'),
    date: DatePattern::Dotted,
    time: '.',
    at: " kl. ",
    percent: " ",
    home: Some(("DKK", "kr.")),
    currency_first: false,
    truth: ["ja", "nej"],
};

const ENGLISH: Format = Format {
    decimal: '.',
    group: Some(','),
    date: DatePattern::Named,
    time: ':',
    at: " at ",
    percent: "",
    home: None,
    currency_first: true,
    truth: ["yes", "no"],
};

const SWEDISH: Format = Format {
    // A no-break space: a number is never parted at a line's end.
    group: Some('\u{a0}'),
    date: DatePattern::Iso,
    time: ':',
    home: Some(("SEK", "kr")),
    ..DANISH
};

const NORWEGIAN: Format = Format {
    group: Some('\u{a0}'),
    time: ':',
    home: Some(("NOK", "kr")),
    truth: ["ja", "nei"],
    ..DANISH
};

const GERMAN: Format = Format {
    time: ':',
    at: " um ",
    home: None,
    truth: ["ja", "nein"],
    ..DANISH
};

/// Any other language: as rule files write values, dates by ISO 8601.
const PLAIN: Format = Format {
    group: None,
    date: DatePattern::Iso,
    at: " ",
    truth: ["true", "false"],
    ..ENGLISH
};

impl Format {
    /// Returns the form of a language, told by its tag: `da`, `en`, `en-GB`.
    pub(crate) fn of(language: &str) -> Format {
        let name = language.split(['-', '_']).next().unwrap_or(language);
        match name.to_ascii_lowercase().as_str() {
            "da" => DANISH,
            "de" => GERMAN,
            "en" => ENGLISH,
            "nb" | "nn" | "no" => NORWEGIAN,
            "sv" => SWEDISH,
            _ => PLAIN,
        }
    }

    pub(crate) fn integer(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let whole = match digits.len() {
            ..=4 => digits,
            _ => self.grouped(&digits),
        };
        sign(number < 0, whole)
    }

    /// Returns a number with every decimal that it has, but no closing zeros: equal numbers look equal.
    pub(crate) fn decimal(&self, number: Decimal) -> String {
        sign(
            is_negative(number),
            self.unsigned(&number.normalize().abs().to_string()),
        )
    }

    /// Returns money, rounded to its currency's decimals, half away from zero.
    pub(crate) fn amount(&self, amount: Decimal, currency: &str) -> String {
        let decimals = currency_decimals(currency);
        let amount =
            amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        let number = self.unsigned(&with_decimals(amount.abs(), decimals));
        let currency = match self.home {
            Some((code, name)) if code == currency => name,
            _ => currency,
        };
        let money = if self.currency_first {
            format!("{currency} {number}")
        } else {
            format!("{number} {currency}")
        };
        sign(is_negative(amount), money)
    }

    /// Returns a percentage; 9.75 is 9.75 %.
    pub(crate) fn percent(&self, number: Decimal) -> String {
        format!("{}{}%", self.decimal(number), self.percent)
    }

    pub(crate) fn date(&self, date: NaiveDate) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        match self.date {
            DatePattern::Dotted => format!("{day:02}.{month:02}.{year:04}"),
            DatePattern::Named => format!("{day} {} {year:04}", date.format("%b")),
            DatePattern::Iso => format!("{year:04}-{month:02}-{day:02}"),
        }
    }

    /// Returns date and time to the minute.
    pub(crate) fn datetime(&self, time: NaiveDateTime) -> String {
        let (date, hour, minute) = (self.date(time.date()), time.hour(), time.minute());
        format!("{date}{}{hour:02}{}{minute:02}", self.at, self.time)
    }

    pub(crate) fn boolean(&self, truth: bool) -> &'static str {
        let [yes, no] = self.truth;
        if truth { yes } else { no }
    }

    /// Returns a number written as `1234.50` in the language's marks.
    fn unsigned(&self, number: &str) -> String {
        match number.split_once('.') {
            Some((whole, fraction)) => {
                format!("{}{}{fraction}", self.grouped(whole), self.decimal)
            }
            None => self.grouped(number),
        }
    }

    fn grouped(&self, digits: &str) -> String {
        let mut grouped = String::with_capacity(2 * digits.len());
        for (n, digit) in digits.chars().enumerate() {
            if let Some(mark) = self.group
                && n > 0
                && (digits.len() - n).is_multiple_of(3)
            {
                grouped.push(mark);
            }
            grouped.push(digit);
        }
        grouped
    }
}

/// Returns whether a number is below zero; a decimal may be a zero with a minus.
fn is_negative(number: Decimal) -> bool {
    number.is_sign_negative() && !number.is_zero()
}

/// Returns a number with closing zeros up to so many decimals. (`{:.2}` panics on the largest numbers.)
fn with_decimals(number: Decimal, decimals: u32) -> String {
    let mut text = number.to_string();
    let missing = decimals.saturating_sub(number.scale());
    if missing > 0 && number.scale() == 0 {
        text.push('.');
    }
    text.extend((0..missing).map(|_| '0'));
    text
}

fn sign(negative: bool, text: String) -> String {
    if negative { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// Languages in the order of the tables below.
    fn each<T: AsRef<str>>(print: impl Fn(Format) -> T) -> [String; 6] {
        ["da", "en", "sv", "nb", "de", "xx"].map(|language| {
            let text = print(Format::of(language));
            text.as_ref().replace('\u{a0}', "_")
        })
    }

    #[test]
    fn languages_are_told_by_their_tags() {
        for (tag, same) in [
            ("en-GB", "en"),
            ("EN_us", "en"),
            ("da-DK", "da"),
            ("no", "nb"),
            ("nn-NO", "nb"),
            ("", "xx"),
            ("-", "xx"),
            ("dansk", "xx"),
        ] {
            assert_eq!(Format::of(tag), Format::of(same), "{tag}");
        }
    }

    #[test]
    fn whole_numbers() {
        for (n, printed) in [
            (0, ["0", "0", "0", "0", "0", "0"]),
            (-7, ["-7", "-7", "-7", "-7", "-7", "-7"]),
            (2026, ["2026", "2026", "2026", "2026", "2026", "2026"]),
            (
                12_345,
                ["12.345", "12,345", "12_345", "12_345", "12.345", "12345"],
            ),
            (
                -1_234_567,
                [
                    "-1.234.567",
                    "-1,234,567",
                    "-1_234_567",
                    "-1_234_567",
                    "-1.234.567",
                    "-1234567",
                ],
            ),
        ] {
            assert_eq!(each(|format| format.integer(n)), printed);
        }
        assert_eq!(
            Format::of("en").integer(i64::MIN),
            "-9,223,372,036,854,775,808"
        );
    }

    #[test]
    fn decimals() {
        for (n, printed) in [
            ("0", ["0", "0", "0", "0", "0", "0"]),
            ("-0.00", ["0", "0", "0", "0", "0", "0"]),
            ("2.50", ["2,5", "2.5", "2,5", "2,5", "2,5", "2.5"]),
            (
                "1234.5",
                [
                    "1.234,5", "1,234.5", "1_234,5", "1_234,5", "1.234,5", "1234.5",
                ],
            ),
            (
                "-0.0625",
                [
                    "-0,0625", "-0.0625", "-0,0625", "-0,0625", "-0,0625", "-0.0625",
                ],
            ),
        ] {
            assert_eq!(each(|format| format.decimal(number(n))), printed);
        }
    }

    #[test]
    fn percentages() {
        for (n, printed) in [
            ("8", ["8 %", "8%", "8 %", "8 %", "8 %", "8%"]),
            (
                "9.750",
                ["9,75 %", "9.75%", "9,75 %", "9,75 %", "9,75 %", "9.75%"],
            ),
            (
                "-0.5",
                ["-0,5 %", "-0.5%", "-0,5 %", "-0,5 %", "-0,5 %", "-0.5%"],
            ),
        ] {
            assert_eq!(each(|format| format.percent(number(n))), printed);
        }
    }

    #[test]
    fn amounts_have_their_currency_s_decimals() {
        for (n, currency, da, en, sv) in [
            (
                "1234.5",
                "DKK",
                "1.234,50 kr.",
                "DKK 1,234.50",
                "1_234,50 DKK",
            ),
            (
                "-1234.5",
                "DKK",
                "-1.234,50 kr.",
                "-DKK 1,234.50",
                "-1_234,50 DKK",
            ),
            ("100", "SEK", "100,00 SEK", "SEK 100.00", "100,00 kr"),
            (
                "1000000",
                "EUR",
                "1.000.000,00 EUR",
                "EUR 1,000,000.00",
                "1_000_000,00 EUR",
            ),
            ("1234.5", "ISK", "1.235 ISK", "ISK 1,235", "1_235 ISK"),
            ("-0.5", "JPY", "-1 JPY", "-JPY 1", "-1 JPY"),
            ("1.23456", "KWD", "1,235 KWD", "KWD 1.235", "1,235 KWD"),
            ("0.005", "DKK", "0,01 kr.", "DKK 0.01", "0,01 DKK"),
            ("-0.004", "DKK", "0,00 kr.", "DKK 0.00", "0,00 DKK"),
            ("0", "DKK", "0,00 kr.", "DKK 0.00", "0,00 DKK"),
            ("1", "ZZZ", "1,00 ZZZ", "ZZZ 1.00", "1,00 ZZZ"),
        ] {
            let printed = each(|format| format.amount(number(n), currency));
            assert_eq!(printed[..3], [da, en, sv], "{n} {currency}");
        }
        let dear = |language| {
            Format::of(language)
                .amount(number("1234.5"), "NOK")
                .replace('\u{a0}', "_")
        };
        assert_eq!(
            ["nb", "de", "xx"].map(dear),
            ["1_234,50 kr", "1.234,50 NOK", "NOK 1234.50"]
        );
    }

    #[test]
    fn dates_and_times() {
        let time: NaiveDateTime = "2026-09-04T09:05:59".parse().expect("a time");
        assert_eq!(
            each(|format| format.date(time.date())),
            [
                "04.09.2026",
                "4 Sep 2026",
                "2026-09-04",
                "04.09.2026",
                "04.09.2026",
                "2026-09-04"
            ]
        );
        assert_eq!(
            each(|format| format.datetime(time)),
            [
                "04.09.2026 kl. 09.05",
                "4 Sep 2026 at 09:05",
                "2026-09-04 kl. 09:05",
                "04.09.2026 kl. 09:05",
                "04.09.2026 um 09:05",
                "2026-09-04 09:05",
            ]
        );
    }

    #[test]
    fn truth() {
        assert_eq!(
            each(|format| format.boolean(true)),
            ["ja", "yes", "ja", "ja", "ja", "true"]
        );
        assert_eq!(
            each(|format| format.boolean(false)),
            ["nej", "no", "nej", "nei", "nein", "false"]
        );
    }

    #[test]
    fn extremes_print() {
        let tiny = Decimal::new(1, 28);
        let wide = Decimal::from_i128_with_scale(Decimal::MAX.mantissa(), 28);
        let danish = Format::of("da");
        for (n, decimal, amount) in [
            (
                Decimal::MAX,
                "79.228.162.514.264.337.593.543.950.335",
                "79.228.162.514.264.337.593.543.950.335,00 kr.",
            ),
            (
                Decimal::MIN,
                "-79.228.162.514.264.337.593.543.950.335",
                "-79.228.162.514.264.337.593.543.950.335,00 kr.",
            ),
            (wide, "7,9228162514264337593543950335", "7,92 kr."),
            (tiny, "0,0000000000000000000000000001", "0,00 kr."),
            (-tiny, "-0,0000000000000000000000000001", "0,00 kr."),
        ] {
            assert_eq!(danish.decimal(n), decimal);
            assert_eq!(danish.amount(n, "DKK"), amount);
            for currency in ["KWD", "CLF", "JPY", "", "kr.", "ÆØÅ"] {
                each(|format| format.amount(n, currency));
            }
        }
        for date in [NaiveDate::MIN, NaiveDate::MAX] {
            each(|format| format.datetime(date.and_hms_opt(23, 59, 59).expect("a time")));
        }
    }
}
