//! What a host knows about its own cases: declared as facts by a rule file, asked by rules, changed by `facts_changed`.

use dunlin::{Actor, Engine, Request, RuleSet, Sources};

/// Facts of this host's own, and an action that asks them; a name with a dot is a part of its group.
const ACCOUNTS: [(&str, &str); 2] = [
    (
        "rules/account_manager.yaml",
        r#"
facts:
  account.manager:
    type: text
    optional: true
  account.since:
    type: date
"#,
    ),
    (
        "rules/call.yaml",
        r#"
action: call
label: { da: Ring til kunden, en: Call the customer }
who: [clerk]
shown: is_set(case.account.manager)
hidden: { da: "Kunden har ingen kontaktperson.", en: "Nobody looks after this customer." }
require:
  - rule: old_customer
    that: months_after(case.account.since, 12) <= today
    else:
      da: "Kunden har kun været her siden {case.account.since}."
      en: "The customer came as late as {case.account.since}."
effects:
  - create_task:
      role: clerk
      text: { da: "Ring, {case.account.manager}", en: "{case.account.manager}, please call" }
"#,
    ),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The shipped rules, and these in files of their own.
    let mut sources = Sources::read(env!("CARGO_MANIFEST_DIR"))?;
    for (name, text) in ACCOUNTS {
        sources.add(name, text);
    }
    let manifest = sources.get("dunlin.yaml").ok_or("no manifest")?.text();
    let manifest = manifest.replacen("menu: [", "menu: [call, ", 1);
    sources.add("dunlin.yaml", manifest);
    let engine = Engine::new(RuleSet::load(&sources)?);

    let now = "2026-03-02T10:00:00+01:00".parse()?;
    let mut opening = engine.example_opening("1001");
    opening.set("account.since", "2019-05-01".into());
    let case = engine.open(&opening, now)?.case_after().ok_or("denied")?;
    let call = Request::new("call", Actor::new("ida", "clerk"));
    for denial in engine.decide(&case, &call, now)?.denials() {
        println!("{}", denial.message.get("en"));
    }

    // The host's other systems say what they know; that is a decision, with a record, like any other.
    let change = Request::new("facts_changed", Actor::system()).with("account.manager", "Bo");
    let change = engine.decide(&case, &change, now)?;
    let case = case.apply(&change)?;
    println!("{}", case.fact("account.manager").ok_or("not set")?);
    for effect in engine.decide(&case, &call, now)?.effects() {
        println!("{effect:?}");
    }
    Ok(())
}
