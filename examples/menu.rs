//! What a user interface shows: every action for a case, its form, and why it can't be asked for, in each language.

use dunlin::{Actor, Engine, MenuItem, RuleSet, Sources};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rules = RuleSet::load(&Sources::read(env!("CARGO_MANIFEST_DIR"))?)?;
    let engine = Engine::new(rules);
    let now = "2026-03-02T10:00:00+01:00".parse()?;
    // The case that the manifest describes, in collection: there a clerk can't do everything.
    let mut opening = engine.example_opening("1001");
    opening.set("flow", "collection".into());
    let case = engine.open(&opening, now)?.case_after().ok_or("denied")?;

    let menu = engine.menu(&case, &Actor::new("ida", "clerk"), now)?;
    for language in engine.rules().languages() {
        println!("[{language}]");
        for item in &menu.actions {
            print(item, language);
        }
        println!();
    }
    Ok(())
}

fn print(item: &MenuItem<'_>, language: &str) {
    let mark = if item.enabled { "+" } else { "-" };
    println!("{mark} {}", item.label().get(language));
    for denial in &item.denials {
        println!("    {}", denial.message.get(language));
    }
    for warning in &item.warnings {
        println!("    ! {}", warning.message.get(language));
    }
    for field in item.form().filter(|_| item.enabled) {
        let (label, kind) = (field.label(), field.kind());
        let optional = if field.is_optional() { "?" } else { "" };
        println!("    {} ({kind}{optional})", label.get(language));
        let options = field.options();
        let options = options.map(|option| option.label().get(language).to_owned());
        let options: Vec<String> = options.collect();
        if !options.is_empty() {
            println!("        {}", options.join(" | "));
        }
    }
}
