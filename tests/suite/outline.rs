//! Actions as whoever tells of them gets them: the shipped ones, and those of a rule set of another kind.

use std::path::Path;

use dunlin::{RuleSet, Sources};

fn rules(folder: &str) -> RuleSet {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    RuleSet::load(&Sources::read(folder).unwrap()).unwrap()
}

/// An action as it would be read in a language, a line a part.
fn told(rules: &RuleSet, action: &str, language: &str) -> String {
    let action = rules.outline_of_action(action).unwrap();
    let get = |texts: &dunlin::Texts<'_>| texts.get(language).to_owned();
    let condition = |condition: &dunlin::Condition| {
        let never = if condition.never { "never: " } else { "" };
        format!("{never}{}", condition.words.get(language))
    };
    let when = |when: &Option<dunlin::Condition>| match when {
        Some(when) => format!(" [when {}]", condition(when)),
        None => String::new(),
    };
    let mut lines = vec![format!(
        "{} · {}",
        get(&action.label),
        action.who.join(", ")
    )];
    lines.extend(action.help.iter().map(get));
    lines.extend(
        action
            .shown
            .iter()
            .map(|shown| format!("shown: {}", condition(shown))),
    );
    lines.extend(
        action
            .hidden
            .iter()
            .map(|hidden| format!("hidden: {}", get(hidden))),
    );
    for asked in &action.asks {
        let options: Vec<String> = asked.options().map(|option| get(&option.label())).collect();
        lines.push(format!(
            "asks {} ({}) {}",
            get(&asked.label()),
            asked.kind(),
            options.join(" | ")
        ));
    }
    for required in &action.requires {
        lines.push(format!(
            "requires {}{}: {}",
            required.name,
            when(&required.when),
            condition(&required.that)
        ));
        lines.push(format!(
            "  else {} {}",
            get(&required.otherwise),
            required
                .input
                .map(|input| format!("({input})"))
                .unwrap_or_default()
        ));
    }
    for warned in &action.warns {
        lines.push(format!(
            "warns{}: {}",
            when(&warned.when),
            get(&warned.message)
        ));
    }
    for deed in &action.does {
        lines.push(format!(
            "does {:?}{}: {}",
            deed.kind,
            when(&deed.when),
            get(&deed.words)
        ));
    }
    let changes: Vec<String> = action.changes.iter().map(get).collect();
    lines.push(format!("changes {}", changes.join(", ")));
    lines.extend(
        action
            .place
            .iter()
            .map(|place| format!("at {}:{}", place.file, place.line)),
    );
    lines.join("\n")
}

#[test]
fn each_action_of_the_shipped_rules_is_told() {
    let rules = rules("");
    for language in ["da", "en"] {
        let all: Vec<String> = rules
            .actions()
            .map(|action| told(&rules, action, language))
            .collect();
        insta::assert_snapshot!(format!("actions_shipped_{language}"), all.join("\n\n"));
    }
}

#[test]
fn each_action_of_the_road_fines_is_told() {
    let rules = rules("examples/rulesets/road-fines");
    let all: Vec<String> = rules
        .actions()
        .map(|action| told(&rules, action, "en"))
        .collect();
    insta::assert_snapshot!("actions_road_fines", all.join("\n\n"));
}

#[test]
fn what_the_settings_rule_out_is_not_told() {
    let mut sources =
        Sources::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/valid/library"))
            .unwrap();
    sources.add(
        "rules/probe.yaml",
        "action: probe\nlabel: Probe\nwho: [librarian]\nrequire:\n  - rule: never_asked\n    when: 1 > 2\n    that: case.balance > 0\n    else: No.\n  - rule: asked\n    that: case.balance > 0\n    else: No.\neffects:\n  - restart_flow: {}\n",
    );
    let rules = RuleSet::load(&sources).unwrap();
    let probe = rules.outline_of_action("probe").unwrap();
    let names: Vec<&str> = probe
        .requires
        .iter()
        .map(|required| required.name)
        .collect();
    assert_eq!(names, ["asked"]);
}
