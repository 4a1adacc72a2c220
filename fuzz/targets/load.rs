//! No text makes the loader panic, and no action of a rule set that loads.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some(engine) = dunlin_fuzz::load(&dunlin_fuzz::laid_over(text)) {
        dunlin_fuzz::use_it(&engine);
    }
});
