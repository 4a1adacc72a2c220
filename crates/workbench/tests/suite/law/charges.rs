//! What the shipped rules charge in collection, at each step of the orders' amounts, which stand here a second time.

use chrono::{DateTime, Utc};
use dunlin::{Engine, Opening};
use rust_decimal::Decimal;

use super::shipped;

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// What is charged of a kind on a case that is opened in collection and never paid.
fn charged(engine: &Engine, kind: &str, principal: &str, customer: &str) -> Vec<Decimal> {
    let mut opening = Opening::new("1");
    for (name, value) in [
        ("flow", "collection"),
        ("principal", principal),
        ("invoice_date", "2026-01-02"),
        ("due_date", "2026-02-01"),
        ("customer.name", "Kunden"),
        ("customer.kind", customer),
    ] {
        opening.set(name, value.into());
    }
    let now = time("2026-03-02T08:00:00Z");
    let case = engine.open(&opening, now).unwrap().case_after().unwrap();
    let year_later = time("2027-03-02T08:00:00Z");
    let forecast = engine.forecast(&case, now, year_later, &[]).unwrap();
    let entries = forecast.case.ledger().filter(|entry| entry.kind == kind);
    entries.map(|entry| entry.amount).collect()
}

/// BEK 601/2002, annex 1: up to so much, so much may be charged.
#[test]
fn collection_costs_are_those_of_the_order_at_every_step() {
    let engine = shipped(|_, text| text.to_owned());
    for (principal, cost) in [
        ("60", 400),
        ("1000", 400),
        ("1000.01", 700),
        ("2500", 700),
        ("2500.01", 1_000),
        ("5000", 1_000),
        ("5000.01", 1_300),
        ("10000", 1_300),
        ("10000.01", 1_700),
        ("25000", 1_700),
        ("25000.01", 2_250),
        ("50000", 2_250),
        ("50000.01", 2_850),
        ("100000", 2_850),
        ("100000.01", 3_850),
        ("250000", 3_850),
        ("250000.01", 6_400),
        ("500000", 6_400),
        ("500000.01", 6_400),
        ("600000", 7_400),
        ("1234567", 13_745),
    ] {
        let costs = charged(&engine, "collection_cost", principal, "business");
        let [once] = costs[..] else {
            panic!("{principal}: {costs:?}")
        };
        // One percent of what is above half a million, in øre: 7,345.67 of 734,567.
        assert_eq!(once.floor(), Decimal::from(cost), "{principal}");
    }
}

/// BEK 105/2013: 310 kroner, of businesses, once.
#[test]
fn compensation_is_310_kroner_of_a_business_once_where_a_creditor_claims_it() {
    let claims = shipped(|name, text| match name {
        "dunlin.yaml" => text.replace("default: never\n", "default: per_invoice\n"),
        _ => text.to_owned(),
    });
    let of = |engine: &Engine, customer: &str| charged(engine, "compensation", "5000", customer);
    assert_eq!(of(&claims, "business"), [Decimal::from(310)]);
    assert_eq!(of(&claims, "consumer"), []);
    let claims_none = shipped(|_, text| text.to_owned());
    assert_eq!(of(&claims_none, "business"), []);
}

/// Interest begins where the creditor wants it to, or never.
#[test]
fn interest_is_charged_from_where_the_creditor_sets_it() {
    let with = |setting: &str| {
        shipped(|name, text| match name {
            "dunlin.yaml" => {
                text.replace("default: in_collection\n", &format!("default: {setting}\n"))
            }
            _ => text.to_owned(),
        })
    };
    // 29 days from 1 February to 2 March: 5000 × 9.75 % × 29/365 = 38.7328…
    for setting in ["in_collection", "with_reminders"] {
        let interest = charged(&with(setting), "interest", "5000", "business");
        assert_eq!(interest.first(), Some(&Decimal::new(3_873, 2)), "{setting}");
        assert!(interest.len() > 10, "{setting}");
    }
    assert_eq!(charged(&with("never"), "interest", "5000", "business"), []);
}
