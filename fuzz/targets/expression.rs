//! No expression makes the loader panic, and no case the evaluation of one that loads.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // A literal scalar takes any text as it is, but for the line ends that it may not have.
    if text.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{feff}']) {
        return;
    }
    let rule = format!(
        "action: fuzz
label: Fuzz
who: [librarian]
inputs:
  days:
    type: integer
  on:
    type: date
    optional: true
  price:
    type: decimal
    default: 1.5
require:
  - rule: fuzz
    that: |-
      {text}
    else: |-
      {{{text}}}
effects:
  - add_note:
      text: |-
        ={text}
"
    );
    if let Some(engine) = dunlin_fuzz::load(&dunlin_fuzz::laid_over(&rule)) {
        dunlin_fuzz::use_it(&engine);
    }
});
