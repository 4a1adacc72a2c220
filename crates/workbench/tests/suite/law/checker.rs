//! Danish law in plain code, over records and cases as JSON alone: neither the engine's invariants nor the rule set's tables are asked.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use super::story::Line;

/// What it costs to collect claims up to so many kroner (BEK 601/2002, annex 1).
const COSTS: [(i64, i64); 9] = [
    (1_000, 400),
    (2_500, 700),
    (5_000, 1_000),
    (10_000, 1_300),
    (25_000, 1_700),
    (50_000, 2_250),
    (100_000, 2_850),
    (250_000, 3_850),
    (500_000, 6_400),
];

/// The highest rate of interest in the years of the stories, in hundredths of a percent.
const HIGHEST_RATE: i64 = 1_150;

/// What the law looks back on.
#[derive(Default)]
struct Past {
    fees: Vec<NaiveDate>,
    templates: HashMap<String, String>,
    notices: HashMap<String, NaiveDate>,
}

/// The first thing in a story that the law forbids.
pub(super) fn breach(lines: &[Line]) -> Option<String> {
    let mut past = Past::default();
    let mut before = &Value::Null;
    for (record, after) in lines {
        let found = past.step(before, record, after);
        if found.is_some() {
            return found.map(|what| format!("{what} at {}", text(&record["at"])));
        }
        before = after;
    }
    None
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn number(value: &Value) -> Decimal {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    text.parse().unwrap_or_default()
}

fn entries(case: &Value) -> &[Value] {
    case["ledger"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
}

fn sum(entries: &[Value], kind: &str) -> Decimal {
    let of_it = entries.iter().filter(|entry| entry["entry"] == kind);
    of_it.map(|entry| number(&entry["amount"])).sum()
}

fn count(entries: &[Value], kind: &str) -> usize {
    entries
        .iter()
        .filter(|entry| entry["entry"] == kind)
        .count()
}

/// The day in Denmark: nothing in the stories happens in the last hours of one.
fn day(record: &Value) -> NaiveDate {
    let at: DateTime<Utc> = text(&record["at"]).parse().unwrap();
    (at + Duration::hours(2)).date_naive()
}

/// The most that collection may cost, in the currency; a euro is 7.46 kroner.
fn most_cost(currency: &str, principal: Decimal) -> Decimal {
    let euro = if currency == "EUR" {
        Decimal::new(746, 2)
    } else {
        Decimal::ONE
    };
    let kroner = principal * euro;
    let row = COSTS
        .iter()
        .find(|(claim, _)| kroner <= Decimal::from(*claim));
    let cost = row.map_or_else(
        || Decimal::from(6_400) + (kroner - Decimal::from(500_000)) / Decimal::from(100),
        |(_, cost)| Decimal::from(*cost),
    );
    cost / euro
}

impl Past {
    fn step(&mut self, before: &Value, record: &Value, after: &Value) -> Option<String> {
        let today = day(record);
        let effects = record["effects"].as_array().unwrap();
        let added = entries(after)
            .get(entries(before).len()..)
            .unwrap_or_default();
        let found = money(record, effects, added, after)
            .or_else(|| self.fees(today, added, after))
            .or_else(|| self.collection(today, added, after))
            .or_else(|| compensation(added, after))
            .or_else(|| interest(today, added, after))
            .or_else(|| quiet(before, effects, added, after));
        self.remember(today, record, effects, added);
        found.map(str::to_owned)
    }

    fn remember(&mut self, today: NaiveDate, record: &Value, effects: &[Value], added: &[Value]) {
        if count(added, "reminder_fee") > 0 {
            self.fees.push(today);
        }
        for send in effects.iter().filter(|effect| effect["effect"] == "send") {
            let (id, template) = (text(&send["id"]), text(&send["template"]));
            self.templates.insert(id.to_owned(), template.to_owned());
        }
        let id = text(&record["request"]["input"]["id"]).to_owned();
        match text(&record["request"]["action"]) {
            "effect_done"
                if self
                    .templates
                    .get(&id)
                    .is_some_and(|name| name == "collection_notice") =>
            {
                self.notices.insert(id, today);
            }
            "effect_failed" => {
                self.notices.remove(&id);
            }
            _ => {}
        }
    }

    fn fees(&self, today: NaiveDate, added: &[Value], after: &Value) -> Option<&'static str> {
        let fees = added
            .iter()
            .filter(|entry| entry["entry"] == "reminder_fee");
        let most = if after["currency"] == "EUR" { 13 } else { 100 };
        let added = fees.map(|fee| number(&fee["amount"])).sum::<Decimal>();
        if added <= Decimal::ZERO {
            return None;
        }
        let apart = self.fees.last().map(|last| (today - *last).num_days());
        if added > Decimal::from(most) {
            Some("a reminder fee above the limit")
        } else if count(entries(after), "reminder_fee") > 3 {
            Some("a fourth reminder fee")
        } else if apart.is_some_and(|days| days < 10) {
            Some("reminder fees less than ten days apart")
        } else {
            None
        }
    }

    fn collection(&self, today: NaiveDate, added: &[Value], after: &Value) -> Option<&'static str> {
        if count(added, "collection_cost") == 0 {
            return None;
        }
        let noticed = self
            .notices
            .values()
            .any(|done| (today - *done).num_days() >= 10);
        let principal = sum(entries(after), "principal");
        if count(entries(after), "collection_cost") > 1 {
            Some("collection costs twice")
        } else if !noticed {
            Some("collection costs before the notice and its ten days")
        } else if sum(added, "collection_cost") > most_cost(text(&after["currency"]), principal) {
            Some("collection costs above the order")
        } else {
            None
        }
    }
}

fn compensation(added: &[Value], after: &Value) -> Option<&'static str> {
    if count(added, "compensation") == 0 {
        return None;
    }
    let most = if after["currency"] == "EUR" { 41 } else { 310 };
    if after["facts"]["customer.kind"] != "business" {
        Some("compensation from a consumer")
    } else if count(entries(after), "compensation") > 1 {
        Some("compensation twice")
    } else if sum(added, "compensation") > Decimal::from(most) {
        Some("compensation above the order")
    } else {
        None
    }
}

fn interest(today: NaiveDate, added: &[Value], after: &Value) -> Option<&'static str> {
    if sum(added, "interest") <= Decimal::ZERO {
        return None;
    }
    let due: NaiveDate = text(&after["facts"]["due_date"]).parse().unwrap();
    let days = (today - due).num_days();
    if days <= 0 {
        return Some("interest before the due date");
    }
    let ledger = entries(after);
    let rounding = Decimal::new(i64::try_from(count(ledger, "interest")).unwrap(), 2);
    let most = sum(ledger, "principal") * Decimal::new(HIGHEST_RATE, 4) * Decimal::from(days)
        / Decimal::from(365);
    (sum(ledger, "interest") > most + rounding).then_some("interest above the highest rate")
}

/// What may not happen while a case is in collection, closed, paused or objected to.
fn quiet(
    before: &Value,
    effects: &[Value],
    added: &[Value],
    after: &Value,
) -> Option<&'static str> {
    let charges = [
        "reminder_fee",
        "compensation",
        "interest",
        "collection_cost",
    ];
    let charged = charges.iter().any(|kind| sum(added, kind) > Decimal::ZERO);
    let fees = charged && sum(added, "interest") <= Decimal::ZERO;
    let mut sends = effects.iter().filter(|effect| effect["effect"] == "send");
    let facts = &before["facts"];
    if before["flow"] == "collection" && after["flow"] != "collection" {
        Some("a case out of collection")
    } else if charged
        && facts["objection.since"].is_string()
        && !facts["objection.answered"].is_string()
    {
        Some("a charge during an objection")
    } else if charged && before["status"] == "closed" {
        Some("a charge on a closed case")
    } else if after["status"] == "closed" && sends.clone().any(|send| send["template"] != "closing")
    {
        Some("a letter on a closed case")
    } else if before["status"] == "paused"
        && after["status"] == "paused"
        && (fees || sends.next().is_some())
    {
        Some("a letter or a fee on a paused case")
    } else {
        None
    }
}

/// The balance is what went in and out, and nothing enters the ledger that no effect put there.
fn money(
    record: &Value,
    effects: &[Value],
    added: &[Value],
    after: &Value,
) -> Option<&'static str> {
    let signed = |entry: &Value| match text(&entry["entry"]) {
        "payment" | "credit_note" => -number(&entry["amount"]),
        _ => number(&entry["amount"]),
    };
    let balance: Decimal = entries(after).iter().map(signed).sum();
    if balance != number(&after["balance"]) {
        return Some("a balance that isn't the sum of the ledger");
    }
    if ["open_case", "effect_done", "effect_failed"].contains(&text(&record["request"]["action"])) {
        return None;
    }
    let posts = effects
        .iter()
        .filter(|effect| effect["effect"] == "post" || effect["effect"] == "add_interest");
    let posted: Decimal = posts.map(|post| number(&post["amount"])).sum();
    let entered: Decimal = added.iter().map(|entry| number(&entry["amount"])).sum();
    (posted != entered).then_some("an entry that no effect posted")
}
