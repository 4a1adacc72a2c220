//! What a host can carry out: declared by a rule file with typed arguments, asked for by rules, answered by the host.

use dunlin::{Actor, Case, Effect, Engine, Request, RuleSet, Sources, Value};

/// An effect of this host's own: what follows when it is done, and when it has failed, is the rules' business.
const SMS: [(&str, &str); 2] = [
    (
        "rules/sms.yaml",
        r#"
effects:
  text_message:
    arguments:
      number: text
      text: text
    outward: true
    failed:
      - add_note:
          text: "The text message could not be delivered."
"#,
    ),
    (
        "rules/nudge.yaml",
        r#"
action: nudge
label: { da: Send en sms, en: Send a text message }
who: [clerk]
shown: case.status == "active"
inputs:
  number:
    type: text
    max_length: 15
require:
  - rule: once
    that: not(is_set(case.done("text_message"))) && case.pending("text_message") == 0
    else: { da: "Kunden har fået en sms.", en: "The customer has had a text message." }
effects:
  - text_message:
      number: =input.number
      text: { da: "Du skylder os {case.balance}.", en: "You owe us {case.balance}." }
"#,
    ),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sources = Sources::read(env!("CARGO_MANIFEST_DIR"))?;
    for (name, text) in SMS {
        sources.add(name, text);
    }
    let manifest = sources.get("dunlin.yaml").ok_or("no manifest")?.text();
    let manifest = manifest.replacen("menu: [", "menu: [nudge, ", 1);
    sources.add("dunlin.yaml", manifest);
    let engine = Engine::new(RuleSet::load(&sources)?);

    let now = "2026-03-02T10:00:00+01:00".parse()?;
    let opening = engine.example_opening("1001");
    let mut case = engine.open(&opening, now)?.case_after().ok_or("denied")?;
    for number in ["none", "+4512345678", "+4512345678"] {
        let nudge = Request::new("nudge", Actor::new("ida", "clerk")).with("number", number);
        let decision = engine.decide(case.clone(), &nudge, now)?;
        for denial in decision.denials() {
            println!("{number}: {}", denial.message.get("en"));
        }
        if !decision.is_allowed() {
            continue;
        }
        // What is decided is stored first; then it is carried out, and the case hears how it went.
        case = case.apply(&decision)?;
        for effect in decision
            .effects()
            .iter()
            .filter(|effect| effect.is_for_host())
        {
            case = answer(&engine, &case, effect)?;
        }
    }
    Ok(())
}

/// Carries out an effect and answers it. Its id is the same each time: a second attempt can be told from a second message.
fn answer(
    engine: &Engine,
    case: &Case,
    effect: &Effect<'_>,
) -> Result<Case, Box<dyn std::error::Error>> {
    let request = match carry_out(effect) {
        Ok(()) => Request::new("effect_done", Actor::system()),
        Err(why) => Request::new("effect_failed", Actor::system()).with("why", why),
    };
    let now = "2026-03-02T10:00:05+01:00".parse()?;
    let decision = engine.decide(case, request.with("id", effect.id()), now)?;
    for effect in decision.effects() {
        println!("    {effect:?}");
    }
    Ok(case.apply(&decision)?)
}

fn carry_out(effect: &Effect<'_>) -> Result<(), &'static str> {
    let number = effect.argument("number").and_then(Value::as_str);
    // A text that rules give in several languages comes in all of them.
    let (Some(number), Some(Value::Record(texts))) = (number, effect.argument("text")) else {
        return Err("this host can't do that");
    };
    if !number.starts_with('+') {
        return Err("that is no number");
    }
    println!("to {number}: {}", texts.get("en").ok_or("no text")?);
    Ok(())
}
