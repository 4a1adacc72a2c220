//! Every page, on every screen, in every light, in each language: everyone can use it, it fits, and nothing is written to the console.

use serde_json::json;

use crate::browser::Browser;
use crate::demo;
use crate::imports::{importer, imports, invoice, portfolio};
use crate::look::{self, Light, Screen, Tongue};
use crate::staff::Staff;

/// Looks at pages in every way, and keeps what is wrong with them.
struct Looks {
    staff: Staff,
    complaints: Vec<String>,
}

impl Looks {
    fn of(staff: Staff) -> Self {
        Self {
            staff,
            complaints: Vec::new(),
        }
    }

    /// Looks at a page, once some things on it have been clicked.
    fn at(&mut self, name: &str, path: &str, clicks: &[[&str; 2]]) {
        self.at_each(name, |staff| {
            staff.opens(path);
            for words in clicks {
                staff.clicks(*words);
            }
        });
    }

    /// Looks at what somebody comes to.
    fn at_each(&mut self, name: &str, comes: impl Fn(&Staff)) {
        for (screen, light) in look::every() {
            self.staff.browser.looks(screen, light);
            comes(&self.staff);
            self.keeps(name);
        }
        self.staff.browser.looks(Screen::Desk, Light::Light);
    }

    /// Keeps a picture of the page as it is shown, and what is wrong with it.
    fn keeps(&mut self, name: &str) {
        let Staff {
            browser, tongue, ..
        } = &self.staff;
        browser.is_pictured(&format!("{name}-{}", tongue.code()));
        let (screen, light) = browser.look();
        let (screen, light) = (screen.name(), light.name());
        let mut complaints = browser.complaints();
        if browser.language() != tongue.code() {
            complaints.push(format!("its language is `{}`", browser.language()));
        }
        let here = |told| format!("{name} in {}, {screen}, {light}: {told}", tongue.code());
        self.complaints.extend(complaints.into_iter().map(here));
    }
}

/// Fails with everything that is wrong for some reader.
fn every_reader(finds: impl Fn(Tongue) -> Vec<String>) {
    let complaints = Tongue::ALL.map(finds).concat().join("\n\n");
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn each_can_be_used_by_everyone() {
    every_reader(|tongue| {
        let mut looks = Looks::of(importer(tongue));
        looks.at("today-none", "/ui/today", &[]);
        looks.at("cases-none", "/ui/cases", &[]);
        looks.at("journal-none", "/ui/journal", &[]);
        has_cases(&looks.staff);
        let actions = ["Actions", "Handlinger"];
        looks.at("cases", "/ui/cases", &[]);
        looks.at("case", "/ui/cases/1001", &[]);
        looks.at("case-menu", "/ui/cases/1001", &[actions]);
        looks.at("case-paused", "/ui/cases/1002", &[actions]);
        looks.at("case-closed", "/ui/cases/1003", &[actions]);
        looks.at("case-missing", "/ui/cases/nowhere", &[]);
        looks.at("close", "/ui/cases/1001/actions/close", &[]);
        looks.at("restart", "/ui/cases/1001/actions/restart_flow", &[]);
        looks.at("credit-note", "/ui/cases/1004/actions/credit_note", &[]);
        looks.at("resume-denied", "/ui/cases/1002/actions/resume", &[]);
        looks.at("rules", "/ui/rules", &[]);
        looks.at("rules-flow", "/ui/rules/flows/reminder", &[]);
        looks.at("rules-action", "/ui/rules/actions/close", &[]);
        looks.at("import", "/ui/import", &[]);
        looks.at_each("payment-refused", pays_too_much);
        looks.at_each("imported", imports_some);
        looks.staff.opens("/ui/cases");
        looks.staff.clicks(["first"; 2]);
        looks.staff.clicks(["Sign out", "Log ud"]);
        looks.at("sign-in", "/ui/sign-in", &[]);
        looks.complaints
    });
}

#[test]
fn those_of_a_demonstration_can_be_used_by_everyone() {
    every_reader(|tongue| {
        let mut looks = Looks::of(demo::visitor(tongue));
        looks.at("demo-sign-in", "/ui/sign-in", &[]);
        demo::comes_in(&looks.staff);
        looks.at("demo-today", "/ui/today", &[]);
        looks.at_each("demo-today-numbers", |staff| {
            staff.opens("/ui/today");
            staff.clicks(["The numbers", "Tallene"]);
        });
        looks.at("demo-journal", "/ui/journal", &[]);
        looks.at_each("demo-journal-entry", |staff| {
            staff.opens("/ui/journal");
            staff.browser.clicks_at(".entries .what a");
            staff.is_told(["Why it came out so", "Derfor faldt det sådan ud"]);
        });
        looks.at("demo-cases", "/ui/cases", &[]);
        looks.at("demo-held", "/ui/cases?view=held", &[]);
        looks.at("demo-mail", "/ui/mail", &[]);
        looks.at_each("demo-letter", |staff| {
            staff.opens("/ui/mail");
            staff.browser.clicks_at(".mail-list li:first-child a");
            staff.browser.said_at(".letter-body");
        });
        looks.at_each("demo-case", |staff| {
            staff.opens("/ui/cases?flow=collection&status=active");
            staff.browser.clicks_at("table.cases th a");
            staff.is_told(["Letters", "Breve"]);
        });
        looks.at_each("demo-moved", |staff| {
            staff.opens("/ui/cases");
            staff.clicks(["Next day", "Næste dag"]);
            staff.is_told(["It is", "Det er nu"]);
        });
        looks.complaints
    });
}

/// Has a file imported that is half good, and one that isn't.
fn imports_some(staff: &Staff) {
    imports(
        staff,
        &[portfolio(staff), invoice("invalid/no-due-date.xml")],
    );
    staff.is_told(["1 refused", "1 afvist"]);
}

/// Fills in a payment of more than is owed, tomorrow.
fn pays_too_much(staff: &Staff) {
    staff.opens("/ui/cases/1001/actions/partial_payment");
    staff.fills(["Date of payment", "Betalingsdato"], ["2026-03-03"; 2]);
    staff.fills(["Amount", "Beløb"], ["7000"; 2]);
    staff.clicks(["See what happens", "Se, hvad der sker"]);
    staff.is_told(["can't be after today", "kan ikke ligge efter i dag"]);
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

#[test]
fn each_rule_of_the_stylesheet_ends_where_it_is_meant_to() {
    let staff = Staff::with(Browser::new(), Tongue::English);
    staff.opens("/ui/sign-in");
    // A rule that is left open takes those after it into itself, and says nothing.
    let swallowed = "return [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
        .filter((rule) => rule.selectorText && rule.cssRules?.length).map((rule) => rule.selectorText)";
    assert_eq!(staff.browser.runs(swallowed, &[]), json!([]));
}
