//! What isn't allowed, as it is read: greyed in the menu with the reason, and beside the field that is filled in wrongly.

use serde_json::json;

use crate::look::Tongue;
use crate::staff::Staff;

const LOOK: [&str; 2] = ["See what happens", "Se, hvad der sker"];

#[test]
fn an_action_that_is_not_allowed_says_why_and_what_would_allow_it() {
    for tongue in Tongue::ALL {
        let staff = Staff::new(tongue);
        staff.has_a_case("1001", &[("objection.since", json!("2026-02-20"))]);
        let body = json!({ "input": { "reason": "dispute" } }).to_string();
        let paused = staff
            .served
            .post("/cases/1001/actions/pause", "pause", body, &[]);
        assert_eq!(paused.status, 200, "{}", paused.text);
        staff.opens("/ui/cases/1001");
        staff.clicks(["Actions", "Handlinger"]);
        staff.is_told([
            "The customer's objection hasn't been answered yet",
            "Kundens indsigelse er ikke besvaret endnu",
        ]);
        let greyed = staff.browser.runs(
            "return [...document.querySelectorAll('[aria-disabled=true]')].map((one) => [one.querySelector('strong').innerText, one.querySelector('.nearest')?.innerText || '', one.querySelectorAll('a, button').length])",
            &[],
        );
        assert_eq!(
            greyed[0][0],
            staff.reads(["Resume", "Genoptag"]),
            "{greyed}"
        );
        assert_ne!(greyed[0][1], "", "{greyed}");
        assert_eq!(greyed[0][2], 0, "{greyed}");
        // Who comes by an address alone reads the same.
        staff.opens("/ui/cases/1001/actions/resume");
        staff.is_told(["This can't be done now", "Det kan ikke lade sig gøre nu"]);
        staff.is_told([
            "The customer's objection hasn't been answered yet",
            "Kundens indsigelse er ikke besvaret endnu",
        ]);
    }
}

#[test]
fn what_is_wrong_stands_beside_its_field() {
    for tongue in Tongue::ALL {
        let staff = Staff::new(tongue);
        staff.has_a_case("1001", &[]);
        staff.chooses(["Register partial payment", "Opret delindbetaling"]);
        staff.fills(["Date of payment", "Betalingsdato"], ["2026-03-09"; 2]);
        staff.fills(["Amount", "Beløb"], ["7,000.00", "7.000,00"]);
        staff.clicks(LOOK);
        staff.is_told(["can't be after today", "kan ikke ligge efter i dag"]);
        let date = beside(&staff, ["Date of payment", "Betalingsdato"]);
        let late = [
            "The date of payment can't be after today.",
            "Betalingsdatoen kan ikke ligge efter i dag.",
        ];
        assert_eq!(date, staff.reads(late));
        let amount = beside(&staff, ["Amount", "Beløb"]);
        let much = [
            "a partial payment must be less",
            "en delindbetaling skal være mindre",
        ];
        assert!(amount.contains(staff.reads(much)), "{amount}");
        staff.fills(["Amount", "Beløb"], ["a lot"; 2]);
        staff.clicks(LOOK);
        staff.is_told(["Write a number", "Skriv et tal"]);
        let amount = beside(&staff, ["Amount", "Beløb"]);
        assert_eq!(
            amount,
            staff.reads([
                "Write a number such as 1,250.50.",
                "Skriv et tal som 1.250,50."
            ])
        );
        staff.browser.said_nothing();
        // It can be put right where it is.
        staff.fills(["Date of payment", "Betalingsdato"], ["2026-03-01"; 2]);
        staff.fills(["Amount", "Beløb"], ["700"; 2]);
        staff.clicks(LOOK);
        staff.confirms(["Register partial payment", "Opret delindbetaling"]);
    }
}

/// What a screen reader says of a field beside its label.
fn beside(staff: &Staff, label: [&str; 2]) -> String {
    staff.is_told(label);
    let told = staff.browser.runs(
        "const label = [...document.querySelectorAll('label')].find((one) => one.innerText.startsWith(arguments[0]));
        const field = label.control;
        if (field.getAttribute('aria-invalid') !== 'true') return '';
        return field.getAttribute('aria-describedby').trim().split(/\\s+/).map((id) => document.getElementById(id))
            .filter((one) => one.classList.contains('problem')).map((one) => one.innerText.trim()).join(' ');",
        &[json!(staff.reads(label))],
    );
    told.as_str().unwrap().to_owned()
}
