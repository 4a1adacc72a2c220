//! The least that a host does: load rules, open a case, decide an action, apply it, and take what follows.

use dunlin::{Actor, Engine, Request, RuleSet, Sources};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::new(RuleSet::load(&Sources::read(env!("CARGO_MANIFEST_DIR"))?)?);
    let now = "2026-03-02T10:00:00+01:00".parse()?;
    // The case that the manifest describes, with an address to write to.
    let mut opening = engine.example_opening("1001");
    opening.set("customer.email", "bogholderi@example.dk".into());
    let case = engine.open(&opening, now)?.case_after().ok_or("denied")?;

    let request = Request::new("close", Actor::new("ida", "clerk"))
        .with("code", "settled")
        .with("reason", "reduced")
        .with("confirmation", true);
    let decision = engine.decide(&case, &request, now)?;
    let case = case.apply(&decision)?;
    println!(
        "{:?}: case {} is {}",
        decision.verdict(),
        case.id(),
        case.status()
    );
    for effect in decision.effects() {
        println!("{effect:?}");
        if let Some(letter) = effect.letter() {
            println!("{}\n{}", letter.subject, letter.body);
        }
    }
    Ok(())
}
