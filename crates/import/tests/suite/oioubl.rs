//! Invoices from outside of the project, read where they lie and never copied · what each must become, by hand.

use std::fs;
use std::path::Path;

use dunlin_import::{Opening, Options, ubl};

/// What is known of a file: the opening's parts, `-` for an absent one, or the beginning of a refusal.
enum Expected {
    Opens {
        /// The due date on the document; without one, a file needs `due_days`, and 30 are given.
        due: Option<&'static str>,
        rest: [&'static str; 10],
    },
    Refused(&'static str),
}
use Expected::{Opens, Refused};

#[rustfmt::skip]
const FILES: [(&str, Expected); 11] = [
    ("examples_out_credit-note.xml", Refused("this is a credit note (`/CreditNote`, line 2)")),
    ("examples_out_invoice.xml", Opens { due: Some("2005-11-25"), rest: [
        "A00095678", "2005-11-20", "2005-11-25", "6312.50", "DKK",
        "Den Lille Skole", "business", "-", "Hans@dls.dk", "Tavleleverandøren DK16356700"] }),
    ("out_cpr-supplier.xml", Opens { due: None, rest: [
        "SAMPLE-002", "2024-05-15", "2024-06-14", "100.00", "DKK",
        "Test-mod", "business", "DK13585628", "-", "afsender -"] }),
    ("out_credit-note_real.xml", Refused("this is a credit note (`/CreditNote`, line 2)")),
    ("out_dk-bank.xml", Opens { due: None, rest: [
        "FINAL-BANK01", "2026-05-29", "2026-06-28", "2500.00", "DKK",
        "Modtager Handel A/S", "business", "DK76543216", "-", "Eksempel Software ApS DK12345674"] }),
    ("out_excise-charge_real.xml", Opens { due: Some("2005-11-25"), rest: [
        "A00095678", "2005-11-20", "2005-11-25", "1462.50", "DKK",
        "Den Lille Skole", "business", "DK16356709", "Hans@dls.dk", "Tavleleverandøren DK16356700"] }),
    ("out_happy-path_real.xml", Opens { due: Some("2005-11-25"), rest: [
        "A00095678", "2005-11-20", "2005-11-25", "6312.50", "DKK",
        "Den Lille Skole", "business", "-", "Hans@dls.dk", "Tavleleverandøren DK16356700"] }),
    ("out_invoice-bare.xml", Opens { due: Some("2024-06-15"), rest: [
        "SAMPLE-001", "2024-05-15", "2024-06-15", "41178.80", "DKK",
        "Sample Customer A/S", "business", "DK10000017", "-", "Sample Supplier ApS DK10000009"] }),
    ("out_invoice-minimal.xml", Opens { due: None, rest: [
        "SAMPLE-001", "2024-05-15", "2024-06-14", "2142.00", "EUR",
        "Sample Consumer", "business", "DK10000017", "email@sample.com", "Provide One GmbH DK10000009"] }),
    ("out_nemkonto.xml", Opens { due: None, rest: [
        "FINAL-NEMKONTO01", "2026-05-29", "2026-06-28", "2500.00", "DKK",
        "Modtager Handel A/S", "business", "DK76543216", "-", "Eksempel Software ApS DK12345674"] }),
    ("out_reverse-charge_real.xml", Opens { due: Some("2005-11-25"), rest: [
        "A00095678", "2005-11-20", "2005-11-25", "5000.00", "DKK",
        "Headoffice AB", "business", "SE123456789701", "Hans@headof.se", "Tavleleverandøren DK16356706"] }),
];

fn parts(opening: &Opening) -> [String; 10] {
    let opening = serde_json::to_value(opening).unwrap();
    let part = |name: &str| opening[name].as_str().unwrap_or("-").to_owned();
    let fact = |name: &str| opening["facts"][name].as_str().unwrap_or("-").to_owned();
    [
        part("id"),
        fact("invoice_date"),
        fact("due_date"),
        part("principal"),
        part("currency"),
        fact("customer.name"),
        fact("customer.kind"),
        fact("customer.number"),
        fact("customer.email"),
        format!("{} {}", fact("supplier.name"), fact("supplier.number")),
    ]
}

#[test]
fn invoices_from_outside_are_read_exactly() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/oioubl");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let mut present: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    present.sort();
    assert_eq!(
        present,
        FILES.each_ref().map(|(name, _)| *name),
        "a file came or went"
    );

    for (name, expected) in FILES {
        let document = fs::read(folder.join(name)).unwrap();
        let bare = ubl(&document, &Options::default());
        let mut options = Options::default();
        options.due_days = Some(30);
        let with_days = ubl(&document, &options);
        match expected {
            Refused(refusal) => {
                for result in [bare, with_days] {
                    assert!(
                        result.unwrap_err().to_string().starts_with(refusal),
                        "{name}"
                    );
                }
            }
            Opens { due, rest } => {
                let opening = with_days.unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
                assert_eq!(parts(&opening), rest, "{name}");
                assert!(
                    !serde_json::to_string(&opening)
                        .unwrap()
                        .contains("1111111118"),
                    "{name}"
                );
                match due {
                    Some(_) => assert_eq!(bare, Ok(opening), "{name}: its own due date counts"),
                    None => {
                        let refusal = bare.unwrap_err().to_string();
                        assert!(
                            refusal
                                .starts_with("the invoice has no due date (`/Invoice/cbc:DueDate`"),
                            "{name}: {refusal}"
                        );
                    }
                }
            }
        }
    }
}
