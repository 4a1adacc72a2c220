//! Snapshots that nothing is compared with any more. Whether one differs, the tests tell.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Outcome, built};
use crate::steps::{entries, tests};

/// Has insta write down every snapshot that the tests compare with.
pub(crate) fn list_compared(tests: &mut Command) -> Outcome {
    fs::write(list(), "").map_err(|error| format!("{}: {error}", list().display()))?;
    tests.env("INSTA_SNAPSHOT_REFERENCES_FILE", list());
    Ok(())
}

/// Drops the list of a run that broke off: what it lacks may well be some test's.
pub(crate) fn forget_compared() {
    fs::remove_file(list()).ok();
}

pub(crate) fn check() -> Outcome {
    if !list().exists() {
        tests()?;
    }
    let compared = fs::read_to_string(list()).unwrap_or_default();
    let compared = compared.lines().map(PathBuf::from);
    let compared: BTreeSet<PathBuf> = compared
        .filter_map(|path| path.canonicalize().ok())
        .collect();
    let mut orphans = Vec::new();
    for snapshot in snapshots(Path::new("."))? {
        let known = snapshot
            .canonicalize()
            .is_ok_and(|path| compared.contains(&path));
        // `dunlin test` compares these, each with the scenario beside it.
        let of_scenario = snapshot.iter().any(|part| part == "scenarios")
            && snapshot.with_extension("yaml").exists();
        if !(known || of_scenario) {
            orphans.push(snapshot.display().to_string());
        }
    }
    if orphans.is_empty() {
        return Ok(());
    }
    let orphans = orphans.join("\n    ");
    Err(format!(
        "no test compares with these, delete them:\n    {orphans}"
    ))
}

fn list() -> PathBuf {
    built().join("snapshots-compared.txt")
}

/// Returns the snapshots in a folder and below it, but not in hidden and built ones.
fn snapshots(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for path in entries(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !name.starts_with('.') && name != "target" {
            found.extend(snapshots(&path)?);
        } else if name.ends_with(".snap") {
            found.push(path);
        }
    }
    Ok(found)
}
