//! What is altered in a store behind the service's back is found.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::json;

use crate::served::{Folder, Served};

/// A store with two cases: one with three entries, one with its opening alone.
fn store(folder: &Folder) -> PathBuf {
    let store = folder.file("dunlin.db");
    let served = Served::new(&store);
    served.opens("1001");
    served.opens("1002");
    for amount in ["312.50", "100.00"] {
        let input = json!({ "amount": amount, "date": "2026-02-20" });
        let paid = served.acts("1001", "partial_payment", amount, input);
        assert_eq!(paid.status, 200, "{}", paid.text);
    }
    served.end();
    store
}

fn problems(store: &Path) -> Vec<(String, String)> {
    let verified = dunlin_host::verify_journal(store, |_, _| {}).unwrap();
    assert_eq!(verified.cases, 2);
    verified.problems
}

#[test]
fn what_is_altered_or_missing_is_found() {
    let folder = Folder::new();
    let original = store(&folder);
    assert_eq!(problems(&original), []);
    let first = "case_number = (SELECT number FROM cases WHERE id = '1001')";
    for (what, sql, found) in [
        (
            "an entry is altered",
            format!("UPDATE journal SET record = replace(record, '312.50', '313.50') WHERE {first} AND entry = 2"),
            "entry 2 has been altered",
        ),
        (
            "an entry has another's hash",
            format!("UPDATE journal SET hash = (SELECT hash FROM journal WHERE {first} AND entry = 1) WHERE {first} AND entry = 2"),
            "entry 2 has been altered",
        ),
        (
            "an entry is missing",
            format!("DELETE FROM journal WHERE {first} AND entry = 2"),
            "entry 2 is missing",
        ),
        (
            "the first entry is missing",
            format!("DELETE FROM journal WHERE {first} AND entry = 1"),
            "entry 1 is missing",
        ),
        (
            "the last entry is missing",
            format!("DELETE FROM journal WHERE {first} AND entry = 3"),
            "entry 3 is missing",
        ),
        (
            "all entries are missing",
            format!("DELETE FROM journal WHERE {first}"),
            "entry 1 is missing",
        ),
        (
            "the last entry is missing, and the case doesn't know of it",
            format!(
                "DELETE FROM journal WHERE {first} AND entry = 3;
                 UPDATE cases SET entries = 2, head = (SELECT hash FROM journal WHERE {first} AND entry = 2) WHERE id = '1001'"
            ),
            "its journal leads to another state than the one that is kept",
        ),
        (
            "there is an entry that the case doesn't know of",
            "UPDATE cases SET entries = 2 WHERE id = '1001'".to_owned(),
            "entry 3 isn't the one that the case knows as its last",
        ),
        (
            "the case's state is altered",
            "UPDATE cases SET state = replace(state, '5900.00', '59.00') WHERE id = '1001'".to_owned(),
            "its journal leads to another state than the one that is kept",
        ),
        (
            "the case's state is older",
            "UPDATE cases SET state = replace(state, '\"revision\":3', '\"revision\":2') WHERE id = '1001'".to_owned(),
            "its journal leads to another state than the one that is kept",
        ),
    ] {
        // A file of its own: what SQLite keeps beside one belongs to it.
        let altered = folder.file(&format!("{what}.db"));
        std::fs::copy(&original, &altered).unwrap();
        let connection = Connection::open(&altered).unwrap();
        let before = connection.total_changes();
        connection
            .execute_batch("DROP TRIGGER journal_is_kept; DROP TRIGGER journal_is_whole;")
            .unwrap();
        connection.execute_batch(&sql).unwrap();
        assert!(connection.total_changes() > before, "{what}");
        connection.close().unwrap();
        let expected = [("1001".to_owned(), found.to_owned())];
        assert_eq!(problems(&altered), expected, "{what}");
    }
}

#[test]
fn the_journal_is_only_added_to() {
    let folder = Folder::new();
    let connection = Connection::open(store(&folder)).unwrap();
    for sql in ["UPDATE journal SET entry = 9", "DELETE FROM journal"] {
        let refused = connection.execute_batch(sql).unwrap_err().to_string();
        assert!(refused.contains("a journal is only added to"), "{refused}");
    }
}
