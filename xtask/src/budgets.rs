//! How many crates each package may bring along, and which the engine may not: those of hosts.

use std::collections::BTreeSet;

use crate::command::{Outcome, cargo, output};

const FOR_HOSTS: &[&str] = &["axum", "clap", "reqwest", "rusqlite", "tokio"];

pub(crate) fn check() -> Outcome {
    budget("--package dunlin --all-features", 65, FOR_HOSTS)?;
    budget("--package dunlin-cli --no-default-features", 120, &[])?;
    budget("--package dunlin-cli", 240, &[])
}

fn budget(package: &str, most: usize, without: &[&str]) -> Outcome {
    let tree = format!("tree {package} --edges normal");
    let listed = output(&mut cargo(&format!("{tree} --prefix none")))?;
    // A line is `serde v1.0.229`, with more after it; the first is the package itself.
    let crates = listed.lines().map(|line| line.split(' ').take(2).collect());
    let crates: BTreeSet<Vec<&str>> = crates.collect();
    let count = crates.len().saturating_sub(1);
    println!("{package}: {count} crates of {most}");
    let named = |name: &&&str| crates.iter().any(|found| found.first() == Some(*name));
    if let Some(name) = without.iter().find(named) {
        return Err(format!(
            "the engine depends on `{name}`, which is for hosts: see `cargo {tree} --invert {name}`"
        ));
    }
    if count > most {
        return Err(format!("too many crates, see `cargo {tree}`"));
    }
    Ok(())
}
