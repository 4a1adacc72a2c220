//! From a mapping's text to the mapping, or everything that is wrong with it · what one file says as a whole.

use rust_decimal::Decimal;

use super::shape::{Fields, Given, Reader, missing_key};
use super::source::FIELDS;
use super::yaml::{self, Body, Entry};
use super::{Cell, Mapping, Opens, Source};
use crate::finding::{Findings, Problem, nearest, quoted};
use crate::money;
use crate::notation::{Encoding, Marks, Pattern, Shift};

const KEYS: [&str; 11] = [
    "delimiter",
    "encoding",
    "date_format",
    "decimal_mark",
    "thousands_mark",
    "shift",
    "filters",
    "opens",
    "columns",
    "constants",
    "events",
];

/// Reads a mapping.
pub(super) fn mapping(text: &str) -> Result<Mapping, Findings> {
    let root = yaml::tree(text)?;
    let mut reader = Reader::default();
    if !matches!(root.body, Body::Map(_)) {
        return Err(not_a_mapping().at(root.line).into());
    }
    let mapping = match reader.fields("mapping", &root, &KEYS) {
        Some(fields) => reader.mapping(&fields),
        None => None,
    };
    match mapping.filter(|_| reader.findings.is_empty()) {
        Some(mapping) => Ok(mapping),
        None => {
            let mut findings = reader.findings;
            findings.sort_by_key(crate::Finding::line);
            Err(Findings(findings))
        }
    }
}

impl Reader {
    fn mapping(&mut self, fields: &Fields<'_>) -> Option<Mapping> {
        let delimiter = self.delimiter(fields);
        let encoding = self.encoding(fields);
        self.notation(fields);
        let shift = self.shift(fields);
        let filters = match fields.get("filters") {
            Some(filters) => self.conditions(filters),
            None => Vec::new(),
        };
        let opens = self.opens(fields);
        let mut columns = self.columns(fields);
        let id = columns
            .iter()
            .position(|(name, _)| name == "id")
            .map(|place| columns.swap_remove(place).1);
        let columns = columns
            .into_iter()
            .map(|(name, cell)| (name, Source::Cell(cell)));
        let sources = columns.chain(self.constants(fields)).collect();
        let events = match fields.get("events") {
            Some(events) => self.events(events),
            None => Vec::new(),
        };
        self.check_whole(fields, &opens);
        Some(Mapping {
            delimiter: delimiter?,
            encoding: encoding?,
            shift: shift?,
            columns: std::mem::take(&mut self.columns),
            filters,
            opens,
            id: id?,
            fields: sources,
            events,
        })
    }

    fn delimiter(&mut self, fields: &Fields<'_>) -> Option<u8> {
        let Some(entry) = fields.get("delimiter") else {
            return Some(b',');
        };
        let text = self.text(entry)?;
        match text.as_bytes() {
            b"tab" => Some(b'\t'),
            [byte] if !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\r' | b'\n') => {
                Some(*byte)
            }
            _ => {
                self.tell(not_a_delimiter(text), entry.node.line);
                None
            }
        }
    }

    fn encoding(&mut self, fields: &Fields<'_>) -> Option<Encoding> {
        let Some(entry) = fields.get("encoding") else {
            return Some(Encoding::default());
        };
        let text = self.text(entry)?;
        self.or_tell(Encoding::parse(text), entry.node.line)
    }

    fn notation(&mut self, fields: &Fields<'_>) {
        if let Some(entry) = fields.get("date_format") {
            let pattern = self
                .text(entry)
                .and_then(|text| self.or_tell(Pattern::parse(text), entry.node.line));
            self.dates = pattern.map_or(Given::Told, Given::Is);
        }
        let thousands = fields.get("thousands_mark");
        if let Some(entry) = fields.get("decimal_mark") {
            let decimal = self.mark(entry);
            let thousands = thousands.map(|entry| (entry, self.mark(entry)));
            self.numbers = Given::Told;
            match (decimal, thousands) {
                (Some(decimal), Some((entry, Some(same)))) if same == decimal => {
                    self.tell(same_marks(), entry.line);
                }
                (Some(_), Some((_, None))) | (None, _) => {}
                (Some(decimal), thousands) => {
                    let thousands = thousands.and_then(|(_, mark)| mark);
                    self.numbers = Given::Is(Marks { decimal, thousands });
                }
            }
        } else if let Some(entry) = thousands {
            self.numbers(entry.line);
        }
    }

    fn mark(&mut self, entry: &Entry) -> Option<char> {
        let text = self.text(entry)?;
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(mark), None) if !mark.is_alphanumeric() && !matches!(mark, '+' | '-' | '"') => {
                Some(mark)
            }
            _ => {
                self.tell(not_a_mark(&entry.key, text), entry.node.line);
                None
            }
        }
    }

    fn shift(&mut self, fields: &Fields<'_>) -> Option<Shift> {
        let Some(entry) = fields.get("shift") else {
            return Some(Shift::None);
        };
        let text = self.text(entry)?;
        self.or_tell(Shift::parse(text), entry.node.line)
    }

    fn opens(&mut self, fields: &Fields<'_>) -> Opens {
        let Some(entry) = fields.get("opens") else {
            return Opens::Always;
        };
        match &entry.node.body {
            Body::Text(text) if text == "never" => Opens::Never,
            Body::Text(_) | Body::Nothing => {
                self.tell(not_opens(), entry.node.line);
                Opens::Always
            }
            Body::List(_) | Body::Map(_) => Opens::When(self.conditions(entry)),
        }
    }

    fn columns(&mut self, fields: &Fields<'_>) -> Vec<(String, Cell)> {
        let Some(entry) = fields.get("columns") else {
            return Vec::new();
        };
        let mut cells = Vec::new();
        for entry in self.entries("columns", &entry.node) {
            if is_field(&entry.key) {
                let cell = self.field(entry);
                cells.extend(cell.map(|cell| (entry.key.clone(), cell)));
            } else {
                self.tell(not_a_field(&entry.key), entry.line);
            }
        }
        cells
    }

    fn constants(&mut self, fields: &Fields<'_>) -> Vec<(String, Source)> {
        let Some(entry) = fields.get("constants") else {
            return Vec::new();
        };
        let mut sources = Vec::new();
        for entry in self.entries("constants", &entry.node) {
            let name = &entry.key;
            let Some(text) = self.text(entry) else {
                continue;
            };
            let problem = match name.as_str() {
                _ if names(fields, "columns", name) => Some(said_twice(name)),
                "id" => Some(constant_id()),
                "principal" => (!is_owed(text)).then(|| not_a_principal(text)),
                "currency" => (!money::is_currency(text)).then(|| not_a_currency(text)),
                _ => (!is_field(name)).then(|| not_a_field(name)),
            };
            match problem {
                Some(problem) => self.tell(problem, entry.line),
                None => sources.push((name.clone(), Source::Constant(text.to_owned()))),
            }
        }
        sources
    }

    /// Tells what the mapping must say, by the rows that it is for, and doesn't even try to.
    fn check_whole(&mut self, fields: &Fields<'_>, opens: &Opens) {
        let Some(columns) = fields.get("columns") else {
            self.missing(fields, missing_key("columns"));
            return;
        };
        // What stands there instead is told already.
        if !matches!(columns.node.body, Body::Map(_)) {
            return;
        }
        let said = |name: &str| names(fields, "columns", name) || names(fields, "constants", name);
        let wanted: &[&str] = match opens {
            Opens::Never => &["id"],
            _ => &["id", "principal", "currency"],
        };
        for name in wanted {
            if !said(name) {
                self.tell(no_field(name, columns), columns.line);
            }
        }
        if *opens == Opens::Never && fields.get("events").is_none() {
            self.tell(nothing_comes(), columns.line);
        }
    }
}

/// Whether a name stands under one of the keys.
fn names(fields: &Fields<'_>, key: &str, name: &str) -> bool {
    match fields.get(key).map(|entry| &entry.node.body) {
        Some(Body::Map(entries)) => entries.iter().any(|entry| entry.key == name),
        _ => false,
    }
}

fn is_owed(text: &str) -> bool {
    money::amount(text).is_some_and(|amount| amount > Decimal::ZERO)
}

/// Whether an opening may have a field or a fact of this name.
fn is_field(name: &str) -> bool {
    FIELDS.contains(&name)
        || name.split('.').all(|word| {
            word.starts_with(char::is_alphabetic)
                && word
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '_')
        })
}

fn not_a_mapping() -> Problem {
    Problem::new(
        [
            "the mapping must be keys and values",
            "opsætningen skal være nøgler og værdier",
        ],
        [
            "write `columns:`, and under it which column holds `id`, `principal` and `currency`",
            "skriv `columns:`, og under den, hvilken kolonne der rummer `id`, `principal` og `currency`",
        ],
    )
}

fn not_a_delimiter(text: &str) -> Problem {
    let text = quoted(text);
    Problem::new(
        [
            format!("`{text}` can't separate columns"),
            format!("`{text}` kan ikke skille kolonner"),
        ],
        [
            "write one character in quotes, as in `delimiter: \";\"`, or `delimiter: tab`",
            "skriv ét tegn i anførselstegn, som i `delimiter: \";\"`, eller `delimiter: tab`",
        ],
    )
}

fn not_a_mark(key: &str, text: &str) -> Problem {
    let text = quoted(text);
    Problem::new(
        [
            format!("`{text}` can't be the `{key}`"),
            format!("`{text}` kan ikke være `{key}`"),
        ],
        [
            format!("write one character in quotes, as in `{key}: \",\"`"),
            format!("skriv ét tegn i anførselstegn, som i `{key}: \",\"`"),
        ],
    )
}

fn same_marks() -> Problem {
    Problem::new(
        [
            "`thousands_mark` and `decimal_mark` are the same",
            "`thousands_mark` og `decimal_mark` er ens",
        ],
        [
            "take out `thousands_mark` if nothing separates the thousands",
            "fjern `thousands_mark`, hvis intet skiller tusinderne",
        ],
    )
}

fn not_opens() -> Problem {
    Problem::new(
        [
            "`opens` must be conditions on a row, or `never`",
            "`opens` skal være betingelser for en række, eller `never`",
        ],
        [
            "write which rows open a case, as in `opens: {column: …, is: …}`; without `opens`, every row does",
            "skriv, hvilke rækker der åbner en sag, som i `opens: {column: …, is: …}`; uden `opens` gør hver række det",
        ],
    )
}

fn not_a_field(name: &str) -> Problem {
    let name = quoted(name);
    Problem::new(
        [
            format!("`{name}` is neither a field nor the name of a fact"),
            format!("`{name}` er hverken et felt eller navnet på et faktum"),
        ],
        [
            "write what the case calls it before the colon, and the column after it, as in `customer.name: Kunde`",
            "skriv, hvad sagen kalder det, før kolonet, og kolonnen efter det, som i `customer.name: Kunde`",
        ],
    )
}

fn said_twice(name: &str) -> Problem {
    Problem::new(
        [
            format!("`{name}` has a column already"),
            format!("`{name}` har allerede en kolonne"),
        ],
        [
            "keep it in `columns` or in `constants`",
            "behold den i `columns` eller i `constants`",
        ],
    )
}

fn constant_id() -> Problem {
    Problem::new(
        [
            "`id` can't be the same for every row",
            "`id` kan ikke være ens for alle rækker",
        ],
        [
            "write under `columns` which column holds the number of the invoice",
            "skriv under `columns`, hvilken kolonne der rummer fakturaens nummer",
        ],
    )
}

fn not_a_principal(text: &str) -> Problem {
    let text = quoted(text);
    Problem::new(
        [
            format!("`{text}` is not an amount that is owed"),
            format!("`{text}` er ikke et skyldigt beløb"),
        ],
        [
            "write digits, and a dot before at most two decimals, whatever the file writes",
            "skriv cifre, og et punktum før højst to decimaler, uanset hvad filen skriver",
        ],
    )
}

fn not_a_currency(text: &str) -> Problem {
    let text = quoted(text);
    Problem::new(
        [
            format!("`{text}` is not a currency"),
            format!("`{text}` er ikke en valuta"),
        ],
        [
            "write a three-letter code of ISO 4217, such as `DKK`",
            "skriv en kode på tre bogstaver fra ISO 4217, som `DKK`",
        ],
    )
}

fn no_field(name: &str, columns: &Entry) -> Problem {
    let message = [
        format!("`{name}` has no column"),
        format!("`{name}` har ingen kolonne"),
    ];
    if let Body::Map(entries) = &columns.node.body {
        let facts: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        if let Some(near) = nearest(name, &facts) {
            return Problem::new(
                message,
                [
                    format!("`{near}` is taken for a fact: did you mean `{name}`?"),
                    format!("`{near}` tages for et faktum: mente du `{name}`?"),
                ],
            );
        }
    }
    let constant = match name {
        "currency" => [
            ", or under `constants` the one that all amounts are in",
            ", eller under `constants` den, som alle beløb er i",
        ],
        _ => ["", ""],
    };
    let [en, da] = constant;
    Problem::new(
        message,
        [
            format!("write under `columns` which one holds it, as in `{name}: …`{en}"),
            format!("skriv under `columns`, hvilken der rummer den, som i `{name}: …`{da}"),
        ],
    )
}

fn nothing_comes() -> Problem {
    Problem::new(
        [
            "no row opens a case, and there are no `events`",
            "ingen række åbner en sag, og der er ingen `events`",
        ],
        [
            "write the `events` that the rows tell of, or take out `opens: never`",
            "skriv de `events`, som rækkerne fortæller om, eller fjern `opens: never`",
        ],
    )
}
