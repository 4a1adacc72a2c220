//! A rule set that was never a folder: its texts come from wherever the host keeps them, here from the program itself.

use dunlin::{Actor, Engine, Opening, Request, RuleSet, Sources};

/// Names as in a folder, and what stands in each.
const TEXTS: [(&str, &str); 3] = [
    (
        "dunlin.yaml",
        r#"
rule_set: parking
version: "1"
time_zone: Europe/Copenhagen
languages: [en]
start: [notice]
roles: [attendant]
"#,
    ),
    (
        "flows/notice.yaml",
        "
flow: notice
label: Notice on the windscreen
steps: []
",
    ),
    (
        "rules/plate.yaml",
        r#"
facts:
  plate:
    type: text
"#,
    ),
];

/// What a row of the host's own table might hold.
const CORRECT: &str = r#"
action: correct_plate
label: Correct the number plate
who: [attendant]
inputs:
  plate:
    type: text
    max_length: 7
require:
  - rule: another_plate
    that: lower(input.plate) != lower(case.plate)
    else: The plate is {case.plate} already.
effects:
  - set_fact:
      fact: plate
      value: =input.plate
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sources = Sources::new();
    for (name, text) in TEXTS {
        sources.add(name, text);
    }
    sources.add("rules/correct_plate.yaml", CORRECT);
    let engine = Engine::new(RuleSet::load(&sources)?);

    let now = "2026-03-02T10:00:00+01:00".parse()?;
    let mut opening = Opening::new("P-17");
    opening.set("plate", "AB12345".into());
    let case = engine.open(&opening, now)?.case_after().ok_or("denied")?;

    let attendant = Actor::new("bo", "attendant");
    for plate in ["ab12345", "AB12346"] {
        let request = Request::new("correct_plate", attendant.clone()).with("plate", plate);
        let decision = engine.decide(&case, &request, now)?;
        println!("{plate}: {:?}", decision.verdict());
        for denial in decision.denials() {
            println!("    {}", denial.message.get("en"));
        }
    }
    Ok(())
}
