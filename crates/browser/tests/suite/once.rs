//! One effect, however often it is clicked, and however old the page is.

use serde_json::json;

use crate::look::Tongue;
use crate::staff::Staff;

const LOOK: [&str; 2] = ["See what happens", "Se, hvad der sker"];
const PAYMENT: [&str; 2] = ["Register partial payment", "Opret delindbetaling"];

fn sees_a_payment(staff: &Staff) {
    staff.opens("/ui/cases/1001");
    staff.chooses(PAYMENT);
    staff.fills(["Date of payment", "Betalingsdato"], ["2026-02-27"; 2]);
    staff.fills(["Amount", "Beløb"], ["1000"; 2]);
    staff.clicks(LOOK);
    staff.is_told(["This will happen now", "Det sker nu"]);
}

fn payments(staff: &Staff) -> usize {
    let journal = staff.served.get("/cases/1001/journal").json();
    let items = journal["items"].as_array().unwrap();
    let is_payment =
        |item: &&serde_json::Value| item["record"]["request"]["action"] == "partial_payment";
    items.iter().filter(is_payment).count()
}

#[test]
fn a_double_click_does_it_once() {
    let staff = Staff::new(Tongue::Danish);
    staff.has_a_case("1001", &[]);
    sees_a_payment(&staff);
    // As fast as a machine can, past what the page holds back.
    staff.browser.runs(
        "const form = document.querySelector('form[data-once]'); const body = () => new URLSearchParams(new FormData(form));
        for (const _ of [1, 2, 3]) fetch(form.action, { method: 'POST', body: body(), redirect: 'manual' }); form.querySelector('button').click(); form.querySelector('button').click();",
        &[],
    );
    staff.is_told(["Done", "Udført: Opret delindbetaling"]);
    assert_eq!(payments(&staff), 1);
    staff.is_told(["5,312.50", "5.312,50"]);
}

#[test]
fn a_form_that_is_sent_again_does_nothing_more() {
    let staff = Staff::new(Tongue::English);
    staff.has_a_case("1001", &[]);
    sees_a_payment(&staff);
    let form = "return document.querySelector('form[data-once]').outerHTML";
    let form = staff.browser.runs(form, &[]);
    staff.confirms(PAYMENT);
    staff.opens("/ui/cases");
    let again = "document.querySelector('main').innerHTML = arguments[0]; document.querySelector('main button').click();";
    staff.browser.runs(again, &[form]);
    staff.is_told(["Done: Register partial payment"; 2]);
    assert_eq!(payments(&staff), 1);
}

#[test]
fn a_page_that_has_grown_old_says_so_and_does_nothing() {
    for tongue in Tongue::ALL {
        let staff = Staff::new(tongue);
        staff.has_a_case("1001", &[]);
        sees_a_payment(&staff);
        let meanwhile =
            staff
                .served
                .acts("1001", "pause", "meanwhile", json!({ "reason": "other" }));
        assert_eq!(meanwhile.status, 200, "{}", meanwhile.text);
        let [english, danish] = PAYMENT;
        staff.browser.clicks(staff.reads([
            &format!("Confirm: {english}"),
            &format!("Bekræft: {danish}"),
        ]));
        staff.is_told([
            "The case has changed since you looked at it, so nothing was done.",
            "Sagen er ændret, siden du så på den, så intet er gjort.",
        ]);
        assert_eq!(payments(&staff), 0);
    }
}
