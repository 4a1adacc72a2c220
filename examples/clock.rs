//! A host's loop over several cases: the clock jumps to what is due first, what is due is taken, and what follows is carried out and answered.

use chrono::{DateTime, Utc};
use dunlin::{Actor, Case, Due, Engine, Request, RuleSet, Sources, Value};

type Any = Box<dyn std::error::Error>;

fn main() -> Result<(), Any> {
    let engine = Engine::new(RuleSet::load(&Sources::read(env!("CARGO_MANIFEST_DIR"))?)?);
    let mut now = "2026-02-02T08:00:00+01:00".parse()?;
    let until: DateTime<Utc> = "2026-06-01T00:00:00+02:00".parse()?;
    let mut cases = Vec::new();
    // In 1003, nobody has approved reminders: it waits.
    for (id, due_date, approved) in [
        ("1001", "2026-02-01", true),
        ("1002", "2026-02-20", true),
        ("1003", "2026-02-10", false),
    ] {
        let mut opening = engine.example_opening(id);
        opening.set("due_date", due_date.into());
        opening.set("reminders_approved", approved.into());
        cases.push(engine.open(&opening, now)?.case_after().ok_or("denied")?);
    }
    while now <= until {
        let mut next = None::<DateTime<Utc>>;
        for case in &mut cases {
            while let Some(case_after) = turn(&engine, case, now)? {
                *case = case_after;
            }
            let due = engine.next_due(case, now)?.at();
            next = next.into_iter().chain(due).min();
        }
        // A host sleeps until then, or until somebody changes a case.
        let Some(at) = next else { break };
        now = at;
    }
    for case in &cases {
        let due = engine.next_due(case, now)?;
        let waits = matches!(due, Due::Waiting { .. });
        let next = if waits { "waits" } else { "has run its course" };
        println!("{} owes {} and {next}", case.id(), case.balance());
    }
    Ok(())
}

/// Takes the one turn that is due first, if one is: the case is stored before anything is carried out.
fn turn(engine: &Engine, case: &Case, now: DateTime<Utc>) -> Result<Option<Case>, Any> {
    let Some(decision) = engine.advance(case, now)? else {
        return Ok(None);
    };
    let rules = engine.rules();
    let at = rules.printed(&Value::DateTime(now), "", "en");
    let mut case = case.apply(&decision)?;
    for (effect, told) in decision.effects().iter().zip(decision.record().effects) {
        let arguments = told.printed(rules, case.currency(), "en").into_iter();
        let arguments: Vec<String> = arguments.map(|(_, value)| value).collect();
        let words = arguments.join(", ");
        println!("{at}  {}: {} {words}", case.id(), effect.name());
        if effect.is_for_host() {
            let done = Request::new("effect_done", Actor::system()).with("id", effect.id());
            case = case.apply(&engine.decide(&case, &done, now)?)?;
        }
    }
    Ok(Some(case))
}
