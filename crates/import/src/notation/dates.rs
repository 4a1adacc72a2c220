//! The form in which a file writes dates: `dd-mm-yyyy`, `yyyy-mm-dd`, `m/d/yyyy` · no times of day, no names of months.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::finding::{Problem, quoted};

/// The forms that are tried to say which one reads a date that the file's own doesn't.
const USUAL: [&str; 7] = [
    "dd-mm-yyyy",
    "d-m-yyyy",
    "yyyy-mm-dd",
    "d/m/yyyy",
    "m/d/yyyy",
    "d.m.yyyy",
    "yyyymmdd",
];

/// The form of a date, part by part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Two digits, or with `short` one or two.
    Day {
        short: bool,
    },
    Month {
        short: bool,
    },
    Year,
    Mark(char),
}

impl Pattern {
    /// Reads a form: `d`, `dd`, `m`, `mm` and `yyyy`, each of the three once, with marks between them.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        Self::parts(text).ok_or_else(|| {
            let text = quoted(text);
            Problem::new(
                [
                    format!("`{text}` is not a form of dates"),
                    format!("`{text}` er ikke en datoform"),
                ],
                [
                    "write `dd` or `d`, `mm` or `m`, and `yyyy`, as in `dd-mm-yyyy` or `m/d/yyyy`",
                    "skriv `dd` eller `d`, `mm` eller `m`, og `yyyy`, som i `dd-mm-yyyy` eller `d.m.yyyy`",
                ],
            )
        })
    }

    fn parts(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let after = rest.trim_start_matches(first);
            let part = match (first, rest.len() - after.len()) {
                ('d', length @ 1..=2) => Part::Day { short: length == 1 },
                ('m', length @ 1..=2) => Part::Month { short: length == 1 },
                ('y', 4) => Part::Year,
                ('-' | '/' | '.' | ' ', 1) => Part::Mark(first),
                _ => return None,
            };
            parts.push(part);
            rest = after;
        }
        let whole = [
            |part: &Part| matches!(part, Part::Day { .. }),
            |part: &Part| matches!(part, Part::Month { .. }),
            |part: &Part| matches!(part, Part::Year),
        ]
        .iter()
        .all(|is| parts.iter().filter(|part| is(part)).count() == 1);
        // `dmyyyy`: nothing says where the day ends.
        let open = parts.windows(2).any(|pair| {
            matches!(
                pair,
                [Part::Day { short: true } | Part::Month { short: true }, next]
                    if !matches!(next, Part::Mark(_))
            )
        });
        (whole && !open).then_some(Self { parts })
    }

    /// Returns the day that a cell names in this form.
    pub(crate) fn day(&self, cell: &str) -> Result<NaiveDate, Problem> {
        self.find(cell).ok_or_else(|| self.not_a_date(cell))
    }

    fn find(&self, cell: &str) -> Option<NaiveDate> {
        let mut rest = cell;
        let (mut day, mut month, mut year) = (0, 0, 0);
        for part in &self.parts {
            match *part {
                Part::Day { short } => (day, rest) = digits(rest, if short { 1 } else { 2 }, 2)?,
                Part::Month { short } => {
                    (month, rest) = digits(rest, if short { 1 } else { 2 }, 2)?;
                }
                Part::Year => (year, rest) = digits(rest, 4, 4)?,
                Part::Mark(mark) => rest = rest.strip_prefix(mark)?,
            }
        }
        let year = i32::try_from(year).ok()?;
        NaiveDate::from_ymd_opt(year, month, day).filter(|day| rest.is_empty() && day.year() > 0)
    }

    fn not_a_date(&self, cell: &str) -> Problem {
        let other = USUAL.iter().copied().find(|form| {
            Self::parts(form).is_some_and(|other| other != *self && other.find(cell).is_some())
        });
        let text = quoted(cell);
        let message = [
            format!("`{text}` is not a date in the form `{self}`"),
            format!("`{text}` er ikke en dato i formen `{self}`"),
        ];
        match other {
            Some(form) => Problem::new(
                message,
                [
                    format!("correct it, or write `date_format: {form}` in the mapping"),
                    format!("ret den, eller skriv `date_format: {form}` i opsætningen"),
                ],
            ),
            None => Problem::new(
                message,
                [
                    "write a day of the calendar in that form",
                    "skriv en dag i kalenderen i den form",
                ],
            ),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                Part::Day { short: true } => f.write_str("d"),
                Part::Day { short: false } => f.write_str("dd"),
                Part::Month { short: true } => f.write_str("m"),
                Part::Month { short: false } => f.write_str("mm"),
                Part::Year => f.write_str("yyyy"),
                Part::Mark(mark) => write!(f, "{mark}"),
            }?;
        }
        Ok(())
    }
}

/// The number at the start of a text, as many digits as there are but no more than `most`, and what follows.
fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let length = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    let (number, rest) = text.split_at_checked(length)?;
    (length >= least).then_some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_form_has_a_day_a_month_and_a_four_digit_year() {
        for form in [
            "dd-mm-yyyy",
            "yyyy-mm-dd",
            "m/d/yyyy",
            "d. m. yyyy",
            "yyyymmdd",
            "DD/MM/YYYY",
        ] {
            let told = Pattern::parse(form).map(|pattern| pattern.to_string());
            if form == "d. m. yyyy" {
                assert_eq!(told, Ok(form.to_owned()));
            } else {
                assert_eq!(told, Ok(form.to_ascii_lowercase()));
            }
        }
        for form in [
            "",
            "dd-mm-yy",
            "dd-mm",
            "dd-mm-yyyy-dd",
            "ddd-mm-yyyy",
            "dmyyyy",
            "dd-mmm-yyyy",
            "dd-mm-åååå",
            "%d-%m-%Y",
            "dd--mm-yyyy",
        ] {
            assert!(Pattern::parse(form).is_err(), "{form}");
        }
    }

    #[test]
    fn a_date_is_read_in_its_form_and_no_other() {
        for (form, cell, day) in [
            ("dd-mm-yyyy", "01-02-2026", Some("2026-02-01")),
            ("dd-mm-yyyy", "1-2-2026", None),
            ("dd-mm-yyyy", "2026-02-01", None),
            ("dd-mm-yyyy", "31-02-2026", None),
            ("dd-mm-yyyy", "01-02-26", None),
            ("dd-mm-yyyy", "01-02-2026 00:00", None),
            ("m/d/yyyy", "1/2/2013", Some("2013-01-02")),
            ("m/d/yyyy", "12/31/2013", Some("2013-12-31")),
            ("m/d/yyyy", "13/1/2013", None),
            ("m/d/yyyy", "/1/2013", None),
            ("yyyymmdd", "20260201", Some("2026-02-01")),
            ("yyyymmdd", "00000101", None),
            ("yyyy-mm-dd", "٢٠٢٦-٠٢-٠١", None),
            ("d.m.yyyy", "29.2.2024", Some("2024-02-29")),
        ] {
            let found = Pattern::parse(form).unwrap().day(cell).ok();
            assert_eq!(
                found.map(|day| day.to_string()).as_deref(),
                day,
                "{cell} as {form}"
            );
        }
    }
}
