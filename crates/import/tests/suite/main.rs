//! The one test binary of the importer · each file tests one promise, and what they share is here.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod any;
mod bytes;
mod limits;
mod mappings;
mod oioubl;
mod openings;
mod outside;
mod portfolios;
mod refusals;

use std::fs;
use std::path::{Path, PathBuf};

use dunlin_import::{Kind, Options};

/// The project's invoices for people to try things with, which are tests as well.
fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/invoices")
}

fn example(name: &str) -> Vec<u8> {
    fs::read(examples().join(name)).unwrap()
}

/// The options that a fixture asks for in an instruction: `<?import due-days=30 kind=consumer?>`.
fn options(document: &[u8]) -> Options {
    let mut options = Options::default();
    let document = String::from_utf8_lossy(document);
    let Some((_, rest)) = document.split_once("<?import ") else {
        return options;
    };
    let (settings, _) = rest.split_once("?>").unwrap();
    for setting in settings.split_whitespace() {
        match setting.split_once('=').unwrap() {
            ("flow", flow) => options.flow = Some(flow.to_owned()),
            ("due-days", days) => options.due_days = Some(days.parse().unwrap()),
            ("kind", "business") => options.kind = Some(Kind::Business),
            ("kind", "consumer") => options.kind = Some(Kind::Consumer),
            _ => panic!("no option of the importer: {setting}"),
        }
    }
    options
}

#[test]
fn every_file_of_the_suite_is_declared() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    for entry in fs::read_dir(suite).unwrap() {
        let path = entry.unwrap().path();
        let Some(name) = path
            .file_name()
            .and_then(|name| name.to_str()?.strip_suffix(".rs"))
        else {
            continue;
        };
        let declared = include_str!("main.rs").contains(&format!("\nmod {name};\n"));
        assert!(
            declared || name == "main",
            "{name}.rs is not declared in main.rs"
        );
    }
}
