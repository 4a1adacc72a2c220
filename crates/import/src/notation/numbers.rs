//! Numbers with the marks that a mapping names: exact decimals · no floats, no currency signs, no rounding.

use rust_decimal::Decimal;

use crate::finding::{Problem, quoted};

/// More decimals than this, and the third may as well separate thousands.
const AMOUNT_DECIMALS: u32 = 2;

/// What stands before the decimals, and what between the thousands if anything does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) decimal: char,
    pub(crate) thousands: Option<char>,
}

impl Marks {
    /// Returns the number that a cell writes.
    pub(crate) fn number(&self, cell: &str) -> Result<Decimal, Problem> {
        self.find(cell)
            .ok_or_else(|| self.not_a_number(cell, ["a number", "et tal"]))
    }

    /// Returns the amount that a cell writes, of at most two decimals.
    pub(crate) fn amount(&self, cell: &str) -> Result<Decimal, Problem> {
        let amount = self
            .find(cell)
            .ok_or_else(|| self.not_a_number(cell, ["an amount", "et beløb"]))?;
        if amount.scale() > AMOUNT_DECIMALS {
            return Err(self.too_exact(cell));
        }
        Ok(amount)
    }

    fn find(&self, cell: &str) -> Option<Decimal> {
        let unsigned = cell.strip_prefix(['+', '-']).unwrap_or(cell);
        let (whole, decimals) = match unsigned.split_once(self.decimal) {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (unsigned, None),
        };
        let all_digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !decimals.is_none_or(all_digits) {
            return None;
        }
        let groups: Vec<&str> = match self.thousands {
            Some(mark) => whole.split(mark).collect(),
            None => vec![whole],
        };
        let grouped = match groups.as_slice() {
            [_] => true,
            [first, rest @ ..] => first.len() <= 3 && rest.iter().all(|group| group.len() == 3),
            [] => false,
        };
        if !grouped || !groups.iter().all(|group| all_digits(group)) {
            return None;
        }
        let sign = if cell.starts_with('-') { "-" } else { "" };
        let whole = groups.concat();
        let plain = match decimals {
            Some(decimals) => format!("{sign}{whole}.{decimals}"),
            None => format!("{sign}{whole}"),
        };
        Decimal::from_str_exact(&plain).ok()
    }

    fn not_a_number(&self, cell: &str, [en, da]: [&str; 2]) -> Problem {
        let text = quoted(cell);
        let message = [
            format!("`{text}` is not {en}"),
            format!("`{text}` er ikke {da}"),
        ];
        let decimal = self.decimal;
        let marks = [',', '.', ' ', '\'', '\u{A0}'];
        let with = |thousands| Self {
            thousands: Some(thousands),
            ..*self
        };
        // With the mark that it has and the mapping doesn't know, it would be one.
        let other = marks
            .into_iter()
            .filter(|mark| *mark != decimal && self.thousands.is_none())
            .find(|mark| with(*mark).find(cell).is_some());
        let point = [',', '.'].into_iter().find(|mark| {
            let marks = Self {
                decimal: *mark,
                thousands: None,
            };
            marks.find(cell).is_some()
        });
        if let (None, Some(point)) = (other, point) {
            return Problem::new(
                message,
                [
                    format!("correct it, or write `decimal_mark: \"{point}\"` in the mapping"),
                    format!("ret det, eller skriv `decimal_mark: \"{point}\"` i opsætningen"),
                ],
            );
        }
        match (other, self.thousands) {
            (Some(mark), _) => Problem::new(
                message,
                [
                    format!(
                        "write `thousands_mark: \"{mark}\"` in the mapping if that is what it separates"
                    ),
                    format!(
                        "skriv `thousands_mark: \"{mark}\"` i opsætningen, hvis det er tusinder, den skiller"
                    ),
                ],
            ),
            (None, Some(mark)) => Problem::new(
                message,
                [
                    format!(
                        "write digits, `{mark}` between the thousands and `{decimal}` before the decimals"
                    ),
                    format!(
                        "skriv cifre, `{mark}` mellem tusinderne og `{decimal}` før decimalerne"
                    ),
                ],
            ),
            (None, None) => Problem::new(
                message,
                [
                    format!("write digits, and `{decimal}` before the decimals"),
                    format!("skriv cifre, og `{decimal}` før decimalerne"),
                ],
            ),
        }
    }

    fn too_exact(&self, cell: &str) -> Problem {
        let text = quoted(cell);
        let decimal = self.decimal;
        Problem::new(
            [
                format!("`{text}` has more than two decimals"),
                format!("`{text}` har mere end to decimaler"),
            ],
            [
                format!(
                    "round it, or correct `decimal_mark: \"{decimal}\"` in the mapping if it separates thousands"
                ),
                format!(
                    "afrund det, eller ret `decimal_mark: \"{decimal}\"` i opsætningen, hvis det skiller tusinder"
                ),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Marks;

    fn read(decimal: char, thousands: Option<char>, cell: &str) -> Option<String> {
        let marks = Marks { decimal, thousands };
        marks.amount(cell).ok().map(|amount| amount.to_string())
    }

    #[test]
    fn an_amount_has_the_marks_of_its_file() {
        for (decimal, thousands, cell, amount) in [
            (',', None, "1234,50", Some("1234.50")),
            (',', None, "1234,5", Some("1234.5")),
            (',', None, "1234", Some("1234")),
            (',', None, "-0,01", Some("-0.01")),
            (',', None, "+7", Some("7")),
            (',', None, "1.234,50", None),
            (',', None, "1234.50", None),
            (',', None, "1,234", None),
            (',', None, ",50", None),
            (',', None, "50,", None),
            (',', None, "1 234,50", None),
            (',', None, "kr. 12", None),
            (',', None, "12 kr.", None),
            (',', None, "12-", None),
            (',', None, "--12", None),
            (',', None, "", None),
            (',', None, "1e3", None),
            (',', None, "٣", None),
            (',', Some('.'), "1.234.567,50", Some("1234567.50")),
            (',', Some('.'), "1234567,50", Some("1234567.50")),
            (',', Some('.'), "12.34,50", None),
            (',', Some('.'), "1234.567,50", None),
            (',', Some('.'), ".234,50", None),
            (',', Some('.'), "1,234.50", None),
            ('.', Some(','), "1,234.50", Some("1234.50")),
            (
                '.',
                None,
                "99999999999999999999999999.99",
                Some("99999999999999999999999999.99"),
            ),
            ('.', None, "999999999999999999999999999999", None),
            (',', Some('\u{A0}'), "1\u{A0}234,50", Some("1234.50")),
        ] {
            assert_eq!(read(decimal, thousands, cell).as_deref(), amount, "{cell}");
        }
    }
}
