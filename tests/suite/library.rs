//! A rule set that isn't about invoices: library loans work without a change in the engine.

use dunlin::{Actor, Request, Verdict};

use crate::fixtures::{at, library, opened};

#[test]
fn a_loan_is_extended_until_somebody_waits_for_the_book() {
    let engine = library();
    let now = at("2026-03-16T10:00:00Z");
    let loan = opened(&engine, &[], now);
    let volunteer = Actor::new("bo", "volunteer");

    let request = Request::new("extend", volunteer.clone()).with("days", 14);
    let decision = engine.decide(&loan, &request, now).unwrap();
    assert_eq!(decision.verdict(), Verdict::Allowed);
    let loan = loan.apply(&decision).unwrap();
    assert_eq!(loan.fact("due").unwrap().to_string(), "2026-04-03");

    let request = Request::new("extend", volunteer.clone()).with("days", 60);
    let decision = engine.decide(&loan, &request, now).unwrap();
    let denial = &decision.denials()[0];
    assert_eq!(
        (&*denial.rule, denial.input.as_deref()),
        ("not_too_long", Some("days"))
    );
    assert_eq!(
        denial.message.get("en"),
        "A volunteer may extend a loan by 28 days at most."
    );

    let reserved = Request::new("facts_changed", Actor::system()).with("reserved", true);
    let loan = loan
        .apply(&engine.decide(&loan, &reserved, now).unwrap())
        .unwrap();
    let decision = engine
        .decide(
            &loan,
            Request::new("extend", volunteer).with("days", 1),
            now,
        )
        .unwrap();
    assert_eq!(
        decision.denials()[0].message.get("en"),
        "Somebody else is waiting for “Sketch of the Analytical Engine”."
    );
}

#[test]
fn a_lost_book_closes_the_loan_and_a_copy_is_ordered() {
    let engine = library();
    let now = at("2026-03-16T10:00:00Z");
    let loan = opened(&engine, &[], now);
    let decision = engine
        .decide(
            &loan,
            Request::new("report_lost", Actor::new("eva", "librarian")),
            now,
        )
        .unwrap();
    let effects: Vec<String> = decision
        .effects()
        .iter()
        .map(|effect| format!("{effect:?}"))
        .collect();
    assert_eq!(
        effects,
        [
            "close_case { code: lost, reason: by_borrower }",
            "order_copy { title: Sketch of the Analytical Engine }",
        ]
    );
    assert_eq!(loan.apply(&decision).unwrap().status(), "closed");

    let volunteer = Request::new("report_lost", Actor::new("bo", "volunteer"));
    let denied = engine.decide(&loan, &volunteer, now).unwrap();
    assert_eq!(&*denied.denials()[0].rule, "role");
}

#[test]
fn the_menu_says_what_a_volunteer_may_do() {
    let engine = library();
    let now = at("2026-03-16T10:00:00Z");
    let loan = opened(&engine, &[], now);
    let menu = engine
        .menu(&loan, &Actor::new("bo", "volunteer"), now)
        .unwrap();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(serde_json::to_string_pretty(&menu).unwrap());
    });
}
