//! Cases, openings and requests that the rule set can't take: each named, nothing guessed, nothing applied.

use dunlin::{Actor, Opening, Request};
use serde_json::{Value, json};

use crate::fixtures::{at, clerk, opened, shipped};

/// A case of the shipped rule set as JSON, changed.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let engine = shipped();
    let now = at("2026-03-02T10:00:00Z");
    let case = opened(&engine, &[], now);
    let mut json = serde_json::to_value(&case).unwrap();
    change(&mut json);
    json.to_string()
}

#[test]
fn what_is_wrong_with_a_case_is_named() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 21] = [
        ("a newer schema", |case| case["schema"] = json!(2)),
        ("no schema", |case| {
            case.as_object_mut().unwrap().remove("schema");
        }),
        ("an unknown field", |case| case["colour"] = json!("red")),
        ("an unknown flow", |case| case["flow"] = json!("remindr")),
        ("an unknown step", |case| case["step"] = json!("reminder_9")),
        ("a step that is a number", |case| case["step"] = json!(7)),
        ("no step", |case| {
            case.as_object_mut().unwrap().remove("step");
        }),
        ("a balance that the ledger doesn't give", |case| {
            case["balance"] = json!("900.00")
        }),
        ("an entry that isn't declared", |case| {
            case["ledger"][0]["entry"] = json!("tax")
        }),
        ("an amount with three decimals", |case| {
            case["ledger"][0]["amount"] = json!("1.005")
        }),
        ("a status that doesn't follow", |case| {
            case["status"] = json!("closed")
        }),
        ("a fact of another type", |case| {
            case["facts"]["due_date"] = json!("tomorrow")
        }),
        ("an unknown fact", |case| {
            case["facts"]["custmer.name"] = json!("x")
        }),
        ("a missing fact", |case| {
            case["facts"].as_object_mut().unwrap().remove("due_date");
        }),
        ("another currency", |case| case["currency"] = json!("SEK")),
        (
            "a hold without a reason",
            |case| {
                case["holds"] =
                    json!([{"clock":"stops","interest":"accrues","since":"2026-03-01T00:00:00Z"}])
            },
        ),
        ("a negative revision", |case| case["revision"] = json!(-1)),
        ("a revision beyond all bounds", |case| {
            case["revision"] = json!(i64::MAX)
        }),
        ("two holds of one reason", |case| {
            let hold = json!({"reason":"dispute","clock":"stops","interest":"stops","since":"2026-03-01T00:00:00Z"});
            case["holds"] = json!([hold, hold]);
            case["status"] = json!("paused");
        }),
        ("two effects of one id", |case| {
            let past = case["history"][0].clone();
            case["history"].as_array_mut().unwrap().push(past);
        }),
        ("several things", |case| {
            case["flow"] = json!(7);
            case["ledger"] = json!("none");
            case["x"] = json!(1);
        }),
    ];
    let engine = shipped();
    let told: Vec<String> = changes
        .into_iter()
        .map(|(what, change)| {
            let error = engine.read_case(&changed(change)).unwrap_err();
            format!("{what}:\n  {error}")
        })
        .collect();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(told.join("\n"));
    });
}

#[test]
fn text_that_is_no_case_is_refused() {
    let engine = shipped();
    for text in [
        "",
        "{",
        "[]",
        "null",
        "{\"schema\":1}",
        "{\"schema\":1,\"schema\":1}",
    ] {
        assert!(engine.read_case(text).is_err(), "{text} was read as a case");
    }
}

#[test]
fn an_opening_that_does_not_fit_is_refused_whole() {
    let engine = shipped();
    let now = at("2026-03-02T10:00:00Z");
    let mut opening = Opening::new(" ");
    opening.set("flow", "nowhere".into());
    opening.set("currency", "SEK".into());
    opening.set("principal", "0".into());
    opening.set("due_date", "2026-02-30".into());
    opening.set("customer.nme", "x".into());
    let error = engine.open(&opening, now).unwrap_err();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(error.problems().collect::<Vec<_>>().join("\n"));
    });
}

#[test]
fn an_unknown_action_or_role_is_named() {
    let engine = shipped();
    let now = at("2026-03-02T10:00:00Z");
    let case = opened(&engine, &[], now);
    let errors = [
        engine
            .decide(&case, Request::new("puase", clerk()), now)
            .unwrap_err()
            .to_string(),
        engine
            .decide(&case, Request::new("open_case", Actor::system()), now)
            .unwrap_err()
            .to_string(),
        engine
            .decide(
                &case,
                Request::new("pause", Actor::new("ida", "clerc")),
                now,
            )
            .unwrap_err()
            .to_string(),
        engine
            .menu(&case, &Actor::new("ida", ""), now)
            .unwrap_err()
            .to_string(),
    ];
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(errors.join("\n"));
    });
}

#[test]
fn ill_formed_inputs_are_told_together() {
    let engine = shipped();
    let now = at("2026-03-02T10:00:00Z");
    let case = opened(&engine, &[], now);
    let request = Request::new("partial_payment", clerk())
        .with("date", "2026-02-30")
        .with("amount", "10.005")
        .with("colour", "red");
    let decision = engine.decide(&case, &request, now).unwrap();
    let told: Vec<String> = decision
        .denials()
        .iter()
        .map(|denial| {
            format!(
                "{}: {} / {}",
                denial.rule,
                denial.message.get("da"),
                denial.message.get("en")
            )
        })
        .collect();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(told.join("\n"));
    });
    assert_eq!(case.apply(&decision).unwrap(), case);
}

#[test]
fn a_decision_applies_to_its_case_and_revision_alone() {
    let engine = shipped();
    let now = at("2026-03-02T10:00:00Z");
    let case = opened(&engine, &[], now);
    let mut other = engine.example_opening("1002");
    other.set("principal", "500".into());
    let other = engine.open(&other, now).unwrap().case_after().unwrap();
    let decision = engine
        .decide(&case, Request::new("restart_flow", clerk()), now)
        .unwrap();
    let after = case.apply(&decision).unwrap();
    assert!(
        other
            .apply(&decision)
            .unwrap_err()
            .to_string()
            .contains("case `1001`")
    );
    assert!(
        after
            .apply(&decision)
            .unwrap_err()
            .to_string()
            .contains("decide again")
    );
}
