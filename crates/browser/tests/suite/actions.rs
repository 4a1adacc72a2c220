//! The seven actions of the menu: each chosen, filled in, looked at before it happens, and confirmed.

use serde_json::{Value, json};

use crate::look::Tongue;
use crate::staff::Staff;

const LOOK: [&str; 2] = ["See what happens", "Se, hvad der sker"];

/// Has each reader take an action on a case of some facts: what is done in between, a test says.
fn each(facts: &[(&str, Value)], acts: impl Fn(&Staff)) {
    for tongue in Tongue::ALL {
        let staff = Staff::new(tongue);
        staff.has_a_case("1001", facts);
        acts(&staff);
        staff.browser.said_nothing();
    }
}

#[test]
fn a_case_is_closed_with_a_confirmation() {
    const CLOSE: [&str; 2] = ["Close invoice", "Afslut faktura"];
    each(&[], |staff| {
        staff.chooses(CLOSE);
        staff.fills(["Closing code", "Lukkekode"], ["Settled", "Forlig"]);
        let reason = ["The remainder has been waived", "Restbeløbet er eftergivet"];
        staff.fills(["Detailed reason", "Uddybende årsag"], reason);
        staff.clicks([
            "Send the customer a confirmation",
            "Send en bekræftelse til kunden",
        ]);
        staff.clicks(LOOK);
        // What was chosen is read once more, and the letter too.
        staff.is_told(reason);
        staff.is_told(["bogholderi@birkbech.example"; 2]);
        staff.confirms(CLOSE);
        staff.is_told(["Closed", "Lukket"]);
        staff.is_told([
            "othing, for the case is closed",
            "ntet, for sagen er lukket",
        ]);
    });
}

#[test]
fn a_partial_payment_is_registered() {
    const PAYMENT: [&str; 2] = ["Register partial payment", "Opret delindbetaling"];
    each(&[], |staff| {
        staff.chooses(PAYMENT);
        staff.fills(["Date of payment", "Betalingsdato"], ["2026-02-27"; 2]);
        staff.fills(["Amount", "Beløb"], ["1,000.00", "1.000,00"]);
        staff.clicks(LOOK);
        staff.is_told(["The customer then owes", "Kunden skylder derefter"]);
        staff.is_told(["5,312.50", "5.312,50"]);
        staff.confirms(PAYMENT);
        staff.is_told(["5,312.50", "5.312,50"]);
    });
}

#[test]
fn a_credit_note_is_made_where_e_conomic_is() {
    const NOTE: [&str; 2] = ["Create credit note", "Opret kreditnota"];
    each(&[("accounting.system", json!("economic"))], |staff| {
        staff.chooses(NOTE);
        staff.is_told(["6,312.50", "6.312,50"]);
        staff.confirms(NOTE);
        // It is made elsewhere, and then the case is closed.
        staff.served.until("it is closed", |served| {
            served.get("/cases/1001").json()["case"]["status"] == "closed"
        });
        staff.opens("/ui/cases/1001");
        staff.is_told(["Credited in full", "Krediteret fuldt ud"]);
        staff.is_told([
            "othing, for the case is closed",
            "ntet, for sagen er lukket",
        ]);
    });
}

#[test]
fn a_credit_note_is_not_offered_where_e_conomic_is_not() {
    each(&[], |staff| {
        staff.clicks(["Actions", "Handlinger"]);
        staff.is_told(["Close invoice", "Afslut faktura"]);
        let page = staff.browser.text();
        assert!(!page.contains(staff.reads(["Create credit note", "Opret kreditnota"])));
    });
}

#[test]
fn a_case_is_paused_and_resumed() {
    const PAUSE: [&str; 2] = ["Pause", "Sæt i bero"];
    const RESUME: [&str; 2] = ["Resume", "Genoptag"];
    each(&[], |staff| {
        staff.chooses(PAUSE);
        staff.fills(["Reason", "Årsag"], ["Instalment plan", "Afdragsordning"]);
        staff.fills(["Elaboration", "Uddybning"], ["three instalments"; 2]);
        staff.fills(["Resume on", "Genoptages den"], ["2026-04-01"; 2]);
        staff.clicks(LOOK);
        staff.is_told(["Instalment plan", "Afdragsordning"]);
        staff.confirms(PAUSE);
        staff.is_told(["three instalments"; 2]);
        staff.is_told(["Paused", "I bero"]);
        staff.chooses(RESUME);
        staff.confirms(RESUME);
        staff.is_told(["Active", "Aktiv"]);
    });
}

#[test]
fn a_case_is_moved_to_collection_and_stays_there() {
    const CHANGE: [&str; 2] = ["Change flow", "Ændring af flow"];
    each(&[], |staff| {
        staff.chooses(CHANGE);
        staff.fills(["New flow", "Nyt flow"], ["Collection flow", "Inkassoflow"]);
        staff.clicks(LOOK);
        staff.is_told([
            "The customer hasn't had a collection notice",
            "Kunden har ikke fået et inkassovarsel",
        ]);
        staff.confirms(CHANGE);
        staff.clicks(["Actions", "Handlinger"]);
        staff.is_told([
            "The case is in collection and can't be moved to another flow",
            "Sagen er i inkasso og kan ikke flyttes til et andet flow",
        ]);
    });
}

#[test]
fn a_flow_is_restarted() {
    const RESTART: [&str; 2] = ["Restart flow", "Genstart flow"];
    each(&[], |staff| {
        staff.chooses(RESTART);
        staff.confirms(RESTART);
        staff.is_told(RESTART);
    });
}
