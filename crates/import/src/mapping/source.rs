//! Where a value comes from: a column and how it is read, or a constant · what each field and fact may be.

use super::shape::{Fields, Reader};
use super::yaml::{Body, Entry, Node};
use super::{Cell, Reading, Source};
use crate::finding::{Problem, quoted};

/// The fields of an opening that aren't facts.
pub(super) const FIELDS: [&str; 4] = ["id", "flow", "principal", "currency"];
/// The facts that are days, in what is imported from UBL as well.
const DAYS: [&str; 2] = ["invoice_date", "due_date"];
const CELL: [&str; 4] = ["column", "as", "values", "days"];
const KINDS: [&str; 4] = ["text", "date", "amount", "number"];

impl Reader {
    /// Reads how a column becomes the field or fact of a name.
    pub(super) fn field(&mut self, entry: &Entry) -> Option<Cell> {
        let cell = self.cell(entry, usual_kind(&entry.key))?;
        let fits = match entry.key.as_str() {
            "principal" => matches!(cell.reading, Reading::Amount(_)),
            "id" | "flow" | "currency" => {
                matches!(cell.reading, Reading::Text | Reading::Words(_))
            }
            _ => true,
        };
        if !fits {
            self.tell(misread_field(&entry.key), entry.line);
            return None;
        }
        Some(cell)
    }

    /// Reads an input: a column in braces, or a constant.
    pub(super) fn input(&mut self, entry: &Entry) -> Option<Source> {
        match &entry.node.body {
            Body::Map(_) => Some(Source::Cell(self.cell(entry, "text")?)),
            _ => Some(Source::Constant(self.text(entry)?.to_owned())),
        }
    }

    fn cell(&mut self, entry: &Entry, usual: &str) -> Option<Cell> {
        let (name, line) = (&entry.key, entry.node.line);
        let Body::Map(_) = entry.node.body else {
            let column = self.text(entry)?;
            let column = self.column(column);
            let reading = self.kind(usual, 0, line)?;
            return Some(Cell { column, reading });
        };
        let fields = self.fields(name, &entry.node, &CELL)?;
        let (column, _) = self.required(&fields, "column")?;
        let column = self.column(column);
        let reading = self.reading(&fields, usual, line)?;
        Some(Cell { column, reading })
    }

    fn reading(&mut self, fields: &Fields<'_>, usual: &str, line: u64) -> Option<Reading> {
        let (kind, days) = (fields.get("as"), fields.get("days"));
        if let Some(values) = fields.get("values") {
            if let Some(other) = kind.or(days) {
                self.tell(values_and(&other.key), other.line);
                return None;
            }
            let words = self.words(&values.node)?;
            return Some(Reading::Words(words));
        }
        let kind = match kind {
            None => usual,
            Some(entry) => {
                let kind = self.text(entry)?;
                if !KINDS.contains(&kind) {
                    self.tell(unknown_kind(kind), entry.node.line);
                    return None;
                }
                kind
            }
        };
        if let Some(days) = days.filter(|_| kind != "date") {
            self.tell(days_without_date(), days.line);
            return None;
        }
        let days = self.days(fields)?;
        self.kind(kind, days, line)
    }

    fn kind(&mut self, kind: &str, days: i64, line: u64) -> Option<Reading> {
        match kind {
            "date" => {
                let pattern = self.dates(line)?;
                Some(Reading::Date { pattern, days })
            }
            "amount" => Some(Reading::Amount(self.numbers(line)?)),
            "number" => Some(Reading::Number(self.numbers(line)?)),
            _ => Some(Reading::Text),
        }
    }

    /// Reads the distance from a date, which is none where nothing is said.
    pub(super) fn days(&mut self, fields: &Fields<'_>) -> Option<i64> {
        let Some(entry) = fields.get("days") else {
            return Some(0);
        };
        let text = self.text(entry)?;
        match text.parse::<i32>() {
            Ok(days) => Some(days.into()),
            Err(_) => {
                self.tell(not_whole(text), entry.node.line);
                None
            }
        }
    }

    fn words(&mut self, node: &Node) -> Option<Vec<(String, String)>> {
        let mut words = Vec::new();
        for entry in self.entries("values", node) {
            words.push((entry.key.clone(), self.text(entry)?.to_owned()));
        }
        Some(words).filter(|words| !words.is_empty())
    }
}

/// How a field or fact is read where nothing is said.
fn usual_kind(name: &str) -> &'static str {
    match name {
        "principal" => "amount",
        name if DAYS.contains(&name) => "date",
        _ => "text",
    }
}

fn misread_field(name: &str) -> Problem {
    let kind = usual_kind(name);
    Problem::new(
        [
            format!("`{name}` can't be read so"),
            format!("`{name}` kan ikke læses sådan"),
        ],
        [
            format!("take out `as`, `days` and `values`: it is read as `{kind}`"),
            format!("fjern `as`, `days` og `values`: den læses som `{kind}`"),
        ],
    )
}

fn values_and(other: &str) -> Problem {
    Problem::new(
        [
            format!("`{other}` can't stand beside `values`"),
            format!("`{other}` kan ikke stå ved siden af `values`"),
        ],
        [
            "keep one of them: `values` says itself what each word means",
            "behold den ene: `values` siger selv, hvad hvert ord betyder",
        ],
    )
}

fn unknown_kind(kind: &str) -> Problem {
    let text = quoted(kind);
    Problem::unknown(
        [
            format!("a cell can't be read as `{text}`"),
            format!("en celle kan ikke læses som `{text}`"),
        ],
        kind,
        KINDS,
    )
}

fn days_without_date() -> Problem {
    Problem::new(
        [
            "`days` counts from a date, and this is none",
            "`days` tæller fra en dato, og dette er ingen",
        ],
        [
            "write `as: date` beside it, or take it out",
            "skriv `as: date` ved siden af, eller fjern den",
        ],
    )
}

fn not_whole(text: &str) -> Problem {
    let text = quoted(text);
    Problem::new(
        [
            format!("`{text}` is not a number of days"),
            format!("`{text}` er ikke et antal dage"),
        ],
        [
            "write a whole number, as in `days: 30`",
            "skriv et helt tal, som i `days: 30`",
        ],
    )
}
