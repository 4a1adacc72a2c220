//! Events to derive from rows: an action, its moment, when there is one, its inputs · nothing happens here.

use chrono::NaiveTime;

use super::shape::Reader;
use super::yaml::{Body, Entry, Node};
use super::{EventRule, Moment};
use crate::finding::{Problem, quoted};

const EVENT: [&str; 4] = ["action", "at", "when", "input"];
const MOMENT: [&str; 3] = ["column", "days", "time"];

impl Reader {
    /// Reads the events of a mapping.
    pub(super) fn events(&mut self, entry: &Entry) -> Vec<EventRule> {
        let items = self.items(&entry.key, &entry.node);
        items
            .into_iter()
            .filter_map(|item| self.event(item))
            .collect()
    }

    fn event(&mut self, node: &Node) -> Option<EventRule> {
        let fields = self.fields("events", node, &EVENT)?;
        let action = self.required(&fields, "action");
        let at = match fields.get("at") {
            Some(at) => self.moment(at),
            None => {
                self.missing(&fields, no_moment());
                None
            }
        };
        let when = fields
            .get("when")
            .map(|when| self.conditions(when))
            .unwrap_or_default();
        let mut input = Vec::new();
        if let Some(inputs) = fields.get("input") {
            for entry in self.entries("input", &inputs.node) {
                let source = self.input(entry);
                input.extend(source.map(|source| (entry.key.clone(), source)));
            }
        }
        let (action, line) = action?;
        if !is_name(action) {
            self.tell(not_an_action(action), line);
            return None;
        }
        Some(EventRule {
            action: action.to_owned(),
            when,
            at: at?,
            input,
        })
    }

    fn moment(&mut self, entry: &Entry) -> Option<Moment> {
        let pattern = self.dates(entry.line);
        if let Body::Text(column) = &entry.node.body {
            return Some(Moment {
                column: self.column(column),
                pattern: pattern?,
                days: 0,
                time: NaiveTime::MIN,
            });
        }
        let fields = self.fields("at", &entry.node, &MOMENT)?;
        let column = self.required(&fields, "column");
        let days = self.days(&fields);
        let time = match fields.get("time") {
            Some(time) => self.time(time),
            None => Some(NaiveTime::MIN),
        };
        let (column, _) = column?;
        Some(Moment {
            column: self.column(column),
            pattern: pattern?,
            days: days?,
            time: time?,
        })
    }

    fn time(&mut self, entry: &Entry) -> Option<NaiveTime> {
        let text = self.text(entry)?;
        let time = NaiveTime::parse_from_str(text, "%H:%M")
            .ok()
            .filter(|_| text.len() == 5);
        if time.is_none() {
            self.tell(not_a_time(text), entry.node.line);
        }
        time
    }
}

/// Whether rule files could give an action this name.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn no_moment() -> Problem {
    Problem::new(
        [
            "nothing says when this event happens",
            "intet siger, hvornår denne hændelse sker",
        ],
        [
            "write `at: {column: …}` with the column of its date",
            "skriv `at: {column: …}` med kolonnen for dens dato",
        ],
    )
}

fn not_an_action(text: &str) -> Problem {
    let text = quoted(text);
    Problem::new(
        [
            format!("`{text}` is not an action's name"),
            format!("`{text}` er ikke navnet på en handling"),
        ],
        [
            "write it as the rule files do, as in `payment_received`",
            "skriv det som regelfilerne, som i `payment_received`",
        ],
    )
}

fn not_a_time(text: &str) -> Problem {
    let text = quoted(text);
    Problem::new(
        [
            format!("`{text}` is not a time of day"),
            format!("`{text}` er ikke et klokkeslæt"),
        ],
        [
            "write hours and minutes in quotes, as in `time: \"09:00\"`",
            "skriv timer og minutter i anførselstegn, som i `time: \"09:00\"`",
        ],
    )
}
