//! What has been changed between two versions of a rule set, edit by edit, in words.

use std::fmt::Write;

use dunlin::{Edit, EditKind, Edits, Place, Sources};

use crate::fixtures::shipped_sources;

/// The shipped rule set with texts replaced by others, each of which must be there.
fn changed(replacements: &[(&str, &str, &str)]) -> Sources {
    let mut sources = shipped_sources();
    for (file, old, new) in replacements {
        let text = sources.get(file).unwrap().text().to_owned();
        assert!(text.contains(old), "{file}: {old}");
        sources.add(file, text.replacen(old, new, 1));
    }
    sources
}

fn between(replacements: &[(&str, &str, &str)]) -> Edits {
    Edits::between(&shipped_sources(), &changed(replacements)).unwrap()
}

fn told(edits: &Edits) -> String {
    let mut told = String::new();
    for edit in edits.iter() {
        let place = |place: Option<&Place>| {
            place.map_or("-".to_owned(), |place| {
                format!(
                    "{}:{}:{}-{}:{}",
                    place.file, place.line, place.column, place.end_line, place.end_column
                )
            })
        };
        writeln!(told, "{}", edit.words("en")).unwrap();
        writeln!(told, "{}", edit.words("da")).unwrap();
        writeln!(
            told,
            "    {:?}  {}  {}",
            edit.kind(),
            place(edit.before()),
            place(edit.after())
        )
        .unwrap();
    }
    told
}

#[test]
fn four_changes_are_four_edits() {
    let edits = between(&[
        (
            "flows/reminder.yaml",
            "after: \"{settings.reminder_gap} days\"",
            "after: 14 days",
        ),
        ("rules/compensation.yaml", "[ EUR, 40 ]", "[ EUR, 41 ]"),
        (
            "rules/pause.yaml",
            "effects:\n",
            "  - rule: not_in_collection\n    that: case.flow != \"collection\"\n    else:\n      da: \"Ikke i inkasso.\"\n      en: \"Not in collection.\"\neffects:\n",
        ),
        (
            "rules/pause.yaml",
            "skal ligge efter i dag",
            "skal ligge efter den dag i dag",
        ),
    ]);
    let en: Vec<&str> = edits.iter().map(|edit| edit.words("en")).collect();
    assert_eq!(
        en,
        [
            "`reminder_2` waits 14 days instead of `settings.reminder_gap`",
            "`compensation` for `EUR` from 1 Mar 2013 is 41 instead of 40",
            "the message of requirement `resume_in_the_future` in action `pause` in Danish reads “… skal ligge efter den dag i dag.” instead of “… skal ligge efter i dag.”",
            "requirement `not_in_collection` is added to action `pause`",
        ]
    );
    let kinds: Vec<EditKind> = edits.iter().map(Edit::kind).collect();
    assert_eq!(
        kinds,
        [
            EditKind::Changed,
            EditKind::Changed,
            EditKind::Changed,
            EditKind::Added
        ]
    );
}

/// Changes of every sort, by what of the shipped rule set they replace.
const CHANGES: &[(&str, &str, &str)] = &[
    // The manifest.
    ("dunlin.yaml", "\"2026.1\"", "\"2026.2\""),
    (
        "dunlin.yaml",
        "time_zone: Europe/Copenhagen",
        "time_zone: Europe/Stockholm",
    ),
    ("dunlin.yaml", "languages: [da, en]", "languages: [en, da]"),
    (
        "dunlin.yaml",
        "currencies: [DKK, EUR]",
        "currencies: [DKK, EUR, SEK]",
    ),
    (
        "dunlin.yaml",
        "start: [invoice, reminder, collection]",
        "start: [invoice, reminder]",
    ),
    (
        "dunlin.yaml",
        "roles: [clerk, manager]",
        "roles: [clerk, manager, lawyer]",
    ),
    (
        "dunlin.yaml",
        "menu: [close, partial_payment,",
        "menu: [partial_payment, close,",
    ),
    ("dunlin.yaml", "otherwise: letter", "otherwise: email"),
    ("dunlin.yaml", "default: 5\n", "default: 7\n"),
    ("dunlin.yaml", "    min: 10\n  # Do", "    min: 12\n  # Do"),
    (
        "dunlin.yaml",
        "options: [automatic, approval, never]",
        "options: [automatic, approval, monday, never]",
    ),
    (
        "dunlin.yaml",
        "  sender:\n    type: text\n    default: Nordhavn Handel ApS\n",
        "",
    ),
    (
        "dunlin.yaml",
        "settings:\n",
        "settings:\n  grace:\n    type: integer\n    default: 3\n",
    ),
    ("dunlin.yaml", "principal: 1000", "principal: 1200"),
    // Flows.
    (
        "flows/reminder.yaml",
        "en: \"Second reminder\"",
        "en: \"The second reminder\"",
    ),
    (
        "flows/reminder.yaml",
        "switch_to: [invoice, collection]",
        "switch_to: [invoice]",
    ),
    (
        "flows/invoice.yaml",
        "switch_to: [reminder, collection]",
        "switch_to: [collection, reminder]",
    ),
    ("flows/reminder.yaml", "apart: 10 days", "apart: 14 days"),
    ("flows/collection.yaml", "after: 30 days", "after: 6 weeks"),
    (
        "flows/collection.yaml",
        "after: 30 days",
        "after: 10 business days from case.due_date",
    ),
    (
        "flows/invoice.yaml",
        "after: 1 days from case.due_date",
        "after: 3 days from case.due_date",
    ),
    ("flows/reminder.yaml", "at: \"09:00\"", "at: \"10:00\""),
    ("flows/reminder.yaml", "    day: business\n", ""),
    (
        "flows/invoice.yaml",
        "    at: \"09:00\"\n    effects",
        "    at: \"09:00\"\n    day: business\n    effects",
    ),
    (
        "flows/invoice.yaml",
        "    wait_for: settings.reminders != \"never\"\n",
        "",
    ),
    (
        "flows/collection.yaml",
        "      && case.pending(\"send\", \"collection_notice\") == 0\n",
        "",
    ),
    (
        "flows/collection.yaml",
        "when: case.balance > 0",
        "when: case.balance > 100",
    ),
    (
        "flows/reminder.yaml",
        "template: reminder_3",
        "template: reminder_2",
    ),
    (
        "flows/reminder.yaml",
        "case.count(\"reminder_fee\") < settings.reminder_fees",
        "case.count(\"reminder_fee\") < 2",
    ),
    (
        "flows/collection.yaml",
        "      - when: settings.interest != \"never\"\n        add_interest:\n          until: =today\n",
        "",
    ),
    (
        "flows/invoice.yaml",
        "          template: invoice\n",
        "          template: invoice\n      - add_note:\n          text: Sent\n",
    ),
    (
        "flows/invoice.yaml",
        "          template: invoice\n",
        "          template: invoice\n          channel: letter\n",
    ),
    (
        "flows/collection.yaml",
        "Vurdér, om sagen skal sendes i fogedretten.",
        "Vurdér, om sagen skal i fogedretten.",
    ),
    (
        "flows/invoice.yaml",
        "  - step: to_reminder",
        "  - step: thanks\n    after: 2 days\n    effects: []\n  - step: to_reminder",
    ),
    (
        "flows/invoice.yaml",
        "steps:\n",
        "renamed: { sent: send_invoice }\nsteps:\n",
    ),
    // Actions.
    (
        "rules/pause.yaml",
        "who: [clerk, manager]",
        "who: [manager]",
    ),
    (
        "rules/pause.yaml",
        "who: [clerk, manager]",
        "who: [clerk, lawyer, manager]",
    ),
    (
        "rules/pause.yaml",
        "shown: case.status == \"active\"",
        "shown: case.status != \"closed\"",
    ),
    ("rules/pause.yaml", "en: \"Pause\"", "en: \"Put on hold\""),
    ("rules/pause.yaml", "max_length: 2000", "max_length: 200"),
    (
        "rules/pause.yaml",
        "    optional: true\n    max_length",
        "    max_length",
    ),
    (
        "rules/pause.yaml",
        "  note:\n    type: text\n    optional: true\n    max_length: 2000\n    label: { da: \"Uddybning\", en: \"Elaboration\" }\n",
        "",
    ),
    (
        "rules/pause.yaml",
        "that: input.resume_on > today",
        "that: input.resume_on > today + 1",
    ),
    (
        "rules/pause.yaml",
        "    when: is_set(input.resume_on)\n    that",
        "    that",
    ),
    (
        "rules/pause.yaml",
        "      clock: stops\n",
        "      clock: runs\n",
    ),
    (
        "rules/pause.yaml",
        "  - when: is_set(input.resume_on)\n    schedule_resume",
        "  - schedule_resume",
    ),
    (
        "rules/close.yaml",
        "  - rule: still_owed\n    when: input.code == \"paid\" && case.balance > 0",
        "  - rule: still_owed\n    when: case.balance > 0",
    ),
    ("rules/close.yaml", "default: false", "default: true"),
    (
        "rules/close.yaml",
        "hidden:\n  da: \"Sagen er allerede lukket.\"\n  en: \"The case is closed already.\"\n",
        "",
    ),
    (
        "rules/close.yaml",
        "  code:\n    type: close_code\n    label: { da: \"Lukkekode\", en: \"Closing code\" }\n  reason:\n    type: close_reason\n    label: { da: \"Uddybende årsag\", en: \"Detailed reason\" }\n  confirmation:\n    type: bool\n    default: false\n    label: { da: \"Send en bekræftelse til kunden\", en: \"Send the customer a confirmation\" }\n",
        "  code:\n    type: close_code\n    label: { da: \"Lukkekode\", en: \"Closing code\" }\n  confirmation:\n    type: bool\n    default: false\n    label: { da: \"Send en bekræftelse til kunden\", en: \"Send the customer a confirmation\" }\n  reason:\n    type: close_reason\n    label: { da: \"Uddybende årsag\", en: \"Detailed reason\" }\n",
    ),
    // What is known, and what may be chosen.
    (
        "rules/facts.yaml",
        "facts:\n",
        "facts:\n  vip:\n    type: bool\n    default: false\n",
    ),
    ("rules/facts.yaml", "default: business", "default: consumer"),
    (
        "rules/effects.yaml",
        "options: [clerk, manager]",
        "options: [clerk]",
    ),
    (
        "rules/choices.yaml",
        "en: \"Set off against another account\"",
        "en: \"Set off\"",
    ),
    (
        "rules/choices.yaml",
        "          set_off:\n            label: { da: \"Modregnet i et andet mellemværende\", en: \"Set off against another account\" }\n",
        "",
    ),
    (
        "rules/ledger.yaml",
        "allocation: [collection_cost, reminder_fee,",
        "allocation: [reminder_fee, collection_cost,",
    ),
    (
        "rules/ledger.yaml",
        "settlements: [payment, credit_note]",
        "settlements: [payment, credit_note, offset]",
    ),
    ("rules/effects.yaml", "outward: true", "outward: false"),
    (
        "rules/effects.yaml",
        "options: [email, letter]",
        "options: [email, letter, sms]",
    ),
    (
        "rules/effects.yaml",
        "settles: credit_note",
        "settles: payment",
    ),
    (
        "rules/effects.yaml",
        "          role: clerk\n",
        "          role: manager\n",
    ),
    ("rules/functions.yaml", "out: amount", "out: decimal"),
    ("rules/functions.yaml", "      kroner: amount\n", ""),
    // Tables, interest, the calendar, the law.
    (
        "rules/collection_cost.yaml",
        "[ DKK, \"<= 1000\", 400 ]",
        "[ DKK, \"<= 1000\", 410 ]",
    ),
    (
        "rules/collection_cost.yaml",
        "[ DKK, \"<= 1000\", 400 ]",
        "[ DKK, \"<= 1200\", 400 ]",
    ),
    (
        "rules/collection_cost.yaml",
        "      - [ EUR, \"<= 135\", 53 ]\n",
        "",
    ),
    (
        "rules/interest_rate.yaml",
        "  - from: 2026-01-01\n    rows:\n      - [ 9.75 ]",
        "  - from: 2026-01-01\n    rows:\n      - [ 10.25 ]",
    ),
    (
        "rules/interest_rate.yaml",
        "      - [ 11.75 ]\n",
        "      - [ 11.75 ]\n  - from: 2024-04-01\n    rows:\n      - [ 11.60 ]\n",
    ),
    ("rules/interest.yaml", "actual/365", "actual/actual"),
    ("rules/calendar.yaml", "until: 2023", "until: 2024"),
    (
        "rules/calendar.yaml",
        "  - { name: \"Juledag\", date: 12-25 }\n",
        "",
    ),
    ("rules/calendar.yaml", "from: 12-24", "from: 12-23"),
    (
        "rules/calendar.yaml",
        "flows: [reminder, collection]",
        "flows: [collection]",
    ),
    (
        "rules/calendar.yaml",
        "weekend: [saturday, sunday]",
        "weekend: [friday, saturday]",
    ),
    (
        "rules/invariants.yaml",
        "today) < 10\n    because",
        "today) < 14\n    because",
    ),
    ("rules/invariants.yaml", "    source: rentelovens § 3\n", ""),
    (
        "rules/interest_monthly.yaml",
        "every: 1 months",
        "every: 2 months",
    ),
    (
        "rules/interest_monthly.yaml",
        " && case.principal_left > 0",
        "",
    ),
    // Scripts and letters.
    (
        "rules/currency.rhai",
        "euros } else { kroner }\n}\n",
        "euros } else { kroner + 1 }\n}\n",
    ),
    (
        "templates/reminder_1.da.md",
        "Måske er den blevet overset.",
        "Måske er den overset.",
    ),
    (
        "templates/reminder_1.en.md",
        "subject: \"",
        "subject: \"Gentle ",
    ),
];

#[test]
fn every_sort_of_change_has_words() {
    let mut told_all = String::new();
    for change in CHANGES {
        let edits = between(&[*change]);
        let (file, old, new) = change;
        writeln!(told_all, "# {file}: {:?} → {:?}", shown(old), shown(new)).unwrap();
        told_all.push_str(&told(&edits));
        told_all.push('\n');
    }
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(told_all);
    });
}

fn shown(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    line.join(" ").chars().take(60).collect()
}

#[test]
fn documents_and_files_that_come_and_go_are_edits() {
    let old = shipped_sources();
    let mut new = shipped_sources();
    for gone in ["rules/limitation.yaml", "templates/closing.en.md"] {
        new.remove(gone);
    }
    new.add("rules/vip.yaml", "timer: vip\nafter: 1 days\neffects: []\n");
    new.add("templates/vip.da.md", "---\nsubject: Hej\n---\n\nHej.\n");
    new.add("rules/vip.rhai", "fn vip() { 1 }\n");
    let edits = Edits::between(&old, &new).unwrap();
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(told(&edits));
    });
}

#[test]
fn where_a_document_lies_is_no_edit() {
    let old = shipped_sources();
    let mut new = shipped_sources();
    for (from, to) in [
        ("rules/pause.yaml", "rules/hold.yaml"),
        ("rules/currency.rhai", "rules/money.rhai"),
    ] {
        let text = new.get(from).unwrap().text().to_owned();
        new.remove(from);
        new.add(to, text);
    }
    let functions = new.get("rules/functions.yaml").unwrap().text();
    let functions = functions.replace("file: currency.rhai", "file: money.rhai");
    new.add("rules/functions.yaml", functions);
    let edits = Edits::between(&old, &new).unwrap();
    assert_eq!(told(&edits), "");
}

#[test]
fn edits_that_need_each_other_load_together() {
    let edits = between(&[
        (
            "rules/facts.yaml",
            "facts:\n",
            "facts:\n  vip:\n    type: bool\n    default: false\n",
        ),
        (
            "flows/collection.yaml",
            "when: case.balance > 0",
            "when: case.balance > 0 && not(case.vip)",
        ),
        ("flows/collection.yaml", "after: 30 days", "after: 40 days"),
    ]);
    assert_eq!(edits.len(), 3, "{}", told(&edits));
    assert_eq!(edits.groups(), [vec![0], vec![1, 2], vec![2]]);
}

#[test]
fn made_alone_an_edit_leaves_the_rest_as_it_stands() {
    let new = changed(&[
        ("flows/reminder.yaml", "apart: 10 days", "apart: 14 days"),
        (
            "rules/pause.yaml",
            "    optional: true\n    max_length: 2000\n",
            "    optional: true\n    max_length: 200\n",
        ),
    ]);
    let edits = Edits::between(&shipped_sources(), &new).unwrap();
    let made = edits.made(&[1]);
    assert_eq!(made.get("rules/pause.yaml"), new.get("rules/pause.yaml"));
    let flow = "flows/reminder.yaml";
    assert_eq!(made.get(flow), shipped_sources().get(flow));
}

#[test]
fn texts_that_cant_be_read_are_told_as_a_check_tells_them() {
    let new = changed(&[("rules/pause.yaml", "who: [clerk", "who: [[clerk")]);
    let findings = Edits::between(&shipped_sources(), &new).unwrap_err();
    assert!(
        findings
            .iter()
            .all(|finding| finding.place().unwrap().file.as_ref() == "rules/pause.yaml")
    );
    assert!(!findings.is_empty());
}
