//! What CSV files become, and what is wrong with them · one file a case, in `fixtures/portfolios`, with a mapping of its name or the default one.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use dunlin_import::{CsvError, Mapping, Options, Portfolio, csv};

use crate::mappings::told;

fn check(path: &Path) -> String {
    let own = path.with_extension("yaml");
    let mapping = if own.exists() {
        own
    } else {
        path.with_file_name("default.yaml")
    };
    let text = fs::read_to_string(mapping).unwrap();
    let mapping = Mapping::read(&text).unwrap_or_else(|findings| panic!("{findings}"));
    let bytes = fs::read(path).unwrap();
    let imported = match csv(&bytes, &mapping, &crate::options(text.as_bytes())) {
        Ok(imported) => imported,
        Err(CsvError::Refused(findings)) => return told(findings.iter()),
        Err(error) => panic!("{}: {error}", path.display()),
    };
    let mut said = String::new();
    for opening in &imported.openings {
        writeln!(said, "{}", serde_json::to_string(opening).unwrap()).unwrap();
    }
    for event in &imported.events {
        writeln!(said, "{}", serde_json::to_string(event).unwrap()).unwrap();
    }
    writeln!(said, "{}", told(&imported.bad_rows)).unwrap();
    said
}

#[test]
fn rows_open_cases_or_are_told() {
    insta::glob!("../fixtures/portfolios", "*.csv", |path| {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(check(path));
        });
    });
}

fn mapping(more: &str) -> Mapping {
    let text = format!(
        "decimal_mark: \".\"\ncolumns: {{id: id, principal: amount}}\nconstants: {{currency: DKK}}\n{more}"
    );
    Mapping::read(&text).unwrap()
}

#[test]
fn a_case_may_be_opened_in_one_file_alone() {
    let (mapping, options) = (mapping(""), Options::default());
    let mut portfolio = Portfolio::new(&mapping, &options);
    let mut read = |name: &str, text: &str| -> Vec<String> {
        let rows = portfolio.read(name, text.as_bytes()).unwrap();
        rows.map(|row| match row {
            Ok(opening) => opening.id,
            Err(error) => error.to_string(),
        })
        .collect()
    };
    assert_eq!(read("january.csv", "id,amount\n1,10\n2,20\n"), ["1", "2"]);
    assert_eq!(
        read("february.csv", "amount,id\n30,3\n20,2\n"),
        [
            "3",
            "case `2` is opened on line 3 of `january.csv` already (column `id`, line 3): give each a number of its own, \
             or say with `opens` in the mapping which rows open a case"
        ]
    );
    let tally = portfolio.tally();
    assert_eq!((tally.rows, tally.openings, tally.bad), (4, 3, 1));
}

#[test]
fn a_row_is_not_longer_than_a_mebibyte() {
    let mapping = mapping("");
    let long = "x".repeat(1024 * 1024);
    let text = format!("id,amount\n1,10\n\"{long}\n2,20\n");
    let imported = csv(text.as_bytes(), &mapping, &Options::default()).unwrap();
    assert_eq!(imported.openings.len(), 1);
    assert_eq!(imported.bad_rows.len(), 1);
    assert_eq!(
        imported.bad_rows[0].to_string(),
        "the row has more than 1 MiB, and nothing after it is read (line 3): look for a quote `\"` that is never closed"
    );
}

#[test]
fn a_file_is_read_as_it_comes() {
    /// One byte at a time, as a slow pipe might.
    struct Slowly<'b>(&'b [u8]);
    impl std::io::Read for Slowly<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = buffer.len().min(1);
            self.0.read(&mut buffer[..count])
        }
    }
    let (mapping, options) = (mapping(""), Options::default());
    let text = "\u{FEFF}id,amount\r\n\"1\",10\r\n\r\n2,\"2\"\"0\"\r\n3,30";
    let whole = csv(text.as_bytes(), &mapping, &options).unwrap();
    let mut portfolio = Portfolio::new(&mapping, &options);
    let rows = portfolio.read("", Slowly(text.as_bytes())).unwrap();
    let slow: Vec<_> = rows
        .map(|row| row.map_err(|error| error.to_string()))
        .collect();
    assert_eq!(slow.len(), 3);
    assert_eq!(whole.openings.len(), 2);
    assert_eq!(slow[0].as_ref(), Ok(&whole.openings[0]));
    assert_eq!(slow[1], Err(whole.bad_rows[0].to_string()));
    assert_eq!(whole.bad_rows[0].line(), Some(4));
    assert_eq!(slow[2].as_ref(), Ok(&whole.openings[1]));
}

#[test]
fn a_file_that_breaks_off_is_unreadable() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::ConnectionReset.into())
        }
    }
    use std::io::Read;
    let (mapping, options) = (mapping(""), Options::default());
    let mut portfolio = Portfolio::new(&mapping, &options);
    let source = b"id,amount\n1,10\n".chain(Broken);
    let rows = portfolio.read("", source);
    let last = match rows {
        Ok(rows) => rows.last().unwrap().unwrap_err(),
        Err(error) => error,
    };
    assert!(matches!(last, CsvError::Unreadable(_)), "{last}");
}
