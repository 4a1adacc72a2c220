//! From one row to an opening and events, or everything that is wrong with it · no other row, no file.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::table::Row;
use crate::event::Event;
use crate::finding::{Finding, Problem, quoted};
use crate::mapping::{Cell, Condition, EventRule, Mapping, Opens, Reading, Source, Test};
use crate::money;
use crate::notation::later;
use crate::opening::{Fact, Opening};
use crate::options::Options;

/// What one row says.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// The number of the case, if the row is about one and has it.
    pub(super) id: Option<String>,
    pub(super) opens: bool,
    pub(super) opening: Option<Opening>,
    pub(super) events: Vec<Event>,
    /// What is wrong; if anything is, the rest doesn't count.
    pub(super) findings: Vec<Finding>,
}

/// Reads a row.
pub(super) fn read(row: &Row, mapping: &Mapping, options: &Options) -> Said {
    let mut reader = Reader {
        row,
        mapping,
        findings: Vec::new(),
    };
    let mut said = Said::default();
    if reader.all(&mapping.filters) {
        said = reader.said(options);
    }
    said.findings = reader.findings;
    said
}

/// What is wrong is among the findings.
struct Told;

struct Reader<'r> {
    row: &'r Row,
    mapping: &'r Mapping,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn said(&mut self, options: &Options) -> Said {
        let mut said = Said {
            opens: match &self.mapping.opens {
                Opens::Always => true,
                Opens::When(conditions) => self.all(conditions),
                Opens::Never => false,
            },
            ..Said::default()
        };
        let mapping = self.mapping;
        let mut told = Vec::new();
        for rule in &mapping.events {
            if self.all(&rule.when) {
                told.push(rule);
            }
        }
        if !said.opens && told.is_empty() {
            return said;
        }
        said.id = self.id();
        if said.opens {
            said.opening = self.opening(said.id.as_deref(), options);
        }
        for rule in told {
            let event = self.event(said.id.as_deref(), rule);
            said.events.extend(event);
        }
        said
    }

    fn tell(&mut self, problem: Problem, column: usize) -> Told {
        let name = self.mapping.columns.get(column);
        let name = name.map_or("", String::as_str);
        // Two events may read the same cell: it is told once.
        let finding = problem.in_column(name, self.row.line);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
        Told
    }

    /// Returns what stands in a column.
    fn text(&mut self, column: usize) -> Result<String, Told> {
        let text = self.row.cell(column);
        text.map_err(|problem| self.tell(problem, column))
    }

    fn all(&mut self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| self.is(condition))
    }

    fn is(&mut self, Condition { column, test }: &Condition) -> bool {
        let Ok(text) = self.text(*column) else {
            return false;
        };
        let number = |marks: &crate::notation::Marks| marks.number(&text);
        let met = match test {
            Test::In(words) => Ok(words.contains(&text)),
            Test::NotIn(words) => Ok(!words.contains(&text)),
            Test::Empty(empty) => Ok(text.is_empty() == *empty),
            Test::MoreThan(marks, limit) => number(marks).map(|number| number > *limit),
            Test::LessThan(marks, limit) => number(marks).map(|number| number < *limit),
        };
        met.unwrap_or_else(|problem| {
            self.tell(problem, *column);
            false
        })
    }

    fn id(&mut self) -> Option<String> {
        let column = self.mapping.id.column;
        match self.value(&self.mapping.id).ok()? {
            Some(Fact::Text(id)) => Some(id),
            _ => {
                self.tell(no_id(), column);
                None
            }
        }
    }

    fn opening(&mut self, id: Option<&str>, options: &Options) -> Option<Opening> {
        let before = self.findings.len();
        let (mut flow, mut principal, mut currency) = (None, None, None);
        let mut facts = BTreeMap::new();
        let mapping = self.mapping;
        for (name, source) in &mapping.fields {
            if name == "principal" {
                principal = self.principal(source);
                continue;
            }
            let Ok(value) = self.source(source) else {
                continue;
            };
            match (name.as_str(), value) {
                ("currency", value) => currency = self.currency(source, value),
                ("flow", Some(Fact::Text(name))) => flow = Some(name),
                (_, Some(value)) => {
                    if is_number_of_a_party(name) && is_personal(&value) {
                        self.tell_of(personal_number(name), source);
                    }
                    facts.insert(name.clone(), value);
                }
                (_, None) => {}
            }
        }
        if let Some(kind) = options.kind {
            let kind = Fact::Text(kind.as_str().to_owned());
            facts.entry("customer.kind".to_owned()).or_insert(kind);
        }
        self.due(&mut facts, options);
        if self.findings.len() > before {
            return None;
        }
        Some(Opening {
            id: id?.to_owned(),
            flow: flow.or_else(|| options.flow.clone()),
            principal: principal?,
            currency: currency?,
            facts,
        })
    }

    fn tell_of(&mut self, problem: Problem, source: &Source) {
        match source {
            Source::Cell(cell) => {
                self.tell(problem, cell.column);
            }
            Source::Constant(_) => self.findings.push(problem.at(self.row.line)),
        }
    }

    fn principal(&mut self, source: &Source) -> Option<Decimal> {
        let amount = match source {
            // It was held to this when the mapping was read.
            Source::Constant(text) => return money::amount(text),
            Source::Cell(cell) => self.value(cell).ok()?,
        };
        let problem = match amount {
            Some(Fact::Number(amount)) if amount > Decimal::ZERO => return Some(amount),
            Some(Fact::Number(amount)) => nothing_owed(amount),
            _ => no_amount(),
        };
        self.tell_of(problem, source);
        None
    }

    fn currency(&mut self, source: &Source, value: Option<Fact>) -> Option<String> {
        let problem = match value {
            Some(Fact::Text(code)) if money::is_currency(&code) => return Some(code),
            Some(Fact::Text(code)) => not_a_currency(&code),
            _ => no_currency(),
        };
        self.tell_of(problem, source);
        None
    }

    /// Counts the due date from the invoice date, where the importer said how and the row doesn't say it.
    fn due(&mut self, facts: &mut BTreeMap<String, Fact>, options: &Options) {
        let (Some(days), None) = (options.due_days, facts.get("due_date")) else {
            return;
        };
        match facts.get("invoice_date") {
            Some(Fact::Date(day)) => match later(*day, days.into()) {
                Ok(due) => {
                    facts.insert("due_date".to_owned(), Fact::Date(due));
                }
                Err(problem) => self.findings.push(problem.at(self.row.line)),
            },
            _ if self.findings.is_empty() => {
                self.findings.push(no_due_date().at(self.row.line));
            }
            // A date that couldn't be read is told already.
            _ => {}
        }
    }

    fn event(&mut self, case: Option<&str>, rule: &EventRule) -> Option<Event> {
        let mut input = BTreeMap::new();
        for (name, source) in &rule.input {
            let value = self.source(source).ok().flatten();
            input.extend(value.map(|value| (name.clone(), value)));
        }
        let at = &rule.at;
        let reading = Reading::Date {
            pattern: at.pattern.clone(),
            days: at.days,
        };
        let cell = Cell {
            column: at.column,
            reading,
        };
        let Some(Fact::Date(day)) = self.value(&cell).ok()? else {
            self.tell(no_day(&rule.action), at.column);
            return None;
        };
        Some(Event {
            case: case?.to_owned(),
            at: day.and_time(at.time),
            action: rule.action.clone(),
            input,
        })
    }

    /// Returns the value, if there is any.
    fn source(&mut self, source: &Source) -> Result<Option<Fact>, Told> {
        match source {
            Source::Constant(text) => Ok(Some(Fact::Text(text.clone()))),
            Source::Cell(cell) => self.value(cell),
        }
    }

    fn value(&mut self, cell: &Cell) -> Result<Option<Fact>, Told> {
        let text = self.text(cell.column)?;
        if text.is_empty() {
            return Ok(None);
        }
        let fact = self.fact(&text, &cell.reading);
        fact.map(Some)
            .map_err(|problem| self.tell(problem, cell.column))
    }

    fn fact(&self, text: &str, reading: &Reading) -> Result<Fact, Problem> {
        Ok(match reading {
            Reading::Text => Fact::Text(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Reading::Date { pattern, days } => {
                let day = self.mapping.shift.apply(pattern.day(text)?)?;
                Fact::Date(later(day, *days)?)
            }
            Reading::Amount(marks) => Fact::Number(marks.amount(text)?),
            Reading::Number(marks) => Fact::Number(marks.number(text)?),
            Reading::Words(words) => match words.iter().find(|(word, _)| word == text) {
                Some((_, meaning)) => Fact::Text(meaning.clone()),
                None => return Err(unknown_word(text, words)),
            },
        })
    }
}

fn is_number_of_a_party(fact: &str) -> bool {
    matches!(fact, "customer.number" | "supplier.number")
}

/// Whether this has the form of a personal number (CPR): a day, a month, six more digits, perhaps with a hyphen.
fn is_personal(value: &Fact) -> bool {
    let Fact::Text(text) = value else {
        return false;
    };
    let digits = match text.split_once('-') {
        Some((day, rest)) if day.len() == 6 && rest.len() == 4 => [day, rest].concat(),
        Some(_) => return false,
        None => text.clone(),
    };
    let two = |at: usize| digits.get(at..at + 2)?.parse::<u8>().ok();
    let all_digits = digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_digit());
    // Sixty is added to the day of a replacement number.
    let day = matches!(two(0), Some(1..=31 | 61..=91));
    all_digits && day && matches!(two(2), Some(1..=12))
}

fn no_id() -> Problem {
    Problem::new(
        ["the row has no number", "rækken har intet nummer"],
        [
            "write the number of the invoice, since the case takes its name from it",
            "skriv fakturaens nummer, da sagen får sit navn fra det",
        ],
    )
}

fn no_amount() -> Problem {
    Problem::new(
        ["the amount is missing", "beløbet mangler"],
        ["write what is owed", "skriv, hvad der skyldes"],
    )
}

fn nothing_owed(amount: Decimal) -> Problem {
    Problem::new(
        [
            format!("nothing is owed, the amount is `{amount}`"),
            format!("intet skyldes, beløbet er `{amount}`"),
        ],
        [
            "take the row out, or leave such rows out with `more_than: 0` under `filters` in the mapping",
            "fjern rækken, eller udelad den slags rækker med `more_than: 0` under `filters` i opsætningen",
        ],
    )
}

fn no_currency() -> Problem {
    Problem::new(
        ["the currency is missing", "valutaen mangler"],
        [
            "write its three-letter code, such as `DKK`",
            "skriv dens kode på tre bogstaver, som `DKK`",
        ],
    )
}

fn not_a_currency(code: &str) -> Problem {
    let code = quoted(code);
    Problem::new(
        [
            format!("`{code}` is not a currency"),
            format!("`{code}` er ikke en valuta"),
        ],
        [
            "write a three-letter code of ISO 4217, such as `DKK`, or say with `values` in the mapping which one is meant",
            "skriv en kode på tre bogstaver fra ISO 4217, som `DKK`, eller sig med `values` i opsætningen, hvilken der menes",
        ],
    )
}

fn no_due_date() -> Problem {
    Problem::new(
        [
            "the row has neither a due date nor an invoice date to count `--due-days` from",
            "rækken har hverken en forfaldsdato eller en fakturadato at tælle `--due-days` fra",
        ],
        ["write one of them", "skriv en af dem"],
    )
}

fn no_day(action: &str) -> Problem {
    Problem::new(
        [
            format!("nothing says when `{action}` happened: the cell is empty"),
            format!("intet siger, hvornår `{action}` skete: cellen er tom"),
        ],
        [
            "write the date, or leave such rows out with `empty: false` under the event's `when` in the mapping",
            "skriv datoen, eller udelad den slags rækker med `empty: false` under hændelsens `when` i opsætningen",
        ],
    )
}

fn unknown_word(text: &str, words: &[(String, String)]) -> Problem {
    let word = quoted(text);
    Problem::unknown(
        [
            format!("`{word}` is not among the `values` of the mapping"),
            format!("`{word}` er ikke blandt opsætningens `values`"),
        ],
        text,
        words.iter().map(|(word, _)| word.as_str()),
    )
}

/// The number itself isn't repeated.
fn personal_number(name: &str) -> Problem {
    Problem::new(
        [
            format!("`{name}` has the form of a personal number (CPR), which is not imported"),
            format!("`{name}` har form som et CPR-nummer, og det importeres ikke"),
        ],
        [
            "write a CVR or VAT number, or take the column out of the mapping",
            "skriv et CVR- eller momsnummer, eller fjern kolonnen fra opsætningen",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::is_personal;
    use crate::opening::Fact;

    #[test]
    fn a_personal_number_is_known_by_its_form() {
        let personal = |text: &str| is_personal(&Fact::Text(text.to_owned()));
        assert!(personal("310290-9998"));
        assert!(personal("3102909998"));
        assert!(personal("7102909998"), "a replacement number");
        assert!(!personal("DK31527864") && !personal("31527864") && !personal("3213909998"));
        assert!(!personal("310290-999") && !personal("0379-NEVHP") && !personal("æ102909998"));
    }
}
