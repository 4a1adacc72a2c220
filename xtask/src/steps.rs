//! The steps that run cargo, or what cargo built. What they find is told by the commands they run.
//!
//! All take `--workspace --all-features` in one profile, so that each crate is compiled once to be
//! checked and once to be run. What was built is started as a file: `cargo run` would choose other
//! features for one package than for all, and compile again.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Outcome, built, cargo, output, run};
use crate::{service, snapshots};

pub(crate) fn fmt() -> Outcome {
    install("fmt", "rustfmt")?;
    run(&mut cargo("fmt --all --check"))
}

pub(crate) fn clippy() -> Outcome {
    install("clippy", "clippy")?;
    // The tests in a browser are none of all targets, since `test` doesn't run them.
    for targets in ["--all-targets", "--test browser"] {
        let clippy = format!("clippy --workspace {targets} --all-features -- -D warnings");
        run(&mut cargo(&clippy))?;
    }
    Ok(())
}

pub(crate) fn docs() -> Outcome {
    let mut doc = cargo("doc --workspace --no-deps --all-features");
    run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

/// Runs all tests but those in a browser, which are a step of their own: their package says so (`test = false`).
///
/// Fails on a snapshot that differs or is missing and writes none, unless the caller says otherwise.
pub(crate) fn tests() -> Outcome {
    let mut tests = cargo("test --workspace --all-features");
    if std::env::var_os("INSTA_UPDATE").is_none() {
        tests.env("INSTA_UPDATE", "no");
    }
    snapshots::list_compared(&mut tests)?;
    run(&mut tests).inspect_err(|_| snapshots::forget_compared())
}

pub(crate) fn examples() -> Outcome {
    build()?;
    for file in entries("examples")? {
        if file.extension().is_some_and(|extension| extension == "rs") {
            let name = file.file_stem().unwrap_or_default();
            run(&mut Command::new(built().join("examples").join(name)))?;
        }
    }
    service::example()
}

/// The project's folder is itself a rule set; others stand among the examples, and one comes along with the command.
pub(crate) fn rules() -> Outcome {
    build()?;
    let dunlin = || Command::new(built().join("dunlin"));
    let mut folders = entries("examples/rulesets")?;
    folders.retain(|folder| folder.is_dir());
    folders.insert(0, PathBuf::from("."));
    folders.push(PathBuf::from("crates/cli/starter"));
    for folder in folders {
        println!("in {}", folder.display());
        let mut check = dunlin();
        run(check
            .args(["check", "--deny", "warnings"])
            .current_dir(&folder))?;
        run(dunlin().arg("test").current_dir(&folder))?;
    }
    run(dunlin().args(["test", "--mutate", "--at-least", "95"]))?;
    run(dunlin().arg("demo"))
}

/// Builds what the tests have built, but for the last links.
pub(crate) fn build() -> Outcome {
    let build = "build --workspace --all-features --bins --examples";
    run(&mut cargo(build))
}

/// Adds a component to the toolchain where cargo lacks its subcommand.
fn install(subcommand: &str, component: &str) -> Outcome {
    if output(cargo(subcommand).arg("--version")).is_ok() {
        return Ok(());
    }
    run(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"])).map_err(|why| {
        format!(
            "{why}; `{component}` is missing: install it with the toolchain, and run this again"
        )
    })
}

/// Returns what a folder holds, in order of names; nothing if there is no such folder.
pub(crate) fn entries(folder: impl AsRef<Path>) -> Result<Vec<PathBuf>, String> {
    let folder = folder.as_ref();
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let found =
        std::fs::read_dir(folder).and_then(|found| found.map(|entry| Ok(entry?.path())).collect());
    let mut paths: Vec<PathBuf> =
        found.map_err(|error| format!("{} can't be read: {error}", folder.display()))?;
    paths.sort();
    Ok(paths)
}
