//! What valid invoices become · one file a case, in `fixtures/valid`, and its opening as it is printed.

use std::fs;
use std::path::Path;

use dunlin_import::{Options, ubl};

use crate::options;

fn check(path: &Path) -> String {
    let document = fs::read(path).unwrap();
    let opening = ubl(&document, &options(&document))
        .unwrap_or_else(|refusal| panic!("{}: {refusal}", path.display()));
    serde_json::to_string_pretty(&opening).unwrap()
}

#[test]
fn invoices_open_cases() {
    insta::glob!("../fixtures/valid", "*.xml", |path| {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(check(path));
        });
    });
}

#[test]
fn the_examples_show_an_opening_a_consumer_a_missing_due_date_and_a_credit_note() {
    for name in [
        "faktura-1001",
        "faktura-1002",
        "faktura-1003",
        "kreditnota-2001",
    ] {
        let document = crate::example(&format!("{name}.xml"));
        let mut with_days = Options::default();
        with_days.due_days = Some(30);
        let said = [Options::default(), with_days].map(|options| match ubl(&document, &options) {
            Ok(opening) => serde_json::to_string_pretty(&opening).unwrap(),
            Err(refusal) => refusal.to_string(),
        });
        let [without, with] = said;
        let said = if without == with {
            without
        } else {
            format!("{without}\n\n--due-days 30\n{with}")
        };
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(name, said);
        });
    }
}

#[test]
fn a_byte_order_mark_changes_nothing() {
    let document = crate::example("faktura-1001.xml");
    let marked = [b"\xEF\xBB\xBF", document.as_slice()].concat();
    let options = options(&document);
    assert_eq!(ubl(&marked, &options), ubl(&document, &options));
}

#[test]
fn only_a_plausible_address_is_one() {
    let document = String::from_utf8(crate::example("faktura-1001.xml")).unwrap();
    let email = |address: &str| {
        let document = document.replace("bogholderi@example.dk", address);
        let opening = ubl(document.as_bytes(), &options(b"")).unwrap();
        let facts = serde_json::to_value(&opening.facts).unwrap();
        facts
            .get("customer.email")
            .map(|email| email.as_str().unwrap().to_owned())
    };
    for address in [
        "a@b.dk",
        "karen.o'neil+faktura@post.example.dk",
        "søren@smørrebrød.dk",
        "info@xn--smrrebrd-e3a.dk",
    ] {
        assert_eq!(email(address).as_deref(), Some(address));
    }
    for address in [
        "",
        "karen",
        "karen@",
        "@example.dk",
        "karen@example",
        "karen@@example.dk",
        "karen@example..dk",
        "karen@-example.dk",
        "k aren@example.dk",
        "karen@example.dk,",
        "a@example.dk;b@example.dk",
        "mailto:karen@example.dk",
        "&lt;karen@example.dk&gt;",
        ".karen@example.dk",
        "karen@example.dk&#10;Bcc:x@example.dk",
    ] {
        assert_eq!(email(address), None, "{address}");
    }
}
