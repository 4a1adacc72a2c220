//! Portfolios from outside of the project, read where they lie and never copied · every figure counted by another route.

use std::fs;
use std::path::Path;

use dunlin_import::{Event, Fact, Imported, Mapping, Options, csv};

/// The file and what is imported of it, if it is there.
fn import(file: &str, mapping: &str) -> Option<(String, Imported)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("../../../shared/data").join(file);
    let Ok(text) = fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return None;
    };
    let mapping = fs::read_to_string(root.join("tests/fixtures/outside").join(mapping)).unwrap();
    let mapping = Mapping::read(&mapping).unwrap_or_else(|findings| panic!("{findings}"));
    let imported = csv(text.as_bytes(), &mapping, &Options::default()).unwrap();
    assert_eq!(imported.bad_rows, []);
    Some((text, imported))
}

/// The cells of the named columns. Neither file has a quote, so that cutting at commas will do.
fn cells<'t>(text: &'t str, names: &[&str]) -> Vec<Vec<&'t str>> {
    assert!(!text.contains('"'));
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let places: Vec<usize> = names
        .iter()
        .map(|name| header.iter().position(|known| known == name).unwrap())
        .collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            places.iter().map(|place| cells[*place]).collect()
        })
        .collect()
}

/// An amount in hundredths, by its digits alone.
fn hundredths(amount: &str) -> i64 {
    let (whole, decimals) = amount.split_once('.').unwrap_or((amount, ""));
    format!("{whole}{decimals:0<2}").parse().unwrap()
}

fn sum<'a>(amounts: impl IntoIterator<Item = &'a str>) -> i64 {
    amounts.into_iter().map(hundredths).sum()
}

fn amounts(events: &[&Event]) -> i64 {
    events
        .iter()
        .map(|event| match &event.input["amount"] {
            Fact::Number(amount) => hundredths(&amount.to_string()),
            other => panic!("{other:?}"),
        })
        .sum()
}

fn of<'i>(imported: &'i Imported, action: &str) -> Vec<&'i Event> {
    let events = imported.events.iter();
    events.filter(|event| event.action == action).collect()
}

fn principals(imported: &Imported) -> i64 {
    let principals = imported.openings.iter();
    principals
        .map(|opening| hundredths(&opening.principal.to_string()))
        .sum()
}

fn assert_in_order(imported: &Imported) {
    assert!(
        imported
            .events
            .is_sorted_by_key(|event| (event.at, event.case.clone()))
    );
}

#[test]
fn receivables_are_imported_to_the_cent() {
    let Some((text, imported)) = import("receivables/receivables.csv", "receivables.yaml") else {
        return;
    };
    let rows = cells(&text, &["invoiceNumber", "InvoiceAmount", "Disputed"]);
    assert_eq!(rows.len(), 2_466);
    let ids: Vec<&str> = imported
        .openings
        .iter()
        .map(|opening| opening.id.as_str())
        .collect();
    assert_eq!(ids, rows.iter().map(|row| row[0]).collect::<Vec<_>>());
    assert_eq!(principals(&imported), 14_770_318);
    assert_eq!(sum(rows.iter().map(|row| row[1])), 14_770_318);

    let disputed = rows.iter().filter(|row| row[2] == "Yes").count();
    assert_eq!(of(&imported, "objection_received").len(), disputed);
    assert_eq!(disputed, 561);
    let payments = of(&imported, "payment_received");
    assert_eq!(payments.len(), 2_466);
    assert_eq!(amounts(&payments), 14_770_318);
    assert_in_order(&imported);

    // By hand: invoiced on 1/2/2013, due on 2/1/2013, settled on 1/15/2013.
    let first = serde_json::to_string(&imported.openings[0].facts).unwrap();
    assert!(
        first.contains(r#""due_date":"2026-02-01","invoice_date":"2026-01-02""#),
        "{first}"
    );
    let paid = payments.iter().find(|event| event.case == ids[0]).unwrap();
    assert_eq!(paid.at.to_string(), "2026-01-15 09:00:00");
}

#[test]
fn fines_are_imported_event_by_event() {
    let Some((text, imported)) = import("road-fines/fines.csv", "fines.yaml") else {
        return;
    };
    let rows = cells(&text, &["activity", "amount", "totalpaymentamount"]);
    assert_eq!(rows.len(), 34_724);
    let all = |activity: &str, column: usize| -> Vec<&str> {
        let rows = rows.iter().filter(|row| row[0] == activity);
        rows.map(|row| row[column]).collect()
    };
    let fines = all("Create Fine", 1);
    assert_eq!(imported.openings.len(), fines.len());
    assert_eq!(fines.len(), 10_000);
    assert_eq!(principals(&imported), sum(fines));

    for (action, activity, column, count) in [
        ("payment_received", "Payment", 2, 4_910),
        ("penalty_added", "Add penalty", 1, 4_635),
    ] {
        let (events, cells) = (of(&imported, action), all(activity, column));
        assert_eq!(events.len(), count, "{action}");
        assert_eq!(cells.len(), count, "{action}");
        assert_eq!(amounts(&events), sum(cells), "{action}");
    }
    let appeals =
        all("Insert Date Appeal to Prefecture", 0).len() + all("Appeal to Judge", 0).len();
    assert_eq!(of(&imported, "objection_received").len(), appeals);
    assert_eq!(appeals, 232 + 19);
    assert_in_order(&imported);
}
