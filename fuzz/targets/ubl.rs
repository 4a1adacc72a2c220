//! No bytes make the reading of an invoice panic, and what it says of them is said in both languages.
#![no_main]

use dunlin_import::{Options, ubl};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut options = Options::default();
    let _ = ubl(bytes, &options);
    options.due_days = Some(14);
    match ubl(bytes, &options) {
        Ok(opening) => assert!(serde_json::to_string(&opening).is_ok()),
        Err(refusal) => assert!(!refusal.to_string().is_empty()),
    }
});
