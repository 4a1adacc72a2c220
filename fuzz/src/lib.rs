//! What the targets share: the rule sets that they lay their texts over, and the use that is made of one that loads.

use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use dunlin::{Actor, Case, Engine, Request, RuleSet, Sources};

/// The shipped rule set.
pub static SHIPPED: LazyLock<Engine> = LazyLock::new(|| {
    Engine::new(RuleSet::load(&read("..")).expect("the shipped rule set loads"))
});

/// A small rule set, for texts to be laid over.
static LIBRARY: LazyLock<Sources> = LazyLock::new(|| read("../tests/fixtures/valid/library"));

fn read(folder: &str) -> Sources {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    Sources::read(folder).expect("the rule set is there")
}

/// The time of every request.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_445_600, 0).unwrap_or_default()
}

/// Lays a text over the library: `=== NAME` on a line by itself begins a file of that name, and
/// what stands before the first is an action's.
pub fn laid_over(text: &str) -> Sources {
    let mut sources = LIBRARY.clone();
    let mut name = "rules/fuzz.yaml".to_owned();
    let mut file = String::new();
    for line in text.split_inclusive('\n') {
        if let Some(next) = line.strip_prefix("=== ") {
            sources.add(&name, &file);
            next.trim().clone_into(&mut name);
            file.clear();
        } else {
            file.push_str(line);
        }
    }
    sources.add(&name, &file);
    sources
}

/// Loads a rule set, and reads what is found as a shell does, so that every place and message is made.
pub fn load(sources: &Sources) -> Option<Engine> {
    match RuleSet::load(sources) {
        Ok(rules) => Some(Engine::new(rules)),
        Err(findings) => {
            for finding in &findings {
                assert!(!finding.message("en").is_empty() && !finding.message("da").is_empty());
                if let Some(place) = finding.place() {
                    let source = sources.get(&place.file);
                    assert!(
                        source.is_some_and(|source| source.text().get(place.range()).is_some()),
                        "a finding's place is one of its file: {finding}"
                    );
                }
            }
            None
        }
    }
}

/// Opens the example, and asks for every action with nothing, and with something, for each input.
pub fn use_it(engine: &Engine) {
    let Ok(opened) = engine.open(&engine.example_opening("1"), now()) else {
        return;
    };
    let Some(case) = opened.case_after() else {
        return;
    };
    for role in engine.rules().roles() {
        let actor = Actor::new("a", role);
        let Ok(menu) = engine.menu(&case, &actor, now()) else {
            continue;
        };
        for item in &menu.actions {
            let mut request = Request::new(item.action(), actor.clone());
            ask(engine, &case, &request);
            for field in item.form() {
                let value = match field.options().next() {
                    Some(option) => option.value(),
                    None => guess(field.kind()),
                };
                request = request.with(field.name(), value);
            }
            ask(engine, &case, &request);
        }
    }
}

fn guess(kind: &str) -> &'static str {
    match kind {
        "date" => "2026-05-01",
        "bool" => "true",
        "text" => "x",
        _ => "1",
    }
}

/// Decides, and applies what is allowed; what comes of it can be stored and read.
pub fn ask(engine: &Engine, case: &Case, request: &Request) {
    let Ok(decision) = engine.explain(case, request, now()) else {
        return;
    };
    let plain = engine.decide(case, request, now()).expect("it was explained");
    let record = decision.record();
    assert_eq!(plain.denials(), decision.denials(), "held to other limits");
    let json = serde_json::to_string(&record).expect("a record is JSON");
    assert!(!json.is_empty());
    if decision.is_allowed() {
        let after = case.apply(&decision).expect("an allowed decision applies");
        let json = serde_json::to_string(&after).expect("a case is JSON");
        let again = engine.read_case(&json).expect("a case that was stored can be read");
        assert_eq!(
            serde_json::to_string(&again).ok(),
            Some(json),
            "a case is the same after it was stored"
        );
    }
}
