//! A host that takes new rules while it runs: those that don't load change nothing, and cases follow those that do.

use std::sync::{Arc, RwLock};

use dunlin::{Actor, Engine, Findings, Request, RuleSet, Sources};

/// The rules in force. An engine is immutable: whoever has one keeps deciding by it to the end.
struct InForce(RwLock<Arc<Engine>>);

impl InForce {
    fn engine(&self) -> Arc<Engine> {
        // A lock that a panicking thread left is as good as any: it guards one pointer.
        let engine = self.0.read().unwrap_or_else(|left| left.into_inner());
        Arc::clone(&engine)
    }

    /// Puts the rules in force that `sources` hold, unless there is something wrong with them.
    fn reload(&self, sources: &Sources) -> Result<(), Findings> {
        let engine = Arc::new(Engine::new(RuleSet::load(sources)?));
        *self.0.write().unwrap_or_else(|left| left.into_inner()) = engine;
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sources = Sources::read(env!("CARGO_MANIFEST_DIR"))?;
    let rules = InForce(RwLock::new(Arc::new(Engine::new(RuleSet::load(&sources)?))));
    let now = "2026-03-02T10:00:00+01:00".parse()?;

    let engine = rules.engine();
    let opening = engine.example_opening("1001");
    let case = engine.open(&opening, now)?.case_after().ok_or("denied")?;
    let pause = Request::new("pause", Actor::new("ida", "clerk")).with("reason", "other");
    println!("{:?}", engine.decide(&case, &pause, now)?.verdict());

    // Somebody saves a mistake: the rules in force stay.
    let text = sources
        .get("rules/pause.yaml")
        .ok_or("no pause")?
        .text()
        .to_owned();
    sources.add(
        "rules/pause.yaml",
        text.replace("case.status", "case.sttus"),
    );
    match rules.reload(&sources) {
        Ok(()) => println!("reloaded"),
        Err(findings) => println!("kept the rules in force: {findings}"),
    }

    // And then what was meant. The case was made under other rules, and is carried over by its names.
    sources.add(
        "rules/pause.yaml",
        text.replace("who: [clerk, manager]", "who: [manager]"),
    );
    rules.reload(&sources)?;
    let engine = rules.engine();
    let decision = engine.decide(&case, &pause, now)?;
    println!("{:?}", decision.verdict());
    for denial in decision.denials() {
        println!("    {}", denial.message.get("en"));
    }
    Ok(())
}
