//! The ledger: sums, allocation, rounding, and what may not be posted.

use chrono::{Days, NaiveDate};
use dunlin::{Actor, Case, Decision, Engine, Opening, Request, RuleSet, Sources};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::fixtures::at;
use crate::interest;

/// A rule set whose one action posts whatever it is told to.
fn engine(over: &str) -> Engine {
    let mut sources = Sources::new();
    sources.add("dunlin.yaml", "rule_set: ledger\nversion: '1'\ntime_zone: Europe/Copenhagen\nlanguages: [en]\ncurrencies: [DKK, JPY]\nstart: [only]\nroles: [clerk]\n");
    sources.add("flows/only.yaml", "flow: only\nlabel: Only\nsteps: []\n");
    sources.add("rules/ledger.yaml", "ledger:\n  charges: [principal, fee, cost]\n  settlements: [payment]\n  allocation: [cost, fee, principal]\n");
    sources.add(
        "rules/facts.yaml",
        "facts:\n  rate:\n    type: decimal\n    default: 0.333\n",
    );
    for kind in ["fee", "cost", "payment"] {
        let name = format!("rules/{kind}.yaml");
        sources.add(&name, format!("action: {kind}\nlabel: Post\nwho: [clerk]\n{over}inputs:\n  amount:\n    type: amount\n  date:\n    type: date\n    optional: true\n  currency:\n    type: currency\n    optional: true\neffects:\n  - post:\n      entry: {kind}\n      amount: =input.amount\n      date: =input.date\n      currency: =input.currency\n"));
    }
    sources.add("rules/share.yaml", "action: share\nlabel: Post a third\nwho: [clerk]\neffects:\n  - post:\n      entry: fee\n      amount: =case.balance * case.rate / 7\n");
    Engine::new(RuleSet::load(&sources).unwrap_or_else(|findings| panic!("{findings}")))
}

fn case(engine: &Engine, principal: &str, currency: &str) -> Case {
    let mut opening = Opening::new("1");
    opening.set("principal", principal.into());
    opening.set("currency", currency.into());
    engine
        .open(&opening, at("2026-01-01T10:00:00Z"))
        .unwrap()
        .case_after()
        .unwrap()
}

fn decide<'e>(
    engine: &'e Engine,
    case: &Case,
    action: &str,
    inputs: &[(&str, &str)],
) -> Decision<'e> {
    let request = inputs.iter().fold(
        Request::new(action, Actor::new("ida", "clerk")),
        |request, (name, value)| request.with(*name, *value),
    );
    engine
        .decide(case.clone(), request, at("2026-03-02T10:00:00Z"))
        .unwrap()
}

fn posted(engine: &Engine, case: &Case, action: &str, amount: &str, date: &str) -> Case {
    let decision = decide(engine, case, action, &[("amount", amount), ("date", date)]);
    assert!(decision.is_allowed(), "{decision:?}");
    case.apply(&decision).unwrap()
}

fn left(case: &Case) -> (String, String) {
    let json = serde_json::to_value(case).unwrap();
    let text = |name: &str| json[name].as_str().unwrap().to_owned();
    (text("balance"), text("principal_left"))
}

#[test]
fn payments_pay_what_was_owed_on_their_day_in_the_rule_sets_order() {
    let engine = engine("");
    let case = case(&engine, "1000", "DKK");
    let case = posted(&engine, &case, "fee", "100", "2026-02-01");
    let case = posted(&engine, &case, "payment", "150", "2026-02-10");
    assert_eq!(
        left(&case),
        ("950.00".into(), "950.00".into()),
        "the fee first, then 50 of the principal"
    );
    let case = posted(&engine, &case, "cost", "400", "2026-02-20");
    assert_eq!(
        left(&case),
        ("1350.00".into(), "950.00".into()),
        "a later cost takes nothing back from the principal"
    );
    let case = posted(&engine, &case, "payment", "500", "2026-03-01");
    assert_eq!(left(&case), ("850.00".into(), "850.00".into()));
    let backdated = posted(&engine, &case, "payment", "50", "2026-01-15");
    assert_eq!(left(&backdated), ("800.00".into(), "800.00".into()));
}

#[test]
fn a_payment_that_is_taken_back_is_owed_again() {
    let engine = engine("over: allowed\n");
    let case = case(&engine, "1000", "DKK");
    let case = posted(&engine, &case, "fee", "100", "2026-02-01");
    let case = posted(&engine, &case, "payment", "600", "2026-02-10");
    assert_eq!(left(&case), ("500.00".into(), "500.00".into()));
    let case = posted(&engine, &case, "payment", "-600", "2026-02-12");
    assert_eq!(left(&case), ("1100.00".into(), "1000.00".into()));
}

#[test]
fn what_is_paid_too_much_waits_for_what_comes() {
    let engine = engine("over: allowed\n");
    let case = case(&engine, "1000", "DKK");
    let case = posted(&engine, &case, "payment", "1200", "2026-02-10");
    assert_eq!(left(&case), ("-200.00".into(), "0.00".into()));
    let case = posted(&engine, &case, "fee", "100", "2026-02-20");
    assert_eq!(left(&case), ("-100.00".into(), "0.00".into()));
}

#[test]
fn amounts_are_rounded_half_away_from_zero_on_entering() {
    let engine = engine("");
    let share = |principal: &str, currency: &str| {
        let case = case(&engine, principal, currency);
        let decision = decide(&engine, &case, "share", &[]);
        decision.effects()[0]
            .argument("amount")
            .unwrap()
            .to_string()
    };
    // 0.333 / 7 of the principal: 47.571…, 0.00475…, 47.571….
    assert_eq!(share("1000", "DKK"), "47.57");
    assert_eq!(share("1000", "JPY"), "48");
}

#[test]
fn what_may_not_be_posted_is_denied_with_the_reason() {
    let engine = engine("");
    let case = case(&engine, "1000", "DKK");
    let denied = |action: &str, inputs: &[(&str, &str)]| {
        let decision = decide(&engine, &case, action, inputs);
        let denial = decision
            .denials()
            .first()
            .unwrap_or_else(|| panic!("{decision:?}"));
        format!("{}: {}", denial.rule, denial.message.get("en"))
    };
    let told = [
        denied("payment", &[("amount", "1000.01")]),
        denied("payment", &[("amount", "0")]),
        denied("fee", &[("amount", "10"), ("currency", "JPY")]),
        denied("fee", &[("amount", "10.001")]),
        denied("fee", &[("amount", "1000000000000001")]),
        denied("share", &[("amount", "1")]),
    ];
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(told.join("\n"));
    });
}

#[test]
fn an_account_is_as_it_stood_at_the_end_of_the_day() {
    let engine = engine("over: allowed\n");
    let case = case(&engine, "1000", "DKK");
    let case = posted(&engine, &case, "fee", "100", "2026-02-01");
    let case = posted(&engine, &case, "payment", "1150", "2026-02-10");
    let case = posted(&engine, &case, "cost", "20", "2026-02-20");
    let case = posted(&engine, &case, "payment", "-1150", "2026-02-25");
    let told: Vec<String> = [
        "2025-12-31",
        "2026-01-01",
        "2026-02-01",
        "2026-02-10",
        "2026-02-20",
        "2026-02-25",
    ]
    .into_iter()
    .map(|day| {
        let account = case.account_on(day.parse().unwrap());
        format!("{day} {}", serde_json::to_string(&account).unwrap())
    })
    .collect();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(told.join("\n"));
    });
}

#[test]
fn a_charge_taken_back_before_it_was_made_leaves_nothing_below_zero() {
    let engine = engine("over: allowed\n");
    let case = case(&engine, "1000", "DKK");
    let case = posted(&engine, &case, "fee", "100", "2026-02-10");
    let case = posted(&engine, &case, "fee", "-100", "2026-02-05");
    let case = posted(&engine, &case, "payment", "-50", "2026-02-06");
    let account = case.account_on("2026-02-06".parse().unwrap());
    assert_eq!(account.left["fee"], Decimal::ZERO);
    assert_eq!(account.left["principal"].to_string(), "950.00");
    assert_eq!(account.balance.to_string(), "950.00");
}

/// What is done to a case: which, how much, how many days after the last, dated how many days before.
type Done = (u8, i64, u64, u64);

/// An entry as it is expected: whether it is owed, how much, and of which day.
type Expected = (bool, Decimal, NaiveDate);

/// The case after what is done to it, and the entries that it should have by then.
fn history(engine: &Engine, done: &[Done]) -> (Case, Vec<Expected>, NaiveDate) {
    let mut on = interest::date("2025-02-01");
    let mut case = interest::open(engine, "1000", on, on);
    let mut expected = vec![(true, Decimal::from(1000), on)];
    let mut credits: Vec<(String, Decimal, bool)> = Vec::new();
    for (what, cents, later, back) in done {
        on = on + Days::new(*later);
        let amount = Decimal::new(*cents, 2);
        let (text, dated) = (amount.to_string(), on - Days::new(*back));
        let day = dated.to_string();
        let posting = [("amount", text.as_str()), ("date", day.as_str())];
        let (action, inputs) = match what {
            0 | 1 => ("payment", &posting[..]),
            2 => ("fee", &posting[..]),
            3 => ("interest", &posting[..]),
            4 => ("charge_interest", &[][..]),
            5 => ("credit", &posting[..1]),
            _ => ("", &[][..]),
        };
        if action.is_empty() {
            let Some((id, amount, settled)) = credits.get_mut(cents.unsigned_abs() as usize % 3)
            else {
                continue;
            };
            let failed = *what == 6;
            let answer = if failed {
                "effect_failed"
            } else {
                "effect_done"
            };
            let request = Request::new(answer, Actor::system()).with("id", id.as_str());
            let decision = engine
                .decide(&case, &request, interest::morning(on))
                .unwrap();
            assert!(decision.is_allowed(), "{decision:?}");
            case = case.apply(&decision).unwrap();
            if *settled == failed {
                let amount = if failed { -*amount } else { *amount };
                expected.push((false, amount, on));
            }
            *settled = !failed;
            continue;
        }
        let decision = interest::ask(engine, &case, action, inputs, on);
        if !decision.is_allowed() {
            assert!(amount.is_zero(), "{decision:?}");
            continue;
        }
        match action {
            "credit" => credits.push((decision.effects()[0].id().to_owned(), amount, false)),
            "charge_interest" => {
                let charged = decision.effects()[0].argument("amount").unwrap();
                expected.push((true, charged.to_string().parse().unwrap(), on));
            }
            _ => expected.push((action != "payment", amount, dated)),
        }
        case = case.apply(&decision).unwrap();
    }
    (case, expected, on)
}

#[test]
fn money_is_never_made_or_lost() {
    let engine = interest::engine(&interest::rule_set());
    let done = (0..8_u8, -90_000..150_000_i64, 0..20_u64, 0..60_u64);
    let config = ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(done in prop::collection::vec(done, 0..24))| {
        let (case, expected, last) = history(&engine, &done);
        let mut day = interest::date("2024-11-15");
        while day <= last {
            let account = case.account_on(day);
            let until_then = expected.iter().filter(|(_, _, dated)| *dated <= day);
            let owed: Decimal = until_then
                .map(|(charge, amount, _)| if *charge { *amount } else { -*amount })
                .sum();
            prop_assert_eq!(account.balance, owed, "on {}", day);
            let left: Decimal = account.left.values().copied().sum();
            prop_assert_eq!(left - account.overpaid, owed, "on {}", day);
            prop_assert!(account.left.values().all(|left| *left >= Decimal::ZERO), "{:?}", account);
            day = day + Days::new(1);
        }
        let account = case.account_on(last);
        prop_assert_eq!(account.balance, case.balance());
        let json = serde_json::to_value(&case).unwrap();
        let left: Decimal = json["principal_left"].as_str().unwrap().parse().unwrap();
        prop_assert_eq!(left, account.left["principal"]);
    });
}
