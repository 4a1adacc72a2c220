//! No mapping and no bytes make the reading of a portfolio panic: a mapping, `===` on a line by itself, the file.
#![no_main]

use dunlin_import::{Mapping, Options, csv};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    const PARTED: &[u8] = b"\n===\n";
    let at = bytes.windows(PARTED.len()).position(|found| found == PARTED);
    let Some((mapping, file)) = at.and_then(|at| bytes.split_at_checked(at)) else {
        return;
    };
    let Ok(mapping) = str::from_utf8(mapping) else {
        return;
    };
    let Ok(mapping) = Mapping::read(mapping) else {
        return;
    };
    let file = file.get(PARTED.len()..).unwrap_or_default();
    let _ = csv(file, &mapping, &Options::default());
});
