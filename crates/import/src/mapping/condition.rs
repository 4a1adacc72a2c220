//! Conditions on a row: a column, and one thing that is true of its cell · nothing is computed.

use rust_decimal::Decimal;

use super::shape::Reader;
use super::yaml::{Body, Entry, Node};
use super::{Condition, Test};
use crate::finding::{Problem, quoted};
use crate::money;

const TESTS: [&str; 7] = [
    "is",
    "is_not",
    "in",
    "not_in",
    "empty",
    "more_than",
    "less_than",
];

impl Reader {
    /// Reads conditions that must all be met: a list of them, or one.
    pub(super) fn conditions(&mut self, entry: &Entry) -> Vec<Condition> {
        let items = self.items(&entry.key, &entry.node);
        items
            .into_iter()
            .filter_map(|item| self.condition(&entry.key, item))
            .collect()
    }

    fn condition(&mut self, name: &str, node: &Node) -> Option<Condition> {
        let known: Vec<&str> = ["column"].into_iter().chain(TESTS).collect();
        let fields = self.fields(name, node, &known)?;
        let (column, _) = self.required(&fields, "column")?;
        let column = self.column(column);
        let mut tests = TESTS.iter().filter_map(|test| fields.get(test));
        let test = match (tests.next(), tests.next()) {
            (Some(test), None) => self.test(test)?,
            (None, _) => {
                self.missing(&fields, no_test());
                return None;
            }
            (Some(_), Some(second)) => {
                self.tell(two_tests(), second.line);
                return None;
            }
        };
        Some(Condition { column, test })
    }

    fn test(&mut self, entry: &Entry) -> Option<Test> {
        match entry.key.as_str() {
            "is" => Some(Test::In(vec![self.text(entry)?.trim().to_owned()])),
            "is_not" => Some(Test::NotIn(vec![self.text(entry)?.trim().to_owned()])),
            "in" => Some(Test::In(self.texts(entry)?)),
            "not_in" => Some(Test::NotIn(self.texts(entry)?)),
            "empty" => match self.text(entry)? {
                "true" => Some(Test::Empty(true)),
                "false" => Some(Test::Empty(false)),
                other => {
                    self.tell(not_true_or_false(other), entry.node.line);
                    None
                }
            },
            "more_than" => {
                let limit = self.limit(entry)?;
                Some(Test::MoreThan(self.numbers(entry.line)?, limit))
            }
            _ => {
                let limit = self.limit(entry)?;
                Some(Test::LessThan(self.numbers(entry.line)?, limit))
            }
        }
    }

    fn texts(&mut self, entry: &Entry) -> Option<Vec<String>> {
        let Body::List(items) = &entry.node.body else {
            self.tell(not_texts(&entry.key), entry.node.line);
            return None;
        };
        let mut texts = Vec::new();
        for item in items {
            texts.push(self.text_of(&entry.key, item)?.trim().to_owned());
        }
        Some(texts)
    }

    fn limit(&mut self, entry: &Entry) -> Option<Decimal> {
        let text = self.text(entry)?;
        let limit = money::amount(text);
        if limit.is_none() {
            self.tell(not_a_limit(text), entry.node.line);
        }
        limit
    }
}

fn no_test() -> Problem {
    Problem::new(
        [
            "nothing is asked of this column",
            "der spørges ikke om noget i denne kolonne",
        ],
        [
            "write `is: …`, `is_not: …`, `in: […]`, `not_in: […]`, `empty: true`, `empty: false`, `more_than: …` or `less_than: …`",
            "skriv `is: …`, `is_not: …`, `in: […]`, `not_in: […]`, `empty: true`, `empty: false`, `more_than: …` eller `less_than: …`",
        ],
    )
}

fn two_tests() -> Problem {
    Problem::new(
        [
            "two things are asked in one condition",
            "der spørges om to ting i én betingelse",
        ],
        [
            "write a condition for each, in a list: all of them must be met",
            "skriv en betingelse for hver, i en liste: alle skal være opfyldt",
        ],
    )
}

fn not_true_or_false(text: &str) -> Problem {
    let text = quoted(text);
    Problem::new(
        [
            format!("`empty` is `{text}`"),
            format!("`empty` er `{text}`"),
        ],
        [
            "write `empty: true` for cells without anything in them, `empty: false` for the others",
            "skriv `empty: true` for celler uden noget i, `empty: false` for de andre",
        ],
    )
}

fn not_texts(key: &str) -> Problem {
    Problem::new(
        [
            format!("`{key}` must be a list"),
            format!("`{key}` skal være en liste"),
        ],
        [
            format!("write `{key}: [one, other]`"),
            format!("skriv `{key}: [én, anden]`"),
        ],
    )
}

fn not_a_limit(text: &str) -> Problem {
    let text = quoted(text);
    Problem::new(
        [
            format!("`{text}` is not a number"),
            format!("`{text}` er ikke et tal"),
        ],
        [
            "write digits, and a dot before at most two decimals, whatever the file writes",
            "skriv cifre, og et punktum før højst to decimaler, uanset hvad filen skriver",
        ],
    )
}
