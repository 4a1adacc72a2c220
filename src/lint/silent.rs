//! Rules that have a likeness to ones that can't be, and are fine: nothing is said of them.

use crate::{RuleSet, Sources};

const FILES: [(&str, &str); 4] = [
    (
        "dunlin.yaml",
        "rule_set: silent\nversion: \"1\"\ntime_zone: Europe/Copenhagen\nlanguages: [en]\nstart: [one]\nroles: [clerk, manager]\n",
    ),
    (
        "flows/one.yaml",
        "flow: one\nlabel: One\nswitch_to: [two]\nsteps: []\n",
    ),
    (
        "flows/two.yaml",
        "flow: two\nlabel: Two\nswitch_to: [one]\nsteps: []\n",
    ),
    (
        "rules/facts.yaml",
        "facts:\n  number: { type: integer, default: 0 }\n  mark: { type: bool, default: false }\n  day: { type: date, optional: true }\n",
    ),
];

const LISTS: [(&str, &str); 2] = [
    (
        "rules/choices.yaml",
        "choices:\n  close_code:\n    paid:\n      label: Paid\n      then:\n        close_reason:\n          full: { label: Full }\n    lost:\n      label: Lost\n      then:\n        close_reason:\n          gone: { label: Gone }\n  pause_reason:\n    dispute: { label: Dispute }\n    other: { label: Other }\n",
    ),
    (
        "rules/ledger.yaml",
        "ledger: { charges: [principal, fee], settlements: [payment] }\n",
    ),
];

/// Actions by what follows their name, label and roles.
const ACTIONS: [&str; 11] = [
    // What an effect changes may be anything after it.
    "shown: case.balance > 0
effects:
  - post: { entry: payment, amount: 10 }
  - when: case.balance == 0
    add_note: { text: Paid. }",
    "shown: not(case.mark)
effects:
  - set_fact: { fact: mark, value: =case.number > 3 }
  - when: case.mark
    add_note: { text: Marked. }",
    "shown: case.times(\"add_note\") == 0
effects:
  - add_note: { text: One. }
  - when: case.times(\"add_note\") > 0
    add_note: { text: Two. }",
    // It may or may not have been paused above.
    "shown: case.status == \"active\"
effects:
  - when: case.mark
    pause_case: { reason: dispute }
  - when: case.status == \"paused\"
    resume_case: {}",
    // Only one of them happens.
    "shown: case.status != \"closed\"
effects:
  - when: case.mark
    close_case: { code: paid, reason: full }
  - when: not(case.mark)
    close_case: { code: paid, reason: full }",
    // Another reason may hold it still.
    "shown: case.status == \"paused\"
effects:
  - resume_case: { reason: dispute }
  - schedule_resume: { on: =today + 1 }",
    "shown: case.status == \"closed\"
effects:
  - post: { entry: payment, amount: 10 }
  - reopen_case: {}
  - restart_flow: {}",
    // A guard must stand there, though the status says as much.
    "shown: case.status == \"closed\" && is_set(case.closing) && case.closing.code == \"paid\"
effects:
  - reopen_case: {}",
    "inputs:
  number: { type: integer, label: Number, min: 1, max: 9, optional: true }
require:
  - rule: not_many
    that: not(is_set(input.number)) || input.number < 9
    else: Too many.
  - rule: asked
    when: is_set(input.number) && input.number > 3
    that: input.number != 5 || actor.role == \"manager\"
    else: Not five.
  - rule: other
    that: not(is_set(case.day)) || case.day < today
    else: Not yet.
effects:
  - when: is_set(input.number) && input.number == 8
    add_note: { text: Eight. }",
    // Each rule asks for what another doesn't.
    "shown: case.flow == \"one\" || actor.role == \"manager\"
require:
  - rule: small
    when: case.flow == \"one\"
    that: case.number < 3
    else: Too many.
  - rule: large
    when: case.flow == \"two\"
    that: case.number > 3
    else: Too few.
effects:
  - when: case.number == 0 && case.flow != \"two\"
    switch_flow: { to: two }
  - when: case.flow == \"two\"
    add_note: { text: Two. }",
    "shown: case.number * 2 != case.number + case.number
effects:
  - add_note: { text: Strange. }",
];

#[test]
fn nothing_is_said_of_what_may_be() {
    for (n, action) in ACTIONS.iter().enumerate() {
        let mut sources = Sources::new();
        for (name, text) in FILES.iter().chain(&LISTS) {
            sources.add(name, text);
        }
        let text = format!("action: try\nlabel: Try\nwho: [clerk, manager]\n{action}\n");
        sources.add("rules/try.yaml", text);
        // A way to flow `two`, so that it is told of in none of them.
        let mover = "action: mover\nlabel: Move\nwho: [clerk]\ninputs:\n  to: { type: flow, label: To }\neffects:\n  - switch_flow: { to: =input.to }\n";
        sources.add("rules/mover.yaml", mover);
        let findings = RuleSet::check(&sources);
        assert!(!findings.has_errors(), "{findings}");
        let found: Vec<String> = findings
            .iter()
            .filter(|finding| {
                finding
                    .place()
                    .is_some_and(|place| place.file.ends_with("try.yaml"))
            })
            .map(ToString::to_string)
            .collect();
        assert!(found.is_empty(), "{n}: {found:#?}\n{action}");
    }
}
