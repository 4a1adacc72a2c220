//! Every page, on every screen, in every light, in each language: everyone can use it, it fits, and nothing is written to the console.

use serde_json::json;

use crate::browser::Browser;
use crate::look::{self, Light, Screen, Tongue};
use crate::staff::Staff;

/// Looks at a page in every way.
fn looks(staff: &mut Staff, name: &str, path: &str, opens: &[[&str; 2]]) {
    for (screen, light) in look::every() {
        staff.browser.looks(screen, light);
        staff.opens(path);
        for words in opens {
            staff.clicks(*words);
        }
        let browser = &staff.browser;
        browser.is_pictured(&format!("{name}-{}", staff.tongue.code()));
        assert_eq!(browser.language(), staff.tongue.code());
        browser.is_accessible();
        browser.fits();
        browser.said_nothing();
    }
    staff.browser.looks(Screen::Desk, Light::Light);
}

#[test]
fn each_can_be_used_by_everyone() {
    for tongue in Tongue::ALL {
        let mut staff = Staff::with(Browser::new(), tongue);
        looks(&mut staff, "sign-in", "/ui/sign-in", &[]);
        staff.signs_in();
        looks(&mut staff, "cases-none", "/ui/cases", &[]);
        has_cases(&staff);
        let actions = ["Actions", "Handlinger"];
        let look = ["See what happens", "Se, hvad der sker"];
        looks(&mut staff, "cases", "/ui/cases", &[]);
        looks(&mut staff, "case", "/ui/cases/1001", &[]);
        looks(&mut staff, "case-menu", "/ui/cases/1001", &[actions]);
        looks(&mut staff, "case-paused", "/ui/cases/1002", &[actions]);
        looks(&mut staff, "case-closed", "/ui/cases/1003", &[actions]);
        looks(&mut staff, "close", "/ui/cases/1001/actions/close", &[]);
        looks(
            &mut staff,
            "payment-refused",
            "/ui/cases/1001/actions/partial_payment",
            &[look],
        );
        looks(
            &mut staff,
            "restart-preview",
            "/ui/cases/1001/actions/restart_flow",
            &[],
        );
        looks(
            &mut staff,
            "credit-note-preview",
            "/ui/cases/1004/actions/credit_note",
            &[],
        );
        looks(
            &mut staff,
            "resume-denied",
            "/ui/cases/1002/actions/resume",
            &[],
        );
    }
}

/// A case as most are; one that is paused for an objection, one that is closed, one with e-conomic and a long name.
fn has_cases(staff: &Staff) {
    staff.has_a_case("1001", &[]);
    let paid = json!({ "date": "2026-02-27", "amount": "500" });
    done(staff, "1001", "partial_payment", paid);
    staff.has_a_case(
        "1002",
        &[
            ("objection.since", json!("2026-02-20")),
            ("customer.name", json!("Maja Ravn")),
        ],
    );
    let why = json!({ "reason": "dispute", "note": "Varen kom for sent, skriver hun: se brev af 20. februar." });
    done(staff, "1002", "pause", why);
    staff.has_a_case("1003", &[("customer.name", json!("Vestergade Cykler ApS"))]);
    done(
        staff,
        "1003",
        "close",
        json!({ "code": "paid", "reason": "to_us", "confirmation": true }),
    );
    let name =
        "Interessentskabet Sønderjyske Landbrugsmaskinfabrikker og Reservedelslagre under konkurs";
    staff.has_a_case(
        "1004",
        &[
            ("accounting.system", json!("economic")),
            ("customer.name", json!(name)),
        ],
    );
}

fn done(staff: &Staff, case: &str, action: &str, input: serde_json::Value) {
    let taken = staff
        .served
        .acts(case, action, &format!("{action} {case}"), input);
    assert_eq!(taken.status, 200, "{}", taken.text);
}
