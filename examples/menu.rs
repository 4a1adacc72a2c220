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

fn print(item: &MenuItem, language: &str) {
    let mark = if item.enabled { "+" } else { "-" };
    println!("{mark} {}", item.label.get(language));
    for denial in &item.denials {
        println!("    {}", denial.message.get(language));
    }
    for warning in &item.warnings {
        println!("    ! {}", warning.message.get(language));
    }
    for field in item.form.iter().filter(|_| item.enabled) {
        let optional = if field.optional { "?" } else { "" };
        println!(
            "    {} ({}{optional})",
            field.label.get(language),
            field.kind
        );
        let options = field
            .options
            .iter()
            .map(|option| option.label.get(language));
        let options: Vec<&str> = options.collect();
        if !options.is_empty() {
            println!("        {}", options.join(" | "));
        }
    }
}
