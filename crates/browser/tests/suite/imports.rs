//! Invoices that come in as files, chosen on the page: what is opened, what is there already, and what is refused and why.

use std::path::{Path, PathBuf};

use dunlin_host::Config;

use crate::browser::Browser;
use crate::look::Tongue;
use crate::staff::Staff;

const INVOICES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../import/tests/fixtures");
const IMPORT: [&str; 2] = ["Import", "Indlæs"];
const FILES: [&str; 2] = [
    "Drop files here, or choose them",
    "Træk filer hertil, eller vælg dem",
];

/// How a portfolio's columns are read.
const MAPPING: &str = "\
delimiter: \";\"
date_format: dd.mm.yyyy
decimal_mark: \",\"
columns:
  id: Fakturanr
  principal: Beløb
  invoice_date: Dato
  due_date: Forfald
  customer.name: Kunde
constants: { currency: DKK }
";
/// A portfolio, the second line of which can't be read.
const PORTFOLIO: &str = "Fakturanr;Beløb;Dato;Forfald;Kunde\n\
    2001;1200,50;15.01.2026;15.02.2026;Æblehaven ApS\n\
    2002;tolv;15.01.2026;15.02.2026;Birk & Bech ApS\n";

/// Somebody whose service reads a portfolio.
pub(crate) fn importer(tongue: Tongue) -> Staff {
    let staff = Staff::of(Browser::new(), tongue, |folder, settings| {
        std::fs::write(folder.file("map.yaml"), MAPPING).unwrap();
        std::fs::write(
            folder.file("host.yaml"),
            "imports: { receivables: map.yaml }\n",
        )
        .unwrap();
        settings.config = Config::read(folder.file("host.yaml")).unwrap();
    });
    staff.signs_in();
    staff
}

/// Chooses files, and imports them.
pub(crate) fn imports(staff: &Staff, files: &[PathBuf]) {
    staff.opens("/ui/import");
    let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
    staff.browser.chooses_files(staff.reads(FILES), &files);
    staff.clicks(IMPORT);
}

/// A portfolio of two lines, one of which can't be read.
pub(crate) fn portfolio(staff: &Staff) -> PathBuf {
    let file = staff.folder.file("restancer.csv");
    std::fs::write(&file, PORTFOLIO).unwrap();
    file
}

/// An invoice as UBL.
pub(crate) fn invoice(name: &str) -> PathBuf {
    Path::new(INVOICES).join(name).canonicalize().unwrap()
}

#[test]
fn invoices_are_opened_and_what_is_wrong_with_others_is_told() {
    for tongue in Tongue::ALL {
        let staff = importer(tongue);
        let files = ["valid/vat-endpoint.xml", "invalid/no-due-date.xml"].map(invoice);
        imports(&staff, &files);
        staff.is_told(["1 opened", "1 oprettet"]);
        staff.is_told(["1 refused", "1 afvist"]);
        staff.is_told(["vat-endpoint.xml"; 2]);
        staff.is_told(["no-due-date.xml"; 2]);
        staff.is_told(["due date", "forfaldsdato"]);
        staff.browser.said_nothing();
        // The same again opens nothing more.
        imports(&staff, &files);
        staff.is_told(["1 there already", "1 findes allerede"]);
    }
}

#[test]
fn a_portfolio_is_opened_line_by_line() {
    for tongue in Tongue::ALL {
        let staff = importer(tongue);
        imports(&staff, &[portfolio(&staff)]);
        staff.is_told(["1 opened", "1 oprettet"]);
        staff.is_told(["1 refused", "1 afvist"]);
        staff.is_told(["`tolv`"; 2]);
        staff.clicks(["Case 2001", "Sag 2001"]);
        staff.is_told(["Æblehaven ApS"; 2]);
        staff.is_told(["1,200.50", "1.200,50"]);
        staff.browser.said_nothing();
    }
}
