//! Cases come in: openings one a line, an invoice, a portfolio; each is taken or refused by itself, and once.

use dunlin_host::Config;
use serde_json::{Value, json};

use crate::served::{Folder, SHIPPED, Served};

fn opening(id: &str, principal: &str) -> Value {
    json!({
        "id": id,
        "flow": "reminder",
        "principal": principal,
        "currency": "DKK",
        "facts": { "invoice_date": "2026-01-15", "due_date": "2026-02-15", "customer.name": "A" },
    })
}

fn counts(told: &Value) -> [u64; 3] {
    ["opened", "existing", "refused"].map(|count| told[count].as_u64().unwrap())
}

#[test]
fn of_a_stream_each_line_is_taken_or_refused_by_itself_and_sent_again_nothing_more_happens() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    served.opens("1001");
    let lines = [
        opening("1001", "100").to_string(),
        opening("1002", "100").to_string(),
        "no JSON".to_owned(),
        String::new(),
        opening("1003", "a hundred").to_string(),
        opening("1004", "100").to_string(),
    ];
    let send = |key: &str| {
        let media = [("Content-Type", "application/x-ndjson")];
        served.post("/cases", key, lines.join("\n"), &media)
    };
    let first = send("the stream");
    assert_eq!(first.status, 200, "{}", first.text);
    let told = first.json();
    assert_eq!(counts(&told), [2, 1, 2], "{told}");
    let places = told["cases"].as_array().unwrap().iter();
    let places: Vec<u64> = places.map(|case| case["place"].as_u64().unwrap()).collect();
    assert_eq!(places, [1, 2, 3, 5, 6], "{told}");
    assert_eq!(send("the stream").json(), told, "the first answer again");
    assert_eq!(counts(&send("another key").json()), [0, 3, 2]);
    let listed = served.get("/cases").json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 3, "{listed}");
}

#[test]
fn a_stream_of_several_writes_is_taken_whole() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    let lines = (0..1_000).map(|number| opening(&format!("C{number}"), "100").to_string());
    let lines: Vec<String> = lines.collect();
    let media = [("Content-Type", "application/x-ndjson")];
    let told = served
        .post("/cases", "all", lines.join("\n"), &media)
        .json();
    assert_eq!(counts(&told), [1_000, 0, 0], "{told}");
    assert!(served.get("/metrics").text.contains("dunlin_cases 1000"));
}

#[test]
fn an_invoice_becomes_a_case_and_says_what_it_lacks() {
    let folder = Folder::new();
    let served = Served::new(&folder.file("dunlin.db"));
    let invoice =
        std::fs::read_to_string(format!("{SHIPPED}/examples/invoices/faktura-1001.xml")).unwrap();
    let media = [("Content-Type", "application/xml")];
    let opened = served.post("/cases?flow=reminder", "invoice", &invoice, &media);
    assert_eq!(opened.status, 201, "{}", opened.text);
    assert_eq!(opened.headers["location"], "/cases/1001");
    let unlike = invoice.replace("Invoice", "Letter");
    let refused = served.post("/cases", "a letter", &unlike, &media);
    assert_eq!(refused.status, 422, "{}", refused.text);
    let again = served.post("/cases?flow=reminder", "once more", &invoice, &media);
    assert_eq!(
        again.json()["type"],
        "urn:dunlin:problem:exists",
        "{}",
        again.text
    );
}

#[test]
fn a_portfolio_is_read_by_a_configured_mapping() {
    let folder = Folder::new();
    let mapping = "\
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
    std::fs::write(folder.file("map.yaml"), mapping).unwrap();
    std::fs::write(
        folder.file("host.yaml"),
        "imports: { receivables: map.yaml }\n",
    )
    .unwrap();
    let served = Served::with(&folder.file("dunlin.db"), |settings| {
        settings.config = Config::read(folder.file("host.yaml")).unwrap();
    });
    let csv = "Fakturanr;Beløb;Dato;Forfald;Kunde\n1001;1200,50;15.01.2026;15.02.2026;Æble ApS\n1002;tolv;15.01.2026;15.02.2026;B\n";
    let media = [("Content-Type", "text/csv; charset=utf-8")];
    let unnamed = served.post("/cases", "no mapping", csv, &media);
    assert_eq!(unnamed.status, 400, "{}", unnamed.text);
    assert!(unnamed.text.contains("[receivables]"), "{}", unnamed.text);
    let told = served
        .post(
            "/cases?mapping=receivables&flow=reminder",
            "csv",
            csv,
            &media,
        )
        .json();
    assert_eq!(counts(&told), [1, 0, 1], "{told}");
    assert!(told.to_string().contains("`tolv`"), "{told}");
    assert_eq!(
        served.get("/cases/1001").json()["case"]["balance"],
        "1200.50"
    );
}
