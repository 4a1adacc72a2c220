//! Any bytes, as a CSV file and as a mapping: no panic, no row without its line, no amount that isn't there.

use dunlin_import::{CsvError, Mapping, Options, csv};
use proptest::prelude::*;

const MAPPING: &str = r#"
delimiter: ";"
date_format: d-m-yyyy
decimal_mark: ","
thousands_mark: "."
shift: 2 months
filters: {column: b, is_not: x}
columns:
  id: a
  principal: b
  due_date: {column: c, days: 30}
  customer.kind: {column: d, values: {E: business}}
constants: {currency: DKK}
events:
  - action: paid
    when: {column: c, empty: false}
    at: {column: c, time: "09:00"}
    input: {amount: {column: b, as: number}, note: {column: d}}
"#;

/// Pieces of which files are made that are nearly right.
const PIECES: [&str; 22] = [
    "a;b;c;d\n",
    ";",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\"\"",
    ",",
    ".",
    "1",
    "1.234,50",
    "-1",
    "E",
    "1-2-2026",
    "31-12-9999",
    "x",
    "\u{FEFF}",
    "æ",
    "\0",
    " ",
    "1;1;1-1-2026;E\n",
    "2;2;;\n",
];

/// Pieces of which mappings are made that are nearly right.
const YAML: [&str; 30] = [
    "columns:\n",
    "  id: a\n",
    "  principal: b\n",
    "constants: {currency: DKK}\n",
    "filters:\n",
    "opens: never\n",
    "events:\n",
    "  - action: paid\n",
    "    at: a\n",
    "    when: {column: a, is: b}\n",
    "    input: {x: {column: a, as: date, days: 1}}\n",
    "date_format: yyyy-mm-dd\n",
    "decimal_mark: \",\"\n",
    "shift: 1 day\n",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "\"",
    "'",
    "|\n",
    "&a ",
    "*a",
    "!t ",
    "? ",
    "# ",
    "\n",
    "æ: ",
];

/// Reads a file, and holds what comes of it to what must be true of any.
fn read(bytes: &[u8], mapping: &Mapping) {
    match csv(bytes, mapping, &Options::default()) {
        Ok(imported) => {
            let lines = 1 + bytes
                .iter()
                .filter(|byte| matches!(byte, b'\r' | b'\n'))
                .count() as u64;
            for finding in &imported.bad_rows {
                assert!((2..=lines).contains(&finding.line().unwrap()), "{finding}");
            }
            for opening in &imported.openings {
                let whole = opening.principal.trunc().to_string();
                let digits: Vec<u8> = bytes.iter().copied().filter(u8::is_ascii_digit).collect();
                let digits = String::from_utf8(digits).unwrap();
                assert!(digits.contains(&whole), "{whole}");
            }
        }
        Err(CsvError::Refused(findings)) => assert!(findings.iter().next().is_some()),
        Err(error) => panic!("{error}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_a_file_or_none(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mapping = Mapping::read(MAPPING).unwrap();
        read(&bytes, &mapping);
        let headed = [b"a;b;c;d\n", bytes.as_slice()].concat();
        read(&headed, &mapping);
    }

    #[test]
    fn any_pieces_are_a_file_or_none(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)) {
        let mapping = Mapping::read(MAPPING).unwrap();
        let text = pieces.concat();
        read(text.as_bytes(), &mapping);
        let windows = MAPPING.replace("delimiter", "encoding: windows-1252\ndelimiter");
        let headed = format!("a;b;c;d\n{text}");
        read(headed.as_bytes(), &mapping);
        read(headed.as_bytes(), &Mapping::read(&windows).unwrap());
    }

    #[test]
    fn any_pieces_are_a_mapping_or_none(pieces in prop::collection::vec(prop::sample::select(&YAML[..]), 0..40)) {
        match Mapping::read(&pieces.concat()) {
            Ok(mapping) => read(b"a,b\n1,2\n", &mapping),
            Err(findings) => prop_assert!(findings.iter().next().is_some()),
        }
    }

    #[test]
    fn any_text_is_a_mapping_or_none(text in ".{0,200}") {
        let _ = Mapping::read(&text);
    }

    #[test]
    fn well_formed_rows_come_back_as_they_were(
        rows in prop::collection::vec((1..1_000_000_u32, 0..100_u32, "[a-zæ\"; \r\n]{0,12}"), 0..20),
        ending in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let mapping = Mapping::read(
            "decimal_mark: \",\"\ndelimiter: \";\"\ncolumns: {id: id, principal: amount, note: note}\nconstants: {currency: DKK}",
        ).unwrap();
        let mut text = format!("id;amount;note{ending}");
        for (n, (whole, cents, note)) in rows.iter().enumerate() {
            let note = note.replace('"', "\"\"");
            text.push_str(&format!("{n};{whole},{cents:02};\"{note}\"{ending}"));
        }
        let imported = csv(text.as_bytes(), &mapping, &Options::default()).unwrap();
        prop_assert_eq!(&imported.bad_rows, &[]);
        prop_assert_eq!(imported.openings.len(), rows.len());
        for (opening, (whole, cents, note)) in imported.openings.iter().zip(&rows) {
            prop_assert_eq!(opening.principal.to_string(), format!("{whole}.{cents:02}"));
            let words = note.split_whitespace().collect::<Vec<_>>().join(" ");
            let facts = serde_json::to_value(&opening.facts).unwrap();
            prop_assert_eq!(facts.get("note").map_or("", |note| note.as_str().unwrap()), words);
        }
    }
}
