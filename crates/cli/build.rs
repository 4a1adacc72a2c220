//! Puts the shipped rule set and the starter into the command, so that both are there anywhere · the files stay where they are.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Where a rule set's files stand, besides the manifest.
const FOLDERS: [&str; 4] = ["flows", "rules", "scenarios", "templates"];

fn main() -> Result<(), Box<dyn Error>> {
    let package = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    embed(&package.join("../.."), "rule_set.rs")?;
    embed(&package.join("starter"), "starter.rs")
}

/// Writes a list of the names and texts of a rule set's files.
fn embed(folder: &Path, list_name: &str) -> Result<(), Box<dyn Error>> {
    let root = fs::canonicalize(folder)?;
    let mut files = vec![root.join("dunlin.yaml")];
    for folder in FOLDERS.map(|folder| root.join(folder)) {
        println!("cargo::rerun-if-changed={}", folder.display());
        for entry in fs::read_dir(folder)? {
            files.push(entry?.path());
        }
    }
    // A snapshot that waits to be accepted is no part of it.
    files.retain(|file| file.is_file() && !file.display().to_string().ends_with(".new"));
    files.sort();
    let mut list = "[\n".to_owned();
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file
            .strip_prefix(&root)?
            .display()
            .to_string()
            .replace('\\', "/");
        writeln!(list, "    ({name:?}, include_str!({file:?})),")?;
    }
    list.push_str("]\n");
    fs::write(PathBuf::from(variable("OUT_DIR")?).join(list_name), list)?;
    Ok(())
}

fn variable(name: &str) -> Result<String, Box<dyn Error>> {
    env::var(name).map_err(|error| format!("{name}: {error}").into())
}
