//! Rules are taken as their files change, or refused while the old ones stay in force.

use std::fs;
use std::path::Path;

use crate::served::{Folder, SHIPPED, Served};

/// A copy of the shipped rules with some of their scenarios.
pub(crate) fn copied(to: &Path) {
    fs::copy(format!("{SHIPPED}/dunlin.yaml"), to.join("dunlin.yaml")).unwrap();
    for room in ["flows", "rules", "templates"] {
        fs::create_dir(to.join(room)).unwrap();
        for file in fs::read_dir(format!("{SHIPPED}/{room}")).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), to.join(room).join(file.file_name())).unwrap();
        }
    }
    fs::create_dir(to.join("scenarios")).unwrap();
    for ending in ["yaml", "snap"] {
        let name = format!("scenarios/below-the-minimum-after-a-payment.{ending}");
        fs::copy(format!("{SHIPPED}/{name}"), to.join(name)).unwrap();
    }
}

pub(crate) fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{}: no `{from}`", file.display());
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn changed_rules_are_in_force_and_broken_ones_are_not() {
    let folder = Folder::new();
    let rules = folder.file("rules");
    fs::create_dir(&rules).unwrap();
    copied(&rules);
    let served = Served::with(&folder.file("dunlin.db"), |settings| {
        settings.rules = rules.clone()
    });
    let in_force = || served.get("/rules").json()["rule_set"]["fingerprint"].clone();
    let first = in_force();

    // A setting is changed: nobody has to ask.
    let manifest = rules.join("dunlin.yaml");
    edit(&manifest, "default: 90\n", "default: 60\n");
    served.until("the new rules are in force", |_| in_force() != first);
    let second = in_force();
    assert_eq!(
        served.get("/rules").json()["refused"],
        serde_json::Value::Null
    );

    // A mistake: the old ones stay, and it is told where it is.
    edit(&manifest, "default: 60\n", "default: sixty\n");
    served.until("the broken rules are refused", |served| {
        !served.get("/rules").json()["refused"].is_null()
    });
    assert_eq!(in_force(), second);
    let reloaded = served.post("/rules/reload", "reload", "", &[]);
    assert_eq!(reloaded.status, 422);
    let problem = reloaded.json();
    assert_eq!(problem["findings"][0]["file"], "dunlin.yaml", "{problem}");
    served.opens("1001");
    let menu = served.get("/cases/1001/menu");
    assert_eq!(menu.status, 200, "{}", menu.text);

    // Rules that load and don't do what a scenario says.
    edit(&manifest, "default: sixty\n", "default: 60\n");
    edit(&manifest, "default: 10\n", "default: 14\n");
    let reloaded = served.post("/rules/reload", "again", "", &[]);
    assert_eq!(reloaded.status, 422, "{}", reloaded.text);
    assert!(
        reloaded.text.contains("below-the-minimum-after-a-payment"),
        "{}",
        reloaded.text
    );
    assert_eq!(in_force(), second);

    // Each version that has been in force is kept.
    let versions = served.get("/rules/versions").json();
    assert_eq!(versions.as_array().unwrap().len(), 2, "{versions}");
}

#[test]
fn a_restart_over_broken_rules_goes_on_with_those_that_were_in_force() {
    let folder = Folder::new();
    let (rules, store) = (folder.file("rules"), folder.file("dunlin.db"));
    fs::create_dir(&rules).unwrap();
    copied(&rules);
    let served = Served::with(&store, |settings| settings.rules = rules.clone());
    served.opens("1001");
    let token = served.token.clone();
    served.end();

    edit(
        &rules.join("dunlin.yaml"),
        "default: 10\n",
        "default: ten\n",
    );
    let mut served = Served::with(&store, |settings| settings.rules = rules.clone());
    served.token = token;
    let told = served.get("/rules").json();
    assert_eq!(
        told["refused"]["findings"][0]["file"], "dunlin.yaml",
        "{told}"
    );
    assert_eq!(served.get("/ready").json()["rules"], false);
    let menu = served.get("/cases/1001/menu");
    assert_eq!(menu.status, 200, "{}", menu.text);
}
